"""The everyday tasks on an upright tablet and a phone, and two tablets at one audit: `python -m tests.walks.windows`.

Counted as by `tests.walks.taps`, with the switches of `tests.walks.visits`, `--delay 150 --keys 60` among them. The
two tablets type at the same time, a key here and a key there, each must then show what the other typed, and one
signs what both found. docs/windows.json keeps the latest run, docs/visits.md shows it.
"""

import json
import sys
import tempfile
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Browser

from tests.walks.browser import Tablet, browser, pictured
from tests.walks.gallery import PHONE, PORTRAIT
from tests.walks.kept import missing
from tests.walks.pages import Visit
from tests.walks.server import ROOT
from tests.walks.taps import ANSWERED, Effort, Finger, acknowledge, tasks
from tests.walks.visits import asked, served, told

KEPT = ROOT / "docs" / "windows.json"
WINDOWS = {"upright tablet": PORTRAIT, "phone": PHONE}
PATIENT = 60_000  # ms that a busy machine may take
HERE, THERE = (
    "Cycle rack where the fence was, seen from the car park",
    "Outlet of the quench pipe has a new cage, 3 m up",
)


def everyday(started: Browser, given: Namespace, size: tuple[int, int]) -> list[Effort]:
    """The everyday tasks in a window of this size, over an empty folder."""
    with tempfile.TemporaryDirectory() as name, served(Path(name) / "data", given.delay) as to:
        tablet = Tablet.new(started, *size).open(to(""))
        tablet.page.set_default_timeout(PATIENT)
        tablet.at("first-unit").wait_for(state="attached")
        finger = Finger(tablet, given.keys)
        with pictured(tablet, f"windows-{size[0]}"):
            tasks(finger, Path(name))
        assert not missing(Path(name) / "data", finger.typed)
    return finger.done


def two_tablets(started: Browser, given: Namespace) -> list[Effort]:
    """Two people at one audit: both type at once, both see everything, one signs."""
    with tempfile.TemporaryDirectory() as name, served(Path(name) / "data", given.delay) as to:
        one, other = (Finger(Tablet.new(started), given.keys) for _ in range(2))
        for each in (one, other):
            each.tablet.page.set_default_timeout(PATIENT)
        with pictured(one.tablet, "pair-one"), pictured(other.tablet, "pair-other"):
            one.tablet.open(to(""))
            both_begin(one, other, to(""))
            at_once(one, other, given.keys)
            one_signs(one)
        assert not missing(Path(name) / "data", [*one.typed, HERE, THERE])
    return [*one.done, *other.done]


def both_begin(one: Finger, other: Finger, address: str) -> None:
    """One begins the audit, the other goes on with it from home."""
    with one.task("One tablet: begin a regular audit of a new unit"):
        one.type("who.name", "Ada Byron")
        one.tap("first-unit", "start")
        one.tap("kind.periodic")
        one.type("unit", "MRI 2")
        one.type("field_strength", "3")
        one.tap("start", "next")
    other.tablet.open(address)
    other.tablet.at("resume").first.wait_for(state="attached")
    with other.task("The other tablet: go on with the same audit"):
        other.tap("resume", "next")


def at_once(one: Finger, other: Finger, keys: int) -> None:
    """Both find something and type its note, a key here and a key there; then each shows the other's."""
    for each, item in ((one, "site-changes"), (other, "kit-labels")):
        Visit(each.tablet).open(item)
        with each.task(f"Find {item} deficient"):
            each.tap(f"answer.deficient.{item}", f"finding.{item}")
    hands = [(each.tablet, each.tablet.focus(f"note.{item}"), words)
             for each, item, words in ((one, "site-changes", HERE), (other, "kit-labels", THERE))]  # fmt: skip
    for number in range(max(len(HERE), len(THERE))):
        for tablet, _, words in hands:
            if number < len(words):
                tablet.page.keyboard.type(words[number])
                tablet.page.wait_for_timeout(keys // 2)
    for tablet, field, words in hands:
        tablet.page.wait_for_timeout(ANSWERED)
        shown = field.input_value()
        assert shown == words, f"shows {shown!r}, typed was {words!r}"
        tablet.page.keyboard.press("Tab")
    for each, item, words in ((one, "kit-labels", THERE), (other, "site-changes", HERE)):
        Visit(each.tablet).open(item)
        each.tablet.holds(f"note.{item}", words)


def one_signs(finger: Finger) -> None:
    """What both found is signed by one."""
    with finger.task("One tablet: sign, acknowledging what is not done"):
        finger.tap("summary", "signing")
        finger.tap("signing", "sign.name")
        acknowledge(finger)
        finger.tap("sign", gone="sign")


def main() -> int:
    """Walks all, and keeps this run."""
    given = asked(__doc__ or "")
    with browser() as started:
        walks = {name: everyday(started, given, size) for name, size in WINDOWS.items()}
        walks["two tablets"] = two_tablets(started, given)
    run = {**told(given), "walks": {name: [asdict(each) for each in done] for name, done in walks.items()}}
    KEPT.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
