"""Where a level's line lies along each direction, between which bounds, and whether the readings support it.

Up to 20 mT the line is the fitted field's; above that only readings that bracket the level along one ray are used.
A line without a reading close to it on either side is not drawn, and its bounds widen with the gap between the two.
A reading's direction and distance are those in space: one above or below the isocentre's height stands for the same
distance to the side, because the magnet is the same all round its bore.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, inf, isfinite, log, radians, sin

import numpy as np

from audit_app.field.model import RADII, Fit
from audit_app.field.multipoles import Array
from audit_app.field.readings import Reading

FITTED_UP_TO = 20.0  # mT: above this the readings are too close to the coils for a fitted line
LEVELS = (0.5, 0.9, 1.0, 3.0, 5.0, 10.0, 20.0, 40.0, 200.0)
ANGLES = tuple(range(0, 91, 15))
NEAR_ANGLE = 25.0  # degrees: readings further off in direction do not support a line
RAY_ANGLE = 10.0  # degrees: readings this close in direction lie on one ray
BRACKET = 1.1  # a reading within a tenth of the level counts for both sides
INNERMOST, OUTERMOST = 0.65, 1.4  # of the line's distance: a reading further in or out does not support it
GAP = 1.0  # standard error as a share of the distance, for the square of the gap (in ln r) that the fit bridges
TURN = 5  # degrees between the directions at which a line is worked out to tell how far off a reading is
WIDEST = 0.1  # half an interval wider than this share of the distance supports nothing
ASIDE = 0.008  # k = 2, for each degree that a reading lies off its ray: share of the distance that a line may turn by
PLACED = 0.08  # m, k = 2: where a reading was taken, and the meter's gain through the steep field close in

FITTED, BETWEEN_READINGS = "fitted", "between two readings"


@dataclass(frozen=True)
class Crossing:
    """A level's distance from the isocentre (m) along one direction, its k = 2 bounds, and what it rests on.

    `why` says in words what is missing when `supported` is false; then no distance is given.
    """

    level: float
    angle: float
    distance: float | None
    low: float | None
    high: float | None
    supported: bool
    by: str = ""
    why: str = ""


def folded(x: float, y: float) -> float:
    """Angle from the bore axis in degrees, 0 to 90: the four quadrants of a symmetric magnet laid on one another."""
    return degrees(atan2(abs(x), abs(y)))


def unfolded(x: float, y: float) -> float:
    """Angle from the bore axis in degrees, 0 to 360, turning from +y towards +x."""
    return degrees(atan2(x, y)) % 360


def polar(reading: Reading) -> float:
    """A reading's angle from the bore axis in space, 0 to 90 degrees."""
    return folded(hypot(reading.x, reading.height), reading.y)


def near(readings: Sequence[Reading], angle: float, mirrored: bool = True) -> list[Reading]:
    """The readings whose direction in space is near one at isocentre height; those of mirror images alike, or not."""
    x, y, least = sin(radians(angle)), cos(radians(angle)), cos(radians(NEAR_ANGLE))

    def along(r: Reading) -> float:
        return (abs(r.x) * x + abs(r.y) * y if mirrored else r.x * x + r.y * y) / max(r.distance, 1e-9)

    return [r for r in readings if along(r) >= least]


def crossing(fit: Fit | None, readings: Sequence[Reading], level: float, angle: float, iron: float = 0.0) -> Crossing:
    """The line of `level` mT at `angle` degrees from the bore axis, using readings of all four quadrants alike."""
    here = near(readings, angle)
    if why := _one_sided(here, level):
        return _none(level, angle, why)
    if level > FITTED_UP_TO:
        return between(_on_ray(here, angle), level, angle)
    if fit is None:
        return _none(level, angle, "too few of them to fit a line")
    inner, outer = nearest(fit, here, level)
    if why := _far(fit, inner, outer, level, angle):
        return _none(level, angle, why)
    distance, low, high = fitted(fit, level, radians(angle), iron, GAP * _gap(inner, outer) ** 2)
    if not isfinite(high) or (high - low) / 2 > WIDEST * distance:
        return _none(level, angle, "the readings leave the line too uncertain here")
    return Crossing(level, angle, distance, low, high, True, FITTED)


def bracketed(fit: Fit | None, readings: Sequence[Reading], level: float, angle: float) -> bool:
    """Whether readings near this very direction (0 to 360 degrees), not a mirror image of it, bracket a level."""
    here, alike = near(readings, angle, mirrored=False), min(angle % 180, 180 - angle % 180)
    if level > FITTED_UP_TO or fit is None:
        return between(_on_ray(here, alike), level, alike).supported
    return not _one_sided(here, level) and all(isfinite(gap) for gap in nearest(fit, here, level))


def _on_ray(here: Sequence[Reading], angle: float) -> list[Reading]:
    return [r for r in here if abs(polar(r) - angle) <= RAY_ANGLE]


