"""How often a 0.5 mT line is wrong with confidence, and how far it lies from the truth, beside general interpolators.

First: magnets and sites of many kinds (tests/field/scenes.py), on seeds from `UNSEEN` on that nobody looked at while
the method was made. *Wrong with confidence* is a claimed direction more than 15 cm off whose bounds do not hold the
truth; *dangerous* is one of those that lies too close in. Then symmetric magnets alone, iron that moves the line and
whether it is told, and 2,000 readings. Then surveys of symmetric magnets with a careful person's errors, beside others'
programs; truth is the magnet with any steel, without Earth's field. Prints RMS and 95th percentile of the error in cm,
the share of k = 2 bounds that hold the truth, and the processor time. Run: python -m bench.field [trials]
"""

import resource
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from pykrige.uk import UniversalKriging
from scipy.interpolate import RBFInterpolator
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

from audit_app.field.account import Account, Told, account
from audit_app.field.lines import ANGLES
from audit_app.field.model import fit
from audit_app.field.multipoles import Array
from audit_app.field.readings import Reading, make_reading
from bench.machine import machine
from tests.field.magnets import MAGNETS, Surveyed, rays, scattered, survey
from tests.field.scenes import CLEAN, IRON, KINDS, Scene, scene

LEVEL = 0.5
UNSEEN = 9001  # the first seed
CHECKED = Told(zeroed=True, stated=True)
MOVED, NEAR = 0.15, 1.0  # m: by how much iron moves a line that counts, and how near somebody must have read
WRONG = 0.15  # m
BRACKETING, SCATTERED = "bracketing the line", "scattered"
SHARES = {  # of the line's distance, on each ray
    "at 60, 65, 70 and 140 % of its distance": (0.6, 0.65, 0.7, 1.4),
    "at 68, 135, 142 and 150 % of its distance": (0.68, 1.35, 1.42, 1.5),
    "at 50, 56, 63 and 160 % of its distance": (0.5, 0.56, 0.63, 1.6),
}
RADII: Array = np.geomspace(1.4, 9.0, 250)
Interpolator = Callable[[Array, Array], Callable[[Array], Array]]


def gaussian_process(at: Array, ln_b: Array) -> Callable[[Array], Array]:
    kernel = ConstantKernel(4.0) * RBF([0.5, 0.7], (0.05, 5)) + WhiteKernel(0.01)
    slope, level = np.polyfit(at[:, 0], ln_b, 1)
    made = GaussianProcessRegressor(kernel, n_restarts_optimizer=1, random_state=0)
    made.fit(at, ln_b - slope * at[:, 0] - level)
    return lambda p: made.predict(p) + slope * p[:, 0] + level


def kriging(at: Array, ln_b: Array) -> Callable[[Array], Array]:
    made = UniversalKriging(at[:, 0], at[:, 1], ln_b, variogram_model="gaussian", drift_terms=["regional_linear"])
    return lambda p: np.asarray(made.execute("points", p[:, 0], p[:, 1])[0])


def thin_plates(at: Array, ln_b: Array) -> Callable[[Array], Array]:
    made = RBFInterpolator(at, ln_b, kernel="thin_plate_spline", smoothing=1e-3)
    return lambda p: made(p)


PEERS: dict[str, Interpolator] = {
    "scikit-learn Gaussian process": gaussian_process,
    "pykrige universal kriging": kriging,
    "scipy thin-plate RBF": thin_plates,
}


def peer_distances(make: Interpolator, readings: Sequence[Reading]) -> list[float]:
    """The outermost 0.5 mT along each direction by an interpolator of ln B over ln r and folded angle; nan for none."""
    x, y, b = np.array([(abs(r.x), abs(r.y), r.field) for r in readings]).T
    guess = make(np.column_stack([np.log(np.hypot(x, y)), np.arctan2(x, y)]), np.log(b))
    found = []
    for angle in ANGLES:
        above = guess(np.column_stack([np.log(RADII), np.full(len(RADII), np.radians(angle))])) - np.log(LEVEL)
        over = np.flatnonzero(above > 0)
        inside = len(over) and over[-1] < len(RADII) - 1
        found.append(float(RADII[over[-1]]) if inside else float("nan"))
    return found


def errors_of(distances: Sequence[float], surveyed: Surveyed) -> list[float]:
    return [d - surveyed.truth[LEVEL, a] for d, a in zip(distances, ANGLES, strict=True)]


def told(errors: Sequence[float]) -> str:
    e = np.abs(np.array(errors, float))
    e = e[np.isfinite(e)]
    return f"{100 * np.sqrt((e**2).mean()):7.1f} {100 * np.quantile(e, 0.95):7.1f}" if len(e) else "      –       –"


def surveys(magnet: str, n: int, steel: bool, kind: str, trials: int) -> list[Surveyed]:
    def places(seed: int) -> Array | None:
        if kind == SCATTERED:
            return scattered(magnet, n, np.random.default_rng([seed, n]))
        return rays(magnet, *SHARES[kind]) if kind in SHARES else None

    return [survey(magnet, seed, n, steel, places=places(seed)) for seed in range(trials)]


