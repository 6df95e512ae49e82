"""What is kept on this device and does not count, or was written by two under one name: what, why, since when."""

import json
from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import deed
from audit_app.audit.log.entries import ContributionSetAside, Entry
from audit_app.audit.log.ways import plain
from audit_app.errors import AuditError, one_line
from audit_app.store.guard.branches import Way
from audit_app.store.store import Store
from audit_app.store.stored_entries import entry_in

TWO_WAYS = "the log of this device went on in more than one way, as if several devices wrote under one name"
MOST_SHOWN = 40  # entries of one of them told one by one


@dataclass(frozen=True)
class Aside:
    """One thing that was set aside, or one way of a log: in which audit (id and title), whose, why, since when, what.

    `many` are its entries. `entry` is the id of the entry that set a contribution aside: undoing that brings it back;
    empty for a way of a log, which counts until somebody sets it aside. `own` is this device's own way.
    """

    audit: str
    title: str
    device: str
    who: str
    why: str
    since: str
    said: tuple[str, ...] = ()
    many: int = 0
    entry: str = ""
    own: bool = False


def set_aside(store: Store) -> tuple[Aside, ...]:
    """What was set aside, and each way of a log that has several, in every audit here.

    Audits that cannot be read are told elsewhere.
    """
    found: list[Aside] = []
    odd = store.odd_audits()
    for each in (each for each in store.audits() if each.id in odd):
        try:
            audit = store.load(each.id)
        except AuditError:
            continue
        found += [_way(audit, each.title, way, store.device) for way in store.ways(each.id)]
        found += [_contribution(audit, each.title, one) for one in audit.slots.aside if audit.slots.stands(one)]
    return tuple(found)


def _way(audit: Audit, title: str, way: Way, device: str) -> Aside:
    said = tuple(_said(audit, body) for body in way.bodies[:MOST_SHOWN])
    who = ", ".join(sorted({_name(body) for body in way.bodies} - {""})[:5])
    own = way.writer == audit.slots.way_of(device)
    return Aside(audit.id, title, way.writer, who, TWO_WAYS, way.since, said, len(way.bodies), own=own)


def _contribution(audit: Audit, title: str, one: ContributionSetAside) -> Aside:
    held = [
        each
        for each in audit.entries
        if one.of_device in (each.device, plain(each.device)) and not audit.slots.stands(each)
    ]
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
