"""The app alone beside the served app, in one run: `python -m bench.standalone` prints a table of this machine today.

`python -m bench.standalone AUDITS PHOTOS`: beside an open audit of 600 items so many others (200), which the tablet
takes in as a backup, and so many photographs of 12 megapixels (20); 100 of them are extrapolated. Both apps do the
same work in Chromium on the same data. Needs Chromium, Node and the WebAssembly wheels (MR_AUDIT_WHEELS); no network.
It takes some seven minutes on two quiet cores.
"""

import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from audit_app.audit.log.people import Person
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.backup import back_up
from audit_app.store.store import Store
from bench.machine import busy, machine
from bench.screens import STARTS, tapping
from bench.store import begun, registered, table
from standalone.build import build
from tests.e2e.test_alone import MADE_NOW
from tests.photos.pictures import busy as crowded
from tests.photos.pictures import encoded
from tests.standalone.alone import Device, Files, shown, wheels
from tests.walks.browser import MEASURED, Tablet, browser
from tests.walks.server import Server

AUDITS, PHOTOS, HUNDRED = 200, 20, 100
KEYS = "Fire extinguisher st"
PATIENCE = 600_000  # ms
READABLE = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
AIMS = {
    "first start, fetching and keeping all": "10",
    "later start: something readable": "0.5",
    "later start: first screen": "3.5",
    "a tap, kept and shown, median ms": "as served",
    "a key, ms of the page": "16",
    "report of the open audit": "3 × served",
    "100 photographs of 12 megapixels, extrapolated": "100",
    "memory of the page, MB": "500",
}


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def prepared(folder: Path, audits: int) -> None:
    """A data folder with a known person, so many audits, and one more of 600 items."""
    registered(folder, audits)
    with Store.at(folder) as store:
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True, guided=True))
        begun(store)


def photographs(folder: Path, count: int) -> list[str]:
    """Pictures of 12 megapixels as a camera makes them, which differ in a remark only."""
    whole, paths = encoded(crowded(4032, 3024, 1), quality=90), []
    for number in range(count):
        remark = f"picture {number:04d}".encode()
        paths.append(folder / f"IMG_{number:04d}.jpg")
        paths[-1].write_bytes(whole[:2] + b"\xff\xfe" + (len(remark) + 2).to_bytes(2, "big") + remark + whole[2:])
    return [str(path) for path in paths]


def opened(tablet: Tablet, address: str) -> None:
    tablet.page.goto(address, wait_until="commit")
    shown(tablet, PATIENCE / 1000)


def restored(tablet: Tablet, backup: Path) -> None:
    """Takes a backup in, as a person does."""
    tablet.page.evaluate("location.hash = '#/about'")
    tablet.at("restore").wait_for(state="attached")
    with tablet.page.expect_file_chooser() as dialog:
        tablet.press("restore")
    dialog.value.set_files(backup)
    tablet.sees("restored and checked", timeout=PATIENCE)
    tablet.page.evaluate("location.hash = '#/'")
    tablet.at("resume").wait_for(state="attached")


def gone_on(tablet: Tablet) -> None:
    tablet.press("resume")
    tablet.at("next").wait_for(state="attached")


def key(tablet: Tablet) -> float:
    """Milliseconds of the page's own thread for each key typed into a note, whatever else it does meanwhile."""
    spent = tablet.page.context.new_cdp_session(tablet.page)
    spent.send("Performance.enable")

    def now() -> float:
        told = spent.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in told if one["name"] == "TaskDuration"))

    note = tablet.page.locator("[flt-semantics-identifier^='note.item-']").first
    note.wait_for(state="attached")
    tablet.focus(str(note.get_attribute("flt-semantics-identifier")))
    before = now()
    tablet.page.keyboard.type(KEYS, delay=150)
    return (now() - before) * 1000 / len(KEYS)


def reported(tablet: Tablet) -> None:
    """The report of the open audit is made."""
    tablet.press("make")
    tablet.at("save").wait_for(state="attached", timeout=PATIENCE)


def to(tablet: Tablet, screen: str, shows: str) -> None:
    """Goes to a screen of the audit that is open: the app alone has it behind a hash, the served one in its path."""
    address = re.sub(r"(/audit/[^/?#]+).*", rf"\1/{screen}", tablet.page.url)
    if "#" in address:
        tablet.page.evaluate("there => { location.href = there }", address)
    else:
        tablet.open(address)
    tablet.at(shows).first.wait_for(state="attached", timeout=PATIENCE)


