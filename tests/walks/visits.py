"""Two whole visits by touch, counted: `python -m tests.walks.visits`.

An acceptance in a new 3 T suite with 6 doors, 40 ancillary items, 48 field readings and 60 photographs, up to the
signature and the report; and the regular audit a year later. What is repeated is done as often as on the day, except
where a task says how many. docs/visits.json keeps the first run and the latest, docs/visits.md shows them.

`--delay 150 --keys 60` walks them through a line that takes 150 ms there and back, a key every 60 ms; each field must
show what was typed, and the data folder hold it. `tests.walks.windows` has the walks of other windows.
"""

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from audit_app import __version__
from audit_app.photos.scenes import scene
from audit_app.store.shelf.copies import FONT
from bench.machine import machine
from tests.walks.browser import Tablet, browser, pictured
from tests.walks.kept import missing
from tests.walks.line import Line
from tests.walks.server import ROOT, Server
from tests.walks.taps import Finger, acknowledge, named

KEPT = ROOT / "docs" / "visits.json"
DOORS = ("Scan room", "Controlled area", "Technical room", "Waiting room", "Fire exit", "Store")
ITEMS = tuple(f"{what} {number}" for what in ("Trolley", "Drip stand", "Chair", "Step", "Bin", "Cylinder", "Coil cart",
                                              "Torch") for number in range(1, 6))  # fmt: skip
ALONG, ACROSS, ROUND = 7, 6, 4  # metres of the room that is drawn, and of what its plan shows beside it
READINGS, PHOTOS, IN_A_ROW = 48, 60, 9


class Day:
    """What a visit has in hand: a finger that counts, a folder for files, and the app's address through its line."""

    def __init__(self, finger: Finger, to: Callable[[str], str], folder: Path) -> None:
        self.finger, self.to, self.folder = finger, to, folder

    @property
    def tablet(self) -> Tablet:
        return self.finger.tablet

    def home(self) -> None:
        self.tablet.open(self.to(""))

    def go(self, where: str, waits_for: str) -> None:
        """Opens a screen of the audit by its address; not counted, it is no part of a task."""
        audit = self.tablet.page.url.partition("/audit/")[2].partition("/")[0]
        self.tablet.open(self.to(f"audit/{audit}{where}"))
        self.tablet.at(waits_for).first.wait_for(state="attached")


# The acceptance


def begin(day: Day) -> None:
    finger = day.finger
    with finger.task("Say who you are, and begin the acceptance of a new 3 T unit"):
        finger.type("who.name", "Ada Byron")
        finger.tap("first-unit", "start")
        finger.tap("kind.acceptance")
        finger.type("unit", "MRI 3")
        finger.type("field_strength", "3")
        finger.tap("start", "next")
    finger.tablet.press("guide.done")


def name_the_things(day: Day) -> None:
    finger = day.finger
    with finger.task(f"Name {len(DOORS)} doors"):
        finger.tap("place.doors", "one-field")
        finger.type("one-field", "\n".join(DOORS))
        finger.tap("one-field.keep", gone="no-things")
    with finger.task(f"Name {len(ITEMS)} ancillary items, past the stop card"):
        finger.tap("place.ancillary", "zone.outside")
        finger.tap("zone.outside", "one-field")
        finger.type("one-field", "\n".join(ITEMS))
        finger.tap("one-field.keep", gone="no-things")


def answer_in_a_row(day: Day) -> None:
    """One after the other, each where the walk has opened it: what has to be scrolled to is counted."""
    finger = day.finger
    finger.tablet.press("place.reception")
    finger.tablet.at("open.area-plan").first.wait_for(state="attached")
    finger.tablet.page.wait_for_timeout(700)
    with finger.task(f"Answer {IN_A_ROW} items of a place compliant, one after the other"):
        for _ in range(IN_A_ROW):
            opened = named(finger.tablet, "open.")
            finger.tap(opened.replace("open.", "answer.compliant."), gone=opened)


