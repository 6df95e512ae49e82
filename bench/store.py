"""How fast the store and the audit are: `python -m bench.store` prints the tables for this machine and today.

An audit of 600 items is answered through the real verbs into a real folder; the disk's own flush is measured beside
it, on the same file system. Times are medians unless they say otherwise. MR_AUDIT_BENCH names the folder to work in.
"""

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from audit_app.audit.audit import Audit, replay
from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.entries import Answered, Entry
from audit_app.audit.log.people import Person, Scanner, Unit
from audit_app.audit.pen import Pen, written
from audit_app.checklist.model import Checklist
from audit_app.checklist.reference.sources import Library, library
from audit_app.screens.visit.find import Search, found
from audit_app.store.integrity import verified
from audit_app.store.store import Store
from audit_app.store.stored_entries import entry_in
from audit_app.store.summary import summary_row
from audit_app.visit.visit import Visit, begin
from bench.machine import machine

ADA = Person(name="Ada Byron")
VERDICTS = ("compliant", "partly", "deficient")
SIZES = (10, 100, 1_000, 10_000, 100_000)


def checklist(items: int) -> Checklist:
    """A checklist of so many items in sections of thirty."""
    ask = [{"id": f"item-{number}", "text": f"Is thing number {number} as it should be?"} for number in range(items)]
    parts = [ask[start : start + 30] for start in range(0, items, 30)]
    sections = [{"id": f"s{n}", "title": f"Room {n}", "zone": "III", "items": part} for n, part in enumerate(parts)]
    head = {"id": "bench", "version": 1, "title": "Bench", "kind": "periodic", "sub_category": "7.2"}
    return Checklist.model_validate({**head, "sections": sections})


def begun(store: Store, items: int = 600, name: str = "MRI 1", copied: Library | None = None) -> Visit:
    """A new audit."""
    return begin(
        store, ADA, checklist(items), copied or library(), unit=Unit(id=name, name=name), scanner=Scanner(), settings=()
    )


def timed(work: Callable[[int], object], times: int) -> list[float]:
    """Milliseconds of each run, the shortest first."""
    taken = []
    for run in range(times):
        start = time.perf_counter()
        work(run)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def p99(taken: list[float]) -> float:
    """The time that 99 of 100 runs keep under."""
    return taken[max(0, int(len(taken) * 0.99) - 1)]


def appending(folder: Path) -> list[tuple[str, str, str, str]]:
    """One answer, from the verb called to durable, beside the disk's own flush."""
    with (folder / "plain").open("wb") as file:

        def flushed(_: int) -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        disk = timed(flushed, 600)
    with Store.at(folder / "append") as store:
        visit = begun(store)
        for number in range(600):
            visit.answer(f"item-{number}", "compliant")
        taps = timed(lambda run: visit.answer(f"item-{run % 600}", VERDICTS[run % 3]), 600)
        words = timed(
            lambda run: store.drawers.keep_draft(visit.audit.id, "note:item-1", "word " * (run % 50 + 1)), 600
        )
    rows = [("the disk alone: 4 kB written and flushed", disk, "")]
    rows.append(("an answer, from the tap to durable, 600 items", taps, f"{p99(disk) + 15:.1f} (disk + 15)"))
    rows.append(("typing, each change to durable", words, ""))
    return [(name, f"{statistics.median(each):.2f}", f"{p99(each):.2f}", aim) for name, each, aim in rows]


def opening(folder: Path) -> list[tuple[str, str, str]]:
    """Opening things, in milliseconds, with their aims."""
    with Store.at(folder / "append") as store:
        [audit_id] = [summary.id for summary in store.audits()]

        def opened(_: int) -> None:
            audit = store.load(audit_id)
            assert len(audit.lines) == 600

        entries = len(store.raw(audit_id))
        load = statistics.median(timed(opened, 9))
        checked = statistics.median(timed(lambda _: verified(store, audit_id, lambda _: ""), 5))
    register = folder / "register"
    registered(register, 2_000)
    start = timed(lambda _: Store.at(register).close(), 9)
    with Store.at(register) as store:
        home = statistics.median(timed(lambda _: store.audits(), 9))
        shown = store.audits()
        searched = timed(
            lambda run: [one for one in shown if f"unit {run}" in f"{one.title} {one.about}".casefold()], 20
        )
    return [
        ("open the store of 2,000 audits", f"{statistics.median(start):.0f}", ""),
        ("the home screen's list of 2,000 audits", f"{home:.0f}", "300"),
        ("search among 2,000 audits", f"{statistics.median(searched):.1f}", ""),
        (f"open an audit of 600 items and {entries:,} entries", f"{load:.0f}", "500"),
        ("verify it: every digest and chain again", f"{checked:.0f}", ""),
    ]


