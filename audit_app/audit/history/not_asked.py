"""What was recorded at items that are not asked any more: told, and kept as it is.

The version of the checklist in force does not have them, or they do not apply as the audit stands: another answer, a
setting or the depth of the audit took them out, perhaps on another tablet; or the first thing they repeat over came.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import answer_words
from audit_app.audit.log.entries import (
    Answered,
    ChecklistMoved,
    Entry,
    FindingRaised,
    Measured,
    Noted,
    PhotoTaken,
    Slot,
)
from audit_app.audit.log.removals import standing
from audit_app.checklist.model import Checklist

_ABOUT_AN_ITEM = (Answered, Measured, Noted, PhotoTaken, FindingRaised)


@dataclass(frozen=True)
class NotAsked:
    """An item that is not asked any more (for one thing, by its name) and what was recorded at it, in words."""

    item: str
    thing: str
    question: str
    said: tuple[str, ...]

    @property
    def words(self) -> str:
        """The whole in one line."""
        where = f" ({self.thing})" if self.thing else ""
        return f"{self.question}{where}: {'; '.join(self.said)}"


def not_asked(audit: Audit) -> tuple[NotAsked, ...]:
    """What was recorded at items that are not asked as the audit stands, in the order in which it was begun."""
    return audit.once("not_asked", lambda whole: tuple(_not_asked(whole)))


def _not_asked(audit: Audit) -> Iterator[NotAsked]:
    older = _older(audit)
    found: dict[tuple[str, str], list[str]] = {}
    for slot in audit.slots.filled:
        for entry in _live(audit, slot):
            item, thing = str(getattr(entry, "item", "")), str(getattr(entry, "thing", "") or "")
            said = _said(entry, older.get(item, audit.checklist))
            if isinstance(entry, _ABOUT_AN_ITEM) and item and said and _is_gone(audit, entry, item, thing):
                found.setdefault((item, thing), []).append(said)
    names = {thing.id: thing.name for thing in audit.things}
    for (item, thing), every in found.items():
        known = older.get(item, audit.checklist).items.get(item)
        yield NotAsked(item, names.get(thing, thing), known.text if known else item, tuple(every))


def _is_gone(audit: Audit, entry: Entry, item: str, thing: str) -> bool:
    """Whether an item is not asked; a finding, and a thing that was taken out, are told elsewhere where it could be."""
    if item not in audit.checklist.items:
        return any(isinstance(each, ChecklistMoved) for each in audit.entries)
    here = not thing or any(each.id == thing for each in audit.things)
    return here and not isinstance(entry, FindingRaised) and (f"{item}@{thing}" if thing else item) not in audit.lines


def _live(audit: Audit, slot: Slot) -> tuple[Entry, ...]:
    stands = standing(audit.slots, slot) if slot[0] == "photo" else None
    return (stands,) if stands else audit.slots.live(slot)


def _older(audit: Audit) -> Mapping[str, Checklist]:
    """For each item of the versions that were moved away from, the newest version that has it."""
    papers = [each for each in audit.papers.values() if isinstance(each, Mapping) and "sections" in each]
    lists = sorted(map(Checklist.model_validate, papers), key=lambda each: each.version)
    return {item: each for each in lists for item in each.items}


def _said(entry: Entry, checklist: Checklist) -> str:
    match entry:
        case Noted():
            return f"note “{entry.text}”" if entry.text else ""
        case PhotoTaken():
            return "a photograph"
        case FindingRaised():
            return f"finding “{entry.title}”"
        case Answered() | Measured():
            return "" if isinstance(entry, Answered) and entry.taken_back else answer_words(entry, checklist)
    return ""
