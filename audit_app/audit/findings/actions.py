"""What will be done about the findings: by whom, by when, how far it is, and the proof that it was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from audit_app.audit.audit import Audit
from audit_app.audit.findings.finding import Finding, findings, open_before
from audit_app.audit.log.entries import ActionClosed, ActionSet, Entry, EvidenceAttached
from audit_app.audit.log.people import Person
from audit_app.audit.log.removals import removal, undecided
from audit_app.audit.verdicts.judge import local_day
from audit_app.checklist.reference.risk import RiskMatrix, risk_matrix
from audit_app.dates import day

STATES = {
    "open": "Open",
    "in_progress": "In progress",
    "done": "Done",
    "verified": "Verified",
    "accepted_risk": "Accepted risk",
}
ENDED = ("done", "verified", "accepted_risk")  # nothing more is expected of the owner
SOON_DAYS = 14


@dataclass(frozen=True)
class Evidence:
    """Proof that something was done: what is said, pictures by photo id, or an attached file by its SHA-256."""

    on: str
    by: str
    text: str
    photos: tuple[str, ...] = ()
    title: str = ""
    digest: str = ""
    name: str = ""
    media_type: str = ""
    about_action: str = ""


@dataclass(frozen=True)
class Action:
    """One action as it stands; `due` is a local date (ISO 8601) or empty."""

    id: str
    finding: str
    finding_title: str
    level: str
    what: str
    owner: Person | None
    due: str
    state: str
    acceptor: Person | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    carried_from: str = ""
    disputed: bool = False

    @property
    def words(self) -> str:
        """How far it is, in words."""
        return "Disputed" if self.disputed else STATES[self.state]

    @property
    def open(self) -> bool:
        """True while its owner still has something to do, or people disagree whether."""
        return self.disputed or self.state not in ENDED

    @property
    def owner_name(self) -> str:
        """The owner's name, or words that say there is none."""
        return self.owner.name if self.owner else "No owner yet"

    def overdue(self, today: date) -> bool:
        """True from the day after it was due, while it is open."""
        due = day(self.due)
        return self.open and due is not None and due < today

    def due_soon(self, today: date, days: int = SOON_DAYS) -> bool:
        """True when it is open and falls due within so many days from today."""
        due = day(self.due)
        return self.open and due is not None and today <= due <= today + timedelta(days=days)


def actions(audit: Audit) -> tuple[Action, ...]:
    """Every action on a finding that stands: in the order of the findings, then by due date."""
    return audit.once("actions", _actions)


def _actions(audit: Audit) -> tuple[Action, ...]:
    known = {each.id: each for each in findings(audit)}
    order = list(known)
    found = [_action(audit, live, known[live[-1].finding]) for live in _live(audit) if live[-1].finding in known]
    return tuple(sorted(found, key=lambda each: (order.index(each.finding), each.due or "9999", each.id)))


def actions_on(audit: Audit, finding_id: str) -> tuple[Action, ...]:
    """The actions on one finding, by due date."""
    return tuple(each for each in actions(audit) if each.finding == finding_id)


def by_finding(audit: Audit) -> dict[str, tuple[Action, ...]]:
    """The actions on every finding that stands, by its id, each by due date."""
    found: dict[str, list[Action]] = {each.id: [] for each in findings(audit)}
    for one in actions(audit):
        found[one.finding].append(one)
    return {finding: tuple(some) for finding, some in found.items()}


def _live(audit: Audit) -> Iterable[tuple[ActionSet, ...]]:
    for slot in audit.slots.of_kind("action"):
        live = tuple(entry for entry in audit.slots.live(slot) if isinstance(entry, ActionSet))
        if live:
            yield live


def _action(audit: Audit, live: tuple[ActionSet, ...], about: Finding) -> Action:
    entry = live[-1]
    closings = audit.slots.live(("action-closed", entry.action))
    closed = cast(ActionClosed | None, closings[-1] if closings else None)
    place = audit.slots.place_of
    apart = removal(audit.slots, entry.slot) is not None
    ended = closed if closed is not None and place(closed) > place(entry) and not apart else None
    return Action(
        id=entry.action,
        finding=entry.finding,
        finding_title=about.title,
        level=about.level,
        what=entry.what,
        owner=entry.owner,
        due=entry.due,
        state=ended.state if ended else entry.state,
        acceptor=(ended.acceptor if ended else None) or entry.acceptor,
        note=entry.note,
        evidence=_proof(audit, entry.action),
        carried_from=entry.carried_from,
        disputed=undecided(audit.slots, entry.slot),
    )


