"""Section numbers that readers of this device confirmed from their own copies, kept beside the audits."""

import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Self

from pydantic import ValidationError, model_validator

from audit_app.checklist.model import Definition
from audit_app.checklist.reference.sources import Confirmation
from audit_app.errors import ReferenceProblem

FILE = "confirmed_references.json"


class _Kept(Definition):
    """What the file holds; since schema 2 with its own digest, as a number that is one digit off still looks right."""

    schema_: int = 1
    confirmations: tuple[Confirmation, ...] = ()
    digest: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.schema_ not in (1, 2) or self.digest != ("" if self.schema_ == 1 else _digest(self.confirmations)):
            raise ValueError("is not as it was written")
        return self


def _digest(confirmations: Iterable[Confirmation]) -> str:
    """SHA-256 (hex) of the confirmations as they are written."""
    said = [each.model_dump(mode="json") for each in confirmations]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def load_confirmed(folder: Path) -> tuple[Confirmation, ...]:
    """Every confirmation kept in a data folder; none when nobody has confirmed anything yet."""
    path = folder / FILE
    try:
        return _Kept.model_validate_json(path.read_text(encoding="utf-8")).confirmations
    except FileNotFoundError:
        return ()
    except (ValidationError, UnicodeDecodeError) as error:
        raise ReferenceProblem(
            FILE, "is damaged", "Move it out of the data folder and check the guideline again"
        ) from error
    except OSError as error:
        raise ReferenceProblem(FILE, f"cannot be read ({error.strerror})", "Check the data folder") from error


def confirmed_fault(folder: Path) -> str:
    """What is wrong with the confirmations kept in a data folder, in words; empty when nothing."""
    try:
        load_confirmed(folder)
    except ReferenceProblem as error:
        return f"{error.where} {error.fault}"
    return ""


def add_confirmed(folder: Path, new: Iterable[Confirmation]) -> tuple[Confirmation, ...]:
    """Keep new confirmations beside the old; one for the same clause and edition takes the place of the older."""
    kept = {(each.clause, each.edition): each for each in (*load_confirmed(folder), *new)}
    save_confirmed(folder, kept.values())
    return tuple(kept.values())


def save_confirmed(folder: Path, confirmations: Iterable[Confirmation]) -> None:
    """Write all confirmations at once: after a power cut the old file or the new one is there, never half of one."""
    kept = tuple(confirmations)
    whole = _Kept(schema_=2, confirmations=kept, digest=_digest(kept)).model_dump(mode="json")
    path, fresh = folder / FILE, folder / (FILE + ".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(whole, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise ReferenceProblem(FILE, f"cannot be written ({error.strerror})", "Check the data folder") from error
