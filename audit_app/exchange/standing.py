"""How sure each name in an audit is: proven by a certificate, confirmed later by somebody, or declared and no more.

A forged name in a joined log is declared at most: only the key that a certificate names can prove it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import Attested, Entry
from audit_app.audit.log.people import Person, same_person
from audit_app.audit.log.ways import plain
from audit_app.counting import counted
from audit_app.dates import spoken
from audit_app.errors import one_line
from audit_app.exchange.attestation import is_genuine
from audit_app.exchange.certificate import Certificate, read
from audit_app.exchange.revocation import Revocation, withdrawn

Issuers = Mapping[str, str]  # public key (hex) -> name of whoever issues certificates
DECLARED = "declared"


@dataclass(frozen=True)
class Standing:
    """How a person's entries stand: how many in each of the ways, in words, surest first."""

    person: Person
    ways: tuple[tuple[str, int], ...]

    @property
    def proven(self) -> bool:
        """Whether every entry under this name was proven when it was made."""
        return bool(self.ways) and all(words.startswith("proven") for words, _ in self.ways)

    def __str__(self) -> str:
        if len(self.ways) == 1:
            return self.ways[0][0]
        return "; ".join(f"{words} ({counted(many, 'entry', 'entries')})" for words, many in self.ways)


def standings(audit: Audit, issuers: Issuers) -> tuple[Standing, ...]:
    """Everyone who made an entry, in the order they first appear, and how sure their name is."""
    proofs = tuple(_proofs(audit, issuers))
    found: list[tuple[Person, dict[str, int]]] = []
    for entry in audit.entries:
        if isinstance(entry, Attested):
            continue
        ways = next((ways for person, ways in found if same_person(person, entry.by)), None)
        if ways is None:
            ways = {}
            found.append((entry.by, ways))
        words = min((each.words(entry) for each in proofs if each.covers(entry)), key=_rank, default=DECLARED)
        ways[words] = ways.get(words, 0) + 1
    return tuple(Standing(person, tuple(sorted(ways.items(), key=lambda way: _rank(way[0])))) for person, ways in found)


@dataclass(frozen=True)
class _Proof:
    """An attestation that holds, and the certificate that says whose key it is."""

    entry: Attested
    certificate: Certificate
    upto: Mapping[str, int]
    withdrawn: Revocation | None = None

    def covers(self, entry: Entry) -> bool:
        return self.entry.first <= entry.seq <= self.upto.get(entry.device, 0)

    def words(self, entry: Entry) -> str:
        on, there = spoken(self.entry.wall[:10]), self.certificate
        if self.withdrawn:
            reason = f" ({one_line(self.withdrawn.reason)})" if self.withdrawn.reason else ""
            since = spoken(self.withdrawn.moment.date().isoformat())
            return f"{DECLARED}, because {there.issuer} had withdrawn the certificate on {since}{reason}"
        same = same_person(entry.by, there.person) and plain(entry.device) == plain(self.entry.device) == there.device
        if same and there.covers(_moment(entry.wall)):
            return f"proven by {there.issuer} on {on}"
        return f"{DECLARED}, confirmed later by {there.person.name} ({there.issuer}) on {on}"


def _rank(words: str) -> tuple[int, str]:
    """Surest first: proven, confirmed later, withdrawn, no more than declared."""
    marks = ("proven", f"{DECLARED}, confirmed", f"{DECLARED}, because")
    return next((rank for rank, mark in enumerate(marks) if words.startswith(mark)), len(marks)), words


def _proofs(audit: Audit, issuers: Issuers) -> Iterator[_Proof]:
    for entry in audit.entries:
        if not isinstance(entry, Attested):
            continue
        there = read(entry.certificate, issuers) if entry.certificate else None
        if there is None or there.key != entry.key or not same_person(there.person, entry.by):
            continue
        if there.covers(_moment(entry.wall)) and is_genuine(entry, audit.entries):
            upto = audit.slots.reach(*(each for each in audit.entries if each.sha == entry.head))
            yield _Proof(entry, there, upto, withdrawn(there, issuers, _moment(entry.wall)))


def _moment(wall: str) -> datetime:
    return datetime.fromisoformat(wall.replace("Z", "+00:00"))
