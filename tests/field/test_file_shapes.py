"""Shapes of files that were once taken wrongly in silence: what they hold is found, or somebody is asked."""

from decimal import Decimal

import numpy as np
import pytest

from audit_app.errors import FieldError
from audit_app.field.columns import column
from audit_app.field.logs import as_dict, read_log
from audit_app.field.published import read_published
from audit_app.field.surveys import Answers, Unanswered, read_survey
from audit_app.field.tables import read_table


def survey_of(text: str, answers: Answers | None = None):
    return read_survey(read_table(text.encode(), "readings.csv"), answers=answers or Answers())


def asks(text: str, answers: Answers | None = None) -> str:
    with pytest.raises(Unanswered) as asked:
        survey_of(text, answers)
    return asked.value.asks


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Magnetic field x (µT)", "field x"),
        ("X-axis field (mT)", "field x"),
        ("B1x_nT", "field x"),
        ("B1v_nT", "field total"),
        ("Br (mT)", "field r"),
        ("Bphi (mT)", "field phi"),
        ("Absolute field (µT)", "field total"),
        ("B max (mT)", "field max"),
        ("B mean (mT)", "field mean"),
        ("B background (mT)", "background"),
        ("Zero offset (mT)", "background"),
        ("Reading no", "label"),
        ("Point B", "label"),
        ("Field gradient (T/m)", "background"),
    ],
)
def test_an_axis_or_a_background_is_never_taken_for_the_field(name: str, meaning: str) -> None:
    assert column(name).meaning == meaning


@pytest.mark.parametrize(
    "header",
    [
        "time (s),Magnetic field x (mT),Magnetic field y (mT),Magnetic field z (mT)",
        "time (s),X-axis field (mT),Y-axis field (mT),Z-axis field (mT)",
        "t,B1x_mT,B1y_mT,B1z_mT",
        "t,Br (mT),Bphi (mT),Bz (mT)",
        "t,x (mT),y (mT),z (mT)",
    ],
)
def test_components_are_added_up_whatever_they_are_called(header: str) -> None:
    found = read_log(f"{header}\n1,3,0,4\n2,0,6,8\n".encode(), "log.csv")
    assert found.questions == ()
    assert found.field.tolist() == pytest.approx([5, 10])


def test_the_total_is_taken_where_there_is_one() -> None:
    text = b'"Time (s)","Magnetic field x (mT)","Magnetic field y (mT)","Magnetic field z (mT)","Absolute field (mT)"\n'
    assert read_log(text + b"1,3,0,4,5.01\n", "log.csv").field.tolist() == pytest.approx([5.01])


def test_a_mean_and_a_maximum_are_asked_about() -> None:
    text = "place,B max (mT),B mean (mT)\nA,9.9,0.50\nB,9.8,0.48\n"
    assert "Which column is it?" in read_log(text.encode(), "log.csv").questions[0]
    assert read_log(text.encode(), "log.csv", meanings={3: "field"}).field.tolist() == pytest.approx([0.5, 0.48])
    placed = "x (m),y (m),B max (mT),B mean (mT)\n1,3,9.9,0.5\n"
    assert asks(placed) == "field_column"
    assert [r.field for r in survey_of(placed, Answers(field_column=4)).readings] == [0.5]


def test_two_probes_in_one_log_are_asked_about() -> None:
    text = b"t,B1x_mT,B1y_mT,B1z_mT,B2x_mT,B2y_mT,B2z_mT\n1,3,0,4,3,0,4\n"
    assert "more than one probe" in read_log(text, "log.csv").questions[0]


def test_the_background_is_left_aside() -> None:
    assert [r.field for r in survey_of("x (m),y (m),B background (mT),B (mT)\n2.65,0,0.05,0.5\n").readings] == [0.5]


