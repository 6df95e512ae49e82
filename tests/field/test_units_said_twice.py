"""A unit that a file says in two places and not the same is asked about, in surveys, logs and makers' plots."""

import json

import pytest

from audit_app.errors import FieldError
from audit_app.field.logs import read_log
from audit_app.field.published import read_published
from audit_app.field.surveys import Answers
from tests.field.test_reading_files import survey_of

LEVEL = {"level_mT": 0.5, "radial_m": 8.2, "axial_m": 13.1}


def plot_of(found: object, name: str = "plot.json"):
    return read_published(json.dumps(found).encode(), name)


@pytest.mark.parametrize(
    "said",
    [
        {"units": "ft"},
        {"unit": "feet"},
        {"Units": "FT"},
        {"length_unit": "ft"},
        {"lengthUnit": "ft"},
        {"distance units": "yards"},
        {"units": {"length": "ft", "field": "mT"}},
        {"units": ["mT", "ft"]},
        {"units": "mT, ft"},
        {"units": "cm"},
        {"units": "imperial"},
        {"units": "smoots"},
        {"scale": 0.3048},
        {"scale": "ft"},
        {"multiplier": 10},
        {"metadata": {"version": 1, "units": "ft"}},
        {"axes": [{"name": "radial", "unit": "ft"}, {"name": "axial", "unit": "ft"}]},
        {"units": "G"},
        {"field_unit": "gauss"},
        {"units": {"field": "T", "length": "m"}},
        {"source": "planning guide, all distances in feet"},
        {"source": "planning guide, Distances (ft)"},
        {"comment": "levels in gauss"},
        {"sheet": "Distances ft"},
        {"feet": True},
        {"system": "imperial"},
        {"metric": False},
        {"to_m": 0.3048},
        {"isolines": "gauss"},
        {"notes": ["redrawn", "Dimensions: inches"]},
    ],
)
def test_a_plot_whose_entries_say_another_unit_than_its_names_is_asked_about(said: dict[str, object]) -> None:
    for found in ({**said, "levels": [LEVEL]}, {"levels": [{**LEVEL, **said}]}):
        with pytest.raises(FieldError, match=r"but gives"):
            plot_of(found)


@pytest.mark.parametrize("said", [{"units": "ft"}, {"units": "cm"}, {"note": "points in feet"}])
def test_points_without_a_unit_are_in_metres_only_where_nothing_says_otherwise(said: dict[str, str]) -> None:
    traced = {"level_mT": 0.5, "points": [[0, 4], [2, 3.4], [2.6, 0]]}
    assert plot_of({"levels": [traced]}).distance(0.5, 0) == pytest.approx(4)
    with pytest.raises(FieldError):
        plot_of({**said, "levels": [traced]})


@pytest.mark.parametrize(
    "said",
    [
        {"units": "m"},
        {"units": "mT and m"},
        {"units": {"length": "metres", "field": "mT", "angle": "degrees"}},
        {"units": "SI"},
        {"scale": 1},
        {"scale": "1:50"},
        {"source": "planning guide 7, the 5 gauss (0.5 mT) line, 13 ft ceiling"},
        {"source": "guide in feet, redrawn in m"},
        {"mr_unit": "Unit 2, St Elsewhere"},
    ],
)
def test_a_plot_that_says_the_same_unit_twice_or_nothing_of_units_is_read(said: dict[str, object]) -> None:
    assert plot_of({**said, "levels": [LEVEL]}).distance(0.5, 90) == 8.2


def test_a_value_that_is_given_twice_must_be_the_same() -> None:
    assert plot_of({"levels": [{**LEVEL, "radial_ft": 26.9, "level_G": 5}]}).distance(0.5, 90) == 8.2
    assert plot_of({"levels": [{"level_G": 5, "radial_cm": 250}]}).distance(0.5, 90) == 2.5
    for more in ({"radial_ft": 8.2}, {"level": "50 G"}, {"level_G": 50}, {"radial": "250 cm"}, {"axial_cm": 131}):
        with pytest.raises(FieldError, match="not the same"):
            plot_of({"levels": [{**LEVEL, **more}]})
    with pytest.raises(FieldError, match="gives radial_ft"):
        plot_of({"levels": [{"level_mT": 0.5, "radial_ft": 8.2, "axial_m": 4}]})


def test_a_name_that_is_given_twice_in_json_is_refused() -> None:
    with pytest.raises(FieldError, match="twice"):
        read_published(b'{"levels": [{"level_mT": 0.5, "radial_m": 2.5, "radial_m": 8.2}]}', "plot.json")


@pytest.mark.parametrize("comment", ["# distances in feet", "# units: ft", "#Distances (ft), levels (mT)"])
def test_a_comment_of_a_toml_plot_counts(comment: str) -> None:
    plot = "[[levels]]\nlevel_mT = 0.5\nradial_m = 8.2\n"
    assert read_published(plot.encode(), "plot.toml").distance(0.5, 90) == 8.2
    for text in (f"{comment}\n{plot}", plot.replace("8.2", f"8.2 {comment}")):
        with pytest.raises(FieldError, match="but gives"):
            read_published(text.encode(), "plot.toml")


def test_centimetres_under_a_name_in_metres_are_asked_about() -> None:
    for text in (b"level (mT),radial (m),axial (m)\n0.5,250,400\n", b'{"levels":[{"level_mT":0.5,"radial_m":250}]}'):
        with pytest.raises(FieldError, match="in cm or mm"):
            read_published(text, "plot.json" if text[:1] == b"{" else "plot.csv")


