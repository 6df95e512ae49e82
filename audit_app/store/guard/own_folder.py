"""Whether a data folder is the one that this device worked in, or a copy, or from before the device got a new name.

Under one name two would part ways.

What tells them apart lies outside the folder: 32 random bytes, of which the folder has only the digest. They are the
device's key too, so a copy or a backup of the folder has neither its name nor its key.
"""

import json
import os
import platform
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from audit_app.store.durable import write_private
from audit_app.store.guard.kept_log import witness

FILE = "device.mark"
NAME = ".name"  # what the device's name is remembered under, outside the folder
SEED = 32  # bytes
LONGEST = 2_000
# where an app has its folder to itself, nobody copies it, and an update may change its place
APP_ALONE = sys.platform in ("android", "ios", "emscripten")


def seed_of(folder: Path) -> bytes | None:
    """What this device has for a data folder outside it, made when there is none yet; None where it cannot be kept."""
    place = witness(folder)
    if place is None:
        return None
    path = place.with_suffix(".key")
    with suppress(OSError):
        if not path.exists():
            write_private(path, os.urandom(SEED))
        found = path.read_bytes()
        return found if len(found) == SEED else None
    return None


def is_another(folder: Path, device: str) -> bool:
    """Whether a folder was worked in elsewhere, by its mark, or bears an earlier name than this device has by now.

    One in its own place on its own computer is none, also when what lay outside it was lost; nor is one without a mark.
    """
    mine, found = _mark(folder), _read(folder / FILE)
    known = _name(folder)
    if known and known != device:
        return True
    if mine is None or not found:
        return False
    elsewhere = any(found.get(name) != mine[name] for name in ("place", "on"))
    return elsewhere and found.get("is") != mine["is"]


def mark(folder: Path, device: str) -> None:
    """Marks a folder as this device's own, and remembers its name outside; done after it was given a new one."""
    mine, place = _mark(folder), witness(folder)
    with suppress(OSError):
        if place is not None and _name(folder) != device:
            write_private(place.with_suffix(NAME), device.encode(), again=True)
        if mine is not None and _read(folder / FILE) != mine:
            write_private(folder / FILE, json.dumps(mine).encode(), again=True)


def _name(folder: Path) -> str:
    """The name that the device last had in a folder; empty when it is not known."""
    place = witness(folder)
    try:
        return place.with_suffix(NAME).read_text(encoding="utf-8")[:LONGEST] if place is not None else ""
    except (OSError, ValueError):
        return ""


def _mark(folder: Path) -> dict[str, object] | None:
    seed = None if APP_ALONE else seed_of(folder)
    if seed is None:
        return None
    digest = sha256(b"mr-audit-device:" + seed).hexdigest()
    return {"is": digest, "place": str(folder.absolute()), "on": platform.node()}


def _read(path: Path) -> dict[str, object]:
    """What a mark says; nothing when there is none, or it cannot be read."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(LONGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
