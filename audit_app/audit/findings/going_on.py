"""What goes on about the actions of signed audits: a log of the unit's own, and each audit as it stands with it.

The log has the shape of every other: begun once, chained, checked and shared the same way. What it says of an action
counts from its moment on; the signed audit is never written to.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.editions import part_of
from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Amended,
    Entry,
    EvidenceAttached,
    PhotoCaptioned,
    PhotoExpunged,
    PhotoMarked,
    PhotoReviewed,
    PhotoSetAside,
    PhotoTaken,
    Saw,
    Undone,
)
from audit_app.audit.log.removals import undecided
from audit_app.audit.log.ways import MARK
from audit_app.checklist.model import Checklist, Item, Section

PURPOSE = "follow_up"  # what the log of a unit says it was begun for
PHOTOS = (PhotoTaken, PhotoCaptioned, PhotoMarked, PhotoReviewed, PhotoSetAside, PhotoExpunged)
KINDS: tuple[type[Entry], ...] = (ActionSet, ActionClosed, EvidenceAttached, Undone, Saw, *PHOTOS)
Told = tuple[Audit, Entry]  # a log of a unit, and an entry of it that says something of an audit
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
    told = _knowing([(log, entry) for log in logs for entry in _about(audit, log)])
    if not told:
        return audit
    first = next((at for at, entry in enumerate(audit.entries) if isinstance(entry, Amended)), len(audit.entries))
    issued, amended = audit.entries[:first], audit.entries[first:]
    beside = [_joined(log, entry, issued, amended) for log, entry in told]
    return part_of(audit, (*issued, *(_superseding(entry, beside) for entry in amended), *beside))


def _about(audit: Audit, log: Audit) -> tuple[Entry, ...]:
    """The entries of a log that say something of this audit's actions and findings, and every photograph."""
    findings = {slot[1] for slot in audit.slots.of_kind("finding")}
    actions = {slot[1] for slot in audit.slots.of_kind("action")}
    actions |= {each.action for each in log.entries if isinstance(each, ActionSet) and each.finding in findings}
    found: dict[str, Entry] = {}
    for entry in log.entries:
        if (
            isinstance(entry, (*PHOTOS, Saw))
            or (isinstance(entry, ActionSet | EvidenceAttached) and entry.finding in findings)
            or (isinstance(entry, ActionClosed) and entry.action in actions)
            or (isinstance(entry, Undone) and entry.undoes in found)
        ):
            found[entry.id] = entry
    return tuple(_narrowed(log, each, found) if isinstance(each, Saw) else each for each in found.values())


def _knowing(told: Sequence[Told]) -> Sequence[Told]:
    """What several logs say of one audit: each entry after, and instead of, what its device had seen of the others."""
    if len({log.id for log, _ in told}) < 2:
        return told
    followed = [each for each in told if each[1].slot[0] in FOLLOWED]
    seen = {(log.id, entry.id): _seen_elsewhere(log, entry, followed) for log, entry in followed}
    return [(log, _aware(entry, seen.get((log.id, entry.id), ()))) for log, entry in told]


def _seen_elsewhere(log: Audit, entry: Entry, told: Sequence[Told]) -> list[Entry]:
    saws = [
        each for each in log.entries if isinstance(each, Saw) and each.device == entry.device and each.seq < entry.seq
    ]
    digests = {digest for each in saws for digest in each.heads.values()}
    others = {other.id: other for other, _ in told if other.id != log.id}
    upto = {
        (other.id, each.device): each.seq for other in others.values() for each in other.entries if each.sha in digests
    }
    return [each for other, each in told if each.seq <= upto.get((other.id, each.device), 0)]


def _aware(entry: Entry, older: Sequence[Entry]) -> Entry:
    """An action's entry that is made after these, and replaces those of them that say the same kind of thing of it."""
    about = [each for each in older if each.slot[0] in FOLLOWED and each.slot[1:] == entry.slot[1:]]
    if not about or entry.slot[0] not in FOLLOWED:
        return entry
    same = (each.id for each in about if each.slot == entry.slot)
    says = {"replaces": (*entry.replaces, *same), "after": (*entry.after, *(each.id for each in about))}
    return entry.model_copy(update=says)


def _narrowed(log: Audit, saw: Saw, here: Mapping[str, Entry]) -> Saw:
    """What a device had seen of a log, told by the entries that are `here`: the newest of each that it had seen."""
    seen = [each for each in log.entries if each.sha in saw.heads.values()]
    heads: dict[str, str] = {}
    for head in seen:
        upto = [each for each in here.values() if each.device == head.device and each.seq <= head.seq]
        heads |= {head.device: upto[-1].sha} if upto else {}
    return saw.model_copy(update={"heads": heads})


def _joined(log: Audit, entry: Entry, issued: Sequence[Entry], amended: Sequence[Entry]) -> Entry:
    """An entry of a log as it stands in the audit: after everything first issued, in a chain of its own."""
    older = [each for each in issued if each.slot == entry.slot] if entry.slot[0] in FOLLOWED else []
    replaced = (*entry.replaces, *(each.id for each in older))
    after = (*entry.after, *{each.device: each.id for each in issued}.values())
    joined = {"device": chain(entry.device, log.id), "replaces": replaced, "after": after}
    return _superseding(entry.model_copy(update=joined), amended)


def _superseding(entry: Entry, others: Iterable[Entry]) -> Entry:
    """An entry that counts instead of what stands in the other log and was said of the same action before it."""
    return _aware(entry, [each for each in others if each.at < entry.at])


def chain(device: str, log: str) -> str:
    """The name under which what a device entered in a unit's log stands in an audit that it is joined with."""
    return f"{device.replace(MARK, '!')} {log}"  # ways stay apart: of these chains only parts are there


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
        apart = undecided(log.slots, ("action", action))  # while people disagree it goes on
        found |= {"state": "open" if apart else closed.state, "at": closed.at}
    return {"action": action, **found} if found else {}


def stand_now(about: dict[str, Any], logs: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Every action of an audit as it stands, from its summary and what the summaries of its unit's logs say since."""
    known = {each["action"]: dict(each) for kind in ("actions", "ended") for each in about.get(kind, ())}
    raised: dict[str, list[str]] = about.get("raised", {})
    for said in logs:
        action, before = said["action"], known.get(said["action"])
        newest = str(before["at"]) if before and about.get("revision") else ""  # only an addendum can have said more
        about_it = before or ({"action": action} if said.get("finding") in raised else None)
        if about_it is not None and said["at"] > newest:
            known[action] = {**about_it, **said}
    for action, each in known.items():
        title, level = raised.get(each.get("finding", ""), ["", ""])
        known[action] = {"due": "", "owner": "No owner yet", "what": title, "level": level, **each}
    return tuple(each for each in known.values() if each.get("finding"))
