"""The order of a log: what an entry builds on comes before it, and beyond that stamps decide.

An entry builds on the one before it of its own device, on what it replaces, undoes or was made after, and on what
a signature covers. Its place is the stamp it would bear had all of these led its clock: so clocks that are years
apart put no effect before its cause, and the places of two entries never change by what else arrives.
"""

from collections.abc import Iterable, Mapping

from audit_app.audit.log.entries import Entry, Saw, Signed, Undone

Place = tuple[str, int]  # a stamp, and how many steps after it
FIRST: Place = ("", 0)


def next_place(entry: Entry, before: Iterable[Place]) -> Place:
    """The place of an entry after the places of all that it builds on."""
    latest = max(before, default=FIRST)
    return (entry.at, 0) if entry.at > latest[0] else (latest[0], latest[1] + 1)


def named(entry: Entry, ids: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the entries that an entry itself names; `ids` are those of the entries by their digests."""
    undone = (entry.undoes,) if isinstance(entry, Undone) else ()
    seen = entry.heads.values() if isinstance(entry, Saw | Signed) else ()
    return (*entry.replaces, *undone, *entry.after, *(ids[each] for each in seen if each in ids))


def places(entries: Iterable[Entry]) -> tuple[dict[str, Place], frozenset[str]]:
    """The place of every entry by its id, and the ids of those that build on themselves, which no device writes.

    What an entry names and is not among these has no part in its place.
    """
    known = {entry.id: entry for entry in entries}
    by_stamp = sorted(known.values(), key=lambda entry: (entry.at, entry.device, entry.seq, entry.sha))
    causes = _causes(by_stamp, known)
    found: dict[str, Place] = {}
    looped: set[str] = set()
    for entry in by_stamp:
        waiting, under_way = [entry.id], set[str]()
        while waiting:
            here = waiting[-1]
            if here in found:
                waiting.pop()
                continue
            under_way.add(here)
            looped.update(each for each in causes[here] if each in under_way and each not in found)
            left = [each for each in causes[here] if each not in found and each not in under_way]
            if left:
                waiting += left
            else:
                found[here] = next_place(known[here], (found[each] for each in causes[here] if each in found))
    return found, frozenset(looped)


def _causes(by_stamp: list[Entry], known: Mapping[str, Entry]) -> dict[str, tuple[str, ...]]:
    """What each entry builds on, among those that are known."""
    ids = {entry.sha: entry.id for entry in by_stamp if entry.sha}
    last: dict[str, str] = {}
    own: dict[str, str] = {}
    for entry in sorted(by_stamp, key=lambda entry: (entry.device, entry.seq, entry.sha)):
        own[entry.id] = ids.get(entry.prev, last.get(entry.device, ""))
        last[entry.device] = entry.id
    return {
        entry.id: tuple(each for each in (own[entry.id], *named(entry, ids)) if each in known) for entry in by_stamp
    }
