"""The soak: two browsers on one audit over bad lines, `python -m bench.soak --minutes 240`.

Each tablet types texts that occur once, into notes, one item after the other, at 30 to 90 ms a key, while its own line
does something else every few seconds: slow, cut, half-open, dead without a word. A text that its field showed when it
was left counts as typed. In the end the lines are whole, and every text that was typed must be in the log, or be
drafted, so that the screen tells of it, or be held by its page, which says so.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error

from bench.machine import machine
from tests.walks import kept
from tests.walks.browser import Tablet, browser
from tests.walks.line import Line
from tests.walks.pages import Home, Visit
from tests.walks.server import Server

FAULTS = ("slow", "very slow", "cut", "roam", "hush", "fine", "fine")
SHORT = 8_000  # ms that a step waits for the screen before it is given up
HELD = "() => document.getElementById('mr-audit-cut-off')?.textContent || ''"
PATIENT = 90_000  # ms, at the start
DEAD = 90.0  # seconds until a connection that carries nothing is given up: a page may be loading over it


@dataclass
class Worker:
    """A tablet at the end of its own line, and what it has typed."""

    name: str
    tablet: Tablet
    line: Line
    chance: random.Random
    typed: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    given_up: Counter[str] = field(default_factory=Counter)
    mends: float = 0.0
    held: str = ""  # what the page says in the end that it still holds

    def trouble(self) -> None:
        """The line does something else, or is whole again after a cut of a few seconds."""
        now = time.monotonic()
        if self.mends and now > self.mends:
            self.line.mend()
            self.mends = 0.0
        if self.mends or self.chance.random() < 0.5:
            return
        fault = self.chance.choice(FAULTS)
        self.faults[fault] += 1
        self.line.delay = {"slow": 0.2, "very slow": 0.75}.get(fault, 0.0)
        if fault == "cut":
            self.line.cut()
            self.mends = now + self.chance.uniform(2, 8)
        elif fault == "roam":
            self.line.roam()
        elif fault == "hush":
            self.line.hush(until=DEAD)

    def step(self, number: int) -> None:
        """Types one text into the note of an item and leaves the field; what the screen does not let be is given up."""
        words = f"{self.name}{number:04d}x"
        page = self.tablet.page
        try:
            hand = self.tablet.focus(self._note())
            page.keyboard.press("Control+End")
            page.keyboard.type(f" {words}", delay=self.chance.randint(30, 90))
            if words in hand.input_value(timeout=2_000):
                self.typed.append(words)
            page.keyboard.press("Tab")
            page.wait_for_timeout(self.chance.randint(50, 1500))
        except (Error, AssertionError) as error:
            self.given_up[str(error).splitlines()[0]] += 1
            page.wait_for_timeout(1000)

    def _note(self) -> str:
        """The field of a note that can be typed into: of the item that is open, or of another."""
        page = self.tablet.page
        if not page.locator("flt-semantics-host flt-semantics").count():
            self.tablet.ready()
        notes, rows = (page.locator(f"[flt-semantics-identifier^='{kind}.']") for kind in ("note", "item"))
        notes.or_(rows).first.wait_for(state="attached", timeout=SHORT)  # the line is mended between steps
        many = rows.count()  # asked once: a page that loads anew has none
        if many and (self.chance.random() < 0.3 or not notes.count()):
            row = rows.nth(self.chance.randrange(many))
            self.tablet.press(row.get_attribute("flt-semantics-identifier") or "")
            page.wait_for_timeout(400)
        notes.first.wait_for(state="attached", timeout=SHORT)
        return notes.first.get_attribute("flt-semantics-identifier") or ""


def _both_there(one: Worker, other: Worker, key: str) -> None:
    """One begins an audit, the other opens it."""
    for each in (one, other):
        each.tablet.page.set_default_timeout(PATIENT)
    one.tablet.open(one.line.to(key))
    Home(one.tablet).welcome(name="Ada Byron").periodic(unit="MRI 1").open("site-changes")
    other.tablet.open(other.line.to(urlsplit(one.tablet.page.url).path.lstrip("/") + key))
    Visit(other.tablet).here()
    for each in (one, other):
        each.tablet.page.set_default_timeout(SHORT)


@contextmanager
def two_tablets(started: Browser, folder: Path, seed: int) -> Iterator[tuple[Worker, Worker]]:
    """Both on one audit, each through a line of its own."""
    server = Server(folder / "data").start()
    workers = [
        Worker(name, Tablet.new(started), Line(server.port), random.Random(seed + number))
        for number, name in enumerate("AB")
    ]
    one, other = workers
    try:
        _both_there(one, other, server.key)
        yield one, other
    finally:
        for each in workers:
            with suppress(Error):
                each.tablet.page.context.close()
            each.line.close()
        server.stop()


def settled(worker: Worker) -> None:
    """The line is whole, and the page had the time to bring what it held; what it holds still, it says."""
    worker.line.mend()
    worker.line.delay = 0.0
    for turn in range(12):
        worker.tablet.page.wait_for_timeout(5_000)
        with suppress(Error):  # a page that loads anew
            worker.held = worker.tablet.page.evaluate(HELD)
            if turn > 4 and not worker.held:
                return


def main() -> int:
    """The command; exit code 1 when a text was typed in vain, or none was typed at all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=240)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name, browser() as started:
        folder = Path(name)
        with two_tablets(started, folder, given.seed) as workers:
            began, number = time.monotonic(), 0
            while time.monotonic() - began < given.minutes * 60:
                for each in workers:
                    each.trouble()
                    each.step(number)
                number += 1
                if number % 20 == 0:
                    typed, given_up = ([getattr(each, what) for each in workers] for what in ("typed", "given_up"))
                    print(number, [len(each) for each in typed], [each.total() for each in given_up], file=sys.stderr)
            for each in workers:
                settled(each)
            seconds, there = time.monotonic() - began, kept.words(folder / "data", ("entries", "drafts"))
            return told(workers, there, seconds)  # told while all stands: nothing that ends late takes the result away


def told(workers: tuple[Worker, Worker], there: str, seconds: float) -> int:
    """Prints the table; gives 1 when something is missing, or nothing was typed."""
    typed = [words for each in workers for words in each.typed]
    held = [words for words in typed if words not in there and any(words in each.held for each in workers)]
    lost = [words for words in typed if words not in there and words not in held]
    given_up: Counter[str] = sum((each.given_up for each in workers), Counter())
    faults: Counter[str] = sum((each.faults for each in workers), Counter())
    print(f"{machine()}\n\n| | |\n|---|---:|")
    print(f"| minutes | {seconds / 60:.0f} |\n| texts typed by two tablets | {len(typed):,} |")
    print(f"| steps given up because the screen was cut off or loading | {given_up.total():,} |")
    print(f"| in the end still held by their page, which says so | {len(held):,} |")
    print(f"| typed in vain: neither in the log nor drafted | {len(lost)} |")
    print(f"\nThe lines: {', '.join(f'{fault} {count}' for fault, count in faults.most_common())}.")
    for words in lost:
        print(f"- {words}")
    for why, count in given_up.most_common():
        print(f"given up {count}: {why}", file=sys.stderr)
    return 1 if lost or not typed else 0


if __name__ == "__main__":
    sys.exit(main())
