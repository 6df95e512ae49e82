"""What the documents say of the project: every link leads somewhere, every picture is taken by the walk."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.documents.commands import every
from tests.walks.guide import PICTURES, names

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LARGEST = 2.5e6  # bytes of all pictures together


def links(document: Path) -> Iterator[tuple[bool, str, str]]:
    """Whether it is a picture, its words and its target, for each link outside code."""
    prose = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for mark, words, target in LINK.findall(prose):
        yield mark == "!", words, target


def anchors(document: Path) -> set[str]:
    """The headings of a document as addresses within it."""
    words = HEADING.findall(document.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in words}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for _, _, target in links(document):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        there = (document.parent / path).resolve() if path else document
        assert there.exists(), f"{document.name}: {target}"
        assert not anchor or anchor in anchors(there), f"{document.name}: {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_picture_is_told_in_words(document: Path) -> None:
    assert all(len(words) > 10 for picture, words, _ in links(document) if picture)


def test_the_pictures_shown_are_those_the_walk_takes() -> None:
    shown = {
        Path(target).stem
        for document in DOCUMENTS
        for picture, _, target in links(document)
        if picture and Path(target).parent.name == "screenshots"
    }
    assert shown == names()
    assert {path.stem for path in PICTURES.glob("*.png")} == names()


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in PICTURES.rglob("*.png")) < LARGEST


@pytest.mark.parametrize("typed", [typed for typed, _, _ in every()])
def test_every_command_and_option_has_help(typed: str) -> None:
    command = next(command for name, command, _ in every() if name == typed)
    assert command.help
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert all(each.help for each in options), [each.name for each in options if not each.help]


def test_the_test_command_of_the_readme_is_the_one_that_is_run_for_every_change() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = next(line for line in readme.splitlines() if line.endswith("-m tests"))
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
