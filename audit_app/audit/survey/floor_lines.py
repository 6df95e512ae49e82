"""Lines on the floor for ancillary equipment: readings along each, its verdict, and the item that follows it.

A checklist says which of its items these are by how it asks: a reading in a unit of field whose upper limit is taken
from another item of the same section (the level of the line, or the limiting field of the item).

A line and its item have one judgement: each reading is held against the item's own limit, as the item's answer is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from audit_app.audit.audit import Audit, Line
from audit_app.audit.log.entries import Measured
from audit_app.audit.survey.survey import Taken, taken, with_doubt
from audit_app.audit.things import Thing
from audit_app.audit.verdicts.judge import Verdict, against
from audit_app.checklist.model import FromItem, Limit, QuantityAsk
from audit_app.units import Quantity, convert, plain, units_like

FEWEST_ALONG = 3  # readings along a line before it may be called right

Outcome = Literal["holds", "at the limit", "fails", "not verified"]
OUTCOMES: dict[Verdict, tuple[Outcome, str]] = {  # the better ones first
    Verdict.COMPLIANT: ("holds", "The line holds"),
    Verdict.AT_THE_LINE: ("at the limit", "The limit lies within what the reading leaves open"),
    Verdict.DEFICIENT: ("fails", "The line is too close to the magnet"),
}
WORSE = tuple(OUTCOMES)


@dataclass(frozen=True)
class FloorLine:
    """The verdict on one line for one item, the reading that decides it, and why."""

    outcome: Outcome
    worst: Taken | None
    why: str


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
        """The reading that decides, with the uncertainty it was judged by; None while the line is not verified."""
        if self.verdict is None or self.verdict.worst is None or self.verdict.outcome == "not verified":
            return None
        return with_doubt(self.verdict.worst.entry.quantity)

    @property
    def answered(self) -> bool:
        """Whether the checklist's line already holds the reading that decides."""
        answer = self.item.answer
        return isinstance(answer, Measured) and answer.quantity == self.worst

    @property
    def why(self) -> str:
        """The verdict's reason in words, and that the item is answered otherwise where somebody did so by hand."""
        said = self.verdict.why if self.verdict else "The level is not recorded."
        outcome = self.verdict.outcome if self.verdict else "not verified"
        expected = [each for each, (words, _) in OUTCOMES.items() if words == outcome]
        agrees = self.item.verdict in expected if expected else self.item.verdict is not Verdict.COMPLIANT
        return said if agrees else f"{said} Its item in the checklist reads otherwise: {self.item.verdict.words}."


def floor_checks(audit: Audit) -> tuple[FloorCheck, ...]:
    """Every thing that a field limit is asked of, in walking order, with its readings and verdict."""
    return tuple(_check(audit, line) for line in audit.lines.values() if line.thing is not None and limited(line))


def limited(line: Line) -> str:
    """The item that a line's upper limit is taken from, when both are fields; else empty."""
    ask = line.item.ask
    if not isinstance(ask, QuantityAsk) or ask.unit not in units_like("mT") or ask.limit is None:
        return ""
    return ask.limit.high.item if isinstance(ask.limit.high, FromItem) else ""


def _check(audit: Audit, line: Line) -> FloorCheck:
    thing = cast(Thing, line.thing)
    live = audit.slots.live(("answer", limited(line), thing.id))
    level = live[0].quantity if len(live) == 1 and isinstance(live[0], Measured) else None
    along = tuple(t for t in taken(audit) if t.entry.line_for == thing.id)
    if level is None:
        return FloorCheck(thing, None, along, None, line)
    limit = cast(Limit, cast(QuantityAsk, line.item.ask).limit)
    return FloorCheck(thing, level, along, verify(level, limit, along), line)


def verify(level: Quantity, limit: Limit, along: Sequence[Taken]) -> FloorLine:
    """The verdict on a floor line for an item that may be used up to a level, held against its item's own limit.

    The worst reading is the highest where the item may stand: on its permitted side or on the line itself, with the
    magnet at its working field. One whose uncertainty spans the level is neither a pass nor a failure.
    """
    allowed = [t for t in along if t.entry.side != "restricted" and t.entry.at_field]
    if not allowed:
        return FloorLine("not verified", None, _none(along))
    highest = convert(level.value, level.unit, limit.unit)

    def rank(one: Taken) -> tuple[int, Decimal]:
        return WORSE.index(against(with_doubt(one.entry.quantity), limit, None, highest)), one.field

    worst = max(allowed, key=rank)
    outcome, words = OUTCOMES[WORSE[rank(worst)[0]]]
    found = f"the worst of {len(allowed)} readings where it may stand is {_told(worst)}"
    if outcome == "holds" and len(allowed) < FEWEST_ALONG:
        more = f"At least {FEWEST_ALONG} readings along the line are needed; {found}."
        return FloorLine("not verified", worst, more)
    return FloorLine(outcome, worst, f"{words}: {found}, against a limit of {plain(level.value)} {level.unit}.")


def _none(along: Sequence[Taken]) -> str:
    """Why there is no reading to verify a line by."""
    if any(t.entry.side != "restricted" for t in along):
        return "Its readings were taken while the magnet was not at its working field."
    return "No reading was taken on the line or on its permitted side."


def _told(one: Taken) -> str:
    sign = one.entry.quantity.comparator
    return f"{sign}{one.field:.3g} ± {one.doubt:.2g} mT ({one.entry.quantity.typed.strip()} as typed)"
