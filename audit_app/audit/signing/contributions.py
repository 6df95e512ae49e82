"""Who did what in an audit, counted from its log: the countable half of the evidence an assessor asks for.

Only what stands is counted: an answer that was undone is nobody's. An item answered five times counts once.
"""

from collections import Counter
from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Answered,
    Concluded,
    Entry,
    EvidenceAttached,
    FieldMeasured,
    FindingRaised,
    FollowedUp,
    Measured,
    Noted,
    PhotoMarked,
    PhotoReviewed,
    PhotoTaken,
    SheetChecked,
    Signed,
    Undone,
)
from audit_app.audit.log.people import Person, same_person
from audit_app.audit.sheets import checker_of, sheet_of
from audit_app.audit.verdicts.judge import local_day


@dataclass(frozen=True)
class Contribution:
    """What one person did in one audit.

    `items` lines they answered; `readings` quantities and field readings they took; `findings` they raised first;
    `reviewed` pictures looked through, paper copies checked and earlier findings looked at again; `revised` their
    entries that replaced an earlier one, of which `revised_others` replaced another person's.
    """

    person: Person
    items: int = 0
    readings: int = 0
    field_readings: int = 0
    photographs: int = 0
    notes: int = 0
    findings: int = 0
    actions: int = 0
    replies: int = 0
    reviewed: int = 0
    revised: int = 0
    revised_others: int = 0
    signed_as: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    entries: int = 0


def contributions(audit: Audit) -> tuple[Contribution, ...]:
    """Everyone who made an entry, checked one or signed, in the order they first appear."""
    people = _people(audit)
    return tuple(_contribution(audit, person) for person in people)


def _people(audit: Audit) -> list[Person]:
    found: list[Person] = []
    for entry in audit.entries:
        for person in _named(entry):
            known = next((index for index, each in enumerate(found) if same_person(each, person)), None)
            if known is None:
                found.append(person)
            else:
                found[known] = _fuller(found[known], person)
    return found


def _named(entry: Entry) -> list[Person]:
    others = [getattr(entry, "checked_by", None), entry.person if isinstance(entry, Signed | SheetChecked) else None]
    return [entry.by, *(person for person in others if person is not None)]


def _fuller(one: Person, other: Person) -> Person:
    """The same person with what either mention says of them."""
    gaps = {name: getattr(other, name) for name in ("role", "registration", "email") if not getattr(one, name)}
    return one.model_copy(update=gaps)


def _contribution(audit: Audit, person: Person) -> Contribution:
    made = [entry for entry in audit.entries if same_person(entry.by, person)]
    own = [entry for entry in made if audit.slots.stands(entry) and not isinstance(entry, Undone)]
    counted = Counter(type(entry) for entry in own)
    taken = {kind: len({entry.slot for entry in own if isinstance(entry, kind)}) for kind in (Measured, FieldMeasured)}
    replaced = [[audit.slots.known[old].by for old in e.replaces if old in audit.slots.known] for e in own]
    days = [local_day(entry) for entry in made]
    return Contribution(
        person=person,
        items=len({entry.slot for entry in own if _answers(entry)}),
        readings=sum(taken.values()),
        field_readings=taken[FieldMeasured],
        photographs=counted[PhotoTaken],
        notes=len({entry.slot for entry in own if isinstance(entry, Noted)}),
        findings=sum(1 for entry in own if isinstance(entry, FindingRaised) and not entry.replaces),
        actions=len({entry.action for entry in own if isinstance(entry, ActionSet | ActionClosed)}),
        replies=counted[EvidenceAttached],
        reviewed=_reviewed(audit, own, person),
        revised=sum(1 for whose in replaced if whose),
        revised_others=sum(1 for whose in replaced if any(not same_person(each, person) for each in whose)),
        signed_as=_signed_as(audit, person),
        first=min(days, default=""),
        last=max(days, default=""),
        entries=len(made),
    )


def _reviewed(audit: Audit, own: list[Entry], person: Person) -> int:
    pictures = {e.photo for e in own if isinstance(e, PhotoReviewed | PhotoMarked)}
    earlier = {e.finding for e in own if isinstance(e, FollowedUp)}
    standing = [e for e in audit.entries if audit.slots.stands(e)]
    checked = [e for e in standing if sheet_of(e) and (by := checker_of(audit, e)) and same_person(by, person)]
    return len(pictures) + len(earlier) + len(checked)


def _signed_as(audit: Audit, person: Person) -> tuple[str, ...]:
    words = {"auditor": "Auditor", "checker": "Second checker"}
    signed = [words[e.role] for e in audit.entries if isinstance(e, Signed) and same_person(e.person, person)]
    stated = [
        "Handover statement"
        for e in audit.entries
        if isinstance(e, Concluded) and audit.slots.stands(e) and same_person(e.by, person)
    ]
    return tuple(dict.fromkeys((*stated, *signed)))


def _answers(entry: Entry) -> bool:
    return isinstance(entry, Measured) or (isinstance(entry, Answered) and not entry.taken_back)
