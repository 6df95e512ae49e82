"""The fitted field against magnets known exactly, surveyed with the errors of a careful person."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audit_app.errors import FieldError
from audit_app.field import model
from audit_app.field.account import NOTHING_TOLD, Told, account
from audit_app.field.fit.first import Columns, first, roughly
from audit_app.field.fit.frame import Frame
from audit_app.field.lines import crossing
from audit_app.field.model import fit
from audit_app.field.multipoles import basis
from audit_app.field.readings import Reading, make_reading
from tests.field.magnets import MAGNETS, Magnet, nominal, scattered, survey

SHIELDED = "shielded 1.5 T"


@dataclass(frozen=True)
class Tally:
    """Errors in m of every supported distance, whether its bounds hold the truth, and half their width."""

    errors: list[float]
    covered: list[bool]
    half: list[float]
    unsupported: int

    @property
    def rms(self) -> float:
        return float(np.sqrt(np.mean(np.square(self.errors))))


def tally(magnet: str, n: int, steel: bool, trials: int, told: Told = NOTHING_TOLD) -> Tally:
    errors, covered, half, unsupported = [], [], [], 0
    for seed in range(trials):
        surveyed = survey(magnet, seed, n, steel)
        for line in account(surveyed.readings, (0.5,), told=told).lines[0][1]:
            truth = surveyed.truth[0.5, int(line.angle)]
            if line.distance is None or line.low is None or line.high is None:
                unsupported += 1
                continue
            errors.append(line.distance - truth)
            covered.append(line.low <= truth <= line.high)
            half.append((line.high - line.low) / 2)
    return Tally(errors, covered, half, unsupported)


@pytest.mark.parametrize("steel", [False, True], ids=["alone", "beside steel"])
@pytest.mark.parametrize("magnet", MAGNETS)
def test_24_bracketing_readings_place_the_half_millitesla_line(magnet: str, steel: bool) -> None:
    found = tally(magnet, 24, steel, trials=8)
    assert found.rms <= (0.07 if steel else 0.05)
    assert np.mean(found.covered) >= 0.9
    assert np.mean(found.half) < 0.29
    assert found.unsupported == 0


@pytest.mark.parametrize("magnet", MAGNETS)
def test_bounds_are_narrower_where_the_meter_was_checked(magnet: str) -> None:
    found = tally(magnet, 24, steel=False, trials=8, told=Told(zeroed=True, stated=True))
    assert np.mean(found.covered) >= 0.9
    assert np.mean(found.half) < 0.2
    assert found.unsupported == 0


@pytest.mark.parametrize(("n", "most"), [(12, 0.09), (48, 0.045)])
@pytest.mark.parametrize("magnet", MAGNETS)
def test_fewer_readings_do_worse_and_more_do_no_harm(magnet: str, n: int, most: float) -> None:
    found = tally(magnet, n, steel=False, trials=4)
    assert found.rms <= most
    assert np.mean(found.covered) >= 0.88


def test_exact_readings_give_the_exact_line() -> None:
    magnet = Magnet(SHIELDED)
    places = scattered(SHIELDED, 60, np.random.default_rng(3))
    b = np.linalg.norm(magnet.field(np.column_stack([places, np.zeros(60)])), axis=1)
    readings = [make_reading(i, (x, y, 0.0), f) for i, ((x, y), f) in enumerate(zip(places, b, strict=True))]
    for line in account(readings, (0.5, 3.0)).lines[0][1]:
        assert line.distance == pytest.approx(nominal(SHIELDED, 0.5, line.angle), abs=0.02)


def test_the_basis_is_a_field_without_sources_or_currents() -> None:
    step = 1e-5
    places = np.array([[2.0, 1.0, 0.5], [0.3, 3.0, -0.7], [-2.2, -1.1, 0.2]])
    slopes = []
    for axis in range(3):
        shift = np.zeros(3)
        shift[axis] = step
        up, down = (basis(*(places + s * shift).T) for s in (1, -1))
        slopes.append((up - down) / (2 * step))
    divergence = sum(slopes[a][:, a] for a in range(3))
    curl = [slopes[a][:, b] - slopes[b][:, a] for a, b in ((0, 1), (1, 2), (2, 0))]
    assert np.abs(divergence).max() < 1e-5
    assert np.abs(curl).max() < 1e-5


def test_the_four_quadrants_are_the_same_magnet() -> None:
    surveyed = survey(SHIELDED, 4)
    folded = [Reading(r.row, abs(r.x), abs(r.y), r.height, r.field, r.typed, r.doubt) for r in surveyed.readings]
    for angle in (0.0, 45.0, 90.0):
        ways = [crossing(fit(r), r, 0.5, angle).distance for r in (surveyed.readings, folded)]
        assert ways[0] == pytest.approx(ways[1], abs=0.02)


def test_readings_at_many_heights_give_the_line_at_the_isocentre() -> None:
    magnet, rng = Magnet(SHIELDED), np.random.default_rng(5)
    places = np.column_stack([scattered(SHIELDED, 30, rng), rng.uniform(-0.9, 1.2, 30)])
    b = np.linalg.norm(magnet.field(places), axis=1)
    readings = [make_reading(i, (x, y, h), f) for i, ((x, y, h), f) in enumerate(zip(places, b, strict=True))]
    found = account(readings, (0.5,)).lines[0][1]
    assert found[6].distance == pytest.approx(nominal(SHIELDED, 0.5, 90), abs=0.05)


def test_another_isocentre_is_looked_for_with_no_more_readings_than_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A survey of noise tries eight of them: with all of 1,000 readings they would be nearly all of the work."""
    dice, asked = np.random.default_rng(1), []

    def watched(work: Callable[[Columns, Frame], Any]) -> Callable[[Columns, Frame], Any]:
        def counted(columns: Columns, frame: Frame) -> Any:
            asked.append(len(columns.field))
            return work(columns, frame)

        return counted

    monkeypatch.setattr(model, "first", watched(first))
    monkeypatch.setattr(model, "roughly", watched(roughly))
    places = dice.uniform((-4, -3, 0), (4, 3, 0), (1000, 3))
    model.fit([make_reading(i, tuple(at), float(dice.uniform(0.05, 9))) for i, at in enumerate(places.tolist(), 1)])
    assert len(asked) == 17  # the last from the turn that explains them best
    assert max(asked) <= 150


