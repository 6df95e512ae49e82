"""Text that is typed: a field starts from what is kept, holds what is typed, and gives it up on leaving."""

from collections.abc import Callable
from typing import Any, cast

import flet as ft

from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.drafts import drafted
from audit_app.screens.pieces.layout import NARROW, TARGET, XS, M, S
from audit_app.screens.session.desk import desk_here
from audit_app.screens.session.type_size import pt

LETTER, TICK = 7.6, 26  # logical pixels of a letter of a choice, on average, and of the tick before it


@piece
def TypedField(
    name: str,
    label: str,
    start: str,
    on_leave: Callable[[str], None],
    on_type: Callable[[str], None] | None = None,
    draft: str = "",
    **more: Any,
) -> ft.Control:
    """One text field; `on_type` hears every change, `on_leave` the text when the field is left.

    What `on_leave` refuses with an AuditError is shown under the field, and what was typed stays. Under the name
    `draft` it is kept while it is typed. Give it a `key` that changes when `start` must be taken anew.
    """
    typed, set_typed, forget = drafted(draft, start)
    fault, set_fault = held("")
    given, set_given = held(start)

    def change(event: ft.Event[ft.TextField]) -> None:
        words = event.data or ""
        set_typed(words)
        set_fault("")
        if on_type is not None:
            on_type(words)

    def leave() -> None:
        if typed == given:
            return
        try:
            on_leave(typed)
        except AuditError as error:
            set_fault(str(error))
        else:
            set_given(typed)
            forget()

    return known(name, text_field(label, typed, change, on_blur=leave, on_submit=leave, error=fault or None, **more))


def text_field(
    label: str, value: str, on_change: Callable[[ft.Event[ft.TextField]], None], **more: Any
) -> ft.TextField:
    """A text field as every screen has it; the caller holds its value.

    While it has the focus, keys belong to it and are no shortcuts.
    """
    focus, blur = more.pop("on_focus", None), more.pop("on_blur", None)

    def changed(event: ft.Event[ft.TextField]) -> None:
        keys_belong_to_a_field(True)
        on_change(event)

    def focused() -> None:
        keys_belong_to_a_field(True)
        if focus is not None:
            focus()

    def blurred() -> None:
        keys_belong_to_a_field(False)
        if blur is not None:
            blur()

    more.setdefault("text_size", pt(16))
    more.setdefault("content_padding", ft.Padding.symmetric(horizontal=12, vertical=18))
    more.setdefault("error_max_lines", 4)
    more.setdefault("helper_max_lines", 4)
    more.setdefault("margin", ft.Margin.only(top=XS))  # the label stands on its edge and would touch what is above
    return ft.TextField(label=label, value=value, on_change=changed, on_focus=focused, on_blur=blurred, **more)


def focus(ref: ft.Ref[ft.TextField]) -> None:
    """Puts the cursor into a field, where it is still on the screen."""

    async def soon() -> None:
        if ref.current is not None and ref.current.page:
            await cast(Any, ref.current).focus()

    ft.context.page.run_task(soon)


def keys_belong_to_a_field(yes: bool) -> None:
    """Tells the desk of this session, where there is one."""
    desk = desk_here()
    if desk is not None:
        desk.keys_go_into_a_field(yes)


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
        on_select(event.control.value or "")

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


def segments(
    name: str, value: str, options: list[tuple[str, str]], on_choose: Callable[[str], None], **more: Any
) -> ft.Control:
    """A few choices side by side, one of them chosen; under one another where their words would be cut."""

    def chosen(event: ft.Event[ft.SegmentedButton]) -> None:
        picked = list(event.control.selected or [])
        if picked and picked[0] != value:
            on_choose(picked[0])

    edge = 12 if not narrow_here() else S if len(options) < 3 else XS
    beside = fits_beside([words for _, words in options], more.get("show_selected_icon", True), edge)
    button: ft.SegmentedButton = ft.SegmentedButton(
        segments=[ft.Segment(value=key, label=segment_words(words, key == value)) for key, words in options],
        selected=[value],
        on_change=chosen,
        direction=ft.Axis.HORIZONTAL if beside else ft.Axis.VERTICAL,
        style=ft.ButtonStyle(
            padding=ft.Padding.symmetric(horizontal=edge if beside else M, vertical=14),
            shape=ft.RoundedRectangleBorder(radius=10),  # round ends would cut choices that stand under one another
        ),
        **more,
    )
    return known(name, button)


def segment_words(words: str, chosen: bool) -> ft.Text:
    """The words of one choice; the chosen one's are heavier, so that not only colour tells it."""
    return ft.Text(words, no_wrap=True, weight=ft.FontWeight.W_700 if chosen else ft.FontWeight.W_500)


def narrow_here() -> bool:
    """True where the window has room for one column only."""
    return (ft.context.page.width or 1180) < NARROW


def fits_beside(options: list[str], ticked: bool, edge: int) -> bool:
    """True when choices of equal width fit beside one another on a phone; `edge` is the space round their words."""
    letters = max((len(words) for words in options), default=0)
    each = pt(LETTER) * letters + 2 * edge + (TICK if ticked else 0)
    return not narrow_here() or each * len(options) <= (ft.context.page.width or 1180) - 2 * M


def tick(name: str, words: str, value: bool, on_change: Callable[[bool], None], about: str = "") -> ft.Control:
    """A switch with its words; the whole row is the target."""

    def changed(event: ft.Event[ft.Switch]) -> None:
        on_change(bool(event.control.value))

    style = ft.TextStyle(size=pt(16))
    room = ft.Padding.only(right=12, top=XS, bottom=XS)  # makes the target 48 px high
    switch = ft.Switch(label=words, value=value, on_change=changed, label_text_style=style, padding=room)
    row = ft.Row([known(name, switch)], height=TARGET)  # in a row of its own, or it is stretched to the column's width
    if not about:
        return row
    small = ft.Text(about, size=pt(14), color=ft.Colors.ON_SURFACE_VARIANT)
    return ft.Column([row, ft.Container(small, padding=ft.Padding.only(left=68))], spacing=0)
