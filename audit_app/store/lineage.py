"""The audits of one unit on this device, in the order they were held; those before this one as they were signed.

Units that are stated to be the same count as one, until that is taken back.
"""

from audit_app.audit.audit import Audit
from audit_app.audit.findings.going_on import with_follow_up
from audit_app.audit.signatures import as_signed
from audit_app.store.store import Store
from audit_app.store.summary import Summary

MAIN = ("acceptance", "periodic")  # kinds of audit that follow each other; a short check follows its own kind only
MOST = 12  # audits of a unit that trends are drawn over; the newest count


def logs_of(store: Store, audit: Audit) -> tuple[Audit, ...]:
    """The logs of the actions of an audit's unit, the one written to last first; what is made up has its own."""
    unit, made_up = audit.begun.unit.id, audit.begun.simulated
    return tuple(store.load(each.id) for each in store.follow_ups(unit) if bool(each.about["simulated"]) == made_up)


def followed_up(store: Store, audit: Audit) -> Audit:
    """An audit as it stands with what was done about its actions since it was signed."""
    return audit if audit.state == "open" else with_follow_up(audit, logs_of(store, audit))


def previous_of(store: Store, audit: Audit) -> Audit | None:
    """The audit this one was started from, or None when there is none or it is not on this device."""
    before = audit.begun.previous
    here = {each.id for each in store.audits()} if before else set()
    return as_signed(store.load(before)) if before in here else None


def last_of_unit(store: Store, unit_id: str) -> str:
    """The id of the newest audit of a unit that was signed, by the day it was held; empty when there is none.

    A simulated audit is followed by none: what was made up must not turn up in a real one.
    """
    same = store.register.now.same("unit", unit_id)
    signed = [
        each
        for each in store.audits()
        if each.state != "open" and each.about.get("unit_id") in same and not each.about.get("simulated")
        if each.about.get("purpose") in MAIN
    ]
    newest = max(signed, key=lambda each: (str(each.about.get("on", "")), each.begun_at), default=None)
    return newest.id if newest else ""


def audits_of(store: Store, audit: Audit) -> tuple[Audit, ...]:
    """The audits of the same unit up to this one, oldest first, this one last; simulated ones only among themselves."""
    same, mine = store.register.now.same("unit", audit.begun.unit.id), audit.begun
    earlier = [
        each
        for each in store.audits()
        if each.about.get("unit_id") in same
        and bool(each.about.get("simulated")) == mine.simulated
        and each.id != audit.id
        and _alike(each, audit)
        and (str(each.about.get("on", "")), each.begun_at) < (mine.on, mine.at)
    ]
    ordered = sorted(earlier, key=lambda each: (str(each.about.get("on", "")), each.begun_at))
    return (*(as_signed(store.load(each.id)) for each in ordered[-(MOST - 1) :]), audit)


def _alike(other: Summary, audit: Audit) -> bool:
    """Whether two audits are of a kind: main audits with each other, short checks with those of the same list."""
    purpose = audit.begun.purpose
    if purpose in MAIN:
        return other.about.get("purpose") in MAIN
    return other.about.get("purpose") == purpose and other.title.startswith(f"{audit.checklist.title}, ")
