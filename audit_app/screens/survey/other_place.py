"""A tap on the plan while a reading is typed: the place of that reading, or, where it has one already, a question."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import flet as ft

from audit_app.field.geometry import Point
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.layout import body, line, stack
from audit_app.screens.session.language import say
from audit_app.screens.survey.reading_text import TypedReading

OWN = (
    "value",
    "place",
    "part_x",
    "part_y",
    "part_z",
    "zero_before",
    "zero_after",
    "background",
)  # of one reading alone


@dataclass(frozen=True)
class Place:
    """A place on the plan: metres as text, and the pixel that was tapped."""

    x: str
    y: str
    spot: Point

    def of(self, typed: TypedReading) -> TypedReading:
        """The reading as taken here."""
        return replace(typed.changed(x=self.x, y=self.y), spot=self.spot)


@dataclass
class Placing:
    """How the plan gives a tapped place to the form of a new reading that is drawn, which goes on: nothing is lost."""

    take: Callable[[Place], None] | None = None


def is_being_typed(typed: TypedReading) -> bool:
    """Whether something of a reading is typed that would be lost with it; its place and unit are quickly set again."""
    return any(str(getattr(typed, name)).strip() for name in OWN)


def place_of(typed: TypedReading) -> Place | None:
    """The place that was tapped for a reading, where one was."""
    return Place(typed.x, typed.y, typed.spot) if typed.spot is not None else None


def asked(
    typed: TypedReading, keep: Callable[[], None], move: Callable[[], None], discard: Callable[[], None]
) -> ft.Control:
    """What is to become of a reading that is typed and not kept, now that another place was tapped."""
    if typed.x or typed.y:
        words = say("The reading at x {x} m, y {y} m is typed and not saved.", x=typed.x or "?", y=typed.y or "?")
    else:
        words = say("A reading is typed and not saved.")
    ways = [
        strong("other-place.keep", say("Save it, then start here"), keep, icon=ft.Icons.CHECK),
        plain("other-place.move", say("Move it here"), move, icon=ft.Icons.OPEN_WITH),
        quiet("other-place.discard", say("Discard it"), discard, icon=ft.Icons.DELETE_OUTLINE),
    ]
    told = stack(body(words, color=ft.Colors.ERROR), line(*ways))
    return ft.Container(ft.Semantics(content=told, live_region=True), key="other-place")
