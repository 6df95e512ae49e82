"""The register's table of version 0.1, moved into logs on opening: once, all of it or nothing, and left as it was.

A row whose subject has a statement already is not moved again; what is stated later never goes back to the table.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from audit_app.audit.log.clock import DeviceClock
from audit_app.audit.log.entries import Entry, Slot
from audit_app.audit.log.people import Person, person_in
from audit_app.audit.pen import Pen
from audit_app.register.log import log_id
from audit_app.register.statements import (
    CardStated,
    InstrumentCalibrated,
    InstrumentStated,
    OutOfUse,
    PersonStated,
    ScannerStated,
    UnitStated,
)
from audit_app.store.device_tables import Drawers
from audit_app.store.register.logs import RegisterLogs

Statement = tuple[str, Slot, type[Entry], dict[str, Any]]  # its log and slot, its kind, what it says
CARD = "emergency"  # kind of the rows of emergency cards, and first part of their ids
_ENVELOPE = frozenset(Entry.model_fields) | {"moved_from"}


def unmoved(register: RegisterLogs, drawers: Drawers) -> tuple[Statement, ...]:
    """What stands in the table and is stated in no log yet."""
    kept, logs = set(register.ids()), register.now.logs
    return tuple(
        (log, slot, kind, says)
        for log, slot, kind, says in _statements(drawers)
        if log not in kept or (log in logs and not logs[log].slots.history(slot))
    )


def unsayable(drawers: Drawers) -> Iterator[str]:
    """What stands in the table and cannot be stated, because a part of it is none: each in words."""
    for _, row, stated in _rows(drawers):
        if not all(_is_sayable(kind, says) for _, _, kind, says in stated):
            yield f"“{str(row['name'])[:60]}” in the register cannot be read any more: record it anew"


def move_table(register: RegisterLogs, drawers: Drawers, device: str) -> None:
    """States in logs what stands in the table, in the name of the person who uses this device."""
    left = unmoved(register, drawers)
    if not left:
        return
    who = person_in(drawers.preferred("preferences", {}).get("person"))
    pen = Pen(device, Person(name=(who.name if who else "") or "Not recorded"), DeviceClock())
    with register.together():
        for log, _, kind, says in left:
            before = register.log(log)
            entry = pen.write(kind, before, log, **says)
            register.append(before.with_entry(entry), entry)


def _statements(drawers: Drawers) -> Iterator[Statement]:
    for moved_from, _, stated in _rows(drawers):
        for log, slot, kind, says in stated:
            if _is_sayable(kind, says):
                yield log, slot, kind, {**says, "moved_from": moved_from}


def _rows(drawers: Drawers) -> Iterator[tuple[str, dict[str, Any], tuple[Statement, ...]]]:
    """Every row of the table that belongs in a log: where and since when it stood, the row, and what it states."""
    for kind in ("unit", "scanner", "instrument", "person", CARD):
        since = drawers.registered_at(kind)
        for row in drawers.registered(kind):
            yield f"register, {since[row['id']]}", row, tuple(_stated(kind, row))


def _is_sayable(kind: type[Entry], says: dict[str, Any]) -> bool:
    """Whether a row can be stated; one that the screens could not read before stays in the table, and is told."""
    envelope = {"id": "x", "audit": "x", "device": "x", "seq": 1, "at": "", "wall": "", "zone": "", "by": {"name": ""}}
    try:
        kind.model_validate({**envelope, **says})
    except ValidationError:
        return False
    return True


def _stated(kind: str, row: dict[str, Any]) -> Iterator[Statement]:
    """What a row of the table says, as statements."""
    subject = str(row["id"])
    if kind == "unit":
        yield log_id("unit", subject), ("unit", subject), UnitStated, {"unit": subject, **_said(UnitStated, row)}
    elif kind == "scanner":
        home = str(row.get("unit", ""))
        says = {"scanner": subject, "unit": home, **_said(ScannerStated, row)}
        yield log_id("unit", home), ("scanner", subject), ScannerStated, says
    elif kind == "person":
        says = {"person": subject, **_said(PersonStated, row)}
        yield log_id("person", subject), ("person", subject), PersonStated, says
    elif kind == CARD:
        home = subject.removeprefix(f"{CARD}.")
        facts = {name: str(words) for name, words in row.items() if name not in ("id", "name") and words}
        yield log_id("unit", home), ("card", home), CardStated, {"unit": home, "facts": facts}
    else:
        yield from _instrument(subject, row)


def _instrument(subject: str, row: dict[str, Any]) -> Iterator[Statement]:
    log = log_id("instrument", subject)
    says = {"instrument": subject, **_said(InstrumentStated, row)}
    yield log, ("instrument", subject), InstrumentStated, says
    measured = {"instrument": subject, **_said(InstrumentCalibrated, row)}
    yield log, ("calibration", subject), InstrumentCalibrated, measured
    if row.get("retired"):
        out = {"what": "instrument", "subject": subject, "reason": "No longer used"}
        yield log, ("out-of-use", "instrument", subject), OutOfUse, out


def _said(kind: type[Entry], row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row that a kind of statement has, beside those of its envelope."""
    return {name: row[name] for name in kind.model_fields if name in row and name not in _ENVELOPE}
