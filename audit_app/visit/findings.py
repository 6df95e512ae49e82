"""Verbs that follow what was found to its end: findings, actions, replies, the statement, signing and addenda.

Each takes the visit it acts in. A verb that is refused raises an AuditError and changes nothing.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypedDict, Unpack

from audit_app.audit.findings.actions import ENDED, Action, actions, actions_on, due_by_default, due_by_table
from audit_app.audit.findings.finding import STANDINGS, Finding, finding, open_before, proposed, rated, versions
from audit_app.audit.history.sentences import spoken
from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Amended,
    Concluded,
    Entry,
    EvidenceAttached,
    FindingRaised,
    FindingSetAside,
    FollowedUp,
    ResultStated,
    VisitTold,
)
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Draft, choice, draft
from audit_app.audit.signing.handover import check_statement
from audit_app.audit.signing.permission import check_acknowledged
from audit_app.audit.signing.result import VISIT, check_result, check_visit, told_of_visit
from audit_app.dates import EXAMPLE, typed_day
from audit_app.errors import EntryRefused
from audit_app.store.lineage import followed_up, previous_of
from audit_app.visit.names import close_runs
from audit_app.visit.visit import Visit

# Findings


class FindingParts(TypedDict, total=False):
    """What a finding can be told besides its title; `FindingRaised` says what each is."""

    item: str
    thing: str | None
    paper: str
    checked_by: Person | None
    description: str
    zone_of_finding: str
    place: str
    photos: tuple[str, ...]
    references: tuple[str, ...]
    likelihood: int
    consequence: int
    rationale: str
    recommendation: str
    interim_control: str
    immediate_danger: bool
    carried_from: str


class AttachedFile(TypedDict, total=False):
    """The file of a reply: its SHA-256, name and media type."""

    digest: str
    name: str
    media_type: str


def raise_from_line(visit: Visit, line_key: str) -> str:
    """Raises a finding from a line in one step: title, risk, place and references come from it; gives its id."""
    line = visit.audit.lines.get(line_key)
    if line is None:
        raise EntryRefused(f"Line {line_key}", "is not in this audit", "Choose an item that is shown")
    made = visit.new_id()
    visit.enter(FindingRaised, finding=made, **proposed(line))
    return made


def raise_finding(visit: Visit, title: str, **says: Unpack[FindingParts]) -> str:
    """Raises a finding that stands alone; gives its id. `says` are further fields of `FindingRaised`."""
    made = visit.new_id()
    visit.enter(FindingRaised, finding=made, **_checked({"title": title, **says}))
    return made


def revise_finding(visit: Visit, finding_id: str, title: str | None = None, **changes: Unpack[FindingParts]) -> Entry:
    """Changes some fields of a finding; the others stay as they are. Also settles a dispute, as shown and changed."""
    head = _raised(visit, finding_id)
    kept = head.model_dump(include=set(FindingRaised.model_fields) - set(Entry.model_fields))
    return visit.enter(FindingRaised, **_checked({**kept, **changes, **({} if title is None else {"title": title})}))


def set_finding_aside(visit: Visit, finding_id: str, reason: str) -> Entry:
    """Withdraws a finding, with the reason; undo brings it back."""
    _raised(visit, finding_id)
    if not reason.strip():
        raise EntryRefused("A withdrawn finding", "needs a reason", "Give a short reason")
    with visit.one_deed():
        visit.saw()
        return visit.enter(FindingSetAside, finding=finding_id, reason=reason.strip())


def _raised(visit: Visit, finding_id: str) -> FindingRaised:
    """The gravest version that stands, the one that is shown."""
    live = versions(visit.audit, finding_id)
    if not live:
        raise EntryRefused("This finding", "is not in the audit", "Choose one from the list of findings")
    return max(live, key=lambda each: (each.immediate_danger, each.likelihood * each.consequence))


def _checked(says: dict[str, Any]) -> dict[str, Any]:
    """The fields of a finding with its band worked out; EntryRefused when it has no title or half a rating."""
    if not str(says["title"]).strip():
        raise EntryRefused("The finding", "has no title yet", "Say in a few words what is wrong")
    rating = int(says.get("likelihood") or 0), int(says.get("consequence") or 0)
    if rating == (0, 0):
        return {**says, "title": says["title"].strip(), "matrix": "", "level": ""}
    if not all(1 <= part <= 5 for part in rating):
        raise EntryRefused("The risk", "needs a likelihood and a consequence from 1 to 5", "Choose both")
    return {**says, "title": says["title"].strip(), **rated(*rating)}


# The findings of the previous audit


def follow_up(visit: Visit, finding_id: str, standing: str, note: str = "") -> str:
    """Marks an earlier finding closed, still open or worse; one that is not closed is raised again in this audit.

    Its open actions come along with owner and day, where the audit they were set in is on this device.
    Gives the id of the finding in this audit, or nothing when it is closed. Marking it closed later withdraws that.
    """
    before = next((each for each in open_before(visit.audit) if each.id == finding_id), None)
    if before is None:
        raise EntryRefused("This finding", "is not among those of the previous audit", "Choose one that is listed")
    if standing not in STANDINGS:
        raise EntryRefused(f"“{standing}”", "is not a status of a finding", "Choose closed, still open or worse")
    marked = draft(FollowedUp, finding=finding_id, standing=choice(standing), note=note.strip())
    again = _raised_again(visit, finding_id)
    if standing == "closed":
        gone = [draft(FindingSetAside, finding=again, reason="Found closed")] if again else []
        visit.enter_all([marked, *gone])
        return ""
    if again:
        visit.enter_all([marked])
        return again
    made = visit.new_id()
    raised = draft(FindingRaised, **{**_from_before(visit, finding_id), "finding": made})
    visit.enter_all([marked, raised, *_open_actions(visit, finding_id, made)])
    return made


def _open_actions(visit: Visit, finding_id: str, here: str) -> Iterator[Draft]:
    """What was still to be done about an earlier finding, as it was planned last."""
    planned: tuple[Action, ...] = ()
    older = previous_of(visit.store, visit.audit)
    while older is not None and not planned:
        planned = actions_on(followed_up(visit.store, older), finding_id)
        older = previous_of(visit.store, older)
    for each in planned:
        if each.open:
            yield draft(
                ActionSet,
                action=visit.new_id(),
                finding=here,
                what=each.what,
                owner=each.owner,
                due=each.due,
                state=choice(each.state),
                note=each.note,
                carried_from=each.id,
            )


def _raised_again(visit: Visit, finding_id: str) -> str:
    heads = (visit.audit.slots.last(slot) for slot in visit.audit.slots.of_kind("finding"))
    own = (head for head in heads if isinstance(head, FindingRaised) and head.carried_from == finding_id)
    return next((head.finding for head in own), "")


def _from_before(visit: Visit, finding_id: str) -> dict[str, Any]:
    head = visit.audit.slots.last(("carried", finding_id))
    shared = set(FindingRaised.model_fields) - set(Entry.model_fields) - {"finding", "carried_from"}
    kept = head.model_dump(include=shared) if head else {}
    return _checked({**kept, "carried_from": finding_id})


# Actions


def set_action(
    visit: Visit,
    finding_id: str,
    what: str,
    owner: Person | None = None,
    due: str | None = None,
    state: str = "open",
    acceptor: Person | None = None,
    note: str = "",
    action: str = "",
) -> str:
    """Sets or changes an action; gives its id. `due` None takes the day the risk table gives, counted from today.

    A later day, or none, needs a reason in `note`.
    """
    made = action or visit.new_id()
    said = action_said(visit, made, finding_id, what, owner, due, state, acceptor, note)
    with visit.one_deed():
        visit.saw()
        visit.enter_draft(said)
    return made


def action_said(
    visit: Visit,
    action: str,
    finding_id: str,
    what: str,
    owner: Person | None = None,
    due: str | None = None,
    state: str = "open",
    acceptor: Person | None = None,
    note: str = "",
) -> Draft:
    """The entry of an action, checked and not made yet."""
    about = finding(visit.audit, finding_id)
    if about is None:
        raise EntryRefused("This finding", "is not in the audit", "Choose one from the list of findings")
    if not what.strip():
        raise EntryRefused("The action", "is empty", "Say what is to be done")
    _check_state(state, acceptor, note)
    if state in ENDED and state not in {each.state for each in actions(visit.audit) if each.id == action}:
        raise EntryRefused("An action", "is closed with evidence", "Set it as open, then record what was done")
    day_due = _due(visit, about, due)
    why = _why(visit, about, action, day_due, note.strip())
    return draft(
        ActionSet,
        action=action,
        finding=finding_id,
        what=what.strip(),
        owner=_whoever(owner),
        due=day_due,
        state=choice(state),
        acceptor=acceptor,
        note=why,
    )


def _due(visit: Visit, about: Finding, due: str | None) -> str:
    if due is None:
        return due_by_default(about, visit.pen.clock.now().date())
    given = typed_day(due, visit.pen.clock.now().date())
    if due.strip() and given is None:
        raise EntryRefused(f"“{due[:40]}”", "is not a date", f"Type day, month and year, e.g. {EXAMPLE}")
    return given.isoformat() if given else ""


def _why(visit: Visit, about: Finding, action: str, due: str, note: str) -> str:
    """The note of an action: a day later than the risk table's, or none, needs a reason; a kept day keeps its note."""
    before = next((each for each in actions(visit.audit) if each.id == action), None)
    if before is not None and before.due == due:
        return note or before.note
    table = due_by_table(visit.audit, about, action, visit.pen.clock.now().date())
    if table and not table >= due > "" and not note:
        raise EntryRefused("A day later than the risk table's", "needs a reason", f"Say why, or take {spoken(table)}")
    return note


