"""Files of readings and meter logs: what is taken for what, what is asked, and what is refused."""

import random
from typing import Any

import pytest

from audit_app.errors import FieldError
from audit_app.field.account import settle_heights
from audit_app.field.columns import cell_number, column
from audit_app.field.logs import as_dict, as_text, read_log
from audit_app.field.readings import Probe
from audit_app.field.surveys import Answers, Survey, read_survey
from audit_app.field.tables import read_table


def survey_of(text: str, name: str = "readings.csv", **more: Any) -> Survey:
    return read_survey(read_table(text.encode(), name), **more)


def fields(text: str, **more: Any) -> list[float]:
    return [round(r.field, 9) for r in survey_of(text, **more).readings]


@pytest.mark.parametrize(
    ("name", "meaning", "unit"),
    [
        ("Field (G)", "field", "G"),
        ("field_mT", "field", "mT"),
        ("|B| / mT", "field", "mT"),
        ("Bx_nT", "field x", "nT"),
        ("B [µT]", "field", "µT"),
        ("Gauss", "field", "G"),
        ("x (cm)", "x", "cm"),
        ("Position Y [mm]", "y", "mm"),
        ("Height above floor (m)", "height", "m"),
        ("time", "time", ""),
        ("Feld (mT)", "field", "mT"),
        ("field (mt)", "field", ""),
        ("Temperature", "other", ""),
    ],
)
def test_a_column_is_taken_for_what_its_name_says(name: str, meaning: str, unit: str) -> None:
    found = column(name)
    assert (found.meaning, found.unit) == (meaning, unit)


@pytest.mark.parametrize(
    "text",
    [
        "x (m),y (m),height (m),field (mT)\n2.5,0,1,0.51\n-3,1,1,0.3\n",
        "x (m),y (m),height (m),field (G)\n2.5,0,1,5.1\n-3,1,1,3\n",
        "x (m),y (m),height (m),field\n2.5,0,1,5.1 G\n-3,1,1,300 µT\n",
        "x (m);y (m);height (m);field (mT)\n2,5;0;1;0,51\n-3;1;1;0,3\n",
        "2,5 m;0 m;1 m;0,51 mT\n-3 m;1 m;1 m;0,3 mT\n",
        "field_mT\theight_m\ty_m\tx_m\n0.51\t1\t0\t2.5\n0.3\t1\t1\t-3\n",
        "# a survey\nx,y,h,B\nm,m,m,mT\n2.5,0,1,0.51\n-3,1,1,0.3\n",
        "x (cm),y (cm),height (cm),Bx (mT),By (mT),Bz (mT)\n250,0,100,0.51,0,0\n-300,100,100,0,-0.3,0\n",
        "x(m) y(m) height(m) field(mT)\n2.5 0 1 0.51\n-3 1 1 0.3\n",
        "\ufeffx (m),y (m),height (m),field (mT)\r\n2.5,0,1,0.51\r\n−3,1,1,0.3\r\n",
    ],
)
def test_the_same_readings_come_out_of_every_shape_of_file(text: str) -> None:
    assert [(r.x, r.y, r.height, round(r.field, 9)) for r in survey_of(text).readings] == [
        (2.5, 0, 1, 0.51),
        (-3, 1, 1, 0.3),
    ]


def test_what_was_typed_is_kept_with_its_unit() -> None:
    assert [r.typed for r in survey_of("x (m),y (m),field (G)\n1,2,5.10\n1,2,0.5 mT\n").readings] == [
        "5.10 G",
        "0.5 mT",
    ]


def test_a_missing_unit_is_asked_for_not_guessed() -> None:
    with pytest.raises(FieldError, match=r"row 1 \(line 2\) names no unit"):
        survey_of("x (m),y (m),height (m),field\n2.5,0,1,5.1\n")
    assert fields("x (m),y (m),height (m),field\n2.5,0,1,5.1\n", unit="G") == [0.51]


def test_rows_without_a_reading_are_noted_by_row_and_line() -> None:
    found = survey_of("x (m),y (m),height (m),field (mT)\n2.5,0,1,\n\n2.5,0,1,n/a\n2.5,0,1,<0.1\n2.5,0,1,0.4\n")
    assert [(n.row, n.line) for n in found.notes] == [(1, 2), (2, 4), (3, 5)]
    assert [r.row for r in found.readings] == [4]


