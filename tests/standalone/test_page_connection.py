"""The one place that touches Flet's inside: it says so when Flet is another, and the screen outlives a bad message."""

import asyncio
import importlib
import sys
from collections.abc import Iterator
from importlib.metadata import version
from types import ModuleType
from typing import Any

import msgpack
import pytest
from flet.messaging.protocol import MessageAction

from audit_app.screens.browser import ahead
from audit_app.screens.flet_gaps import TRIED

CLICKED, NOT_KNOWN = MessageAction.CONTROL_EVENT.value, 99


class Packet:
    """Bytes as the page hands them over."""

    def __init__(self, action: int, body: dict[str, Any]) -> None:
        self._bytes = b"\0" + msgpack.packb([action, body])

    def to_py(self) -> bytes:
        return self._bytes


@pytest.fixture
def gaps() -> Iterator[ModuleType]:
    """The module as the browser loads it, with the place where Flet looks for the page's side."""
    sys.modules["flet_js"] = page = ModuleType("flet_js")
    page.documentUrl = "http://127.0.0.1/app/"  # type: ignore[attr-defined]
    try:
        yield importlib.import_module("audit_app.screens.browser.page_connection")
    finally:
        for name in ("flet_js", "audit_app.screens.browser.page_connection", "flet.messaging.pyodide_connection"):
            sys.modules.pop(name, None)


def test_flet_is_the_version_that_was_tried() -> None:
    assert version("flet") == TRIED, "look at audit_app/screens/browser/page_connection.py again"


def test_flets_message_loop_still_calls_what_is_guarded(gaps: ModuleType) -> None:
    assert "_PyodideConnection__on_message" in vars(gaps.PyodideConnection)
    assert "_PyodideConnection__on_message" in gaps.PyodideConnection.receive_loop.__code__.co_names


async def test_a_message_that_cannot_be_taken_does_not_end_the_screen(gaps: ModuleType) -> None:
    connection = gaps.BrowserConnection(lambda page: None)
    heard: list[str] = []

    class Session:
        async def dispatch_event(self, target: int, name: str, data: object) -> None:
            heard.append(name)

    connection.session = Session()
    await connection.connect(lambda packet: None)
    page: Any = sys.modules["flet_js"]
    page.send(Packet(NOT_KNOWN, {}))
    page.send(Packet(CLICKED, {"target": 1, "name": "click", "data": None}))
    for _ in range(10):
        await asyncio.sleep(0)
    assert heard == ["click"]


async def test_what_later_screens_need_is_imported_step_by_step_once_the_page_is_quiet() -> None:
    quiet, asked = [ahead.QUIET - 0.01], 0

    def quiet_for() -> float:
        nonlocal asked
        asked += 1
        return quiet[0] if asked == 1 else ahead.QUIET

    await ahead.import_ahead(quiet_for)
    assert asked == len(ahead.STEPS) + 1 and set(ahead.STEPS) <= sys.modules.keys()


async def test_a_message_of_the_page_is_no_quiet(gaps: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(gaps, "monotonic", lambda: now[0])
    connection = gaps.BrowserConnection(lambda page: None)
    now[0] += 5
    assert connection.quiet_for() == 5
    await connection._PyodideConnection__on_message(Packet(NOT_KNOWN, {}).to_py())
    assert connection.quiet_for() == 0
