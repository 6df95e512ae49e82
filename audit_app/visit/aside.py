"""Everything that is kept on this device and does not count: what it is, why, and since when."""

import json
from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import deed
from audit_app.audit.log.entries import ContributionSetAside, Entry
from audit_app.errors import AuditError, one_line
from audit_app.store.guard.branches import Branch
from audit_app.store.store import Store
from audit_app.store.stored_entries import entry_in

TWO_WAYS = "the log of this device went on in two ways, or builds on what does; the other way came here first"
MOST_SHOWN = 40  # entries of one branch told one by one


@dataclass(frozen=True)
class Aside:
    """One thing that was set aside: in which audit (id and title), whose, why, since when, and what it says.

    `number` is that of a branch that can be chosen instead, 0 where that is not the way back; `many` its entries.
    `entry` is the id of the entry that set a contribution aside: undoing that brings it back.
    """

    audit: str
    title: str
    device: str
    who: str
    why: str
    since: str
    said: tuple[str, ...] = ()
    many: int = 0
    number: int = 0
    entry: str = ""


def set_aside(store: Store) -> tuple[Aside, ...]:
    """What was set aside in every audit here; those that cannot be read are told elsewhere."""
    found: list[Aside] = []
    odd = store.odd_audits()
    for each in (each for each in store.audits() if each.id in odd):
        try:
            audit = store.load(each.id)
        except AuditError:
            continue
        found += [_branch(audit, each.title, branch, store.device) for branch in store.branches(each.id)]
        found += [_contribution(audit, each.title, one) for one in audit.slots.aside if audit.slots.stands(one)]
    return tuple(found)


def _branch(audit: Audit, title: str, branch: Branch, own: str) -> Aside:
    said = tuple(_said(audit, body) for body in branch.bodies[:MOST_SHOWN])
    who = sorted({_name(body) for body in branch.bodies} - {""})
    number = 0 if branch.device == own else branch.number
    many = len(branch.bodies)
    return Aside(audit.id, title, branch.device, ", ".join(who[:5]), TWO_WAYS, branch.since, said, many, number)


def _contribution(audit: Audit, title: str, one: ContributionSetAside) -> Aside:
    held = [each for each in audit.entries if each.device == one.of_device and not audit.slots.stands(each)]
    said = tuple(_sentence(audit, each) for each in held[:MOST_SHOWN])
    why = f"{one.by.name} set it aside: {one.reason}"
    return Aside(
        audit.id, title, one.of_device, one.of_person or "everyone there", why, one.wall, said, len(held), entry=one.id
    )


def _said(audit: Audit, body: str) -> str:
    try:
        return _sentence(audit, entry_in(body, "An entry"))
    except AuditError:
        return "an entry that cannot be read"


def _sentence(audit: Audit, entry: Entry) -> str:
    """An entry in words; its kind where it speaks of what is not in the audit as it stands."""
    try:
        words = deed(audit, entry)
    except (LookupError, StopIteration, AttributeError, ValueError, AuditError):
        words = entry.kind.replace("_", " ")
    return one_line(f"{entry.wall[:16].replace('T', ' ')} {entry.by.name}: {words}")[:300]


def _name(body: str) -> str:
    said = json.loads(body).get("by")
    return one_line(str(said.get("name", "")))[:100] if isinstance(said, dict) else ""
