"""What an item asks as text to edit: limits, choices, conditions and evidence, in the words of a checklist file."""

from pydantic import ValidationError

from audit_app.checklist.model import Checklist, Item
from audit_app.documents.toml_text import toml_tables
from audit_app.errors import ChecklistError
from audit_app.portfolio.checklists.parts import WORDS, checked
from audit_app.portfolio.checklists.toml import raw_text
from audit_app.portfolio.checklists.versions import each_item, replaced


def rule_text(item: Item) -> str:
    """Everything of an item but its words, as the lines of a checklist file."""
    known = item.model_dump(mode="python", by_alias=True, exclude_none=True, exclude_defaults=True)
    return raw_text({name: value for name, value in known.items() if name not in WORDS})


def with_rule(checklist: Checklist, item_id: str, text: str) -> Checklist:
    """The checklist with another rule for one item; ChecklistError names what is wrong and changes nothing."""
    where = f"Item {item_id}"
    try:
        tables = toml_tables(text)
    except ValueError as error:
        raise ChecklistError(
            where, f"has a rule that is not valid TOML: {error}", "Correct the line it names"
        ) from error
    if any(name in tables for name in WORDS):
        raise ChecklistError(
            where, "has its words in fields of their own", "Leave id, text, how and good out of the rule"
        )
    item = checklist.items[item_id]
    known = {name: getattr(item, name) for name in WORDS}
    try:
        made = Item.model_validate({**known, **tables})
    except ValidationError as error:
        first = error.errors()[0]
        at = ", ".join(str(each) for each in first["loc"])
        raise ChecklistError(where, f"has a fault in its rule ({at}: {first['msg']})", "Correct it") from error
    return checked(each_item(checklist, lambda each: [made] if each.id == item_id else [each]))


def moved(checklist: Checklist, item_id: str, by: int) -> Checklist:
    """The checklist with one item earlier or later within its section; ChecklistError where a condition forbids it."""
    sections = []
    for section in checklist.sections:
        ids = [each.id for each in section.items]
        if item_id in ids:
            items, at = list(section.items), ids.index(item_id)
            to = min(max(at + by, 0), len(items) - 1)
            items.insert(to, items.pop(at))
            section = section.model_copy(update={"items": tuple(items)})
        sections.append(section)
    return checked(replaced(checklist, sections=tuple(sections)))
