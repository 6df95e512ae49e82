"""What the next audit of a unit takes along from the last: things, plans, published field lines, open findings.

Answers and readings are never among it: they are shown beside the items, and given anew.
"""

from collections.abc import Iterator
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, unresolved
from audit_app.audit.findings.finding import Finding, findings, open_before
from audit_app.audit.history.sentences import spoken
from audit_app.audit.log.entries import Entry, FindingCarried, PlanSet, PlotSet, ThingAdded
from audit_app.audit.pen import Draft, draft
from audit_app.checklist.model import Checklist


def carried(previous: Audit, checklist: Checklist | None = None) -> tuple[Draft, ...]:
    """The entries the next audit begins with: their kinds and what each says.

    `checklist` is the one the next audit is walked with; a finding on an item that it does not ask stands alone.
    """
    left = (*_findings(previous), *_never_settled(previous))
    asked = (checklist or previous.checklist).items
    stands_alone: dict[str, Any] = {"item": "", "thing": None}
    return (
        *_things(previous),
        *_plans(previous),
        *(each if each.says["item"] in asked else Draft(each.kind, {**each.says, **stands_alone}) for each in left),
    )


def _things(previous: Audit) -> Iterator[Draft]:
    for thing in previous.things:
        yield draft(
            ThingAdded,
            thing=thing.id,
            thing_kind=thing.kind,
            name=thing.name,
            details=thing.details,
            carried_from=previous.id,
        )


def _plans(previous: Audit) -> Iterator[Draft]:
    for slot in (*previous.slots.of_kind("plan"), *previous.slots.of_kind("plot")):
        head = previous.slots.last(slot)
        if isinstance(head, PlanSet | PlotSet):
            yield Draft(type(head), {**_own(head), "carried_from": previous.id})


def _findings(previous: Audit) -> Iterator[Draft]:
    for found, planned in unresolved(previous):
        yield _open(previous, found, planned)


def _open(previous: Audit, found: Finding, planned: tuple[Action, ...]) -> Draft:
    first = _first_raised(previous, found)
    return draft(
        FindingCarried,
        finding=found.id,
        carried_from=previous.id,
        title=found.title,
        item=found.item,
        thing=found.thing or None,
        zone_of_finding=found.zone,
        place=found.place,
        description=found.description,
        likelihood=found.likelihood,
        consequence=found.consequence,
        risk=found.risk,
        recommendation=found.recommendation,
        interim_control=found.interim_control,
        immediate_danger=found.immediate_danger,
        raised_on=first,
        actions=tuple(_words(each) for each in planned),
    )


def _first_raised(previous: Audit, found: Finding) -> str:
    """The day a finding was first raised, through all the audits it was carried over."""
    older = previous.slots.last(("carried", found.carried_from)) if found.carried_from else None
    return older.raised_on if isinstance(older, FindingCarried) else found.raised_on


def _words(each: Action) -> str:
    due = f", due {spoken(each.due)}" if each.due else ""
    return f"{each.what} ({each.owner_name}{due}): {each.words.lower()}"


def _never_settled(previous: Audit) -> Iterator[Draft]:
    """Open findings that the previous audit had itself taken over, and neither closed nor raised again."""
    kept = {each.carried_from for each in findings(previous)}
    for each in open_before(previous):
        head = previous.slots.last(("carried", each.id))
        settled = each.standing == "closed" and not each.disputed
        if not settled and each.id not in kept and isinstance(head, FindingCarried):
            yield Draft(FindingCarried, {**_own(head), "carried_from": previous.id})


def _own(head: Entry) -> dict[str, Any]:
    """What an entry of the previous audit says in fields of this version; its parts stay whole, as they were read."""
    return {name: getattr(head, name) for name in type(head).model_fields if name not in Entry.model_fields}
