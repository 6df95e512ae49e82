"""The newer version of its checklist that a draft audit may be moved to, joined with the add-ons that it has."""

from audit_app.audit.audit import Audit
from audit_app.checklist.add_ons import joined
from audit_app.checklist.model import Checklist
from audit_app.portfolio.checklists.offer import offered
from audit_app.store.store import Store


def newer_version(store: Store, audit: Audit) -> Checklist | None:
    """The version on offer where it, or one of its add-ons, is newer than the audit's; None when there is none.

    ChecklistError where the add-ons cannot be joined to it.
    """
    known = {each.id: each for each in offered(store)}
    main, own = known.get(audit.checklist.id), audit.checklist
    if audit.state != "open" or main is None or main.version < own.version or main.kind != own.kind:
        return None
    add_ons = [known[each.id] for each in own.joined if each.id in known]
    if len(add_ons) < len(own.joined) or any(
        new.version < old.version for new, old in zip(add_ons, own.joined, strict=True)
    ):
        return None
    versions = [(each.id, each.version) for each in (main, *add_ons)]
    if versions == [(own.id, own.version), *((each.id, each.version) for each in own.joined)]:
        return None
    return joined(main, add_ons)
