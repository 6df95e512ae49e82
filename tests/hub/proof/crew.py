"""Tablets at work beside a hub: some push audits with pictures, one reads the feed, and all of it is told."""

import json
import time
from hashlib import sha256
from random import Random
from threading import Event, Thread
from typing import Any

import httpx2

from audit_app.audit.log.canonical import canonical
from audit_app.audit.log.entries import PhotoTaken
from audit_app.exchange.kept import ENTRY
from audit_app.hub.web.hub import Hub
from tests.hub.browser import Browser
from tests.hub.proof.promises import Told
from tests.hub.tablet import Tablet

SENDERS = 3
PIECE = 20_000  # bytes of a picture sent at once, so that a kill falls between two
AGAIN = 0.1  # share of the pushes that are sent again though they were answered


class Line:
    """The way from one tablet to the hub: what gets no answer is sent again until it does."""

    def __init__(
        self, port: int, token: str, told: Told, done: Event, named: str = "", up: Event | None = None
    ) -> None:
        headers = {"authorization": f"Bearer {token}"} | ({"host": named} if named else {})
        self._http = httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=20)
        self._told, self._done, self._up = told, done, up

    def close(self) -> None:
        """Gives the connection back."""
        self._http.close()

    def ask(self, method: str, address: str, **said: Any) -> Any:
        """The answer to a request, however often it has to be made; nothing when it is over."""
        while not self._done.is_set():
            if self._up:
                self._up.wait()
            try:
                answer = self._http.request(method, address, **said)
            except httpx2.TransportError as error:
                down = isinstance(error, httpx2.ConnectError)
                self._told.count("tries while it was down" if down else "requests cut off")
                time.sleep(0.02)
                continue
            if answer.status_code == 200:
                self._told.count("answers")
                return answer.json()
            if answer.status_code < 500:
                self._told.wrong.append(f"{method} {address}: {answer.status_code} {answer.text[:300]}")
                return None
            self._told.count("answers of 5xx")
            time.sleep(0.02)
        return None


def sends(tablet: Tablet, line: Line, told: Told, stop: Event, random: Random) -> None:
    """Makes audits and pushes them a few entries at a time, with pictures in pieces, until told to stop."""
    while not stop.is_set():
        visit = tablet.begin()
        audit, sent = visit.audit.id, 0
        for _ in range(random.randrange(2, 12)):
            for _ in range(random.randrange(1, 9)):
                visit.answer("sign", random.choice(["compliant", "deficient", "partly"]))
            data = random.randbytes(random.randrange(1, 4 * PIECE)) if random.random() < 0.3 else b""
            if data:
                name = sha256(data).hexdigest()
                visit.enter(PhotoTaken, photo=name[:8], digest=name, item="sign")  # type: ignore[arg-type]  # only these are given
            bodies = tablet.store.raw(audit)
            for _ in range(1 + (random.random() < AGAIN)):
                answer = line.ask("POST", "/v1/push", content=tablet.message(audit, bodies[sent:], sent == 0).encode())
            if not answer:
                return
            with told.lock:
                told.entries |= {json.loads(body)["sha"]: body for body in bodies[sent:]}
            told.count("pushes")
            sent = len(bodies)
            if data and not picture(line, data, told):
                return


def picture(line: Line, data: bytes, told: Told) -> bool:
    """Sends a picture piece by piece, asking where to go on after each; whether it was acknowledged."""
    name, offset = sha256(data).hexdigest(), 0
    while True:
        piece = data[offset : offset + PIECE]
        answer = line.ask("PUT", f"/v1/pictures/{name}", params={"size": len(data), "offset": offset}, content=piece)
        if not answer:
            return False
        told.count("pieces of pictures")
        if answer["receipt"]:
            with told.lock:
                told.pictures.add(name)
            return True
        offset = answer["offset"]


def reads(line: Line, told: Told, stop: Event) -> None:
    """Pulls the feed, going on where it was, and begins anew at times."""
    after = 0
    while not stop.is_set():
        page = line.ask("GET", "/v1/pull", params={"after": after, "limit": 40})
        if not page:
            return
        told.count("pages read")
        for item in page["items"]:
            number, body = item["n"], canonical(item["body"]) if item["kind"] == ENTRY else ""
            if told.read.setdefault(number, body) != body:
                told.wrong.append(f"number {number} of the feed was told in two ways")
            if number <= after:
                told.wrong.append(f"number {number} of the feed was given again after {after}")
            after = max(after, number)
        if not page["items"]:
            time.sleep(0.05)


def read_to_the_end(line: Line, told: Told) -> None:
    """Waits until the reader has seen whatever there is."""
    while not told.wrong:
        page = line.ask("GET", "/v1/pull", params={"after": max(told.read, default=0), "limit": 1})
        if not page or not page["items"]:
            return
        time.sleep(0.05)


class Crew:
    """Tablets that push and one that reads, from `start` until they `rest`; each line goes on until `close`."""

    def __init__(self, hub: Hub, port: int, told: Told) -> None:
        self.up = Event()  # whoever knows that no hub runs takes it down: nobody asks a closed door meanwhile
        self.up.set()
        self._told, self._stop, self._resting, self._done = told, Event(), Event(), Event()
        self._lead = Browser(hub)
        self._lead.begin()
        self._tablets = [Tablet(self._lead) for _ in range(SENDERS)]
        asking = (*self._tablets, self._tablets[0])
        self._lines = [Line(port, each.told["token"], told, self._done, up=self.up) for each in asking]
        self._work: list[Thread] = []
        self._reader = Thread(target=reads, args=(self._lines[-1], told, self._resting))

    def start(self, random: Random) -> None:
        """All begin."""
        for tablet, line in zip(self._tablets, self._lines[:-1], strict=True):
            self._work.append(
                Thread(target=sends, args=(tablet, line, self._told, self._stop, Random(random.random())))
            )
        for thread in (*self._work, self._reader):
            thread.start()

    def rest(self) -> None:
        """Waits until all that was begun is answered, and the feed is read to its end; a hub must be running."""
        self._stop.set()
        for thread in self._work:
            thread.join()
        read_to_the_end(self._lines[0], self._told)
        self._resting.set()
        self._reader.join()

    def close(self) -> None:
        """Asks no more, and gives everything back."""
        self._done.set()
        self.up.set()
        stores, clients = (each.store for each in self._tablets), (each.http for each in self._tablets)
        for each in (*self._lines, *clients, *stores, self._lead.http):
            each.close()
