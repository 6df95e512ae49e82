"""A first fit of multipoles alone that stands up to wild readings: many starts, Huber, outliers left out."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from audit_app.field.fit.frame import Frame
from audit_app.field.fit.noise import close_to_coils
from audit_app.field.fit.places import cells
from audit_app.field.fit.solve import Problem, apart, descend
from audit_app.field.multipoles import ORDERS, TERMS, Array, Flags, size

OUTLIER = 6.0  # standard errors
WILD = 1.15  # ln 3.2: how far off the log-log trend a reading may be before the fit is tried without it
REACH = 0.45  # how far out the coils lie, as a share of the readings' distance: higher multipoles are weaker
FAR_REACH, POOR = 0.9, 1.5  # the same where a fit explains readings worse than so many squared errors each
VALLEYS = 10  # that are followed to their end: which is the deepest is not seen before errors are taken as relative
MANY = 150  # readings that are enough to fit multipoles to
ROUGHLY = 1e-3  # how little a step may gain, as a share, before a pass that others follow is ended
FEWEST = 8  # readings that even a first fit must keep
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
class First:
    """Parameters (TERMS), each reading's misfit in standard errors, those errors of ln B, and who could stand."""

    frame: Frame
    parameters: Array
    prior: Array
    misfit: Array
    sigma: Array
    stood: Flags
    valleys: tuple[Array, ...] = ()  # other parameters that may explain the readings once more is let free

    @property
    def cost(self) -> float:
        """Squared misfits, none counting more than an outlier's."""
        return float(np.minimum(self.misfit**2, OUTLIER**2).sum())

    def of_all(self, columns: "Columns") -> "First":
        """The same fit beside every reading of a survey of which it was made from a part."""
        if len(columns.field) == len(self.misfit):
            return self
        modelled, sigma = columns.errors(self.frame, self.parameters)
        misfit = np.log(columns.field / modelled) / sigma
        return replace(self, misfit=misfit, sigma=sigma, stood=np.abs(misfit) < OUTLIER)


@dataclass(frozen=True)
class Columns:
    """Readings as columns (m, mT), their own standard errors of ln B, and what else is assumed of them."""

    x: Array
    y: Array
    height: Array
    field: Array
    own: Array
    zero: float
    place: float
    site: float
    earth: float

    @cached_property
    def r(self) -> Array:
        """Distances from the marked isocentre in m."""
        distance: Array = np.sqrt(self.x**2 + self.y**2 + self.height**2)
        return distance

    def at_most(self, many: int) -> "Columns":
        """Of more readings than this one at each of so many places, that in the middle of those close to it."""
        if len(self.field) <= many:
            return self
        close = cells(np.column_stack([self.x, self.y, self.height]), many)
        at = [sorted(of, key=lambda i: float(self.field[i]))[len(of) // 2] for of in close]
        x, y, height, field, own = (part[at] for part in (self.x, self.y, self.height, self.field, self.own))
        return replace(self, x=x, y=y, height=height, field=field, own=own)

    @cached_property
    def tame(self) -> Flags:
        """True within a factor of about 3 of a robust trend of ln B against ln r and angle (Tukey's weights)."""
        log_r = np.log(self.r / np.exp(np.log(self.r).mean()))
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

    def sigma(self, field: Array, steepness: Array) -> Array:
        """Standard error of ln B: meter, zero, position through the steepness there, site, and the coils close by."""
        zero = self.zero / np.maximum(field, 0.02)
        parts = self.own**2 + zero**2 + (steepness * self.place / self.r) ** 2 + self.site**2
        found: Array = np.sqrt(parts + close_to_coils(field) ** 2)
        return found

    def errors(self, frame: Frame, p: Array) -> tuple[Array, Array]:
        """What a fit gives at each place (mT), and the errors of ln B judged there, where no slip can hide."""
        step = 1.01
        scaled = np.array([1.0, step, 1 / step])
        x, y, height = (np.outer(scaled, part).ravel() for part in (self.x, self.y, self.height))
        modelled, out, back = size(frame.basis(x, y, height), p).reshape(3, -1)
        steepness = np.clip(np.log(back / out) / (2 * np.log(step)), 1.5, 10)
        return modelled, self.sigma(modelled, steepness)


def first(columns: Columns, frame: Frame) -> First:
    """The better of two fits: of all readings, and of those that a log-log trend does not find wild.

    Where neither explains the readings well, coils further out are tried too.
    """
    everyone = np.ones(len(columns.field), bool)
    tame = columns.tame
    attempts = [everyone] if tame.all() or tame.sum() < FEWEST else [tame, everyone]
    found = [_fitted(columns, frame, chosen, REACH) for chosen in attempts]
    if min(each.cost for each in found) > POOR * len(columns.field):
        found += [_fitted(columns, frame, chosen, FAR_REACH) for chosen in attempts]
    return min(found, key=lambda each: each.cost)


def roughly(columns: Columns, frame: Frame) -> float:
    """Squared misfits of the deepest valley that first steps lead to; nearly what a fit to its end has."""
    begun, starts = _begun(columns, frame, REACH)
    p = descend(begun, starts, 15, in_log=False, enough=ROUGHLY)[0]
    modelled, sigma = columns.errors(frame, p)
    return float(np.minimum((np.log(columns.field / modelled) / sigma) ** 2, OUTLIER**2).sum())


def _fitted(columns: Columns, frame: Frame, chosen: Flags, reach: float) -> First:
    """Fits the chosen readings, then lets the fit itself decide three times which readings it can stand."""
    begun, starts = _begun(columns, frame, reach)
    here = begun.of(chosen)
    several = descend(here, starts, 15, in_log=False, enough=ROUGHLY)
    several = descend(here, apart(several, VALLEYS), 40, in_log=False, enough=ROUGHLY)
    p, *others = apart(descend(here, apart(several, VALLEYS), 40, in_log=True, enough=ROUGHLY), VALLEYS)
    for _ in range(3):
        modelled, sigma = columns.errors(frame, p)
        stood = np.abs(np.log(columns.field / modelled)) / sigma < OUTLIER
        chosen = stood if stood.sum() >= FEWEST else chosen
        p = descend(replace(begun, sigma=sigma).of(chosen), p[None], 40, in_log=True, enough=1e-5)[0]
    modelled, sigma = columns.errors(frame, p)
    misfit = np.log(columns.field / modelled) / sigma
    return First(frame, p, begun.prior, misfit, sigma, np.abs(misfit) < OUTLIER, tuple(others))


def _begun(columns: Columns, frame: Frame, reach: float) -> tuple[Problem, Array]:
    """The whole problem with errors as they are where the field falls steeply, and the starting sets (s, TERMS)."""
    amplitude = 0.5 * float(np.median(columns.field * (columns.r / frame.size) ** 4))
    coils = [40 * amplitude * reach ** (order - 1) for order in ORDERS]
    prior = np.concatenate([coils, np.full(3, columns.earth)])
    starts = np.zeros((len(STARTS), TERMS))
    starts[:, :4] = amplitude * STARTS
    starts[:, -1] = columns.earth
    sigma = columns.sigma(columns.field, np.full(len(columns.r), 5.0))
    return Problem(frame.basis(columns.x, columns.y, columns.height), columns.field, sigma, prior), starts
