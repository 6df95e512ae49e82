"""Twenty people on one server, two of them typing: `python -m bench.people` prints the table for this machine.

Each has a connection and an audit of 180 items, and says on the wire what a browser says. Eighteen answer an item every
four seconds, timed from the tap to the message that draws the next item: by then the answer is kept. Two type notes all
the while, a key every 60 ms. Nothing is drawn here: twenty browsers would keep this machine from being a server.
Needs no network.
"""

import asyncio
import statistics
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgpack
from websockets.asyncio.client import ClientConnection, connect

from audit_app.audit.log.people import Person
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.store import Store
from bench.machine import busy, machine
from bench.store import begun, table
from tests.walks.kept import words
from tests.walks.server import Server

PEOPLE, TYPISTS, ITEMS, TAPS = 20, 2, 180, 15
EVERY, KEY = 4.0, 0.06  # seconds from one tap, and from one key, to the next
AIM = 300  # ms, of which 95 taps in a hundred may take no more
SENTENCE = "the quick brown fox jumps over the lazy dog "
REGISTER, EVENT, PROPS, CALL = 1, 3, 4, 5  # messages of Flet's client


class Unmoved(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the answer that sets the cookie is wanted."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass
class Client:
    """One person's connection, and the controls that were drawn on it by their names."""

    line: ClientConnection
    drawn: dict[str, int] = field(default_factory=dict)
    taken: list[float] = field(default_factory=list)
    typed: str = ""

    async def say(self, action: int, body: dict[str, Any]) -> None:
        """Sends one message."""
        await self.line.send(b"\x00" + bytes(msgpack.packb([action, body])))

    async def until(self, name: str) -> None:
        """Reads what the server draws until it draws this control."""
        while True:
            found = await self.hear()
            self.drawn |= found
            if name in found:
                return

    async def hear(self) -> dict[str, int]:
        """The next message, answered where it calls for an answer; gives the controls it draws."""
        frame = await asyncio.wait_for(self.line.recv(), 60)
        action, body = msgpack.unpackb(bytes(frame)[1:], strict_map_key=False, ext_hook=lambda *_: None)
        if action == CALL:
            what = {name: body[name] for name in ("control_id", "call_id")}
            await self.say(CALL, {**what, "result": None, "error": None})
        return dict(named(body))

    async def answers(self, first: float) -> None:
        """Answers items one after the other, and notes how long each took, in milliseconds."""
        await asyncio.sleep(first)
        for number in range(TAPS):
            due = time.perf_counter() + EVERY
            begins = time.perf_counter()
            await self.say(EVENT, {"target": self.drawn[answer(number)], "name": "click", "data": None})
            await self.until(answer(number + 1))
            self.taken.append((time.perf_counter() - begins) * 1000)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))

    async def types(self, until: float) -> None:
        """Types a note letter by letter, and leaves it."""
        note = self.drawn["note.item-0"]
        reading = asyncio.create_task(self._reads())
        await self.say(EVENT, {"target": note, "name": "focus", "data": None})
        while time.perf_counter() < until:
            self.typed += SENTENCE[len(self.typed) % len(SENTENCE)]
            await self.say(PROPS, {"id": note, "props": {"value": self.typed}})
            await self.say(EVENT, {"target": note, "name": "change", "data": self.typed})
            await asyncio.sleep(KEY)
        await self.say(EVENT, {"target": note, "name": "blur", "data": None})
        await asyncio.sleep(1)
        reading.cancel()

    async def _reads(self) -> None:
        while True:
            await self.hear()


def answer(number: int) -> str:
    """The name of the button that passes an item."""
    return f"answer.compliant.item-{number}"


def named(part: Any) -> Iterator[tuple[str, int]]:
    """Every control with a name in a message that hears a tap or a key, with its number."""
    if isinstance(part, dict):
        heard = "on_click" in part or "on_change" in part  # what stands about it may have its name too
        if isinstance(part.get("key"), str) and "_i" in part and heard:
            yield part["key"], part["_i"]
        part = list(part.values())
    for each in part if isinstance(part, list) else ():
        yield from named(each)


def prepared(folder: Path) -> list[str]:
    """An audit for each person; gives their ids."""
    with Store.at(folder) as store:
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True, guided=True))
        return [begun(store, ITEMS, f"MRI {number}").audit.id for number in range(1, PEOPLE + 1)]


def let_in(server: Server) -> str:
    """The cookie that the address which the server printed gives."""
    try:
        urllib.request.build_opener(Unmoved()).open(server.to())
    except urllib.error.HTTPError as moved:
        return str(moved.headers["set-cookie"]).partition(";")[0]
    raise RuntimeError("the printed address gives no cookie")


async def opened(server: Server, cookie: str, audit: str) -> Client:
    """Somebody with an audit on their screen."""
    origin: Any = server.address.rstrip("/")
    where = f"{server.address.replace('http', 'ws')}ws"
    one = Client(await connect(where, additional_headers={"Cookie": cookie}, origin=origin, max_size=None))
    page = {"route": f"/audit/{audit}", "web": True, "width": 1180, "height": 820, "platform": "android"}
    await one.say(REGISTER, {"session_id": None, "page_name": "", "page": page})
    await one.until(answer(0))
    return one


async def tapped(server: Server, audits: list[str]) -> list[Client]:
    """Everybody at work at once; gives them with what they noted."""
    cookie = let_in(server)
    clients = [await opened(server, cookie, audit) for audit in audits]
    until = time.perf_counter() + (TAPS + 1) * EVERY
    at_work = [each.types(until) for each in clients[:TYPISTS]]
    others = clients[TYPISTS:]
    at_work += [each.answers(number * EVERY / len(others)) for number, each in enumerate(others)]
    await asyncio.gather(*at_work)
    for each in clients:
        await each.line.close()
    return clients


def told(clients: list[Client], there: str) -> None:
    """Prints the table."""
    taken = sorted(each for one in clients for each in one.taken)
    typists = clients[:TYPISTS]
    lost = sum(each.typed.strip() not in there for each in typists)
    rows: list[tuple[str, ...]] = [
        ("people on one server, each with a connection and an audit of their own", f"{PEOPLE}", ""),
        ("of them typing; keys in all", f"{TYPISTS}; {sum(len(each.typed) for each in typists):,}", ""),
        ("taps timed", f"{len(taken):,}", ""),
        ("a tap, kept and sent to be drawn, median ms", f"{statistics.median(taken):.0f}", ""),
        ("a tap, kept and sent to be drawn, p95 ms", f"{taken[int(len(taken) * 0.95)]:.0f}", f"{AIM}"),
        ("a tap, kept and sent to be drawn, slowest ms", f"{taken[-1]:.0f}", ""),
        ("notes that are not kept as typed", f"{lost}", "0"),
    ]
    print(f"{machine()}, {busy()}\n\n{table('|measured|aim', rows)}")


def main() -> None:
    """Prepares, connects everybody, and measures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        audits = prepared(folder)
        server = Server(folder).start()
        try:
            clients = asyncio.run(tapped(server, audits))
            told(clients, words(folder))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
