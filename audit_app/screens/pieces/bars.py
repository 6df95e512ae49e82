"""The bars under and over a screen's body: what went wrong, what was just done, and that nobody has said their name."""

import asyncio
from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.screens.pieces.component import known, piece
from audit_app.screens.pieces.layout import TARGET, M, S, icon_button
from audit_app.screens.pieces.navigation import aside, here
from audit_app.screens.session.bars import Deed
from audit_app.screens.session.desk import Desk, use_bars, use_desk
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt

DEED_STAYS = 6  # seconds


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
