"""The app alone beside the served app, in one run: `python -m bench.standalone` prints a table of this machine today.

Both have the same data: an audit of 600 items with 500 photographs, and 2,000 other audits, which the tablet takes in
as a backup. Needs Chromium, Node and the WebAssembly wheels (MR_AUDIT_WHEELS); no network. What the browser's Python
costs by itself is measured by the same work in both Pythons: importing what the first screen needs.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from audit_app.store.backup import back_up
from bench.machine import machine
from bench.screens import STARTS, prepared, tapping
from bench.store import table
from standalone.build import build
from tests.standalone.alone import Device, Files, shown, wheels
from tests.walks.browser import Tablet, browser
from tests.walks.server import ROOT, Server

FIRST_SCREEN = "import audit_app.screens.app, audit_app.screens.home.home"
MARKS = "name => performance.getEntriesByName(name)[0]?.detail"
READABLE = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def opened(tablet: Tablet, address: str) -> None:
    tablet.page.goto(address, wait_until="commit")
    shown(tablet, 600)


def gone_on(tablet: Tablet) -> None:
    tablet.press("resume")
    tablet.at("next").wait_for(state="attached")


def restored(tablet: Tablet, backup: Path) -> None:
    """Takes a backup in, as a person does."""
    tablet.page.evaluate("location.hash = '#/about'")
    tablet.at("restore").wait_for(state="attached")
    with tablet.page.expect_file_chooser() as dialog:
        tablet.press("restore")
    dialog.value.set_files(backup)
    tablet.sees("each checked", timeout=1_200_000)


def memory(profile: Path) -> float:
    """MB that the browser of this profile takes, what its processes share counted once."""
    mine = [one for one in psutil.process_iter(["cmdline"]) if str(profile) in " ".join(one.info["cmdline"] or [])]
    tree = {child.pid: child for one in mine for child in (one, *one.children(recursive=True))}
    return sum(one.memory_full_info().pss for one in tree.values()) / 2**20


def alone(started: Browser, site: Path, backup: Path, work: Path) -> dict[str, float]:
    """Every wait of the app alone, in seconds unless its name says otherwise."""
    device, files = Device(started.browser_type, work / "profile"), Files(site)
    found: dict[str, float] = {}
    try:
        tablet = device.start()
        found["first start, fetching and keeping all"] = seconds(lambda: opened(tablet, files.address))
        found["a backup of all this taken in"] = seconds(lambda: restored(tablet, backup))
        device.close()
        files.take_away()
        later, readable, imported = [], [], []
        for _ in range(STARTS):
            tablet = device.start()
            later.append(seconds(lambda now=tablet: opened(now, files.address)))  # type: ignore[misc]
            readable.append(tablet.page.evaluate(READABLE) / 1000)
            imported.append((tablet.page.evaluate(MARKS, "imported") - tablet.page.evaluate(MARKS, "unpacked")) / 1000)
            if len(later) < STARTS:
                device.close()
        found["something readable"] = statistics.median(readable)
        found["from the address to the first screen"] = statistics.median(later)
        found["of it importing the app"] = statistics.median(imported)
        found["from the home screen to an item of 600"] = seconds(lambda: gone_on(tablet))
        found["a tap, kept and shown, median ms"] = statistics.median(tapping(tablet))
        found["memory of the browser, MB"] = memory(work / "profile")
    finally:
        device.close()
    return found


def served(started: Browser, data: Path) -> dict[str, float]:
    """The same waits of the served app."""
    server, found = Server(data).start(), {}
    try:
        tablet = Tablet.new(started)
        found["from the address to the first screen"] = seconds(lambda: tablet.open(server.address))
        found["from the home screen to an item of 600"] = seconds(lambda: gone_on(tablet))
        found["a tap, kept and shown, median ms"] = statistics.median(tapping(tablet))
    finally:
        server.stop()
    command = [sys.executable, "-c", FIRST_SCREEN]
    found["of it importing the app"] = seconds(lambda: subprocess.run(command, cwd=ROOT, check=True))
    return found


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("MR_AUDIT_BENCH")) as name:
        work = Path(name)
        prepared(work / "data")
        back_up(work / "data", work / "all.zip")
        site = build(work / "site", wheels()).folder
        load = os.getloadavg()[0]
        with browser() as started:
            one, other = alone(started, site, work / "all.zip", work), served(started, work / "data")
    print(f"{machine()}; {load:.1f} other processes at work\n")
    rows = [(what, f"{value:,.2f}", f"{other[what]:,.2f}" if what in other else "–") for what, value in one.items()]
    print(table("s, unless said otherwise|alone|served", rows))


if __name__ == "__main__":
    main()
