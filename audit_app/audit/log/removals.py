"""Photographs and field readings that one device took out while another worked on them unknowing: to be settled."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.audit.log.entries import (
    Entry,
    FieldMeasured,
    FieldSetAside,
    FindingRaised,
    PhotoSetAside,
    PhotoTaken,
    Slot,
)
from audit_app.audit.log.knowledge import kept_since, overlooked
from audit_app.audit.log.slots import Slots


@dataclass(frozen=True)
class Removal:
    """What stood, the entry that took it out, and the work of another device that it did not know of."""

    stood: Entry
    gone: Entry
    work: Entry


def removal(slots: Slots, slot: Slot) -> Removal | None:
    """The removal of a photograph or reading that overlooked somebody's work; None where there is nothing to settle."""
    gone, stood = slots.last(slot), _stood(slots, slot)
    if not isinstance(gone, PhotoSetAside | FieldSetAside) or stood is None or len(slots.tails) < 2:
        return None
    if kept_since(slots, gone, _about(slots, slot)):
        return None
    found = overlooked(slots, gone, (*_about(slots, slot), *_naming(slots, slot)))
    return Removal(stood, gone, found[-1]) if found else None


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
    past = (each for each in slots.history(slot) if isinstance(each, PhotoTaken | FieldMeasured) and slots.stands(each))
    return next(reversed(list(past)), None)


def _about(slots: Slots, slot: Slot) -> Iterator[Entry]:
    """The work on a photograph itself: its caption, marks, review and place."""
    if slot[0] == "photo":
        for kind in ("caption", "marks", "review", "photo-place"):
            yield from slots.history((kind, slot[1]))


def _naming(slots: Slots, slot: Slot) -> Iterator[Entry]:
    """The findings that show a photograph, as they stand."""
    if slot[0] == "photo":
        for finding in slots.of_kind("finding"):
            yield from (e for e in slots.heads(finding) if isinstance(e, FindingRaised) and slot[1] in e.photos)