@pytest.mark.parametrize("unit", ["ft", "ft.", "yds", "dm", "Zoll", "in", "feet", "km"])
def test_a_length_that_the_app_does_not_know_is_never_taken_for_metres(unit: str) -> None:
    with pytest.raises(FieldError, match="does not take for a length"):
        survey_of(f"x ({unit}),y ({unit}),field (mT)\n1,3,0.5\n")
    with pytest.raises(FieldError, match=r"m, cm or mm"):
        read_published(f"level (mT),radial ({unit}),axial ({unit})\n0.5,8.7,12.8\n".encode(), "plot.csv")


@pytest.mark.parametrize("header", ["x,y,field (mT)", "x (MM),y (MM),field (mT)", "x [?],y [?],field (mT)"])
def test_a_length_without_a_unit_is_asked_for(header: str) -> None:
    text = f"{header}\n100,300,0.5\n"
    assert asks(text) == "length"
    assert [(r.x, r.y) for r in survey_of(text, Answers(length="cm")).readings] == [(1, 3)]


def test_a_published_distance_without_a_unit_is_asked_for() -> None:
    with pytest.raises(FieldError, match="names no unit"):
        read_published(b"level (mT),radial,axial\n0.5,2.5,4.0\n", "plot.csv")


def test_a_makers_table_in_feet_and_metres_is_read_in_metres() -> None:
    plot = read_published(b"level G (mT),radial ft (m),axial ft (m)\n5 (0.5),8.2 (2.5),13.1 (4.0)\n", "plot.csv")
    assert (plot.distance(0.5, 90), plot.distance(0.5, 0)) == (2.5, 4.0)
    with pytest.raises(FieldError, match="not the same"):
        read_published(b"level (mT),radial ft (m),axial ft (m)\n0.5,8.2 (3.5),13.1 (4.0)\n", "plot.csv")


@pytest.mark.parametrize("cells", ["-4,-5,1.6\n,-3,1.6\n,0,1.6", "-4,-5,1.6\n-4,-3,\n-4,0,"])
def test_blank_places_are_asked_about(cells: str) -> None:
    text = "x (m),y (m),height (m),field (mT)\n" + "".join(f"{row},0.5\n" for row in cells.split("\n"))
    assert asks(text) == "blank"
    filled = survey_of(text, Answers(blank="above")).readings
    assert [(r.x, r.height) for r in filled] == [(-4, 1.6)] * 3


def test_z_along_the_bore_is_asked_about_where_y_is_about_nought() -> None:
    text = "x (m),y (m),z (m),field (mT)\n0.5,0.01,3.5,0.7\n2.5,-0.02,0.4,0.5\n1,0.0,-3.4,0.6\n"
    assert asks(text) == "along"
    assert [r.y for r in survey_of(text, Answers(along="z")).readings] == [3.5, 0.4, -3.4]
    assert [r.height for r in survey_of(text, Answers(along="y")).readings] == [3.5, 0.4, -3.4]


def test_a_sample_far_off_both_neighbours_does_not_become_the_maximum() -> None:
    found = read_log(b"time (s),flux (G)\n1,17681.6\n2,18892.2\n3,199105\n4,21590\n5,22909\n", "log.csv")
    assert np.flatnonzero(found.marks).tolist() == [2]
    assert as_dict(found)["field_mT"]["max"] == pytest.approx(2290.9)  # type: ignore[index]
    assert any("row 3" in note for note in found.notes)


def test_a_sample_above_the_magnets_own_field_is_marked() -> None:
    found = read_log(b"t,B (mT)\n1,900\n2,1600\n3,1200\n", "log.csv", own_field=1500)
    assert np.flatnonzero(found.marks).tolist() == [1]


def test_a_rise_that_both_neighbours_share_is_not_marked() -> None:
    found = read_log(b"t,B (mT)\n1,0.1\n2,0.3\n3,1.0\n4,3.1\n5,9\n6,3\n7,0.9\n", "log.csv")
    assert not found.marks.any()


