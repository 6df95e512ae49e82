"""How fast the screens are: `python -m bench.screens` prints the tables for this machine and today.

The audit that is open has 600 items and 500 photographs, and the register 2,000 other audits. Server side, a tap is
timed from the event to the last byte for the browser. In Chromium it is timed inside the page, from the click to the
frame after the next item is there, so it holds the way to the server, keeping the answer durably, and the way back.
Needs Chromium, no network.
"""

import asyncio
import gc
import os
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from audit_app.audit.log.people import Person
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.visit.photos import developed, enter
from bench.machine import machine
from bench.store import begun, p99, registered, table
from tests.faults.walker import picture
from tests.screen import Screen, screen
from tests.walks.browser import MEASURED, Tablet, browser
from tests.walks.server import Server

AUDITS, PHOTOS, SECTIONS, SESSIONS, STARTS = 2_000, 500, 3, 10, 3
Row = tuple[str, float, str]
TAP = """([button, next]) => new Promise((done) => {
  const at = (id) => document.querySelector(`[flt-semantics-identifier="${id}"]`);
  const button_at = at(button).querySelector('[role=button]') || at(button);
  const start = performance.now();
  setTimeout(() => done(null), 10000);
  const seen = new MutationObserver(() => {
    if (!at(next)) return;
    seen.disconnect();
    requestAnimationFrame(() => done(performance.now() - start));
  });
  seen.observe(document.body, { subtree: true, childList: true, attributes: true });
  button_at.dispatchEvent(new MouseEvent('click', { bubbles: true }));
})"""


# While a list slides to the open item, the client takes no tap: a person's next one comes when it stands still.
STANDING = """(button) => new Promise((done) => {
  let before = null, same = 0;
  const look = () => {
    const at = document.querySelector(`[flt-semantics-identifier="${button}"]`);
    const now = at && JSON.stringify(at.getBoundingClientRect());
    same = now && now === before ? same + 1 : 0;
    before = now;
    same < 6 ? setTimeout(look, 50) : done();
  };
  look();
})"""


def prepared(folder: Path) -> None:
    """A data folder with a known person, 2,000 audits, and one more of 600 items with 500 photographs."""
    registered(folder, AUDITS)
    with Store.at(folder) as store:
        store._db.execute("pragma synchronous=off")
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True, guided=True))
        visit, shelf = begun(store), Shelf(folder)
        for number in range(PHOTOS):
            place = (visit.audit.id, f"item-{599 - number}")
            capture = Capture(visit.new_id(), *place, name="a.jpg", received="2026-11-20T09:00:00+00:00")
            enter(visit, shelf, developed(shelf, shelf.receive(capture, picture(number))))


def answer(number: int) -> str:
    """The button that answers an item."""
    return f"answer.compliant.item-{number}"


# Without a browser


async def server_side(folder: Path) -> list[Row]:
    """What the server does, from an event to the last byte for the browser."""
    with Store.at(folder) as store:
        cabinet = Cabinet(store, folder)
        latest = store.audits()[0].id
        start = time.perf_counter()
        async with screen(starter(cabinet)) as shown:
            home = (time.perf_counter() - start) * 1000
            start = time.perf_counter()
            await shown.go(f"/audit/{latest}")
            await shown.until(lambda: answer(0) in shown)
            opened = (time.perf_counter() - start) * 1000
            taken = [await tapped(shown, answer(number)) for number in range(29)][3:]
            grown = await memory(cabinet, latest)
    kept, drawn, sent = (sorted(each) for each in zip(*taken, strict=True))
    return [
        (f"the home screen with {AUDITS:,} audits", home, "300"),
        ("opening an audit of 600 items", opened, "500"),
        ("a tap to durable, median", statistics.median(kept), ""),
        ("a tap to durable, p99", p99(kept), ""),
        ("a tap to durable and drawn, median", statistics.median(drawn), ""),
        ("a tap to durable and drawn, p99", p99(drawn), ""),
        ("bytes sent for a tap", statistics.median(sent), ""),
        ("MB of memory for each further session with it open", grown, "15"),
    ]


