"""A key put under what one person did in one run: what is signed, which runs are still open, and whether one holds.

An attestation covers everything before its head too, because each entry names the digest of the one before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from audit_app.audit.log.entries import Attested, Entry
from audit_app.audit.log.people import Person, same_person
from audit_app.audit.log.ways import plain
from audit_app.exchange.keys import Key, holds

FORMAT = "mr-audit-attestation-1"


@dataclass(frozen=True)
class Run:
    """What one person did in a row on one device: its entries by number."""

    person: Person
    entries: tuple[Entry, ...]

    @property
    def head(self) -> Entry:
        """The newest of them."""
        return self.entries[-1]


def open_runs(entries: Iterable[Entry], device: str) -> tuple[Run, ...]:
    """The runs of a device that no attestation of its own covers yet; what attests is nobody's work.

    A run has no gap: what is left out of `entries`, because another wrote it under the device's name, is in none.
    """
    own = sorted((each for each in entries if plain(each.device) == device), key=lambda each: each.seq)
    closed = [(each.first, each.last) for each in own if isinstance(each, Attested) and each.of == device]
    found: list[Run] = []
    before = 0
    for entry in own:
        follows, before = entry.seq == before + 1, entry.seq
        if isinstance(entry, Attested) or any(first <= entry.seq <= last for first, last in closed):
            continue
        if (
            found
            and follows
            and same_person(found[-1].person, entry.by)
            and not _between(closed, found[-1].head, entry)
        ):
            found[-1] = Run(found[-1].person, (*found[-1].entries, entry))
        else:
            found.append(Run(entry.by, (entry,)))
    return tuple(found)


def _between(closed: Iterable[tuple[int, int]], before: Entry, after: Entry) -> bool:
    """Whether something that is closed already lies between two entries."""
    return any(before.seq < first and last < after.seq for first, last in closed)


def attested(key: Key, certificate: str, by: Person, run: Run) -> dict[str, Any]:
    """What an entry that attests a run says; `by` is whoever attests it."""
    head = run.head
    says = {"of": plain(head.device), "first": run.entries[0].seq, "last": head.seq, "head": head.sha,
            "key": key.public, "certificate": certificate}  # fmt: skip
    return {**says, "signature": key.sign(_statement(head.audit, by, says))}


def is_genuine(entry: Attested, log: Sequence[Entry]) -> bool:
    """Whether an attestation was signed with its key and its head is an entry of the log that it speaks of."""
    says = {name: getattr(entry, name) for name in ("of", "first", "last", "head", "key", "certificate")}
    if not holds(entry.key, _statement(entry.audit, entry.by, says), entry.signature):
        return False
    return any(each.sha == entry.head and (plain(each.device), each.seq) == (entry.of, entry.last) for each in log)


def _statement(audit: str, by: Person, says: dict[str, Any]) -> dict[str, Any]:
    return {"format": FORMAT, "audit": audit, "name": by.name, "registration": by.registration, **says}
