"""Where a level's line lies along each direction, between which bounds, and whether the readings support it.

Up to 20 mT the line is the fitted field's; above that only readings that bracket the level along one ray are used.
A line with no reading near it on either side is not drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot, inf, isfinite, log, radians

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
WIDEST = 0.1  # half an interval wider than this share of the distance supports nothing
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


def crossing(fit: Fit | None, readings: Sequence[Reading], level: float, angle: float, iron: float = 0.0) -> Crossing:
    """The line of `level` mT at `angle` degrees from the bore axis, using readings of all four quadrants alike."""
    near = [r for r in readings if abs(folded(r.x, r.y) - angle) <= NEAR_ANGLE]
    return _supported(fit, near, _on_ray(near, angle), level, angle, iron)


def _on_ray(near: Sequence[Reading], angle: float) -> list[Reading]:
    return [r for r in near if abs(folded(r.x, r.y) - angle) <= RAY_ANGLE]


def _supported(
    fit: Fit | None, near: Sequence[Reading], ray: Sequence[Reading], level: float, angle: float, iron: float
) -> Crossing:
    why = _missing(near, level)
    if why:
        return _none(level, angle, why)
    if level > FITTED_UP_TO:
        return between(ray, level, angle)
    if fit is None:
        return _none(level, angle, "too few of them to fit a line")
    distance, low, high = fitted(fit, level, radians(angle), iron)
    if not isfinite(high) or (high - low) / 2 > WIDEST * distance:
        return _none(level, angle, "the readings leave the line too uncertain here")
    return Crossing(level, angle, distance, low, high, True, FITTED)


def bracketed(readings: Sequence[Reading], level: float, angle: float, turned: Callable[[float, float], float]) -> bool:
    """Whether readings near a direction lie on both sides of a level, directions being told by `turned` (degrees)."""
    near = [r for r in readings if abs((turned(r.x, r.y) - angle + 180) % 360 - 180) <= NEAR_ANGLE]
    return not _missing(near, level)


def _none(level: float, angle: float, why: str) -> Crossing:
    return Crossing(level, angle, None, None, None, False, "", f"not supported by readings: {why}")


def _missing(near: Sequence[Reading], level: float) -> str:
    """What keeps these readings from bracketing a level, in words; empty when they do."""
    if not near:
        return f"none within {NEAR_ANGLE:g}° of this direction"
    if all(r.field < level / BRACKET for r in near):
        return f"none near this direction is as high as {level:g} mT"
    if all(r.field > level * BRACKET for r in near):
        return f"none near this direction is as low as {level:g} mT"
    return ""


def fitted(fit: Fit, level: float, angle: float, iron: float = 0.0) -> tuple[float, float, float]:
    """Distance in m at which the fitted field last falls through a level (mT) along an angle (rad), and k = 2 bounds.

    Some shielded magnets have a second, lower rise further out. The upper bound leaves it aside only when the
    field there stays more than one standard error below the level.
    """
    field, error = fit.ray(angle, iron)
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
    pairs = [(a, b) for a in inner for b in outer if _radius(a) < _radius(b) <= 1.6 * _radius(a)]
    if not pairs:
        return _none(level, angle, f"no two readings along this direction lie on either side of {level:g} mT")
    a, b = min(pairs, key=lambda pair: _radius(pair[1]) - _radius(pair[0]))
    share = log(a.field / level) / log(a.field / b.field) if a.field > b.field else 0.5
    near, far = _radius(a), _radius(b)
    distance = near * (far / near) ** share
    bend = 1.2 * share * (1 - share) * (far - near)  # a power law between the two is a guess, worst half way
    half = hypot(PLACED, bend)
    if half > WIDEST * distance:
        return _none(level, angle, "the two nearest readings on either side are too far apart")
    return Crossing(
        level,
        angle,
        distance,
        max(distance - half, near - PLACED),
        min(distance + half, far + PLACED),
        True,
        BETWEEN_READINGS,
    )


def _radius(reading: Reading) -> float:
    return hypot(reading.x, reading.y)