def test_a_thousands_separator_that_may_be_a_decimal_sign_is_refused() -> None:
    with pytest.raises(FieldError, match="two ways"):
        survey_of('x (m),y (m),field (µT)\n2.5,0.5,512.5\n2.5,0.5,"1,234"\n')


def test_a_row_with_too_many_columns_names_its_line() -> None:
    with pytest.raises(FieldError, match="line 3 has 5 columns where the table has 4"):
        survey_of(
            "x (m),y (m),height (m),field (mT)\n2.5,0,1,0.5,9\n2,5,0,1,0.5\n2.5,0,1,0.5\n2.5,0,1,0.5\n".replace(
                ",9\n", "\n"
            )
        )


@pytest.mark.parametrize("raw", [b"", b" \n\n", b"\x00\x01\x02", b"hello\nworld\n"])
def test_a_file_that_is_no_table_is_refused(raw: bytes) -> None:
    with pytest.raises(FieldError):
        read_table(raw, "x.csv")


def test_the_columns_needed_are_named() -> None:
    with pytest.raises(FieldError, match="no column x or y"):
        survey_of("place,field (mT)\n1,0.5\n2,0.6\n")
    with pytest.raises(FieldError, match="no column for the field"):
        survey_of("x (m),y (m),height (m)\n1,2,3\n")


def test_a_probes_uncertainty_or_the_rows_own_is_used() -> None:
    probe = Probe(percent=2, offset=0.01)
    text = "x (m),y (m),field (mT),uncertainty (%)\n1,2,0.5,10\n1,2,0.5,\n"
    assert [round(r.doubt, 6) for r in survey_of(text, probe=probe).readings] == [0.05, 0.02]


@pytest.mark.parametrize(
    ("heights", "taken"), [("1.0", "from the floor"), ("0.02", "from the isocentre"), ("-0.1", "from the isocentre")]
)
def test_heights_are_taken_from_floor_or_isocentre_and_it_is_said(heights: str, taken: str) -> None:
    rows = "".join(f"{i},1,{heights},0.5\n" for i in range(2, 5))
    _, said = settle_heights(survey_of("x (m),y (m),height (m),field (mT)\n" + rows))
    assert taken in said[0]


def test_a_header_that_names_the_floor_settles_it() -> None:
    readings, said = settle_heights(
        survey_of("x (m),y (m),height above floor (m),field (mT)\n2,1,0.1,0.5\n"), isocentre=1.1
    )
    assert readings[0].height == pytest.approx(-1.0)
    assert "as told" in said[0]


@pytest.mark.parametrize(
    ("typed", "decimal", "value"),
    [
        ("0,5", "comma", 0.5),
        ("−0.5", "point", -0.5),
        ("1e-3", "point", 0.001),
        (",5", "point", 0.5),
        ("1 234.5", "point", 1234.5),
    ],
)
def test_numbers_are_read_as_written(typed: str, decimal: str, value: float) -> None:
    found = cell_number(typed, decimal)
    assert found is not None
    assert found.value == value


LOGS = {
    "metadata above, units in cells": b"Model GM2\nSerial 7\n\nTime,Field\n0:00:01,+0.000433 T\n0:00:02,+0.000431 T\n",
    "tabs, units in names": b"#time\tBx_nT\tBy_nT\tBz_nT\n0.1\t433000\t0\t0\n0.2\t0\t431000\t0\n",
    "semicolons, decimal commas": b"Zeit;Feld (mT)\n1;0,433\n2;0,431\n",
    "fixed width": b"  Time     B (G)\n  0.1      4.33\n  0.2      4.31\n",
    "one column": b"0.000433 T\n0.000431 T\n",
}


@pytest.mark.parametrize("raw", LOGS.values(), ids=LOGS.keys())
def test_logs_of_many_shapes_hold_the_same_field(raw: bytes) -> None:
    found = read_log(raw, "log.txt")
    assert found.questions == ()
    assert found.field.tolist() == pytest.approx([0.433, 0.431])
    assert found.digest in as_text(found)


def test_a_log_without_units_asks_and_converts_nothing() -> None:
    found = read_log(b"time,Bx,By,Bz\n1,2,3,4\n2,2,3,4\n", "log.csv")
    assert len(found.questions) == 3
    assert found.field.size == 0
    assert read_log(b"time,Bx,By,Bz\n1,3,0,4\n", "log.csv", unit="G").field.tolist() == pytest.approx([0.5])


