"""What a device knew of another's work when it made an entry: so that nobody takes out what others have just begun.

A device knew of an entry when it had signed, or noted in a `Saw`, a head of that log as far or further; or when an
earlier entry of its own replaced or undid one, or says that it was made after it. An entry proves nothing by its time
alone.
"""

from collections.abc import Iterable, Mapping

from audit_app.audit.log.entries import Entry, Saw, Signed, Undone
from audit_app.audit.log.slots import Slots


def knew(slots: Slots, entry: Entry, work: Entry) -> bool:
    """Whether the device knew of `work` when it made `entry`."""
    if entry.device == work.device:
        return work.seq < entry.seq
    own = slots.reach(entry)
    return max(own.get(work.device, 0), _furthest(slots, own, work.device)) >= work.seq


def _furthest(slots: Slots, own: Mapping[str, int], device: str) -> int:
    """How far into another writer's log somebody had seen, by what they wrote: `own` is how far their log leads."""
    digests: set[str] = set()
    named: set[str] = set()
    for each in slots.known.values():
        if each.seq > own.get(each.device, 0):
            continue
        if isinstance(each, Saw | Signed):
            digests.update(each.heads.values())
        named.update((*each.replaces, *each.after, *((each.undoes,) if isinstance(each, Undone) else ())))
    seen = [each for each in slots.known.values() if each.id in named or each.sha in digests]
    if not slots.parted:
        return max((each.seq for each in seen if each.device == device), default=0)
    return slots.reach(*seen).get(device, 0)


def overlooked(slots: Slots, removal: Entry, works: Iterable[Entry]) -> tuple[Entry, ...]:
    """The work that stands and that a removal did not know of, nor its makers of the removal."""
    found = (work for work in works if slots.stands(work) and work.device != removal.device)
    return tuple(work for work in found if not knew(slots, removal, work) and not knew(slots, work, removal))


def kept_since(slots: Slots, removal: Entry, works: Iterable[Entry]) -> bool:
    """Whether somebody who knew of a removal went on with what was removed: then it stays."""
    return any(slots.stands(work) and knew(slots, work, removal) for work in works)
