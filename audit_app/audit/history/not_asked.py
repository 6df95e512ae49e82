"""What was recorded at items that the version of the checklist in force no longer has: told, and kept as it is."""

from collections.abc import Mapping
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
    """An item of an older version (for one thing, by its name) and what was recorded at it, in words."""

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
    """What was recorded at items that the checklist in force does not have, in the order in which it was begun."""
    if not any(isinstance(entry, ChecklistMoved) for entry in audit.entries):
        return ()
    older = _older(audit)
    found: dict[tuple[str, str], list[str]] = {}
    for slot in audit.slots.filled:
        for entry in _live(audit, slot):
            item = str(getattr(entry, "item", ""))
            said = _said(entry, older.get(item, audit.checklist))
            if isinstance(entry, _ABOUT_AN_ITEM) and item and item not in audit.checklist.items and said:
                found.setdefault((item, entry.thing or ""), []).append(said)
    names = {thing.id: thing.name for thing in audit.things}
    return tuple(
        NotAsked(item, names.get(thing, thing), older[item].items[item].text if item in older else item, tuple(said))
        for (item, thing), said in found.items()
    )


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
