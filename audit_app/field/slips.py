"""Readings that look ten, a hundred or a thousand times out, or typed at swapped places: said in words, never changed.

A new reading is judged against what its neighbours, its distance and the magnet's nominal line lead one to expect:
a Gaussian process on ln B over ln r and angle, about a mean that falls as a shielded magnet's field does. A whole
survey is judged against its own fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, log, log10, pi

import numpy as np
import numpy.typing as npt

from audit_app.errors import FieldError
from audit_app.field.fit.noise import UNCHECKED, Checked
from audit_app.field.fit.places import cells
from audit_app.field.lines import folded
from audit_app.field.model import CLOSEST, MOST_OUT, TYPICAL, Errors, Fit, fit
from audit_app.field.multipoles import Array, Flags
from audit_app.field.readings import Reading
from audit_app.units import plain

POWERS = (1, -1, 2, -2, 3, -3, 4, -4)
BACKGROUND = 0.06  # mT: Earth's field and a meter's zero together can explain a difference this small
NEARLY = 0.3  # how far from a power of ten, in decades, a slip may lie
FAR_BETTER = 30.0  # a slip must explain the reading this many times better
TOGETHER = 150  # readings that are judged beside one another: the work grows with their cube
MANY = 80  # readings of which a fit can say what to expect of others
FURTHEST = 30.0  # m from the isocentre: no reading of a survey lies beyond

UNIT_IN_MT = {"T": 1e3, "kG": 1e2, "mT": 1.0, "G": 0.1, "µT": 1e-3, "mG": 1e-4, "nT": 1e-6}


@dataclass(frozen=True)
class Slip:
    """A reading that fits far better otherwise: its row, the very text, and what to look at, in words."""

    row: int
    typed: str
    message: str


@dataclass(frozen=True)
class Nominal:
    """What is known of a magnet before the first reading: where its 0.5 mT line should lie (m)."""

    radial: float = 3.0
    axial: float = 4.5
    level: float = 0.5
    vague: bool = True

    @classmethod
    def of_field(cls, tesla: float) -> "Nominal":
        """A vague guess that grows with the field at the isocentre as distances do where it falls by the fifth power.

        It tells little of a first reading, for shielding differs more between magnets; it keeps the guess for very
        low and very high fields from being far out.
        """
        larger = (min(max(tesla, 0.1), 12.0) / 1.5) ** 0.2
        return cls(radial=cls.radial * larger, axial=cls.axial * larger)

    def ln_field(self, x: Array, y: Array, height: Array) -> Array:
        """ln of the field in mT to expect, falling with the fifth power of distance."""
        across = np.hypot(x, height)
        stretched = np.hypot(across / self.radial, y / self.axial)
        expected: Array = log(self.level) - 5.0 * np.log(np.maximum(stretched, 0.1))
        return expected


ANY_MAGNET = Nominal()


def challenge(new: Reading, neighbours: Sequence[Reading], nominal: Nominal = ANY_MAGNET) -> str:
    """Words to put to the person before a reading is kept; empty when it is what one would expect there."""
    if new.distance > FURTHEST:
        return f"This place is {new.distance:.0f} m from the isocentre. Were centimetres typed as metres?"
    if new.field <= 0:
        return "The field reads zero. Earth alone gives 0.05 mT: is the probe on, and out of its zero chamber?"
    near = [r for r in neighbours if r.field > 0 and r.distance <= FURTHEST]
    odd = _stand_out(near, nominal)
    near = [r for r, out in zip(near, odd, strict=True) if not out]
    expected, spread = (float(v[-1]) for v in _expected([*near, new], nominal))
    power = _likeliest(log(new.field) - expected, spread, new.field, exp(expected))
    return _words(new, power, exp(expected)) if power else ""


def _expected(points: Sequence[Reading], nominal: Nominal) -> tuple[Array, Array]:
    """ln B to expect at each place from all the others, and its standard error (Gaussian process, leave-one-out)."""
    around = _Around.of(points, nominal)
    return around.expected(np.arange(len(points), dtype=np.intp), around.inverse)


@dataclass(frozen=True)
class _Around:
    """Readings as a Gaussian process takes them: ln B usual there, what it is more, own variance, and all inverted."""

    mean: Array
    excess: Array
    noise: Array
    inverse: Array  # (n, n)

    @classmethod
    def of(cls, points: Sequence[Reading], nominal: Nominal) -> "_Around":
        x, y, height, field = np.array([(r.x, r.y, r.height, r.field) for r in points]).T
        mean = nominal.ln_field(x, y, height)
        noise = 0.03 + (0.05 / np.maximum(field, 0.02)) ** 2
        inverse = np.linalg.inv(_kernel(points, nominal) + np.diag(noise))
        return cls(mean, np.log(field) - mean, noise, np.asarray(inverse, np.float64))

    def expected(self, left: npt.NDArray[np.intp], inverse: Array) -> tuple[Array, Array]:
        """ln B to expect at each of some places from the others of them, and its error; `inverse` is of these alone."""
        excess, share = _tempered(self.excess[left]), np.diag(inverse)
        expected = self.mean[left] + excess - inverse @ excess / share
        variance = np.maximum(1 / share - self.noise[left], 0.0)
        variance += 0.03 + (0.05 / np.maximum(np.exp(expected), 0.02)) ** 2
        return expected, np.sqrt(variance)


def _without(inverse: Array, out: Flags) -> Array:
    """The inverse of a covariance of some places, from that of more of them (n, n)."""
    stay = ~out
    across = inverse[np.ix_(stay, out)]
    found: Array = inverse[np.ix_(stay, stay)] - across @ np.linalg.solve(inverse[np.ix_(out, out)], across.T)
    return found


def _tempered(excess: Array) -> Array:
    """Neighbours' own slips are pulled in towards the middle so that one cannot carry the rest."""
    middle = float(np.median(excess))
    pulled: Array = middle + np.clip(excess - middle, -2.5, 2.5)
    return pulled


