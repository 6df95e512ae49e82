"""What Flet does not offer to an app in a browser, put right in one place, as `screens/flet_gaps.py` is for all apps.

- One answer of the client that comes too late ends Flet's loop for good, and the screen hears no more.
- A session is started by a function that Flet keeps to itself.
"""

import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import flet as ft
from flet.controls.context import _context_page, context
from flet.messaging.pyodide_connection import PyodideConnection
from flet.messaging.session import Session

log = logging.getLogger("audit_app.screens.browser")


class BrowserConnection(PyodideConnection):
    """The way between the app and the screens in one page."""

    def __init__(self, start: Callable[[ft.Page], None]) -> None:
        super().__init__(on_session_created=starting(start), before_main=None)
        self._heard = monotonic()

    def quiet_for(self) -> float:
        """How many seconds ago the page was heard last."""
        return monotonic() - self._heard

    async def _PyodideConnection__on_message(self, data: Any) -> None:
        self._heard = monotonic()
        try:
            await super()._PyodideConnection__on_message(data)  # type: ignore[misc] # made of two underscores
        except Exception:
            log.exception("A message of the page could not be taken")


def starting(start: Callable[[ft.Page], None]) -> Callable[[Session], Awaitable[None]]:
    """What Flet calls with a new session."""

    async def started(session: Session) -> None:
        _context_page.set(session.page)
        context.reset_auto_update()  # type: ignore[no-untyped-call]
        start(session.page)
        await session.after_event(session.page)

    return started
