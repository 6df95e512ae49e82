"""Chromium killed while the app alone takes in a large file: `python -m bench.interrupted KILLS SEED SECONDS`.

A backup with photographs is put back, and a shared audit taken in beside an audit that is there; the browser is killed
within so many seconds and started again, without a network. Afterwards either all of the file is here or nothing of it,
what was here before is whole, and the home screen names the file that was being read. Prints one line of JSON. Needs
Chromium, Node and the WebAssembly wheels (MR_AUDIT_WHEELS); a kill takes half a minute.
"""

import json
import random
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserType, Error

from audit_app.portfolio.share.mraudit import share
from audit_app.store.backup import back_up
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from standalone.build import build
from tests.standalone.alone import Device, Files, shown, wheels
from tests.store.conftest import worked
from tests.walks.browser import Tablet, browser

PHOTOS, SIZE = 16, 5_000_000


def files(folder: Path) -> dict[str, Path]:
    """A backup with one audit and its photographs, and another audit as a shared one."""
    chance, made = random.Random(1), {}
    for kind in ("restore", "take"):
        with Store.at(folder / kind) as store:
            visit, shelf = worked(store), Shelf(folder / kind)
            for number in range(PHOTOS):
                visit.add_photo("sign", shelf.keep(b"\xff\xd8" + chance.randbytes(SIZE)), name=f"{number}.jpg")
            made[kind] = folder / ("all.zip" if kind == "restore" else "one.mraudit")
            if kind == "take":
                share(store, shelf, visit.audit.id, made[kind])
        if kind == "restore":
            back_up(folder / kind, made[kind])
    return made


def choose(tablet: Tablet, screen: str, button: str, file: Path) -> None:
    tablet.page.evaluate(f"location.hash = '#/{screen}'")
    tablet.at(button).wait_for(state="attached")
    tablet.page.wait_for_timeout(1500)  # its picker is made just after it
    with tablet.page.expect_file_chooser() as dialog:
        tablet.press(button)
    dialog.value.set_files(file)


def audits(tablet: Tablet) -> int:
    """How many audits are here, and that nothing of them is wrong: the app checks every digest."""
    tablet.page.evaluate("location.hash = '#/about'")
    tablet.press("check")
    tablet.sees("Nothing has been changed or lost.", timeout=120_000)
    words = str(tablet.page.get_by_text("audit", exact=False).all_inner_texts())
    return next(number for number in (0, 1, 2) if f"'{number} audit" in words)


def killed(device: Device, address: str, within: float, kind: str, file: Path) -> tuple[Tablet, bool]:
    """One kill while a file is taken in: the tablet started again, and whether it names the file at its start."""
    tablet = started(device, address)
    choose(tablet, "about" if kind == "restore" else "take", kind, file)
    tablet.page.wait_for_timeout(within * 1000)
    device.kill()
    tablet = started(device, address)
    named = tablet.page.get_by_text(f"{file.name} was being read").or_(tablet.page.get_by_label(f"{file.name} was"))
    with suppress(Error):
        named.first.wait_for(state="attached", timeout=8_000)
    return tablet, named.count() > 0


def started(device: Device, address: str) -> Tablet:
    tablet = device.start()
    tablet.page.goto(address, wait_until="commit")
    return shown(tablet)


def campaign(
    driver: BrowserType, folder: Path, kills: int, chance: random.Random, longest: float
) -> list[dict[str, object]]:
    """What came of each kill; once both files are in, a new tablet is taken."""
    told: list[dict[str, object]] = []
    made, site, device, here = files(folder), Files(build(folder / "site", wheels()).folder), None, 2
    for turn in range(kills):
        if here == 2:
            device, here = Device(driver, folder / f"profile-{turn}"), 0
            started(device, site.address)
            device.close()
        assert device is not None
        kind, within = ("restore", "take")[here], round(chance.uniform(0.1, longest), 2)
        tablet, named = killed(device, site.address, within, kind, made[kind])
        now = audits(tablet)
        wrong = now not in (here, here + 1) or (now == here and not named)
        told.append({"kind": kind, "after": within, "before": here, "now": now, "named": named, "wrong": wrong})
        print(told[-1], file=sys.stderr, flush=True)
        here = now
        device.close()
    return told


def main() -> int:
    """Kills so many times, and prints what came of it."""
    kills = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as name, browser() as driver:
        told = campaign(driver.browser_type, Path(name), kills, random.Random(int(sys.argv[2])), float(sys.argv[3]))
    print(json.dumps({"kills": kills, "finished": sum(each["now"] != each["before"] for each in told),
                      "named": sum(bool(each["named"]) for each in told),
                      "wrong": [each for each in told if each["wrong"]]}))  # fmt: skip
    return 1 if any(each["wrong"] for each in told) else 0


if __name__ == "__main__":
    sys.exit(main())
