"""Handlers that lead to another screen: the same one each time it is asked for, so that its button stays as drawn."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

import flet as ft

from audit_app.screens.session.desk import desk_here

HANDLERS = 500  # that are remembered


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
