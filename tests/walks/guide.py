"""The pictures of the user guide, taken from the running app: `python -m tests.walks.guide`.

Two walks, each over an empty folder of its own: a first visit from the first start to the signature, and a look round
the sample. A chapter that cannot be walked is named with its reason, the others go on, and the command fails.
"""

import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Error, Locator

from audit_app.photos.scenes import scene
from audit_app.store.shelf.copies import FONT
from tests.walks.album import Album
from tests.walks.browser import Tablet, browser
from tests.walks.pages import Home, Visit
from tests.walks.server import ROOT, Server

PICTURES = ROOT / "docs" / "screenshots"
LANDSCAPE, PHONE = (1180, 820), (390, 844)
STAY = ("back", "find", "emergency", "photos", "survey", "portfolio", "about", "summary")  # bars that do not scroll


class Walk:
    """What a chapter has in hand: a tablet, an album, the app's address and a folder for files."""

    def __init__(self, tablet: Tablet, album: Album, server: Server, files: Path) -> None:
        self.tablet, self.album, self.server, self.files = tablet, album, server, files
        self.visit, self.audit = Visit(tablet), ""

    def take(self, name: str) -> None:
        self.album.take(self.tablet, name)

    def top(self) -> None:
        """Turns the wheel back to the top of the screen."""
        size = self.tablet.page.viewport_size or {"width": 1180, "height": 820}
        self.tablet.page.mouse.move(size["width"] * 0.65, size["height"] / 2)
        self.tablet.page.mouse.wheel(0, -20_000)
        self.tablet.page.wait_for_timeout(300)

    def show(self, identifier: str) -> None:
        """Turns the wheel until a control stands near the top."""
        self.tablet.scroll_to(identifier)
        box = self.tablet.at(identifier).first.bounding_box()
        if box is not None:
            self.tablet.page.mouse.wheel(0, box["y"] - 110)
            self.tablet.page.wait_for_timeout(300)

    def go(self, where: str, waits_for: str) -> None:
        """Opens an address of the app, as a bookmark would."""
        self.tablet.open(self.server.to(where))
        self.tablet.at(waits_for).first.wait_for(state="attached")

    def press(self, identifier: str, waits_for: str, at_most: int = 60) -> None:
        """Taps a control and waits for what it leads to, so many seconds at most."""
        self.tablet.press(identifier, scroll=identifier not in STAY)
        self.tablet.at(waits_for).first.wait_for(state="attached", timeout=at_most * 1000)

    def doubted(self, line: str, typed: str) -> None:
        """Types a reading until the app asks back: on a busy machine keys may come before the field is there."""
        for _ in range(4):
            self.tablet.type(f"reading.{line}", typed)
            self.tablet.press(f"keep.{line}")
            with suppress(Error):  # it was not doubted: not all of it was there yet
                self.tablet.at("doubt.keep").wait_for(state="attached", timeout=20_000)
                return
        raise AssertionError(f"{typed} was not doubted")

    def first(self, beginning: str) -> Locator:
        """The first control whose identifier begins so."""
        found = self.tablet.page.locator(f"[flt-semantics-identifier^='{beginning}']").first
        found.wait_for(state="attached")
        return found

    def named(self, beginning: str) -> str:
        """The identifier of the first control that begins so."""
        return self.first(beginning).get_attribute("flt-semantics-identifier") or ""

    def segment(self, words: str) -> None:
        """Taps one of a few choices side by side."""
        self.tablet.page.get_by_role("radio", name=words, exact=True).first.click(force=True)
        self.tablet.page.wait_for_timeout(300)

    def begun(self) -> None:
        """From now on chapters are about the audit in the address of the screen."""
        self.audit = self.tablet.page.url.partition("/audit/")[2].partition("/")[0]

    def walking(self) -> Visit:
        """The audit's places and items."""
        self.go(f"audit/{self.audit}", "next")
        return self.visit

    def summing_up(self) -> None:
        """The audit's summary."""
        self.go(f"audit/{self.audit}/summary", "report")


# A first visit


def first_start(walk: Walk) -> None:
    walk.tablet.at("first-unit").wait_for(state="attached")
    walk.take("welcome")
    Home(walk.tablet).welcome(name="Ada Byron", role="MR Safety Expert", registration="RCT0001")
    walk.tablet.press("kind.periodic")
    said = {"unit": "MRI 2", "site": "North wing", "organisation": "Riverside NHS Trust", "field_strength": "3"}
    for name, words in said.items():
        walk.tablet.type(name, words)
    walk.top()
    walk.take("new-audit")
    walk.press("start", "next")
    walk.begun()