@pytest.mark.parametrize(
    "text",
    [
        "Unit;ft\nlevel (mT);radial (m);axial (m)\n0.5;8.2;13.1\n",
        "level (mT),radial (ft),axial (ft)\nmT,m,m\n0.5,8.2,13.1\n",
        "level (mT),radial ft (m),axial ft (m)\n0.5,8.2,13.1\n",
        "level (mT),radial distance in feet (m),axial (m)\n0.5,8.2,13.1\n",
        "level (mT),radial ft (m),axial ft (m)\n0.5,8.2 m (26.9 ft),4 m (13.1 ft)\n",
        "level (mT),radial m (ft),axial m (ft)\n0.5,8.2 (2.5),13.1 (4.0)\n",
        "level G (mT),radial (m),axial (m)\n5 (5),2.5,4\n",
        "level (mT),radial (m),axial (m),unit\n0.5,8.2,13.1,ft\n",
        "level (mT),radial (m),axial (m)\n0.5,8.2,13.1\nAll distances in feet\n",
    ],
)
def test_a_table_of_a_plot_that_says_two_units_is_asked_about(text: str) -> None:
    with pytest.raises(FieldError):
        read_published(text.encode(), "plot.csv")


HEAD, ROWS = "x (m),y (m),field (mT)\n", "2.5,0,0.51\n-3,1,0.3\n"


@pytest.mark.parametrize(
    "text",
    [
        f"Length unit,ft,\n{HEAD}{ROWS}",
        f"Units:\tft\n{HEAD}{ROWS}",
        f"Units,,G\n{HEAD}{ROWS}",
        f"Positions [ft]\n{HEAD}{ROWS}",
        f"# x, y: feet\n{HEAD}{ROWS}",
        f"US customary units\n{HEAD}{ROWS}",
        "x (m),y (m),field (mT),note\n8.2,0,0.51,distance in ft\n3,1,0.3,\n",
        f"{HEAD}{ROWS}Distances are in feet\n",
        f"{HEAD}2.5,0,0.51\n# all in gauss\n-3,1,0.3\n",
        f"x (ft),y (ft),field (mT)\nm,m,mT\n{ROWS}",
        f"x (m),y (m),field (G)\nm,m,mT\n{ROWS}",
        f"x (cm),y (cm),field (mT)\nm,m,mT\n{ROWS}",
        f"radial ft (m),axial ft (m),field (mT)\n{ROWS}",
        f"x (m),y (m),gauss field (mT)\n{ROWS}",
        "x (m),y (m),unit,field (mT)\n2.5,0,ft,0.51\n-3,1,ft,0.3\n",
        "x (m),y (m),length unit,field (mT)\n2.5,0,yd,0.51\n-3,1,yd,0.3\n",
        "x (m),x_unit,y (m),y_unit,field (mT)\n2.5,cm,0,cm,0.51\n-3,cm,1,cm,0.3\n",
        "x (m),y (m),field (mT),unit\n2.5,0,0.51,V\n-3,1,0.3,V\n",
        f"Length unit: ft\nx,y,field\n{ROWS.replace('0,', '0 m,').replace('2.5,', '2.5 m,')}",
    ],
)
def test_a_survey_that_says_two_units_is_asked_about(text: str) -> None:
    with pytest.raises(FieldError):
        survey_of(text)


def test_a_file_or_sheet_whose_name_says_another_unit_is_asked_about() -> None:
    assert len(survey_of(HEAD + ROWS, "survey in 30 ft room.csv").readings) == 2
    for name in ("survey_feet.csv", "plan (ft).csv", "readings-field-in-gauss.csv", "survey_cm.csv"):
        with pytest.raises(FieldError, match="says"):
            survey_of(HEAD + ROWS, name)


def test_an_answer_that_the_file_contradicts_is_asked_about_again() -> None:
    bare = f"Distances in feet, field in gauss\nx,y,B\n{ROWS}"
    for more in ({"answers": Answers(length="m"), "unit": "G"}, {"answers": Answers(length="m"), "unit": "mT"}):
        with pytest.raises(FieldError, match="was answered"):
            survey_of(bare, **more)
    found = survey_of(
        f"Distances in cm, field in gauss\nx,y,B\n{ROWS}", answers=Answers(length="cm"), unit="G"
    ).readings
    assert [(r.x, round(r.field, 6)) for r in found] == [(0.025, 0.051), (-0.03, 0.03)]
    log = b"units: G\ntime,B\n1,5\n2,6\n"
    assert read_log(log, "log.csv", unit="G").questions == ()
    assert "was answered" in read_log(log, "log.csv", unit="mT").questions[0]


def test_units_beside_each_of_three_components_are_used() -> None:
    text = "x (m),y (m),Bx (mT),By (mT),Bz (mT),field unit\n2.5,0,3,0,4,G\n-3,1,0.3,0,0.4,mT\n"
    assert [round(r.field, 6) for r in survey_of(text).readings] == [0.5, 0.5]


@pytest.mark.parametrize(
    "above",
    [
        "Units: m, mT",
        "Gaussmeter GM08, serial 4412, range 3 T",
        "MR unit G",
        "Room 30 ft by 20 ft",
        "Distances in m (1 ft = 0.3048 m)",
        "x across, y along the bore",
        "Probe: axial",
        "the 5 gauss line",
    ],
)
def test_words_that_say_the_same_or_nothing_of_units_do_no_harm(above: str) -> None:
    assert len(survey_of(f"{above}\n{HEAD}{ROWS}").readings) == 2
