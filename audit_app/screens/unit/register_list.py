"""Entries of the register as every list of it shows them: rows to tap, and a form whose fields are kept together."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import flet as ft

from audit_app.audit.pen import Pen
from audit_app.screens.pieces.component import known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields.day import day_field
from audit_app.screens.pieces.fields.draft_field import clash_cards
from audit_app.screens.pieces.fields.drafts import form_edited
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import M, body, card, empty, grid, label, line, stack, tappable, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.visit.register_verbs import pen_here

Values = dict[str, str]
Field = tuple[str, str, dict[str, Any]]  # name, label, how the field is shown
DAY: dict[str, Any] = {"day": True}  # a field for a day, with its calendar
NEW = "new"  # the id of an entry that is being added


def listed(nothing: str, what_to_do: str, rows: Sequence[ft.Control], add: ft.Control) -> ft.Control:
    """The rows and the way to add one; words when there are none."""
    none = [] if rows else [empty(ft.Icons.INVENTORY_2_OUTLINED, nothing, what_to_do)]
    return stack(*none, *rows, add, spacing=M)


def adding(words: str, edit: Callable[[str], None]) -> ft.Control:
    """The button that adds an entry."""
    return line(plain("add-entry", words, lambda: edit(NEW), icon=ft.Icons.ADD))


def entry(name: str, words: str, about: str, facts: Sequence[ft.Control], change: Callable[[], None]) -> ft.Control:
    """One entry of the register; a tap changes it."""
    told = [label(about)] if about else []
    inside = stack(body(words, weight=ft.FontWeight.W_600), *told, line(*facts), spacing=4, expand=True)
    return known(f"entry.{name}", tappable(inside, change, ft.Icons.EDIT_OUTLINED), button=True)


@piece
def Form(
    desk: Desk,
    start: Values,
    fields: Sequence[Field],
    keep: Callable[[Values], None],
    close: Callable[[], None],
    draft: str,
    extra: Sequence[ft.Control] = (),
    heading: str = "",
    beside: Sequence[ft.Control] = (),
) -> ft.Control:
    """Fields kept together, as `draft` while they are typed; `beside` follows the first, `extra` the last."""
    edit = form_edited(draft, dict(start))
    form, set_form, forget = edit.now, edit.put, edit.forget

    def leave() -> None:
        forget()
        close()

    def field(name: str, words: str, how: dict[str, Any]) -> ft.Control:
        if how == DAY:
            put = partial(_put, set_form, form, name)
            return day_field(f"field.{name}", words, form[name], put, draws="leaving")
        change = text_field(
            words, form[name], lambda event: set_form({**form, name: event.data or ""}), draws="leaving", **how
        )
        return known(f"field.{name}", change)

    def kept() -> None:
        keep(form)
        desk.said(say("{name} kept in the register", name=form["name"]), undoable=False)
        leave()

    buttons = line(strong("keep", say("Keep"), kept, disabled=bool(edit.clashes)), quiet("leave", say("Cancel"), leave))
    asked = clash_cards(edit, {name: words for name, words, _ in fields})
    first, *rest = [field(*each) for each in fields]
    over = [title(heading, size=18)] if heading else []
    return card(*over, grid(first, *beside, *rest), *extra, *asked, buttons, emphasis=True)


def _put(set_form: Callable[[Values], None], form: Values, name: str, words: str) -> None:
    set_form({**form, name: words})


def pen_of(desk: Desk) -> Pen:
    """Who states something in the register: the person who uses this device."""
    return pen_here(desk.cabinet.store, desk.preferences.person, desk.cabinet.clock)


def texts(entry: Any, *names: str) -> Values:
    """Some fields of an entry as text."""
    return {name: str(getattr(entry, name)) for name in names}


def kept_of(form: Values, *names: str) -> Values:
    """Some fields of a form, trimmed."""
    return {name: form[name].strip() for name in names}
