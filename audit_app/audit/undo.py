"""Taking back and doing again: which entries of a device an undo reaches, and which belong to one deed."""

from collections.abc import Callable

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import PERMANENT, Amended, Entry, PlanSet, PlotSet, Signed, ThingAdded, Undone

May = Callable[[Entry], bool]


def undoable(audit: Audit, by_device: str, may: May = lambda entry: True) -> Entry | None:
    """The newest entry of this device that stands and may be taken back, or None."""
    return next((entry for entry in reversed(_steps(audit, by_device, may)) if audit.slots.stands(entry)), None)


def redoable(audit: Audit, by_device: str, may: May = lambda entry: True) -> Undone | None:
    """The undoing that redo would take back: the newest one with nothing else entered since, or None."""
    for entry in reversed(_since_signing(audit, by_device, may)):
        if isinstance(entry, Undone):
            if audit.slots.stands(entry) and not isinstance(audit.slots.entry(entry.undoes), Undone):
                return entry
        else:
            return None
    return None


def deed_of(audit: Audit, entry: Entry) -> tuple[Entry, ...]:
    """An entry with all that its device made in the same deed and that can be taken back, newest first."""
    first = entry.together or entry.id
    made = [each for each in _since_signing(audit, entry.device) if first in (each.id, each.together)]
    kept = (each for each in reversed(made) if not isinstance(each, PERMANENT) and not _brought_along(each))
    return tuple(each for each in kept if audit.slots.stands(each))


def _steps(audit: Audit, by_device: str, may: May) -> list[Entry]:
    """What this device entered by hand: what was carried over as the audit began is no step to take back."""
    made = [entry for entry in _since_signing(audit, by_device, may) if not isinstance(entry, (*PERMANENT, Undone))]
    return [entry for entry in made if not _brought_along(entry)]


def _brought_along(entry: Entry) -> bool:
    return isinstance(entry, ThingAdded | PlanSet | PlotSet) and bool(entry.carried_from) and not entry.replaces


def _since_signing(audit: Audit, by_device: str, may: May = lambda entry: True) -> list[Entry]:
    """This device's entries since anyone last signed or opened an addendum: undo never reaches behind that."""
    turns = [index for index, entry in enumerate(audit.entries) if isinstance(entry, Signed | Amended)]
    since = audit.entries[max(turns, default=-1) + 1 :]
    tail = audit.slots.tail_of(by_device)
    upto = audit.slots.reach(tail) if tail else {by_device: len(audit.entries)}
    return [entry for entry in since if entry.seq <= upto.get(entry.device, 0) and may(entry)]
