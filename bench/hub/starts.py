"""A hub killed while its tables are made, and while mails leave: `python -m bench.hub.starts --kills 300`.

On SQLite. One process forks every hub, so that a kill falls in the middle of the work; what mails arrive is counted by
a server in a process of its own.
"""

import argparse
import os
import signal
import socketserver
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import cast

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from audit_app.hub.database import Database
from audit_app.hub.identity import passwords
from audit_app.hub.identity.tenants import first_person
from audit_app.hub.mail import send_outbox
from audit_app.hub.migrations import HERE
from audit_app.hub.settings import Settings
from audit_app.hub.tables import metadata, table
from audit_app.hub.web.hub import Hub
from bench.machine import busy, machine

MAILS, KILLS_A_BATCH = 20, 6  # mails that wait, and kills before they are let through: each is tried twelve times
LONGEST_S = 0.6  # from the fork to the kill; what a whole step takes on a busy machine


def killed(deed: Callable[[], object], seconds: float) -> bool:
    """Does something in a process that is killed after some seconds; whether it had come to its end."""
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        deed()
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFEXITED(os.waitpid(child, 0)[1])


def first_step(settings: Settings) -> None:
    """A database as the first release left it, with one person."""
    settings.folder.mkdir(parents=True)
    database = Database(settings.database_url)
    config = Config()
    config.set_main_option("script_location", HERE.as_posix())
    with database.outside(write=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    first_person(database, "St Elsewhere", "Ada Byron", "ada@example.org", "correct horse battery")
    database.close()


def migrations(folder: Path, kills: int, random: Random) -> Counter[str]:
    """Kills while the tables are made and while they are brought up to date; what happened, and what was wrong."""
    found: Counter[str] = Counter()
    for number in range(kills):
        settings = Settings(folder / str(number))
        if number % 2:
            first_step(settings)
        ended = killed(lambda: Hub.at(settings).close(), random.uniform(0, LONGEST_S))  # noqa: B023 (it is called before the next turn)
        found["came to their end" if ended else "killed in the middle"] += 1
        hub = Hub.at(settings)
        names = set(inspect(hub.database.engine).get_table_names()) - {"alembic_version"}
        people = [len(within_people(hub))] if number % 2 else [0]
        found["wrong"] += names != set(metadata.tables) or people != [number % 2]
        hub.close()
    return found


def within_people(hub: Hub) -> list[object]:
    """Everybody who is kept."""
    tenants = hub.database.tenants()
    if not tenants:
        return []
    with hub.database.within(tenants[0]) as within:
        return list(within.find("people"))


class Office(socketserver.TCPServer):
    """Where mail arrives, and the file in which it is written down."""

    told: Path


class Post(socketserver.StreamRequestHandler):
    """A mail server that writes down for whom each mail is that it took."""

    def handle(self) -> None:
        """One conversation."""
        whom = ""
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().strip():
            if line.upper().startswith("RCPT"):
                whom = line.partition("<")[2].partition(">")[0]
            if line.upper().startswith("DATA"):
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline().rstrip(b"\r\n") != b".":
                    continue
                with cast(Office, self.server).told.open("a") as file:
                    file.write(f"{whom}\n")
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith("QUIT") else b"250 yes\r\n")


def mails(folder: Path, kills: int, random: Random) -> Counter[str]:
    """Kills while mails leave; each must arrive, and is sent twice only where a kill fell between two steps."""
    found: Counter[str] = Counter()
    told = folder / "told"
    with Office(("127.0.0.1", 0), Post) as server:
        server.told = told
        post = os.fork()
        if not post:
            server.serve_forever()
        settings = Settings(folder / "mails", smtp=f"smtp://127.0.0.1:{server.server_address[1]}", mail_from="h@x.org")
        first_step(settings)
        for batch in range(kills // KILLS_A_BATCH):
            found += batch_of(settings, batch, random)
        os.kill(post, signal.SIGKILL)
        os.waitpid(post, 0)
    arrived = Counter(told.read_text().split())
    batches = kills // KILLS_A_BATCH
    found["mails"] = batches * MAILS
    found["arrived twice"] = sum(many - 1 for many in arrived.values())
    found["wrong"] = sum(not arrived[f"m{n}-{b}@example.org"] for n in range(MAILS) for b in range(batches))
    return found


def batch_of(settings: Settings, batch: int, random: Random) -> Counter[str]:
    """Some mails, some kills while they leave, and then all that still waits."""
    found: Counter[str] = Counter()
    hub = Hub.at(settings)
    tenant, own = hub.database.tenants()[0], table("outbox")
    row = {"subject": "s", "body": "b", "created_at": "2026", "tries": 0, "next_at": "2026"}
    with hub.database.within(tenant, write=True) as within:
        within.add("outbox", *({**row, "id": f"{batch}-{n}", "address": f"m{n}-{batch}@example.org"}
                               for n in range(MAILS)))  # fmt: skip
    hub.close()
    for _ in range(KILLS_A_BATCH):
        ended = killed(lambda: send_outbox(Hub.at(settings).database, settings), random.uniform(0, LONGEST_S))
        found["came to their end" if ended else "killed in the middle"] += 1
        hub = Hub.at(settings)
        with hub.database.within(tenant, write=True) as within:
            within.change("outbox", own.c.sent_at.is_(None), next_at="2026")  # the pause goes by
        hub.close()
    hub = Hub.at(settings)
    send_outbox(hub.database, settings)
    hub.close()
    return found


def main() -> int:
    """The command; exit code 1 when anything was wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=300)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)
    with tempfile.TemporaryDirectory(prefix="hub-starts-") as name:
        (Path(name) / "tables").mkdir()
        tables = migrations(Path(name) / "tables", given.kills, Random(given.seed))
        sent = mails(Path(name), given.kills, Random(given.seed))
    print(f"{machine()}, {busy()}\n\n| killed with SIGKILL, SQLite | while tables are made | while mails leave |")
    print("|---|---:|---:|")
    for name in ("killed in the middle", "came to their end", "mails", "arrived twice", "wrong"):
        called = "half made, or a mail that never arrived" if name == "wrong" else name
        print(f"| {called} | {tables[name] if name in tables or name == 'wrong' else ''} | {sent[name]} |")
    return 1 if tables["wrong"] or sent["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
