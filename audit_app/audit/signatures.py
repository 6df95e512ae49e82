"""Who signed what: each name put to the audit, what it covers, and what no signature covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from audit_app.audit.audit import Audit
from audit_app.audit.editions import part_of
from audit_app.audit.log.entries import Amended, Attested, Entry, PhotoExpunged, Signed
from audit_app.audit.log.people import Person
from audit_app.audit.verdicts.judge import local_day


@dataclass(frozen=True)
class Signature:
    """A name put to a revision of the audit; `alone` is what it covers and the auditors who signed apart do not."""

    role: str
    revision: int
    person: Person
    on: str
    declaration: str
    drawing: tuple[tuple[tuple[Decimal, Decimal], ...], ...]
    acknowledged: tuple[str, ...]
    apart: bool = False
    covers: int = 0  # entries
    alone: tuple[Entry, ...] = ()

    @property
    def words(self) -> str:
        """In which part they signed, and that they did so without knowing of another auditor's signature."""
        if self.role != "auditor":
            return "Second checker"
        return "Auditor, on another tablet and without knowing of the other signature" if self.apart else "Auditor"


def signatures(audit: Audit) -> tuple[Signature, ...]:
    """Every name put to the audit, in order."""
    made = [entry for entry in audit.entries if isinstance(entry, Signed)]
    auditors = [entry for entry in made if entry.role == "auditor"]
    return tuple(_signature(audit, each, auditors if each in auditors else []) for each in made)


def _signature(audit: Audit, e: Signed, auditors: list[Signed]) -> Signature:
    others = [other for other in auditors if other is not e and _apart(audit, e, other)]
    own = covered(audit, e)
    theirs = frozenset().union(*(covered(audit, other) for other in others))
    alone = [entry for entry in audit.entries if entry.id in own - theirs and not isinstance(entry, Signed)]
    said = (e.role, e.revision, e.person, local_day(e), e.declaration, e.drawing, e.acknowledged)
    return Signature(*said, bool(others), len(own), tuple(alone) if others else ())


def _apart(audit: Audit, one: Signed, other: Signed) -> bool:
    """Whether neither signature knew of the other, so that each covers an issue of its own."""
    return one.id not in covered(audit, other) and other.id not in covered(audit, one)


def issues(audit: Audit) -> tuple[Signed, ...]:
    """The auditors' newest signatures: one, or several that did not know of one another."""
    made = [entry for entry in audit.entries if isinstance(entry, Signed) and entry.role == "auditor"]
    return tuple(each for each in made if not any(each.id in covered(audit, later) for later in made))


def last_signed(audit: Audit) -> Signed | None:
    """The auditor's newest signature, or None."""
    made = [entry for entry in audit.entries if isinstance(entry, Signed) and entry.role == "auditor"]
    return made[-1] if made else None


def covered(audit: Audit, signed: Signed) -> frozenset[str]:
    """The ids of the entries a signature covers: each device's log up to the head it names."""
    heads = set(signed.heads.values())
    upto = audit.slots.reach(*(entry for entry in audit.entries if entry.sha in heads))
    return frozenset(entry.id for entry in audit.entries if entry.seq <= upto.get(entry.device, 0))


def uncovered(audit: Audit) -> tuple[Entry, ...]:
    """Entries in a signed audit that no signature covers: made elsewhere, without knowing of one.

    They change nothing that was signed; an addendum takes them in. Where two tablets signed apart, what either of them
    covers was signed: two answers to one item are then a dispute.
    """
    return _outside(audit, audit.entries) if audit.state == "signed" else ()


def _outside(audit: Audit, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those of the entries that none of the newest signatures covers; those that are no part of it are left out."""
    no_part = (Signed, Amended, PhotoExpunged, Attested)  # what was expunged, and who is proven, is said in every issue
    inside = frozenset().union(*(covered(audit, each) for each in issues(audit)))
    return tuple(entry for entry in entries if entry.id not in inside and not isinstance(entry, no_part))


def as_signed(audit: Audit) -> Audit:
    """The audit as its signatures cover it; an audit that is not signed stays as it is."""
    late = {entry.id for entry in uncovered(audit)}
    if not late:
        return audit
    kept = (entry for entry in audit.entries if entry.id not in late)
    return part_of(audit, kept)


def taken_in(audit: Audit) -> tuple[Entry, ...]:
    """While an addendum is open: the entries made before it that no signature knew of."""
    if audit.state != "amending" or not issues(audit):
        return ()
    opened = max(index for index, entry in enumerate(audit.entries) if isinstance(entry, Amended))
    return _outside(audit, audit.entries[:opened])
