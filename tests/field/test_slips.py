"""Slips of ten and a thousand are challenged; honest readings are let be."""

from functools import cache

import numpy as np
import pytest

from audit_app.field.readings import Reading, make_reading
from audit_app.field.slips import challenge, examine
from tests.field.magnets import MAGNETS, scattered, survey


@cache
def surveys() -> list[tuple[Reading, ...]]:
    """Surveys of every magnet, made when the first test asks for them."""
    return [
        survey(
            name, seed, 24, steel, places=scattered(name, 24, np.random.default_rng(seed)) if seed % 2 else None
        ).readings
        for seed in range(6)
        for name in MAGNETS
        for steel in (False, True)
    ]


def drawn(rng: np.random.Generator, fewest: int) -> tuple[Reading, list[Reading]]:
    """A reading and some of the others of its survey, as they would stand when it is typed."""
    readings = surveys()[int(rng.integers(len(surveys())))]
    order = rng.permutation(len(readings))
    many = int(rng.integers(fewest, len(readings)))
    return readings[order[0]], [readings[i] for i in order[1 : many + 1]]


def times(reading: Reading, factor: float) -> Reading:
    return make_reading(reading.row, (reading.x, reading.y, reading.height), reading.field * factor)


def test_of_100_slips_at_least_95_are_challenged() -> None:
    rng = np.random.default_rng(100)
    caught = 0
    for _ in range(100):
        reading, neighbours = drawn(rng, 5)
        caught += bool(challenge(times(reading, float(rng.choice([10, 0.1, 1000, 0.001]))), neighbours))
    assert caught >= 95


def test_of_400_honest_readings_at_most_2_percent_are_challenged() -> None:
    rng = np.random.default_rng(400)
    assert sum(bool(challenge(*drawn(rng, 0))) for _ in range(400)) <= 8


@pytest.mark.parametrize("factor", [10.0, 0.1, 1000.0, 0.001, 100.0])
def test_a_slip_in_a_whole_survey_is_found_by_its_row_and_does_not_move_the_line(factor: float) -> None:
    readings = list(survey("shielded 3 T", 3).readings)
    readings[8] = times(readings[8], factor)
    found = examine(readings)
    assert [slip.row for slip in found.slips] == [9]
    assert readings[8].row not in {r.row for r in found.used}


def test_swapped_coordinates_are_found() -> None:
    readings = list(survey("shielded 1.5 T", 1).readings)
    readings[2] = make_reading(3, (readings[2].y, readings[2].x, 0.0), readings[2].field)
    (slip,) = examine(readings).slips
    assert slip.row == 3
    assert "wrong way round" in slip.message


def test_honest_surveys_hold_no_slips() -> None:
    assert not [slip for readings in surveys() for slip in examine(readings).slips]


def test_the_message_names_the_unit_the_meter_may_have_shown() -> None:
    readings = survey("shielded 1.5 T", 2).readings
    said = challenge(times(readings[2], 10), [r for r in readings if r.row != 3])
    assert "about 10 times more" in said
    assert "Was the meter showing G, not mT?" in said


def test_nothing_and_far_away_are_challenged() -> None:
    assert "reads zero" in challenge(make_reading(1, (2.0, 2.0, 0.0), 0.0), [])
    assert "centimetres" in challenge(make_reading(1, (250.0, 0.0, 0.0), 0.5), [])


def test_what_is_expected_is_told_in_plain_figures() -> None:
    readings = survey("3 T", 1, 24).readings if "3 T" in MAGNETS else surveys()[0]
    high = max(readings, key=lambda each: each.field)
    others = [each for each in readings if each is not high]
    question = challenge(make_reading(high.row, (high.x, high.y, high.height), high.field / 1000), others)
    assert question and "e+" not in question