async def memory(cabinet: Cabinet, audit_id: str) -> float:
    """MB by which the process grows with each further session in which the audit is open."""
    process = psutil.Process()
    async with AsyncExitStack() as stack:
        gc.collect()
        before = process.memory_info().rss
        for _ in range(SESSIONS):
            shown = await stack.enter_async_context(screen(starter(cabinet)))
            await shown.go(f"/audit/{audit_id}")
            await shown.until(lambda one=shown: "next" in one)  # type: ignore[misc]
        gc.collect()
        return (process.memory_info().rss - before) / SESSIONS / 2**20


async def tapped(shown: Screen, key: str) -> tuple[float, float, float]:
    """Milliseconds until an answer was kept and until everything was sent, and how many bytes that was."""
    button, before, start = shown[key], shown.client.sent, time.perf_counter()
    await shown.session.dispatch_event(button._i, "click", None)
    kept = time.perf_counter() - start
    await shown.settle()
    return kept * 1000, (time.perf_counter() - start) * 1000, shown.client.sent - before


# In Chromium


def starting(folder: Path) -> list[float]:
    """Milliseconds from the command to the first answer of the server."""
    taken = []
    for _ in range(STARTS):
        start = time.perf_counter()
        server = Server(folder).start()
        taken.append((time.perf_counter() - start) * 1000)
        server.stop()
    return sorted(taken)


def in_browser(started: Browser, folder: Path) -> list[Row]:
    """What the auditor waits for."""
    server = Server(folder).start()
    try:
        start = time.perf_counter()
        tablet = Tablet.new(started).open(server.to())
        shown = (time.perf_counter() - start) * 1000
        start = time.perf_counter()
        _gone_on(tablet)
        opened = (time.perf_counter() - start) * 1000
        taps = tapping(tablet)
    finally:
        server.stop()
    return [
        ("from the address to the first screen, ms", shown, ""),
        ("from the home screen to an item of an audit of 600, ms", opened, ""),
        ("a tap, kept and shown, median ms", statistics.median(taps), "100"),
        ("a tap, kept and shown, p99 ms", p99(taps), ""),
    ]


def tapping(tablet: Tablet, sections: int = SECTIONS) -> list[float]:
    """Milliseconds of each tap, the shortest first; the first few, which warm things up, are left out."""
    taken = []
    for section in range(1, sections + 1):
        tablet.press(f"place.s{section}")
        for number in range(section * 30, section * 30 + 29):
            tablet.at(answer(number)).wait_for(state="attached")
            tablet.page.evaluate(STANDING, answer(number))
            milliseconds = tablet.page.evaluate(TAP, [answer(number), answer(number + 1)])
            assert milliseconds is not None, f"the tap on {answer(number)} was not taken"
            taken.append(milliseconds)
    return sorted(taken[5:])


def _gone_on(tablet: Tablet) -> None:
    """Opens the audit that was left open."""
    tablet.press("resume")
    tablet.at("next").wait_for(state="attached")


def main() -> None:
    """Prints the tables."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("MR_AUDIT_BENCH")) as name:
        folder = Path(name) / "data"
        prepared(folder)
        load = os.getloadavg()[0]
        server = asyncio.run(server_side(folder))
        first = ("from the command to the server's first answer, ms", statistics.median(starting(folder)), "")
        with browser(MEASURED) as started:
            rows, version = [first, *in_browser(started, folder)], started.version
    print(f"{machine()}, Chromium {version}; {load:.1f} other processes at work\n")
    print(
        table(
            "server side|ms, unless said otherwise|aim", [(what, f"{value:,.1f}", aim) for what, value, aim in server]
        )
    )
    print()
    print(table("served, in Chromium|measured|aim", [(what, f"{value:.0f}", aim) for what, value, aim in rows]))


if __name__ == "__main__":
    main()
