"""A secret that a partner gave this device: outside the data folder, so that no backup and no copied folder has it."""

import sys
from contextlib import suppress
from pathlib import Path

from audit_app.store.durable import write_private
from audit_app.store.guard.kept_log import witness

LARGEST = 10_000  # bytes


def keep_secret(folder: Path, secret: bytes) -> bool:
    """Keeps it in the place of the one before, readable by its owner alone; False where there is no place for it."""
    place = _place(folder)
    if place is None:
        return False
    try:
        write_private(place, secret, again=True)
    except OSError:
        return False
    return kept_secret(folder) == secret


def kept_secret(folder: Path) -> bytes:
    """What is kept; empty when there is nothing, or it cannot be read."""
    place = _place(folder)
    with suppress(OSError):
        if place is not None:
            with place.open("rb") as file:
                return file.read(LARGEST)
    return b""


def forget_secret(folder: Path) -> None:
    """Deletes it; OSError when that fails, because whoever leaves must know."""
    place = _place(folder)
    if place is not None:
        place.unlink(missing_ok=True)


def _place(folder: Path) -> Path | None:
    if sys.platform == "emscripten":  # only what lies beside the data outlives the page there
        return folder.absolute().parent / "partner.secret"
    noted = witness(folder)
    return noted.with_suffix(".partner") if noted is not None else None
