"""The hub's kill test: it is killed with SIGKILL at random instants while tablets push, send pictures and pull.

    python -m tests.hub.proof.killing KILLS [SEED]     prints what happened as JSON; exit code 1 when anything was lost

MR_AUDIT_HUB_DATABASE chooses the database. One process forks every hub, so that the imports are paid for once. What
must hold stands in promises.py.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import httpx2

from audit_app.audit.log.canonical import canonical
from audit_app.audit.log.entries import PhotoTaken
from audit_app.exchange.kept import ENTRY
from audit_app.hub.identity import passwords
from audit_app.hub.serving import serve
from audit_app.hub.settings import Settings, from_environment
from audit_app.hub.web.hub import Hub
from tests.hub.browser import Browser
from tests.hub.proof.promises import Told, wrong_at_rest, wrong_in
from tests.hub.tablet import Tablet

SENDERS = 3
ANSWERS, LATER = 12, 0.05  # answers of one hub before its kill at most, and seconds after the last of them
LONGEST_S = 10  # seconds a hub lives though it answers nothing
LOOKED_EVERY = 50  # kills after which everything is read again
PIECE = 20_000  # bytes of a picture sent at once, so that a kill falls between two
AGAIN = 0.1  # share of the pushes that are sent again though they were answered


class Line:
    """The way from one tablet to the hub: what gets no answer is sent again until it does."""

    def __init__(self, port: int, token: str, told: Told, done: Event, named: str = "") -> None:
        headers = {"authorization": f"Bearer {token}"} | ({"host": named} if named else {})
        self._http = httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=20)
        self._told, self._done = told, done

    def close(self) -> None:
        """Gives the connection back."""
        self._http.close()

    def ask(self, method: str, address: str, **said: Any) -> Any:
        """The answer to a request, however often it has to be made; nothing when it is over."""
        while not self._done.is_set():
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


class Served:
    """A process that forks a hub when it is told to."""

    def __init__(self, folder: Path, port: int) -> None:
        command = [sys.executable, "-m", "tests.hub.proof.killing", "--serve", str(folder), str(port)]
        pipes = {
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.DEVNULL,
            "start_new_session": True,
        }
        self._forker = subprocess.Popen(command, text=True, **pipes)  # type: ignore[call-overload]
        self._port = port

    def start(self) -> int:
        """Starts a hub; gives its process id once it listens."""
        self._forker.stdin.write("\n")
        self._forker.stdin.flush()
        process = int(self._forker.stdout.readline())
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                time.sleep(0.01)
            else:
                return process

    def kill(self, process: int) -> None:
        """Kills it, and waits until it is gone."""
        os.kill(process, signal.SIGKILL)
        self._forker.stdout.readline()

    def close(self) -> None:
        """Ends the process that forks, and the hub with it if one runs."""
        os.killpg(self._forker.pid, signal.SIGKILL)
        self._forker.communicate()


def forks(folder: Path, port: int) -> None:
    """For each line that comes in: a hub in a process of its own, its id told, and told again when it ended."""
    settings = from_environment(folder, address=f"http://127.0.0.1:{port}")
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            os.dup2(
                os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
            )  # what it prints is not for the forker's reader
            serve(settings, "127.0.0.1", port)
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


@contextmanager
def opened(settings: Settings) -> Iterator[Hub]:
    """The installation, opened from here while no hub runs."""
    hub = Hub.at(settings)
    try:
        yield hub
    finally:
        hub.close()


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def campaign(folder: Path, kills: int, seed: int, seconds: float = float("inf")) -> Told:
    """Kills a hub so many times, or for so long; what was told, with everything that is wrong."""
    random, told, stop, done = Random(seed), Told(), Event(), Event()
    port, end = free_port(), time.monotonic() + seconds
    settings = from_environment(folder, address=f"http://127.0.0.1:{port}")
    with opened(settings) as hub:
        lead = Browser(hub)
        lead.begin()
        tablets = [Tablet(lead) for _ in range(SENDERS)]
    served = Served(folder, port)
    lines = [Line(port, each.told["token"], told, done) for each in (*tablets, tablets[0])]
    work = [
        Thread(target=sends, args=(tablet, line, told, stop, Random(random.random())))
        for tablet, line in zip(tablets, lines[:-1], strict=True)
    ]
    resting = Event()
    reader = Thread(target=reads, args=(lines[-1], told, resting))
    for thread in (*work, reader):
        thread.start()
    try:
        for number in range(1, kills + 1):
            process = served.start()
            _wait(told, told.did.get("answers", 0) + random.randrange(ANSWERS))
            time.sleep(random.uniform(0, LATER))
            served.kill(process)
            if number % LOOKED_EVERY == 0:
                with opened(settings) as hub:
                    told.wrong += wrong_in(hub, told)
            if told.wrong or time.monotonic() > end:
                break
        process = served.start()
        stop.set()
        for thread in work:
            thread.join()
        read_to_the_end(lines[0], told)
        resting.set()
        reader.join()
        served.kill(process)
    finally:
        done.set()
        served.close()
        for each in (*lines, *(tablet.http for tablet in tablets), *(tablet.store for tablet in tablets), lead.http):
            each.close()
    with opened(settings) as hub:
        told.wrong += wrong_at_rest(hub, told)
    told.did["kills"] = number
    return told


def _wait(told: Told, answers: int) -> None:
    """Waits until so many requests were answered: a busy machine does not make kills that fall on nothing."""
    end = time.monotonic() + LONGEST_S
    while told.did.get("answers", 0) < answers and time.monotonic() < end:
        time.sleep(0.002)


def read_to_the_end(line: Line, told: Told) -> None:
    """Waits until the reader has seen whatever there is."""
    while not told.wrong:
        page = line.ask("GET", "/v1/pull", params={"after": max(told.read, default=0), "limit": 1})
        if not page or not page["items"]:
            return
        time.sleep(0.05)


def main() -> int:
    """The command."""
    if sys.argv[1] == "--serve":
        forks(Path(sys.argv[2]), int(sys.argv[3]))
        return 0
    passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)
    with tempfile.TemporaryDirectory(prefix="hub-kills-") as folder:
        told = campaign(Path(folder) / "hub", int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    counts = {"entries": len(told.entries), "pictures": len(told.pictures), "numbers read": len(told.read)}
    print(json.dumps({**counts, **told.did, "wrong": told.wrong[:20]}))
    return 1 if told.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
