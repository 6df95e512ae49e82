"""The web sockets of the screens: what a client must say first, how much at once, and sessions that are given back."""

import asyncio
import contextlib
from typing import Any

import msgpack
from flet.messaging.protocol import MessageAction, RegisterClientRequestBody
from starlette.websockets import WebSocket

MOST = 64  # web sockets at once
FIRST, FIRST_WITHIN = 64 * 1024, 15  # bytes of the first frame, and the seconds it must come in
LARGEST = 32 * 2**20  # bytes of any later frame: a picture from the camera comes in one
MARK = b"\x02"  # begins a frame that is given back as it is: what was sent before it has arrived (`assets/typed.js`)
MOST_PARTS, MOST_IN_LIST = 100_000, 10_000  # numbers, words and the like in one frame, and in one list of it
SESSION_KEPT = 4 * 3600  # seconds a session outlives its connection; what was typed and kept outlives it anyway
CLOSED_KEPT = 20  # sessions without a connection kept at once
FULL, WRONG, ELSEWHERE = 4429, 4400, 4409  # codes of closed web sockets, which the page puts into words
GIVEN_UP_WITHIN = 5  # seconds in which an older connection lets its session go


class Sockets:
    """An ASGI application that passes on to `connected` web sockets that begin as a client of the screens does."""

    def __init__(self, connected: Any) -> None:
        self._connected, self._now = connected, 0
        self._frames: dict[str, _Frames] = {}  # of the connections there are, by session

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self._now >= MOST:
            await _refuse(receive, send, FULL)
            return
        self._now += 1
        try:
            await self._screens(scope, receive, send)
        finally:
            self._now -= 1

    async def _screens(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        try:
            first = await asyncio.wait_for(receive(), FIRST_WITHIN)
        except TimeoutError:
            first = {}
        frame = first.get("bytes") or b""
        if not begins(frame):
            if first.get("type") != "websocket.disconnect":
                await send({"type": "websocket.close", "code": WRONG})
            return
        if widen := scope.get("state", {}).get("widen"):
            widen(LARGEST)
        frames = _Frames([{"type": "websocket.connect"}, first], receive, send, self._frames)
        try:
            await frames.take_over(session_of(frame))
            await self._connected(WebSocket(scope, frames.receive, frames.send))
        finally:
            frames.done()


class _Frames:
    """The frames of one web socket, each looked at before it is unpacked; the first two were taken before.

    It stands among `every` under its session, once Flet has told the page which that is, until it is `done`.
    """

    def __init__(self, taken: list[Any], receive: Any, send: Any, every: "dict[str, _Frames]") -> None:
        self._taken, self._receive, self._send, self._every = taken, receive, send, every
        self._session = ""
        self._told = False  # which session it is
        self._under_way: set[asyncio.Future[Any]] = set()  # what is waited for: a frame, or a slow client
        self._farewell: asyncio.Future[Any] | None = None
        self._given_up = self._closed = False
        self._over = asyncio.Event()

    async def receive(self) -> Any:
        """The next frame; a mark is given back, and one that is not sound ends the connection."""
        message = self._taken.pop(0) if self._taken else await self._arrived()
        while is_mark(message):
            await self.send({"type": "websocket.send", "bytes": message["bytes"]})
            message = await self._arrived()
        if message["type"] == "websocket.receive" and not sound(message.get("bytes") or b""):
            self._closed = True
            await self._send({"type": "websocket.close", "code": WRONG})
            return {"type": "websocket.disconnect", "code": WRONG}
        return message

    async def send(self, message: Any) -> None:
        """Sends, but for the acceptance, which was sent before; to a client that is gone it sends nothing.

        What is raised here would keep Flet from noting that the session has no connection: it would never be given
        back, and a tablet that comes again would get a new one.
        """
        if message["type"] == "websocket.accept" or self._given_up or self._closed:
            return
        if not self._told:
            self._told = True
            self._stand_under(session_of(message.get("bytes") or b""))
        with contextlib.suppress(OSError, RuntimeError):  # uvicorn's words for a client that is gone
            await self._unless_given_up(self._send(message))

    async def take_over(self, session: str) -> None:
        """Ends an older connection of this session: a page that comes again knows better than we that it is gone.

        A tablet that went from one access point to the next leaves one that looks alive for seconds. Flet would begin a
        new session beside it, without what was being typed in the old one.
        """
        if not session:
            return
        older, self._every[session] = self._every.get(session), self
        self._session = session
        if older is not None:
            await older.give_up()

    async def give_up(self) -> None:
        """Ends the connection, and waits until its session is free for another one."""
        self._given_up = True
        for each in list(self._under_way):
            each.cancel()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), GIVEN_UP_WITHIN)

    def done(self) -> None:
        """The connection has ended, and its session knows it."""
        self._over.set()
        if self._every.get(self._session) is self:
            del self._every[self._session]

    def _stand_under(self, session: str) -> None:
        """Flet has told which session it is: another one than the page asked for, where that was gone."""
        if session and session != self._session:
            if self._every.get(self._session) is self:
                del self._every[self._session]
            self._session, self._every[session] = session, self

    async def _arrived(self) -> Any:
        """The next frame as it came; the word that the client is gone, where the connection was given up."""
        if not self._given_up:
            message = await self._unless_given_up(self._receive())
            if message is not None:
                return message
        if self._farewell is None:
            self._farewell = asyncio.ensure_future(_close(self._send))  # a dead one keeps nobody waiting
        return {"type": "websocket.disconnect", "code": ELSEWHERE}

    async def _unless_given_up(self, work: Any) -> Any:
        """What `work` gives; None where the connection is given up meanwhile."""
        doing = asyncio.ensure_future(work)
        self._under_way.add(doing)
        try:
            return await doing
        except asyncio.CancelledError:
            if not self._given_up:
                raise
            return None
        finally:
            self._under_way.discard(doing)


