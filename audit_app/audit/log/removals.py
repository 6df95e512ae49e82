"""What one device took out, or ended, while another worked on it unknowing: to be settled.

Photographs, readings of the field, findings, actions, and things that somebody renamed; an answer on a thing is
disputed itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Entry,
    FieldMeasured,
    FieldSetAside,
    FindingRaised,
    FindingSetAside,
    PhotoSetAside,
    PhotoTaken,
    Saw,
    Slot,
    ThingAdded,
    ThingRenamed,
    ThingSetAside,
)
from audit_app.audit.log.knowledge import kept_since, knew, overlooked
from audit_app.audit.log.slots import Slots
from audit_app.audit.log.ways import plain

GONE = (PhotoSetAside, FieldSetAside, FindingSetAside, ThingSetAside)
HERE = (PhotoTaken, FieldMeasured, FindingRaised, ThingAdded)


@dataclass(frozen=True)
class Removal:
    """What stood, the entry that took it out, and the work of another device that it did not know of."""

    stood: Entry
    gone: Entry
    work: Entry


def removal(slots: Slots, slot: Slot) -> Removal | None:
    """The removal that overlooked somebody's work on what it took out; None where there is nothing to settle."""
    if slot[0] == "action":
        return _ended(slots, slot)
    gone, stood = slots.last(slot), _stood(slots, slot)
    if not isinstance(gone, GONE) or stood is None or len(slots.tails) < 2:
        return None
    if any(isinstance(each, HERE) for each in slots.live(slot)):
        return None  # two statements side by side, which are a dispute of their own
    works = tuple(_about(slots, slot))
    if slot[0] != "finding" and kept_since(slots, gone, works):
        return None
    found = overlooked(slots, gone, (*works, *_naming(slots, slot)))
    return Removal(stood, gone, found[-1]) if found else None


def _ended(slots: Slots, slot: Slot) -> Removal | None:
    """The end of an action that was changed elsewhere meanwhile: it is over, or it goes on.

    Only where both show what they knew: earlier logs did not say it. Several plans, or ends, are settled first.
    """
    live, ends = slots.live(slot), slots.live(_end_of(slot))
    if len(live) != 1 or len(ends) != 1 or len(slots.tails) < 2:
        return None
    [plan], [end] = live, ends
    if not isinstance(plan, ActionSet) or not isinstance(end, ActionClosed) or plan.state == end.state:
        return None
    pairs = ((each, one) for each in _settled(slots, end) for one in _settled(slots, plan))
    apart = any(overlooked(slots, each, [one]) and _is_told(slots, one, each) for each, one in pairs)
    return Removal(plan, end, plan) if apart else None


def goes_on(slots: Slots, slot: Slot) -> bool:
    """Whether an action was planned by somebody who knew of every end of it: which of them holds is not asked."""
    live, ends = slots.live(slot), slots.live(_end_of(slot))
    return len(live) == 1 and bool(ends) and all(knew(slots, live[0], each) for each in ends)


def undecided(slots: Slots, slot: Slot) -> bool:
    """Whether people disagree about an action: how it is planned, how it ended, or whether it is over."""
    several = len(slots.live(_end_of(slot))) > 1 and not goes_on(slots, slot)
    return several or len(slots.live(slot)) > 1 or removal(slots, slot) is not None


def _end_of(slot: Slot) -> Slot:
    return "action-closed", *slot[1:]


def _settled(slots: Slots, entry: Entry) -> tuple[Entry, ...]:
    """An entry, and where it settled several, those: who settled them was not asked about what these overlooked."""
    known = (each for each in map(slots.entry, entry.replaces) if each and each.slot == entry.slot)
    older = [each for each in known if slots.stands(each)]
    replaced = {old for each in older for old in each.replaces}
    heads = tuple(each for each in older if plain(each.id) not in replaced)
    return (entry, *heads) if len(heads) > 1 else (entry,)


def _is_told(slots: Slots, plan: Entry, end: Entry) -> bool:
    """Whether an end and a plan tell what they knew of each other: versions of the app that note it made them."""
    earlier = [each for each in slots.history(plan.slot) if each.id != plan.id]
    if not any(knew(slots, end, each) for each in earlier):
        return not earlier and (_noted(slots, end) or _noted(slots, plan))
    others = any(each.device != plan.device for each in map(slots.entry, plan.replaces) if each)
    return not others or bool(plan.after) or _noted(slots, plan)


def _noted(slots: Slots, entry: Entry) -> bool:
    """Whether a device noted with an entry what it knew of others."""
    saws = (each for each in slots.known.values() if isinstance(each, Saw) and each.device == entry.device)
    return bool(entry.together) and any(entry.together in (plain(each.id), each.together) for each in saws)


def standing(slots: Slots, slot: Slot) -> Entry | None:
    """The entry that says how a photograph or reading stands; None when it was taken out and nobody was overlooked.

    While devices disagree it stays: nobody's work goes without a word.
    """
    heads = slots.heads(slot)
    kept = [each for each in heads if isinstance(each, PhotoTaken | FieldMeasured)]
    if kept or not heads:
        return kept[-1] if kept else None
    gone = heads[-1]
    if len(slots.tails) < 2:
        return None
    goes_on = kept_since(slots, gone, _about(slots, slot)) or removal(slots, slot) is not None
    return _stood(slots, slot) if goes_on else None


def _stood(slots: Slots, slot: Slot) -> Entry | None:
    past = (each for each in slots.history(slot) if isinstance(each, HERE) and slots.stands(each))
    return next(reversed(list(past)), None)


def _about(slots: Slots, slot: Slot) -> Iterator[Entry]:
    """The work on it: a photograph's caption, marks, review and place; a finding's actions, replies, photographs."""
    if slot[0] == "photo":
        for kind in ("caption", "marks", "review", "photo-place"):
            yield from slots.history((kind, slot[1]))
    elif slot[0] == "finding":
        yield from _on_finding(slots, slot[1])
    elif slot[0] == "thing":
        yield from (each for each in slots.history(("thing-name", slot[1])) if isinstance(each, ThingRenamed))


def _on_finding(slots: Slots, finding: str) -> Iterator[Entry]:
    planned = set()
    for each in slots.known.values():
        if getattr(each, "finding", "") == finding and not isinstance(each, FindingRaised | FindingSetAside):
            planned |= {each.action} if isinstance(each, ActionSet) else set()
            yield each
    yield from (each for each in slots.known.values() if isinstance(each, ActionClosed) and each.action in planned)


def _naming(slots: Slots, slot: Slot) -> Iterator[Entry]:
    """The findings that show a photograph, as they stand."""
    if slot[0] == "photo":
        for finding in slots.of_kind("finding"):
            yield from (e for e in slots.heads(finding) if isinstance(e, FindingRaised) and slot[1] in e.photos)
