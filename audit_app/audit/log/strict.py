"""What an entry of another device must be before it is believed: its parts in range, its names in order, no loops.

A log can be whole, every digest right, and still say what no device writes: a stamp in the year 9999 after which no
further entry can be made, a number of a million digits, an undoing of itself. One set of rules for every way in.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from unicodedata import is_normalized

from pydantic import BaseModel

from audit_app.audit.log.chain import Flaw
from audit_app.audit.log.clock import is_ahead
from audit_app.audit.log.entries import ActionSet, Begun, Entry, FindingRaised, PlotSet, Signed, Undone
from audit_app.audit.log.order import named, places
from audit_app.audit.log.people import Setting
from audit_app.audit.log.ways import told_apart
from audit_app.errors import QuantityError
from audit_app.units import Quantity, kind_of

LONGEST = 100_000  # characters of one text
LONGEST_NAME = 2_000  # of what stands in a heading, a table or a file's name
NAMES: tuple[str, ...] = (
    *("name", "title", "role", "registration", "email", "organisation", "site", "model", "maker", "serial", "owner"),
    *("item", "thing", "finding", "action", "photo", "plan", "reading", "section", "paper", "sheet", "thing_kind"),
)
LARGEST_NUMBER = 1 << 53
MOST_LINES = 200  # of a maker's plot, each followed all round; one has a dozen
MOST_UNDONE = 200  # undoings of undoings in a row
YEARS = range(1970, 2100)
DEEPEST = 12
Part = tuple[str, Any, int]  # its name, what it is, and how deep it lies
_LEAVES = frozenset({str, int, bool, type(None), Decimal})
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z-\d{4,6}")
_WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_ZONE = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


def strict_flaws(entries: Iterable[Entry], beside: Iterable[Entry] = ()) -> Iterator[Flaw]:
    """Everything in these entries that no device writes, each flaw with its entry; `beside` is what they may name."""
    known = tuple(entries)
    stamps = {entry.id: entry.at for entry in (*beside, *known)}
    for entry in known:
        parts = _walked(entry)
        for fault in (*_envelope(entry), *_names(entry, stamps), *_values(parts), *_said(entry, parts)):
            yield Flaw(f"entry {entry.seq} of device {entry.device[-12:]} ({entry.kind[:40]})", fault)
    yield from _loops((*known, *beside))


def _envelope(entry: Entry) -> Iterator[str]:
    if not all(_ID.fullmatch(each) for each in (entry.id, entry.audit, entry.device)):
        yield "has an invalid id"
    if not _is_moment(entry.at[:24], _WALL) or not _STAMP.fullmatch(entry.at):
        yield "has an invalid time stamp"
    if not _is_moment(entry.wall, _WALL) or not _ZONE.fullmatch(entry.zone):
        yield "has an invalid time or time zone"
    if not 0 < entry.seq < LARGEST_NUMBER:
        yield "has an invalid sequence number"


def _is_moment(text: str, shape: re.Pattern[str]) -> bool:
    if not shape.fullmatch(text):
        return False
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).year in YEARS
    except ValueError:
        return False


def _names(entry: Entry, stamps: dict[str, str]) -> Iterator[str]:
    """What an entry builds on was there before it, by its stamp or too far ahead of its maker's clock to lead it."""
    named = (*entry.replaces, *((entry.undoes,) if isinstance(entry, Undone) else ()))
    if any(stamps.get(each, "") >= entry.at and not is_ahead(stamps[each], entry.wall) for each in named):
        yield "builds on an entry that is no older than itself"


def _walked(entry: Entry) -> list[Part]:
    """Every part of an entry, also of those this version does not know, its containers among them; none twice."""
    every: list[Part] = [("", entry, 0)]
    for name, value, depth in every:  # it grows while it is gone through
        if type(value) not in _LEAVES and depth <= DEEPEST:
            every += [(key, part, depth + 1) for key, part in _parts(value, name)]
    return every


