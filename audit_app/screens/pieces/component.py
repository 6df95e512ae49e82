"""How every screen and piece is drawn: as a component that cannot take the rest of the screen down with it.

Flet gives no word when drawing a component fails: the screen simply freezes. So a piece that fails is replaced by
a card that says so, the failure is logged, and everything round it goes on working.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import flet as ft

from audit_app.screens.session.language import say

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
log = logging.getLogger("audit_app.screens")


def piece(draw: Callable[P, ft.Control]) -> Callable[..., ft.Control]:
    """A component with its own state; accepts `key=` beside its own arguments."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> ft.Control:
        try:
            return draw(*args, **kwargs)
        except Exception:
            log.exception("The piece %s could not be drawn", draw.__name__)
            return broken(draw.__name__)

    return cast(Callable[..., ft.Control], cast(Any, ft.component)(drawn))


def row(draw: Callable[P, ft.Control]) -> Callable[..., ft.Control]:
    """A piece that is drawn again only when one of its arguments differs from last time: values and bound methods."""
    return cast(Callable[..., ft.Control], cast(Any, ft.memo)(piece(draw)))


def view(draw: Callable[P, ft.View]) -> Callable[..., ft.View]:
    """A whole screen, as a route shows it; when it cannot be drawn, a screen that says so and leads home."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> ft.View:
        try:
            return draw(*args, **kwargs)
        except Exception:
            log.exception("The screen %s could not be drawn", draw.__name__)
            route = ft.context.page.route or "/"
            home = ft.Button(say("Home"), on_click=lambda: ft.context.page.navigate("/"), key="home")
            return ft.View(route=route, controls=[broken(draw.__name__), home])

    return cast(Callable[..., ft.View], cast(Any, ft.component)(drawn))


def broken(name: str) -> ft.Control:
    """What stands in the place of a piece that could not be drawn."""
    words = say(
        "This part of the screen could not be shown ({name}). Nothing is lost. Go back and open it again.", name=name
    )
    return ft.Card(ft.Container(ft.Text(words, color=ft.Colors.ERROR), padding=16), key=f"broken.{name}")


def known(identifier: str, control: ft.Control, **semantics: Any) -> ft.Control:
    """The control with an identity: its `key` for headless tests, its semantics identifier for the browser."""
    if control.key is None:
        control.key = identifier
    return ft.Semantics(identifier=identifier, container=True, content=control, **semantics)


def held(start: T) -> tuple[T, Callable[[T], None]]:
    """A value a component holds from one drawing to the next, and the way to replace it; called first in a piece."""
    value, replace = ft.use_state(start)
    return value, cast(Callable[[T], None], replace)


def held_from(make: Callable[[], T]) -> tuple[T, Callable[[T], None]]:
    """The same, for a value that is worked out once."""
    value, replace = ft.use_state(cast(Any, make))
    return cast(T, value), cast(Callable[[T], None], replace)


class Same:
    """The parts of a list: one that shows what it showed in the drawing `before` is the very same control again.

    Such a one is not looked into; what was not drawn the last time is made anew.
    """

    def __init__(self, before: "Same | None" = None) -> None:
        self._before = before._shown if before is not None else {}
        self._shown: dict[str, tuple[tuple[Any, ...], ft.Control]] = {}

    def part(self, draw: Callable[..., ft.Control], *shows: Any, key: str) -> ft.Control:
        """The part of this key, drawn with the key where it shows anything else than before."""
        before = self._before.get(key)
        self._shown[key] = before if before is not None and before[0] == shows else (shows, draw(*shows, key=key))
        return self._shown[key][1]


def use_same() -> Same:
    """The parts of the drawing that goes on; for one component."""
    last, _ = held_from(list[Same])
    last[:] = [Same(*last)]
    return last[0]
