"""Drives the screens with no browser: find a control by its key, press, type, leave, and read what is shown.

The tree of controls lives in Python, so a stand-in for the client only has to take every message a real one would,
in the same encoding, and remember what went wrong.
"""

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import flet as ft
import msgpack
from flet.components.component import Component
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

LEAVES = {"page", "key", "data", "ref", "value", "tooltip", "style", "padding", "margin", "border", "expand"}
encode = configure_encode_object_for_msgpack(BaseControl)


class Client(Connection):
    """A client that accepts every message, answers every call, and remembers crashes."""

    def __init__(self, hub: PubSubHub | None = None) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(1)
        self.pubsubhub = hub or PubSubHub(loop=self.loop, executor=self.executor)
        self.page_url, self.page_name = "http://test", ""
        self.session: Session | None = None
        self.crashes: list[str] = []
        self.sent = self.messages = 0  # bytes, and how many messages they came in
        self.moves: list[asyncio.Future[None]] = []
        self.called: list[tuple[str, Any]] = []
        self.answers: dict[str, Any] = {}

    def send_message(self, message: Any) -> None:
        self.messages += 1
        self.sent += len(msgpack.packb([message.action, message.body], default=encode))  # what cannot be sent fails
        if message.action is MessageAction.SESSION_CRASHED:
            self.crashes.append(str(message.body.message))
        if message.action is MessageAction.INVOKE_METHOD and self.session:
            self.called.append((message.body.name, message.body.args))
            self.loop.call_soon(self._answer, message.body)

    def _answer(self, call: Any) -> None:
        assert self.session is not None
        answer = self.answers.get(call.name)
        if call.name == "push_route":
            page = self.session.page
            page.route = call.args["route"]
            moved = self.session.dispatch_event(page._i, "route_change", {"route": page.route})
            self.moves.append(asyncio.ensure_future(moved))
        if call.control_id in self.session.index:
            self.session.handle_invoke_method_results(call.control_id, call.call_id, answer, None)

    def get_upload_url(self, file_name: str, expires: int) -> str:
        return f"/upload?f={file_name}"


class Screen:
    """What one person sees and does."""

    def __init__(self, session: Session, client: Client) -> None:
        self.session, self.client = session, client
        self.broken: list[str] = []
        self.may_break = False

    @property
    def page(self) -> ft.Page:
        return self.session.page

    def controls(self) -> Iterator[BaseControl]:
        """Every control of the screen on top, and of open dialogs."""
        top = self.page.views[-1:] if isinstance(self.page.views, list) else self.page.views
        views = [each for each in walk(top) if isinstance(each, ft.View)]
        yield from walk(views[-1:])
        yield from walk([each for each in self.page._dialogs.controls if getattr(each, "open", True)])

    def all(self, key: str) -> list[Any]:
        """Every control with this key."""
        found = {id(c): c for c in self.controls() if getattr(c, "key", None) == key and not isinstance(c, Component)}
        return list(found.values())

    def __getitem__(self, key: str) -> Any:
        found = self.all(key)
        assert len(found) == 1, f"{key}: {len(found)} on the screen; there are {sorted(self.known())}"
        return found[0]

    def __contains__(self, key: str) -> bool:
        return bool(self.all(key))

    def known(self) -> set[str]:
        """The key of every control that has one."""
        return {str(c.key) for c in self.controls() if getattr(c, "key", None) and not isinstance(c, Component)}

    def says(self, words: str) -> bool:
        """True when some text on the screen holds these words."""
        return any(words in text for text in self.texts())

    def texts(self) -> list[str]:
        """Every text shown, labels and errors of fields too."""
        found = []
        for control in self.controls():
            for name in ("value", "label", "error", "tooltip", "content", "text"):
                words = getattr(control, name, None)
                if isinstance(words, str) and words:
                    found.append(words)
        return found

    async def press(self, key: str) -> None:
        await self.send(self[key], "click")

    async def type(self, key: str, text: str) -> None:
        await self.send(self[key], "change", text, value=text)

    async def leave(self, key: str) -> None:
        await self.send(self[key], "blur")

    async def fill(self, key: str, text: str) -> None:
        """Types a text and leaves the field."""
        await self.type(key, text)
        await self.leave(key)

    async def pick(self, key: str, value: str) -> None:
        """Chooses from a drop-down list."""
        await self.send(self[key], "select", value, value=value)

    async def choose(self, key: str, value: str) -> None:
        """Chooses one of a row of segments."""
        await self.send(self[key], "change", value, value=value)

    async def switch(self, key: str, on: bool) -> None:
        await self.send(self[key], "change", on, value=on)

    async def send(self, control: BaseControl, event: str, data: object = None, **props: Any) -> None:
        if props:
            self.session.apply_patch(control._i, props)
        await self.session.dispatch_event(control._i, event, data)
        await self.settle()

    async def go(self, route: str) -> None:
        """Goes to an address, as a link or the browser's own buttons would."""
        self.page.route = route
        await self.session.dispatch_event(self.page._i, "route_change", {"route": route})
        await self.settle()

    async def settle(self, turns: int = 30) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        task = getattr(self.session, "_Session__updates_task", None)
        if task is not None and task.done() and not task.cancelled() and task.exception():
            raise task.exception()
        assert not self.client.crashes, self.client.crashes[0]
        assert self.may_break or not self.broken, self.broken[0]

    async def until(self, true: Callable[[], bool], turns: int = 12_000) -> None:
        """Waits for work done beside the screen to show."""
        for _ in range(turns):
            if true():
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"never came true; the screen says {self.texts()}")


