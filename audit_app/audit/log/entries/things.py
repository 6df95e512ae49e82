"""Doors, sensors, ancillary items and instruments: recorded, corrected, taken out."""

from typing import Literal

from pydantic import Field

from audit_app.audit.log.entries.entry import Entry, Slot


class ThingAdded(Entry):
    """A door, sensor, quench pipe, ancillary item or instrument was recorded; set again to rename or correct it."""

    kind: Literal["thing_added"] = "thing_added"
    thing: str
    thing_kind: str
    name: str
    details: dict[str, str] = Field(default_factory=dict)
    carried_from: str = Field(default="", description="audit it was carried over from, or 'register'")

    @property
    def slot(self) -> Slot:
        return ("thing", self.thing)


class ThingRenamed(Entry):
    """A thing's name was corrected."""

    kind: Literal["thing_renamed"] = "thing_renamed"
    thing: str
    name: str

    @property
    def slot(self) -> Slot:
        return ("thing-name", self.thing)


class ThingSetAside(Entry):
    """A thing was taken out of the audit (recorded by mistake, or no longer there)."""

    kind: Literal["thing_set_aside"] = "thing_set_aside"
    thing: str
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("thing", self.thing)
