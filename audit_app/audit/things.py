"""Instances of what a section repeats over: doors, oxygen sensors, quench pipes, ancillary items, instruments."""

from dataclasses import dataclass, field
from typing import cast

from audit_app.audit.log.entries import Entry, Slot, ThingAdded, ThingRenamed, ThingSetAside
from audit_app.audit.log.knowledge import kept_since, overlooked
from audit_app.audit.log.slots import Slots


@dataclass(frozen=True)
class Thing:
    """One door, sensor, item or instrument of this unit."""

    id: str
    kind: str
    name: str
    details: dict[str, str] = field(default_factory=dict, hash=False)


def things(slots: Slots) -> tuple[Thing, ...]:
    """The things of an audit that were not set aside, in the order they were recorded.

    One that was set aside by a device that did not know of another's work on it stays: that is to be settled.
    """
    found = []
    for slot in slots.of_kind("thing"):
        head = standing(slots, slot)
        if head is not None:
            renamed = cast(ThingRenamed | None, slots.last(("thing-name", head.thing)))
            later = renamed is not None and slots.place_of(renamed) > slots.place_of(head)
            name = renamed.name if renamed is not None and later else head.name
            found.append(Thing(head.thing, head.thing_kind, name, head.details))
    return tuple(found)


def standing(slots: Slots, slot: Slot) -> ThingAdded | None:
    """The entry that says how a thing stands; None when it was set aside and nobody's work was overlooked."""
    head = slots.last(slot)
    if isinstance(head, ThingSetAside):
        works = (*work_on(slots, head.thing), *slots.history(("thing-name", head.thing)))
        if not overlooked(slots, head, works) and not kept_since(slots, head, works):
            return None
        past = [entry for entry in slots.history(slot) if isinstance(entry, ThingAdded) and slots.stands(entry)]
        return past[-1] if past else None
    return head if isinstance(head, ThingAdded) else None


def work_on(slots: Slots, thing: str) -> tuple[Entry, ...]:
    """Every entry about a thing beside those that record it: answers, notes, photographs, findings."""
    return tuple(entry for entry in slots.known.values() if getattr(entry, "thing", None) == thing and _is_work(entry))


def _is_work(entry: Entry) -> bool:
    return not isinstance(entry, ThingAdded | ThingRenamed | ThingSetAside)
