"""What goes on about the actions of signed audits: a log of the unit's own, and each audit as it stands with it.

The log has the shape of every other: begun once, chained, checked and shared the same way. What it says of an action
counts from its moment on; the signed audit is never written to.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.editions import part_of
from audit_app.audit.findings.actions import ENDED
from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Entry,
    EvidenceAttached,
    PhotoCaptioned,
    PhotoExpunged,
    PhotoMarked,
    PhotoReviewed,
    PhotoSetAside,
    PhotoTaken,
    Undone,
)
from audit_app.checklist.model import Checklist, Item, Section

PURPOSE = "follow_up"  # what the log of a unit says it was begun for
PHOTOS = (PhotoTaken, PhotoCaptioned, PhotoMarked, PhotoReviewed, PhotoSetAside, PhotoExpunged)
KINDS: tuple[type[Entry], ...] = (ActionSet, ActionClosed, EvidenceAttached, Undone, *PHOTOS)
FOLLOWED = ("action", "action-closed")  # the slots of which the newest word counts, in whichever log it stands

_ITEM = Item(id="actions", text="Actions on the findings of this unit's audits, from their signature on")
CHECKLIST = Checklist(
    id="follow-up",
    version=1,
    title="Actions of the unit",
    kind="check",
    sub_category="7.2",
    about="Asks nothing: the log of what is done about actions after their audit was signed.",
    sections=(Section(id="actions", title="Actions", zone="I", items=(_ITEM,)),),
)


def is_log(audit: Audit) -> bool:
    """True for the log of a unit, which is no audit."""
    return audit.begun.purpose == PURPOSE


def with_follow_up(audit: Audit, logs: Iterable[Audit]) -> Audit:
    """An audit as it stands with what its unit's logs say of its actions: to read, never to be written to."""
    beside = tuple(entry for log in logs for entry in _about(audit, log))
    if not beside:
        return audit
    own = tuple(_later_than(entry, beside) for entry in audit.entries)
    return part_of(audit, (*own, *(_later_than(entry, audit.entries) for entry in beside)))


def _about(audit: Audit, log: Audit) -> tuple[Entry, ...]:
    """The entries of a log that say something of this audit's actions and findings, and every photograph."""
    findings = {slot[1] for slot in audit.slots.of_kind("finding")}
    actions = {slot[1] for slot in audit.slots.of_kind("action")}
    actions |= {each.action for each in log.entries if isinstance(each, ActionSet) and each.finding in findings}
    found: dict[str, Entry] = {}
    for entry in log.entries:
        if (
            isinstance(entry, PHOTOS)
            or (isinstance(entry, ActionSet | EvidenceAttached) and entry.finding in findings)
            or (isinstance(entry, ActionClosed) and entry.action in actions)
            or (isinstance(entry, Undone) and entry.undoes in found)
        ):
            found[entry.id] = entry
    return tuple(found.values())


def _later_than(entry: Entry, others: Sequence[Entry]) -> Entry:
    """An entry that also supersedes what the other log had said of the same action before it."""
    if entry.slot[0] not in FOLLOWED:
        return entry
    older = tuple(each.id for each in others if each.slot == entry.slot and each.at < entry.at)
    return entry.model_copy(update={"replaces": (*entry.replaces, *older)}) if older else entry


def touched(log: Audit) -> list[dict[str, Any]]:
    """How the log of a unit says that each action stands, as plain values: for the list of audits."""
    ids = dict.fromkeys(slot[1] for kind in FOLLOWED for slot in log.slots.of_kind(kind))
    return [found for each in ids if (found := _stands(log, each))]


def _stands(log: Audit, action: str) -> dict[str, Any]:
    """One action; what the log does not say is left out."""
    planned, closed = (log.slots.last((kind, action)) for kind in FOLLOWED)
    found: dict[str, Any] = {}
    if isinstance(planned, ActionSet):
        owner = planned.owner.name if planned.owner else "No owner yet"
        found |= {"finding": planned.finding, "what": planned.what, "due": planned.due, "owner": owner}
        found |= {"state": planned.state, "at": planned.at}
    if isinstance(closed, ActionClosed) and closed.at > found.get("at", ""):
        found |= {"state": closed.state, "at": closed.at}
    return {"action": action, **found} if found else {}


def open_now(about: dict[str, Any], logs: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The open actions of an audit, from its summary and what the summaries of its unit's logs say since."""
    known = {each["action"]: dict(each) for each in about.get("actions", ())}
    ended: dict[str, str] = about.get("ended", {})
    raised: dict[str, list[str]] = about.get("raised", {})
    for said in logs:
        action, before = said["action"], known.get(said["action"])
        newest = str(before["at"]) if before else ended.get(action, "")
        about_it = before or ({"action": action} if said.get("finding") in raised or action in ended else None)
        if about_it is not None and said["at"] > newest:
            known[action] = {**about_it, **said}
    for action, each in known.items():
        title, level = raised.get(each.get("finding", ""), ["", ""])
        known[action] = {"due": "", "owner": "No owner yet", "what": title, "level": level, **each}
    return tuple(each for each in known.values() if each["state"] not in ENDED and each.get("finding"))