def test_words_behind_the_last_column_do_not_refuse_a_log() -> None:
    found = read_log(b"t,B (mT)\n1,0.5\n2,0.6,door\n3,0.7\n4,0.6\n", "log.csv")
    assert len(found.field) == 4
    assert any("door" in note for note in found.notes)


def test_components_that_only_round_differently_do_not_disagree() -> None:
    found = read_log(b"t,Bx (mT),By (mT),Bz (mT),B (mT)\n1,0.01,0.01,0.01,0.02\n2,0.04,0.03,0.00,0.05\n", "log.csv")
    assert not any("differs" in note for note in found.notes)


@pytest.mark.parametrize("cell", ["5² G", "²5 G", "½ mT"])
def test_a_raised_digit_in_a_cell_is_no_number(cell: str) -> None:
    found = survey_of(f"x (m),y (m),field\n1,3,0.5 mT\n1,4,{cell}\n")
    assert [r.row for r in found.readings] == [1]
    assert [n.row for n in found.notes] == [2]


def test_cells_are_read_as_typed_values_are() -> None:
    text = "x (m),y (m),field\n1,3,0·5 mT\n1,4,5×10^-4 T\n1,5,5 Oe\n1,6,0.5 mT DC\n"
    assert [Decimal(f"{r.field:.9g}") for r in survey_of(text).readings] == [Decimal("0.5")] * 4


def refused(text: str, answers: Answers | None = None) -> str:
    with pytest.raises(FieldError) as fault:
        survey_of(text, answers)
    return str(fault.value)


@pytest.mark.parametrize(
    "above", ["Field in gauss", "all values in Gauss, from the isocentre", "Distances in feet", "units: G", "in yards"]
)
def test_a_line_above_the_table_that_names_another_unit_than_its_columns_is_asked_about(above: str) -> None:
    assert "above the table" in refused(f"{above}\nx (m),y (m),field (mT)\n2.5,0,5.1\n-3,1,3\n")


@pytest.mark.parametrize(
    "above", ["Survey in room G 12", "in mT (and G)", "Siemens 3 T, 0.5 mT line", "made in T block"]
)
def test_a_line_above_the_table_that_says_the_same_or_nothing_of_units_does_no_harm(above: str) -> None:
    assert len(survey_of(f"{above}\nx (m),y (m),field (mT)\n2.5,0,5.1\n-3,1,3\n").readings) == 2


@pytest.mark.parametrize(("unit", "cells"), [("mm", '"2,500","3,000"'), ("cm", '"1,250","1,300"')])
def test_thousands_are_not_taken_for_decimals(unit: str, cells: str) -> None:
    assert "thousands" in refused(f"x ({unit}),y ({unit}),field (mT)\n{cells},0.51\n510,0,0.3\n")


def test_thousands_of_a_field_are_not_taken_for_decimals() -> None:
    assert "thousands" in refused('x (m),y (m),field (µT)\n2.51,0.25,"1,510"\n2.51,1.25,510\n')
    assert "one of thousands" in read_log(b"time;B (nT)\n1;1.510\n2;1.530\n", "log.csv").questions[0]
    with pytest.raises(FieldError, match="thousands"):
        read_published(b"level (mT);radial (mm);axial (mm)\n0,5;2.500;4.000\n", "plot.csv")
    assert [r.x for r in survey_of("x (m),y (m),field (mT)\n2.500,1.250,0.510\n").readings] == [2.5]


@pytest.mark.parametrize(
    "header",
    [
        "-x (m),y (m)",
        "x (m),-y (m)",
        "x from wall (m),y from wall (m)",
        "x (m),y from bore end (m)",
        "x (m),x (m),y (m)",
    ],
)
def test_a_place_that_does_not_count_from_the_isocentre_along_its_axis_is_refused(header: str) -> None:
    cells = ",".join("123"[: header.count(",") + 1])
    assert "isocentre" in refused(f"{header},field (mT)\n{cells},0.5\n")


