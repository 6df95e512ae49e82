"""A field that starts from what is kept, holds what is typed, gives it up on leaving, and asks where texts clash."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import flet as ft

from audit_app.errors import AuditError
from audit_app.screens.flet_gaps import ClientText
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.fields.drafts import Clash, Edit, FormEdit, edited
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import body, line, stack
from audit_app.screens.session.language import say

ONE_LINE = 40  # letters of a label that stand on one line of a phone


@piece
def TypedField(
    name: str,
    label: str,
    start: str,
    on_leave: Callable[[str], None],
    on_type: Callable[[str], None] | None = None,
    draft: str = "",
    joins: bool = True,
    **more: Any,
) -> ft.Control:
    """One text field; `on_type` hears every change, `on_leave` the text when the field is left.

    It follows `start` until somebody types in it, and gives nothing up that was not typed. What was typed on top of an
    older `start` is asked about first: mine, theirs, or (where it `joins`) both. What `on_leave` refuses with an
    AuditError is shown under the field, and what was typed stays. It is kept while it is typed, under the name `draft`
    or one made of where the field stands.
    """
    draft = draft or standing(name)
    edit = edited(draft, start)
    fault, set_fault = held("")
    asking, ask = held(edit.stale)

    def change(event: ft.Event[ft.TextField]) -> None:
        words = event.data or ""
        edit.put(words, stood_on(event))
        set_fault("")
        if on_type is not None:
            on_type(words)

    def leave() -> None:
        if edit.stale:
            ask(True)
        elif edit.new:
            give(edit.text)

    give = partial(_given, edit, on_leave, set_fault, ask)
    field = text_field(label, edit.text, change, on_blur=leave, on_submit=leave, error=fault or None, **more)
    field.text.draft = draft
    asked = asks(name, edit, give, joins, bool(more.get("multiline"))) if asking and edit.stale else []
    return stack(known(name, field), *asked) if asked else known(name, field)


def standing(name: str) -> str:
    """The draft of a field by where it stands: in the audit that is open, or on a screen of the device."""
    route = str(ft.context.page.route or "")
    return f"typed:{name}" if route.startswith("/audit/") else f"{route.rstrip('/')}/{name}"


def _given(
    edit: Edit, on_leave: Callable[[str], None], refuse: Callable[[str], None], ask: Callable[[bool], None], words: str
) -> None:
    """Gives the words up; what is refused is said under the field, and stays in it."""
    try:
        on_leave(words)
    except AuditError as error:
        refuse(str(error))
    else:
        edit.settle()
    ask(False)


def stood_on(event: ft.Event[ft.TextField]) -> str | None:
    """What stood in a field before the key that was typed in it."""
    return event.control.text.was if isinstance(event.control, ClientText) else None


def asks(
    name: str, edit: Edit, give: Callable[[str], None], joins: bool = True, lines: bool = False
) -> list[ft.Control]:
    """What was typed on top of an older text: both texts, and which of them is to be kept."""
    return both_texts(name, Clash("", edit.text, edit.kept), give, edit.give_up, joins, lines)


def clashing(name: str, edit: Edit) -> list[ft.Control]:
    """For a text that is kept together with others: both texts where it clashes, and which of them is to stand."""
    return asks(name, edit, edit.stand, lines=True) if edit.stale else []


def clash_cards(form: FormEdit, captions: Mapping[str, str]) -> list[ft.Control]:
    """For each field of a form that clashes, both texts, and which of them is to stand; `captions` by field."""
    cards: list[ft.Control] = []
    for each in form.clashes:
        give, theirs = partial(form.settle, each.name), partial(form.settle, each.name, each.theirs)
        cards += [body(captions.get(each.name, each.name)), *both_texts(each.name, each, give, theirs)]
    return cards


def both_texts(
    name: str,
    clash: Clash,
    give: Callable[[str], None],
    take_theirs: Callable[[], None],
    joins: bool = True,
    lines: bool = False,
) -> list[ft.Control]:
    """Two texts that were typed without knowing of each other, and the ways to go on."""
    mine, theirs = clash.mine, clash.theirs
    told = say("This was changed while you were typing. Your text is not saved until you choose.")
    both = f"{theirs}\n{mine}" if lines else f"{theirs}; {mine}"
    ways = [
        ft.FilledButton(say("Keep mine"), on_click=lambda: give(mine), key=f"mine.{name}"),
        ft.OutlinedButton(say("Take theirs"), on_click=take_theirs, key=f"theirs.{name}"),
    ]
    if joins and theirs and mine:
        ways.append(ft.OutlinedButton(say("Keep both"), on_click=lambda: give(both), key=f"both.{name}"))
    words = [
        body(told, color=ft.Colors.ERROR),
        body(say("Saved meanwhile: “{words}”", words=theirs or say("nothing"))),
        body(say("Typed here: “{words}”", words=mine or say("nothing"))),
    ]
    named = [known(str(each.key), each) for each in ways]
    return [ft.Semantics(content=stack(*words, line(*named)), live_region=True)]
