"""Realistic files whose numbers mean something else than they seem to: asked about or refused, never taken."""

import pytest

from audit_app.errors import FieldError
from audit_app.field.logs import read_log
from audit_app.field.published import read_published
from audit_app.field.surveys import Answers, Unanswered
from tests.field.test_reading_files import survey_of

ROWS = "2.5,0,0.51\n-3,1,0.3\n"
XY = "x (m),y (m)"


def refused(text: str, **more: object) -> str:
    with pytest.raises(FieldError) as fault:
        survey_of(text, **more)
    return str(fault.value)


@pytest.mark.parametrize("unit", ["dB", "dBµT", "V", "counts", "ppm", "% of limit", "MHz", "10^-3 T", "×10⁻⁴ T", "mT²"])
def test_a_unit_of_something_else_is_not_overruled_by_an_answer(unit: str) -> None:
    assert refused(f"{XY},field ({unit})\n{ROWS}", unit="mT")
    try:
        assert read_log(f"time,field ({unit})\n1,0.5\n2,0.6\n".encode(), "log.csv", unit="mT").questions
    except FieldError as fault:
        assert "multiplied" in str(fault)


def test_words_in_brackets_are_no_unit_of_something_else() -> None:
    assert [r.field for r in survey_of(f"{XY},field (probe 1)\n{ROWS}", unit="mT").readings] == [0.51, 0.3]


@pytest.mark.parametrize("name", ["B*1000 (mT)", "B x10 (mT)", "B × 100 (µT)", "field/10 (mT)", "B 1e3 (mT)"])
def test_a_factor_in_a_name_is_asked_about(name: str) -> None:
    assert "multiplied" in refused(f"{XY},{name}\n{ROWS}")


@pytest.mark.parametrize("above", ["Multiplier: 10", "Scale factor = 0.1", "values ×1000", "Scale,0.001"])
def test_a_factor_above_a_table_is_asked_about(above: str) -> None:
    assert "multiplied" in refused(f"{above}\n{XY},field (mT)\n{ROWS}")
    with pytest.raises(FieldError, match="multiplied"):
        read_log(f"{above}\ntime,B (mT)\n1,0.05\n2,0.05\n".encode(), "log.csv")


@pytest.mark.parametrize(
    "above",
    [
        "Plan rotated by 90 degrees",
        "x and y axes swapped",
        "x and y measured from room corner",
        "Origin: door hinge",
        "Distances from magnet cover",
        "Coordinates relative to the north wall",
        "Contour dimensions, full width and full length",
    ],
)
def test_words_that_put_every_place_elsewhere_are_asked_about(above: str) -> None:
    assert "says" in refused(f"{above}\n{XY},field (mT)\n{ROWS}")
    for text, name in (
        (f"{above}\nlevel (mT),radial (m),axial (m)\n0.5,1.6,3.6\n", "plot.csv"),
        (f'{{"comment": "{above}", "levels": [{{"level_mT": 0.5, "radial_m": 1.6}}]}}', "plot.json"),
    ):
        with pytest.raises(FieldError, match="says"):
            read_published(text.encode(), name)


@pytest.mark.parametrize(
    "above",
    [
        "Origin: isocentre",
        "Distances from the isocentre, heights from the floor",
        "Plan scale 1:50",
        "Full scale 300 mT",
        "Scale,1",
        "Range scale: 3 T",
        "Bore diameter 70 cm",
        "Readings taken from the door side",
        "Hall probe calibrated at 20 °C, serial 4711",
        "Values read at 10:05",
    ],
)
def test_words_that_place_nothing_elsewhere_do_no_harm(above: str) -> None:
    assert len(survey_of(f"{above}\n{XY},field (mT)\n{ROWS}").readings) == 2


def test_what_a_logger_writes_for_no_sample_is_no_reading() -> None:
    cells = ["9999", "-9999", "-999", "999.9", "99999.0", "9.9E+37", "1E+38"]
    found = survey_of(f"{XY},field (mT)\n" + "".join(f"2,{i},{c}\n" for i, c in enumerate(["0.5", *cells, "99.9"])))
    assert [r.field for r in found.readings] == [0.5, 99.9]
    assert len(found.notes) == len(cells)
    log = read_log(b"t,B (mT)\n0,0.5\n1,-9999\n2,0.5\n3,9999\n", "log.csv")
    assert log.there.max() == 0.5


def test_a_field_below_nought_is_one_part_of_it() -> None:
    text = f"{XY},B (mT)\n2.5,0,-0.51\n-3,1,0.3\n"
    with pytest.raises(Unanswered, match="below nought") as asked:
        survey_of(text)
    assert asked.value.asks == "field_column"
    assert [r.field for r in survey_of(text, answers=Answers(field_column=3)).readings] == [0.51, 0.3]
    assert len(survey_of(f"{XY},B (mT)\n2.5,0,0.51\n-9,1,-0.01\n").readings) == 2  # a meter's zero