def test_of_two_columns_for_one_axis_the_one_in_a_known_unit_is_taken() -> None:
    found = survey_of("x (ft),x (m),y (ft),y (m),radial distance (m),field (mT)\n8.2,2.5,0,0,2.5,0.5\n").readings
    assert [(r.x, r.y) for r in found] == [(2.5, 0)]


def test_one_part_of_the_field_is_not_taken_for_the_whole() -> None:
    text = "x (m),y (m),Bz (mT)\n2.5,0,0.5\n"
    assert asks(text) == "field_column"
    assert [r.field for r in survey_of(text, Answers(field_column=3)).readings] == [0.5]


@pytest.mark.parametrize("name", ["dB (mT)", "ΔB (mT)", "field difference (mT)", "log10 B (mT)", "expected B (mT)"])
def test_a_difference_or_an_expected_field_is_not_taken_for_the_field(name: str) -> None:
    assert "no column for the field" in refused(f"x (m),y (m),{name}\n2.5,0,0.5\n")
    assert [r.field for r in survey_of(f"x (m),y (m),{name},B (mT)\n2.5,0,0.5,0.6\n").readings] == [0.6]


def test_amperes_per_metre_are_read_as_the_field_that_they_give_in_air() -> None:
    for text in ("x (m),y (m),field (kA/m)\n1,3,0.4\n", "x (m),y (m),field\n1,3,400 A/m\n"):
        assert [r.field for r in survey_of(text).readings] == [pytest.approx(0.502654824508)]
    assert read_log(b"time,field (kA/m)\n1,0.4\n", "log.csv").field.tolist() == [pytest.approx(0.502654824508)]


def test_rows_worked_out_from_others_are_no_readings() -> None:
    table = read_table(b"point,x (m),y (m),B (mT)\n1,2.5,0,0.5\n2,-3,1,0.3\nmean,-0.25,0.5,0.4\n", "readings.csv")
    assert len(read_survey(table).readings) == 2
    assert any("worked out from other rows: line 4" in note for note in table.notes)


def test_names_again_below_a_table_are_passed_over_only_where_they_are_the_same() -> None:
    head = "x (m),y (m),B (mT)\n"
    assert len(survey_of(f"{head}2.5,0,0.5\nNorth wall,,\n{head}-3,1,0.3\n").readings) == 2
    assert "begins another table" in refused(f"{head}2.5,0,0.5\nx (cm),y (cm),B (G)\n-300,100,3\n")


def test_a_unit_beside_each_reading_goes_before_the_one_in_the_columns_name() -> None:
    assert [r.field for r in survey_of("x (m),y (m),B (mT),unit\n1,3,5,G\n1,4,0.4,mT\n").readings] == [0.5, 0.4]
    assert read_log(b"time,value,unit\n1,0.5,mT\n2,6,G\n", "log.csv").field.tolist() == pytest.approx([0.5, 0.6])


def test_a_count_of_rows_is_not_taken_for_a_place() -> None:
    assert "counts the rows" in refused("1,2.5,0,0.51\n2,-3,1,0.3\n3,2,2,0.6\n", Answers(length="m"))


@pytest.mark.parametrize(
    "text",
    [
        "level (mT),radial diameter (m),axial (m)\n0.5,5,8\n",
        "level (mT),radial Ø (m),axial (m)\n0.5,5,4\n",
        "level (mT),radial from cover (m),axial (m)\n0.5,1.5,4\n",
        "level (mT),radial (m),radial (m),axial (m)\n0.5,2.5,8.2,4\n",
        "level (mT),x (m),y (m),z (m)\n0.5,2.5,2.5,4\n",
        "level (mT),radial (m),axial (m)\n0.5,2.5,4\n0.5,2.6,4.1\n",
        "level (mT),radial (m),axial (m)\n0.5,2.5,4\n3,3,5\n",
        "distances in feet\nlevel (mT),radial (m),axial (m)\n0.5,8.2,13.1\n",
    ],
)
def test_a_published_table_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        read_published(text.encode(), "plot.csv")
