"""How a checklist came to be what it is: what changed between two versions, in words a reader can compare."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit_app.checklist.model import Change, Checklist, Definition, Item, Section
from audit_app.errors import ChecklistError

# The parts of an item and a section as a reader knows them.
_NAMES = {
    "text": "Question",
    "ask": "What is asked",
    "how": "How to check",
    "good": "What good looks like",
    "zone": "Zone",
    "inside_zone_iv": "Inside the scan room",
    "references": "References",
    "evidence": "Evidence for",
    "risk": "Starting risk",
    "finding": "Title of a finding",
    "photo": "Photo",
    "note": "Note",
    "applies_when": "Applies when",
    "deficient_when": "Deficient when",
    "title": "Title",
    "guidance": "Guidance",
    "repeats_over": "Repeated for each",
    "about": "About",
    "kind": "Kind",
    "sub_category": "Sub-category",
    "things": "Things recorded",
}


@dataclass(frozen=True)
class Edit:
    """One part of an item, a section or the checklist itself, before and after; empty words mean there was none."""

    part: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """An item or section with what was edited in it, and where it moved from when it did."""

    id: str
    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Difference:
    """What changed between two versions of a checklist, and who changed it, when and why."""

    old: Checklist
    new: Checklist
    changes: tuple[Change, ...]
    edits: tuple[Edit, ...]
    sections: tuple[Changed, ...]
    added: tuple[tuple[Section, Item], ...]
    removed: tuple[tuple[Section, Item], ...]
    items: tuple[Changed, ...]

    @property
    def words(self) -> str:
        """The difference in one line."""
        counts = (("added", len(self.added)), ("removed", len(self.removed)), ("changed", len(self.items)))
        said = ", ".join(f"{count} {what}" for what, count in counts if count)
        return f"Items: {said}" if said else "No item was added, removed or changed"


def difference(old: Checklist, new: Checklist) -> Difference:
    """What changed from one version of a checklist to another; ChecklistError when they are two checklists."""
    if old.id != new.id:
        fault = f"is not a version of {old.title}"
        raise ChecklistError(new.title, fault, "Compare two versions of one checklist")
    both = [each for each in new.items if each in old.items]
    return Difference(
        old,
        new,
        tuple(change for change in new.history if change.version > old.version),
        tuple(_edits(old, new, skipped=("id", "version", "history", "sections"))),
        tuple(_sections(old, new)),
        tuple((new.section_of[each], item) for each, item in new.items.items() if each not in old.items),
        tuple((old.section_of[each], item) for each, item in old.items.items() if each not in new.items),
        tuple(found for each in both if (found := _item(old, new, each)).edits),
    )


def _sections(old: Checklist, new: Checklist) -> Iterator[Changed]:
    before = {section.id: section for section in old.sections}
    after = {section.id: section for section in new.sections}
    for each in dict.fromkeys((*after, *before)):
        if each not in before:
            yield Changed(each, after[each].title, (Edit("Section", "", "added"),))
        elif each not in after:
            yield Changed(each, before[each].title, (Edit("Section", "there", "removed"),))
        elif edits := tuple(_edits(before[each], after[each], skipped=("id", "items"))):
            yield Changed(each, after[each].title, edits)


def _item(old: Checklist, new: Checklist, each: str) -> Changed:
    edits = list(_edits(old.items[each], new.items[each], skipped=("id",)))
    before, after = old.section_of[each], new.section_of[each]
    if before.id != after.id:
        edits.append(Edit("Section", before.title, after.title))
    return Changed(each, new.items[each].text, tuple(edits))


def _edits(old: Any, new: Any, skipped: tuple[str, ...]) -> Iterator[Edit]:
    for name in type(new).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if name not in skipped and before != after:
            yield Edit(_NAMES.get(name, name.replace("_", " ")), said(_plain(before)), said(_plain(after)))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.model_dump(mode="python", by_alias=True, exclude_none=True) if isinstance(value, Definition) else value


def said(value: Any) -> str:
    """A value of a checklist in words a reader can compare."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        pairs = ((str(key).replace("_", " "), said(part)) for key, part in value.items())
        return "; ".join(f"{key}: {part}" for key, part in pairs if part)
    if isinstance(value, list | tuple):
        return ", ".join(f"({said(each)})" if isinstance(each, Mapping) else said(each) for each in value)
    return str(value)
