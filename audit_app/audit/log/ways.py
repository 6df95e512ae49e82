"""Who writes: a device, or each of the ways in which a device's log went on under one name.

Where a folder or a computer was copied, two write on as one device. Each way is then read as a writer of its own, also
the one that came first, and bears the name of the device with the digest of the entry that it begins with: the same
entries make the same writers, whatever order they came in. What was written before the ways part is the device's own.
An id that different entries bear stands for each of them: what replaces or undoes one of them does so to all.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from audit_app.audit.log.entries import Entry

MARK = "~"  # no device and no id that is written has it
LENGTH = 32  # of the digest in a name, in characters


@dataclass(frozen=True)
class Place:
    """Where an entry stands in its device's log: its number, its digest and that of the one that it follows."""

    device: str
    seq: int
    prev: str
    sha: str


def plain(name: str) -> str:
    """The device, or the id, as it was written: without what tells one way, or one entry, from another."""
    return name.partition(MARK)[0]


def told(name: str, sha: str) -> str:
    """The name of a way that begins with an entry of this digest, or of one of several entries with one id."""
    return f"{name}{MARK}{sha[:LENGTH]}"


def writers(log: Iterable[Place]) -> dict[str, str]:
    """The writer of each entry by its digest, of devices whose log goes on in more than one way; none, as a rule."""
    known = {place.sha: place for place in log}
    follow = Counter((place.device, place.prev) for place in known.values())
    forked = {device for (device, _), many in follow.items() if many > 1}
    found: dict[str, str] = {}
    own = (place for place in known.values() if place.device in forked) if forked else ()
    for place in sorted(own, key=lambda each: (each.seq, each.sha)):
        before = known.get(place.prev)
        if follow[place.device, place.prev] > 1:
            found[place.sha] = told(place.device, place.sha)
        elif before is not None and before.device == place.device:
            found[place.sha] = found.get(before.sha, place.device)
        else:
            found[place.sha] = place.device
    return found


def heads_of(log: Iterable[Place]) -> dict[str, str]:
    """The digest of each writer's newest entry, by writer; `log` with each device's entries by number."""
    every = tuple(log)
    named = writers(every)
    followed = {place.prev for place in every} if named else set()
    return {named.get(each.sha, each.device): each.sha for each in every if each.sha not in followed}


def told_apart(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries, each once, under the names of their writers, and of entries that share an id each under its own."""
    once = {(plain(entry.id), entry.sha): entry for entry in entries}
    shared = Counter(each for each, _ in once)
    by_writer = writers(_place(entry) for entry in once.values() if entry.sha)
    return tuple(
        _renamed(
            entry,
            by_writer.get(entry.sha, plain(entry.device)),
            each if shared[each] == 1 else told(each, entry.sha),
        )
        for (each, _), entry in once.items()
    )


def _place(entry: Entry) -> Place:
    return Place(plain(entry.device), entry.seq, entry.prev, entry.sha)


def _renamed(entry: Entry, device: str, name: str) -> Entry:
    if (entry.device, entry.id) == (device, name):
        return entry
    return entry.model_copy(update={"device": device, "id": name})


def begins_way(entry: Entry) -> bool:
    """Whether a way begins with this entry, told apart from others."""
    return entry.device == told(plain(entry.device), entry.sha)