def _values(parts: Iterable[Part]) -> Iterator[str]:
    """The parts of an entry, each in its range."""
    for name, value, depth in parts:
        if depth > DEEPEST:
            yield "is nested too deeply"
        elif isinstance(value, str):
            if len(value) > (LONGEST_NAME if name in NAMES else LONGEST):
                yield f"has a text of {len(value):,} characters ({name[:40]})"
            if not is_normalized("NFC", value):
                yield f"has a text that is not spelt as it was written ({name[:40]})"
        elif (isinstance(value, int) and abs(value) > LARGEST_NUMBER) or (
            isinstance(value, Decimal) and not _is_measurable(value)
        ):
            yield f"has a number out of range ({name[:40]})"


def _is_measurable(value: Decimal) -> bool:
    return value.is_finite() and abs(value.adjusted()) <= 30 and len(value.as_tuple().digits) <= 60


def _parts(value: Any, name: str) -> Iterable[tuple[str, Any]]:
    if isinstance(value, BaseModel):
        return [*value.__dict__.items(), *(value.model_extra or {}).items()]
    if isinstance(value, dict):
        return [(str(key), part) for key, part in value.items()] + [("key", str(key)) for key in value]
    return [(name, part) for part in value] if isinstance(value, list | tuple) else []


def _said(entry: Entry, parts: Iterable[Part]) -> Iterator[str]:
    """What only some kinds of entries say."""
    for _, part, _ in parts:
        if type(part) in _LEAVES:
            continue
        if isinstance(part, Quantity):
            try:
                kind_of(part.unit)
            except QuantityError:
                yield f"has a unit this app does not know ({part.unit[:20]})"
        elif isinstance(part, Setting) and part.unit and not _is_number(part.value):
            yield f"has a setting that is not a number ({part.id[:40]})"
    if isinstance(entry, Begun) and (not _is_date(entry.on) or entry.previous == entry.audit):
        yield "has no valid start date, or names itself as the previous audit"
    if isinstance(entry, FindingRaised) and not (0 <= entry.likelihood <= 5 and 0 <= entry.consequence <= 5):
        yield "has a likelihood or consequence outside 0 to 5"
    if isinstance(entry, ActionSet) and entry.due and not _is_date(entry.due):
        yield "has an invalid due date"
    if isinstance(entry, Signed) and sum(map(len, entry.drawing)) > 20_000:
        yield "has a signature drawing that is too large"
    if isinstance(entry, PlotSet) and len(entry.lines) > MOST_LINES:
        yield f"has {len(entry.lines):,} lines of a maker's plot"


def _is_number(text: str) -> bool:
    try:
        value = Decimal(text)
    except ArithmeticError:
        return False
    return value.is_finite() and abs(value.adjusted()) <= 30 and len(text) <= 60


def _is_date(text: str) -> bool:
    """Whether it is a day in the one spelling that days are compared in as text: not 20260301, nor 2026-W09-7."""
    try:
        return date.fromisoformat(text).year in YEARS and len(text) == len("2026-03-01") and text[4] == text[7] == "-"
    except ValueError:
        return False


def _loops(entries: tuple[Entry, ...]) -> Iterator[Flaw]:
    """What goes round in a circle, and undoings of undoings in a longer row than anybody taps."""
    if len(entries) == 1 and entries[0].id not in named(entries[0], {entries[0].sha: entries[0].id}):
        return  # alone it could build on nothing but itself
    entries = told_apart(entries)
    where, looped = places(entries)
    for entry in ({each.id: each for each in entries if each.id in looped}).values():
        yield Flaw(f"entry {entry.seq} of device {entry.device[-12:]} ({entry.kind[:40]})", "builds on itself")
    depth: dict[str, int] = {}
    for entry in sorted((each for each in entries if isinstance(each, Undone)), key=lambda each: where[each.id]):
        depth[entry.id] = depth.get(entry.undoes, 0) + 1
        if depth[entry.id] > MOST_UNDONE:
            yield Flaw(
                f"entry {entry.seq} of device {entry.device[-12:]} (undone)",
                "is one of more undo steps in a row than anybody makes",
            )
            return
