"""What an entry is about, by the name a reader knows: the item, the thing, the photograph; never by an id."""

from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import (
    ActionSet,
    Entry,
    FieldMeasured,
    FindingCarried,
    FindingRaised,
    PhotoMoved,
    PlanSet,
    Slot,
    ThingAdded,
    ThingRenamed,
)
from audit_app.audit.pictures import pictures
from audit_app.checklist.reference.settings import settings

_ROOM = {"isocentre_height": "Height of the isocentre above the floor"}  # a setting that is measured, not chosen


def about(audit: Audit, entry: Entry) -> str:
    """What an entry is about, for a line of the log: item, thing or photograph; empty where its deed says it."""
    undone = audit.slots.entry(getattr(entry, "undoes", ""))
    if undone is not None:
        return about(audit, undone)
    item = getattr(entry, "item", "") if not isinstance(entry, PhotoMoved) else ""
    if item:
        return item_words(audit, item, getattr(entry, "thing", None) or "")
    photo = getattr(entry, "photo", "")
    if photo:
        return photo_words(audit, photo)
    thing = getattr(entry, "thing", "")
    return thing_words(audit, thing) if thing and isinstance(entry, ThingRenamed) else ""


def subject(audit: Audit, slot: Slot) -> str:
    """What a slot holds, e.g. 'the note of “Is the sign there?”'."""
    kind, named = slot[0], slot[1] if len(slot) > 1 else ""
    if kind in ("answer", "note"):
        word = "the answer to" if kind == "answer" else "the note of"
        return f"{word} {item_words(audit, named, slot[2] if len(slot) > 2 else '')}"
    if kind in ("photo", "caption", "marks", "review", "photo-place", "photo-expunged"):
        return f"{_OF_PHOTO.get(kind, 'a photograph:')} {photo_words(audit, named)}".strip()
    if kind in ("finding", "carried", "follow-up"):
        word = "the follow-up of the finding" if kind == "follow-up" else "the finding"
        return f"{word} “{finding_words(audit, named)}”"
    if kind in ("action", "action-closed"):
        word = "the end of the action" if kind == "action-closed" else "the action"
        return f"{word} “{_action(audit, named)}”"
    if kind in ("thing", "thing-name"):
        return f"{'the name of ' if kind == 'thing-name' else ''}{thing_words(audit, named)}"
    if kind == "field":
        return reading_words(audit, slot)
    if kind == "plan":
        return f"the plan “{plan_words(audit, slot)}”"
    if kind == "setting":
        return f"the setting “{setting_words(named)}”"
    return _PLAIN.get(kind, f"the {kind.replace('-', ' ')}")


_OF_PHOTO = {
    "photo": "whether it stays in the audit:",
    "caption": "the caption of",
    "marks": "the marks on",
    "review": "the review of",
    "photo-place": "where it belongs:",
}
_PLAIN = {
    "conclusion": "the statement at handover",
    "result": "the conclusion",
    "visit": "what is told about the visit",
    "plot": "the published field lines",
    "checklist": "the checklist in force",
    "sheet-check": "the check of a paper sheet",
}


def item_words(audit: Audit, item: str, thing: str = "") -> str:
    """An item's question with its thing."""
    known = audit.checklist.items.get(item)
    text = f"“{known.text}”" if known else "an item that is not in this checklist"
    return f"{text} ({thing_words(audit, thing)})" if thing else text


def thing_words(audit: Audit, thing: str) -> str:
    """A thing's name, also of one that was set aside."""
    here = next((each.name for each in audit.things if each.id == thing), "")
    past: list[Any] = [each for each in audit.slots.history(("thing", thing)) if isinstance(each, ThingAdded)]
    return here or (past[-1].name if past else "a thing that is not in the audit")


def photo_words(audit: Audit, photo: str) -> str:
    """A photograph by its number and its item."""
    one = next((each for each in pictures(audit) if each.id == photo), None)
    taken = one.taken if one else next(iter(audit.slots.history(("photo", photo))), None)
    number = f"photograph {one.number}" if one else "a photograph"
    item = getattr(taken, "item", "")
    return f"{number} of {item_words(audit, item, getattr(taken, 'thing', None) or '')}" if item else number


def reading_words(audit: Audit, slot: Slot) -> str:
    """A field reading by its number in the survey and its place."""
    number = 1 + list(audit.slots.of_kind("field")).index(slot) if slot in audit.slots.filled else 0
    place = next((each.place for each in audit.slots.live(slot) if isinstance(each, FieldMeasured) and each.place), "")
    return f"field reading {number or ''}".strip() + (f" ({place})" if place else "")


def plan_words(audit: Audit, slot: Slot) -> str:
    """A plan by its name."""
    return next((each.name for each in audit.slots.live(slot) if isinstance(each, PlanSet)), "")


def finding_words(audit: Audit, finding: str) -> str:
    """A finding's title, also of one that was withdrawn."""
    made = [each for each in audit.slots.history(("finding", finding)) if isinstance(each, FindingRaised)]
    carried = audit.slots.last(("carried", finding))
    return made[-1].title if made else carried.title if isinstance(carried, FindingCarried) else "a finding"


def _action(audit: Audit, action: str) -> str:
    made = [each for each in audit.slots.history(("action", action)) if isinstance(each, ActionSet)]
    return made[-1].what if made else "an action"


def setting_words(setting: str) -> str:
    """A setting by its title."""
    titles = _ROOM | {each.id: each.title for each in settings()}
    return titles.get(setting.replace("-", "_")) or setting.replace("_", " ").replace("-", " ").capitalize()
