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
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random, SystemRandom

import uvicorn

from audit_app.hub.identity import passwords
from audit_app.hub.serving import Patient, serve
from audit_app.hub.settings import Settings, from_environment
from audit_app.hub.web.hub import Hub
from tests.hub.proof.crew import Crew
from tests.hub.proof.promises import Told, wrong_at_rest, wrong_in

ANSWERS, LATER = 12, 0.05  # answers of one hub before its kill at most, and seconds after the last of them
LONGEST_S = 10  # seconds a hub lives though it answers nothing
LOOKED_EVERY = 50  # kills after which everything is read again
GIVEN_TO_NOBODY = range(10_000, 32_000)  # ports below those that a system hands out to whoever names none


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
        # its overloads cannot be told apart where pipes are given by name
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
    uvicorn.Config(lambda: None, http=Patient).load()  # what it imports when it starts, once and for every hub
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
    """A port of this machine that nothing listens on, and that nobody is given who asks the system for any."""
    for port in SystemRandom().sample(GIVEN_TO_NOBODY, 100):
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise AssertionError("a hundred ports are taken")


def campaign(folder: Path, kills: int, seed: int, seconds: float = float("inf")) -> Told:
    """Kills a hub so many times, or for so long; what was told, with everything that is wrong."""
    random, told = Random(seed), Told()
    port, end = free_port(), time.monotonic() + seconds
    settings = from_environment(folder, address=f"http://127.0.0.1:{port}")
    with opened(settings) as hub:
        crew = Crew(hub, port, told)
    served = Served(folder, port)
    crew.up.clear()
    crew.start(random)
    try:
        for number in range(1, kills + 1):
            process = served.start()
            crew.up.set()
            _wait(told, told.did.get("answers", 0) + random.randrange(ANSWERS))
            time.sleep(random.uniform(0, LATER))
            served.kill(process)
            crew.up.clear()
            if number % LOOKED_EVERY == 0:
                with opened(settings) as hub:
                    told.wrong += wrong_in(hub, told)
            if told.wrong or time.monotonic() > end:
                break
        process = served.start()
        crew.up.set()
        crew.rest()
        served.kill(process)
    finally:
        crew.close()
        served.close()
    with opened(settings) as hub:
        told.wrong += wrong_at_rest(hub, told)
    told.did["kills"] = number
    return told


def _wait(told: Told, answers: int) -> None:
    """Waits until so many requests were answered: a busy machine does not make kills that fall on nothing."""
    end = time.monotonic() + LONGEST_S
    while told.did.get("answers", 0) < answers and time.monotonic() < end:
        time.sleep(0.005)


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
