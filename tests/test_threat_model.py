"""Each promise of the threat model names a test, and each test that it names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODEL = (ROOT / "docs" / "threat-model.md").read_text("utf-8")

# The chapters with a table of promises, where their tests are, and how many promises there are at least.
CHAPTERS = {"Defended": ("", 20), "The served app": ("screens", 20), "A hub that a device joined": ("membership", 5),
            "The hub": ("hub", 15)}  # fmt: skip
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def promises(chapter: str) -> list[list[str]]:
    """The rows of a chapter's table: promise, how, tests."""
    table = MODEL.partition(f"## {chapter}\n")[2].partition("\n## ")[0]
    rows = [
        line.removeprefix("|").removesuffix("|").split(" | ") for line in table.splitlines() if line.startswith("| ")
    ]
    return rows[1:]


def place(file: str, chapter: str) -> Path:
    """Where a test file lies that a chapter names: from the root, from `tests/`, or in the chapter's own folder."""
    if file.startswith("tests/"):
        return ROOT / file
    own = CHAPTERS.get(chapter, ("", 0))[0]
    return ROOT / "tests" / ("" if "/" in file else own) / file


def is_there(path: Path, test: str) -> bool:
    """Whether a file has a test of this name, as a function or as the case of a model."""
    return path.is_file() and bool(
        re.search(rf"^(async )?(def {test}\(|{test} = )", path.read_text("utf-8"), re.MULTILINE)
    )


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_promise_names_its_test(chapter: str) -> None:
    rows = promises(chapter)
    assert len(rows) > CHAPTERS[chapter][1]
    assert [row for row in rows if len(row) != 3 or not NAMED.search(row[-1])] == []


def test_every_test_that_is_named_exists() -> None:
    chapter, missing, seen = "", [], 0
    for line in MODEL.splitlines():
        chapter = line.removeprefix("## ") if line.startswith("## ") else chapter
        for file, test in NAMED.findall(line):
            seen += 1
            missing += [] if is_there(place(file, chapter), test) else [f"{file}::{test}"]
    assert missing == [] and seen > 100


def test_no_place_of_a_test_is_named_that_is_not_there() -> None:
    assert [each for each in re.findall(r"`(tests/[\w/.]+)`", MODEL) if not (ROOT / each).exists()] == []