def kept(tablet: Tablet, pictures: list[str]) -> None:
    """Photographs are picked at once and kept one after the other."""
    with tablet.page.expect_file_chooser() as dialog:
        tablet.press("photo.add.")
    dialog.value.set_files(pictures)
    tablet.sees(f"{len(pictures)} photos kept", timeout=PATIENCE)


def worked(tablet: Tablet, pictures: list[str]) -> dict[str, float]:
    """Every wait of one app in an audit of 600 items."""
    found = {"from the home screen to an item of 600": seconds(lambda: gone_on(tablet))}
    found["a tap, kept and shown, median ms"] = statistics.median(tapping(tablet, 1))
    found["a key, ms of the page"] = key(tablet)
    to(tablet, "report", "make")
    found["report of the open audit"] = seconds(lambda: reported(tablet))
    to(tablet, "photos", "photo.add.")
    each = seconds(lambda: kept(tablet, pictures)) / len(pictures)
    found["a photograph of 12 megapixels"] = each
    found["100 photographs of 12 megapixels, extrapolated"] = each * HUNDRED
    return found


def memory(profile: Path) -> dict[str, float]:
    """MB of the page and of the whole browser of this profile; what processes share is counted once."""
    mine = [one for one in psutil.process_iter(["cmdline"]) if str(profile) in " ".join(one.info["cmdline"] or [])]
    tree = {child.pid: child for one in mine for child in (one, *one.children(recursive=True))}
    taken = {one.pid: one.memory_full_info().pss / 2**20 for one in tree.values()}
    pages = [pid for pid, one in tree.items() if "--type=renderer" in one.cmdline()]
    return {"memory of the page, MB": max(taken[pid] for pid in pages), "of the whole browser, MB": sum(taken.values())}


def alone(started: Browser, site: Path, work: Path, pictures: list[str]) -> dict[str, float]:
    """The app alone: seconds, unless a name says otherwise."""
    device, files = Device(started.browser_type, work / "profile", MEASURED), Files(site)
    found: dict[str, float] = {}
    try:
        tablet = device.start()
        found["first start, fetching and keeping all"] = seconds(lambda: opened(tablet, files.address))
        found["a backup of all this taken in"] = seconds(lambda: restored(tablet, work / "all.zip"))
        tablet.page.evaluate(MADE_NOW)  # the picture of Python's memory, which is made 20 s after a first start
        device.close()
        files.take_away()
        later, readable = [], []
        for _ in range(STARTS):
            device.close()
            tablet = device.start()
            later.append(seconds(lambda now=tablet: opened(now, files.address)))  # type: ignore[misc]
            readable.append(tablet.page.evaluate(READABLE) / 1000)
        found["later start: something readable"] = statistics.median(readable)
        found["later start: first screen"] = statistics.median(later)
        found["memory of the page at its first screen, MB"] = memory(work / "profile")["memory of the page, MB"]
        found |= worked(tablet, pictures) | memory(work / "profile")
    finally:
        device.close()
    return found


def served(started: Browser, data: Path, pictures: list[str]) -> dict[str, float]:
    """The same waits of the served app."""
    server = Server(data).start()
    try:
        tablet = Tablet.new(started)
        found = {"later start: first screen": seconds(lambda: tablet.open(server.to()))}
        return found | worked(tablet, pictures)
    finally:
        server.stop()


def main() -> None:
    """Prints the table."""
    given = [int(each) for each in sys.argv[1:3]]
    audits, photos = (*given, *(AUDITS, PHOTOS)[len(given) :])
    with tempfile.TemporaryDirectory(dir=os.environ.get("MR_AUDIT_BENCH")) as name:
        work = Path(name)
        prepared(work / "data", audits)
        back_up(work / "data", work / "all.zip")
        pictures, site = photographs(work, photos), build(work / "site", wheels()).folder
        with browser(MEASURED) as started:
            other = served(started, work / "data", pictures)
            one = alone(started, site, work, pictures)
    print(f"{machine()}; {busy()}; {audits} other audits, {photos} photographs\n")
    said = [(what, f"{value:,.2f}", f"{other[what]:,.2f}" if what in other else "–") for what, value in one.items()]
    print(table("s, unless said otherwise|alone|served|aim", [(*row, AIMS.get(row[0], "–")) for row in said]))


if __name__ == "__main__":
    main()
