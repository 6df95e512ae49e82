"""What one device put out of use while another went on stating how it is, neither knowing of the other: to be settled.

Only where the statement that it is out of use shows what it knew: earlier versions of the app did not note that.
"""

from dataclasses import dataclass

from audit_app.audit.log.entries import Entry
from audit_app.audit.log.knowledge import knew, overlooked
from audit_app.register.log import RegisterLog
from audit_app.register.statements import OutOfUse, SameAs, Statement


@dataclass(frozen=True)
class Unaware:
    """The statement that something is out of use, and the newest work on it that did not know of that."""

    out: Entry
    work: Entry


def unaware(log: RegisterLog, what: str, subject: str) -> Unaware | None:
    """Who put it out of use without knowing of somebody's work on it; None where there is nothing to settle."""
    live = log.live(("out-of-use", what, subject))
    if len(live) != 1 or not _is_out(live[0]) or len(log.slots.tails) < 2:
        return None
    works = [each for each in log.entries if _works_on(each, what, subject)]
    found = overlooked(log.slots, live[0], works)
    if not found or not any(knew(log.slots, live[0], each) for each in works):
        return None
    return Unaware(live[0], found[-1])


def unseen(log: RegisterLog, kind: type[Entry], device: str) -> dict[str, str]:
    """The ends of other devices' logs that a device should note before it makes an entry; empty when none hangs on it.

    Only what puts something out of use, or goes on with something that another device put out of use.
    """
    own = log.slots.tail_of(device)
    out = [each for slot in log.slots.of_kind("out-of-use") for each in log.live(slot) if _is_out(each)]
    new = [each for each in out if each.device != device and not (own and knew(log.slots, own, each))]
    if not new and kind is not OutOfUse:
        return {}
    return {name: tail.sha for name, tail in log.slots.tails.items() if own is None or tail.sha != own.sha}


def _is_out(entry: Entry) -> bool:
    return isinstance(entry, OutOfUse) and entry.out


def _works_on(entry: Entry, what: str, subject: str) -> bool:
    """Whether a statement says how something is: of a unit everything does that stands in its log."""
    if not isinstance(entry, Statement) or isinstance(entry, OutOfUse | SameAs):
        return False
    return what == "unit" or entry.slot[1] == subject
