"""The frame round every screen: title, way back, emergency card, help, what it offers on top, and its bars."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from audit_app.screens.pieces.bars import DeedBar, NamelessBar, TroubleBar
from audit_app.screens.pieces.component import held_from, known, piece, row
from audit_app.screens.pieces.layout import NARROW, TARGET, S, app_mark, icon_button, readable
from audit_app.screens.pieces.navigation import aside, back_or
from audit_app.screens.pieces.scroll import to_offset
from audit_app.screens.session.desk import desk_here
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt

AT_MOST = 2  # actions on top of a phone beside the emergency card
BAR_BUTTON = 56  # height of a button on top: its icon and its word


@dataclass(frozen=True)
class Action:
    """What a screen offers on top: its icon, its word under it, and the words of its tooltip and of a phone's menu.

    On a phone those that `stay` stand on top and the others in the menu.
    """

    key: str
    icon: ft.IconData
    word: str
    words: str
    on_click: Callable[[], None]
    disabled: bool = False
    stays: bool = False


def frame(
    route: str,
    title: str,
    body: Sequence[ft.Control] | ft.Control,
    *,
    back: str | None = "/",
    help_page: str = "",
    actions: Sequence[Action] = (),
    bottom: ft.Control | None = None,
    subtitle: str = "",
    tab: str = "",
) -> ft.View:
    """A screen: `route` is its own address (unique in the stack), `back` the address the arrow leads to.

    A list of controls becomes one readable, scrolling column; a single control fills the screen as it is. Each `tab` of
    a screen keeps its own place.
    """
    inner = body if isinstance(body, ft.Control) else scrolling(route, body, tab)
    parts: list[ft.Control] = [TroubleBar(), NamelessBar(route), ft.Container(inner, expand=True), DeedBar(route)]
    if bottom is not None:
        parts.append(bottom)
    return ft.View(
        route=route,
        padding=0,
        appbar=top_bar(title, subtitle, back, help_page, actions),
        controls=[ft.SafeArea(ft.Column(parts, spacing=0, expand=True), expand=True)],
    )


def top_bar(title: str, subtitle: str, back: str | None, help_page: str, actions: Sequence[Action]) -> ft.AppBar:
    """The bar on top: back, title, the screen's own actions, help, and the emergency card within one tap."""
    narrow = (ft.context.page.width or 1180) < NARROW
    words = ft.Text(
        title,
        size=pt(17 if narrow else 20),
        weight=ft.FontWeight.W_600,
        max_lines=1 if subtitle or not narrow else 2,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
    heading: list[ft.Control] = [ft.Semantics(content=words, heading_level=1, header=True)]
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
    leading = icon_button("back", ft.Icons.ARROW_BACK, say("Back"), back_or(back)) if back else at_home()
    end = [*actions]
    if help_page:
        to_help = aside("help", f"/help/{help_page}")
        end.append(Action("help", ft.Icons.HELP_OUTLINE, say("Help"), say("Help for this screen"), to_help))
    fold = narrow and len(end) > AT_MOST
    shown: list[ft.Control] = [BarButton(each, pt(13), key=each.key) for each in end if each.stays or not fold]
    if fold:
        shown.append(folded([each for each in end if not each.stays]))
    return ft.AppBar(
        leading=leading,
        automatically_imply_leading=False,
        leading_width=TARGET + S,
        title=ft.Column(heading, spacing=0, alignment=ft.MainAxisAlignment.CENTER),
        title_spacing=0,
        actions=[*shown, EmergencyButton(say("Emergency"), say("Emergency card"), pt(13)), ft.Container(width=S)],
        toolbar_height=64,
    )


def at_home() -> ft.Control:
    """Where nothing leads back, the app's own sign stands in the place of the arrow."""
    return ft.Container(app_mark(36), alignment=ft.Alignment.CENTER)


@row
def BarButton(action: Action, size: float) -> ft.Control:
    """An action on top, drawn anew only when it or the `size` of type is another."""
    return bar_button(action)


@row
def EmergencyButton(word: str, words: str, size: float) -> ft.Control:
    """The same of the way to the emergency card."""
    return emergency_button()


def bar_button(action: Action) -> ft.Control:
    """An action on top: its icon, and its word under it."""
    ink = ft.Colors.ON_SURFACE_VARIANT if not action.disabled else ft.Colors.OUTLINE
    button = ft.TextButton(
        content=over_word(ft.Icon(action.icon, color=ink, size=24), action.word, ink),
        tooltip=action.words if action.words != action.word else None,
        on_click=action.on_click,
        disabled=action.disabled,
        height=BAR_BUTTON,
        style=ft.ButtonStyle(padding=ft.Padding.symmetric(horizontal=S), shape=ft.RoundedRectangleBorder(radius=10)),
    )
    return known(action.key, button)


def over_word(icon: ft.Icon, word: str, ink: ft.ColorValue) -> ft.Control:
    """An icon over its word, at least as wide as a finger."""
    said = ft.Text(word, size=pt(13), weight=ft.FontWeight.W_500, color=ink, max_lines=1)
    return ft.Column(
        [icon, said],
        spacing=0,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def emergency_button() -> ft.Control:
    """The way to the emergency card, the one thing in the bar that stands out."""
    ink = ft.Colors.ON_ERROR_CONTAINER
    button = ft.TextButton(
        content=over_word(ft.Icon(ft.Icons.EMERGENCY, color=ink, size=22), say("Emergency"), ink),
        tooltip=say("Emergency card"),
        on_click=aside("emergency", "/emergency"),
        height=BAR_BUTTON,
        style=ft.ButtonStyle(
            bgcolor=ft.Colors.ERROR_CONTAINER,
            padding=ft.Padding.symmetric(horizontal=S),
            shape=ft.RoundedRectangleBorder(radius=10),
        ),
    )
    return known("emergency", button)


def folded(actions: Sequence[Action]) -> ft.Control:
    """What does not fit on top of a phone, in a menu, each with its words."""
    items = [
        ft.PopupMenuItem(
            content=ft.Text(each.words, size=pt(16)),
            icon=each.icon,
            on_click=each.on_click,
            disabled=each.disabled,
            height=TARGET,
            key=each.key,
        )
        for each in actions
    ]
    ink = ft.Colors.ON_SURFACE_VARIANT
    sign = over_word(ft.Icon(ft.Icons.MORE_HORIZ, color=ink, size=24), say("More"), ink)
    face = ft.Container(sign, height=BAR_BUTTON, padding=ft.Padding.symmetric(horizontal=S))
    return known("more", ft.PopupMenuButton(items=items, content=face, tooltip=say("More")))


def scrolling(route: str, controls: Sequence[ft.Control], tab: str = "") -> ft.Control:
    """The column of a screen, or of one of its tabs."""
    place = f"{route}#{tab}" if tab else route
    return Scrolling(tuple(controls), f"body.{route}", place, key=f"scrolling.{place}")


@piece
def Scrolling(controls: tuple[ft.Control, ...], name: str, shown: str) -> ft.Control:
    """A screen's body in one column; who comes back to it finds it scrolled as it was left."""
    desk, ref = desk_here(), held_from(ft.Ref[ft.Column])[0]
    left_at, _ = held_from(lambda: desk.trail.scrolled_to(shown) if desk is not None else 0.0)

    async def again() -> None:
        if left_at:
            await to_offset(ref, left_at)

    ft.use_effect(again, [])

    def turned(event: ft.OnScrollEvent) -> None:
        if desk is not None:
            desk.trail.scrolled(shown, event.pixels)

    return readable(controls, key=name, ref=ref, on_scroll=turned, scroll_interval=200)
