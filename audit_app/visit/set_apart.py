"""What is kept and does not count, audit by audit: branches, contributions set aside, what is missing or refused."""

from dataclasses import dataclass

from audit_app.audit.log.chain import Flaw
from audit_app.audit.log.entries import ContributionSetAside
from audit_app.errors import AuditError
from audit_app.store.guard.branches import Branch
from audit_app.store.store import Store


@dataclass(frozen=True)
class SetApart:
    """What of one audit is kept and does not count, or is known to be gone; `refused` says why none of it is believed.

    `trouble` says why it could not be looked at.
    """

    audit: str
    title: str
    branches: tuple[Branch, ...] = ()
    aside: tuple[ContributionSetAside, ...] = ()
    missing: tuple[Flaw, ...] = ()
    refused: str = ""
    trouble: str = ""

    @property
    def anything(self) -> bool:
        """True when there is something to tell."""
        return bool(self.branches or self.aside or self.missing or self.refused or self.trouble)


def set_apart(store: Store) -> tuple[SetApart, ...]:
    """Every audit here of which something is set apart, in the order of the home screen."""
    odd, refused = store.odd_audits(), store.drawers.refused()
    found = (_apart(store, each.id, each.title, refused) for each in store.audits() if each.id in {*odd, *refused})
    return tuple(each for each in found if each.anything)


def _apart(store: Store, audit_id: str, title: str, refused: dict[str, str]) -> SetApart:
    if audit_id in refused:
        return SetApart(audit_id, title, refused=refused[audit_id])
    missing = store.missing(audit_id)
    try:
        slots = store.load(audit_id).slots
        aside = tuple(each for each in slots.aside if slots.stands(each))
        return SetApart(audit_id, title, store.branches(audit_id), aside, missing)
    except AuditError as error:
        return SetApart(audit_id, title, missing=missing, trouble=str(error))
