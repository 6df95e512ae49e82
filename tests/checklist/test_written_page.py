"""The page on writing a checklist shows a worked example; it must be true."""

import re
from pathlib import Path

from audit_app.checklist.lint import lint
from audit_app.checklist.model import FACTS
from audit_app.units import all_units

PAGE = (Path(__file__).parents[2] / "docs" / "checklists.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]


def test_the_worked_example_is_sound_and_leaves_nothing_to_think_about():
    found = lint(EXAMPLE, "my-checklist.toml")
    assert (found.faults, found.notes) == ((), ())


def test_the_page_names_every_fact_and_its_values():
    for fact, values in FACTS.items():
        row = [line for line in PAGE.splitlines() if line.startswith(f"| `{fact}`")][-1]
        assert set(re.findall(r"`([^`]+)`", row)) == {fact, *values}


def test_the_page_names_every_unit():
    listed = re.search(r"Units are those of the app: (.*?)\.\n\n", PAGE, re.DOTALL)
    assert listed
    assert set(re.split(r"[,;]\s+", listed[1].replace("\n", " "))) == set(all_units())
