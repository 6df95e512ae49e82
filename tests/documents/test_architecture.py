"""The walk through the house: every module and name that the pages for contributors tell of is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs" / "architecture.md", ROOT / "CONTRIBUTING.md"]
MODULE = re.compile(r"`(audit_app/[\w/]+\.py|tests/[\w/]+\.py)`")
FOLDER = re.compile(r"`((?:audit_app|tests|assets|reference|checklists)/[\w/.]*)`")
STEP = re.compile(r"^\d+\. .*?(?=^\d+\. |\n\n)", re.MULTILINE | re.DOTALL)


def defined(path: Path) -> set[str]:
    """Functions, methods and classes of a module."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, kinds)}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_place_it_names_is_there(page: Path) -> None:
    named = set(FOLDER.findall(page.read_text(encoding="utf-8")))
    assert named
    assert [place for place in sorted(named) if not (ROOT / place).exists()] == []


def test_every_name_in_the_walk_of_a_reading_stands_in_a_module_of_its_step() -> None:
    walk = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("## One reading")[2]
    steps = STEP.findall(walk.partition("## Where")[0])
    assert len(steps) == 11
    for step in steps:
        there = set().union(*(defined(ROOT / path) for path in MODULE.findall(step)))
        assert set(re.findall(r"\(`(\w+)`\)|`([A-Z]\w+)` in", step)) and there, step
        names = {one or two for one, two in re.findall(r"\(`(\w+)`\)|`([A-Z]\w+)` in", step)}
        assert names <= there, f"{names - there} in: {step}"


def said_in(path: Path) -> set[str]:
    """Everything a module defines at its top, values too."""
    top = ast.parse(path.read_text(encoding="utf-8")).body
    assigned = [target for node in top if isinstance(node, ast.Assign) for target in node.targets]
    assigned += [node.target for node in top if isinstance(node, ast.AnnAssign)]
    return defined(path) | {target.id for target in assigned if isinstance(target, ast.Name)}


def test_every_name_in_the_table_of_changes_stands_in_the_module_before_it() -> None:
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("## Where to change")[2]
    named = re.findall(r"`(audit_app/[\w/]+\.py)` \(([^)]*`\w+`[^)]*)\)", table.partition("## Data flows")[0])
    assert len(named) >= 8
    for path, words in named:
        assert set(re.findall(r"`(\w+)`", words)) <= said_in(ROOT / path), path
