"""Taps and seconds of the everyday tasks, counted in the running app: `python -m tests.walks.taps`.

A tap is a finger on the screen, a scroll is a swipe until the next thing to tap is in view, keys are what is typed.
The seconds are the app's own: from each tap to what it leads to, in Chromium on the machine named. docs/taps.json keeps
the first run and the latest, docs/taps.md shows them. Words after the command say what was counted.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Error

from audit_app import __version__
from audit_app.photos.scenes import scene
from audit_app.store.shelf.copies import FONT
from bench.machine import machine
from tests.walks.browser import Tablet, browser
from tests.walks.server import ROOT, Server

KEPT = ROOT / "docs" / "taps.json"
BARS = ("find", "emergency", "summary", "back", "next", "photos", "survey", "places", "more")  # always in view
MENU = {"find": "Find an item", "photos": "All photos", "survey": "Field survey"}  # what a phone has in its menu
ANSWERED = 600  # ms in which the answer to a key comes, over and above what the line takes


@dataclass
class Effort:
    """What one task took."""

    task: str
    taps: int = 0
    scrolls: int = 0
    keys: int = 0
    seconds: float = 0.0


class Finger:
    """A finger that counts what it does.

    With `keys`, the milliseconds from one key to the next, it types as a person does, and what a field shows then, and
    again when every answer is there, must be what was typed; `typed` keeps the words. Without, texts come in whole.
    """

    def __init__(self, tablet: Tablet, keys: int = 0) -> None:
        self.tablet, self.keys, self.done, self.typed = tablet, keys, list[Effort](), list[str]()

    @contextmanager
    def task(self, words: str) -> Iterator[None]:
        """Everything until the end of the block belongs to this task."""
        self.done.append(Effort(words))
        yield
        now = self.done[-1]
        print(f"{now.taps:2d} taps {now.scrolls:2d} scrolls {now.keys:3d} keys {now.seconds:5.1f} s  {now.task}")

    def tap(self, identifier: str, leads_to: str = "", gone: str = "") -> None:
        """Taps a control and waits for what it leads to, or until something is gone."""
        if identifier in MENU and not self.tablet.has(identifier):
            self.tap("more")
            self.pick(MENU[identifier], leads_to)
            return
        if identifier.startswith("place.") and not self.tablet.has(identifier) and self.tablet.has("places"):
            self.tap("places", identifier)
        self._into_view(identifier)
        now, started = self.done[-1], time.monotonic()
        target = self.tablet.at(identifier).first
        button = target.get_by_role("button")
        (button.first if button.count() else target).click(force=True)
        now.taps += 1
        if leads_to:
            self.tablet.at(leads_to).first.wait_for(state="attached", timeout=60_000)
        if gone:
            self.tablet.at(gone).first.wait_for(state="detached", timeout=60_000)
        now.seconds += time.monotonic() - started
        self.tablet.page.wait_for_timeout(700)  # until the screen has slid in: a person looks first

    def type(self, identifier: str, text: str) -> None:
        """Taps a field and types."""
        self._into_view(identifier)
        if self.keys:
            self._key_by_key(identifier, text)
        else:
            self.tablet.type(identifier, text)
        self.done[-1].taps += 1
        self.done[-1].keys += len(text)

    def _key_by_key(self, identifier: str, text: str) -> None:
        page, field = self.tablet.page, self.tablet.focus(identifier)
        page.keyboard.press("Control+A")
        page.keyboard.type(text, delay=self.keys)
        for wait in (0, ANSWERED):
            page.wait_for_timeout(wait)
            shown = field.input_value()
            assert shown == text, f"{identifier} shows {shown!r}, typed was {text!r}"
        self.typed.append(text)

    def pick(self, words: str, leads_to: str) -> None:
        """Taps an entry of a menu by its words."""
        started = time.monotonic()
        self.tablet.page.get_by_role("menuitem", name=words).first.click(force=True)
        self.tablet.at(leads_to).first.wait_for(state="attached")
        self.done[-1].taps += 1
        self.done[-1].seconds += time.monotonic() - started
        self.tablet.page.wait_for_timeout(500)

    def _into_view(self, identifier: str) -> None:
        target = self.tablet.at(identifier).first
        target.wait_for(state="attached")
        if identifier in BARS:
            return
        box, size = target.bounding_box(), self.tablet.page.viewport_size or {"height": 820}
        if not box or box["y"] < 64 or box["y"] + min(box["height"], 60) > size["height"] - 40:
            self.done[-1].scrolls += 1
            self.tablet.scroll_to(identifier)


def tasks(finger: Finger, folder: Path) -> None:
    """The tasks one after the other, as on a first visit."""
    tablet = finger.tablet
    with finger.task("Say who you are, and start a regular audit of a new unit"):
        finger.type("who.name", "Ada Byron")
        finger.tap("first-unit", "start")
        finger.tap("kind.periodic")
        finger.type("unit", "MRI 2")
        finger.type("field_strength", "3")
        finger.tap("start", "next")
    with finger.task("Answer the open item: compliant, and be at the next"):
        finger.tap("answer.compliant.kit-labels", "note.site-changes")
    with finger.task("Answer an item deficient, with a note"):
        finger.tap("answer.deficient.site-changes", "finding.site-changes")
        finger.type("note.site-changes", "Bench beside the wall above the line")
    with finger.task("Raise its finding, rate it, and plan the action with its owner"):
        finger.tap("finding.site-changes", "add-action")
        finger.tap("risk.3.4")
        finger.tap("add-action", "keep-action")
        finger.type("action.what", "Move the bench")
        finger.type("action.name", "Sam Example")
        finger.tap("keep-action", gone="keep-action")
    back(tablet, "next")
    with finger.task("Record a place beside the unit, and type a reading there"):
        finger.tap("place.adjacent", "one-field")
        finger.type("one-field", "Waiting room")
        finger.tap("one-field.keep")
        line = named(tablet, "item.adj-field@").removeprefix("item.")
        finger.tap(f"item.{line}", f"keep.{line}")
        finger.type(f"reading.{line}", "0.31")
        finger.tap(f"keep.{line}", gone=f"keep.{line}")
    with finger.task("Mark a whole place not applicable, with one reason"):
        finger.tap("place.noise", "place-menu")
        finger.tap("place-menu")
        finger.pick("Mark the rest here as not applicable", "quick.1")
        finger.tap("quick.1", gone="quick.1")
    with finger.task("Find an item by a word and open it"):
        finger.tap("find", "find.words")
        finger.type("find.words", "quench")
        tablet.page.wait_for_timeout(1_500)  # a person looks at what was found first
        finger.tap(named(tablet, "found."), "next")
    with finger.task("See the emergency card"):
        finger.tap("emergency", "emergency.edit")
    back(tablet, "next")
    with finger.task("Sign, acknowledging what is not done"):
        finger.tap("summary", "signing")
        finger.tap("signing", "sign.name")
        acknowledge(finger)
        finger.tap("sign", gone="sign")
    back(tablet, "report")
    with finger.task("Make the report, and have it in the hand"):
        finger.tap("report", "make")
        finger.tap("make", "save")
        with tablet.page.expect_download() as waiting:
            finger.tap("save")
        waiting.value.save_as(folder / "report.pdf")
    tablet.page.goto(tablet.page.url.partition("/audit/")[0] + "/", wait_until="commit")
    tablet.ready()
    with finger.task("Start the next audit of the same unit"):
        finger.tap("new", "start")
        finger.tap("kind.periodic")
        finger.tap("start", "next")
    wholly_deficient(finger, folder)


def wholly_deficient(finger: Finger, folder: Path) -> None:
    """Everything about one deficiency, and where one stands then."""
    tablet, picture = finger.tablet, folder / "IMG_0001.jpg"
    picture.write_bytes(scene("outside", "Wall", FONT))
    if tablet.has("places"):  # a phone opens the list of places first
        tablet.press("places", scroll=False)
        tablet.at("place.surroundings").first.wait_for(state="attached")
    tablet.press("place.surroundings")
    opened = named(tablet, "open.").removeprefix("open.")
    with finger.task("Find an item deficient, with note, photo, finding and action with its owner, and be back at it"):
        finger.tap(f"answer.deficient.{opened}", f"finding.{opened}")
        finger.type(f"note.{opened}", "Bench beside the wall above the line")
        with tablet.page.expect_file_chooser() as dialog:
            finger.tap(f"photo.add.{opened}")
        dialog.value.set_files(str(picture))
        tablet.sees("kept")
        finger.tap(f"finding.{opened}", "add-action")
        finger.tap("add-action", "keep-action")
        finger.type("action.what", "Move the bench")
        finger.type("action.name", "Sam Example")
        finger.tap("keep-action", gone="keep-action")
        finger.tap("back", f"answer.deficient.{opened}")


def back(tablet: Tablet, leads_to: str) -> None:
    """Goes back until a control is there; not counted, it is no part of a task."""
    for _ in range(5):
        tablet.press("back", scroll=False)
        with suppress(Error):  # it led to another screen, and one more step back is needed
            tablet.at(leads_to).first.wait_for(state="attached", timeout=5_000)
            tablet.page.wait_for_timeout(700)
            return
    raise AssertionError(f"no way back to {leads_to}")


def named(tablet: Tablet, beginning: str) -> str:
    """The identifier of the first control that begins so."""
    found = tablet.page.locator(f"[flt-semantics-identifier^='{beginning}']").first
    found.wait_for(state="attached")
    return found.get_attribute("flt-semantics-identifier") or ""


def acknowledgements(tablet: Tablet) -> list[str]:
    """What must be ticked before signing."""
    found = tablet.page.locator("[flt-semantics-identifier^='acknowledge.']").all()
    return [each.get_attribute("flt-semantics-identifier") or "" for each in found]


def acknowledge(finger: Finger) -> None:
    """Says of every point before signing that it was read: with one tap where there are several."""
    if finger.tablet.has("acknowledge-all"):
        finger.tap("acknowledge-all", gone="acknowledge-all")
        return
    for each in acknowledgements(finger.tablet):
        finger.tap(each)


def kept() -> list[dict[str, object]]:
    """The runs so far, the first one first."""
    return list(json.loads(KEPT.read_text(encoding="utf-8"))) if KEPT.exists() else []


def main() -> int:
    """Counts, and keeps the first run and this one."""
    with tempfile.TemporaryDirectory() as folder, browser() as started:
        server = Server(Path(folder) / "data").start()
        tablet = Tablet.new(started).open(server.to())
        tablet.at("first-unit").wait_for(state="attached")
        finger = Finger(tablet)
        tasks(finger, Path(folder))
        tablet.page.context.close()
        server.stop()
    of = " ".join(sys.argv[1:]) or f"version {__version__}"
    run = {"of": of, "on": machine(), "tasks": [asdict(each) for each in finger.done]}
    runs = [*kept()[:1], run]
    KEPT.write_text(json.dumps(runs, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
