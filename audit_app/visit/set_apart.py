"""Audits that are here and not whole: entries known to be missing, and what was not believed when it was restored."""

from dataclasses import dataclass

from audit_app.audit.log.chain import Flaw
from audit_app.store.store import Store


@dataclass(frozen=True)
class NotWhole:
    """What of one audit is known to be gone; `refused` says why none of it is believed."""

    audit: str
    title: str
    missing: tuple[Flaw, ...] = ()
    refused: str = ""


def not_whole(store: Store) -> tuple[NotWhole, ...]:
    """Every such audit, in the order of the home screen."""
    odd, refused = store.odd_audits(), store.drawers.refused()
    found = (
        NotWhole(each.id, each.title, () if each.id in refused else store.missing(each.id), refused.get(each.id, ""))
        for each in store.audits()
        if each.id in {*odd, *refused}
    )
    return tuple(each for each in found if each.missing or each.refused)
