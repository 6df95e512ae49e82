"""What a device knew of another's work when it made an entry: so that nobody takes out what others have just begun.

A device knew of an entry when it had signed, or noted in a `Saw`, a head of that log as far or further; or when an
earlier entry of its own replaced or undid one, or says that it was made after it. An entry proves nothing by its time
alone.
"""

from collections.abc import Iterable

from audit_app.audit.log.entries import Entry, Saw, Signed, Undone
from audit_app.audit.log.slots import Slots


def knew(slots: Slots, entry: Entry, work: Entry) -> bool:
    """Whether the device knew of `work` when it made `entry`."""
    if entry.device == work.device:
        return work.seq < entry.seq
    return _furthest(slots, entry, work.device) >= work.seq


def _furthest(slots: Slots, entry: Entry, device: str) -> int:
    """How far into another device's log the maker of an entry had seen, by what it wrote up to then."""
    digests = {each.sha: each.seq for each in slots.known.values() if each.device == device}
    seen = 0
    for own in slots.known.values():
        if own.device != entry.device or own.seq > entry.seq:
            continue
        if isinstance(own, Saw | Signed):
            seen = max(seen, digests.get(own.heads.get(device, ""), 0))
        named = (*own.replaces, *own.after, *((own.undoes,) if isinstance(own, Undone) else ()))
        others = (slots.known[each] for each in named if each in slots.known)
        seen = max([seen, *(each.seq for each in others if each.device == device)])
    return seen


def overlooked(slots: Slots, removal: Entry, works: Iterable[Entry]) -> tuple[Entry, ...]:
    """The work that stands and that a removal did not know of, nor its makers of the removal."""
    found = (work for work in works if slots.stands(work) and work.device != removal.device)
    return tuple(work for work in found if not knew(slots, removal, work) and not knew(slots, work, removal))


def kept_since(slots: Slots, removal: Entry, works: Iterable[Entry]) -> bool:
    """Whether somebody who knew of a removal went on with what was removed: then it stays."""
    return any(slots.stands(work) and knew(slots, work, removal) for work in works)