def _kernel(points: Sequence[Reading], nominal: Nominal) -> Array:
    ln_r = np.log(np.array([max(r.distance, 0.5) for r in points]) / 3.0)
    angle = np.array([folded(r.x, r.y) for r in points]) * pi / 180
    overall = 0.9 if nominal.vague else 0.4
    apart = (ln_r[:, None] - ln_r) ** 2 / (2 * 0.35**2) + (angle[:, None] - angle) ** 2 / (2 * 0.5**2)
    slopes = np.outer(ln_r, ln_r)
    tilt = np.outer(np.cos(2 * angle), np.cos(2 * angle))
    kernel: Array = overall**2 + 1.5**2 * slopes + 0.5**2 * tilt + 0.5**2 * np.exp(-apart)
    return kernel


def _likeliest(excess: float, spread: float, field: float, expected: float) -> int:
    """The power of ten that explains a reading far better than honesty does, or 0."""
    if abs(field - expected) < BACKGROUND:
        return 0
    best = min(POWERS, key=lambda k: abs(excess - k * log(10)))
    left = excess - best * log(10)
    better = (excess**2 - left**2) / (2 * spread**2)
    return best if better > log(FAR_BETTER) and abs(left) < max(2 * spread, 0.7) else 0


def _words(reading: Reading, power: int, expected: float) -> str:
    times = f"{10 ** abs(power):,}"
    than = f"{times} times {'more' if power > 0 else 'less'} than"
    return (
        f"{reading.typed} is about {than} the readings around it suggest "
        f"({_about(expected)} mT, {_about(expected * 10)} G). {_question(reading.typed, power)}"
    )


def _question(typed: str, power: int) -> str:
    """What may have happened: another unit on the meter, or a decimal point."""
    unit = next((u for u in sorted(UNIT_IN_MT, key=len, reverse=True) if typed.rstrip().endswith(u)), "")
    wanted = UNIT_IN_MT.get(unit, 0.0) * 10.0**-power
    other = next((u for u, factor in UNIT_IN_MT.items() if unit and abs(factor / wanted - 1) < 1e-9), "")
    return f"Was the meter showing {other}, not {unit}?" if other else "Is the decimal point in the right place?"


@dataclass(frozen=True)
class Examined:
    """A survey without its slips: the readings kept, their fit (None when too few are left), and the slips by row."""

    readings: tuple[Reading, ...]
    fit: Fit | None
    slips: tuple[Slip, ...]
    unfit: tuple[Reading, ...] = ()  # so many that no line is given

    @property
    def used(self) -> tuple[Reading, ...]:
        """The readings that lines may rest on: those the fit can stand, or all that are kept."""
        if self.unfit:
            return ()
        if self.fit is None:
            return self.readings
        return tuple(r for r, stood in zip(self.readings, self.fit.used, strict=True) if stood)


def examine(readings: Sequence[Reading], errors: Errors = TYPICAL, checked: Checked = UNCHECKED) -> Examined:
    """A survey's fit without its slips, and those slips.

    Readings that stand out from their neighbours are left out of a first fit. Those that this fit explains at a
    power of ten, or with x and y swapped, are slips; the others come back in.
    """
    usable = [r for r in readings if r.field > 0 and CLOSEST <= r.distance <= FURTHEST]
    wrong = {r.row: challenge(r, []) for r in readings if r.field <= 0 or r.distance > FURTHEST}
    doubted = _stand_out(usable)
    trusted = [r for r, out in zip(usable, doubted, strict=True) if not out]
    first = _fit(_some(trusted) if any(doubted) else trusted, errors, checked)
    odd = [r for r, out in zip(usable, doubted, strict=True) if out]
    wrong |= _all_against(odd, first) if first else {r.row: challenge(r, trusted) for r in odd}
    kept = tuple(r for r in usable if not wrong.get(r.row))
    known = len(kept) == len(trusted) and (len(trusted) <= MANY or not any(doubted))
    found = first if known else _fit(kept, errors, checked)
    if found is not None:
        wrong |= _all_against([r for r, used in zip(kept, found.used, strict=True) if not used], found)
        stood = {r.row for r, used in zip(kept, found.used, strict=True) if used}
        found = replace(found, doubted=tuple(r for r in usable if r.row not in stood))
    slips = tuple(Slip(r.row, r.typed, wrong[r.row]) for r in readings if wrong.get(r.row))
    return _judged(kept, found, slips, usable)


