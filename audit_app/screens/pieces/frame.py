"""The frame round every screen: title, way back, emergency card, help, and the bars for trouble and undo."""

from collections.abc import Callable, Sequence
from typing import Any, cast

import flet as ft

from audit_app.screens.desk import use_desk
from audit_app.screens.pieces.drawing import known, piece
from audit_app.screens.pieces.layout import NARROW, TARGET, M, S, pt, readable
from audit_app.screens.words import say

AT_MOST = 3  # icons on top of a phone beside the emergency card


def frame(
    route: str,
    title: str,
    body: Sequence[ft.Control] | ft.Control,
    *,
    back: str | None = "/",
    help_page: str = "",
    actions: Sequence[ft.Control] = (),
    bottom: ft.Control | None = None,
    subtitle: str = "",
) -> ft.View:
    """A screen: `route` is its own address (unique in the stack), `back` the address the arrow leads to.

    A list of controls becomes one readable, scrolling column; a single control fills the screen as it is.
    """
    inner = body if isinstance(body, ft.Control) else readable(body, key=f"body.{route}")
    parts: list[ft.Control] = [TroubleBar(), ft.Container(inner, expand=True), DeedBar()]
    if bottom is not None:
        parts.append(bottom)
    return ft.View(
        route=route,
        padding=0,
        appbar=top_bar(title, subtitle, back, help_page, actions),
        controls=[ft.SafeArea(ft.Column(parts, spacing=0, expand=True), expand=True)],
    )


def top_bar(title: str, subtitle: str, back: str | None, help_page: str, actions: Sequence[ft.Control]) -> ft.AppBar:
    """The bar on top: back, title, the screen's own actions, help, and the emergency card within one tap."""
    heading: list[ft.Control] = [
        ft.Semantics(
            content=ft.Text(
                title, size=pt(20), weight=ft.FontWeight.W_600, max_lines=1, overflow=ft.TextOverflow.ELLIPSIS
            ),
            heading_level=1,
            header=True,
        )
    ]
    if subtitle:
        heading.append(
            ft.Text(
                subtitle,
                size=pt(13),
                color=ft.Colors.ON_SURFACE_VARIANT,
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
            )
        )
    leading = icon_button("back", ft.Icons.ARROW_BACK, say("Back"), go(back)) if back else None
    end: list[ft.Control] = [*actions]
    if help_page:
        end.append(icon_button("help", ft.Icons.HELP_OUTLINE, say("Help for this screen"), go(f"/help/{help_page}")))
    if (ft.context.page.width or 1180) < NARROW and len(end) > AT_MOST:
        end = [*end[:1], folded(end[1:])]
    end.append(emergency_button((ft.context.page.width or 1180) >= NARROW))
    return ft.AppBar(
        leading=leading,
        automatically_imply_leading=False,
        leading_width=TARGET + S,
        title=ft.Column(heading, spacing=0, alignment=ft.MainAxisAlignment.CENTER),
        title_spacing=M if back is None else 0,
        actions=[*end, ft.Container(width=S)],
        toolbar_height=64,
    )


def emergency_button(in_words: bool) -> ft.Control:
    """The way to the emergency card: by its word where there is room for it, else by its sign."""
    sign = ft.Icon(ft.Icons.EMERGENCY, color=ft.Colors.ERROR, semantics_label=say("Emergency card"))
    tip, to_card = say("Emergency card"), go("/emergency")
    if not in_words:
        return known("emergency", ft.IconButton(icon=sign, tooltip=tip, width=TARGET, height=TARGET, on_click=to_card))
    style = ft.ButtonStyle(color=ft.Colors.ERROR)
    return known(
        "emergency",
        ft.TextButton(say("Emergency"), icon=sign, tooltip=tip, height=TARGET, style=style, on_click=to_card),
    )


def folded(actions: Sequence[ft.Control]) -> ft.Control:
    """What does not fit on top of a phone, in a menu, each with its words."""
    items = [
        ft.PopupMenuItem(
            content=ft.Text(str(button.tooltip), size=pt(16)),
            icon=getattr(button.icon, "icon", button.icon),
            on_click=cast(Any, button.on_click),
            height=TARGET,
            key=button.key,
        )
        for button in (getattr(each, "content", each) for each in actions)
        if isinstance(button, ft.IconButton)
    ]
    more = ft.Icon(ft.Icons.MORE_VERT, semantics_label=say("More"))
    return known("more", ft.PopupMenuButton(items=items, icon=more, width=TARGET, height=TARGET))


def go(route: str) -> Callable[[], None]:
    """A handler that leads to an address."""
    return lambda: ft.context.page.navigate(route)


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


@piece
def TroubleBar() -> ft.Control:
    """What went wrong, in words, until it is read."""
    desk = use_desk()
    if not desk.trouble:
        return ft.Container(height=0)
    words = ft.Text(desk.trouble, color=ft.Colors.ON_ERROR_CONTAINER, size=pt(16), key="trouble", expand=True)
    close = icon_button(
        "trouble.close", ft.Icons.CLOSE, say("Close"), desk.settled, colour=ft.Colors.ON_ERROR_CONTAINER
    )
    bar = ft.Container(
        ft.Row([ft.Icon(ft.Icons.ERROR_OUTLINE, color=ft.Colors.ON_ERROR_CONTAINER), words, close], spacing=S),
        bgcolor=ft.Colors.ERROR_CONTAINER,
        padding=ft.Padding.only(left=M, right=S, top=S, bottom=S),
    )
    return ft.Semantics(content=bar, live_region=True, container=True, identifier="trouble-bar")


@piece
def DeedBar() -> ft.Control:
    """What was just done, with undo beside it; it stays until the next deed, so nobody has to hurry."""
    desk = use_desk()
    if desk.deed is None:
        return ft.Container(height=0)
    words = ft.Text(
        desk.deed.words,
        color=ft.Colors.ON_INVERSE_SURFACE,
        size=pt(15),
        key="deed",
        expand=True,
        max_lines=2,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
    parts: list[ft.Control] = [words]
    if desk.deed.undoable:
        style = ft.ButtonStyle(color=ft.Colors.INVERSE_PRIMARY)
        undo = ft.TextButton(say("Undo"), icon=ft.Icons.UNDO, on_click=desk.undo, height=TARGET, style=style)
        parts.append(known("undo", undo))
    parts.append(
        icon_button("deed.close", ft.Icons.CLOSE, say("Close"), desk.seen, colour=ft.Colors.ON_INVERSE_SURFACE)
    )
    bar = ft.Container(
        ft.Row(parts, spacing=S),
        bgcolor=ft.Colors.INVERSE_SURFACE,
        padding=ft.Padding.only(left=M, right=S),
        margin=ft.Margin.symmetric(horizontal=S, vertical=4),
        border_radius=8,
    )
    return ft.Semantics(content=bar, live_region=True, container=True, identifier="deed-bar")
