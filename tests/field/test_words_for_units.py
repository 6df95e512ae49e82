"""Words that stand for units, in names, rows, remarks and answers: read where they are plain, else asked about."""

import pytest

from audit_app.errors import FieldError
from audit_app.field.columns import column
from audit_app.field.logs import read_log
from audit_app.field.surveys import Answers, Unanswered, read_survey
from audit_app.field.tables import read_table

Places = list[tuple[float, float, float]]
TWO: Places = [(2.5, 0.0, 0.5), (-3.0, 1.0, 0.3)]


def read(text: str, unit: str = "", length: str = "") -> Places:
    found = read_survey(read_table(text.encode(), "readings.csv"), unit=unit, answers=Answers(length=length))
    return [(round(r.x, 6), round(r.y, 6), round(r.field, 6)) for r in found.readings]


def refused(text: str, unit: str = "", length: str = "") -> str:
    with pytest.raises(FieldError) as fault:
        read(text, unit, length)
    assert not isinstance(fault.value, Unanswered)
    return str(fault.value)


@pytest.mark.parametrize(
    "text",
    [
        "x {cm},y <cm>,B [G] (corrected)\n250,0,5\n-300,100,3\n",
        "x (Zentimeter);y (centimètres);B (milli Tesla)\n250;0;0,5\n-300;100;0,3\n",
        "x (mtr),y (metros),B (micro tesla)\n2.5,0,500\n-3,1,300\n",
        "x (cm, to the right);y (cm, along the bore);B (mT, max hold)\n250;0;0.5\n-300;100;0.3\n",
        "x (m),y (m),H (Oe)\n2.5,0,5\n-3,1,3\n",
        "x,x unit,y,y unit,B,B unit\n250,cm,0,cm,5,G\n-3,m,100,cm,0.3,mT\n",
        "x (m),y (m),E field (V/m),B field (mT)\n2.5,0,5,0.5\n-3,1,3,0.3\n",
        "x (m),y (m),B spec (mT),B measured (mT)\n2.5,0,1,0.5\n-3,1,1,0.3\n",
    ],
)
def test_units_are_found_in_any_brackets_before_remarks_and_in_their_own_columns(text: str) -> None:
    assert read(text) == TWO


@pytest.mark.parametrize("said", ["pT", "gamma", "γ", "Wb/m²", "Vs/m2", "?T", "ÂµT", "�T", "G", "MG", "gs", "KG"])
def test_an_answer_does_not_go_over_another_unit_in_the_columns_name(said: str) -> None:
    text = f"x (m),y (m),B ({said})\n2.5,0,5\n-3,1,3\n"
    if said != "G":
        assert said.replace("²", "2") in refused(text, unit="mT")
    with_log = f"t,B ({said})\n1,5\n2,3\n"
    assert read_log(with_log.encode(), "log.csv", unit="mT").questions or said == "G"


@pytest.mark.parametrize(("said", "unit"), [("MT", "mT"), ("?T", "µT"), ("ÂµT", "µT"), ("corrected", "mT")])
def test_an_answer_that_fits_the_columns_name_is_taken(said: str, unit: str) -> None:
    assert len(read(f"x (m),y (m),B ({said})\n2.5,0,5\n-3,1,3\n", unit=unit)) == 2


@pytest.mark.parametrize("name", ["B (0.1 mT)", "B (mT ·10)", "B (5 G = 0.5 mT)", "B/B0"])
def test_a_unit_with_a_number_in_it_is_a_factor(name: str) -> None:
    assert "multiplied" in refused(f"x (m),y (m),{name}\n2.5,0,5\n-3,1,3\n", unit="mT")


@pytest.mark.parametrize(
    "name", ["B calc (mT)", "B model (mT)", "RF field (µT)", "B1+ (µT)", "E-field", "electric field"]
)
def test_what_was_worked_out_or_is_another_field_is_not_taken_for_the_field(name: str) -> None:
    assert column(name).meaning in {"background", "other"}


@pytest.mark.parametrize(
    "row",
    [
        "cm,cm,G",
        ",,G",
        "meter switched to G",
        "# from here gauss",
        '"Range: 200 G",,',
        "fields in gauss (1 G = 0.1 mT)",
    ],
)
def test_a_change_of_unit_among_readings_is_told(row: str) -> None:
    assert "Which unit is it?" in refused(f"x (m),y (m),B (mT)\n2.5,0,0.5\n{row}\n-3,1,3\n")


@pytest.mark.parametrize("remark", ["gauss!", "from here on G", "in Gauß"])
def test_a_remark_that_says_another_unit_is_told(remark: str) -> None:
    assert remark in refused(f"x (m),y (m),B (mT),remark\n2.5,0,0.5,\n-3,1,3,{remark}\n")


@pytest.mark.parametrize(
    "above", ["Gauss meter: Hirst GM08", "Tesla/Gauss meter", "5 gauss line survey", "Gauss-line walk"]
)
def test_a_gauss_meter_is_no_unit(above: str) -> None:
    assert read(f"{above}\nx (m),y (m),B (mT)\n2.5,0,0.5\n-3,1,0.3\n") == TWO


def test_the_meters_range_tells_its_unit() -> None:
    assert "range: 200 G" in refused("x (m),y (m),reading,range\n2.5,0,5,200 G\n-3,1,3,200 G\n", unit="mT")
    assert "G and mT" in refused("x (m),y (m),reading,range\n2.5,0,5,200 G\n-3,1,0.3,20 mT\n", unit="mT")


def test_a_first_row_that_is_mostly_no_number_is_not_lost() -> None:
    found = read_survey(read_table(b"x (m),y (m),B (mT)\n2.5,O,O.5\n-3,1,0.3\n", "readings.csv"))
    assert [(r.row, r.x) for r in found.readings] == [(2, -3)]
    assert [(n.row, n.message) for n in found.notes] == [(1, "No reading: y is “O”.")]
    assert len(read_log(b"t,B (mT)\n1,OL\n2,0.6\n3,0.5\n", "log.csv").field) == 3


@pytest.mark.parametrize(
    "text",
    [
        "y\\x,-3,0,3\n-4,0.3,0.5,0.3\n0,0.6,1500,0.6\n4,0.3,0.5,0.3\n",
        "x (m),2.5,-3,0\ny (m),0,1,4\nB (mT),0.5,0.3,0.5\n",
    ],
)
def test_a_map_or_a_table_on_its_side_is_not_taken_for_rows_of_readings(text: str) -> None:
    assert "no header row" in refused(text, unit="mT", length="m")
