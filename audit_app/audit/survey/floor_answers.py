"""The items of floor lines, answered by the readings of the survey that decide them."""

from collections.abc import Iterator

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import Answered, Measured
from audit_app.audit.pen import Draft, draft
from audit_app.audit.survey.floor_lines import FloorCheck, floor_checks, limited
from audit_app.field.readings import NO_PROBE
from audit_app.units import Quantity

FOLLOWS = "readings of the survey along this line"  # in the reason of every answer that the survey gave


def floor_answers(audit: Audit, level: str = "") -> Iterator[Draft]:
    """What is to be entered so that the item of each floor line has the reading that decides it.

    An answer that came from readings which no longer verify the line is taken back: the item is not done again.
    With a `level`, the id of an item, only the lines that stand for it.
    """
    for check in floor_checks(audit):
        if level and limited(check.item) != level:
            continue
        if check.worst is not None:
            if not check.answered:
                yield _answer(check, check.worst)
        elif isinstance(check.item.answer, Measured) and FOLLOWS in check.item.answer.confirmed:
            item, thing = check.item.item.id, check.item.thing.id if check.item.thing else None
            yield draft(Answered, item=item, thing=thing, reason="Its readings no longer verify this line")


def _answer(check: FloorCheck, worst: Quantity) -> Draft:
    why = f"Worst of {len(check.readings)} {FOLLOWS}"
    assumed = check.verdict and check.verdict.worst and not check.verdict.worst.entry.quantity.uncertainty
    why += f"; its uncertainty: {NO_PROBE}" if assumed else ""
    return draft(Measured, item=check.item.item.id, thing=check.thing.id, quantity=worst, confirmed=why)
