"""Changing what one question asks, a section or a kind of thing, as the parts of a form; each change is checked."""

from collections.abc import Container, Iterator
from typing import Any

from pydantic import ValidationError

from audit_app.checklist.model import Checklist, Item, Section, ThingKind
from audit_app.checklist.rules import faults
from audit_app.checklist.shape import shape_faults
from audit_app.errors import ChecklistError
from audit_app.portfolio.checklists.versions import each_item, replaced
from audit_app.portfolio.filenames import plain_name

Raw = dict[str, Any]
WORDS = ("id", "text", "how", "good")  # what has a field of its own beside the form
KINDS: dict[str, Raw] = {  # what a question begins with when it is asked in another way
    "compliance": {"kind": "compliance"},
    "choice": {
        "kind": "choice",
        "options": [
            {"value": "yes", "label": "Yes", "verdict": "compliant"},
            {"value": "no", "label": "No", "verdict": "deficient"},
        ],
    },
    "quantity": {"kind": "quantity", "unit": "mT"},
    "count": {"kind": "count"},
    "date": {"kind": "date", "meaning": "done"},
    "text": {"kind": "text"},
}


def parts_of(item: Item) -> Raw:
    """Everything of an item but its words, as plain values."""
    known = item.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {name: value for name, value in known.items() if name not in WORDS}


def with_parts(checklist: Checklist, item_id: str, parts: Raw) -> Checklist:
    """The checklist with other parts for one item; ChecklistError names the first thing that is wrong."""
    item = checklist.items[item_id]
    raw = {**{name: getattr(item, name) for name in WORDS}, **parts}
    for fault, remedy in _lacking(parts):
        raise ChecklistError(f"“{item.text[:60]}”", fault, remedy)
    try:
        made = Item.model_validate(raw)
    except ValidationError as error:
        first = shape_faults(raw, error)[0]
        raise ChecklistError(f"{item.text[:60]}: {first.place}", first.fault, first.remedy) from error
    return checked(each_item(checklist, lambda each: [made] if each.id == item_id else [each]))


def _lacking(parts: Raw) -> Iterator[tuple[str, str]]:
    """What somebody who fills in the form has not said yet, in the form's own words."""
    ask = parts.get("ask", {})
    limits = [each for each in (ask.get("limit"), *ask.get("also", ())) if each]
    conditions = [*parts.get("applies_when", ()), *(one for each in limits for one in each.get("applies_when", ()))]
    for rule in parts.get("deficient_when", ()):
        conditions += rule.get("all", ())
        if not rule.get("because", "").strip():
            yield "has a rule that does not say why", "Type the reason that the report gives"
        if not rule.get("all"):
            yield "has a rule without a condition", "Add one"
    if any(not each.get("is") for each in conditions):
        yield "has a condition with no answer ticked", "Tick at least one"
    if any(not each.get("source") for each in limits):
        yield "has a limit without a source", "Choose the document that sets it"
    if any(not each.get("label", "").strip() for each in ask.get("options", ())):
        yield "has a choice without words", "Type them, or remove it"


def checked(draft: Checklist) -> Checklist:
    """The draft, where its rules hold together; ChecklistError names the first that does not."""
    found = next(iter(faults(draft)), None)
    if found is not None:
        raise ChecklistError(f"The draft, {found.place},", found.fault, found.remedy)
    return draft


# Sections and their order


def with_section(checklist: Checklist, section_id: str, **parts: Any) -> Checklist:
    """The checklist with parts of one section replaced: its title, guidance, zone, or what it is repeated over."""
    sections = [_one(each, parts) if each.id == section_id else each for each in checklist.sections]
    return checked(_sections(checklist, sections))


def _one(section: Section, parts: Raw) -> Section:
    if not str(parts.get("title", "x")).strip():
        raise ChecklistError(f"Section {section.title}", "would have no title", "Type one")
    return section.model_copy(update=parts)


def section_moved(checklist: Checklist, section_id: str, by: int) -> Checklist:
    """The checklist with one section earlier or later in the walk."""
    order = list(checklist.sections)
    at = next(place for place, each in enumerate(order) if each.id == section_id)
    order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))
    return checked(_sections(checklist, order))


def moved_into(checklist: Checklist, item_id: str, section_id: str) -> Checklist:
    """The checklist with one item at the end of another section; ChecklistError where its own would be empty."""
    item, home = checklist.items[item_id], checklist.section_of[item_id]
    if home.id == section_id:
        return checklist
    if len(home.items) < 2:
        raise ChecklistError(f"Section {home.title}", "would be empty", "Leave one item in it")
    moved = []
    for each in checklist.sections:
        items = tuple(one for one in each.items if one.id != item_id)
        items = (*items, item) if each.id == section_id else items
        moved.append(each.model_copy(update={"items": items}))
    return checked(_sections(checklist, moved))


def with_new_section(checklist: Checklist, title: str, after: str, question: str) -> Checklist:
    """The checklist with one more section behind another, in its zone, with a first question to be worded."""
    if not title.strip():
        raise ChecklistError("The new section", "has no title", "Type one")
    item = Item(id=_fresh(plain_name(question, 40), checklist.items), text=question)
    at = next(place for place, each in enumerate(checklist.sections) if each.id == after)
    made = Section(
        id=_fresh(plain_name(title, 40), {each.id for each in checklist.sections}),
        title=title.strip(),
        zone=checklist.sections[at].zone,
        items=(item,),
    )
    return checked(_sections(checklist, [*checklist.sections[: at + 1], made, *checklist.sections[at + 1 :]]))


def _sections(checklist: Checklist, sections: list[Section]) -> Checklist:
    return replaced(checklist, sections=tuple(sections))


def _fresh(base: str, taken: Container[str]) -> str:
    return next(each for each in (base, *(f"{base}-{n}" for n in range(2, 1000))) if each not in taken)


# Things that sections are repeated over


def with_thing(checklist: Checklist, one: str, many: str = "", hint: str = "") -> Checklist:
    """The checklist with one more kind of thing; ChecklistError when it has no name."""
    if not one.strip():
        raise ChecklistError("The new kind of thing", "has no name", "Type what one of them is called, e.g. door")
    thing = ThingKind(
        id=_fresh(plain_name(one, 40), {each.id for each in checklist.things}),
        one=one.strip(),
        many=many.strip() or f"{one.strip()}s",
        hint=hint.strip(),
    )
    return checked(replaced(checklist, things=(*checklist.things, thing)))


def thing_changed(checklist: Checklist, thing_id: str, **words: str) -> Checklist:
    """The checklist with other words for a kind of thing; one and many may not be empty."""
    if not words.get("one", "x").strip() or not words.get("many", "x").strip():
        raise ChecklistError(f"Thing {thing_id}", "would have no name", "Type one")
    things = (each.model_copy(update=words) if each.id == thing_id else each for each in checklist.things)
    return checked(replaced(checklist, things=tuple(things)))


def without_thing(checklist: Checklist, thing_id: str) -> Checklist:
    """The checklist without a kind of thing; ChecklistError while a section is repeated over it."""
    return checked(replaced(checklist, things=tuple(each for each in checklist.things if each.id != thing_id)))
