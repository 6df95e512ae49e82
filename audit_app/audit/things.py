"""Instances of what a section repeats over: doors, oxygen sensors, quench pipes, ancillary items, instruments."""

from dataclasses import dataclass, field
from typing import cast

from audit_app.audit.log.entries import ThingAdded, ThingRenamed
from audit_app.audit.log.slots import Slots


@dataclass(frozen=True)
class Thing:
    """One door, sensor, item or instrument of this unit."""

    id: str
    kind: str
    name: str
    details: dict[str, str] = field(default_factory=dict, hash=False)


def things(slots: Slots) -> tuple[Thing, ...]:
    """The things of an audit that were not set aside, in the order they were recorded."""
    found = []
    for slot in slots.of_kind("thing"):
        head = slots.last(slot)
        if isinstance(head, ThingAdded):
            renamed = cast(ThingRenamed | None, slots.last(("thing-name", head.thing)))
            later = renamed is not None and renamed.at > head.at
            name = renamed.name if renamed is not None and later else head.name
            found.append(Thing(head.thing, head.thing_kind, name, head.details))
    return tuple(found)