def photograph(day: Day) -> None:
    finger = day.finger
    files = []
    for number in range(PHOTOS):
        files.append(day.folder / f"IMG_{number:04d}.jpg")
        files[-1].write_bytes(scene("outside", f"Picture {number}", FONT))
    opened = named(finger.tablet, "open.").removeprefix("open.")
    with finger.task("Find an item deficient, add a note and one photo, and go on to the next"):
        finger.tap(f"answer.deficient.{opened}", f"finding.{opened}")
        finger.type(f"note.{opened}", "Not at this unit")
        pick(finger, f"photo.add.{opened}", files[:1])
        finger.tap("next", gone=f"open.{opened}")
    with finger.task(f"Add the other {PHOTOS - 1} photos to the audit at once"):
        finger.tap("photos", "photo.add.")
        pick(finger, "photo.add.", files[1:])
        day.tablet.sees(f"{PHOTOS} photos, {PHOTOS} not reviewed", timeout=300_000)
    with finger.task(f"Say of {PHOTOS} photos that nothing needs to be hidden"):
        finger.tap("which.unreviewed", "all.looked")
        finger.tap("all.looked")
        finger.tap("all.clear", gone="all.clear")
    day.tablet.sees(f"{PHOTOS} photos reviewed")
    finger.tap("back", "next")


def pick(finger: Finger, button: str, files: list[Path]) -> None:
    """Taps a button that asks for files, and chooses them."""
    with finger.tablet.page.expect_file_chooser() as dialog:
        finger.tap(button)
    dialog.value.set_files([str(each) for each in files])
    finger.tablet.sees("kept")


def survey(day: Day) -> None:
    finger, page = day.finger, day.tablet.page
    with finger.task("Draw the scan room for the field survey"):
        finger.tap("survey", "room.draw")
        finger.type("room.along", str(ALONG))
        finger.type("room.across", str(ACROSS))
        finger.tap("room.draw", "plan.tap")
    box = day.tablet.at("plan.tap").bounding_box()
    assert box is not None
    with finger.task(f"Take {READINGS} field readings on the plan, with Enter after each"):
        metre = box["height"] / (ACROSS + ROUND)  # the plan begins at the left, its bore from left to right
        for along, across, typed in field():
            right, down = along + (ALONG + ROUND) / 2, across + (ACROSS + ROUND) / 2
            page.touchscreen.tap(box["x"] + right * metre, box["y"] + down * metre)
            page.wait_for_timeout(2_000)  # a person looks where the cross is
            finger.done[-1].taps += 1
            if not focused(day.tablet, "reading.value"):
                finger.tap("reading.value")
            page.keyboard.type(typed, delay=60)
            page.keyboard.press("Enter")
            finger.done[-1].keys += len(typed) + 1
            day.tablet.sees(f"Reading kept: {typed}", timeout=60_000)
            page.wait_for_timeout(300)


