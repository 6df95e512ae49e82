"""The items of floor lines, answered by the readings of the survey that decide them."""

from collections.abc import Iterator
from typing import Any

from audit_app.audit.audit import Audit, Line
from audit_app.audit.log.entries import Answered, Entry, Measured
from audit_app.audit.survey.floor_lines import FloorCheck, floor_checks, limited
from audit_app.field.readings import NO_PROBE

FOLLOWS = "readings of the survey along this line"  # in the reason of every answer that the survey gave


def floor_answers(audit: Audit, level: str = "") -> Iterator[tuple[type[Entry], dict[str, Any]]]:
    """What is to be entered so that the item of each floor line has the reading that decides it.

    An answer that came from readings which no longer verify the line is taken back: the item is not done again.
    With a `level`, the id of an item, only the lines that stand for it.
    """
    for check in floor_checks(audit):
        if level and limited(check.item) != level:
            continue
        if check.worst is not None:
            if not check.answered:
                yield Measured, _answer(check)
        elif isinstance(check.item.answer, Measured) and FOLLOWS in check.item.answer.confirmed:
            yield Answered, {**_about(check.item), "reason": "Its readings no longer verify this line"}


def _answer(check: FloorCheck) -> dict[str, Any]:
    why = f"Worst of {len(check.readings)} {FOLLOWS}"
    assumed = check.verdict and check.verdict.worst and not check.verdict.worst.entry.quantity.uncertainty
    why += f"; its uncertainty: {NO_PROBE}" if assumed else ""
    return {"item": check.item.item.id, "thing": check.thing.id, "quantity": check.worst, "confirmed": why}


def _about(line: Line) -> dict[str, Any]:
    return {"item": line.item.id, "thing": line.thing.id if line.thing else None}
