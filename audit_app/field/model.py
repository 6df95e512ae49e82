"""A fringe field fitted to readings, with what it knows and what it does not.

Method: exterior zonal multipoles l = 1 to 9 and a uniform field, fitted to |B| by robust least squares. The fit
is run on all readings and again without those that a log-log trend finds wild; the one that explains more of the
readings is kept. The uncertainty of ln B along a ray adds four things to the fit's own covariance: the meter's
gain, nearby iron (the site), what the multipoles leave out close to the coils, and any scatter the readings show
beyond their stated errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from audit_app.errors import FieldError
from audit_app.field.multipoles import ORDERS, R0, TERMS, TINY, Array, Flags, basis, size
from audit_app.field.readings import Reading
from audit_app.field.solve import Problem, descend

FEWEST = 10  # readings that a fit may rest on
NEAREST = 1.2  # m: closer to the isocentre than this there is no exterior field to speak of
OUTLIER = 6.0  # standard errors
WILD = 1.15  # ln 3.2: how far off the log-log trend a reading may be before the fit is tried without it
RADII: Array = np.geomspace(1.15, 15.0, 600)  # m, where lines are looked for
STARTS = np.array(
    [
        (1, 0, 0, 0),
        (0.6, 0.6, 0, 0),
        (0.6, -0.6, 0, 0),
        (-0.4, 0.8, 0, 0),
        (0.4, 0.5, 0.3, 0),
        (0.3, 0.5, 0.5, 0),
        (0.4, 0.5, -0.3, 0),
        (0, 0.5, 0.5, 0),
        (0.1, 1, 0, 0),
        (1, 0.3, 0.3, 0),
    ],
    dtype=float,
)


@dataclass(frozen=True)
class Errors:
    """Standard errors assumed of a survey: shares of the field, mT and m."""

    gain: float = 0.015  # common to all readings of one meter
    scatter: float = 0.02
    zero: float = 0.007
    place: float = 0.03
    earth: float = 0.028  # each component of Earth's field
    site: float = 0.03  # nearby iron
    mark: float = 0.02  # where the isocentre was taken to be

    def near_coils(self, r: Array) -> Array:
        """Share of the field that the multipoles leave out at r metres from the isocentre."""
        left_out: Array = (NEAREST / r) ** 8
        return left_out


TYPICAL = Errors()


@dataclass(frozen=True, eq=False)  # arrays have no truth to compare by; another fit is another value
class Fit:
    """Parameters (TERMS), their covariance, and each reading's misfit in standard errors and in ln B."""

    parameters: Array
    covariance: Array
    misfit: Array
    excess: Array
    used: Flags
    errors: Errors
    rays: dict[float, tuple[Array, Array, Array]] = field(default_factory=dict, repr=False, compare=False)
    outlines: dict[float, Array] = field(default_factory=dict, repr=False, compare=False)  # of lines.py, by level

    @property
    def scale(self) -> float:
        """How much more the readings scatter than their errors say (a variance ratio, at least 1)."""
        kept = self.misfit[self.used]
        return max(1.0, float(np.minimum(kept**2, 9).sum()) / max(len(kept) - len(ORDERS) + 1, 1))

    def field(self, x: Array, y: Array, height: Array) -> Array:
        """|B| in mT of magnet and uniform field together, as a meter would read it."""
        return size(basis(x, y, height), self.parameters)

    def ray(self, angle: float) -> tuple[Array, Array, Array]:
        """`along` at `RADII` and the steepness there (of ln B over ln r), worked out once for each direction."""
        if angle not in self.rays:
            b, error = self.along(angle, RADII)
            self.rays[angle] = b, error, np.abs(np.gradient(np.log(b), np.log(RADII)))
        return self.rays[angle]

    def along(self, angle: float, r: Array) -> tuple[Array, Array]:
        """The magnet's own |B| in mT and its standard error, at r metres along an angle (rad) from the bore axis."""
        places = basis(r * np.sin(angle), r * np.cos(angle), np.zeros_like(r))
        places[:, :, len(ORDERS) :] = 0.0
        vectors = places @ self.parameters
        b = np.sqrt((vectors * vectors).sum(1) + TINY)
        slope = np.einsum("nc,nck->nk", vectors, places) / b[:, None]
        variance = np.einsum("nk,kl,nl->n", slope, self.covariance, slope) * self.scale
        relative = self.errors.gain**2 + self.errors.site**2 + self.errors.near_coils(r) ** 2
        marked = self.errors.mark * np.gradient(b, r)
        return b, np.sqrt(variance + relative * b**2 + marked**2)


