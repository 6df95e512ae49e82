"""What a person waits for besides a tap: `python -m bench.waits` prints the table for this machine.

Starting an audit, on the server from the tap to the last byte, and in Chromium to the frame with the first item; and
twelve photographs of 12 megapixels, from choosing them until all are kept and shown. Needs Chromium, no network.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser

from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.store import Store
from bench.machine import busy, machine
from bench.photos import picture
from bench.screens import TAP
from bench.store import table
from tests.screen import screen
from tests.walks.browser import MEASURED, Tablet, browser
from tests.walks.seed import begun
from tests.walks.server import Server

STARTS, PICTURES = 5, 12
Row = tuple[str, ...]


async def server_side(folder: Path) -> Row:
    """Milliseconds from the tap on Start until the new audit is durable and drawn."""
    taken = []
    with Store.at(folder) as store:
        for number in range(STARTS):
            async with screen(starter(Cabinet(store, folder)), route="/new") as shown:
                await shown.press("kind.periodic")
                await shown.fill("unit", f"MRI {number + 2}")
                await shown.fill("field_strength", "3")
                begins = time.perf_counter()
                await shown.press("start")
                if "unit.another" in shown:  # once a unit is known, whether this is another one is asked first
                    begins = time.perf_counter()
                    await shown.press("unit.another")
                taken.append((time.perf_counter() - begins) * 1000)
                await shown.until(lambda one=shown: "next" in one)  # type: ignore[misc]  # no type for its default
    return "from Start to a new audit, kept and drawn, on the server, ms", f"{statistics.median(taken):.0f}", "300"


def starting(tablet: Tablet, server: Server) -> Row:
    """Milliseconds in the page from the tap on Start to the first frame of the new audit."""
    taken = []
    for number in range(STARTS):
        tablet.open(server.to("new"))
        tablet.press("kind.periodic")
        tablet.type("unit", f"Unit {number}")
        tablet.type("field_strength", "3")
        tablet.scroll_to("start")
        taken.append(tablet.page.evaluate(TAP, ["start", "next"]))
    return "from Start to the first item of a new audit, in the browser, ms", f"{statistics.median(taken):.0f}", ""


def photographing(tablet: Tablet, server: Server, audit: str, folder: Path) -> Row:
    """Seconds from choosing twelve photographs until all are kept and shown."""
    files = [folder / f"IMG_{number:04d}.jpg" for number in range(PICTURES)]
    for number, each in enumerate(files):
        each.write_bytes(picture(number))
    tablet.open(server.to(f"audit/{audit}/photos"))
    with tablet.page.expect_file_chooser() as dialog:
        tablet.press("photo.add.")
    begins = time.perf_counter()
    dialog.value.set_files([str(each) for each in files])
    tablet.sees(f"{PICTURES} photos, {PICTURES} not reviewed", timeout=120_000)
    took = time.perf_counter() - begins
    size = sum(each.stat().st_size for each in files) / 1e6
    return f"twelve photographs, {size:.0f} MB in all, chosen to kept and shown, s", f"{took:.1f}", "10"


def in_browser(started: Browser, data: Path, audit: str, folder: Path) -> list[Row]:
    """What is waited for at a tablet."""
    server = Server(data).start()
    try:
        tablet = Tablet.new(started)
        return [starting(tablet, server), photographing(tablet, server, audit, folder)]
    finally:
        server.stop()


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        audit = begun(folder / "data")
        rows = [asyncio.run(server_side(folder / "data"))]
        with browser(MEASURED) as started:
            rows += in_browser(started, folder / "data", audit, folder)
    print(f"{machine()}, {busy()}\n\n{table('|measured|aim', rows)}")


if __name__ == "__main__":
    main()
