"""The items of floor lines, answered by the readings of the survey that decide them."""

from typing import TYPE_CHECKING

from audit_app.audit.audit import Line
from audit_app.audit.entries import Answered, Measured
from audit_app.audit.floor_lines import floor_checks, limited
from audit_app.field.readings import NO_PROBE

if TYPE_CHECKING:
    from audit_app.store.visit import Visit

FOLLOWS = "readings of the survey along this line"  # in the reason of every answer that the survey gave


def follow(visit: "Visit", level: str = "") -> int:
    """Answers the item of each floor line with the reading that decides it; gives how many answers were entered.

    An answer that came from readings which no longer verify the line is taken back: the item is not done again.
    With a `level`, the id of an item, only the lines that stand for it.
    """
    made = 0
    for check in floor_checks(visit.audit):
        if level and limited(check.item) != level:
            continue
        if check.worst is None:
            _take_back(visit, check.item)
        elif not check.answered:
            why = f"Worst of {len(check.readings)} {FOLLOWS}"
            assumed = check.verdict and check.verdict.worst and not check.verdict.worst.entry.quantity.uncertainty
            why += f"; its uncertainty: {NO_PROBE}" if assumed else ""
            about = {"item": check.item.item.id, "thing": check.thing.id}
            visit.enter(Measured, **about, quantity=check.worst, confirmed=why)
            made += 1
    return made


def _take_back(visit: "Visit", line: Line) -> None:
    """Takes back the answer that the survey gave; it stays in the log, and undo brings it again."""
    if isinstance(line.answer, Measured) and FOLLOWS in line.answer.confirmed:
        thing = line.thing.id if line.thing else None
        visit.enter(Answered, item=line.item.id, thing=thing, reason="Its readings no longer verify this line")