def _whoever(owner: Person | None) -> Person | None:
    return owner if owner is not None and owner.name.strip() else None


def _check_state(state: str, acceptor: Person | None, note: str) -> None:
    if state not in ("open", "in_progress", *ENDED):
        raise EntryRefused(f"“{state}”", "is not a state of an action", "Choose one of those shown")
    if state == "accepted_risk" and (acceptor is None or not acceptor.name.strip()):
        raise EntryRefused(
            "An accepted risk", "does not say who accepts it", "Enter the name of the person who accepts it"
        )
    if state == "accepted_risk" and not note.strip():
        raise EntryRefused("An accepted risk", "has no reason", "Give the reason for accepting it")


def close_action(
    visit: Visit,
    action: str,
    state: str,
    note: str = "",
    photos: tuple[str, ...] = (),
    acceptor: Person | None = None,
) -> Entry:
    """Brings an action to its end with its evidence: a note or photographs; an accepted risk needs a name."""
    if not any(each.id == action for each in actions(visit.audit)):
        raise EntryRefused("This action", "is not in the audit", "Choose one from the list of actions")
    said = closing_said(action, state, note, photos, acceptor)
    with visit.one_deed():
        visit.saw()
        return visit.enter_draft(said)


def closing_said(
    action: str, state: str, note: str, photos: tuple[str, ...] = (), acceptor: Person | None = None
) -> Draft:
    """The entry that brings an action to its end, checked and not made yet."""
    if state not in ENDED:
        raise EntryRefused(f"“{state}”", "does not end an action", "Choose done, verified or accepted risk")
    _check_state(state, acceptor, note)
    if not note.strip() and not photos:
        raise EntryRefused("The action", "has no evidence yet", "Describe what was seen, or take a photograph of it")
    return draft(ActionClosed, action=action, state=choice(state), note=note.strip(), photos=photos, acceptor=acceptor)


