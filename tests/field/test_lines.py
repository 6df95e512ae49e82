"""What readings support, and what they do not."""

import numpy as np
import pytest

from audit_app.field.account import account
from audit_app.field.contours import MIRRORED, READ, Beyond, ContourPoint, beyond, contour, runs, told
from audit_app.field.lines import BETWEEN_READINGS, Crossing
from audit_app.field.readings import Reading, make_reading
from audit_app.field.slips import examine
from tests.field.magnets import Magnet, nominal, rays, scattered, survey

SHIELDED = "shielded 1.5 T"


def lines(readings: list[Reading] | tuple[Reading, ...], level: float = 0.5) -> tuple[Crossing, ...]:
    return account(readings, (level,)).lines[0][1]


def ray(angle: float, start: float, end: float, n: int = 24) -> tuple[Reading, ...]:
    r, turn = np.linspace(start, end, n), np.radians(angle)
    return survey(SHIELDED, 2, n, places=np.column_stack([r * np.sin(turn), r * np.cos(turn)])).readings


def test_readings_in_one_direction_support_a_line_only_there() -> None:
    found = {c.angle: c for c in lines(ray(90, 1.6, 3.2))}
    assert found[90].supported
    assert not any(found[a].supported for a in (0, 15, 30, 45, 60))
    assert found[0].distance is None
    assert found[0].why.startswith("not supported by readings")


@pytest.mark.parametrize("inside", [True, False])
def test_readings_all_on_one_side_of_the_line_support_none(inside: bool) -> None:
    places = scattered(SHIELDED, 200, np.random.default_rng(0))
    readings = [r for r in survey(SHIELDED, 1, 200, places=places).readings if (r.field > 0.8) == inside]
    assert not any(c.supported for c in lines([r for r in readings if inside or r.field < 0.35]))


def test_above_20_millitesla_a_line_needs_two_readings_on_one_ray() -> None:
    readings = ray(90, 1.3, 3.2, 30)
    found = {c.angle: c for c in lines(readings, 40.0)}
    assert found[90].by == BETWEEN_READINGS
    truth = nominal(SHIELDED, 40.0, 90)
    assert found[90].low < truth < found[90].high
    assert found[90].distance == pytest.approx(truth, abs=0.06)
    assert not found[60].supported


@pytest.mark.parametrize("magnet", ["shielded 1.5 T", "shielded 3 T"])
def test_readings_far_from_a_line_on_either_side_do_not_support_it(magnet: str) -> None:
    turns = np.radians(np.arange(0, 91, 15))
    places = np.array([(d * np.sin(t), d * np.cos(t)) for t in turns for d in (1.5, 1.7, 1.9, 7.0)])
    found = lines(survey(magnet, 1, 28, places=places).readings)
    assert not any(c.supported for c in found)
    assert all("not supported by readings: none between" in c.why for c in found)


def test_readings_on_the_floor_above_do_not_bracket_a_line() -> None:
    magnet = Magnet(SHIELDED)
    inside = rays(SHIELDED, 0.75, 0.85, 0.95)
    places = np.vstack([np.column_stack([inside, 0 * inside[:, 0]]), [(x, y, 3.5) for x in (0, 1) for y in (0, 2, 4)]])
    b = np.linalg.norm(magnet.field(places), axis=1)
    readings = [make_reading(i, (x, y, h), f) for i, ((x, y, h), f) in enumerate(zip(places, b, strict=True))]
    assert min(b) < 0.4
    assert not any(c.supported for c in lines(readings))


@pytest.mark.parametrize("shares", [(0.6, 0.65, 0.72, 1.35), (0.8, 1.3, 1.35, 1.4)])
def test_bounds_widen_with_the_gap_that_a_line_lies_in_and_hold_the_truth(shares: tuple[float, ...]) -> None:
    magnet, held, half = "shielded 3 T", [], []
    for seed in range(4):
        surveyed = survey(magnet, seed, 28, places=rays(magnet, *shares))
        for c in lines(surveyed.readings):
            if c.low is not None and c.high is not None:
                held.append(c.low <= surveyed.truth[0.5, int(c.angle)] <= c.high)
                half.append((c.high - c.low) / 2)
    assert len(held) > 10
    assert np.mean(held) >= 0.9
    assert np.mean(half) > 0.1


def test_readings_above_isocentre_height_stand_for_their_distance_in_space() -> None:
    magnet = Magnet(SHIELDED)
    turns = np.radians(np.arange(0, 91, 15))
    places = [(d * np.sin(t), d * np.cos(t), 0.5) for t in turns for d in (1.2, 1.4, 1.5, 1.6, 1.8, 2.2, 2.8, 3.4, 4.2)]
    b = np.linalg.norm(magnet.field(np.array(places)), axis=1)
    readings = [make_reading(i, at, f) for i, (at, f) in enumerate(zip(places, b, strict=True))]
    found = [c for c in lines(readings, 40.0) if c.supported]
    assert len(found) >= 5
    assert all((c.low or 9) <= nominal(SHIELDED, 40.0, c.angle) <= (c.high or 0) for c in found)


