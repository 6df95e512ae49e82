"""The primary of two PostgreSQL servers under Patroni is killed: `python -m bench.hub.patroni --kills 3`.

Two servers and a third voice that keeps no data, with Patroni's own Raft between them and `synchronous_mode` on. The
primary and the Patroni beside it are killed with SIGKILL, as when their machine dies; nobody promotes anything by hand.
`--programs` is where Patroni lies, readable for others when this runs as root, since PostgreSQL refuses to:

    python3 -m venv /opt/patroni && /opt/patroni/bin/pip install 'patroni[raft,psycopg3]' psycopg-binary
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from bench.hub.failover import Server, campaign, kill_whole, tried
from tests.hub.proof.killing import free_port
from tests.hub.proof.promises import Told

TTL_S, LOOP_S, BEGINS_S = 20, 2, 180  # how long a leader counts that says nothing; how often each looks; to begin
TRUSTED = ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust", "local all all trust"]


class Node:
    """One PostgreSQL with its Patroni, or with no data a voice alone; what it is told is JSON, which YAML reads."""

    def __init__(self, folder: Path, voice: int, others: list[int]) -> None:
        self.folder, self._server = folder, Server(folder / "data")
        folder.mkdir()
        folder.chmod(0o777)
        self.rest = free_port()
        here = f"127.0.0.1:{self.rest}"
        near = {"data_dir": f"{folder}/raft", "self_addr": f"127.0.0.1:{voice}",
                "partner_addrs": [f"127.0.0.1:{each}" for each in others]}  # fmt: skip
        self.says: dict[str, Any] = {"scope": "hub", "name": folder.name, "raft": near,
                                     "restapi": {"listen": here, "connect_address": here}}  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """Where its PostgreSQL listens."""
        return self._server.port

    def start(self, programs: Path, with_data: bool) -> None:
        """Starts it; the first that does makes the database, and the second follows it."""
        if with_data:
            self.says |= {"bootstrap": _begun(), "postgresql": self._postgres()}
        (self.folder / "says.yml").write_text(json.dumps(self.says))
        program = programs / ("patroni" if with_data else "patroni_raft_controller")
        where = {"PATH": f"{self._server.programs}:{os.environ['PATH']}", "HOME": str(self.folder), "LANG": "C.UTF-8"}
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen([str(program), str(self.folder / "says.yml")], user=self._server.user,
                                             cwd="/", stdout=log, stderr=log, env=where)  # fmt: skip

    def _postgres(self) -> dict[str, Any]:
        here = f"127.0.0.1:{self.port}"
        return {"listen": here, "connect_address": here, "data_dir": f"{self.folder}/data",
                "bin_dir": str(self._server.programs), "pgpass": f"{self.folder}/pgpass",
                "parameters": {"unix_socket_directories": str(self.folder)},
                "authentication": {"superuser": {"username": "postgres"},
                                   "replication": {"username": "replicator"}}}  # fmt: skip

    def roles(self) -> dict[str, str]:
        """Each member's role as this one knows it; none while it does not answer."""
        try:
            with urlopen(f"http://127.0.0.1:{self.rest}/cluster", timeout=3) as answer:
                return {each["name"]: each["role"] for each in json.load(answer)["members"]}
        except (URLError, OSError, ValueError, KeyError):
            return {}

    def kill(self) -> None:
        """Kills its Patroni and its PostgreSQL with SIGKILL."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
        with suppress(FileNotFoundError, ProcessLookupError):
            kill_whole(self.folder / "data")


def _begun() -> dict[str, Any]:
    told = {"ttl": TTL_S, "loop_wait": LOOP_S, "retry_timeout": 5, "synchronous_mode": True}
    return {"dcs": told, "initdb": [{"encoding": "UTF8"}, {"auth": "trust"}], "pg_hba": TRUSTED}


@contextmanager
def cluster(folder: Path, programs: Path) -> Iterator[tuple[Node, Node]]:
    """A leader and its synchronous standby."""
    folder.chmod(0o777)
    voices = [free_port() for _ in range(3)]
    nodes = [Node(folder / f"n{n}", voices[n], voices[:n] + voices[n + 1 :]) for n in range(3)]
    with ExitStack() as stack:
        for each in nodes:
            stack.callback(each.kill)
            each.start(programs, with_data=each is not nodes[2])
        end = time.monotonic() + BEGINS_S
        while sorted((roles := nodes[0].roles()).values()) != ["leader", "sync_standby"]:
            assert time.monotonic() < end, (nodes[0].folder / "log").read_text()[-2000:]
            time.sleep(0.5)
        leader, standby = sorted(nodes[:2], key=lambda each: roles[each.folder.name] != "leader")
        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{leader.port}/postgres", autocommit=True) as connection:
            connection.execute("create role hub login nosuperuser nobypassrls")
            connection.execute("create database hub owner hub")
        yield leader, standby


def killed(programs: Path, folder: Path, seed: int) -> tuple[Told, float, float]:
    """One kill of a leader: what was told, seconds until the standby led, and until a push was answered."""
    with cluster(folder, programs) as (leader, standby):

        def kill() -> float:
            leader.kill()
            began = time.monotonic()
            while standby.roles().get(standby.folder.name) != "leader":
                assert time.monotonic() < began + 120, "nobody leads"
                time.sleep(0.2)
            return time.monotonic() - began

        return tried(folder, (leader.port, standby.port), seed, kill)


def main() -> int:
    """The command; exit code 1 when anything was lost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=3)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--programs", type=Path, default=Path("/opt/patroni/bin"))
    given = asked.parse_args()
    below = (
        f"Patroni with its own Raft, `synchronous_mode` on, `ttl` {TTL_S} s, `loop_wait` {LOOP_S} s, on one machine; "
        "the primary's Patroni was killed with it, and nobody did anything by hand."
    )
    title = "the primary of two PostgreSQL servers under Patroni killed while three tablets push"
    words = {"title": title, "promoted": "until the standby led, at worst", "below": below}
    return campaign(given.kills, given.seed, partial(killed, given.programs), words)


if __name__ == "__main__":
    sys.exit(main())
