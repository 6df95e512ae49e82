"""A field survey kept in an audit: plans, readings, doubts, floor lines and the items that follow them."""

from decimal import Decimal
from typing import Any

import pytest

from audit_app.audit.history.sentences import deed
from audit_app.audit.log.entries import Measured
from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.audit.survey.floor_lines import floor_checks
from audit_app.audit.survey.survey import (
    beyond_boundary,
    boundary_told,
    geometry,
    isocentre_height,
    levels,
    method,
    plans,
    published,
    sides,
    surveyed,
    taken,
    working_line,
)
from audit_app.audit.survey.survey import nominal as expected
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.errors import AuditError, EntryRefused
from audit_app.field.slips import Nominal
from audit_app.store.store import Store
from audit_app.units import Uncertainty, read
from audit_app.visit.survey import (
    ImportedRow,
    import_rows,
    measure_field,
    move_reading,
    set_isocentre_height,
    set_plan,
    set_plot,
    set_reading_aside,
)
from audit_app.visit.visit import Challenged, Visit, begin
from tests.conftest import WALK
from tests.field.magnets import nominal, survey

LINES = """
[[things]]
id = "floor-line"
one = "floor line"
many = "floor lines"
[[sections]]
id = "floor-lines"
title = "Floor lines"
zone = "IV"
repeats_over = "floor-line"
[[sections.items]]
id = "level"
text = "Level that the line stands for"
ask = { kind = "quantity", unit = "mT" }
[[sections.items]]
id = "worst"
text = "Highest field on the permitted side"
ask = { kind = "quantity", unit = "mT", limit = { high = { item = "level" }, unit = "mT", source = "field-line" } }
"""
SURE = Uncertainty(percent=Decimal(5), offset=Decimal("0.01"))


@pytest.fixture
def visit() -> Visit:
    return begin(
        Store.in_memory(),
        Person(name="Ada Byron"),
        parse(WALK + LINES, "walk.toml"),
        Library(),
        unit=Unit(id="unit-1", name="MRI 1"),
        scanner=Scanner(field=read("1.5 T", "T").quantity),
        settings=(Setting(id="working_line", value="0.9", unit="mT", source="field-line"),),
    )


def add_plan(visit: Visit) -> str:
    return set_plan(
        visit,
        name="Ground floor",
        width=Decimal(1000),
        height=Decimal(1000),
        scale=((Decimal(100), Decimal(900)), (Decimal(900), Decimal(900))),
        metres=Decimal(8),
        isocentre=(Decimal(500), Decimal(500)),
        boundary=tuple((Decimal(x), Decimal(y)) for x, y in ((150, 50), (850, 50), (850, 950), (150, 950))),
        axis=Decimal(90),
    )


def add_survey(visit: Visit, many: int = 24) -> None:
    for r in survey("shielded 1.5 T", 1).readings[:many]:
        at = {"x": Decimal(str(round(r.x, 2))), "y": Decimal(str(round(r.y, 2))), "height": Decimal(1)}
        measure_field(visit, f"{r.field:.4g}", "mT", uncertainty=SURE, **at)


def test_a_survey_gives_lines_verdicts_and_the_site_s_own_level(visit: Visit) -> None:
    add_survey(visit)
    found = surveyed(visit.audit)
    points = found.contour(0.5)
    assert len(points) == 72
    assert points[18].crossing.distance == pytest.approx(nominal("shielded 1.5 T", 0.5, 90), abs=0.1)
    assert working_line(visit.audit) == 0.9
    assert 0.9 in levels(visit.audit)
    assert {sides(t, [0.5])[0.5] for t in taken(visit.audit)} >= {"inside", "outside"}


def test_a_slip_is_challenged_before_it_is_kept_and_kept_with_a_reason(visit: Visit) -> None:
    add_survey(visit, 20)
    place = {"x": Decimal("2.5"), "y": Decimal("0.1"), "height": Decimal(1)}
    with pytest.raises(Challenged, match="10 times more"):
        measure_field(visit, "5.1", "mT", **place)
    assert len(taken(visit.audit)) == 20
    measure_field(visit, "5.1", "mT", confirmed="I read it twice", **place)
    assert taken(visit.audit)[-1].entry.challenges
    measure_field(visit, "5.1 G", **place)
    assert taken(visit.audit)[-1].field == Decimal("0.51")


