"""A relay between tablets and a hub that does to each request what networks do, as it is told.

Every request is read whole, then its `Fate` decides. A connection carries one request, as the tablet makes them.
"""

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

HELD = 40  # connections that are left half-open at once; the oldest is closed then
LATE_AFTER = 4  # requests that overtake one that comes late
WHOLE_S = 30  # for a request or an answer to arrive here
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
KINDS = {"POST /v1/push": "push", "GET /v1/pull": "pull", "POST /v1/pictures/missing": "missing",
         "PUT /v1/pictures": "piece sent", "GET /v1/pictures": "piece fetched", "GET /v1/identity": "identity",
         "POST /v1/enrol": "enrol", "POST /v1/leave": "leave"}  # fmt: skip


@dataclass(frozen=True)
class Fate:
    """What becomes of one request; as it stands here, it is passed on and answered.

    `again` is how often it is sent once more after its answer, `beside` how often at the same time. `cut` is the byte
    of the request after which nothing passes, `cut_answer` that of the answer (0: it is lost); a cut that is `silent`
    leaves both ends believing in a connection. One that is `late` reaches the hub after those that came later.
    """

    name: str = "passed"
    again: int = 0
    beside: int = 0
    delay: float = 0.0
    cut: int | None = None
    cut_answer: int | None = None
    silent: bool = False
    late: bool = False


class Relay:
    """Listens on `port`, passes on to `hub`; `fate` is asked about the kind and the bytes of every request."""

    def __init__(self, port: int, hub: int, fate: Callable[[str, bytes], Fate]) -> None:
        self._port, self._hub, self._fate = port, hub, fate
        self.loop = asyncio.new_event_loop()
        self.did: Counter[tuple[str, str]] = Counter()
        self._held: list[asyncio.StreamWriter] = []
        self._late: list[tuple[int, bytes]] = []
        self._seen = 0

    async def serve(self, began: threading.Event, over: asyncio.Event) -> None:
        """Listens until it is over; what is late by then is sent before."""
        async with await asyncio.start_server(self._one, "127.0.0.1", self._port):
            began.set()
            await over.wait()
            await self.send_late()
            for each in self._held:
                each.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fate = Fate()
        with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            request = await _message(reader)
            kind = kind_of(request)
            fate = self._fate(kind, request)
            self.did[kind, fate.name] += 1
            self._seen += 1
            await asyncio.sleep(fate.delay)
            await self._pass(request, writer, fate)
        if not fate.silent:
            writer.close()
        await self.send_late(self._seen)

    async def _pass(self, request: bytes, writer: asyncio.StreamWriter, fate: Fate) -> None:
        if fate.late:
            self._late.append((self._seen + LATE_AFTER, request))
            return
        if fate.cut is not None:
            await self._cut(request[: fate.cut], writer, fate.silent)
            return
        answer, *_ = await asyncio.gather(*(self._ask(request) for _ in range(1 + fate.beside)))
        for _ in range(fate.again):
            answer = await self._ask(request)
        await asyncio.sleep(fate.delay)
        writer.write(answer if fate.cut_answer is None else answer[: fate.cut_answer])
        await writer.drain()
        if fate.silent:
            self._hold(writer)

    async def _cut(self, part: bytes, writer: asyncio.StreamWriter, silent: bool) -> None:
        _, onward = await asyncio.open_connection("127.0.0.1", self._hub)
        onward.write(part)
        await onward.drain()
        if silent:
            self._hold(writer)
            self._hold(onward)
        else:
            onward.close()

    def _hold(self, writer: asyncio.StreamWriter) -> None:
        self._held.append(writer)
        while len(self._held) > HELD:
            self._held.pop(0).close()

    async def _ask(self, request: bytes) -> bytes:
        """The hub's answer as it came, byte for byte."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._hub)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader)
        finally:
            writer.close()

    async def send_late(self, seen: int | None = None) -> None:
        """Sends what came late enough: after so many later requests, or all of it."""
        due = [request for at, request in self._late if seen is None or at <= seen]
        self._late = [each for each in self._late if each[1] not in due]
        for request in due:
            with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
                await self._ask(request)


async def _message(reader: asyncio.StreamReader) -> bytes:
    """A request or an answer, head and body."""
    async with asyncio.timeout(WHOLE_S):
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        return head + (await reader.readexactly(int(length[1])) if length else b"")


def kind_of(request: bytes) -> str:
    """What a request is for, in a word."""
    line = request.partition(b"\r\n")[0].decode("latin-1")
    return next((kind for start, kind in KINDS.items() if line.startswith(start)), line)


@contextmanager
def relayed(port: int, hub: int, fate: Callable[[str, bytes], Fate]) -> Iterator[Relay]:
    """A relay in a thread of its own, as long as the block lasts."""
    relay, began, over = Relay(port, hub, fate), threading.Event(), asyncio.Event()
    thread = threading.Thread(target=lambda: relay.loop.run_until_complete(relay.serve(began, over)), name="relay")
    thread.start()
    assert began.wait(60)
    try:
        yield relay
    finally:
        relay.loop.call_soon_threadsafe(over.set)
        thread.join(WHOLE_S)
        relay.loop.close()
