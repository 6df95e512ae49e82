"""A checklist file in, a Checklist out, or the place, fault and remedy."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from audit_app.checklist.fault import Fault
from audit_app.checklist.model import Checklist
from audit_app.checklist.rules import faults
from audit_app.checklist.shape import shape_faults
from audit_app.documents.toml_text import toml_tables
from audit_app.errors import ChecklistError
from audit_app.resources import checklists

MAIN = ("acceptance", "periodic")  # named first
LARGEST = 2_000_000  # bytes; a checklist of 600 items is a fifth of this
HELD = 64  # checklists held as read: a screen asks for all of them at every redraw, and reading all takes half a second


def released() -> tuple[Checklist, ...]:
    """Every checklist that travels with the app, newest version of each first."""
    return tuple(load(path) for path in released_files())


def released_files() -> tuple[Path, ...]:
    """The files of the released checklists, by name and then newest version first."""
    files = checklists().glob("*/v*.toml")
    return tuple(sorted(files, key=lambda path: (path.parent.name, -int(path.stem[1:]))))


def newest(checklist_id: str) -> Checklist:
    """The newest released version of one checklist."""
    for path in released_files():
        if path.parent.name == checklist_id:
            return load(path)
    names = {path.parent.name for path in released_files()}
    known = ", ".join(sorted(names, key=lambda name: (name not in MAIN, name)))
    raise ChecklistError(checklist_id, "is not a released checklist", f"Use one of: {known}")


def load(path: Path) -> Checklist:
    """The checklist in a file; ChecklistError names file and item when it is wrong."""
    return parse(text_of(path), path.name)


def text_of(path: Path) -> str:
    """The text of a checklist file; ChecklistError when it cannot be one."""
    try:
        if path.exists() and not path.is_file():
            raise ChecklistError(path.name or str(path), "is not a file", "Give the checklist file itself")
        if path.stat().st_size > LARGEST:
            raise ChecklistError(path.name, "is too large to be a checklist", "Check that it is the right file")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ChecklistError(path.name, "is not UTF-8 text", "Save it as UTF-8") from error
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        reason = getattr(error, "strerror", None) or "its name is not a file name"
        raise ChecklistError(path.name, f"cannot be read ({reason})", "Check the name and the folder") from error


@lru_cache(maxsize=HELD)
def parse(text: str, where: str) -> Checklist:
    """The checklist in a text; `where` names it in error messages."""
    checklist, wrong = opened(text, where)
    if wrong or checklist is None:
        first = wrong[0]
        raise ChecklistError(f"{where}, {first.place}", first.fault, first.remedy)
    return checklist


def opened(text: str, where: str) -> tuple[Checklist | None, tuple[Fault, ...]]:
    """The checklist in a text, if it has the shape of one, and everything that is wrong with it."""
    raw = _tables(text, where)
    try:
        checklist = Checklist.model_validate(raw)
    except ValidationError as error:
        return None, shape_faults(raw, error)
    return checklist, tuple(faults(checklist))


def _tables(text: str, where: str) -> dict[str, Any]:
    try:
        return toml_tables(text)
    except ValueError as error:  # TOMLDecodeError is a ValueError; so is a number of 5,000 digits
        raise ChecklistError(where, f"is not valid TOML: {error}", "Correct the line it names") from error
