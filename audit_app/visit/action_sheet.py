"""Taking in what a site wrote into its action sheet, cell by cell: checked whole first, then kept together."""

from collections.abc import Collection, Iterator

from audit_app.audit.findings.action_sheet import Proposal
from audit_app.audit.findings.actions import ENDED, STATES, Action, actions
from audit_app.audit.log.entries import EvidenceAttached
from audit_app.audit.log.people import Person, same_person
from audit_app.audit.pen import Draft, draft
from audit_app.errors import EntryRefused
from audit_app.visit.findings import action_said, closing_said
from audit_app.visit.visit import Visit

_PLANNED = {"what", "owner", "email", "due"}
_GOING_ON = (STATES["open"], STATES["in_progress"])
_NOBODY = Person(name="")


def accept(visit: Visit, proposal: Proposal, names: Collection[str]) -> str:
    """Takes in the cells of a returned sheet's row that were accepted, by column; gives the action's id.

    What was not accepted stays as it is. A new action is made where the finding had none.
    """
    said = {each.name: each.now for each in proposal.asked if each.name in names}
    if not said:
        raise EntryRefused(f"Row {proposal.row}", "has nothing accepted", "Tick what to apply")
    now = next((each for each in actions(visit.audit) if each.id == proposal.action), None)
    made = now.id if now else proposal.action or visit.new_id()
    planned = [_plan(visit, made, proposal, said, now)] if now is None or _changes_plan(said) else []
    with visit.one_deed():
        every = [*planned, *_end(made, proposal, said, now)]
        visit.saw()
        visit.enter_all(every)
    return made


def _changes_plan(said: dict[str, str]) -> bool:
    return bool(_PLANNED & set(said)) or said.get("state") in _GOING_ON


def _plan(visit: Visit, made: str, proposal: Proposal, said: dict[str, str], now: Action | None) -> Draft:
    states = {STATES[state]: state for state in STATES}
    state = states[said["state"]] if said.get("state") in _GOING_ON else now.state if now else "open"
    return action_said(
        visit,
        made,
        proposal.finding,
        said.get("what", now.what if now else ""),
        _owner(said, now),
        said.get("due", now.due if now else None),
        state,
        now.acceptor if now else None,
        now.note if now and now.note and "due" not in said else "From the returned action sheet",
    )


def _owner(said: dict[str, str], now: Action | None) -> Person:
    """Another person takes nothing over from the one before: not their address either."""
    old = now.owner if now and now.owner else _NOBODY
    named = Person(name=said.get("owner", old.name))
    kept = old if same_person(old, named) else named
    return kept.model_copy(update={"name": named.name, "email": said.get("email", kept.email)})


def _end(made: str, proposal: Proposal, said: dict[str, str], now: Action | None) -> Iterator[Draft]:
    """The end an action came to, or else what was done about it so far."""
    ended = {STATES[state]: state for state in ENDED}.get(said.get("state", ""), "")
    if "acceptor" in said and not ended:
        ended = _still_accepted(proposal, said, now)
    if ended:
        acceptor = Person(name=said["acceptor"]) if "acceptor" in said else now.acceptor if now else None
        yield closing_said(made, ended, _done(proposal, said, now), acceptor=acceptor)
    elif "done" in said:
        yield draft(
            EvidenceAttached,
            finding=proposal.finding,
            title="Action sheet",
            text=said["done"],
            about_action=made,
        )


def _still_accepted(proposal: Proposal, said: dict[str, str], now: Action | None) -> str:
    if now is None or now.state != "accepted_risk" or "state" in said:
        fault = "names who accepts the risk, but not that it is accepted"
        raise EntryRefused(f"Row {proposal.row}", fault, "Apply the state too")
    return now.state


def _done(proposal: Proposal, said: dict[str, str], now: Action | None) -> str:
    """What was done in words: as accepted now, else as it was taken in before."""
    if any(each.name == "done" for each in proposal.asked):
        return said.get("done", "")
    return proposal.done or (now.evidence[-1].text if now and now.evidence else "")