def field() -> Iterator[tuple[float, float, str]]:
    """Places round the magnet in metres along and across its bore, and what a dipole of a 3 T magnet gives there."""
    for number in range(READINGS):
        radius, angle = 1.6 + 0.3 * (number // 8), math.pi * (number % 8 + (number // 8) / 2) / 4
        along, across = radius * math.cos(angle), radius * math.sin(angle)
        typed = f"{20 / radius**3 * math.sqrt(1 + 3 * math.cos(angle) ** 2):.3g}"
        yield along, across, typed if number else f"{typed} mT"  # the unit that was named stays for the next ones


def focused(tablet: Tablet, identifier: str) -> bool:
    """Whether keys go into this field, at once or shortly."""
    inside = f"[flt-semantics-identifier='{identifier}']"
    for _ in range(10):
        if tablet.page.evaluate(f'() => !!document.activeElement?.closest("{inside}")'):
            return True
        tablet.page.wait_for_timeout(200)
    return False


def emergency(day: Day) -> None:
    with day.finger.task("See the emergency card from the survey, and be back there"):
        day.finger.tap("emergency", "emergency.edit")
        day.finger.tap("back", "survey.view.plan")


def hand_over(day: Day) -> None:
    finger = day.finger
    day.go("", "next")
    with finger.task("Raise the finding of the deficient item, with its action and owner"):
        finger.tap("summary", "findings")
        finger.tap("findings", "add-finding")
        finger.tap(named(finger.tablet, "raise."), "add-action")
        finger.tap("add-action", "keep-action")
        finger.type("action.what", "Mend it")
        finger.type("action.name", "Sam Example")
        finger.tap("keep-action", gone="keep-action")
    day.go("/summary", "signing")
    with finger.task("Sign the acceptance, acknowledging what is not done"):
        finger.tap("signing", "sign.name")
        finger.tap("fit.yes")
        finger.tap("state")
        acknowledge(finger)
        finger.tap("sign", gone="sign")
    day.go("/summary", "report")
    with finger.task("Make the report, and have it in the hand"):
        finger.tap("report", "make")
        finger.tap("make", "save")
        with finger.tablet.page.expect_download() as waiting:
            finger.tap("save")
        waiting.value.save_as(day.folder / "report.pdf")


# A year later


def a_year_later(day: Day) -> None:
    finger = day.finger
    day.home()
    with finger.task("A year later: begin the regular audit of the same unit"):
        finger.tap("new", "start")
        finger.tap("kind.periodic")
        finger.type("on", "2027-11-19")
        finger.tap("start", "next")
    with finger.task("Say how the finding of last time stands"):
        finger.tap("summary", "findings")
        finger.tap("findings", "add-finding")
        finger.tap(named(finger.tablet, "standing."))
    day.go("", "next")
    with finger.task("Go to the third trolley and answer its first question"):
        finger.tap("find", "find.words")
        finger.type("find.words", "trolley 3")
        finger.tablet.sees("Ancillary equipment: Trolley 3")
        finger.tablet.page.wait_for_timeout(1000)
        finger.tap(named(finger.tablet, "found.anc-material@"), "zone.outside")
        finger.tap("zone.outside", gone="zone.outside")
        finger.tap(named(finger.tablet, "choose.not-attracted"))
    with finger.task("Be at the same item after the app was closed and opened"):
        day.home()
        finger.tap("resume", "next")
        finger.tablet.sees("Trolley 3")


CHAPTERS = (begin, name_the_things, answer_in_a_row, photograph, survey, emergency, hand_over, a_year_later)


@contextmanager
def served(data: Path, delay: int) -> Iterator[Callable[[str], str]]:
    """The app over an empty folder, at the end of a line that takes so many ms there and back; gives its addresses."""
    server = Server(data).start()
    line = Line(server.port, delay / 2000)
    try:
        yield lambda path: server.to(path).replace(server.address, line.address)
    finally:
        line.close()
        server.stop()


def walked(started: Browser, given: argparse.Namespace) -> Finger:
    """Both visits over an empty folder."""
    with tempfile.TemporaryDirectory() as name, served(Path(name) / "data", given.delay) as to:
        tablet = Tablet.new(started).open(to(""))
        tablet.at("first-unit").wait_for(state="attached")
        day = Day(Finger(tablet, given.keys), to, Path(name))
        with pictured(tablet, "visits"):
            for chapter in CHAPTERS:
                chapter(day)
        lost = missing(Path(name) / "data", day.finger.typed)
        assert not lost, f"typed, and kept nowhere: {lost}"
    return day.finger


def asked(about: str) -> argparse.Namespace:
    """What stands after the command: the line, the keys, and what is walked."""
    words = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--delay", type=int, default=0, help="ms that the line takes there and back")
    words.add_argument("--keys", type=int, default=0, help="ms from one key to the next; 0: texts come in whole")
    words.add_argument("--of", default=f"version {__version__}", help="what was walked, for the tables")
    return words.parse_args()


def told(given: argparse.Namespace) -> dict[str, Any]:
    """What a run says of itself."""
    line = f", a line of {given.delay} ms there and back" if given.delay else ""
    keys = f", a key every {given.keys} ms" if given.keys else ""
    return {"of": f"{given.of}{line}{keys}", "on": machine()}


def main() -> int:
    """Walks both visits, and keeps the first run and this one."""
    given = asked(__doc__ or "")
    with browser() as started:
        finger = walked(started, given)
    run = {**told(given), "tasks": [asdict(each) for each in finger.done]}
    runs = [*(json.loads(KEPT.read_text(encoding="utf-8"))[:1] if KEPT.exists() else []), run]
    KEPT.write_text(json.dumps(runs, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
