"""The hub under load, on SQLite and on PostgreSQL: `python -m bench.hub`.

A served hub, real HTTP, one worker; beside it the machine's own limit, the same bodies inserted into a plain table of
the same database in transactions of the same size, equally durable.
"""

import argparse
import json
import os
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import psutil
import psycopg

from audit_app.audit.log.canonical import canonical, digest
from audit_app.hub.identity import passwords
from audit_app.hub.settings import Settings, from_environment
from bench.hub.postgres import plain, postgres
from bench.machine import machine
from tests.hub.browser import Browser
from tests.hub.proof.killing import Served, free_port, opened
from tests.hub.proof.promises import wrong_at_rest_of
from tests.hub.tablet import Tablet

ENTRIES, TABLETS, ROUNDS, PAGE = 435, 4, 12, 1000
DATABASE = "MR_AUDIT_HUB_DATABASE"
Body = dict[str, Any]


def retold(bodies: list[Body], audit: str) -> list[str]:
    """The same entries as another audit's: ids, chain and digests made anew."""
    ids, prev, made = {body["id"]: f"{audit}-{body['seq']}" for body in bodies}, "", []
    for body in bodies:
        other = {**body, "audit": audit, "id": ids[body["id"]], "prev": prev}
        other["replaces"] = [ids.get(each, each) for each in body.get("replaces", [])]
        other.pop("sha")
        prev = digest(other)
        made.append(canonical({**other, "sha": prev}))
    return made


def written(tablet: Tablet) -> tuple[list[Body], str]:
    """Entries of one audit as a tablet writes them, and its papers as text."""
    visit = tablet.begin()
    while visit.audit.slots.tails[visit.audit.begun.device].seq < ENTRIES:
        visit.answer("sign", "partly" if len(visit.audit.entries) % 2 else "compliant")
    kept = tablet.store.papers()
    papers = ",".join(f'"{each}":{kept[each]}' for each in visit.audit.papers)
    return [json.loads(body) for body in tablet.store.raw(visit.audit.id)], papers


def limit(database: str, folder: Path, bodies: list[str]) -> float:
    """Entries a second that the database itself takes in transactions of that size."""
    rows = [(None, body) for body in bodies]
    began = time.perf_counter()
    if database:
        with psycopg.connect(plain(database), autocommit=True) as connection:
            connection.execute("create table plain (n bigserial, digest text, body text)")
            began = time.perf_counter()
            for _ in range(ROUNDS):
                with connection.transaction(), connection.cursor() as cursor:
                    cursor.executemany("insert into plain (digest, body) values (%s, %s)", rows)
            taken = time.perf_counter() - began
            connection.execute("drop table plain")
            return ROUNDS * len(rows) / taken
    with sqlite3.connect(folder / "plain.db", isolation_level=None) as file:
        file.executescript("pragma journal_mode=wal; pragma synchronous=full; create table plain (digest, body)")
        began = time.perf_counter()
        for _ in range(ROUNDS):
            file.execute("begin")
            file.executemany("insert into plain values (?, ?)", rows)
            file.execute("commit")
    file.close()
    return ROUNDS * len(rows) / (time.perf_counter() - began)


def load(database: str, folder: Path) -> dict[str, str]:
    """Pushes and pulls of one served hub, in words; AssertionError when anything was lost."""
    os.environ[DATABASE] = database
    port = free_port()
    settings = from_environment(folder / "hub", address=f"http://127.0.0.1:{port}")
    with opened(settings) as hub:
        lead = Browser(hub)
        lead.begin()
        tablets = [Tablet(lead) for _ in range(TABLETS)]
    bodies, papers = written(tablets[0])
    work = [[(f"audit-{t}-{r}", retold(bodies, f"audit-{t}-{r}")) for r in range(ROUNDS)] for t in range(TABLETS)]
    served = Served(folder / "hub", port)
    process = served.start()
    memory = psutil.Process(process)
    try:
        alone = pushed(settings, tablets[0], work[0], papers)
        before = memory.memory_info().rss
        began = time.perf_counter()
        with ThreadPoolExecutor(TABLETS) as pool:
            list(
                pool.map(
                    lambda each: pushed(settings, each[0], each[1], papers), zip(tablets[1:], work[1:], strict=True)
                )
            )
        taken = time.perf_counter() - began
        pages = pulled(settings, tablets[0])
        after = memory.memory_info().rss
    finally:
        served.kill(process)
        served.close()
    sent = {audit: texts for each in work for audit, texts in each}
    with opened(settings) as hub:
        wrong = list(wrong_at_rest_of(hub, [text for texts in sent.values() for text in texts]))
    assert not wrong, wrong[:5]
    many = (TABLETS - 1) * ROUNDS * ENTRIES / taken
    most = limit(database, folder, work[0][0][1])
    return {
        f"a push of {ENTRIES} entries, median": f"{1000 * alone[len(alone) // 2]:.0f} ms",
        "the slowest of them": f"{1000 * alone[-1]:.0f} ms",
        f"sustained, {TABLETS - 1} tablets at once": f"{many:,.0f} entries/s",
        "the database's own limit, rows of that size": f"{most:,.0f} entries/s",
        "share of it": f"{many / most:.0%}",
        f"a page of {PAGE} pulled, median": f"{1000 * pages[len(pages) // 2]:.0f} ms",
        "the slowest page": f"{1000 * pages[-1]:.0f} ms",
        "the worker's memory, after the first and at the end": f"{before / 1e6:.0f} and {after / 1e6:.0f} MB",
        "entries lost, changed, or there twice": "0",
    }


def pushed(settings: Settings, tablet: Tablet, work: list[tuple[str, list[str]]], papers: str) -> list[float]:
    """Pushes audit after audit; the seconds of each, the shortest first."""
    taken = []
    with httpx2.Client(base_url=settings.address, headers=dict(tablet.http.headers), timeout=60) as http:
        for audit, texts in work:
            message = f'{{"audit":"{audit}","entries":[{",".join(texts)}],"papers":{{{papers}}}}}'.encode()
            began = time.perf_counter()
            answer = http.post("/v1/push", content=message)
            taken.append(time.perf_counter() - began)
            assert answer.status_code == 200, answer.text[:500]
            assert answer.json()["stored"] == len(texts), answer.text[:500]
    return sorted(taken)


def pulled(settings: Settings, tablet: Tablet) -> list[float]:
    """Reads the whole feed, page after page; the seconds of each full page, the shortest first."""
    taken, after = [], 0
    with httpx2.Client(base_url=settings.address, headers=dict(tablet.http.headers), timeout=60) as http:
        while True:
            began = time.perf_counter()
            items = http.get("/v1/pull", params={"after": after, "limit": PAGE}).json()["items"]
            if len(items) < PAGE:
                return sorted(taken)
            taken.append(time.perf_counter() - began)
            after = items[-1]["n"]


def main() -> int:
    """The command."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)
    with tempfile.TemporaryDirectory(prefix="hub-bench-", ignore_cleanup_errors=True) as name:
        for kind in ("SQLite", "PostgreSQL"):
            (Path(name) / kind).mkdir()
        one = load("", Path(name) / "SQLite")
        with postgres(Path(name) / "PostgreSQL" / "postgres") as address:
            other = load(address, Path(name) / "PostgreSQL")
    print(f"{machine()}\n\n| one worker under load | SQLite | PostgreSQL |\n|---|---:|---:|")
    for row in one:
        print(f"| {row} | {one[row]} | {other[row]} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
