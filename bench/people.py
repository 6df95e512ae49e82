"""Twenty people on one server, two of them typing: `python -m bench.people` prints the table for this machine.

Each has a browser tab of their own and an audit of 180 items. Eighteen answer an item every four seconds, timed inside
their page from the click to the frame after the next item is there; two type notes all the while, a key every 60 ms.
All twenty browsers run on the machine of the server, so a tap is timed with their drawing in its way.
Needs Chromium, no network.
"""

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from audit_app.audit.log.people import Person
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.store import Store
from bench.machine import busy, machine
from bench.store import begun, table
from tests.walks.browser import Tablet, browser
from tests.walks.kept import words
from tests.walks.server import Server

PEOPLE, TYPISTS, ITEMS, TAPS = 20, 2, 180, 25
EVERY, KEY = 4_000, 60  # ms from one tap, and from one key, to the next
AIM = 300  # ms, of which 95 taps in a hundred may take no more
SENTENCE = "the quick brown fox jumps over the lazy dog "
ANSWERING = """([taps, every, first]) => {
  const at = (id) => document.querySelector(`[flt-semantics-identifier="answer.compliant.item-${id}"]`);
  window.taken = [];
  const tap = (number) => {
    if (number === taps) return;
    const button = at(number).querySelector('[role=button]') || at(number), start = performance.now();
    const on = (took) => {
      clearTimeout(late);
      seen.disconnect();
      window.taken.push(took);
      setTimeout(() => tap(at(number + 1) ? number + 1 : number), every);
    };
    const late = setTimeout(() => on(null), 20000);
    const drawn = () => requestAnimationFrame(() => on(performance.now() - start));
    const seen = new MutationObserver(() => at(number + 1) && drawn());
    seen.observe(document.body, { subtree: true, childList: true, attributes: true });
    button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  };
  setTimeout(() => tap(0), first);
}"""


@dataclass
class Typist:
    """Who types notes: their tablet, and what they have typed."""

    tablet: Tablet
    name: str
    typed: str = ""

    def key(self) -> None:
        """The next letter; each typist's words are told apart by a name."""
        text = f"{self.name} {SENTENCE}"
        letter = text[len(self.typed) % len(text)]
        self.tablet.page.keyboard.insert_text(letter)
        self.typed += letter


def prepared(folder: Path) -> list[str]:
    """An audit for each person; gives their ids."""
    with Store.at(folder) as store:
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True, guided=True))
        return [begun(store, ITEMS, f"MRI {number}").audit.id for number in range(1, PEOPLE + 1)]


def at_work(started: Browser, server: Server, audits: list[str]) -> tuple[list[Tablet], list[Typist]]:
    """Everybody has their audit open, and the typists their note."""
    tablets = []
    for audit in audits:
        tablets.append(Tablet.new(started).open(server.to(f"audit/{audit}")))
        tablets[-1].at("answer.compliant.item-0").wait_for(state="attached", timeout=60_000)
    typists = [Typist(each, f"typist{number}") for number, each in enumerate(tablets[:TYPISTS])]
    for typist in typists:
        typist.tablet.focus("note.item-0")
    return tablets[TYPISTS:], typists


def tapped(others: list[Tablet], typists: list[Typist]) -> list[float | None]:
    """Milliseconds of every tap, while the typists type; None for one that led nowhere in 20 s."""
    for number, each in enumerate(others):
        each.page.evaluate(ANSWERING, [TAPS, EVERY, number * EVERY // len(others)])
    until = time.monotonic() + (TAPS + 2) * EVERY / 1000
    due = time.monotonic()
    while time.monotonic() < until:
        for typist in typists:
            typist.key()
        due += KEY / 1000
        time.sleep(max(0.0, due - time.monotonic()))
    return [took for each in others for took in each.page.evaluate("() => window.taken")]


def told(taken: list[float | None], typists: list[Typist], there: str) -> None:
    """Prints the table."""
    came = sorted(each for each in taken if each is not None)
    p95 = came[int(len(came) * 0.95)]
    lost = sum(each.typed.strip() not in there for each in typists)
    rows: list[tuple[str, ...]] = [
        ("people on one server, each with a tab and an audit of their own", f"{PEOPLE}", ""),
        ("of them typing; keys in all", f"{TYPISTS}; {sum(len(each.typed) for each in typists):,}", ""),
        ("taps timed", f"{len(taken):,}", ""),
        ("a tap, kept and shown, median ms", f"{statistics.median(came):.0f}", ""),
        ("a tap, kept and shown, p95 ms", f"{p95:.0f}", f"{AIM}"),
        ("a tap, kept and shown, slowest ms", f"{came[-1]:.0f}", ""),
        ("taps that led nowhere", f"{len(taken) - len(came)}", "0"),
        ("notes that are not kept as typed", f"{lost}", "0"),
    ]
    print(f"{machine()}, {busy()}, the browsers among it\n\n{table('|measured|aim', rows)}")


def main() -> None:
    """Prepares, opens everything, and measures."""
    with tempfile.TemporaryDirectory() as name, browser() as started:
        folder = Path(name) / "data"
        audits = prepared(folder)
        server = Server(folder).start()
        try:
            others, typists = at_work(started, server, audits)
            taken = tapped(others, typists)
            for each in typists:
                each.tablet.page.keyboard.press("Tab")
                each.tablet.page.wait_for_timeout(1_000)
            told(taken, typists, words(folder))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