def fit(readings: Sequence[Reading], errors: Errors = TYPICAL) -> Fit:
    """The field that explains the readings best; FieldError when there are too few of them to say anything."""
    if len(readings) < FEWEST:
        said = f"has {len(readings)} usable readings; a fitted line needs at least {FEWEST}"
        raise FieldError(
            "field survey", said, "Take more, in all directions and on both sides of the line; 24 is good."
        )
    survey = _Survey.of(readings, errors)
    everyone = np.ones(len(readings), bool)
    tame = survey.trend()
    attempts = [everyone] if tame.all() or tame.sum() < FEWEST - 2 else [tame, everyone]
    return min((survey.fitted(chosen) for chosen in attempts), key=unexplained)


def unexplained(fitted: Fit) -> float:
    """How badly a fit explains its readings: squared misfits, none counting more than an outlier's."""
    return float(np.minimum(fitted.misfit**2, OUTLIER**2).sum())


@dataclass(frozen=True)
class _Survey:
    """The readings as columns, their field basis, and the errors assumed of them."""

    x: Array
    y: Array
    height: Array
    field: Array
    basis: Array
    errors: Errors

    @classmethod
    def of(cls, readings: Sequence[Reading], errors: Errors) -> "_Survey":
        x, y, height, field = np.array([(r.x, r.y, r.height, r.field) for r in readings]).T
        return cls(x, y, height, np.maximum(field, 1e-4), basis(x, y, height), errors)

    @property
    def r(self) -> Array:
        distance: Array = np.sqrt(self.x**2 + self.y**2 + self.height**2)
        return distance

    def trend(self) -> Flags:
        """True within a factor of about 3 of a robust trend of ln B against ln r and angle (Tukey's weights)."""
        log_r = np.log(self.r / R0)
        tilt = (self.y / self.r) ** 2 - 0.5
        columns = np.column_stack([np.ones_like(log_r), log_r, tilt, tilt * log_r])
        wanted, weight = np.log(self.field), np.ones(len(log_r))
        residual = wanted
        for _ in range(30):
            root = np.sqrt(weight)
            solved = np.linalg.lstsq(columns * root[:, None], wanted * root, rcond=None)[0]
            residual = wanted - columns @ solved
            spread = max(1.4826 * float(np.median(np.abs(residual))), 0.08)
            share = np.abs(residual) / spread / 4.5
            weight = np.where(share < 1, (1 - share**2) ** 2 + 1e-6, 1e-6)
        close: Flags = np.abs(residual) < WILD
        return close

    def fitted(self, chosen: Flags) -> Fit:
        """Fit the chosen readings, then let the fit itself decide four times which readings it can stand."""
        amplitude = 0.5 * float(np.median(self.field * (self.r / R0) ** 4))
        prior = np.concatenate([np.full(4, 20 * amplitude), [0.5 * amplitude], np.full(3, self.errors.earth)])
        starts = np.zeros((len(STARTS), TERMS))
        starts[:, :4] = amplitude * STARTS
        starts[:, -1] = self.errors.earth
        first = self._problem(chosen, self._sigma(self.field, np.full(len(self.r), 5.0)), prior)
        p, _ = descend(first, starts, 15, in_log=False)
        p, _ = descend(first, p[None], 40, in_log=False)
        p, matrix = descend(first, p[None], 40, in_log=True)
        for _ in range(4):
            misfit, sigma = self._misfit(p)
            stood = np.abs(misfit) < OUTLIER
            chosen = stood if stood.sum() >= FEWEST - 2 else chosen
            p, matrix = descend(self._problem(chosen, sigma, prior), p[None], 40, in_log=True)
        misfit, sigma = self._misfit(p)
        covariance = np.linalg.inv(matrix).astype(np.float64)
        return Fit(p, covariance, misfit, misfit * sigma, chosen, self.errors)

    def _problem(self, chosen: Flags, sigma: Array, prior: Array) -> Problem:
        return Problem(self.basis[chosen], self.field[chosen], sigma[chosen], prior)

    def _misfit(self, p: Array) -> tuple[Array, Array]:
        """Misfit in standard errors, and those errors of ln B judged at the modelled field, where no slip can hide."""
        modelled = size(self.basis, p)
        step = 1.01
        out, back = (size(basis(self.x * s, self.y * s, self.height * s), p) for s in (step, 1 / step))
        steepness = np.clip(np.log(back / out) / (2 * np.log(step)), 1.5, 10)
        sigma = self._sigma(modelled, steepness)
        return np.log(self.field / modelled) / sigma, sigma

    def _sigma(self, field: Array, steepness: Array) -> Array:
        """Standard error of ln B: meter, zero, position through the steepness there, site, and the coils close by."""
        e = self.errors
        parts = e.scatter**2 + (e.zero / np.maximum(field, 0.02)) ** 2 + (steepness * e.place / self.r) ** 2 + e.site**2
        sigma: Array = np.sqrt(parts + e.near_coils(self.r) ** 2)
        return sigma
