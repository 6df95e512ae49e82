"""Plans, published plots and probes."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_app.errors import FieldError
from audit_app.field.geometry import PlanGeometry, signed_distance
from audit_app.field.published import read_published, traced
from audit_app.field.readings import AT_THE_LINE, INSIDE, OUTSIDE, Probe, make_reading

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
METRES = st.floats(-20, 20)


def test_two_points_a_known_distance_apart_set_the_scale() -> None:
    plan = PlanGeometry.scaled((100, 50), (500, 50), 8.0, isocentre=(300, 200))
    assert plan.metres_per_pixel == pytest.approx(0.02)
    assert plan.to_metres((400, 200)) == pytest.approx((0.0, 2.0))  # the bore runs to the right
    assert plan.to_metres((300, 250)) == pytest.approx((1.0, 0.0))


@given(METRES, METRES, st.floats(-360, 360))
def test_a_place_put_on_the_plan_is_read_back(across: float, along: float, axis: float) -> None:
    plan = PlanGeometry(0.013, (412.0, 377.0), axis)
    assert plan.to_metres(plan.to_pixel((across, along))) == pytest.approx((across, along), abs=1e-9)


@pytest.mark.parametrize(("b", "metres"), [((100, 50), 8.0), ((500, 50), 0.0), ((500, 50), -1.0), ((500, 50), 5000.0)])
def test_a_scale_that_cannot_be_is_refused(b: tuple[float, float], metres: float) -> None:
    with pytest.raises(FieldError):
        PlanGeometry.scaled((100, 50), b, metres, isocentre=(0, 0))


def test_distance_to_a_boundary_is_negative_inside() -> None:
    assert signed_distance((2, 1), SQUARE) == pytest.approx(-1)
    assert signed_distance((2, 5.5), SQUARE) == pytest.approx(1.5)
    assert signed_distance((7, 8), SQUARE) == pytest.approx(5)


@pytest.mark.parametrize(("field", "side"), [(0.6, INSIDE), (0.52, AT_THE_LINE), (0.5, AT_THE_LINE), (0.4, OUTSIDE)])
def test_a_reading_is_inside_outside_or_at_the_line(field: float, side: str) -> None:
    assert make_reading(1, (2.5, 0, 0), field, probe=Probe(percent=5, offset=0.01)).side(0.5) == side


PLOTS = {
    "plot.csv": b"level (mT),radial (m),axial (m)\n0.5,2.5,4.0\n3,1.9,2.7\n",
    "gauss.csv": b"level (G);radial (cm);axial (cm)\n5;250;400\n30;190;270\n",
    "plot.json": json.dumps(
        {
            "source": "planning guide",
            "levels": [{"level_mT": b, "radial_m": r, "axial_m": a} for b, r, a in ((0.5, 2.5, 4), (3, 1.9, 2.7))],
        }
    ).encode(),
    "words.json": b'{"levels": [{"level": "5 G", "radial": "250 cm", "axial": "4 m"}, '
    b'{"level": "3 mT", "radial_m": 1.9, "axial_m": 2.7}]}',
    "plot.toml": b'source = "planning guide"\n[[levels]]\nlevel_mT = 0.5\nradial_m = 2.5\naxial_m = 4.0\n'
    b"[[levels]]\nlevel_mT = 3\nradial_m = 1.9\naxial_m = 2.7\n",
}


@pytest.mark.parametrize("name", PLOTS)
def test_a_published_plot_is_read_from_any_shape(name: str) -> None:
    plot = read_published(PLOTS[name], name)
    assert plot.distance(0.5, 90) == pytest.approx(2.5)
    assert plot.distance(3.0, 0) == pytest.approx(2.7)
    assert plot.distance(0.5, 45) is None
    assert "not yet checked" in plot.caveat()


def test_a_traced_line_is_followed_between_its_points() -> None:
    raw = json.dumps({"levels": [{"level_mT": 0.5, "points": [[0, 4], [2, 3.4], [-2.5, 2], [2.6, 0]]}]}).encode()
    plot = read_published(raw, "plot.json")
    assert plot.distance(0.5, 0) == pytest.approx(4)
    middle = plot.distance(0.5, 15)
    assert middle is not None
    assert 3.5 < middle < 4.0


def test_a_line_traced_all_round_gives_the_mean_of_its_quadrants_at_every_angle() -> None:
    def r(a: float) -> float:
        return 1 / np.hypot(np.sin(np.radians(a)) / 2.5, np.cos(np.radians(a)) / 4) * (1.1 if a < 180 else 0.9)

    points = tuple((r(a) * np.sin(np.radians(a)), r(a) * np.cos(np.radians(a))) for a in range(0, 360, 5))
    line = traced(0.5, points)
    for angle in range(5, 90, 5):
        assert line.distance(angle) == pytest.approx((r(angle) + r(360 - angle)) / 2, rel=0.01)
    assert line.distance(90) == pytest.approx(2.5, rel=0.01)
    assert traced(0.5, points[10:15]).distance(0) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[1]",
        b'{"levels": []}',
        b'{"levels": [{"level_mT": -1, "radial_m": 2}]}',
        b'{"levels": [{"level_mT": 1}]}',
        b"a,b\n1,2\n",
        b"level,radial,axial\n0.5,2.5,4\n",
        b'{"levels": [{"level_mT": true, "radial_m": 2}]}',
        b'{"levels": [{"level": 0.5, "radial_m": 2}]}',
        b'{"levels": [{"level": "5 V", "radial_m": 2}]}',
    ],
)
def test_a_published_plot_that_cannot_be_is_refused(raw: bytes) -> None:
    with pytest.raises(FieldError):
        read_published(raw, "plot.json" if raw[:1] in b"{[" else "plot.csv")


def test_a_probe_with_an_impossible_uncertainty_is_refused() -> None:
    with pytest.raises(FieldError):
        Probe(percent=-1)
