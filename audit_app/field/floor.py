"""Whether a line on the floor keeps an item where the field is below its limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from audit_app.field.readings import AT_THE_LINE, INSIDE, OUTSIDE, Reading

FEWEST_ALONG = 3  # readings along a line before it may be called right

WORSE = (OUTSIDE, AT_THE_LINE, INSIDE)

Outcome = Literal["holds", "at the limit", "fails", "not verified"]


@dataclass(frozen=True)
class FloorReading:
    """A reading along a floor line, and the side of it: permitted (away from the magnet), restricted, or on_line."""

    reading: Reading
    side: Literal["permitted", "restricted", "on_line"]


@dataclass(frozen=True)
class FloorLine:
    """The verdict on one line for one item: the limit in mT, the worst reading on the permitted side, and why."""

    limit: float
    outcome: Outcome
    worst: Reading | None
    why: str


def verify(limit: float, readings: Sequence[FloorReading]) -> FloorLine:
    """The verdict on a floor line for an item that may be used up to `limit` mT.

    The worst reading is the highest where the item may stand: on the permitted side or on the line itself. A
    reading whose uncertainty spans the limit is neither a pass nor a failure.
    """
    allowed = [r.reading for r in readings if r.side != "restricted"]
    if not allowed:
        return FloorLine(limit, "not verified", None, "No reading was taken on the line or on its permitted side.")
    worst = max(allowed, key=lambda r: (WORSE.index(r.side(limit)), r.field))
    found = f"the worst of {len(allowed)} readings where it may stand is {worst.field:.3g} ± {worst.doubt:.2g} mT"
    against = f"{found}, against a limit of {limit:g} mT ({worst.typed} as typed)."
    side = worst.side(limit)
    if side == INSIDE:
        return FloorLine(limit, "fails", worst, f"The line is too close to the magnet: {against}")
    if side == AT_THE_LINE:
        return FloorLine(limit, "at the limit", worst, f"The limit lies within the uncertainty: {against}")
    if len(allowed) < FEWEST_ALONG:
        more = f"At least {FEWEST_ALONG} readings along the line are needed; {found}."
        return FloorLine(limit, "not verified", worst, more)
    return FloorLine(limit, "holds", worst, f"The line holds: {against}")