def test_a_reading_without_a_unit_is_not_kept(visit: Visit) -> None:
    with pytest.raises(Exception, match="has no unit"):
        measure_field(visit, "0.5")


def test_readings_move_are_set_aside_and_come_back(visit: Visit) -> None:
    name = measure_field(visit, "0.5 mT", x=Decimal("2.5"), y=Decimal(0))
    move_reading(visit, name, x=Decimal("2.6"))
    assert taken(visit.audit)[0].entry.x == Decimal("2.6")
    set_reading_aside(visit, name, "taken by mistake")
    assert taken(visit.audit) == ()
    visit.undo()
    visit.undo()
    assert taken(visit.audit)[0].entry.x == Decimal("2.5")


def test_a_plan_knows_metres_and_how_the_line_lies_to_its_boundary(visit: Visit) -> None:
    plan = add_plan(visit)
    (kept,) = plans(visit.audit)
    where = geometry(kept)
    assert where is not None
    assert where.to_metres((500.0, 600.0)) == pytest.approx((0.0, 1.0))
    add_survey(visit)
    worst = max(beyond_boundary(visit.audit, kept), key=lambda b: b.distance)
    assert worst.high < 0  # 0.9 mT lies inside this boundary
    set_plan(visit, plan, axis=Decimal(0))
    assert plans(visit.audit)[0].name == "Ground floor"


def test_a_plot_needs_its_source_and_is_compared(visit: Visit) -> None:
    lines = ({"level": "0.5", "radial": "2.5", "axial": "4.0"},)
    with pytest.raises(EntryRefused, match="no source"):
        set_plot(visit, " ", lines)
    set_plot(visit, "Planning guide, ed. 3, p. 12", lines)
    plot = published(visit.audit)
    assert plot is not None
    assert plot.distance(0.5, 0) == 4.0
    assert not plot.verified


def add_line(visit: Visit, level: str) -> str:
    thing = visit.add_thing("floor-line", "3 mT line, drip pump")
    visit.measure("level", level, thing=thing)
    return thing


def read_along(visit: Visit, thing: str, *fields: str, side: str = "permitted", sure: bool = True, **says: Any) -> None:
    for n, field in enumerate(fields):
        at = {"x": Decimal("2.0"), "y": Decimal(n) / 10, "height": Decimal(1), "side": side, **says}
        measure_field(visit, field, uncertainty=SURE if sure else None, line_for=thing, confirmed="as read", **at)


def standing(visit: Visit, thing: str) -> tuple[str, str]:
    """What the floor line is said to do, and the verdict of its item."""
    (check,) = floor_checks(visit.audit)
    assert check.verdict is not None
    return check.verdict.outcome, visit.audit.lines[f"worst@{thing}"].verdict


HOLDS, AT, FAILS = ("holds", "compliant"), ("at the limit", "at_the_line"), ("fails", "deficient")


@pytest.mark.parametrize("sure", [True, False], ids=["with an uncertainty", "with a usual meter's"])
@pytest.mark.parametrize(
    ("fields", "both"),
    [
        (("2.4 mT", "26 G", "2.5 mT"), HOLDS),
        (("2.4 mT", "2.95 mT", "2.5 mT"), AT),
        (("2.4 mT", "2.9 mT", "2.5 mT"), AT),
        (("2.4 mT", "3.4 mT", "2.5 mT"), FAILS),
        (("-9 mT", "2.5 mT", "2.4 mT"), FAILS),
        ((">2 mT", ">2 mT", ">2 mT"), AT),
        ((">4 mT", "2 mT", "2 mT"), FAILS),
        (("<2 mT", "2 mT", "2 mT"), HOLDS),
    ],
)
def test_a_floor_line_and_its_item_have_one_judgement_by_the_worst_reading(
    visit: Visit, fields: tuple[str, ...], both: tuple[str, str], sure: bool
) -> None:
    thing = add_line(visit, "3 mT")
    read_along(visit, thing, *fields, sure=sure)
    assert standing(visit, thing) == both


