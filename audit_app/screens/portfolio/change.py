"""A change to a checklist that is edited: how a screen makes one, and how it tells that one is refused."""

from collections.abc import Callable

from audit_app.checklist.model import Checklist
from audit_app.errors import ChecklistError
from audit_app.screens.pieces.component import held

Change = Callable[[Callable[[Checklist], Checklist]], None]


def attempting(change: Change) -> tuple[Change, str]:
    """The same way to change the checklist, told where it is refused, and what was said the last time."""
    fault, set_fault = held("")

    def attempt(then: Callable[[Checklist], Checklist]) -> None:
        try:
            change(then)
            set_fault("")
        except ChecklistError as error:
            set_fault(str(error))

    return attempt, fault