class Watcher(logging.Handler):
    """Notices every piece that could not be drawn; on the screen it is only a card that says so."""

    def __init__(self, broken: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.broken = broken

    def emit(self, record: logging.LogRecord) -> None:
        if "could not be drawn" in record.getMessage():
            self.broken.append(self.format(record))


def walk(node: Any) -> Iterator[BaseControl]:
    """A control and everything in it, the bodies of components too."""
    seen: set[int] = set()
    ahead = [node]
    while ahead:
        each = ahead.pop()
        if isinstance(each, list | tuple):
            ahead.extend(reversed(each))
        elif isinstance(each, BaseControl) and id(each) not in seen:
            seen.add(id(each))
            yield each
            ahead.extend([each._b] if isinstance(each, Component) else reversed(held(each)))


def held(control: BaseControl) -> list[Any]:
    """What a control was given of what may hold controls, in the order of its fields; Flet keeps no defaults."""
    order = parts(type(control))
    given = [name for name in (*control._values, *vars(control)) if name in order]
    return [getattr(control, name) for name in sorted(given, key=order.__getitem__)]


@cache
def parts(kind: type) -> dict[str, int]:
    """The fields of a kind of control that may hold controls, and their order."""
    shown = (field for field in dataclasses.fields(kind) if not field.metadata.get("skip"))
    names = (field.name for field in shown if not field.name.startswith("_") and field.name not in LEAVES)
    return {name: number for number, name in enumerate(names)}


@contextlib.asynccontextmanager
async def screen(
    main: Callable[[ft.Page], Any],
    *,
    route: str = "/",
    width: int = 1180,
    height: int = 820,
    hub: PubSubHub | None = None,
) -> AsyncIterator[Screen]:
    """A session of the app started by `main`, as one tablet has it."""
    client = Client(hub)
    session = client.session = Session(client)
    page = {"route": route, "platform": "android", "platform_brightness": "light", "web": True}
    session.apply_page_patch({**page, "width": width, "height": height})
    token = _context_page.set(session.page)
    context.reset_auto_update()
    shown = Screen(session, client)
    answer = RegisterClientResponseBody(session_id=session.id, page_patch=session.get_page_patch(), error="")
    client.send_message(Message(MessageAction.REGISTER_CLIENT, answer))  # packing it starts the tracking of changes
    watcher = Watcher(shown.broken)
    drawn = logging.getLogger("audit_app.screens")
    drawn.addHandler(watcher)
    try:
        main(session.page)
        await session.after_event(session.page)
        await shown.settle()
        yield shown
    finally:
        drawn.removeHandler(watcher)
        before = asyncio.all_tasks()
        session.close()
        if closing := asyncio.all_tasks() - before:  # whoever opens the app next finds this session gone
            await asyncio.wait(closing)
        await asyncio.sleep(0)
        client.executor.shutdown(wait=False)
        _context_page.reset(token)
