"""What to do first in an emergency of an MR unit, and the unit's own facts that are asked for it, as data."""

from functools import cache
from typing import Literal

from pydantic import Field

from audit_app.checklist.model import Definition, Slug
from audit_app.checklist.reference.tables import read_table

TO_BE_CONFIRMED = "to be confirmed"


class Step(Definition):
    """One thing to do: its words, shown as they stand, and the clause of `sources.toml` that says it, if any does."""

    words: str = Field(min_length=1)
    source: Literal["to be confirmed"] | Slug


class OwnFact(Definition):
    """A number or place of the unit itself; `id` is the name it is kept under in the register."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    words: str = Field(min_length=1)


class Event(Definition):
    """One kind of emergency: what to do first, in order, and the unit's own facts that are asked for it."""

    id: Slug
    title: str = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    asks: tuple[OwnFact, ...] = ()


class EmergencyCard(Definition):
    """The emergencies of an MR unit, as the card lists them."""

    version: int
    events: tuple[Event, ...] = Field(min_length=1)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of it that a screen shows."""
        return tuple(
            words
            for event in self.events
            for words in (event.title, *(each.words for each in event.steps), *(each.words for each in event.asks))
        )


@cache
def emergency_card() -> EmergencyCard:
    """The card that travels with the app."""
    return read_table("emergency.toml", EmergencyCard)
