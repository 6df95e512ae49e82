"""Chromium killed while the tablet's disk keeps entries and photos: what was acknowledged must be there.

`python -m tests.standalone.killing KILLS SEED` prints what happened as one line of JSON.
"""

import json
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserType, ConsoleMessage, sync_playwright

from standalone.build import client_folder
from standalone.travels import HERE as STANDALONE
from tests.standalone.alone import Device, Files

HERE = Path(__file__).resolve().parent
PATIENCE, LONGEST = 120, 2.5  # seconds for a start, and at most between it and the kill


@dataclass
class Heard:
    """What one page said before it died."""

    looked: dict[str, object] | None = None
    kept: int = -1
    waits: str = "for the page"
    failed: list[str] = field(default_factory=list)

    def take(self, message: ConsoleMessage) -> None:
        what, _, rest = message.text.partition(" ")
        if what == "LOOKED":
            self.looked = json.loads(rest)
        elif what == "KEPT":
            self.kept = int(rest)
        elif what == "WAITS":
            self.waits = rest
        elif what == "FAILED":
            self.failed.append(rest)


def pages(folder: Path) -> Path:
    """The page that keeps, with the disk and Pyodide beside it."""
    shutil.copytree(STANDALONE / "web", folder / "web")
    shutil.copytree(client_folder() / "pyodide", folder / "pyodide")
    for name in ("kill.html", "kill_page.js", "kill_worker.js"):
        shutil.copy(HERE / name, folder / name)
    return folder


def campaign(driver: BrowserType, folder: Path, kills: int, seed: int) -> dict[str, object]:
    """Kills so many times; what was kept, and everything that was acknowledged and is not there as it was."""
    chance, device, acknowledged = random.Random(seed), Device(driver, folder / "profile"), -1
    site, wrong, entries, photos = Files(pages(folder / "pages")), [], 0, 0
    try:
        for turn in range(kills + 1):
            heard = Heard()
            page = device.start().page
            page.on("console", heard.take)
            page.goto(f"{site.address}kill.html")
            until = time.monotonic() + PATIENCE
            while heard.looked is None and not heard.failed and time.monotonic() < until:
                page.wait_for_timeout(20)
            if heard.looked is None:
                wrong.append(f"turn {turn}: {heard.failed or f'nothing came of waiting {heard.waits}'}")
                break
            entries, photos = int(str(heard.looked["entries"])), int(str(heard.looked["photos"]))
            if heard.looked["wrong"] or heard.looked["fault"] != "ok" or entries <= acknowledged:
                wrong.append(f"turn {turn}: acknowledged up to {acknowledged}, found {heard.looked}")
            if turn < kills:
                page.wait_for_timeout(chance.uniform(20, LONGEST * 1000))
            device.kill()
            acknowledged = max(heard.kept, entries - 1)
    finally:
        device.kill()
        site.take_away()
    return {"kills": kills, "entries": entries, "photos": photos, "wrong": wrong}


def main() -> int:
    kills, seed = int(sys.argv[1]), int(sys.argv[2])
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        outcome = campaign(driver.chromium, Path(folder), kills, seed)
    print(json.dumps(outcome))
    return 1 if outcome["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