def test_readings_taken_while_the_magnet_was_not_at_field_verify_no_floor_line(visit: Visit) -> None:
    thing = add_line(visit, "3 mT")
    read_along(visit, thing, "0.1 mT", "0.1 mT", "0.1 mT", at_field=False)
    assert standing(visit, thing) == ("not verified", "not_done")


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("<0.5 mT", {0.3: "not known", 0.5: "not known", 0.9: "outside"}),
        (">2 mT", {0.9: "inside", 2.0: "not known", 3.0: "not known"}),
        ("0.52 mT", {0.3: "inside", 0.5: "at the line", 0.9: "outside"}),
    ],
)
def test_a_reading_is_on_a_known_side_only_when_all_it_leaves_open_is(
    visit: Visit, typed: str, known: dict[float, str]
) -> None:
    measure_field(visit, typed, x=Decimal(3), y=Decimal(0), confirmed="as read")
    assert sides(taken(visit.audit)[0], list(known)) == known


def test_a_floor_line_whose_readings_are_gone_is_not_done_again(visit: Visit) -> None:
    thing = add_line(visit, "3 mT")
    read_along(visit, thing, "2.4 mT", "2.6 mT", "2.5 mT", "2.7 mT")
    key = f"worst@{thing}"
    assert visit.audit.lines[key].verdict == "compliant"
    names = [each.entry.reading for each in taken(visit.audit)]
    set_reading_aside(visit, names[3])
    assert visit.audit.lines[key].verdict == "compliant"
    before = len(visit.audit.entries)
    set_reading_aside(visit, names[0])  # two are left: no longer verified
    assert visit.audit.lines[key].verdict == "not_done"
    assert visit.audit.lines[key].judgement.because == "Its readings no longer verify this line"
    told = [deed(visit.audit, entry) for entry in visit.audit.slots.history(("answer", "worst", thing))]
    assert told[0] == "recorded 2.6 mT" and told[-1] == "took back 2.6 mT"
    for _ in range(len(visit.audit.entries) - before):
        visit.undo()
    assert visit.audit.lines[key].verdict == "compliant"
    for name in names[:3]:
        set_reading_aside(visit, name)
    assert visit.audit.lines[key].verdict == "not_done"


def test_what_someone_typed_after_the_survey_stays_when_its_readings_are_gone(visit: Visit) -> None:
    thing = add_line(visit, "3 mT")
    read_along(visit, thing, "2.4 mT", "2.6 mT", "2.5 mT")
    visit.measure("worst", "2.9 mT", thing=thing)
    for each in taken(visit.audit):
        set_reading_aside(visit, each.entry.reading)
    answer = visit.audit.lines[f"worst@{thing}"].answer
    assert isinstance(answer, Measured) and answer.quantity.typed == "2.9 mT"


def test_a_floor_line_with_two_readings_is_not_verified(visit: Visit) -> None:
    thing = add_line(visit, "3 mT")
    read_along(visit, thing, "2.4 mT", "2.6 mT")
    (check,) = floor_checks(visit.audit)
    assert check.verdict is not None
    assert check.verdict.outcome == "not verified"
    assert visit.audit.lines[f"worst@{thing}"].verdict == "not_done"


def test_readings_on_the_restricted_side_do_not_count(visit: Visit) -> None:
    thing = add_line(visit, "3 mT")
    read_along(visit, thing, "5 mT", "6 mT", "7 mT", side="restricted")
    assert visit.answer_floor_lines() == 0
    assert visit.audit.lines[f"worst@{thing}"].verdict == "not_done"


def test_a_file_of_readings_is_taken_in_whole_or_not_at_all(visit: Visit) -> None:
    def row(n: int, typed: str) -> ImportedRow:
        return ImportedRow(n, f"{2 + n / 10}", "0", "1.0", typed, "", "ab" * 32)

    assert import_rows(visit, [row(1, "6.1 G"), row(2, "0.4 mT")]) == 2
    assert [(t.field, t.entry.row) for t in taken(visit.audit)] == [(Decimal("0.61"), 1), (Decimal("0.4"), 2)]
    with pytest.raises(AuditError):
        import_rows(visit, [row(3, "0.3 mT"), row(4, "0.3")])
    with pytest.raises(EntryRefused, match="more than a survey takes"):
        import_rows(visit, [row(n, "0.3 mT") for n in range(2001)])
    assert len(taken(visit.audit)) == 2