def gaps(trials: int) -> None:
    """What is claimed where readings leave the line in a gap: four on each of seven rays."""
    for kind, steel in product(SHARES, (False, True)):
        print(f"\n28 readings {kind}{', beside steel' if steel else ''}")
        for magnet in MAGNETS:
            print(f"  {magnet:32s}{own(surveys(magnet, 28, steel, kind, trials))[0]}")


def own(made: Sequence[Surveyed]) -> tuple[str, float]:
    """Our own line in the table, and its RMS in cm: what it calls unsupported is told as a share, not as an error."""
    errors: list[float] = []
    held, half, times, unsupported = [], [], [], 0
    for surveyed in made:
        began = time.process_time()
        fit(surveyed.readings)
        times.append(time.process_time() - began)
        for c in account(surveyed.readings, (LEVEL,)).lines[0][1]:
            truth = surveyed.truth[LEVEL, int(c.angle)]
            if c.distance is None or c.low is None or c.high is None:
                unsupported += 1
                continue
            errors.append(c.distance - truth)
            held.append(c.low <= truth <= c.high)
            half.append((c.high - c.low) / 2)
    share = unsupported / (len(made) * len(ANGLES))
    more = f"  bounds hold {np.mean(held):6.1%}, ±{100 * np.mean(half):.0f} cm; " if held else "  no line claimed; "
    more += f"{share:.0%} unsupported; fit {1e3 * np.median(times):.0f} ms"
    return told(errors) + more, 100 * float(np.sqrt(np.mean(np.square(errors)))) if errors else 0.0


@dataclass
class Claims:
    """What was claimed in all directions of some scenes, and how it held."""

    directions: int = 0
    errors: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    surveys: int = 0
    told: int = 0

    @property
    def wrong(self) -> list[float]:
        """Errors of the claims that are wrong with confidence."""
        return [e for e, held in zip(self.errors, self.held, strict=True) if abs(e) > WRONG and not held]

    def add(self, one: Scene, claims: Mapping[int, tuple[float, float, float]], told: bool) -> None:
        """One scene's claims (distance, low, high by direction) against its truth."""
        self.surveys += 1
        self.told += told
        for angle, there in one.truth.items():
            self.directions += bool(there)
            if angle in claims and there:
                distance, low, high = claims[angle]
                error = one.error(angle, distance)
                self.errors.append(error)
                self.held.append(low <= distance - error <= high)

    def __str__(self) -> str:
        n, wrong = max(len(self.errors), 1), self.wrong
        asked = f"model told not to hold {self.told / max(self.surveys, 1):4.0%}"
        if not self.errors:
            return f"no line claimed  {asked}"
        rms = 100 * float(np.sqrt(np.mean(np.square(self.errors)))) if self.errors else 0.0
        return (
            f"wrong {len(wrong) / n:6.1%}  dangerous {sum(e < 0 for e in wrong) / n:6.1%}  bounds hold "
            f"{sum(self.held) / n:6.1%}  claimed {len(self.errors) / max(self.directions, 1):4.0%}  RMS {rms:5.1f} cm  "
            f"{asked}"
        )


def claimed(said: Account) -> tuple[dict[int, tuple[float, float, float]], bool]:
    """Our own claims every 15 degrees all round, and whether the model was told not to hold or the magnet to lie so."""
    lines = {int(c.angle): (c.distance, c.low, c.high) for c in said.around[0][1] if c.supported}
    found = {a: (float(d), float(low), float(high)) for a, (d, low, high) in lines.items() if d and low and high}
    return found, bool(said.disturbed or said.questions)


def scenes(trials: int) -> None:
    """Wrong with confidence, kind by kind."""
    for n in (24, 12):
        print(f"\n{n} readings all round, {trials} surveys of each kind (seeds {UNSEEN} to {UNSEEN + trials - 1})")
        every = Claims()
        for kind in KINDS:
            here = Claims()
            for seed in range(UNSEEN, UNSEEN + trials):
                one = scene(kind, seed, n)
                claims, told = claimed(account(one.readings, (LEVEL,)))
                here.add(one, claims, told)
                every.add(one, claims, told)
            print(f"  {kind:16s}{here}")
        print(f"  {'all':16s}{every}")


def symmetric(trials: int) -> None:
    """Symmetric magnets alone: what is wrong with confidence, and how many of 0 to 90 degrees are not supported."""
    print(f"\nSymmetric magnets alone, {trials} surveys of each number of readings (seeds from {UNSEEN})")
    for n in (12, 24, 48):
        here, missing, half = Claims(), [], []
        for seed in range(UNSEEN, UNSEEN + trials):
            one = scene(CLEAN, seed, n)
            said, checked = (account(one.readings, (LEVEL,), told=told) for told in (Told(), CHECKED))
            here.add(one, *claimed(said))
            missing += [not c.supported for c in said.lines[0][1]]
            half.append([half_of(said), half_of(checked)])
        whole, narrow = 100 * np.nanmean(half, axis=0)
        print(f"  {n} readings     {here}  unsupported {np.mean(missing):5.1%}")
        print(
            f"                  bounds ±{whole:.0f} cm; ±{narrow:.0f} cm where zero and gain of the meter were checked"
        )