def attach(visit: Visit, finding_id: str, title: str, text: str = "", **file: Unpack[AttachedFile]) -> Entry:
    """Keeps a reply on a finding (or the audit, with an empty id): pasted text, or a file by its `digest`."""
    if not text.strip() and not file.get("digest"):
        raise EntryRefused("The reply", "is empty", "Paste its text, or attach the file")
    named = title.strip() or str(file.get("name", "")) or "Reply"
    return visit.enter(EvidenceAttached, finding=finding_id, title=named, text=text.strip(), **file)


def remind(visit: Visit, finding_ids: Iterable[str], who: str, subject: str) -> None:
    """Keeps that somebody was written to about findings: one entry on each of them, undone together."""
    with visit.one_deed():
        for each in dict.fromkeys(finding_ids):
            attach(visit, each, f"Written to {who}", f"E-mail: {subject}")


# The statement, signing, and opening again


def conclude(visit: Visit, fit: str, conditions: Iterable[str] = (), statement: str = "", despite: str = "") -> Entry:
    """States at handover whether the system is fit for clinical use: yes, with_conditions or no.

    `despite` says why it is fit without conditions although a finding of extreme risk is open.
    """
    kept = tuple(each.strip() for each in conditions if each.strip())
    check_statement(visit.audit, fit, kept, statement, despite)
    why = despite.strip() if fit == "yes" else ""
    return visit.enter(Concluded, fit=choice(fit), conditions=kept, statement=statement.strip(), despite=why)


def state_result(visit: Visit, result: str, statement: str) -> Entry:
    """Concludes a periodic audit in one of four words and a statement of the auditor's own."""
    check_result(visit.audit, result, statement)
    return visit.enter(ResultStated, result=choice(result), statement=statement.strip())


def tell_visit(visit: Visit, **says: str) -> Entry:
    """Tells times, places, people met, circulation, and by when a response and the next audit are due."""
    known = told_of_visit(visit.audit)
    before = {name: getattr(known, name) for name in VISIT} if known else {}
    kept = {**before, **{name: said.strip() for name, said in says.items()}}
    for name in ("respond_by", "next_due"):
        given = typed_day(kept.get(name, ""), visit.pen.clock.now().date())
        kept[name] = given.isoformat() if given else kept.get(name, "")
    check_visit(kept["respond_by"], kept["next_due"], visit.audit.begun.on)
    return visit.enter(VisitTold, **kept)


def sign_off(
    visit: Visit,
    person: Person,
    declaration: str,
    role: str = "auditor",
    drawing: Any = (),
    acknowledged: Iterable[str] = (),
) -> Entry:
    """Signs after everything still open was acknowledged: `acknowledged` are the kinds of obstacles that were seen."""
    seen = check_acknowledged(visit.audit, acknowledged) if role == "auditor" else ()
    signed = visit.sign(person, declaration.strip(), role, drawing, seen)
    close_runs(visit)
    return signed


def amend(visit: Visit, reason: str) -> Entry:
    """Opens a signed audit again as its next revision, with the reason; it counts once it is signed."""
    if not reason.strip():
        raise EntryRefused("An addendum", "needs a reason", "Say what has changed since the audit was signed")
    return visit.enter(Amended, number=visit.audit.revision + 1, reason=reason.strip())
