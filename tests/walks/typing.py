"""Typing as fast as a person can over a slow line, in every kind of field: `python -m tests.walks.typing`.

Each field is typed into at 30 ms a key while the line takes 0, 150, 400 and 1,500 ms there and back, and is left by
Enter, by Tab, by a tap elsewhere and by a switch of the app. Then the field must show what was typed, a day as it
was read, and the data folder hold it.
`python -m tests.walks.typing 150 tab` does one delay and one way; the tests do a few.
"""

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from audit_app.dates import spoken
from tests.walks.browser import Tablet, browser
from tests.walks.line import Line
from tests.walks.pages import Visit
from tests.walks.seed import begun
from tests.walks.server import Server

DELAYS, WAYS, EACH = (0, 150, 400, 1500), ("enter", "tab", "tap", "switch"), 30  # ms
DATE = "2028-11-"
HIDDEN = """() => {
  for (const [name, value] of [['visibilityState', 'hidden'], ['hidden', true]])
    Object.defineProperty(document, name, { configurable: true, get: () => value });
  document.dispatchEvent(new Event('visibilitychange'));
  window.dispatchEvent(new Event('blur'));
}"""
SHOWN = """() => {
  for (const name of ['visibilityState', 'hidden']) delete document[name];
  document.dispatchEvent(new Event('visibilitychange'));
  window.dispatchEvent(new Event('focus'));
}"""


@dataclass(frozen=True)
class Field:
    """One kind of field: how it is reached, its name, what is typed, and where it is kept."""

    reach: Callable[["Desk"], None]
    name: str
    words: str
    table: str  # where it is kept; a search is kept nowhere
    lines: bool = False  # Enter begins another line, and is no way to leave


@dataclass
class Desk:
    """A tablet at the end of a line, the audit it is in, and the data behind the server."""

    tablet: Tablet
    line: Line
    data: Path
    audit: str = ""

    def go(self, path: str) -> None:
        """Opens a screen by its address."""
        self.tablet.open(self.line.address + path.lstrip("/"))

    def item(self, item: str) -> None:
        """Opens an item of the audit."""
        self.go(f"audit/{self.audit}")
        Visit(self.tablet).here().open(item)

    def kept(self, table: str) -> str:
        """Everything that the server has kept in a table."""
        with closing(sqlite3.connect(f"file:{self.data / 'audits.db'}?mode=ro", uri=True)) as db:
            return "\n".join(map(str, db.execute(f"select * from {table}")))

    def comes_to_keep(self, table: str, words: str) -> None:
        """Waits until the server has kept something in a table, however busy the machine."""
        for _ in range(600):
            if words in self.kept(table):
                return
            self.tablet.page.wait_for_timeout(100)
        raise AssertionError(f"{words} did not come to be kept")


FIELDS = (
    Field(lambda desk: desk.item("site-changes"), "note.site-changes", "Cycle rack, no sign", "entries", lines=True),
    Field(lambda desk: desk.go("new"), "organisation", "South Wealden NHS Trust", "drafts"),
    Field(lambda desk: desk.go("new"), "on", DATE, "drafts"),
    Field(lambda desk: desk.go("settings"), "who.role", "MR Safety Expert", "preferences"),
    Field(lambda desk: desk.go("portfolio"), "applicant.role", "Principal physicist", "preferences"),
    Field(lambda desk: desk.go(f"audit/{desk.audit}/findings"), "new-title", "Fire extinguisher stand", "drafts"),
    Field(lambda desk: desk.go(f"audit/{desk.audit}/find"), "find.words", "extinguisher", ""),
)


@contextmanager
def at_work(started: object, folder: Path) -> Iterator[Desk]:
    """A tablet with an audit begun, at the end of a line that can be slowed."""
    audit = begun(folder / "data")
    server = Server(folder / "data").start()
    line = Line(server.port)
    tablet = Tablet.new(started).open(line.to(f"audit/{audit}{server.key}"))  # type: ignore[arg-type]
    try:
        Visit(tablet).here()
        yield Desk(tablet, line, folder / "data", audit)
    finally:
        tablet.page.context.close()
        line.close()
        server.stop()


def typed(desk: Desk, field: Field, delay: int, way: str, words: str) -> list[str]:
    """Types into a field and leaves it; gives what is wrong then, on the screen and in what is kept."""
    desk.line.delay = 0.0
    field.reach(desk)
    hand = desk.tablet.focus(field.name)
    page = desk.tablet.page
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.wait_for_timeout(300)
    desk.line.delay = delay / 2000
    page.keyboard.type(words, delay=EACH)
    found = [] if hand.input_value() == words else [f"shows {hand.input_value()!r} while typed"]
    leave(desk, way, field)
    page.wait_for_timeout(600 + 3 * delay)
    desk.line.delay = 0.0
    shown = desk.tablet.read(field.name) if desk.tablet.has(field.name) else words
    read = spoken(words) if words.startswith(DATE) else words  # a day is shown as it was read, with its month in words
    found += [] if shown in (words, read) else [f"shows {shown!r} after it was left"]
    return found + ([] if not field.table or words in desk.kept(field.table) else ["is not kept"])


def leave(desk: Desk, way: str, field: Field) -> None:
    """Leaves the field in one of the ways."""
    page = desk.tablet.page
    if way == "switch":
        page.evaluate(HIDDEN)
        page.wait_for_timeout(200)
        page.evaluate(SHOWN)
    elif way == "tap":
        page.mouse.click(500, 40)  # the bar above, where nothing is
    else:
        page.keyboard.press("Enter" if way == "enter" and not field.lines else "Tab")


def faults(desk: Desk, delays: tuple[int, ...], ways: tuple[str, ...], fields: tuple[Field, ...] = FIELDS) -> list[str]:
    """Everything that does not end as typed."""
    found = []
    for number, (delay, way, field) in enumerate((d, w, f) for d in delays for w in ways for f in fields):
        words = f"{field.words}{number % 18 + 10}" if field.words == DATE else f"{field.words} {number}"
        wrong = typed(desk, field, delay, way, words)
        found += [f"{field.name}, {delay} ms, {way}, {words!r}: {each}" for each in wrong]
        print(f"{field.name:22} {delay:5} ms {way:7} {'; '.join(wrong) or 'as typed'}", flush=True)
    return found


def main() -> None:
    """Does what was asked for, or everything."""
    delays = tuple(int(each) for each in sys.argv[1:] if each.isdigit()) or DELAYS
    ways = tuple(each for each in sys.argv[1:] if each in WAYS) or WAYS
    with tempfile.TemporaryDirectory() as folder, browser() as started, at_work(started, Path(folder)) as desk:
        wrong = faults(desk, delays, ways)
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
