"""The frame round every screen: title, way back, emergency card, help, and the bars for trouble and undo."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from urllib.parse import urlsplit

import flet as ft

from audit_app.screens.pieces.component import held_from, known, piece, row
from audit_app.screens.pieces.layout import NARROW, TARGET, M, S, app_mark, readable
from audit_app.screens.pieces.scroll import to_offset
from audit_app.screens.session.bars import Deed
from audit_app.screens.session.desk import Desk, desk_here, use_bars, use_desk
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt

DEED_STAYS = 6  # seconds
HANDLERS = 500  # that are remembered
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


@lru_cache(HANDLERS)
def go(route: str) -> Callable[[], None]:
    """A handler that leads to an address; what went wrong here does not follow. The same one each time it is asked for.

    A button whose handler is the same stays as drawn.
    """

    def leave() -> None:
        desk = desk_here()
        if desk is not None:
            desk.settled()
        ft.context.page.navigate(route)

    return leave


@lru_cache(HANDLERS)
def back_or(otherwise: str) -> Callable[[], None]:
    """A handler that leads back to the screen one came from, or to the other where this one was opened directly."""

    def leave() -> None:
        desk = desk_here()
        go(desk.trail.came_from(here(), otherwise) if desk is not None else otherwise)()

    return leave


def here() -> str:
    """The address of the screen that is shown."""
    return urlsplit(ft.context.page.route or "/").path.rstrip("/") or "/"


@lru_cache(HANDLERS)
def aside(screen: str, route: str) -> Callable[[], None]:
    """The same to a screen that can be opened from anywhere, whose way back leads here again."""

    def leave() -> None:
        desk, here = desk_here(), ft.context.page.route or "/"
        if desk is not None and here != route:
            desk.trail.come_from(screen, here)
        go(route)()

    return leave


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


@piece
def NamelessBar(route: str) -> ft.Control:
    """Where entries are made while nobody has said who makes them: every one would be refused, and here is the way."""
    desk = use_desk()
    if not route.startswith("/audit/") or (desk.preferences.person and desk.preferences.person.name.strip()):
        return ft.Container(height=0)
    ink = ft.Colors.ON_TERTIARY_CONTAINER
    words = ft.Text(say("Who is using this tablet? Nothing can be entered without a name."), color=ink, size=pt(16))
    way = known("who-are-you", ft.TextButton(say("Enter your name"), on_click=aside("welcome", "/welcome")))
    told = ft.Row([ft.Icon(ft.Icons.PERSON_OUTLINE, color=ink), words, way], spacing=S, wrap=True)
    return ft.Container(told, bgcolor=ft.Colors.TERTIARY_CONTAINER, padding=ft.Padding.symmetric(horizontal=M))


@piece
def TroubleBar() -> ft.Control:
    """What went wrong, in words, until it is read or its screen is left."""
    # The page's own address: the router's is not known to a bar that is drawn again without the router.
    desk, shown = use_desk(), here()
    bars = use_bars(desk)
    ft.use_effect(lambda: desk.shown_at(shown), [shown, bars.trouble, bars.deed])
    if not bars.trouble:
        return spoken_bar("trouble-bar")
    words = ft.Text(bars.trouble, color=ft.Colors.ON_ERROR_CONTAINER, size=pt(16), key="trouble", expand=True)
    close = icon_button(
        "trouble.close", ft.Icons.CLOSE, say("Close"), desk.settled, colour=ft.Colors.ON_ERROR_CONTAINER
    )
    bar = ft.Container(
        ft.Row(
            [ft.Icon(ft.Icons.ERROR_OUTLINE, color=ft.Colors.ON_ERROR_CONTAINER), words, *mend(bars.mend), close],
            spacing=S,
        ),
        bgcolor=ft.Colors.ERROR_CONTAINER,
        padding=ft.Padding.only(left=M, right=S, top=S, bottom=S),
    )
    return spoken_bar("trouble-bar", bar)


def mend(route: str) -> list[ft.Control]:
    """The way to where the trouble is mended, where there is one; Back leads here again."""
    ways = {"/welcome": ("welcome", say("Enter your name")), "/settings": ("settings", say("Open Settings"))}
    if route not in ways or here() == route:
        return []
    screen, words = ways[route]
    style = ft.ButtonStyle(color=ft.Colors.ON_ERROR_CONTAINER)
    return [known("trouble.mend", ft.TextButton(words, on_click=aside(screen, route), style=style, height=TARGET))]


async def go_away(desk: Desk, deed: Deed | None) -> None:
    """Takes a deed off its bar after a while, where nothing was done since."""
    if deed is not None:
        await asyncio.sleep(DEED_STAYS)
        if desk.deed is deed:
            desk.seen()


@piece
def DeedBar(route: str) -> ft.Control:
    """What was just done, with undo and redo beside it, until the next tap or for a few seconds; a menu keeps both.

    What undo and redo would change in an audit stands only on that audit's screens.
    """
    desk = use_desk()
    deed = use_bars(desk).deed
    ft.use_effect(partial(go_away, desk, deed), [deed])
    elsewhere = desk.audit is None or not route.startswith(f"/audit/{desk.audit.id}")
    if deed is None or ((deed.undoable or deed.redo) and elsewhere):
        return spoken_bar("deed-bar")
    words = ft.Text(
        deed.words,
        color=ft.Colors.ON_INVERSE_SURFACE,
        size=pt(15),
        key="deed",
        expand=True,
        max_lines=2,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
    parts: list[ft.Control] = [words]
    if deed.undoable:
        parts.append(deed_button("undo", say("Undo"), ft.Icons.UNDO, desk.undo))
    if deed.redo:
        parts.append(deed_button("redo", say("Redo"), ft.Icons.REDO, desk.redo))
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
    return spoken_bar("deed-bar", bar)


def spoken_bar(name: str, bar: ft.Control | None = None) -> ft.Control:
    """A bar that is read out when it comes; without one, the same control with nothing in it.

    A control of another kind in its place would have the client build its neighbours anew, and a field among them loses
    the hand that types in it.
    """
    return ft.Semantics(content=bar or ft.Container(height=0), live_region=True, container=True, identifier=name)


def deed_button(key: str, words: str, icon: ft.IconData, on_click: Callable[[], None]) -> ft.Control:
    """Undo or redo, on the dark bar."""
    style = ft.ButtonStyle(color=ft.Colors.INVERSE_PRIMARY, padding=ft.Padding.symmetric(horizontal=S))
    return known(key, ft.TextButton(words, icon=icon, on_click=on_click, style=style, height=TARGET))
