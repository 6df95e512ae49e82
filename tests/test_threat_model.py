"""Each promise of the threat model about the served app names a test, and each test that it names exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODEL = (ROOT / "docs" / "threat-model.md").read_text("utf-8")


def promises() -> list[list[str]]:
    """The rows of the table of the served app: promise, how, tests."""
    table = MODEL.partition("## The served app")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return rows[1:]


def named(row: list[str]) -> list[tuple[Path, str]]:
    """The tests that a row names: the file and the function."""
    found = re.findall(r"`([\w/]+\.py)::(\w+)`", row[-1])
    return [((ROOT / file) if "/" in file else (ROOT / "tests" / "screens" / file), test) for file, test in found]


def test_every_promise_names_its_test() -> None:
    assert len(promises()) > 20
    assert [row[0] for row in promises() if not named(row)] == []


def test_every_test_that_is_named_exists() -> None:
    tests = [one for row in promises() for one in named(row)]
    assert [f"{file.name}::{test}" for file, test in tests if f"def {test}(" not in file.read_text("utf-8")] == []
