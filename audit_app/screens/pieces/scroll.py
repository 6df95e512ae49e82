"""Where a screen stands: its tab, and a row of a long list in view once the client has laid out what it was sent."""

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from audit_app.screens.flet_gaps import is_gone
from audit_app.screens.pieces.component import held_from
from audit_app.screens.session.desk import Desk

FRAMES = 0.05  # seconds in which a client lays out what it was sent


def use_tab(desk: Desk, route: str, first: str) -> tuple[str, Callable[[str], None]]:
    """The tab that a screen shows, and the way to turn to another: who comes back finds the one that was left."""
    shown, show = held_from(lambda: desk.trail.tab(route, first))

    def turn(tab: str) -> None:
        desk.trail.turned_to(route, tab)
        show(tab)

    return shown, turn


async def into_view(ref: ft.Ref[ft.Column], key: str) -> None:
    """Turns a list until the row with this scroll key is on top; to its beginning without a key.

    A list turned at once goes by where the row stood before: the client turns first and lays out afterwards. It answers
    a turn by nothing when it has what was drawn, and a few frames later that has its place. It turns without sliding:
    a list that slides does not hear taps, and a quick hand would tap in vain.
    """
    await _turn(ref, delta=0)
    await asyncio.sleep(FRAMES)
    await (_turn(ref, scroll_key=key, duration=0) if key else _turn(ref, offset=0))


async def to_offset(ref: ft.Ref[ft.Column], offset: float) -> None:
    """Turns a list to where it was scrolled, in logical pixels, once the client has laid it out."""
    await _turn(ref, delta=0)
    await asyncio.sleep(FRAMES)
    await _turn(ref, offset=offset, duration=0)


async def _turn(ref: ft.Ref[ft.Column], **where: Any) -> None:
    """Turns a list that is still on the screen; a tablet that was switched off meanwhile needs no word."""
    listed = ref.current
    if listed is None or not listed.page:
        return
    page = listed.page
    try:
        await listed.scroll_to(**where)
    except Exception as error:  # Flet ends a call to a client that went away in several ways; `is_gone` knows them
        if not is_gone(page, error):
            raise
