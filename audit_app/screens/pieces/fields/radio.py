"""One of several to choose: to whoever listens each is a radio button in a group, whatever it looks like.

Flet's own radio looks one way only. Here it lies unseen below what is seen, and both are told as one.
"""

from collections.abc import Callable
from typing import Any

import flet as ft

from audit_app.screens.pieces.layout import XS, giving_way
from audit_app.screens.session.type_size import pt

UNSEEN = 0.01  # what is quite transparent is not told either
EDGE, HIGH = 12, 15  # round the words; 48 px high with one line of them


def one_of(chosen: str, content: ft.Control, choose: Callable[[str], None], key: str | None = None) -> ft.RadioGroup:
    """The group round radios: `chosen` is the value of one of them, or empty."""

    def changed(event: ft.Event[ft.RadioGroup]) -> None:
        choose(str(event.data or event.control.value or ""))

    return ft.RadioGroup(content=content, value=chosen or None, on_change=changed, key=key)


def radio(identifier: str, value: str, seen: ft.Control, **semantics: Any) -> ft.Control:
    """One choice of a group, as it is seen; a tap on it is its own, a tap of whoever listens is the group's."""
    if seen.key is None:
        seen.key = identifier
    unseen = ft.Container(ft.Radio(value=value), opacity=UNSEEN, left=0, top=0, width=XS, height=XS)
    both = ft.Stack([unseen, seen], fit=ft.StackFit.PASS_THROUGH)
    return ft.MergeSemantics(content=ft.Semantics(identifier=identifier, container=True, content=both, **semantics))


def segments(name: str, value: str, options: list[tuple[str, str]], on_choose: Callable[[str], None]) -> ft.Control:
    """A few choices side by side, one of them chosen; they go on to the next line where there is no room."""

    def give(key: str) -> Callable[[], None]:
        return lambda: on_choose(key) if key != value else None

    parts = [radio(f"{name}.{key}", key, segment(words, key == value, give(key))) for key, words in options]
    row = ft.Row(parts, spacing=XS, run_spacing=XS, wrap=True, vertical_alignment=ft.CrossAxisAlignment.CENTER)
    return one_of(value, row, lambda key: on_choose(key) if key != value else None, key=name)


def segment(words: str, chosen: bool, give: Callable[[], None]) -> ft.Control:
    """One of them; the chosen one is filled, ticked and in heavier words, so that not only colour tells it."""
    ink = ft.Colors.ON_SECONDARY_CONTAINER if chosen else ft.Colors.ON_SURFACE
    weight = ft.FontWeight.W_700 if chosen else ft.FontWeight.W_500
    text = giving_way(ft.Text(words, size=pt(15), color=ink, weight=weight))
    tick: list[ft.Control] = [ft.Icon(ft.Icons.CHECK, size=18, color=ink)] if chosen else []
    return ft.TextButton(
        content=ft.Row([*tick, text], spacing=XS, tight=True),
        on_click=give,
        style=ft.ButtonStyle(
            bgcolor=ft.Colors.SECONDARY_CONTAINER if chosen else None,
            side=ft.BorderSide(2 if chosen else 1, ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE),
            shape=ft.RoundedRectangleBorder(radius=10),
            padding=ft.Padding.symmetric(horizontal=EDGE, vertical=HIGH),
        ),
    )


def radio_button(
    key: str, value: str, words: str, chosen: bool, on_click: Callable[[], None], icon: ft.IconData | None = None
) -> ft.Control:
    """One of a few choices that look like buttons; the chosen one is filled and ticked."""
    shape: type[ft.FilledButton | ft.OutlinedButton] = ft.FilledButton if chosen else ft.OutlinedButton
    return radio(key, value, shape(words, icon=ft.Icons.CHECK if chosen else icon, on_click=on_click))
