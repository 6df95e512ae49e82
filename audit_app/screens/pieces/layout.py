"""One spacing scale and the boxes built on it: cards, headings, rows of buttons, empty states, chips."""

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from audit_app.screens.pieces.component import known
from audit_app.screens.session.type_size import pt

# The spacing scale, in logical pixels. Nothing on a screen uses another distance.
XS, S, M, L, XL = 4, 8, 16, 24, 32
TARGET = 48  # smallest side of anything to be touched, gloves on
NARROW = 720  # below this width a screen is one column
WIDEST = 880  # longest line of text that is still easy to read


def foot(*controls: ft.Control) -> ft.Control:
    """A bar below a screen, in reach wherever the screen is scrolled; for the `bottom` of a frame."""
    row = line(*controls, alignment=ft.MainAxisAlignment.END, spacing=M)
    inner = ft.Container(row, padding=ft.Padding.symmetric(horizontal=M, vertical=S), width=WIDEST)
    edge = ft.Border.only(top=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT))
    return ft.Container(inner, alignment=ft.Alignment.CENTER, border=edge, bgcolor=ft.Colors.SURFACE, key="foot")


def padded(content: ft.Control, all_round: int = M, **more: Any) -> ft.Container:
    """The content with space round it."""
    return ft.Container(content=content, padding=all_round, **more)


def stack(*controls: ft.Control, spacing: int = S, **more: Any) -> ft.Column:
    """Controls under one another, as wide as there is room."""
    more.setdefault("horizontal_alignment", ft.CrossAxisAlignment.STRETCH)
    return ft.Column(controls=list(controls), spacing=spacing, **more)


def line(*controls: ft.Control, spacing: int = S, wrap: bool = True, **more: Any) -> ft.Row:
    """Controls beside one another; they go on to the next line when there is no room."""
    more.setdefault("vertical_alignment", ft.CrossAxisAlignment.CENTER)
    return ft.Row(controls=list(controls), spacing=spacing, run_spacing=spacing, wrap=wrap, **more)


def card(*controls: ft.Control, key: str | None = None, emphasis: bool = False, **more: Any) -> ft.Container:
    """A card: the one box that groups what belongs together."""
    colour = ft.Colors.PRIMARY if emphasis else ft.Colors.OUTLINE_VARIANT
    return ft.Container(
        content=stack(*controls),
        padding=M,
        border_radius=12,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST if not emphasis else ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(2 if emphasis else 1, colour),
        key=key,
        **more,
    )


def tappable(
    inside: ft.Control,
    on_click: Callable[[], Any],
    icon: ft.IconData = ft.Icons.CHEVRON_RIGHT,
    *,
    edge: ft.ColorValue = ft.Colors.OUTLINE_VARIANT,
    thick: int = 1,
) -> ft.Container:
    """A row of a list to tap: what it is about, and at its end the sign of what a tap does."""
    return ft.Container(
        ft.Row([inside, ft.Icon(icon, color=ft.Colors.OUTLINE)], spacing=S),
        padding=M,
        border_radius=12,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(thick, edge),
        ink=True,
        on_click=on_click,
    )


def grid(*controls: ft.Control, narrow: int = 12, wide: int = 6) -> ft.Control:
    """Controls in columns: `narrow` and `wide` are twelfths of the width each takes on a phone and on a tablet."""
    cells: list[ft.Control] = [ft.Container(each, col={"xs": narrow, "sm": wide}) for each in controls]
    return ft.Container(ft.ResponsiveRow(cells, spacing=M, run_spacing=M), padding=ft.Padding.only(top=XS))


def title(text: str, size: int = 22, level: int = 2, **more: Any) -> ft.Control:
    """A heading; `level` is what a screen reader is told."""
    words = ft.Text(text, size=pt(size), weight=ft.FontWeight.W_600, **more)
    return ft.Semantics(content=words, heading_level=level, header=True)


def label(text: str, **more: Any) -> ft.Text:
    """Small print that belongs to something larger."""
    more.setdefault("color", ft.Colors.ON_SURFACE_VARIANT)
    return ft.Text(text, size=pt(14), **more)


