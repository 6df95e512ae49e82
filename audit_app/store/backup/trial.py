"""The audits of a backup, tried one by one as a shared audit is: what no device writes is named and never opened."""

from collections.abc import Callable

from audit_app.audit.audit import Audit
from audit_app.audit.log.chain import Flaw
from audit_app.audit.log.strict import strict_flaws
from audit_app.audit.log.text_bounds import (
    LONGEST_ENTRY,
    MOST_ENTRIES,
    MOST_PAPER_PARTS,
    MOST_PARTS_IN_ALL,
    parts,
    too_much,
)
from audit_app.audit.trial import TROUBLE, cannot
from audit_app.errors import BundleRefused, StoreError
from audit_app.store.store import Store

Trial = Callable[[Audit], None]


def too_large(store: Store, audit_id: str) -> Flaw | None:
    """What of an audit is more than an audit can hold, found before any of it is read."""
    count, longest, whole = store.size_of(audit_id)
    if count > MOST_ENTRIES or longest > LONGEST_ENTRY or whole > MOST_PARTS_IN_ALL * 20:
        return Flaw(f"audit {audit_id}", "holds more than an audit can")
    held = 0
    for number, body in enumerate(store.bodies(audit_id), 1):
        held += parts(body)
        if fault := too_much(body) or ("holds more than an audit can" if held > MOST_PARTS_IN_ALL else ""):
            return Flaw(f"audit {audit_id}, entry {number}", fault)
    return None


def foreign(store: Store, audit_id: str, trial: Trial, is_damaged: bool) -> Flaw | None:
    """What of an audit no device writes, or this app cannot work with; that a damaged one does not open is no news."""
    try:
        audit = store.load(audit_id)
        for flaw in strict_flaws(audit.entries):
            return Flaw(f"audit {audit_id}, {flaw.place}", flaw.fault)
        trial(audit)
    except StoreError as error:
        return None if is_damaged else Flaw(error.where, error.fault)
    except BundleRefused as error:
        return Flaw(f"audit {audit_id}, {error.where}", error.fault)
    except TROUBLE as error:
        return Flaw(f"audit {audit_id}", cannot(error)[0])
    return None


def swollen_paper(store: Store) -> Flaw | None:
    """A checklist or library that is more than one can be."""
    for named, body in store.papers().items():
        if len(body) > 20 * MOST_PAPER_PARTS or too_much(body, MOST_PAPER_PARTS):
            return Flaw(f"paper {named[:12]}", "holds more than a checklist can")
    return None
