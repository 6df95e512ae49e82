"""The field survey on the screen."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import flet as ft
import pytest

from audit_app.audit.log.entries import FieldMeasured
from audit_app.audit.log.people import Scanner, Setting, Unit
from audit_app.audit.register import Instrument
from audit_app.audit.survey.survey import method, plans, published, taken
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.errors import UsageError
from audit_app.field.logs import read_log
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.survey.canvas import Sheet
from audit_app.screens.survey.import_file import PickedFile, placed_readings, preview
from audit_app.screens.survey.plan import BARS
from audit_app.screens.survey.setup import page_number
from audit_app.screens.survey.verbs import Surveyor
from audit_app.units import read
from audit_app.visit.register_verbs import keep_instrument
from audit_app.visit.survey import import_rows, measure_field, move_reading, set_plan
from audit_app.visit.visit import Challenged, Visit, begin
from tests.conftest import WALK
from tests.field.magnets import survey
from tests.screen import Screen, screen
from tests.screens.conftest import ADA
from tests.store.test_surveying import LINES


@pytest.fixture
def visit(cabinet: Cabinet) -> Iterator[Visit]:
    visit = begin(
        cabinet.store,
        ADA,
        parse(WALK + LINES, "walk.toml"),
        Library(),
        unit=Unit(id="unit-1", name="MRI 1"),
        scanner=Scanner(field=read("1.5 T", "T").quantity),
        settings=(Setting(id="working_line", value="0.5", unit="mT", source="field-line"),),
    )
    cabinet.keep(visit.audit)
    yield visit
    cabinet.keep(visit.audit)


def with_room(visit: Visit, cabinet: Cabinet) -> str:
    plan = set_plan(
        visit,
        name="Scan room",
        width=Decimal(1000),
        height=Decimal(800),
        scale=((Decimal(100), Decimal(400)), (Decimal(900), Decimal(400))),
        metres=Decimal(10),
        isocentre=(Decimal(500), Decimal(400)),
        axis=Decimal(0),
    )
    cabinet.keep(visit.audit)
    return plan


def with_readings(visit: Visit, cabinet: Cabinet, many: int = 24) -> None:
    for r in survey("shielded 1.5 T", 1).readings[:many]:
        at = {"x": Decimal(str(round(r.x, 2))), "y": Decimal(str(round(r.y, 2))), "height": Decimal(1)}
        measure_field(visit, f"{r.field:.4g}", "mT", **at)
    cabinet.keep(visit.audit)


async def opened(shown: Screen, visit: Visit) -> None:
    await shown.go(f"/audit/{visit.audit.id}/survey")
    await shown.settle()


async def tap(shown: Screen, cabinet: Cabinet, visit: Visit, x: float, y: float) -> None:
    """A finger at a place in plan pixels."""
    (plan,) = plans(cabinet.audit(visit.audit.id))
    sheet = Sheet.fitting(plan, 1180 - 432, 820 - BARS)
    finger = shown["plan.tap"]
    assert isinstance(finger, ft.GestureDetector)
    at = {"x": x * sheet.scale, "y": y * sheet.scale}
    await shown.send(finger, "tap_up", {"k": "touch", "l": at, "g": at})


async def test_a_drawn_room_is_a_plan_with_scale_and_isocentre(cabinet: Cabinet, visit: Visit) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.type("room.along", "8")
        await shown.type("room.across", "6,5")
        await shown.press("room.draw")
        (plan,) = plans(cabinet.store.load(visit.audit.id))
        assert plan.metres == 8
        assert plan.isocentre is not None
        assert "plan.view" in shown


async def test_a_tap_on_the_plan_is_a_place_in_metres_and_a_reading_is_kept_there(
    cabinet: Cabinet, visit: Visit
) -> None:
    with_room(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await tap(shown, cabinet, visit, 700, 600)
        assert (shown["reading.x"].value, shown["reading.y"].value) == ("2.50", "2.50")
        await shown.type("reading.value", "5,2 G")
        await shown.until(lambda: shown.says("0.52 mT"))  # without leaving the field, on a pause
        assert shown.says("0.52 mT = 5.2 G")
        await shown.press("reading.keep")
        assert not shown.all("doubt.keep"), [t for t in shown.texts() if "?" in t]
        (one,) = taken(cabinet.store.load(visit.audit.id))
        assert (one.entry.quantity.typed, one.field) == ("5,2 G", Decimal("0.52"))
        assert (one.entry.x, one.entry.y) == (Decimal("2.50"), Decimal("2.50"))
        assert one.entry.spot == (Decimal("700.0"), Decimal("600.0"))


async def test_a_reading_typed_before_there_is_a_plan_waits_in_the_plans_form(cabinet: Cabinet, visit: Visit) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        assert shown.says("The tablet stays outside the scan room")
        await shown.type("reading.value", "0.45 mT")
    with_room(visit, cabinet)
    async with screen(starter(cabinet)) as again:
        await opened(again, visit)
        assert again["reading.value"].value == "0.45 mT"
        await again.press("reading.keep")
    assert cabinet.store.drawers.drafts(visit.audit.id) == {}


async def test_a_reading_half_typed_is_there_again_at_its_place_and_at_no_other(cabinet: Cabinet, visit: Visit) -> None:
    with_room(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await tap(shown, cabinet, visit, 700, 600)
        await shown.type("reading.value", "5.2")
        await shown.type("reading.place", "Door of the control ro")
    async with screen(starter(cabinet)) as again:
        await opened(again, visit)
        found = [again[f"reading.{each}"].value for each in ("value", "place", "x", "y")]
        assert found == ["5.2", "Door of the control ro", "2.50", "2.50"]
        await tap(again, cabinet, visit, 700, 500)
        assert again["reading.value"].value == "5.2" and again.says("at x 2.50 m, y 2.50 m is typed and not saved")
        await again.press("other-place.discard")
        assert (again["reading.value"].value, again["reading.x"].value) == ("", "1.25")
        await again.type("reading.value", "0.5 mT")
        await again.press("reading.keep")
        assert again["reading.unit"].value == "mT"
    assert cabinet.store.drawers.drafts(visit.audit.id) == {}


async def test_a_value_typed_before_its_place_is_tapped_goes_there(cabinet: Cabinet, visit: Visit) -> None:
    with_room(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        field = shown["reading.value"]
        await shown.type("reading.value", "5.2 G")
        await tap(shown, cabinet, visit, 700, 600)
        assert shown["reading.value"] is field or shown["reading.value"]._i == field._i  # letters under way arrive
        found = [shown[f"reading.{each}"].value for each in ("value", "x", "y")]
        assert found == ["5.2 G", "2.50", "2.50"] and "other-place" not in shown


@pytest.mark.parametrize(
    ("way", "kept", "shows"),
    [("keep", [("2.50", "2.50")], ("", "5.00", "2.50")), ("move", [], ("5.2 G", "5.00", "2.50"))],
)
async def test_a_reading_that_is_not_saved_is_asked_about_when_another_place_is_tapped(
    cabinet: Cabinet, visit: Visit, way: str, kept: list[tuple[str, str]], shows: tuple[str, str, str]
) -> None:
    with_room(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await tap(shown, cabinet, visit, 700, 600)
        await shown.type("reading.value", "5.2 G")
        await tap(shown, cabinet, visit, 700, 800)
        await shown.press(f"other-place.{way}")
        assert tuple(shown[f"reading.{each}"].value for each in ("value", "x", "y")) == shows
        found = [(str(each.entry.x), str(each.entry.y)) for each in taken(cabinet.store.load(visit.audit.id))]
        assert found == kept and "other-place" not in shown


async def test_a_reading_left_half_typed_for_one_that_was_looked_at_is_asked_about(
    cabinet: Cabinet, visit: Visit
) -> None:
    with_room(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await tap(shown, cabinet, visit, 700, 600)
        await shown.type("reading.value", "4 G")
        await shown.press("reading.keep")
        await shown.type("reading.value", "5.2 G")
        await tap(shown, cabinet, visit, 700, 600)  # the reading that is there
        assert shown["reading.value"].value == "4 G"
        await tap(shown, cabinet, visit, 200, 200)
        assert shown["reading.value"].value == "5.2 G" and shown.says("typed and not saved")


async def test_a_plot_half_typed_is_there_again(cabinet: Cabinet, visit: Visit) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.choose("survey.view", "setup")
        await shown.type("plot.0.0", "0.5")
        await shown.type("plot.source", "Planning gui")
    async with screen(starter(cabinet)) as again:
        await opened(again, visit)
        await again.choose("survey.view", "setup")
        assert (again["plot.0.0"].value, again["plot.source"].value) == ("0.5", "Planning gui")


async def test_a_reading_without_a_unit_is_refused_and_stays_in_the_form(cabinet: Cabinet, visit: Visit) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        assert shown["reading.unit"].value is None
        await shown.type("reading.value", "0.5")
        await shown.press("reading.keep")
        assert "has no unit" in shown["reading.value"].error
        assert taken(cabinet.store.load(visit.audit.id)) == ()
        await shown.pick("reading.unit", "G")
        await shown.press("reading.keep")
        assert taken(cabinet.store.load(visit.audit.id))[0].field == Decimal("0.05")
        assert shown["reading.unit"].value == "G"
    async with screen(starter(cabinet)) as again:
        await opened(again, visit)
        assert again["reading.unit"].value == "G"


async def test_a_slip_is_asked_back_and_kept_only_with_a_reason(cabinet: Cabinet, visit: Visit) -> None:
    with_room(visit, cabinet)
    with_readings(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.type("reading.x", "2.5")
        await shown.type("reading.y", "0.2")
        await shown.type("reading.value", "5.2")
        await shown.press("reading.keep")
        assert shown.says("about 10 times more")
        assert len(taken(cabinet.store.load(visit.audit.id))) == 24
        await shown.type("doubt.reason", "I read it twice")
        await shown.press("doubt.keep")
        assert taken(cabinet.store.load(visit.audit.id))[-1].entry.confirmed == "I read it twice"


async def test_a_unit_other_than_the_one_beside_is_asked_about_and_put_right_with_one_tap(
    cabinet: Cabinet, visit: Visit
) -> None:
    with_room(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.pick("reading.unit", "mT")
        await shown.type("reading.value", "350 uT")
        await shown.press("reading.keep")
        assert shown.says("The text says µT but mT was chosen beside it")
        assert taken(cabinet.store.load(visit.audit.id)) == ()
        assert shown.says("It is 350 µT") and shown.says("It is 350 mT")
        await shown.press("doubt.meant.1")
        (one,) = taken(cabinet.store.load(visit.audit.id))
        assert (one.entry.quantity.typed, one.field, one.entry.challenges) == ("350 µT", Decimal("0.35"), ())


async def test_gauss_typed_as_millitesla_is_put_right_with_one_tap_on_the_survey(
    cabinet: Cabinet, visit: Visit
) -> None:
    with_room(visit, cabinet)
    with_readings(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.type("reading.x", "2.5")
        await shown.type("reading.y", "0.2")
        await shown.type("reading.value", "5.2")
        await shown.press("reading.keep")
        assert shown.says("It is 5.2 G")
        await shown.press("doubt.meant.1")
        last = taken(cabinet.store.load(visit.audit.id))[-1]
        assert (last.field, last.entry.x, last.entry.quantity.unit) == (Decimal("0.52"), Decimal("2.5"), "G")


async def test_a_reading_is_chosen_moved_taken_off_and_undone(cabinet: Cabinet, visit: Visit) -> None:
    with_room(visit, cabinet)
    with_readings(visit, cabinet, 1)
    (one,) = taken(visit.audit)
    at = (500 + 80 * float(one.entry.y or 0), 400 + 80 * float(one.entry.x or 0))
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await tap(shown, cabinet, visit, *at)
        await shown.press("reading.move")
        assert "reading.moving" in shown
        await tap(shown, cabinet, visit, 500, 200)
        (moved,) = taken(cabinet.store.load(visit.audit.id))
        assert (moved.entry.x, moved.entry.y) == (Decimal("-2.5"), Decimal("0.0"))
        await tap(shown, cabinet, visit, 500, 200)
        await shown.press("reading.aside")
        assert taken(cabinet.store.load(visit.audit.id)) == ()
        await shown.press("undo")
        assert len(taken(cabinet.store.load(visit.audit.id))) == 1


async def test_scale_is_set_by_two_taps_and_a_distance(cabinet: Cabinet, visit: Visit) -> None:
    set_plan(visit, name="Scan", width=Decimal(1000), height=Decimal(800))
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.press("set.scale")
        await tap(shown, cabinet, visit, 100, 700)
        await tap(shown, cabinet, visit, 900, 700)
        await shown.type("scale.metres", "8")
        await shown.press("points.keep")
        await shown.press("set.isocentre")
        await tap(shown, cabinet, visit, 500, 400)
        await shown.press("points.keep")
        assert shown.says("the bore axis first") and shown.says("not set")
        await shown.press("set.axis")
        await tap(shown, cabinet, visit, 500, 700)
        await tap(shown, cabinet, visit, 500, 100)
        await shown.press("points.keep")
        assert not shown.says("the bore axis first")
        (plan,) = plans(cabinet.store.load(visit.audit.id))
        assert (plan.metres, plan.axis) == (8, 270)
        assert plan.isocentre == (Decimal("500.0"), Decimal("400.0"))


async def test_correcting_the_isocentre_tells_which_readings_moved_and_one_undo_takes_it_all_back(
    cabinet: Cabinet, visit: Visit
) -> None:
    with_room(visit, cabinet)
    with_readings(visit, cabinet, 1)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await tap(shown, cabinet, visit, 700, 600)
        await shown.type("reading.value", "0.31 mT")
        await shown.press("reading.keep")
        await shown.press("plan.more") if "plan.more" in shown else None
        await shown.press("set.isocentre")
        await tap(shown, cabinet, visit, 420, 400)
        await shown.press("points.keep")
        tapped = taken(cabinet.store.load(visit.audit.id))[-1].entry
        assert (tapped.x, tapped.y) == (Decimal("2.50"), Decimal("3.50"))
        assert shown.says("1 tapped reading keeps its spot, so its metres changed")
        await shown.press("undo")
        tapped = taken(cabinet.store.load(visit.audit.id))[-1].entry
        assert (tapped.x, tapped.y) == (Decimal("2.50"), Decimal("2.50"))


async def test_no_line_is_drawn_on_another_floor(cabinet: Cabinet, visit: Visit) -> None:
    with_room(visit, cabinet)
    with_readings(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        assert "other-floor" not in shown
        await shown.choose("survey.view", "setup")
        (plan,) = plans(visit.audit)
        await shown.fill(f"plan.floor.{plan.plan}", "3,5")
        await shown.choose("survey.view", "plan")
        assert plans(cabinet.store.load(visit.audit.id))[0].floor == Decimal("3.5")
        assert "other-floor" in shown


async def test_table_chart_and_results_tell_the_same_survey(cabinet: Cabinet, visit: Visit) -> None:
    with_room(visit, cabinet)
    with_readings(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.choose("survey.view", "table")
        assert "row.24" in shown
        assert shown.says("inside")
        await shown.choose("survey.view", "chart")
        assert "legend" in shown
        await shown.choose("survey.view", "results")
        await shown.until(lambda: "lines" in shown)
        assert shown.says("0.5 mT (5 G)")
        assert shown.says("Earth's field")


async def test_the_makers_plot_is_typed_with_its_source(cabinet: Cabinet, visit: Visit) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.choose("survey.view", "setup")
        for place, words in enumerate(("0.5", "2.5", "4.0")):
            await shown.type(f"plot.0.{place}", words)
        await shown.press("plot.keep")
        assert "no source" in shown["plot.source"].error
        await shown.type("plot.source", "Planning guide, ed. 3")
        await shown.press("plot.keep")
        plot = published(cabinet.store.load(visit.audit.id))
        assert plot is not None
        assert plot.distance(0.5, 90) == 2.5


async def test_the_height_of_the_isocentre_is_set_where_the_plans_are_set_up(cabinet: Cabinet, visit: Visit) -> None:
    with_room(visit, cabinet)
    measure_field(visit, "0.5 mT", x=Decimal(3), y=Decimal(0), height=Decimal("1.2"))
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/survey") as shown:
        await shown.choose("survey.view", "setup")
        assert shown.says("Not entered yet: taken as 1.0 m.")
        await shown.fill("isocentre.height", "12")
        assert "does not lie 12 m above the floor" in shown["isocentre.height"].error
        await shown.fill("isocentre.height", "1,05")
        assert not shown.says("Not entered yet")
        audit = cabinet.store.load(visit.audit.id)
        [one] = taken(audit)
        assert one.reading is not None and one.reading.height == pytest.approx(0.15)
        assert "the isocentre is 1.05 m above it" in method(audit)
        await shown.choose("survey.view", "plan")
        assert shown["reading.height"].value == "1.05"


def test_a_file_without_heights_gives_readings_without_heights() -> None:
    data = b"x (m),y (m),height (m),field (mT)\n2.5,0.1,,0.5\n0,4,1.2,0.5\n"
    rows = placed_readings(PickedFile("log.csv", data, ""), read_log(data, "log.csv"), centre=1.0).rows
    assert [row.height for row in rows] == [None, "1.20"]


async def test_a_probe_registered_since_is_offered_with_its_calibration(cabinet: Cabinet, visit: Visit) -> None:
    with_room(visit, cabinet)
    keep_instrument(cabinet.store, Instrument(id="m1", name="Hall probe", calibration_due="2020-06-01", percent=5))
    keep_instrument(cabinet.store, Instrument(id="m2", name="Oxygen meter", measures="oxygen"))
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/survey") as shown:
        await shown.press("reading.more")
        assert [each.key for each in shown["reading.probe"].options] == ["", "m1", "+"]
        await shown.pick("reading.probe", "m1")
        assert shown.says("Calibration lapsed on 1 June 2020")
        await shown.type("reading.value", "0.5 mT")
        await shown.press("reading.keep")
        [one] = taken(cabinet.store.load(visit.audit.id))
        assert (one.entry.probe, str(one.entry.quantity.uncertainty.percent)) == ("m1", "5")


@pytest.mark.parametrize(("typed", "level"), [("200", 200), ("5 G", 0.5), ("0,5", 0.5), ("0.05 T", 50)])
async def test_a_published_level_is_read_as_a_field(cabinet: Cabinet, visit: Visit, typed: str, level: float) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.choose("survey.view", "setup")
        for place, words in enumerate((typed, "1.25", "1.5")):
            await shown.type(f"plot.0.{place}", words)
        await shown.type("plot.source", "Planning guide, ed. 3")
        await shown.press("plot.keep")
        plot = published(cabinet.store.load(visit.audit.id))
        assert plot is not None and [line.level for line in plot.lines] == [level]


async def test_results_follow_a_level_of_the_plot_that_was_added_since(cabinet: Cabinet, visit: Visit) -> None:
    with_room(visit, cabinet)
    with_readings(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.choose("survey.view", "setup")
        for place, words in enumerate(("0.7", "2.3", "3.6")):
            await shown.type(f"plot.0.{place}", words)
        await shown.type("plot.source", "Planning guide, ed. 3")
        await shown.press("plot.keep")
        await shown.choose("survey.view", "results")
        await shown.until(lambda: shown.says("0.7 mT (7 G)"))


@pytest.mark.parametrize("typed", ["2a", "0", "", "-1"])
def test_a_page_that_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="is not a page of a PDF"):
        page_number(typed)


def rows_of(visit: Visit, text: str, probe: str = "") -> list[FieldMeasured]:
    """The readings that a file adds to the survey."""
    found = placed_readings(PickedFile("log.csv", text.encode(), ""), read_log(text.encode(), "log.csv"), centre=1.0)
    import_rows(visit, found.rows, "", probe)
    return [t.entry for t in taken(visit.audit)]


def test_a_file_of_components_is_taken_in_as_their_size_with_each_of_them_kept(visit: Visit) -> None:
    rows = rows_of(visit, "x (m),y (m),Bx (mT),By (mT),Bz (mT)\n2.5,0.1,0.3,-0.4,0\n2.6,1,0.2,0.2,0.1\n")
    assert [str(row.quantity) for row in rows] == ["0.5 mT", "0.3 mT"]
    assert [str(part) for part in rows[0].components] == ["0.3 mT", "-0.4 mT", "0 mT"]


def test_a_row_keeps_its_own_uncertainty_and_any_other_its_probes(visit: Visit) -> None:
    probe = visit.add_thing("instrument", "Hall probe", {"uncertainty": "2 % + 0.1 G (k = 2)"})
    rows = rows_of(visit, "x (m),y (m),field (mT),uncertainty (mT)\n2.5,0.1,0.5,0.2\n0,4,0.5,\n", probe)
    assert [(str(row.quantity.doubt.normalize()), row.probe) for row in rows] == [("0.2", probe), ("0.02", probe)]


def test_a_row_that_looks_like_a_slip_is_kept_with_the_doubt_beside_it(visit: Visit) -> None:
    readings = survey("shielded 1.5 T", 1).readings
    lines = [f"{r.x:.2f},{r.y:.2f},{r.field * (10 if r.row == 9 else 1):.4g}" for r in readings]
    rows = rows_of(visit, "\n".join(["x (m),y (m),field (mT)", *lines]))
    assert [row.row for row in rows if row.challenges] == [9]
    assert "about 10 times more" in rows[8].challenges[0]


def test_a_reading_moved_to_where_it_cannot_be_is_asked_about_first(visit: Visit) -> None:
    for r in survey("shielded 1.5 T", 1).readings:
        measure_field(visit, f"{r.field:.4g}", "mT", x=Decimal(f"{r.x:.2f}"), y=Decimal(f"{r.y:.2f}"))
    high = max(taken(visit.audit), key=lambda t: t.field).entry
    with pytest.raises(Challenged, match="times more"):
        move_reading(visit, high.reading, x=high.x * 3, y=high.y * 3)
    move_reading(visit, high.reading, "I had paced it wrongly", x=high.x * 3, y=high.y * 3)
    moved = next(t.entry for t in taken(visit.audit) if t.entry.reading == high.reading)
    assert moved.confirmed == "I had paced it wrongly" and moved.challenges


async def test_the_preview_of_a_file_asks_for_its_column_and_says_which_rows_look_like_slips(
    cabinet: Cabinet, visit: Visit
) -> None:
    named = "\n".join(
        ["x (m),y (m),Wert"]
        + [
            f"{r.x:.2f},{r.y:.2f},{r.field * (10 if r.row == 9 else 1):.4g}"
            for r in survey("shielded 1.5 T", 1).readings
        ]
    )
    seen: list[PickedFile | None] = []
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        surveyor = Surveyor(Desk(cabinet))
        surveyor._desk.audit = visit.audit
        picked = PickedFile("log.csv", named.encode(), "")
        parts = preview(surveyor, picked, seen.append, (), lambda typed: None)
        assert any(getattr(part, "identifier", "") == "log.column" for part in parts)
        parts = preview(surveyor, replace(picked, column="3", unit="mT"), seen.append, (), lambda typed: None)
    words = " ".join(str(getattr(part, "value", "")) for part in parts)
    assert "about 10 times more" in words


@pytest.mark.parametrize(
    ("text", "asked", "answer"),
    [
        ("x,y,field (mT)\n2.5,0.1,0.5\n0,4,0.5\n", "log.length", {"length": "m"}),
        ("x (m),y (m),field (mT)\n2.5,0.1,0.5\n,4,0.5\n", "log.blank", {"blank": "above"}),
        ("x (m),y (m),z (m),field (mT)\n2.5,0.0,0.1,0.5\n0.1,0.0,4,0.5\n", "log.along", {"along": "z"}),
    ],
)
async def test_the_preview_of_a_file_asks_what_it_leaves_open_before_anything_is_taken_in(
    cabinet: Cabinet, visit: Visit, text: str, asked: str, answer: dict[str, str]
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        surveyor = Surveyor(Desk(cabinet))
        surveyor._desk.audit = visit.audit
        picked = PickedFile("log.csv", text.encode(), "")
        before, after = (
            [
                getattr(part, "identifier", "")
                for part in preview(surveyor, each, lambda _: None, (), lambda typed: None)
            ]
            for each in (picked, replace(picked, **answer))
        )
    assert asked in before
    assert asked not in after


async def test_a_published_line_is_traced_on_the_plan_and_stays_when_the_plot_is_kept_again(
    cabinet: Cabinet, visit: Visit
) -> None:
    with_room(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.press("set.trace")
        for x, y in ((700, 400), (660, 520), (600, 575), (500, 600)):
            await tap(shown, cabinet, visit, x, y)
        await shown.type("trace.level", "5 G")
        await shown.press("trace.keep")
        assert shown.says("has no source")
        await shown.type("trace.source", "Planning guide, ed. 3")
        await shown.press("trace.keep")
        plot = published(cabinet.store.load(visit.audit.id))
        assert plot is not None
        assert (plot.distance(0.5, 0), plot.distance(0.5, 90)) == (pytest.approx(2.5), pytest.approx(2.5))
        await shown.choose("survey.view", "setup")
        assert shown.says("0.5 mT: traced on the plan through 4 points")
        for place, words in enumerate(("3", "1.8", "2.6")):
            await shown.type(f"plot.0.{place}", words)
        await shown.press("plot.keep")
        plot = published(cabinet.store.load(visit.audit.id))
        assert plot is not None and {line.level for line in plot.lines} == {0.5, 3.0}
        await shown.press("plot.untrace.0.5")
        plot = published(cabinet.store.load(visit.audit.id))
        assert plot is not None and {line.level for line in plot.lines} == {3.0}


async def test_typing_a_field_reading_asks_the_store_for_no_instruments_at_each_key(
    cabinet: Cabinet, visit: Visit
) -> None:
    keep_instrument(cabinet.store, Instrument(id="m1", name="Gaussmeter 1", measures="magnetic field"))
    asked: list[str] = []
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.press("reading.more")
        assert [each.key for each in shown["reading.probe"].options] == ["", "m1", "+"]
        cabinet.store._db.conn.set_trace_callback(asked.append)
        for typed in ("0", "0.", "0.2"):
            await shown.type("reading.value", typed)
        cabinet.store._db.conn.set_trace_callback(None)
    assert any("drafts" in each for each in asked)  # kept at each key
    assert not [each for each in asked if "register" in each]


async def test_three_components_give_the_value_and_are_kept_with_it(cabinet: Cabinet, visit: Visit) -> None:
    with_room(visit, cabinet)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.pick("reading.unit", "G")
        await shown.press("reading.more")
        await shown.type("reading.part_x", "3")
        await shown.type("reading.part_y", "-4")
        await shown.press("reading.keep")
        assert taken(cabinet.store.load(visit.audit.id)) == ()
        await shown.fill("reading.part_z", "0")
        assert shown["reading.value"].value == "5 G" and shown.says("0.5 mT = 5 G")
        await shown.press("reading.keep")
    (one,) = taken(cabinet.store.load(visit.audit.id))
    assert [str(part) for part in one.entry.components] == ["3 G", "-4 G", "0 G"]
    assert one.field == Decimal("0.5")
