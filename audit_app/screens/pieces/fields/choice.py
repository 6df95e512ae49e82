"""Fields that are tapped and not typed in: one of several, yes or no, ticked or not."""

from collections.abc import Callable
from typing import Any

import flet as ft

from audit_app.screens.pieces.component import known
from audit_app.screens.pieces.layout import TARGET, XS, S, stack
from audit_app.screens.pieces.layout import label as small_print
from audit_app.screens.session.type_size import pt

ONE_LINE = 40  # letters of a label that stand on one line of a phone


def picked(event: ft.Event[Any], held: object) -> Any:
    """What was picked, as the event tells it, else what the control has `held` since.

    The text that was typed before is drawn first, and that drawing still has the older choice in the control.
    """
    return held if event.data is None else event.data


def choice(
    name: str,
    label: str,
    value: str | None,
    options: list[tuple[str, str]],
    on_select: Callable[[str], None],
    **more: Any,
) -> ft.Control:
    """A drop-down list of (value, words)."""

    def selected(event: ft.Event[ft.Dropdown]) -> None:
        on_select(str(picked(event, event.control.value) or ""))

    return known(
        name,
        ft.Dropdown(
            label=label,
            value=value,
            options=[ft.DropdownOption(key=key, text=words) for key, words in options],
            on_select=selected,
            text_size=pt(16),
            margin=ft.Margin.only(top=XS),  # its words stand on its edge and would touch what is above
            **more,
        ),
        label=": ".join(words for words in (label, dict(options).get(value or "", "")) if words),
    )


def tick(name: str, words: str, value: bool, on_change: Callable[[bool], None], about: str = "") -> ft.Control:
    """A switch with its words, which go on to the next line where there is no room; a tap on them turns it too."""

    def changed(event: ft.Event[ft.Switch]) -> None:
        on_change(bool(picked(event, event.control.value)))

    switch = known(name, ft.Switch(value=value, on_change=changed, height=TARGET), label=words)
    return with_words(switch, words, lambda: on_change(not value), S, about)


def check(name: str, words: str, value: bool, on_change: Callable[[bool], None]) -> ft.Control:
    """A box to tick with its words, which go on to the next line where there is no room; a tap on them ticks it too."""

    def changed(event: ft.Event[ft.Checkbox]) -> None:
        on_change(bool(picked(event, event.control.value)))

    box = ft.Checkbox(value=value, on_change=changed, semantics_label=words)
    return with_words(known(name, box), words, lambda: on_change(not value), XS)


def with_words(control: ft.Control, words: str, tap: Callable[[], None], spacing: int, about: str = "") -> ft.Control:
    """A switch or a box with its words beside it, both to be tapped; the control itself tells them aloud."""
    text = ft.Container(ft.Text(words, size=pt(16)), on_click=tap, padding=ft.Padding.only(top=12, bottom=XS))
    silent = ft.Semantics(content=text, exclude_semantics=True)
    small = [small_print(about)] if about else []
    beside = stack(silent, *small, spacing=0, expand=True)
    return ft.Row([control, beside], spacing=spacing, vertical_alignment=ft.CrossAxisAlignment.START)
