"""Lines on the floor for ancillary equipment: readings along each, its verdict, and the item that follows it.

A checklist says which of its items these are by how it asks: a reading in a unit of field whose upper limit is taken
from another item of the same section (the level of the line, or the limiting field of the item).
"""

from dataclasses import dataclass
from typing import cast

from audit_app.audit.audit import Audit, Line
from audit_app.audit.entries import Measured
from audit_app.audit.survey import Taken, reading_of, taken
from audit_app.audit.things import Thing
from audit_app.checklist.model import FromItem, QuantityAsk
from audit_app.field.floor import FloorLine, FloorReading, verify
from audit_app.units import Quantity, convert, units_like


@dataclass(frozen=True)
class FloorCheck:
    """One line on the floor: the thing it is for, its readings, its verdict, and the checklist line that follows it.

    `limit` is None while the level is not recorded; then nothing is verified.
    """

    thing: Thing
    limit: Quantity | None
    readings: tuple[Taken, ...]
    verdict: FloorLine | None
    item: Line

    @property
    def worst(self) -> Quantity | None:
        """The reading that decides, as it was typed; None while the line is not verified."""
        if self.verdict is None or self.verdict.worst is None or self.verdict.outcome == "not verified":
            return None
        number = self.verdict.worst.row
        return next(t.entry.quantity for t in self.readings if t.number == number)

    @property
    def answered(self) -> bool:
        """Whether the checklist's line already holds the reading that decides."""
        answer = self.item.answer
        return isinstance(answer, Measured) and answer.quantity == self.worst


def floor_checks(audit: Audit) -> tuple[FloorCheck, ...]:
    """Every thing that a field limit is asked of, in walking order, with its readings and verdict."""
    return tuple(_check(audit, line) for line in audit.lines.values() if line.thing is not None and _limited(line))


def _limited(line: Line) -> str:
    """The item that a line's upper limit is taken from, when both are fields; else empty."""
    ask = line.item.ask
    if not isinstance(ask, QuantityAsk) or ask.unit not in units_like("mT") or ask.limit is None:
        return ""
    return ask.limit.high.item if isinstance(ask.limit.high, FromItem) else ""


def _check(audit: Audit, line: Line) -> FloorCheck:
    thing = cast(Thing, line.thing)
    live = audit.slots.live(("answer", _limited(line), thing.id))
    limit = live[0].quantity if len(live) == 1 and isinstance(live[0], Measured) else None
    along = tuple(t for t in taken(audit) if t.entry.line_for == thing.id)
    if limit is None:
        return FloorCheck(thing, None, along, None, line)
    at = float(convert(limit.value, limit.unit, "mT"))
    return FloorCheck(thing, limit, along, verify(at, [_floor_reading(t) for t in along]), line)


def _floor_reading(one: Taken) -> FloorReading:
    side = one.entry.side or "on_line"
    return FloorReading(reading_of(one.entry, one.number), side)
