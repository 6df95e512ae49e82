"""New versions of a checklist: edited on the tablet or in a file, with who, when and why, and kept on this device."""

from collections.abc import Callable, Iterable
from datetime import date

from audit_app.checklist.model import Change, Checklist, Item, Section
from audit_app.checklist.reader import load, parse, released, released_files, text_of
from audit_app.errors import ChecklistError
from audit_app.portfolio.checklists.development import Difference, difference
from audit_app.portfolio.checklists.toml import to_toml
from audit_app.portfolio.filenames import plain_name
from audit_app.store.store import Store

Then = Callable[[Item], list[Item]]  # what becomes of an item
_KIND = "checklist"  # in the register


def new_version(draft: Checklist, previous: Checklist, by: str, why: str, on: date) -> Checklist:
    """The draft as the version after `previous`, with who, when and why.

    ChecklistError when nothing was changed, no name or reason is given, or the draft is not sound.
    """
    if not by.strip() or not why.strip():
        raise ChecklistError(previous.title, "needs a name and a reason", "Say who changed it and why")
    if not changed(difference(previous, draft)):
        fault = "says the same as the version before it"
        raise ChecklistError(previous.title, fault, "Change something, or keep the old one")
    change = Change(version=previous.version + 1, on=on, by=by.strip(), why=why.strip())
    history = (*previous.history, change)
    return parse(to_toml(replaced(draft, version=change.version, history=history)), f"{draft.title}, the new version")


def changed(found: Difference) -> bool:
    """Whether anything differs at all."""
    return bool(found.edits or found.sections or found.added or found.removed or found.items)


def replaced(checklist: Checklist, **parts: object) -> Checklist:
    """The checklist with some parts replaced, and nothing worked out from the old ones."""
    known = {name: getattr(checklist, name) for name in Checklist.model_fields}
    return Checklist.model_validate({**known, **parts})


# Editing, one change at a time


def edited(checklist: Checklist, item_id: str, **words: str) -> Checklist:
    """The checklist with words of one item replaced: text, how or good; an empty question is refused."""
    if not words.get("text", "x").strip():
        raise ChecklistError(f"Item {item_id}", "has no question", "Type it, or take the item out")
    return each_item(checklist, lambda item: [item.model_copy(update=words)] if item.id == item_id else [item])


def without(checklist: Checklist, item_id: str) -> Checklist:
    """The checklist without one item; ChecklistError when others depend on it or its section would be empty."""
    return _sound(each_item(checklist, lambda item: [] if item.id == item_id else [item]), item_id)


def with_item(checklist: Checklist, section_id: str, text: str) -> Checklist:
    """The checklist with one more question at the end of a section, answered by compliance."""
    if not text.strip():
        raise ChecklistError("The new item", "has no question", "Type it")
    item = Item(id=_fresh_id(checklist, text), text=text.strip())
    sections = (
        section.model_copy(update={"items": (*section.items, item)}) if section.id == section_id else section
        for section in checklist.sections
    )
    return replaced(checklist, sections=tuple(sections))


def each_item(checklist: Checklist, then: Then) -> Checklist:
    """The checklist with what becomes of each item in its place; ChecklistError where a section would be empty."""
    sections = (_section(section, then) for section in checklist.sections)
    return replaced(checklist, sections=tuple(sections))


def _section(section: Section, then: Then) -> Section:
    items = tuple(item for each in section.items for item in then(each))
    if not items:
        raise ChecklistError(f"Section {section.title}", "would be empty", "Leave one item in it")
    return section.model_copy(update={"items": items})


def _sound(draft: Checklist, item_id: str) -> Checklist:
    try:
        return parse(to_toml(draft), "The checklist")
    except ChecklistError as error:
        raise ChecklistError(f"Item {item_id}", "is needed by another item", f"{error.where} {error.fault}") from error


def _fresh_id(checklist: Checklist, text: str) -> str:
    base = plain_name(text, 40)
    taken = set(checklist.items)
    return next(each for each in (base, *(f"{base}-{n}" for n in range(2, 1000))) if each not in taken)


# Keeping them


def keep_version(store: Store, checklist: Checklist, text: str = "") -> None:
    """Keeps a version made here, as the `text` of its file; one that is kept already is never replaced by another."""
    place, text = f"{checklist.id}-v{checklist.version}", text or to_toml(checklist)
    kept = {str(each["id"]): str(each["text"]) for each in store.drawers.registered(_KIND)}
    if kept.get(place, text) != text and parse(kept[place], place) != checklist:
        fault = f"has a version {checklist.version} already, and it says something else"
        raise ChecklistError(checklist.title, fault, "Start again from the newest version")
    if place not in kept:
        store.drawers.register(_KIND, place, f"{checklist.title}, version {checklist.version}", {"text": text})


def file_text(store: Store, checklist: Checklist) -> str:
    """The text of a version's file, as it was released or kept here; laid out anew when there is none."""
    place = f"{checklist.id}-v{checklist.version}"
    kept = next((str(each["text"]) for each in store.drawers.registered(_KIND) if str(each["id"]) == place), "")
    own = (text_of(path) for path in released_files() if load(path) == checklist) if not kept else iter([kept])
    return next(own, "") or to_toml(checklist)


def versions(store: Store) -> tuple[Checklist, ...]:
    """Every checklist this device has, released with the app or made here, the newest version of each first."""
    own = [parse(str(each["text"]), str(each["name"])) for each in store.drawers.registered(_KIND)]
    once = {(each.id, each.version): each for each in (*own, *released())}
    return tuple(sorted(once.values(), key=lambda each: (each.id, -each.version)))


def newest(known: Iterable[Checklist]) -> tuple[Checklist, ...]:
    """The newest version of each checklist."""
    first: dict[str, Checklist] = {}
    for each in known:
        if each.id not in first or each.version > first[each.id].version:
            first[each.id] = each
    return tuple(first.values())


def before(known: Iterable[Checklist], checklist: Checklist) -> Checklist:
    """The version that came before this one; ChecklistError when it is not here."""
    older = [each for each in known if each.id == checklist.id and each.version < checklist.version]
    if not older:
        fault = f"has no version before {checklist.version} on this device"
        raise ChecklistError(checklist.title, fault, "Add the older file first. Compare the two files instead")
    return max(older, key=lambda each: each.version)
