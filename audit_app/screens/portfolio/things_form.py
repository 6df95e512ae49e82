"""The kinds of thing that sections are repeated over, as a form: what one is called, what many are, an example."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.checklist.model import Checklist, ThingKind
from audit_app.portfolio.checklists.parts import thing_changed, with_thing, without_thing
from audit_app.screens.pieces.component import held, piece
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.layout import body, card, grid, label, line, stack, title
from audit_app.screens.portfolio.change import Change, attempting
from audit_app.screens.session.language import say


@piece
def ThingsForm(checklist: Checklist, change: Change) -> ft.Control:
    """Every kind with its words, and a place for a new one."""
    attempt, fault = attempting(change)
    added, set_added = held(0)

    def add(text: str) -> None:
        if text.strip():
            change(lambda now: with_thing(now, text))
            set_added(added + 1)

    def remove(thing: str) -> None:
        attempt(lambda now: without_thing(now, thing))

    rows = [thing_form(each, change, partial(remove, each.id)) for each in checklist.things]
    return card(
        title(say("Things"), size=18),
        label(say("Doors, sensors and the like: a section can be asked for each of them.")),
        *rows,
        TypedField("add-thing", say("Another kind of thing, e.g. hoist"), "", add, key=f"add.{added}"),
        *([body(fault, color=ft.Colors.ERROR, key="things-fault")] if fault else []),
    )


def thing_form(thing: ThingKind, change: Change, remove: Callable[[], None]) -> ft.Control:
    """One kind: what one is called, what many are, an example of a name."""

    def field(name: str, words: str) -> ft.Control:
        def leave(text: str) -> None:
            change(lambda now: thing_changed(now, thing.id, **{name: text.strip()}))

        return TypedField(f"thing.{thing.id}.{name}", words, getattr(thing, name), leave, key=f"{thing.id}.{name}")

    words = say("Remove “{thing}”", thing=thing.one)
    return stack(
        grid(field("one", say("One")), field("many", say("Several")), field("hint", say("Example of a name")), wide=4),
        line(quiet(f"thing.{thing.id}.out", words, remove, icon=ft.Icons.REMOVE_CIRCLE_OUTLINE)),
    )