def test_an_uncertainty_is_in_the_unit_of_its_field_and_expanded() -> None:
    def doubts(header: str, cell: str = "0.5") -> list[float]:
        return [round(r.doubt, 9) for r in survey_of(f"{XY},{header}\n2.5,0,5,{cell}\n2.6,1,5,{cell}\n").readings]

    assert doubts("B (G),uncertainty") == [0.05, 0.05]
    assert doubts("B (mT),uncertainty") == [0.5, 0.5]
    assert doubts("B (mT),standard uncertainty (mT)") == [1, 1]
    assert doubts("B (mT),uncertainty k=1 (%)", "4") == [0.4, 0.4]
    assert doubts("B (mT),position uncertainty (m)") == [0.26, 0.26]  # the probe's, not the place's
    assert "in %?" in refused(f"{XY},B (mT),uncertainty\n2.5,0,0.5,5\n2.6,1,0.5,5\n")


def test_heights_are_found_under_names_of_other_languages() -> None:
    for names in ("x (m);y (m);Höhe (m)", "x (m);y (m);Hauteur (m)", "Quer (m);Längs (m);Altura (m)"):
        found = survey_of(f"{names};Feldstärke (mT)\n2,5;0;1,1;0,51\n-3;1;1,2;0,3\n").readings
        assert [(r.x, r.y, r.height, r.field) for r in found] == [(2.5, 0, 1.1, 0.51), (-3, 1, 1.2, 0.3)]


@pytest.mark.parametrize(
    "header",
    [
        "radial (m),theta (deg),axial (m)",
        "x (m),y (m),height below isocentre (m)",
        "x (m),y (m),height under axis (m)",
    ],
)
def test_directions_and_depths_are_not_taken_for_places(header: str) -> None:
    assert "isocentre" in refused(f"{header},B (mT)\n2.5,0,1,0.51\n3,1,1,0.3\n")


def test_z_is_asked_about_where_a_line_says_that_it_runs_along_the_bore() -> None:
    text = "z is along the bore\nx (m),y (m),z (m),B (mT)\n2.5,0.9,0.1,0.51\n1,0.8,4,0.3\n"
    with pytest.raises(Unanswered) as asked:
        survey_of(text)
    assert asked.value.asks == "along"
    assert [r.y for r in survey_of(text, answers=Answers(along="z")).readings] == [0.1, 4]


def test_one_of_three_letters_is_not_taken_for_the_whole_field() -> None:
    assert read_log(b"t,Bu (mT),Bv (mT),Bw (mT)\n0,0.3,0,0.4\n1,0.3,0,0.4\n", "log.csv").questions
    assert read_log(b"t,B raw (mT),B total (mT)\n0,0.3,0.4\n1,0.3,0.4\n", "log.csv").questions


@pytest.mark.parametrize("name", ["Brms (mT)", "Bac (mT)", "B1pp (mT)", "Bstd (mT)"])
def test_a_ripple_is_not_taken_for_the_field(name: str) -> None:
    assert read_log(f"t,{name},B (mT)\n0,0.1,0.5\n1,0.1,0.4\n".encode(), "log.csv").field.tolist() == [0.5, 0.4]
    assert read_log(f"t,{name}\n0,0.1\n1,0.1\n".encode(), "log.csv").questions


def test_a_row_of_units_is_one_where_some_are_of_other_quantities() -> None:
    for text in (b"Time,Bx,By,Bz\ns,nT,nT,nT\n0,3e5,0,4e5\n1,3e5,0,4e5\n", b"Time;B\n[s];[Gauss]\n0;5\n1;5\n"):
        assert read_log(text, "log.csv").field.tolist() == pytest.approx([0.5, 0.5])


def test_thousands_are_told_by_whole_numbers_beside_them() -> None:
    assert "thousands" in read_log(b't,B (G)\n0,"1,510"\n1,"980"\n', "log.csv").questions[0]
    assert "thousands" in refused(f'{XY},B (G)\n2.5,0,"1,510"\n2.5,1,980\n2.5,2,"1,200"\n')
    with pytest.raises(FieldError, match="thousands"):
        read_published(b'level (G),radial (m),axial (m)\n"1,000",1.1,1.7\n500,1.3,2\n', "plot.csv")


def test_a_unit_may_end_in_a_full_stop() -> None:
    assert [(r.x, r.field) for r in survey_of("x [m.],y [cm.],B [mT.]\n2.5,0,0.51\n").readings] == [(2.5, 0.51)]


@pytest.mark.parametrize("text", ["y\\x,-3,-2,2,3\n0,0.3,0.6,0.6,0.3\n1,0.2,0.5,0.5,0.2\n", f"left,fore,what\n{ROWS}"])
def test_names_that_say_nothing_known_are_not_passed_over(text: str) -> None:
    assert refused(text, answers=Answers(length="m"), unit="mT")


def test_facts_above_the_names_are_no_rows_of_the_table() -> None:
    found = read_log(b"Serial,1044\nRange,3\ntime,B (mT)\n1,0.5\n2,0.6\n", "log.csv")
    assert (found.questions, found.field.tolist()) == ((), [0.5, 0.6])
    labelled = read_log(b"place,B (mT)\ndoor,0.5\nwindow,0.6\n", "log.csv")
    assert labelled.field.tolist() == [0.5, 0.6]