def test_six_readings_support_nothing_and_the_account_says_so() -> None:
    found = account(survey(SHIELDED, 1).readings[:6], (0.5,))
    assert not any(c.supported for c in found.lines[0][1])
    assert any("Too few readings to fit a line: 6 usable" in said for said in found.caveats)


def test_a_contour_tells_what_was_read_from_what_is_mirrored() -> None:
    readings = [make_reading(r.row, (abs(r.x), abs(r.y), 0.0), r.field) for r in survey(SHIELDED, 3, 48).readings]
    seen = examine(readings)
    points = contour(seen.fit, seen.used, 0.5)
    assert len(points) == 72
    assert {p.rests_on for p in points if 30 <= p.angle <= 60} == {READ}
    assert {p.rests_on for p in points if 200 <= p.angle <= 250} == {MIRRORED}
    assert sum(len(run.points) for run in runs(points)) >= 72


def at(angle: int, rests_on: str) -> ContourPoint:
    return ContourPoint(angle, Crossing(0.5, float(angle), 3.0, 2.9, 3.1, True), rests_on)


def test_each_stretch_of_a_line_keeps_what_it_rests_on() -> None:
    points = [at(angle, MIRRORED if 115 <= angle <= 240 else READ) for angle in range(0, 360, 5)]
    found = [(run.rests_on, run.points[0].angle, run.points[-1].angle) for run in runs(points)]
    assert found == [(READ, 0, 110), (MIRRORED, 110, 245), (READ, 245, 0)]


def test_a_line_with_a_gap_is_not_joined_over_it_and_closes_where_it_may() -> None:
    points = [at(angle, READ) for angle in (0, 5, 10, 200, 205, 355)]
    assert [[p.angle for p in run.points] for run in runs(points)] == [[0, 5, 10], [200, 205], [355, 0]]


def test_a_line_is_compared_with_a_drawn_boundary() -> None:
    seen = examine(survey(SHIELDED, 3, 48).readings)
    points = contour(seen.fit, seen.used, 0.5)
    wide = [(-5.0, -6.0), (5.0, -6.0), (5.0, 6.0), (-5.0, 6.0)]
    narrow = [(-2.0, -6.0), (2.0, -6.0), (2.0, 6.0), (-2.0, 6.0)]
    assert "inside the boundary" in told(0.5, beyond(points, wide), True)
    said = told(0.5, beyond(points, narrow), True)
    assert "outside the boundary" in said
    worst = max(b.distance for b in beyond(points, narrow))
    assert worst == pytest.approx(nominal(SHIELDED, 0.5, 60) * np.sin(np.radians(60)) - 2.0, abs=0.2)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([Beyond(0, -0.1, -0.12, -0.08), Beyond(45, -0.12, -0.35, 0.2)], "at the boundary within its uncertainty"),
        (
            [Beyond(0, 0.3, -0.1, 0.7), Beyond(45, 0.25, 0.2, 0.3)],
            "outside the boundary by 0.25 m (0.20 to 0.30 m) at 45°",
        ),
        (
            [Beyond(0, -0.9, -1.0, -0.8), Beyond(45, -0.83, -0.92, -0.75)],
            "inside the boundary, nearest by 0.83 m (0.75 to 0.92 m)",
        ),
        ([Beyond(0, -0.9, -1.0, -0.8, MIRRORED)], "Part of it rests on symmetry alone."),
        (
            [Beyond(45, -0.1, -0.3, 0.1)],
            "0.10 m inside at 45° from the bore axis, from 0.30 m inside to 0.10 m outside",
        ),
    ],
)
def test_one_direction_certainly_outside_or_in_doubt_decides_for_the_whole_line(found: list[Beyond], said: str) -> None:
    assert said in told(0.5, found, True)


def test_strong_iron_on_one_side_is_named() -> None:
    magnet = Magnet(SHIELDED)
    places = scattered(SHIELDED, 80, np.random.default_rng(7))
    b = np.linalg.norm(magnet.field(np.column_stack([places, np.zeros(80)])), axis=1)
    b = np.where((places[:, 0] > 0) & (np.abs(places[:, 1]) < places[:, 0]), 1.2 * b, b)
    readings = [make_reading(i, (x, y, 0.0), f) for i, ((x, y), f) in enumerate(zip(places, b, strict=True))]
    assert any("iron nearby" in said for said in account(readings, (0.5,)).caveats)