async def _refuse(receive: Any, send: Any, code: int) -> None:
    """Closes a web socket with a code that its page can read: only one that was accepted has one."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code})


async def _close(send: Any) -> None:
    """Tells a page, where it is still there, that its session goes on elsewhere."""
    with contextlib.suppress(OSError, RuntimeError):
        await send({"type": "websocket.close", "code": ELSEWHERE})


def session_of(frame: bytes) -> str:
    """The session that a page names in its first frame, or is told in the answer to it; empty where there is none."""
    body = msgpack.unpackb(frame[1:], ext_hook=lambda code, data: None, strict_map_key=False)[1]
    return str(body.get("session_id") or "") if isinstance(body, dict) else ""


def begins(frame: bytes) -> bool:
    """Whether a frame registers a client, as the first one must: until then there is no session to speak in."""
    if len(frame) > FIRST or frame[:1] != b"\x00" or not sound(frame):
        return False
    action, body = msgpack.unpackb(frame[1:])
    try:
        asked = RegisterClientRequestBody(**body)
    except TypeError:
        return False
    return bool(action == MessageAction.REGISTER_CLIENT.value and isinstance(asked.page, dict))


def is_mark(message: Any) -> bool:
    """Whether a page asks only whether what it sent before has arrived."""
    frame = message.get("bytes") or b""
    return frame[:1] == MARK and len(frame) == 5


def sound(frame: bytes) -> bool:
    """Whether a frame is one action and its body, with no more parts than a screen ever sends; unpacks only so much."""
    if frame[:1] != b"\x00":
        return frame[:1] == b"\x01" and len(frame) >= 5  # bytes for a channel of their own
    parts, longest = _Parts(), min(len(frame), MOST_IN_LIST)
    try:
        whole = msgpack.unpackb(
            frame[1:], list_hook=parts.count, object_pairs_hook=parts.count, ext_hook=lambda code, data: None,
            max_array_len=longest, max_map_len=longest, strict_map_key=False,
        )  # fmt: skip
    except (ValueError, TypeError, msgpack.UnpackException, RecursionError):
        return False
    return isinstance(whole, list) and len(whole) == 2


class _Parts:
    """Counts the parts of a frame while it is unpacked."""

    def __init__(self) -> None:
        self._left = MOST_PARTS

    def count(self, inside: list[Any]) -> list[Any]:
        """Takes the parts of one list or map off; ValueError when there are too many."""
        self._left -= 1 + len(inside)
        if self._left < 0:
            raise ValueError("too many parts")
        return inside


async def give_back(manager: Any, kept: int) -> None:
    """Ends the sessions that have been without a connection longest, but for the newest `kept`."""
    sessions = getattr(manager, "_FletAppManager__sessions")  # noqa: B009 - Flet has no other way to them
    closed = sorted((one.expires_at, name) for name, one in sessions.items() if one.expires_at)
    for _, name in closed[: max(0, len(closed) - kept)]:
        await manager.delete_session(name)
