"""Who signed what: each name put to the audit, what it covers, and what no signature covers."""

from dataclasses import dataclass
from decimal import Decimal

from audit_app.audit.audit import Audit
from audit_app.audit.editions import part_of
from audit_app.audit.judge import local_day
from audit_app.audit.log.entries import Amended, Entry, Signed
from audit_app.audit.log.people import Person


@dataclass(frozen=True)
class Signature:
    """A name put to a revision of the audit."""

    role: str
    revision: int
    person: Person
    on: str
    declaration: str
    drawing: tuple[tuple[tuple[Decimal, Decimal], ...], ...]
    acknowledged: tuple[str, ...]

    @property
    def words(self) -> str:
        """In which part they signed."""
        return "Auditor" if self.role == "auditor" else "Second checker"


def signatures(audit: Audit) -> tuple[Signature, ...]:
    """Every name put to the audit, in order."""
    return tuple(
        Signature(e.role, e.revision, e.person, local_day(e), e.declaration, e.drawing, e.acknowledged)
        for e in audit.entries
        if isinstance(e, Signed)
    )


def last_signed(audit: Audit) -> Signed | None:
    """The auditor's newest signature, or None."""
    made = [entry for entry in audit.entries if isinstance(entry, Signed) and entry.role == "auditor"]
    return made[-1] if made else None


def covered(audit: Audit, signed: Signed) -> frozenset[str]:
    """The ids of the entries a signature covers: each device's log up to the head it names."""
    ends = {entry.sha: (entry.device, entry.seq) for entry in audit.entries}
    upto = dict(ends[head] for head in signed.heads.values() if head in ends)
    return frozenset(entry.id for entry in audit.entries if entry.seq <= upto.get(entry.device, 0))


def uncovered(audit: Audit) -> tuple[Entry, ...]:
    """Entries in a signed audit that its signature does not cover: made elsewhere, without knowing of it.

    They change nothing that was signed; an addendum takes them in.
    """
    last = last_signed(audit)
    if audit.state != "signed" or last is None:
        return ()
    inside = covered(audit, last)
    return tuple(entry for entry in audit.entries if entry.id not in inside and not isinstance(entry, Signed | Amended))


def as_signed(audit: Audit) -> Audit:
    """The audit as its last signature covers it; an audit that is not signed stays as it is."""
    late = {entry.id for entry in uncovered(audit)}
    if not late:
        return audit
    kept = (entry for entry in audit.entries if entry.id not in late)
    return part_of(audit, kept)


def taken_in(audit: Audit) -> tuple[Entry, ...]:
    """While an addendum is open: the entries made before it that the last signature did not know of."""
    last = last_signed(audit)
    if audit.state != "amending" or last is None:
        return ()
    inside = covered(audit, last)
    opened = max(index for index, entry in enumerate(audit.entries) if isinstance(entry, Amended))
    return tuple(
        entry for entry in audit.entries[:opened] if entry.id not in inside and not isinstance(entry, Signed | Amended)
    )
