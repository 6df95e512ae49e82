"""The drawn survey can be read against its table."""

from decimal import Decimal
from itertools import combinations

import pytest

from audit_app.audit.log.entries import FieldMeasured, PlanSet
from audit_app.report import outline
from audit_app.report.blocks import Dot, Drawing, Label, Line
from audit_app.report.chapters.survey.label_places import Crowd
from audit_app.units import read
from tests.report.sample import begun, with_survey


def drawing(without: type | None = None) -> Drawing:
    walk = with_survey(begun())
    if without is not None:
        kept = [one for one in walk.audit.entries if not isinstance(one, without)]
        from audit_app.audit.audit import replay

        walk.audit = replay(walk.audit.id, walk.audit.checklist, walk.audit.library, kept)
    [survey] = [chapter for chapter in outline(walk.audit).chapters if chapter.key == "survey"]
    return next(block for block in survey.blocks if isinstance(block, Drawing))


@pytest.mark.parametrize("without", [None, PlanSet])
def test_arrows_name_the_directions_that_positions_are_given_in(without: type | None) -> None:
    made = drawing(without)
    named = {shape.text: shape for shape in made.shapes if isinstance(shape, Label) and shape.text in ("x", "y")}
    [centre] = [shape for shape in made.shapes if isinstance(shape, Dot) and shape.shape == "cross"]
    assert named["y"].x > centre.x and named["x"].y > centre.y, "the bore lies across this plan"
    assert "y along the bore and x across it" in made.caption


def test_no_number_stands_on_another_or_on_a_mark() -> None:
    shapes = drawing().shapes
    numbers = [shape for shape in shapes if isinstance(shape, Label) and shape.text.isdigit()]
    marks = [shape for shape in shapes if isinstance(shape, Dot)]
    assert len(numbers) == 16
    for one, other in combinations(numbers, 2):
        assert abs(one.x - other.x) > 6 or abs(one.y - other.y) > 5
    assert all(abs(one.x - mark.x) > 2 or abs(one.y - mark.y) > 2 for one in numbers for mark in marks)


def crowded(count: int) -> Drawing:
    """A drawing of so many readings that no line rests on, as none of them says more than a bound."""
    walk, bound = begun(), read("<0.1 mT", "mT").quantity
    for place in range(count):
        at = {"x": Decimal(place % 20) / 5, "y": Decimal(place // 20) / 5}
        walk.add(FieldMeasured, reading=f"r{place}", **at, quantity=bound)
    [survey] = [chapter for chapter in outline(walk.audit).chapters if chapter.key == "survey"]
    return next(block for block in survey.blocks if isinstance(block, Drawing))


def test_of_more_readings_than_a_drawing_can_number_each_is_marked_and_those_that_are_printed_are_numbered() -> None:
    few, many = crowded(40), crowded(301)
    for made, marked, numbered in ((few, 40, 40), (many, 301, 60)):
        assert sum(isinstance(shape, Dot) and shape.shape == "circle" for shape in made.shapes) == marked
        assert sum(isinstance(shape, Label) and shape.text.isdigit() for shape in made.shapes) == numbered
    assert "Readings by their number" in few.caption
    assert "the first 60 of 301 by their number" in many.caption


def test_the_drawing_is_no_larger_than_what_is_drawn() -> None:
    made = drawing()
    points = [point for shape in made.shapes if isinstance(shape, Line) for point in shape.points]
    assert max(y for _, y in points) - min(y for _, y in points) > made.height * 0.85


def test_a_label_goes_where_most_is_free() -> None:
    crowd = Crowd()
    crowd.add([(10.0, 10.0), (18.0, 10.0), (10.0, 2.0)])
    label = crowd.place([(10.0, 10.0)], "7", 6.2, "ink")
    assert label.x <= 10 and label.y > 9, "not to the right and not above"
