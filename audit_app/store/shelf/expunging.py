"""Pictures that a log says were expunged: deleted where that was decided, asked about where it only came in.

What another device decided is no order to this one: a forged entry must not destroy a record. Until somebody here has
answered, the bytes stay sealed; no report shows them and no shared file takes them along.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from audit_app.audit.log.entries import PhotoExpunged, read_any
from audit_app.audit.pictures import expunged_words
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store

DECIDED = "expunged-here"  # a preference of this device: digest -> whether its bytes go; written before anything goes


@dataclass(frozen=True)
class Asked:
    """Pictures that are here and that another device expunged; `words` say when, by whom and why."""

    audit: str
    words: str
    digests: tuple[str, ...]


def decided(store: Store) -> dict[str, bool]:
    """What was answered on this device, by digest: True where the bytes go."""
    found = store.drawers.preferred(DECIDED, {})
    return {str(each): yes is True for each, yes in found.items()} if isinstance(found, dict) else {}


def decide(store: Store, digests: Iterable[str], goes: bool) -> None:
    """Remembers for good whether the bytes of these pictures go from this device."""
    store.drawers.prefer(DECIDED, {**decided(store), **dict.fromkeys(digests, goes)})


def sweep(store: Store, shelf: Shelf) -> int:
    """Deletes what was expunged on this device, again at each start, however it ended; gives how many were here."""
    return sum(carry_out(store, shelf, (entry for _, entry in expungings(store))))


def carry_out(
    store: Store, shelf: Shelf, entries: Iterable[PhotoExpunged], arrived: Collection[str] = ()
) -> Iterator[bool]:
    """Does what each of these entries says as far as it may be done; gives of each whether its bytes were here.

    What has just `arrived` with the entry itself was never here, and is not kept. Of what is away a mark is left.
    """
    answered = decided(store)
    for entry in entries:
        here = shelf.has(entry.digest)
        if not here or entry.digest in arrived or answered.get(entry.digest):
            shelf.expunge(entry.digest, expunged_words(entry))
            yield here


def asked(store: Store, shelf: Shelf) -> tuple[Asked, ...]:
    """The pictures here that others expunged and nobody on this device has answered for."""
    answered, found = decided(store), dict[tuple[str, str], dict[str, None]]()
    for audit, entry in expungings(store):
        if entry.digest not in answered and shelf.has(entry.digest):
            found.setdefault((audit, expunged_words(entry)), {})[entry.digest] = None
    return tuple(Asked(audit, words, tuple(digests)) for (audit, words), digests in found.items())


def expungings(store: Store) -> Iterator[tuple[str, PhotoExpunged]]:
    """Every entry that says a picture was expunged, with its audit."""
    for audit, bodies in store.naming(("digest",)).items():
        for body in (each for each in bodies if "photo_expunged" in each):
            entry = read_any(json.loads(body))
            if isinstance(entry, PhotoExpunged):
                yield audit, entry