def test_dropped_samples_and_components_that_disagree_are_noted() -> None:
    found = read_log(b"t,Bx (mT),By (mT),Bz (mT),B (mT)\n1,3,4,0,5\n2,3,4,0,6\n3,0,0,0,0\n", "log.csv")
    assert any("row 2" in note for note in found.notes)
    assert any("exactly zero" in note for note in found.notes)
    assert found.typical == pytest.approx(5.5)


def test_a_person_can_say_which_column_is_the_field() -> None:
    raw = b"when,what\n1,0.5 mT\n2,0.6 mT\n"
    assert read_log(raw, "log.csv", meanings={2: "field"}).field.tolist() == pytest.approx([0.5, 0.6])


def test_a_long_log_is_read_whole() -> None:
    rng = random.Random(1)
    lines = "".join(
        f"{i / 100};{rng.gauss(0, 5):.4f};{rng.gauss(0, 5):.4f}\n".replace(".", ",") for i in range(100_000)
    )
    found = read_log(("t;Bx (G);By (G)\n" + lines).encode(), "long.csv")
    assert as_dict(found)["rows"] == 100_000
    assert len(found.field) == 100_000


@pytest.mark.parametrize("typed", ["1e400", "nan", "inf", "1e300", "--5", "5 5 V", "=1+1"])
def test_what_is_no_ordinary_number_is_no_reading(typed: str) -> None:
    found = survey_of(f"x (m),y (m),field (mT)\n2,1,0.5\n2,1,{typed}\n2,1,0.5\n")
    assert [r.row for r in found.readings] == [1, 3]
    assert [n.row for n in found.notes] == [2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x (in),y (in),field (mT)\n40,120,0.5\n", "in “in”, which this app does not take for a length"),
        ("x (m),y (ft),field (mT)\n1,10,0.5\n", "in “ft”"),
        ("x (mT),y (m),field (mT)\n1,3,0.5\n", "in “mT”"),
    ],
)
def test_a_place_in_inches_or_millitesla_is_not_taken_for_metres(text: str, said: str) -> None:
    with pytest.raises(FieldError, match=said):
        survey_of(text)


def test_words_behind_a_place_are_no_unit() -> None:
    text = "x (radial),y (along bore),height (above floor),field (mT)\n1,3,1,0.5\n"
    assert fields(text, answers=Answers(length="m")) == [0.5]


def test_a_number_with_the_other_decimal_sign_last_is_asked_about() -> None:
    with pytest.raises(FieldError, match=r"row 2 .* “1.234,5”, which can be read in two ways"):
        survey_of('x (m),y (m),field (mT)\n1.5,3.5,0.5\n1.5,2.5,"1.234,5"\n')
    assert fields('x (m),y (m),field (mT)\n1.5,3.5,"1,234.5"\n') == [1234.5]


@pytest.mark.parametrize("cell", ["9" * 150_000, f'"{"a" * 150_000}"'])
def test_an_endless_cell_is_noted_in_a_few_words(cell: str) -> None:
    survey = survey_of(f"x (m),y (m),field (mT)\n1,3,0.5\n1,4,{cell}\n")
    assert len(survey.readings) == 1
    assert len(survey.notes[0].message) < 200
    assert len(survey.notes[0].typed) < 200


def test_a_log_of_samples_is_not_taken_for_a_survey_of_places() -> None:
    with pytest.raises(FieldError, match=r"has 2001 rows.*one row for each place"):
        survey_of("x (m),y (m),field (mT)\n" + "1,3,0.5\n" * 2001)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,2,1,0.5", None),
        ("12 34", None),
        ("12,34,567", None),
        ("1 234", 1234),
        ("1'234.5 mT", 1234.5),
        ("1,5", 1.5),
    ],
)
def test_separators_make_one_number_only_in_groups_of_three(text: str, value: float | None) -> None:
    found = cell_number(text, "point")
    assert (found.value if found else None) == value


@pytest.mark.parametrize("reader", [survey_of, lambda text: read_log(text.encode(), "readings.csv")])
def test_a_row_with_too_many_cells_is_named_and_never_run_together_into_one_number(reader) -> None:
    with pytest.raises(FieldError, match="line 3 has 6 columns where the table has 4"):
        reader("x (m),y (m),height (m),field (mT)\n1,2,1,0.5\n1,2,1,0.5,7,8\n")
