"""A field survey done with a finger in a browser: a drawn room, taps, doubts, undo, a file, and the lines."""

import re
from pathlib import Path

import pytest

from tests.field.magnets import survey
from tests.walks.browser import Tablet
from tests.walks.pages import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def surveying(visit: Visit) -> Tablet:
    """The survey of a periodic audit just begun, with a room of 9 by 7 m drawn."""
    tablet = visit.tablet
    tablet.press("survey", scroll=False)
    tablet.type("room.along", "9")
    tablet.type("room.across", "7")
    tablet.press("room.draw")
    tablet.at("plan.tap").wait_for(state="attached")
    return tablet


def tap_plan(tablet: Tablet, right: float, down: float) -> None:
    """A finger on the plan, as shares of its width and height."""
    box = tablet.at("plan.tap").bounding_box()
    assert box is not None
    tablet.page.touchscreen.tap(box["x"] + right * box["width"], box["y"] + down * box["height"])
    tablet.page.wait_for_timeout(400)


def test_a_reading_is_tapped_in_typed_and_undone(surveying: Tablet) -> None:
    tap_plan(surveying, 0.75, 0.5)
    surveying.type("reading.value", "6.1 G")
    surveying.press("reading.keep")
    surveying.sees("Reading kept: 6.1 G")
    surveying.press("undo", scroll=False)
    surveying.sees("Undone")


def test_a_file_of_readings_becomes_lines(surveying: Tablet, tmp_path: Path) -> None:
    rows = [
        f"{r.x:.2f};{r.y:.2f};1,0;{r.field * 10:.4g} G".replace(".", ",") for r in survey("shielded 1.5 T", 1).readings
    ]
    path = tmp_path / "survey.csv"
    path.write_text("\n".join(["x (m);y (m);height (m);field", *rows]), encoding="utf-8")
    surveying.page.get_by_role("radio", name="Set up", exact=True).click(force=True)
    surveying.scroll_to("log.file")
    with surveying.page.expect_file_chooser() as chooser:
        surveying.press("log.file")
    chooser.value.set_files(str(path))
    surveying.scroll_to("log.take")
    surveying.press("log.take")
    surveying.sees("24 readings imported")
    surveying.page.get_by_role("radio", name="Results", exact=True).click(force=True)
    surveying.sees("0.5 mT (5 G)")
    within = re.compile(r"^90; 2\.(4[5-9]|5[0-5]); ")  # five centimetres about where the line lies
    surveying.page.get_by_text(within).or_(surveying.page.get_by_label(within)).first.wait_for(state="attached")
