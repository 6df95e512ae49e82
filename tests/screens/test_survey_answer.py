"""The first line of the survey, its table by direction, and what two devices say differently on it."""

from decimal import Decimal

import pytest

from audit_app.audit.history.disputes import disputes
from audit_app.audit.log.entries import FieldMeasured, PlanSet
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.audit.survey.controlled_area import against_line, area_answer
from audit_app.audit.survey.survey import plans, surveyed, taken
from audit_app.screens.app import starter
from audit_app.visit.survey import measure_field, set_plan
from tests.field.magnets import survey
from tests.screen import screen
from tests.screens.test_plan import opened, visit, with_room

__all__ = ["visit"]
ALL_ROUND = 48
X, Y = "x", "y"


def read_round(visit, cabinet, many=ALL_ROUND, odd=None):
    """Readings of a shielded magnet; `odd` is the row whose field is five times as strong and 2 mT more."""
    for r in survey("shielded 1.5 T", 5, ALL_ROUND).readings[:many]:
        at = {"x": Decimal(str(round(r.x, 2))), "y": Decimal(str(round(r.y, 2))), "height": Decimal(1)}
        field = 5 * r.field + 2 if r.row == odd else r.field
        measure_field(visit, f"{field:.4g}", "mT", confirmed="read twice", **at)
    cabinet.keep(visit.audit)


def edged(visit, cabinet, half):
    """The edge of the controlled area as a square, so many metres each way (80 pixels to a metre)."""
    (plan,) = plans(visit.audit)
    low = {"x": 500 - 80 * half, "y": 400 - 80 * half}
    high = {"x": 500 + 80 * half, "y": 400 + 80 * half}
    square = ((low[X], low[Y]), (high[X], low[Y]), (high[X], high[Y]), (low[X], high[Y]))
    set_plan(visit, plan.plan, boundary=tuple((Decimal(x), Decimal(y)) for x, y in square))
    cabinet.keep(visit.audit)


def test_a_line_within_a_drawn_edge_is_answered_with_yes_and_where_it_is_nearest(visit, cabinet):
    with_room(visit, cabinet)
    read_round(visit, cabinet)
    edged(visit, cabinet, 9)
    answer = area_answer(visit.audit, surveyed(visit.audit))
    assert answer.standing == "inside"
    assert answer.words.startswith("Yes: the 0.5 mT line lies inside the area all round, nearest to the edge at ")


def test_a_line_beyond_the_edge_anywhere_is_answered_with_no(visit, cabinet):
    with_room(visit, cabinet)
    read_round(visit, cabinet)
    edged(visit, cabinet, 2)
    answer = area_answer(visit.audit, surveyed(visit.audit))
    assert answer.standing == "outside" and answer.words.startswith("No: the 0.5 mT line lies ")


def test_an_edge_that_is_not_drawn_is_said_and_is_not_a_yes(visit, cabinet):
    with_room(visit, cabinet)
    read_round(visit, cabinet)
    answer = area_answer(visit.audit, surveyed(visit.audit))
    assert answer.standing == "unknown" and "the edge of the area is not drawn" in answer.words


@pytest.mark.parametrize("many", [0, 3])
def test_too_few_readings_are_not_known_whatever_the_edge(visit, cabinet, many):
    with_room(visit, cabinet)
    read_round(visit, cabinet, many)
    edged(visit, cabinet, 9)
    answer = area_answer(visit.audit, surveyed(visit.audit))
    assert answer.standing == "unknown" and answer.words.startswith("Not known")


async def test_the_first_line_names_a_reading_that_lies_against_the_fitted_line(visit, cabinet):
    with_room(visit, cabinet)
    far = max(survey("shielded 1.5 T", 5, ALL_ROUND).readings, key=lambda r: r.distance)
    read_round(visit, cabinet, odd=far.row)
    edged(visit, cabinet, 9)
    assert [each.row for each in against_line(visit.audit, surveyed(visit.audit))][:1] == [far.row]
    assert area_answer(visit.audit, surveyed(visit.audit)).standing == "unknown"
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.until(lambda: "directions" in shown)
        assert shown.says("Is the 0.5 mT line inside the controlled area?") and shown.says("Not known all round")
        assert shown.says(f"Reading {far.row} (") and shown.says("m beyond the 0.5 mT line of all the others")
        assert shown.says("Angle, °") and shown.says("To the edge, m")


async def test_a_tablet_held_upright_gives_the_plan_its_whole_width(visit, cabinet):
    with_room(visit, cabinet)
    async with screen(starter(cabinet), width=820, height=1180) as shown:
        await opened(shown, visit)
        assert shown["plan.tap"].content.width > 700


async def test_two_devices_that_read_one_place_differently_are_settled_on_the_survey(visit, cabinet):
    with_room(visit, cabinet)
    measure_field(visit, "0.5 mT", place="Door")
    (one,) = taken(visit.audit)
    base, other = visit.audit, Pen("tablet-b", Person(name="Grace Hopper"), visit.pen.clock)
    said = {name: value for name, value in one.entry if name in ("reading", "quantity", "place", "height")}
    theirs = other.write(FieldMeasured, base, **said, x=Decimal(3), y=Decimal(0))
    plan = {name: value for name, value in plans(base)[0] if name in ("plan", "width", "height")}
    renamed = other.write(PlanSet, base.with_entry(theirs), **plan, name="Scan room")
    measure_field(visit, "0.7 mT", reading=one.entry.reading, place="Door")
    set_plan(visit, plan["plan"], name="Scan room, level 0")
    whole = visit.audit.with_entry(theirs).with_entry(renamed)
    cabinet.store.append(whole, theirs, renamed)
    cabinet.keep(cabinet.store.load(whole.id))
    assert {each.slot[0] for each in disputes(cabinet.audit(whole.id))} == {"field", "plan"}
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        assert shown.says("field reading 1 (Door)") and shown.says("0.5 mT; x: 3 m; y: 0 m")
        assert shown.says("Name: Scan room")
        await shown.press(f"keep.1.field.{one.entry.reading}")
        assert {each.slot[0] for each in disputes(cabinet.audit(whole.id))} == {"plan"}


async def test_a_published_plot_takes_more_rows_than_four(visit, cabinet):
    with_room(visit, cabinet)
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/survey") as shown:
        await shown.choose("survey.view", "setup")
        await shown.type("plot.source", "Maker's manual, 2024, page 12")
        for row, level in enumerate(("0.5", "1", "3", "5", "10", "20")):
            await shown.type(f"plot.{row}.0", level)
            await shown.type(f"plot.{row}.1", str(6 - row * Decimal("0.5")))
            await shown.press("plot.keep")
        plot = cabinet.store.load(visit.audit.id).slots.last(("plot",))
        assert [str(each.level) for each in plot.lines] == ["0.5", "1", "3", "5", "10", "20"]