def test_of_very_many_readings_none_is_lost_and_slips_are_found() -> None:
    """Places close together are laid together for what multipoles leave, and few do for a first fit."""
    magnet, dice = Magnet(SHIELDED), np.random.default_rng(7)
    places = scattered(SHIELDED, 800, dice)
    b = np.linalg.norm(magnet.field(np.column_stack([places, np.zeros(800)])), axis=1) * dice.normal(1, 0.02, 800)
    b[::80] *= 10
    readings = [make_reading(i, (x, y, 0.0), f) for i, ((x, y), f) in enumerate(zip(places, b, strict=True))]
    found = account(readings, (0.5,))
    assert found.examined.fit is not None and len(found.examined.fit.known.nodes) <= 120
    assert {slip.row for slip in found.examined.slips} == set(range(0, 800, 80))
    assert len(found.examined.used) == 790
    drawn = [line for line in found.lines[0][1] if line.supported]  # none where a slip contradicts it
    assert len(drawn) == 5
    for line in drawn:
        assert line.distance == pytest.approx(nominal(SHIELDED, 0.5, line.angle), abs=0.04)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted as Linux tells them")
def test_a_fit_works_in_one_thread() -> None:
    counted = "import os, audit_app.field.model, numpy; numpy.linalg.inv(numpy.eye(600)); "
    counted += "print(len(os.listdir('/proc/self/task')))"
    unset = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", counted], env=unset, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_a_fit_works_in_one_thread_where_numpy_was_there_before() -> None:
    told = "import ctypes, pathlib, numpy; import audit_app.field.model; "
    told += "libs = pathlib.Path(numpy.__file__).parent.parent / 'numpy.libs'; "
    told += "found = [ctypes.CDLL(str(p)) for p in libs.glob('*openblas*')]; "
    told += "print([f.scipy_openblas_get_num_threads64_() for f in found])"
    unset = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", told], env=unset, capture_output=True, text=True, check=True)
    assert done.stdout.strip() in {"[1]", "[]"}  # a numpy with another library has none


def test_nine_readings_are_too_few() -> None:
    with pytest.raises(FieldError, match="9 usable readings"):
        fit(survey(SHIELDED, 0).readings[:9])
