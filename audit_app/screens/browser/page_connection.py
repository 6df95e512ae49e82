"""What Flet does not offer to an app in a browser, put right in one place, as `screens/flet_gaps.py` is for all apps.

- A file that the person picks is sent to an address: Flet has none without a server (`get_upload_url`).
- One answer of the client that comes too late ends Flet's loop for good, and the screen hears no more.
- A session is started by a function that Flet keeps to itself.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import flet as ft
from flet.controls.context import _context_page, context
from flet.messaging.pyodide_connection import PyodideConnection
from flet.messaging.session import Session

log = logging.getLogger("audit_app.screens.browser")


class BrowserConnection(PyodideConnection):
    """The way between the app and the screens in one page; `base` is the folder the page was loaded from."""

    def __init__(self, start: Callable[[ft.Page], None], base: str) -> None:
        super().__init__(on_session_created=starting(start), before_main=None)
        self._base = base

    def get_upload_url(self, file_name: str, expires: int) -> str:
        """Where the page sends a picked file; it is answered in the browser itself."""
        return f"{self._base}upload?f={quote(file_name, safe='')}"

    async def _PyodideConnection__on_message(self, data: Any) -> None:
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