def answering(walk: Walk) -> None:
    walk.tablet.press("guide.done")
    walk.visit.open("site-changes")
    walk.tablet.press("about.site-changes")
    walk.take("visit")
    walk.tablet.press("about.site-changes")
    walk.visit.answer("site-changes", "deficient")
    walk.visit.note("site-changes", "Cycle rack put up against the south wall; nobody asked.")
    walk.top()
    walk.take("deficient")


def photographs(walk: Walk) -> None:
    walk.walking().open("site-changes")
    picture = walk.files / "IMG_0001.jpg"
    picture.write_bytes(scene("outside", "Cycle rack at the south wall", FONT))
    with walk.tablet.page.expect_file_chooser() as dialog:
        walk.tablet.press("photo.add.site-changes")
    dialog.value.set_files(str(picture))
    walk.tablet.sees("Photo kept")
    walk.visit.open("site-changes")
    walk.press(_photo(walk.tablet), "photo.view")
    walk.segment("Hide")
    walk.tablet.at("photo.draw").wait_for(state="attached")
    _drag(walk.tablet, (0.62, 0.55), (0.84, 0.8))
    walk.tablet.at("mark.0").wait_for(state="attached")
    walk.take("photo")
    walk.tablet.press("photo.reviewed", scroll=False)
    walk.go(f"audit/{walk.audit}/photos", "which.all")
    walk.take("photos")


def _photo(tablet: Tablet) -> str:
    """The identifier of the first photo on the screen: `photo.` and a uuid."""
    tiles = tablet.page.locator("[flt-semantics-identifier^='photo.']")
    for _ in range(100):
        for name in (each.get_attribute("flt-semantics-identifier") or "" for each in tiles.all()):
            if re.fullmatch(r"photo\.[0-9a-f-]{36}", name):
                return name
        tablet.page.wait_for_timeout(200)
    raise AssertionError("the photo did not arrive")


