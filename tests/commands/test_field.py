"""`mr-audit field fit` and `field read` as a person at a terminal uses them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from audit_app.commands.field import field
from audit_app.errors import FieldError, QuantityError
from audit_app.field.readings import Reading
from tests.field.gaussmeter import Gaussmeter, listening
from tests.field.magnets import survey

SURVEYED = survey("shielded 1.5 T", 1)


def row(r: Reading) -> str:
    return f"{r.x:.2f},{r.y:.2f},1.0,{r.field:.4g}"


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., str]:
    def write(
        line: Callable[[Reading], str] = row, header: str = "x (m),y (m),height (m),field (mT)", many: int = 24
    ) -> str:
        path = tmp_path / "readings.csv"
        path.write_text("\n".join([header, *map(line, SURVEYED.readings[:many])]), encoding="utf-8")
        return str(path)

    return write


def run(*args: str) -> Any:
    result = CliRunner().invoke(field, [*args, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.output)


def test_a_fit_prints_each_level_every_15_degrees(written: Callable[..., str]) -> None:
    said = run("fit", written(), "--level", "0.5mT", "--level", "30 G")
    assert [level["level_mT"] for level in said["levels"]] == [0.5, 3.0]
    directions = said["levels"][0]["directions"]
    assert [d["angle_deg"] for d in directions] == list(range(0, 91, 15))
    for d in directions:
        assert d["supported"]
        assert d["low_m"] < SURVEYED.truth[0.5, d["angle_deg"]] < d["high_m"]
    assert said["slips"] == []
    assert len(said["readings"]) == 24
    assert {"method", "caveats"} <= said.keys()


def test_without_levels_the_usual_ones_are_told(written: Callable[..., str]) -> None:
    levels = [level["level_mT"] for level in run("fit", written())["levels"]]
    assert levels == [0.5, 0.9, 1, 3, 5, 10, 20, 40, 200]


def test_gauss_give_the_same_line_as_millitesla(written: Callable[..., str]) -> None:
    in_mt = run("fit", written(), "--level", "0.5mT")["levels"]
    in_gauss = run(
        "fit",
        written(lambda r: f"{r.x:.2f},{r.y:.2f},1.0,{r.field * 10:.4g} G", "x (m),y (m),height (m),field"),
        "--level",
        "5G",
    )
    assert in_gauss["levels"] == in_mt


def test_a_slip_is_told_by_its_data_row(written: Callable[..., str]) -> None:
    said = run("fit", written(lambda r: row(r) if r.row != 7 else f"{r.x:.2f},{r.y:.2f},1.0,{r.field * 10:.4g}"))
    (slip,) = said["slips"]
    assert (slip["row"], slip["line"]) == (7, 8)
    assert "10 times more" in slip["message"]
    assert not said["readings"][6]["used"]


def test_each_reading_has_its_side_of_each_line(written: Callable[..., str]) -> None:
    level = f"{SURVEYED.readings[2].field:.4g}"
    said = run("fit", written(), "--level", f"{level}mT")
    sides = [r["verdicts"][level] for r in said["readings"]]
    assert sides[2] == "at the line"
    assert set(sides) == {"inside", "outside", "at the line"}
    assert said["readings"][0]["field_G"] == pytest.approx(10 * said["readings"][0]["field_mT"])


def test_a_published_plot_is_compared(written: Callable[..., str], tmp_path: Path) -> None:
    plot = tmp_path / "plot.csv"
    plot.write_text("level (mT),radial (m),axial (m)\n0.5,2.5,4.4\n", encoding="utf-8")
    along, across = run("fit", written(), "--published", str(plot))["published"]
    assert along["verdict"] == "within the published line"
    assert along["difference_m"] == pytest.approx(SURVEYED.truth[0.5, 0] - 4.4, abs=0.1)
    assert across["verdict"] == "agrees with the published line within its uncertainty"


def test_a_survey_too_poor_says_so(written: Callable[..., str]) -> None:
    said = run("fit", written(many=5), "--level", "0.5mT")
    assert not any(d["supported"] for d in said["levels"][0]["directions"])
    assert any("Too few readings" in c for c in said["caveats"])


def test_a_level_needs_its_unit(written: Callable[..., str]) -> None:
    with pytest.raises(QuantityError):
        run("fit", written(), "--level", "0.5")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FieldError, match="cannot be read"):
        run("fit", str(tmp_path / "none.csv"))


def test_the_text_tells_the_same(written: Callable[..., str]) -> None:
    said = CliRunner().invoke(field, ["fit", written(), "--level", "0.5mT"], catch_exceptions=False).output
    assert "0.5 mT (5 G)" in said
    assert "Earth's field" in said


def test_a_log_is_previewed_and_its_unit_asked_for(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("Meter 5\ntime;B\n1;0,5\n2;0,6\n", encoding="utf-8")
    said = run("read", str(log))
    assert [c["taken_as"] for c in said["columns"]] == ["time", "field"]
    assert said["questions"] == ["B names no unit. Which is it: T, mT, µT, nT, kG, G or mG?"]
    assert run("read", str(log), "--unit", "mT")["field_mT"]["max"] == 0.6


@pytest.mark.parametrize(
    "words",
    [
        ("--isocentre-height", "nan"),
        ("--isocentre-height", "1e300"),
        ("--uncertainty", "5", "inf"),
        ("--level", "1.234,5mT"),
    ],
)
def test_an_option_that_says_nothing_sure_is_refused(written: Callable[..., str], words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(field, ["fit", written(), *words])
    assert isinstance(shown.exception, FieldError)


def test_published_distances_in_feet_are_not_taken_for_metres(written: Callable[..., str], tmp_path: Path) -> None:
    plot = tmp_path / "plot.csv"
    plot.write_text("level (mT),radial (ft),axial (ft)\n0.5,8,13\n", encoding="utf-8")
    shown = CliRunner().invoke(field, ["fit", written(), "--published", str(plot)])
    assert "in “ft”" in str(shown.exception)


def test_every_direction_all_round_says_what_its_line_rests_on(written: Callable[..., str]) -> None:
    said = run("fit", written(), "--level", "0.5mT")
    around = said["levels"][0]["all_round"]
    assert [d["angle_deg"] for d in around] == list(range(0, 360, 15))
    assert {d["rests_on"] for d in around} <= {"read", "fitted", "by symmetry", "not supported"}
    assert all((d["distance_m"] is None) == (d["rests_on"] == "not supported") for d in around)


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        ("x,y,height,field (mT)", ("--length-unit", "m")),
        ("x (MM),y (MM),height (MM),field (mT)", ("--length-unit", "m")),
    ],
)
def test_a_unit_of_length_is_asked_for_with_the_option_that_answers_it(
    written: Callable[..., str], header: str, answer: tuple[str, str]
) -> None:
    path = written(header=header)
    shown = CliRunner().invoke(field, ["fit", path, "--level", "0.5mT"])
    assert "--length-unit" in str(shown.exception)
    assert run("fit", path, "--level", "0.5mT", *answer)["levels"][0]["directions"][0]["supported"]


def test_lines_in_feet_typed_as_metres_are_asked_about(written: Callable[..., str], tmp_path: Path) -> None:
    plot = tmp_path / "plot.csv"
    plot.write_text("level (mT),radial (m),axial (m)\n0.5,2.5,4.0\n", encoding="utf-8")
    feet = written(lambda r: f"{r.x * 3.28:.2f},{r.y * 3.28:.2f},1.0,{r.field:.4g}")
    for more in (("--published", str(plot)), ("--magnet", "1.5T")):
        (question,) = run("fit", feet, "--level", "0.5mT", *more)["questions"]
        assert "a foot is 0.30 m" in question


def test_the_zero_chamber_is_asked_for_and_its_reading_taken_off(written: Callable[..., str]) -> None:
    path = written(lambda r: f"{r.x:.2f},{r.y:.2f},1.0,{r.field + 0.1:.4g}")
    assert any("zero chamber? It was not told" in c for c in run("fit", path, "--level", "0.5mT")["caveats"])
    said = run("fit", path, "--level", "0.5mT", "--zero", "0.1mT")
    plain = run("fit", written(), "--level", "0.5mT", "--zero", "0mT")
    ways = [[d["distance_m"] for d in each["levels"][0]["directions"]] for each in (said, plain)]
    assert ways[0] == pytest.approx(ways[1], abs=0.03)


def test_a_gaussmeter_on_the_network_is_read_and_its_largest_kept() -> None:
    with listening(Gaussmeter(["+3.0E-04,0,0,0", "+5.2E-04,0,0,0", "+4.0E-04,0,0,0"])) as there:
        said = run("meter", "127.0.0.1", "--port", str(there.port), "--readings", "3")
    assert said["largest"] == "+5.2E-04 T"
    assert said["meter"]["probe_serial"] == "P00123"