def _some(readings: Sequence[Reading]) -> Sequence[Reading]:
    """So many readings, all round, that a fit of them can say what to expect elsewhere."""
    if len(readings) <= MANY:
        return readings
    close = cells(np.array([(r.x, r.y, r.height) for r in readings]), MANY)
    return [readings[of[len(of) // 2]] for of in close]


def _judged(kept: tuple[Reading, ...], found: Fit | None, slips: tuple[Slip, ...], usable: list[Reading]) -> Examined:
    """Nobody is asked about a slip where so many readings do not fit that the fit may be to blame."""
    out = len(found.doubted) if found else len(usable) - len(kept)
    if out <= MOST_OUT * len(usable) or out < 2:
        return Examined(kept, found, slips)
    plain = tuple(slip for slip in slips if slip.row not in {r.row for r in usable})
    return Examined(kept, found, plain, tuple(found.doubted if found else (r for r in usable if r not in kept)))


def _fit(readings: Sequence[Reading], errors: Errors, checked: Checked) -> Fit | None:
    """A fit, where there are places enough for one."""
    try:
        return fit(readings, errors, checked)
    except FieldError:
        return None


def _stand_out(readings: Sequence[Reading], nominal: Nominal = ANY_MAGNET) -> list[bool]:
    """Which readings look like slips beside their neighbours; of very many, every so-manieth are looked at together."""
    apart = -(-len(readings) // TOGETHER)
    found = [False] * len(readings)
    for start in range(apart):
        found[start::apart] = _odd_among(readings[start::apart], nominal)
    return found


def _odd_among(readings: Sequence[Reading], nominal: Nominal) -> list[bool]:
    """Those that look like slips among a few, taken out one by one, the likeliest first.

    Where very many do, several go in a round: a file of noise would otherwise take hours to refuse.
    """
    if len(readings) <= 3:
        return [False] * len(readings)
    around, left = _Around.of(readings, nominal), np.arange(len(readings), dtype=np.intp)
    inverse, ln_field = around.inverse, around.mean + around.excess
    while len(left) > 3:
        expected, spread = around.expected(left, inverse)
        excess = ln_field[left] - expected
        odd = {
            k: abs(excess[k]) / spread[k]
            for k, i in enumerate(left.tolist())
            if _likeliest(float(excess[k]), float(spread[k]), readings[i].field, exp(expected[k]))
        }
        if not odd:
            break
        out = np.zeros(len(left), bool)
        out[sorted(odd, key=lambda k: -odd[k])[: 1 + len(odd) // 8]] = True
        left, inverse = left[~out], _without(inverse, out)
    stayed = set(left.tolist())
    return [i not in stayed for i in range(len(readings))]


def _all_against(readings: Sequence[Reading], fitted: Fit) -> dict[int, str]:
    """By row, words where a fit made without a reading explains it far better otherwise; empty where it does not."""
    if not readings:
        return {}
    x, y, height = np.array([(r.x, r.y, r.height) for r in readings]).T
    here, swapped = fitted.field(x, y, height), fitted.field(y, x, height)
    return {r.row: _against(r, float(a), float(b)) for r, a, b in zip(readings, here, swapped, strict=True)}


def _against(reading: Reading, expected: float, when_swapped: float) -> str:
    """Words when a reading is a power of ten off what is expected there, or as it is with its coordinates swapped."""
    if abs(reading.field - expected) < BACKGROUND:
        return ""
    excess = log10(reading.field / expected)
    power = min(POWERS, key=lambda k: abs(excess - k))
    swapped = abs(log10(reading.field / when_swapped))
    if swapped < 0.1 and swapped < abs(excess - power) and swapped < abs(excess) - 0.1:
        return (
            f"{reading.typed} does not fit at x {reading.x + 0.0:g} m, y {reading.y + 0.0:g} m "
            f"({_about(expected)} mT expected) "
            "but does with x and y swapped. Were they typed the wrong way round?"
        )
    return _words(reading, power, expected) if abs(excess - power) < NEARLY else ""


def _about(value: float) -> str:
    return plain(Decimal(f"{value:.2g}"))
