"""A tenant with many audits, put straight into the tables that lists are read from."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Text

from audit_app.hub.database import Within
from audit_app.hub.tables import table

DAY = 739_000  # a day of 2024, as a number
AT_ONCE = 2000
Row = dict[str, Any]


def row(name: str, /, **values: Any) -> Row:
    """A row of a table with these values, and empty ones for the rest."""
    blank = {each.name: "" if isinstance(each.type, Text) else 0 for each in table(name).c if not each.nullable}
    return {**blank, **values}


def crowd(within: Within, audits: int, units: int = 10, lines: int = 2) -> None:
    """So many audits of so many units, each with a finding, an action, an instrument and some readings."""
    for name, make in (
        ("audits", _audit), ("shown_audits", _shown), ("shown_findings", _finding), ("shown_actions", _action),
        ("shown_things", _thing), ("shown_checklists", _checklist), ("shown_register", _register),
    ):  # fmt: skip
        _put(within, name, (make(n, n % units) for n in range(audits)))
    both = ("shown_readings", "shown_shortcomings")
    for name in both:
        _put(within, name, (_line(name, n, n % units, line) for n in range(audits) for line in range(lines)))


def _put(within: Within, name: str, rows: Iterator[Row]) -> None:
    some: list[Row] = []
    for each in rows:
        some.append(each)
        if len(some) == AT_ONCE:
            within.add(name, *some)
            some = []
    if some:
        within.add(name, *some)


def _place(n: int, unit: int) -> Row:
    told = {"unit": f"unit-{unit}", "unit_name": f"MRI {unit}", "site": f"Site {unit % 3}"}
    return {**told, "held_on": f"20{10 + n % 15:02}-0{1 + n % 9}-1{n % 10}"}


def _audit(n: int, unit: int) -> Row:
    place = _place(n, unit)
    place.pop("held_on")
    return row("audits", id=f"a{n:06}", kind="audit", changed_n=1, shown_n=1, **place)


def _shown(n: int, unit: int) -> Row:
    told = {"title": f"Annual audit {n}", "purpose": "Annual", "state": "signed", "standing": "Signed", "lines": 60}
    day = {"held_day": DAY + n % 1000, "due_on": "2027-01-01", "due_day": DAY + n % 2000}
    place = _place(n, unit)
    return row("shown_audits", id=f"a{n:06}", recency=f"{place['held_on']} a{n:06}", **told, **day, **place)


def _finding(n: int, unit: int) -> Row:
    told = {"id": f"f{n}", "short": f"F{n % 7}", "title": f"Finding {n}", "level": ("Low", "High")[n % 2]}
    more = {"score": n % 25, "standing": "open", "owner": f"Owner {n % 40}", "raised_day": DAY + n % 500}
    return row("shown_findings", audit=f"a{n:06}", **told, **more, **_place(n, unit))


def _action(n: int, unit: int) -> Row:
    told = {"id": f"x{n}", "finding": f"f{n}", "finding_title": f"Finding {n}", "level": ("Low", "High")[n % 2]}
    more = {"what": f"Do {n}", "owner": f"Owner {n % 40}", "email": f"o{n % 40}@example.org", "state": "open"}
    return row("shown_actions", audit=f"a{n:06}", **told, **more, due_day=DAY + n % 900, **_place(n, unit))


def _thing(n: int, unit: int) -> Row:
    told = {"id": f"i{unit}", "kind": ("instrument", "ancillary-item")[n % 2], "name": f"Meter {unit}"}
    return row("shown_things", audit=f"a{n:06}", **told, due_day=DAY + n % 900, **_place(n, unit))


def _checklist(n: int, unit: int) -> Row:
    told = {"digest": f"{n % 5}" * 64, "title": f"List {n % 5}", "version": "1"}
    return row("shown_checklists", audit=f"a{n:06}", **told, **_place(n, unit))


def _register(n: int, unit: int) -> Row:
    return row("shown_register", audit=f"a{n:06}", n=1, kind="Unit", name=f"MRI {unit}", **_place(n, unit))


def _line(name: str, n: int, unit: int, line: int) -> Row:
    told: Row = {"line": f"l{line}", "item": f"Item {line}", "thing": f"Door {line % 4}", "verdict": "Deficient"}
    if name == "shown_readings":
        told |= {"words": f"{n % 30} mT", "value": f"{n % 30}", "unit_of": "mT"}
    return row(name, audit=f"a{n:06}", **told, **_place(n, unit))