def nearest(fit: Fit, here: Sequence[Reading], level: float) -> tuple[float, float]:
    """How far in and out of the fitted line the closest readings lie, in ln r; inf where none is close enough."""
    apart = [(log(r.distance / _line_at(fit, level, polar(r))), r.field) for r in here]
    inner = [max(-a, 0.0) for a, b in apart if b >= level / BRACKET and log(INNERMOST) <= a <= log(BRACKET)]
    outer = [max(a, 0.0) for a, b in apart if b <= level * BRACKET and -log(BRACKET) <= a <= log(OUTERMOST)]
    return min(inner, default=inf), min(outer, default=inf)


def _gap(inner: float, outer: float) -> float:
    """The gap that the fit has to bridge: nought where a reading lies on the line itself."""
    return inner * outer / (inner + outer) if inner + outer else 0.0


def _line_at(fit: Fit, level: float, angle: float) -> float:
    """The fitted line's distance (m) at any angle (0 to 90 degrees), between those worked out once for a level."""
    turns = np.arange(0, 91, TURN)
    if level not in fit.outlines:
        found = [outermost(fit.ray(radians(a))[0] - level) for a in turns]
        fit.outlines[level] = np.minimum(found, RADII[-1])
    return float(np.interp(angle, turns, fit.outlines[level]))


def _none(level: float, angle: float, why: str) -> Crossing:
    return Crossing(level, angle, None, None, None, False, "", f"not supported by readings: {why}")


def _one_sided(here: Sequence[Reading], level: float) -> str:
    """What keeps these readings from lying on both sides of a level, in words; empty when they do."""
    if not here:
        return f"none within {NEAR_ANGLE:g}° of this direction"
    if all(r.field < level / BRACKET for r in here):
        return f"none near this direction is as high as {level:g} mT"
    if all(r.field > level * BRACKET for r in here):
        return f"none near this direction is as low as {level:g} mT"
    return ""


def _far(fit: Fit, inner: float, outer: float, level: float, angle: float) -> str:
    """Between which distances a reading is wanting, in words; empty when there is one close on either side."""
    line = _line_at(fit, level, angle)
    wanted = [(line * INNERMOST, line)] * (inner == inf) + [(line, line * OUTERMOST)] * (outer == inf)
    return "none between " + " or between ".join(f"{a:.1f} and {b:.1f} m" for a, b in wanted) if wanted else ""


def fitted(fit: Fit, level: float, angle: float, iron: float = 0.0, far: float = 0.0) -> tuple[float, float, float]:
    """Distance in m at which the fitted field last falls through a level (mT) along an angle (rad), and k = 2 bounds.

    `iron` is a share of the field (standard error) to add, `far` a share of the distance.
    Some shielded magnets have a second, lower rise further out. The upper bound leaves it aside only when the
    field there stays more than one standard error below the level.
    """
    field, error, steepness = fit.ray(angle)
    error = np.hypot(error, np.hypot(iron, far * steepness) * field)
    above = field - level
    distance, upper = outermost(above), above + 2 * error
    first = _next_fall(upper, distance)
    alone = outermost(above + error) <= first
    return distance, outermost(above - 2 * error), first if alone else outermost(upper)


def _next_fall(above: Array, distance: float) -> float:
    """Where a curve first falls through nought beyond a distance; inf when it never does."""
    below = np.flatnonzero((above <= 0) & (distance < RADII))
    return _through(above, int(below[0]) - 1) if len(below) and below[0] > 0 else inf


def outermost(above: Array) -> float:
    """The largest of `RADII` where a curve falls through nought; the first if it is never above, inf if never below."""
    over = np.flatnonzero(above > 0)
    if len(over) == 0:
        return float(RADII[0])
    j = int(over[-1])
    if j == len(RADII) - 1:
        return inf
    return _through(above, j)


def _through(above: Array, j: int) -> float:
    """The radius between the j-th and the next at which a curve passes through nought."""
    share = above[j] / (above[j] - above[j + 1])
    return float(RADII[j] * (RADII[j + 1] / RADII[j]) ** share)


def between(ray: Sequence[Reading], level: float, angle: float) -> Crossing:
    """The line between the closest two readings of one ray that lie on either side of it; straight in ln B and ln r."""
    inner = [r for r in ray if r.field >= level]
    outer = [r for r in ray if r.field <= level]
    pairs = [(a, b) for a in inner for b in outer if a.distance < b.distance <= 1.6 * a.distance]
    if not pairs:
        return _none(level, angle, f"no two readings along this direction lie on either side of {level:g} mT")
    a, b = min(pairs, key=lambda pair: pair[1].distance - pair[0].distance)
    share = log(a.field / level) / log(a.field / b.field) if a.field > b.field else 0.5
    start, far = a.distance, b.distance
    distance = start * (far / start) ** share
    bend = 1.2 * share * (1 - share) * (far - start)  # a power law between the two is a guess, worst half way
    aside = ASIDE * distance * (abs(polar(a) - angle) * (1 - share) + abs(polar(b) - angle) * share)
    placed = hypot(PLACED, aside)
    half = hypot(placed, bend)
    if half > WIDEST * distance:
        return _none(level, angle, "the two nearest readings on either side are too far apart")
    return Crossing(
        level,
        angle,
        distance,
        max(distance - half, start - placed),
        min(distance + half, far + placed),
        True,
        BETWEEN_READINGS,
    )