def registered(folder: Path, audits: int) -> None:
    """A folder with so many audits, written without waiting for the disk each time."""
    with Store.at(folder) as store:
        store._db.execute("pragma synchronous=off")
        for number in range(audits):
            begun(store, 30, f"Unit {number}", Library())


def growing() -> list[tuple[str, ...]]:
    """How everything done with an audit of 600 items, and its memory, grow with its entries."""
    rows = []
    for size in SIZES:
        done = subprocess.run(
            [sys.executable, "-m", "bench.store", str(size)], capture_output=True, text=True, check=True
        )
        rows.append((f"{size:,}", *done.stdout.split()))
    return rows


def one_size(size: int) -> list[str]:
    """In a process of its own: ms of all that is done with an audit of so many entries, memory in MB, µs an entry."""
    process = psutil.Process()
    _audit_of(2)
    gc.collect()
    before = process.memory_info().rss
    audit, entries = _audit_of(size)
    replayed = statistics.median(timed(lambda _: replay(audit.id, audit.checklist, audit.library, entries), 3))
    copy = replay(audit.id, audit.checklist, audit.library, entries)
    lines = timed(lambda _: len(Audit(copy.id, copy.checklist, copy.library, copy.entries, copy.slots).lines), 3)
    sought = statistics.median(timed(lambda _: found(copy, Search("thing 59", verdict="partly")), 5))
    pen, after = Pen("device", ADA, Ticking()), copy

    def one_more(run: int) -> None:
        nonlocal after
        after = after.with_entry(pen.write(Answered, after, item=f"item-{run % 600}", verdict="compliant"))
        summary_row(after)

    one_more(0)

    more = statistics.median(timed(one_more, 15))
    grown = (process.memory_info().rss - before) / 2**20
    bodies = [canonical({**raw, "sha": digest(raw)}) for raw in map(written, entries)]
    start = time.perf_counter()
    replay(audit.id, audit.checklist, audit.library, [entry_in(body, "") for body in bodies])
    opened = (time.perf_counter() - start) * 1000
    return [
        f"{opened:.1f}",
        f"{replayed:.1f}",
        f"{sought:.1f}",
        f"{statistics.median(lines):.1f}",
        f"{more:.1f}",
        f"{grown:.0f}",
        f"{opened * 1000 / size:.0f}",
    ]


def _audit_of(size: int) -> tuple[Audit, list[Entry]]:
    """An audit with so many entries, made without the store."""
    with Store.in_memory() as store:
        audit = begun(store).audit
    pen = Pen("device", ADA, Ticking())
    entries: list[Entry] = list(audit.entries)
    prev, heads = "", {}
    for number in range(size - 1):
        item = f"item-{number % 600}"
        says = {"item": item, "verdict": VERDICTS[number % 3], "replaces": heads.get(item, ())}
        last = {"seq": number + 1, "prev": prev, "at": f"2026-11-20T09:00:00.000Z-{number:06d}"}
        entry = pen.write(Answered, None, audit_id=audit.id, **says).model_copy(update={**last, "audit": audit.id})
        prev, heads[item] = entry.sha, (entry.id,)
        entries.append(entry)
    assert all(written(entry) for entry in entries[:3])
    return audit, entries


class Ticking:
    """The device's clock and ids, without asking the system each time."""

    def __init__(self) -> None:
        from audit_app.audit.log.clock import DeviceClock

        self._clock = DeviceClock()

    def now(self):  # type: ignore[no-untyped-def]
        return self._clock.now()

    def new_id(self) -> str:
        return self._clock.new_id()


def table(head: str, rows: list[tuple[str, ...]]) -> str:
    """Rows as a Markdown table; all columns but the first are numbers."""
    names = head.split("|")
    lines = [f"| {' | '.join(names)} |", f"|{'---|'}{'---:|' * (len(names) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def main() -> None:
    """Prints every table."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("MR_AUDIT_BENCH")) as name:
        folder = Path(name)
        print(f"{machine()}\n")
        print(table("kept durably|median ms|p99 ms|aim p99 ms", appending(folder)))
        print()
        print(table("opened|ms|aim ms", opening(folder)))
    print()
    head = "entries, 600 items|open ms|of it replay ms|search ms|every line judged ms|one more entry ms|memory MB"
    print(table(f"{head}|open µs an entry", growing()))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(*one_size(int(sys.argv[1])))
    else:
        main()