def test_the_next_audit_of_a_unit_knows_the_height_of_its_isocentre(visit: Visit) -> None:
    assert isocentre_height(visit.audit) == 1 and "taken as 1 m" in method(visit.audit)
    set_isocentre_height(visit, Decimal("1.05"))
    again = begin(
        visit.store,
        Person(name="Ada Byron"),
        visit.audit.checklist,
        Library(),
        unit=visit.audit.begun.unit,
        scanner=visit.audit.begun.scanner,
        settings=(),
        previous=visit.audit.id,
    )
    assert isocentre_height(again.audit) == Decimal("1.05")


def test_a_plan_has_no_metres_before_its_bore_axis_is_set(visit: Visit) -> None:
    set_plan(
        visit,
        name="Scan",
        width=Decimal(1000),
        height=Decimal(1000),
        scale=((Decimal(100), Decimal(900)), (Decimal(900), Decimal(900))),
        metres=Decimal(8),
        isocentre=(Decimal(500), Decimal(500)),
    )
    assert geometry(plans(visit.audit)[0]) is None


def test_a_tapped_reading_keeps_its_spot_when_the_plan_is_corrected_and_a_typed_one_its_metres(visit: Visit) -> None:
    plan = add_plan(visit)
    spot = (Decimal(700), Decimal(500))  # the bore runs down the picture
    measure_field(visit, "0.5 mT", plan=plan, x=Decimal("-2"), y=Decimal(0), spot=spot)
    measure_field(visit, "0.4 mT", plan=plan, x=Decimal("2.6"), y=Decimal(0))
    set_plan(visit, plan, isocentre=(Decimal(400), Decimal(600)))
    tapped, typed = (t.entry for t in taken(visit.audit))
    assert (tapped.x, tapped.y, tapped.spot) == (Decimal("-3.00"), Decimal("-1.00"), spot)
    assert (typed.x, typed.y) == (Decimal("2.6"), Decimal(0))
    set_plan(visit, plan, name="Ground floor, mended")
    assert len([e for e in visit.audit.entries if e.kind == "field_measured"]) == 3


def test_lines_are_compared_with_an_edge_on_the_magnets_own_floor_only(visit: Visit) -> None:
    own, above = add_plan(visit), add_plan(visit)
    set_plan(visit, above, name="Office above", storey="first floor")
    add_survey(visit)
    here, there = plans(visit.audit)
    assert here.plan == own
    told = boundary_told(visit.audit, here)
    assert told[0].startswith("Ground floor: The 0.9 mT line lies inside the boundary")
    assert any(each.startswith("Ground floor: The 0.5 mT line") for each in told[1:])
    assert "not compared with the edge on another floor" in boundary_told(visit.audit, there)[0]
    assert beyond_boundary(visit.audit, there) == ()
    set_plan(visit, above, floor=Decimal(0))
    assert beyond_boundary(visit.audit, plans(visit.audit)[1])


def test_the_item_follows_when_the_level_of_its_line_is_recorded_or_changed_after_the_readings(visit: Visit) -> None:
    thing = visit.add_thing("floor-line", "3 mT line, drip pump")
    read_along(visit, thing, "2.4 mT", "2.5 mT", "2.4 mT")
    visit.measure("level", "3 mT", thing=thing)
    assert standing(visit, thing) == HOLDS
    visit.measure("level", "1 mT", thing=thing)
    assert standing(visit, thing) == FAILS
    visit.measure("level", "2.5 mT", thing=thing)
    assert standing(visit, thing) == AT


def test_a_floor_line_says_when_its_item_was_answered_otherwise_by_hand(visit: Visit) -> None:
    thing = add_line(visit, "3 mT")
    visit.measure("worst", "1 mT", thing=thing)
    assert "reads otherwise: Compliant" in floor_checks(visit.audit)[0].why
    read_along(visit, thing, "2.4 mT", "3.4 mT", "2.4 mT")
    assert standing(visit, thing) == FAILS and "otherwise" not in floor_checks(visit.audit)[0].why
    visit.measure("worst", "1 mT", thing=thing)
    assert "reads otherwise: Compliant" in floor_checks(visit.audit)[0].why


def test_the_guess_before_a_first_reading_goes_by_the_scanners_field(visit: Visit) -> None:
    assert visit.audit.begun.scanner.field is not None
    assert expected(visit.audit) == Nominal.of_field(1.5) == Nominal()
    assert Nominal.of_field(7).radial > 1.3 * Nominal().radial
    set_plot(visit, "Planning guide", ({"level": "0.5", "radial": "2.5", "axial": "4.0"},))
    assert not expected(visit.audit).vague
