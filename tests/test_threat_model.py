"""Each promise of the threat model about the served app or a hub names a test, and each test that it names exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODEL = (ROOT / "docs" / "threat-model.md").read_text("utf-8")


CHAPTERS = {"The served app": "screens", "A hub that a device joined": "membership"}  # and where their tests are


def promises(chapter: str) -> list[list[str]]:
    """The rows of a chapter's table: promise, how, tests."""
    table = MODEL.partition(f"## {chapter}")[2].partition("\n## ")[0]
    rows = [line.strip("|").strip(" ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return rows[1:]


def named(chapter: str, row: list[str]) -> list[tuple[Path, str]]:
    """The tests that a row names: the file and the function."""
    found = re.findall(r"`([\w/]+\.py)::(\w+)`", row[-1])
    own = ROOT / "tests" / CHAPTERS[chapter]
    return [((ROOT / file) if "/" in file else (own / file), test) for file, test in found]


def test_every_promise_names_its_test() -> None:
    assert [len(promises(each)) > least for each, least in zip(CHAPTERS, (20, 5), strict=True)] == [True, True]
    assert [row for each in CHAPTERS for row in promises(each) if not named(each, row)] == []


def test_every_test_that_is_named_exists() -> None:
    tests = [one for each in CHAPTERS for row in promises(each) for one in named(each, row)]
    assert [f"{file.name}::{test}" for file, test in tests if f"def {test}(" not in file.read_text("utf-8")] == []