def body(text: str, **more: Any) -> ft.Text:
    """Ordinary text."""
    more.setdefault("size", pt(16))
    return ft.Text(text, **more)


def copied(words: ft.Control) -> ft.Control:
    """Words to select and copy; a text that is selectable by itself is read out as a field without a name."""
    return ft.SelectionArea(content=words)


def beside_field(control: ft.Control) -> ft.Control:
    """A control beside a text field, level with the field's upper edge, below which its label stands."""
    return ft.Container(control, padding=ft.Padding.only(top=XS))


def giving_way(words: ft.Text) -> ft.Text:
    """Words in a row that is only as wide as they are: they go on to the next line at the edge of the screen."""
    words.expand, words.expand_loose = True, True
    return words


def chip(
    text: str, icon: ft.IconData | None = None, colour: ft.ColorValue = ft.Colors.ON_SURFACE_VARIANT
) -> ft.Control:
    """A short fact in an outline, with its icon; what is longer than a phone is wide goes on to the next line."""
    parts: list[ft.Control] = [ft.Icon(icon, size=16, color=colour)] if icon else []
    words = giving_way(ft.Text(text, size=pt(13), color=colour, weight=ft.FontWeight.W_500))
    return ft.Container(
        content=ft.Row([*parts, words], spacing=XS, tight=True),
        padding=ft.Padding.symmetric(horizontal=S, vertical=XS),
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=8,
    )


def empty(icon: ft.IconData, words: str, what_to_do: str, *buttons: ft.Control, key: str = "empty") -> ft.Control:
    """An empty place: says that nothing is here yet and what to do about it."""
    return ft.Container(
        content=ft.Column(
            [
                ft.Icon(icon, size=48, color=ft.Colors.OUTLINE),
                ft.Text(words, size=pt(18), weight=ft.FontWeight.W_600, text_align=ft.TextAlign.CENTER),
                ft.Text(what_to_do, size=pt(16), color=ft.Colors.ON_SURFACE_VARIANT, text_align=ft.TextAlign.CENTER),
                ft.Row(list(buttons), alignment=ft.MainAxisAlignment.CENTER, wrap=True, spacing=S, run_spacing=S),
            ],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=S,
        ),
        padding=XL,
        alignment=ft.Alignment.CENTER,
        key=key,
    )


def app_mark(size: int) -> ft.Control:
    """The app's own icon, where its name stands beside it."""
    picture = ft.Image(src="icons/icon-192.png", width=size, height=size, exclude_from_semantics=True)
    return ft.Container(picture, width=size, height=size, border_radius=size // 5)


def progress(done: int, of: int, key: str = "progress", height: int = 8) -> ft.Control:
    """How much is done, as a bar; the words stand beside it, never only in the bar."""
    share = done / of if of else 1.0
    bar = ft.ProgressBar(
        value=share,
        bar_height=height,
        border_radius=height // 2,
        color=ft.Colors.PRIMARY,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGHEST,
        key=key,
    )
    return ft.Semantics(content=bar, exclude_semantics=True)


def readable(controls: Sequence[ft.Control], *, scroll: bool = True, key: str | None = None, **more: Any) -> ft.Control:
    """A screen's body in one column, no wider than text stays readable, in the middle of a wide tablet."""
    inner = ft.Container(stack(*controls, ft.Container(height=XL), spacing=M), padding=M, width=WIDEST)
    return ft.Column(
        [ft.Container(inner, alignment=ft.Alignment.TOP_CENTER)],
        spacing=0,
        scroll=ft.ScrollMode.AUTO if scroll else None,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        expand=True,
        key=key,
        **more,
    )


def icon_button(
    key: str,
    icon: ft.IconData,
    words: str,
    on_click: Callable[[], object] | None,
    *,
    disabled: bool = False,
    colour: ft.ColorValue | None = None,
) -> ft.Control:
    """A button that is only an icon: at least 48 px, with its words as tooltip and accessible name."""
    button = ft.IconButton(
        icon=ft.Icon(icon, color=colour, semantics_label=words),
        tooltip=words,
        on_click=on_click,
        width=TARGET,
        height=TARGET,
        disabled=disabled,
    )
    return known(key, button)
