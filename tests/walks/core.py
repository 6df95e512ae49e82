"""A core regular audit of the sample unit, walked by touch to its last item and counted: `python -m tests.walks.core`.

Each line is answered as the sample's full audit of the day found it, where it opens. docs/core.json keeps
the count, and docs/visits.md shows it.
"""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Browser

from audit_app import __version__
from audit_app.audit.audit import Audit, Line
from audit_app.audit.log.entries import Answered, Measured
from audit_app.checklist.model import Choice, Compliance
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit.sample import make
from bench.machine import machine
from tests.walks.browser import Tablet, browser, pictured
from tests.walks.seed import ADA
from tests.walks.server import ROOT, Server
from tests.walks.taps import Finger, named

KEPT = ROOT / "docs" / "core.json"
AT_MOST = 110  # answers: what half a day on site holds
STEP = ", ".join(f"[flt-semantics-identifier{each}]" for each in ("^='open.'", "='one-field'", "='zone.outside'"))
ONLY_AGAIN = 20  # answered lines in a row that open again: more than ask for a note or a photo
TURNS = 400  # times that the walk goes on, before it is called lost


def sample(data: Path) -> Audit:
    """A device that knows Ada and the sample unit; gives the full audit of the day, which says what is found."""
    with Store.at(data) as store:
        _, newest = make(store, Shelf(data))
        prefer(store, Preferences(person=ADA, welcomed=True, guided=True))
        return store.load(newest)


def begin(finger: Finger) -> None:
    """Begins the core audit, from home."""
    with finger.task("Begin a core regular audit of the sample unit"):
        finger.tap("new", "start")
        finger.tap("kind.periodic")
        finger.tap("depth.core")
        finger.tap("start", "next")


def walk(finger: Finger, found: Audit) -> list[str]:
    """Answers every line as it opens, until none is left; gives their keys in the order of the walk.

    An answered line that still wants a note or a photo opens again; when only such ones do, no other is left.
    """
    tablet, answered, met, again = finger.tablet, list[str](), dict[str, str](), 0
    with finger.task("Name the things, and answer every item, zone by zone"):
        for _ in range(TURNS):
            if tablet.page.get_by_text("Every item is answered").count():
                return answered
            tablet.page.wait_for_timeout(500)
            if tablet.has("doubt.keep"):
                keep_doubted(finger)
                continue
            if not tablet.page.locator(STEP).count():  # nothing is left in this place
                finger.tap("next")
                continue
            if tablet.has("zone.outside"):
                finger.tap("zone.outside", gone="zone.outside")
                continue
            if tablet.has("one-field"):
                name_things(finger, found)
                continue
            key = named(tablet, "open.").removeprefix("open.")
            again = again + 1 if key in answered else 0
            if again == ONLY_AGAIN:
                return answered
            if not again:
                answer(finger, key, line_of(found, key, met))
                answered.append(key)
            tablet.page.wait_for_timeout(300)
            if tablet.has(f"open.{key}"):  # what was found wanting stays open until one goes on
                finger.tap("next")
    raise AssertionError(f"the walk does not end: {len(answered)} answers, the last {answered[-3:]}")


def name_things(finger: Finger, found: Audit) -> None:
    """Names the doors, sensors and so on of the place that is open, one on each line."""
    page = finger.tablet.page
    kind = next(each for each in found.checklist.things if page.get_by_text(f"Which {each.many} are there").count())
    finger.type("one-field", "\n".join(thing.name for thing in found.things_of(kind.id)))
    finger.tap("one-field.keep", gone="no-things")


def line_of(found: Audit, key: str, met: dict[str, str]) -> Line:
    """The line of the full audit that asks the same; things are met in the order in which they were named."""
    item, _, thing = key.partition("@")
    if not thing:
        return found.lines[item]
    kind = found.checklist.section_of[item].repeats_over or ""
    if thing not in met:
        met[thing] = next(each.id for each in found.things_of(kind) if each.id not in met.values())
    return found.lines[f"{item}@{met[thing]}"]


def answer(finger: Finger, key: str, line: Line) -> None:
    """One answer, as the line was found."""
    given = line.answer
    if isinstance(given, Measured):
        finger.type(f"reading.{key}", given.quantity.typed)
        finger.tap(f"keep.{key}")
        for _ in range(4):  # what is doubted is asked back
            if finger.tablet.has("doubt.keep"):
                keep_doubted(finger)
                break
            finger.tablet.page.wait_for_timeout(500)
    elif isinstance(line.item.ask, Choice):
        finger.tap(f"choose.{given.value}.{key}")
    elif isinstance(line.item.ask, Compliance):
        side = given.verdict in ("not_applicable", "not_assessed")
        finger.tap(f"answer.{given.verdict}.{key}", f"reason.1.{key}" if side else "")
        if side:
            finger.tap(f"reason.1.{key}")
    else:
        assert isinstance(given, Answered)
        enter(finger, f"words.{key}", given.value)


def enter(finger: Finger, field: str, typed: str) -> None:
    """Types, and presses Enter."""
    finger.type(field, typed)
    finger.tablet.page.keyboard.press("Enter")
    finger.tablet.page.wait_for_timeout(1500)


def keep_doubted(finger: Finger) -> None:
    """Keeps what is doubted with a reason that is offered."""
    for button in ("doubt.1", "doubt.keep"):
        finger.tablet.at(button).first.get_by_role("button").first.click(force=True)
        finger.done[-1].taps += 1
        finger.tablet.page.wait_for_timeout(700)


def walked(started: Browser) -> tuple[Finger, list[str]]:
    """The whole walk, over a folder of its own; what the log holds is what was answered."""
    with tempfile.TemporaryDirectory() as folder:
        found = sample(Path(folder) / "data")
        server = Server(Path(folder) / "data").start()
        tablet = Tablet.new(started).open(server.to())
        finger = Finger(tablet)
        try:
            with pictured(tablet, "core"):
                begin(finger)
                answered = walk(finger, found)
                audit = tablet.page.url.partition("/audit/")[2].partition("/")[0].partition("?")[0]
        finally:
            server.stop()
        with Store.at(Path(folder) / "data") as store:
            kept = [line.key for line in store.load(audit).lines.values() if line.answer]
        assert sorted(kept) == sorted(answered), set(kept) ^ set(answered)
    return finger, answered


def main() -> int:
    """Walks it, and keeps the count; fails where it takes more answers than half a day holds."""
    with browser() as started:
        finger, answered = walked(started)
    run = {"of": f"version {__version__}", "on": machine(), "answers": len(answered)}
    run["tasks"] = [asdict(each) for each in finger.done]
    KEPT.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(answered)} answers")
    return 0 if len(answered) <= AT_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