def half_of(said: Account) -> float:
    """Half the usual width of the bounds of what is claimed, in m."""
    known = [(c.high - c.low) / 2 for c in said.around[0][1] if c.high and c.low]
    return float(np.mean(known)) if known else float("nan")


def read_near(one: Scene, angle: int) -> bool:
    """Whether somebody read near the line's place in a direction."""
    far, turn = max(one.truth[angle]), np.radians(angle)
    at = (far * np.sin(turn), far * np.cos(turn))
    return min(float(np.hypot(r.x - at[0], r.y - at[1])) for r in one.readings) <= NEAR


def told_of_iron(said: Account) -> tuple[bool, bool]:
    """Whether iron is told, and whether anything is asked or no line is drawn at all."""
    fit = said.examined.fit
    return bool(said.disturbed), bool(said.disturbed or said.questions or fit is None or not fit.holds)


def iron(trials: int) -> None:
    """How often iron that moves a line is told, where somebody read near there and altogether; and false alarms."""
    clean = [told_of_iron(account(scene(k, UNSEEN + i).readings, (LEVEL,)))[0] for k in (CLEAN, "split", "extremity")
             for i in range(trials)]  # fmt: skip
    found: list[tuple[bool, bool, bool]] = []
    held: list[bool] = []
    for kind, seed in product((*IRON, "second magnet"), range(UNSEEN, UNSEEN + trials)):
        one = scene(kind, seed)
        moved = [angle for angle, falls in one.truth.items() if falls and one.moved(angle) >= MOVED]
        if moved:
            said = account(one.readings, (LEVEL,))
            found.append((*told_of_iron(said), any(read_near(one, angle) for angle in moved)))
            lines = {int(c.angle): c for c in said.around[0][1] if c.supported and c.low and c.high}
            held += [
                any((c.low or 0) <= t <= (c.high or 0) for t in one.truth[a]) for a, c in lines.items() if a in moved
            ]
    told, asked, read = np.array(found).T
    print(f"\nIron or a second magnet that moves the line by {MOVED * 100:.0f} cm or more: {len(found)} surveys of 24")
    print(
        f"  told {told.mean():.0%}, or anything asked or no line drawn {asked.mean():.0%}; falsely {np.mean(clean):.1%}"
    )
    near = f"told {told[read].mean():.0%}, or anything asked {asked[read].mean():.0%}"
    print(f"  where somebody read within {NEAR:g} m of such a place ({read.sum()}): {near}")
    print(f"  bounds in directions that are so moved hold {np.mean(held):.0%} of {len(held)} claims")


def many_readings() -> None:
    """Processor time and memory for 2,000 readings of one magnet, scattered about its line, at all levels."""
    dice = np.random.default_rng(1)
    turn, out = dice.uniform(0, 2 * np.pi, 2000), dice.uniform(0.6, 1.4, 2000)
    for kind in (CLEAN, "columns"):
        one = scene(kind, UNSEEN)
        line = np.interp(np.degrees(turn), list(one.truth), [max(t or (3.0,)) for t in one.truth.values()])
        places = np.column_stack([line * out * np.sin(turn), line * out * np.cos(turn), 0 * turn])
        b = np.linalg.norm(one.field(places + dice.normal(0, 0.03, places.shape)), axis=1) * dice.normal(1, 0.02, 2000)
        readings = [
            make_reading(i, tuple(at), float(f)) for i, (at, f) in enumerate(zip(places.tolist(), b, strict=True))
        ]
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        account(readings)
        took, more = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"  2,000 readings, {kind}: {took:.2f} s of processor time, {(more - before) / 1024:.0f} MB more memory")


def main(trials: int) -> None:
    warnings.filterwarnings("ignore")  # the peers warn about their own optimisers
    print(f"{machine()}\n\n```")
    scenes(max(trials // 2, 1))
    symmetric(5 * trials)
    iron(2 * trials)
    many_readings()
    print(f"\n{trials} surveys of each kind; error of the {LEVEL} mT distance in cm: RMS, 95th percentile")
    for kind, steel, n in product((BRACKETING, SCATTERED), (False, True), (12, 24, 48)):
        print(f"\n{n} readings {kind}{', beside steel' if steel else ''}")
        by_magnet = {m: surveys(m, n, steel, kind, trials) for m in MAGNETS}
        for magnet, made in by_magnet.items():
            print(f"  {magnet:32s}{own(made)[0]}")
        together = [s for made in by_magnet.values() for s in made]
        print(f"  {'all, this app':32s}{own(together)[0]}")
        for name, make in PEERS.items():
            few = together[:: max(1, len(together) // 60)]
            errors = [e for s in few for e in errors_of(peer_distances(make, s.readings), s)]
            print(f"  {name:32s}{told(errors)}  {np.mean(~np.isfinite(errors)):.0%} none")
    gaps(trials)
    print("```")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