def _drag(tablet: Tablet, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A finger over the picture, as shares of its width and height."""
    box = tablet.at("photo.draw").bounding_box()
    assert box is not None
    mouse = tablet.page.mouse
    mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
    mouse.down()
    mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=6)
    mouse.up()


def things(walk: Walk) -> None:
    walk.walking().go_to("adjacent")
    walk.tablet.at("one-field").first.wait_for(state="attached")
    walk.take("things")
    walk.visit.name_the_first("Waiting room")
    walk.named("choose.open.adj-access@")


def readings(walk: Walk) -> None:
    line = walk.named("item.adj-field@").removeprefix("item.")
    walk.visit.open(line)
    walk.doubted(line, "310")
    walk.take("challenge")
    walk.tablet.press("doubt.correct", scroll=False)
    walk.visit.measure(line, "0,31").moved_on_from(line)
    walk.visit.open(line)
    walk.take("reading")


def magnet_room(walk: Walk) -> None:
    walk.walking().go_to("magnet-room")
    walk.tablet.at("zone.outside").wait_for(state="attached")
    walk.take("zone-iv")
    walk.press("zone.paper", "paper.code")
    walk.take("paper")


def finding_an_item(walk: Walk) -> None:
    walk.walking()
    walk.press("find", "find.words")
    walk.tablet.type("find.words", "quench")
    walk.top()
    walk.take("find")


def emergency(walk: Walk) -> None:
    walk.press("emergency", "emergency.edit")
    walk.take("emergency")


def raising(walk: Walk) -> None:
    walk.walking().go_to("surroundings").open("site-changes")
    walk.press("finding.site-changes", "title")
    walk.tablet.press("risk.3.4")
    walk.show("danger")
    walk.take("finding")
    walk.tablet.press("add-action")
    walk.tablet.type("action.what", "Add the MR unit to the Estates change form")
    walk.tablet.type("action.name", "Sam Example")
    walk.show("action.what")
    walk.take("action")
    walk.tablet.press("keep-action")
    walk.tablet.sees("Action set")


def signing(walk: Walk) -> None:
    walk.summing_up()
    walk.take("summary")
    walk.press("signing", "sign.name")
    walk.top()
    walk.take("signing")
    for tick in walk.tablet.page.locator("[flt-semantics-identifier^='acknowledge.']").all():
        walk.tablet.press(tick.get_attribute("flt-semantics-identifier") or "")
    walk.press("sign", "check")
    walk.top()
    walk.take("signed")


def next_audit(walk: Walk) -> None:
    walk.go("new", "start")
    walk.tablet.press("kind.periodic")
    walk.press("start", "next")
    walk.visit.go_to("surroundings").open("site-changes")
    walk.take("next-visit")
    walk.press("summary", "findings")
    walk.press("findings", "to-actions")
    walk.top()
    walk.take("follow-up")
    walk.go("", "new")
    walk.take("home")


def phone(walk: Walk) -> None:
    small = Tablet.new(walk.tablet.page.context.browser, *PHONE, color_scheme="dark")  # type: ignore[arg-type]
    small.open(walk.server.to(f"audit/{walk.audit}"))
    Visit(small).here()
    walk.album.take(small, "phone")
    small.page.context.close()


# The sample


def open_sample(walk: Walk) -> None:
    walk.tablet.at("first-unit").wait_for(state="attached")
    walk.tablet.type("who.name", "Ada Byron")
    walk.press("sample", "next", at_most=300)  # an audit with its photographs is made
    walk.begun()


def sample_summary(walk: Walk) -> None:
    walk.summing_up()
    walk.take("sample-summary")
    walk.press("findings", "to-actions")
    walk.take("findings")
    walk.press("to-actions", "which.open")
    walk.take("actions")


def survey(walk: Walk) -> None:
    walk.go(f"audit/{walk.audit}/survey", "survey.view.plan")
    walk.tablet.page.wait_for_timeout(2500)
    walk.take("survey")
    walk.segment("Results")
    walk.tablet.sees("0.5 mT (5 G)")
    walk.take("survey-results")


def report(walk: Walk) -> None:
    walk.go(f"audit/{walk.audit}/report", "make")
    walk.press("make", "save")
    walk.take("report")
    pdf = walk.tablet.saved("save", walk.files)
    walk.album.page(pdf, 1, "report-cover")
    walk.album.page(pdf, 3, "report-page")


def portfolio(walk: Walk) -> None:
    walk.go("", "new")
    walk.press("portfolio", "add")
    if walk.tablet.has("mine"):
        walk.tablet.press("mine")
    walk.press("add", "add.no")
    walk.press(f"add.{walk.audit}", "commentary")
    words = "I planned and led this audit, took every reading myself and settled the ratings with the MR lead."
    walk.tablet.type("commentary", words)
    walk.tablet.page.keyboard.press("Tab")
    walk.top()
    walk.take("evidence")
    walk.press("back", "make")
    walk.top()
    walk.take("portfolio")
    walk.press("make", "save-bundle")
    walk.show("merged")
    walk.take("bundle")


def share(walk: Walk) -> None:
    walk.go(f"audit/{walk.audit}/share", "give")
    walk.press("give", "save-shared")
    walk.take("share")


def about(walk: Walk) -> None:
    walk.go("about", "check")
    walk.tablet.press("check")
    walk.tablet.sees("Nothing has been changed or lost.", timeout=60_000)
    walk.show("check")
    walk.take("about")


Chapter = Callable[[Walk], None]

FIRST_VISIT: dict[Chapter, tuple[str, ...]] = {
    first_start: ("welcome", "new-audit"),
    answering: ("visit", "deficient"),
    photographs: ("photo", "photos"),
    raising: ("finding", "action"),
    things: ("things",),
    readings: ("reading", "challenge"),
    magnet_room: ("zone-iv", "paper"),
    finding_an_item: ("find",),
    emergency: ("emergency",),
    phone: ("phone",),
    signing: ("summary", "signing", "signed"),
    next_audit: ("next-visit", "follow-up", "home"),
}
SAMPLE: dict[Chapter, tuple[str, ...]] = {
    open_sample: (),
    sample_summary: ("sample-summary", "findings", "actions"),
    survey: ("survey", "survey-results"),
    report: ("report", "report-cover", "report-page"),
    portfolio: ("portfolio", "evidence", "bundle"),
    share: ("share",),
    about: ("about",),
}


def names() -> set[str]:
    """Every picture that the walks take."""
    return {name for walk in (FIRST_VISIT, SAMPLE) for pictures in walk.values() for name in pictures}


def walked(started: Browser, chapters: dict[Chapter, tuple[str, ...]], album: Album) -> list[str]:
    """Walks one after the other over an empty folder; gives the chapters that could not be walked."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data").start()
        tablet = Tablet.new(started, *LANDSCAPE).open(server.to())
        walk = Walk(tablet, album, server, Path(folder))
        for chapter, pictures in chapters.items():
            try:
                chapter(walk)
                assert set(pictures) <= album.taken, f"{set(pictures) - album.taken} not taken"
            except (AssertionError, Error):
                traceback.print_exc()
                failed.append(chapter.__name__)
                tablet.page.screenshot(path=Path(tempfile.gettempdir()) / f"mr-audit-guide-{chapter.__name__}.png")
        tablet.page.context.close()
        server.stop()
    return failed


def main() -> int:
    """Takes every picture; 0 when all of them were taken."""
    album = Album(PICTURES)
    with browser() as started:
        failed = [*walked(started, FIRST_VISIT, album), *walked(started, SAMPLE, album)]
    for name in failed:
        print(f"could not be walked: {name}", file=sys.stderr)
    size = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    print(f"{len(album.taken)} pictures, {size / 1e6:.1f} MB in all")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
