"""How fast the served app is in Chromium: `python -m bench.screens` prints the table for this machine and today.

An audit of 600 items is open. A tap is timed inside the page, from the click to the frame after the next item is
there, so it holds the way to the server, keeping the answer durably, and the way back. Needs Chromium, no network.
"""

import statistics
import tempfile
import time
from pathlib import Path

import psutil

from audit_app.audit.people import Person
from audit_app.screens.preferences import Preferences, prefer
from audit_app.store.store import Store
from bench.machine import machine
from bench.store import begun, p99, table
from tests.walks.browser import Tablet, browser
from tests.walks.server import Server

SECTIONS, SESSIONS, STARTS = 3, 5, 3
TAP = """([button, next]) => new Promise((done) => {
  const at = (id) => document.querySelector(`[flt-semantics-identifier="${id}"]`);
  const button_at = at(button).querySelector('[role=button]') || at(button);
  const start = performance.now();
  const seen = new MutationObserver(() => {
    if (!at(next)) return;
    seen.disconnect();
    requestAnimationFrame(() => done(performance.now() - start));
  });
  seen.observe(document.body, { subtree: true, childList: true, attributes: true });
  button_at.dispatchEvent(new MouseEvent('click', { bubbles: true }));
})"""


def prepared(folder: Path) -> None:
    """A data folder with a known person and an audit of 600 items."""
    with Store.at(folder) as store:
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True))
        begun(store)


def starting(folder: Path) -> list[float]:
    """Milliseconds from the command to the first answer of the server."""
    taken = []
    for _ in range(STARTS):
        start = time.perf_counter()
        server = Server(folder).start()
        taken.append((time.perf_counter() - start) * 1000)
        server.stop()
    return sorted(taken)


def tapping(tablet: Tablet) -> list[float]:
    """Milliseconds of each tap, the shortest first; the first few, which warm things up, are left out."""
    taken = []
    for section in range(SECTIONS):
        tablet.press(f"place.s{section}")
        for number in range(section * 30, section * 30 + 29):
            ids = [f"answer.compliant.item-{number}", f"answer.compliant.item-{number + 1}"]
            tablet.at(ids[0]).wait_for(state="attached")
            taken.append(tablet.page.evaluate(TAP, ids))
            tablet.page.wait_for_timeout(80)
    return sorted(taken[5:])


def _gone_on(tablet: Tablet) -> None:
    """Opens the audit that was left open."""
    tablet.press("resume")
    tablet.at("next").wait_for(state="attached")


def main() -> None:
    """Prints the table."""
    rows = []
    with tempfile.TemporaryDirectory() as name, browser() as started:
        folder = Path(name) / "data"
        prepared(folder)
        rows.append(("from the command to the server's first answer, ms", statistics.median(starting(folder)), ""))
        version, server = started.version, Server(folder).start()
        assert server.process is not None
        try:
            process = psutil.Process(server.process.pid)
            start = time.perf_counter()
            tablet = Tablet.new(started).open(server.address)
            rows.append(("from the address to the first screen, ms", (time.perf_counter() - start) * 1000, ""))
            start = time.perf_counter()
            _gone_on(tablet)
            rows.append(
                ("from the home screen to an item of an audit of 600, ms", (time.perf_counter() - start) * 1000, "")
            )
            taps = tapping(tablet)
            rows.append(("a tap, kept and shown, median ms", statistics.median(taps), "100"))
            rows.append(("a tap, kept and shown, p99 ms", p99(taps), ""))
            before = process.memory_info().rss
            for _ in range(SESSIONS):
                _gone_on(Tablet.new(started).open(server.address))
            grown = (process.memory_info().rss - before) / SESSIONS / 2**20
            rows.append(("memory of each further session with it open, MB", grown, "15"))
        finally:
            server.stop()
    print(f"{machine()}, Chromium {version}\n")
    print(table("served, in Chromium|measured|aim", [(what, f"{value:.0f}", aim) for what, value, aim in rows]))


if __name__ == "__main__":
    main()