def _proof(audit: Audit, action: str) -> tuple[Evidence, ...]:
    """What every closing said, the earlier ones too: 'done' keeps its photograph when 'verified' follows."""
    made = [entry for entry in audit.slots.history(("action-closed", action)) if audit.slots.stands(entry)]
    return tuple(
        Evidence(local_day(entry), entry.by.name, entry.note, entry.photos, title=STATES[entry.state])
        for entry in made
        if isinstance(entry, ActionClosed)
    )


def replies(audit: Audit, finding_id: str) -> tuple[Evidence, ...]:
    """The replies, e-mails and documents attached to a finding (or to the audit itself: empty id), oldest first."""
    attached = [entry for entry in audit.entries if isinstance(entry, EvidenceAttached) and entry.finding == finding_id]
    return tuple(_reply(entry) for entry in attached if audit.slots.stands(entry))


def _reply(entry: EvidenceAttached) -> Evidence:
    return Evidence(
        on=local_day(entry),
        by=entry.by.name,
        text=entry.text,
        title=entry.title,
        digest=entry.digest,
        name=entry.name,
        media_type=entry.media_type,
        about_action=entry.about_action,
    )


def standing(about: tuple[Action, ...]) -> str:
    """How far a finding is, from its actions: open, in_progress, done, accepted_risk, or closed when all are verified.

    A finding without any action is open: that nobody planned anything is no closure.
    """
    states = [each.state if not each.disputed else "open" for each in about]
    if not states or "open" in states:
        return "in_progress" if set(states) - {"open"} else "open"
    if "in_progress" in states:
        return "in_progress"
    if "accepted_risk" in states:
        return "accepted_risk"
    return "done" if "done" in states else "closed"


def unresolved(audit: Audit) -> tuple[tuple[Finding, tuple[Action, ...]], ...]:
    """The findings that are not closed, each with its actions: what the next audit must look at again.

    Done but not verified, and an accepted risk, are still to be looked at.
    """
    of = by_finding(audit)
    return tuple((each, of[each.id]) for each in findings(audit) if standing(of[each.id]) != "closed")


def due_by_default(found: Finding, on: date, matrix: RiskMatrix | None = None) -> str:
    """The day an action on a finding falls due by the risk table, counted from `on`; empty while it is not rated."""
    matrix = matrix or risk_matrix()
    if not found.score:
        return ""
    return (on + timedelta(days=matrix.due_days(found.likelihood, found.consequence))).isoformat()


def due_by_table(audit: Audit, found: Finding, action: str, today: date) -> str:
    """The day the risk table gives an action, counted from the day it was first set; from today for a new one."""
    made = audit.slots.history(("action", action))
    first = day(local_day(made[0])) if made else None
    return due_by_default(found, first or today)


def summed_up(audit: Audit) -> list[dict[str, Any]]:
    """The open actions as plain values, for the list of audits: due dates are held against the day they are shown."""
    return [_plain(audit, each) for each in actions(audit) if each.open]


def ended(audit: Audit) -> list[dict[str, Any]]:
    """The same of the actions that came to their end in this audit."""
    return [_plain(audit, each) for each in actions(audit) if not each.open]


def _plain(audit: Audit, each: Action) -> dict[str, Any]:
    """One action; `at` is the stamp of the entry that had the last word about it."""
    said = {"action": each.id, "finding": each.finding, "what": each.what or each.finding_title, "due": each.due}
    how = {"owner": each.owner_name, "level": each.level, "at": _last_word(audit, each.id)}
    return said | how | {"state": "open" if each.disputed else each.state}


def _last_word(audit: Audit, action: str) -> str:
    heads = (audit.slots.last((kind, action)) for kind in ("action", "action-closed"))
    return max((head.at for head in heads if head), default="")


def followed(audit: Audit) -> list[str]:
    """The earlier findings whose actions are no longer to be chased: found closed, or with actions of their own here.

    One that is still open and has no action here keeps the actions it had.
    """
    planned = {each.finding for each in actions(audit)}
    here = {each.carried_from for each in findings(audit) if each.id in planned}
    earlier = [each for each in open_before(audit) if not each.disputed]
    return [each.id for each in earlier if each.standing == "closed" or (each.standing and each.id in here)]


def set_by(audit: Audit, action: str) -> Entry | None:
    """The entry that says how an action stands, or None when there is no such action."""
    return audit.slots.last(("action", action))
