"""Where a level's line lies along each direction, between which bounds, and whether the readings support it.

Up to 20 mT the line is the fitted field's; above that only readings that bracket the level along one ray are used.
A line without a reading close to it on either side is not drawn, and its bounds widen with the gap between the two.
A reading above or below the isocentre's height stands for the same distance to the side, because a magnet is the same
all round its bore. Readings of a mirror image stand for a direction only where the magnet is its own mirror image.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import atan2, cos, degrees, exp, hypot, inf, isfinite, log, radians
from statistics import fmean

import numpy as np

from audit_app.field.model import DIRECTIONS, FITTED_UP_TO, STEP, Fit
from audit_app.field.multipoles import Array
from audit_app.field.readings import Reading

LEVELS = (0.5, 0.9, 1.0, 3.0, 5.0, 10.0, 20.0, 40.0, 200.0)
ANGLES = tuple(range(0, 91, 15))
NEAR_ANGLE = 25.0  # degrees: readings further off in direction do not support a line
FAR_ANGLE = 33.0  # the same to both sides of a direction, of a magnet that is closely symmetric: between six rays
RAY_ANGLE = 10.0  # degrees: readings this close in direction lie on one ray
BRACKET = 1.1  # a reading within a tenth of the level counts for both sides
INNERMOST, OUTERMOST = 0.65, 1.4  # of the line's distance: a reading further in or out does not support it
GAP = 1.0  # standard error as a share of the distance, for the square of the gap (in ln r) that the fit bridges
ON_RAY, BENDS_IN = 8.0, 15.0  # degrees: how far off a ray a line is known as on it, and what its bend is judged over
BEND = 0.15  # of the bend (in ln r) of a line between two rays: standard error as a share of the distance
NOWHERE_NEAR = 0.05  # in ln r: a reading further than this on its own side of a line does not contradict it
BLOCKS = 15.0  # degrees: a line is not drawn this close to a reading that contradicts it
SLACK = 0.1  # m beyond its bounds at which a reading contradicts a line
WIDEST, NARROW = 0.15, 0.15  # half an interval wider than this share of the distance, and than so many m, is no line
ASIDE = 0.008  # k = 2, for each degree that a reading lies off its ray: share of the distance that a line may turn by
PLACED = 0.08  # m, k = 2: where a reading was taken, and the meter's gain through the steep field close in

FITTED, BETWEEN_READINGS = "fitted", "between two readings"
READ, MIRRORED, NOT_SUPPORTED = "read here", "by symmetry", "not supported"


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
    rests_on: str = ""
    read: bool = False  # whether readings on this very ray lie on both sides


def folded(x: float, y: float) -> float:
    """Angle from the bore axis in degrees, 0 to 90: the four quadrants of a symmetric magnet laid on one another."""
    return degrees(atan2(abs(x), abs(y)))


def polar(reading: Reading) -> float:
    """A reading's angle from the bore axis in space, 0 to 90 degrees."""
    return folded(hypot(reading.x, reading.height), reading.y)


def direction(reading: Reading) -> float:
    """A reading's direction in degrees (0 to 360), one above or below the isocentre laid down to its own side."""
    return reading.direction


def turned_by(one: float, other: float) -> float:
    """Degrees between two directions, 0 to 180."""
    return abs((one - other + 180) % 360 - 180)


def near(
    readings: Sequence[Reading], angle: float, fit: Fit | None = None, within: float = NEAR_ANGLE
) -> list[Reading]:
    """The readings whose direction is near one at isocentre height; those of mirror images too where a fit is given."""
    if fit is None:
        return [r for r in readings if turned_by(r.direction, angle) <= within]
    if fit.lying.upright:
        return [r for r in readings if hypot(r.x, r.y) >= cos(radians(within)) * r.distance]
    images = {(s * (angle - fit.turn) + fit.turn + half) % 360 for s in (1, -1) for half in (0, 180)}
    return [r for r in readings if min(turned_by(r.direction, a) for a in images) <= within]


def between_rays(fit: Fit, readings: Sequence[Reading], angle: float) -> list[Reading]:
    """The readings of which mirror images lie to both sides of a direction that is far from all of them, or none.

    Only a magnet that is closely its own mirror image, read at places enough, is known so far from any reading.
    """
    if not fit.closely_mirrored or fit.lying.upright:
        return []
    found = near(readings, angle, fit, FAR_ANGLE)
    images = [s * (r.direction - fit.turn) + fit.turn + half for r in found for s in (1, -1) for half in (0, 180)]
    off = [(image - angle + 180) % 360 - 180 for image in images]
    sides = {each > 0 for each in off if abs(each) <= FAR_ANGLE}
    return found if len(sides) == 2 else []


def directed(fit: Fit | None, readings: Sequence[Reading], level: float, angle: float) -> Crossing:
    """The line of `level` mT in one direction, 0 to 360 degrees from +y towards +x, with what it rests on."""
    return _directed(_Close(fit, readings, angle), level)


def all_round(
    fit: Fit | None, readings: Sequence[Reading], levels: Sequence[float], angles: Sequence[int]
) -> tuple[tuple[float, tuple[Crossing, ...]], ...]:
    """`directed` for each level (mT) in each direction; readings are looked through once for a direction."""
    close = [_Close(fit, readings, float(angle)) for angle in angles]
    return tuple((level, tuple(_directed(each, level) for each in close)) for level in levels)


@dataclass(frozen=True)
class _Close:
    """The readings close to one direction: near it, on one ray with it, and near it on any side of the magnet."""

    fit: Fit | None
    readings: Sequence[Reading]
    angle: float

    @cached_property
    def here(self) -> list[Reading]:
        return near(self.readings, self.angle)

    @cached_property
    def ray(self) -> list[Reading]:
        return near(self.here, self.angle, within=RAY_ANGLE)

    @cached_property
    def mirrored(self) -> list[Reading]:
        found = near(self.readings, self.angle, self.fit)
        return found or (between_rays(self.fit, self.readings, self.angle) if self.fit else [])


def _directed(close: _Close, level: float) -> Crossing:
    fit, angle = close.fit, close.angle
    if fit is not None and not fit.holds:
        return _none(level, angle, "they do not fit together")
    if fit is not None and level <= FITTED_UP_TO and (against := contradicting(fit, level, angle)):
        return _none(level, angle, f"row {against.row} ({against.typed}) contradicts the line of all the others")
    here = _crossing(fit, close.here, level, angle)
    if here.supported or fit is None or not fit.mirrored:
        ray = close.ray if here.supported else []
        read = any(r.field >= level for r in ray) and any(r.field <= level for r in ray)
        return replace(here, rests_on=READ if here.supported else NOT_SUPPORTED, read=read)
    image = _crossing(fit, close.mirrored, level, angle)
    return replace(image, rests_on=MIRRORED if image.supported else NOT_SUPPORTED)


def crossing(fit: Fit | None, readings: Sequence[Reading], level: float, angle: float, iron: float = 0.0) -> Crossing:
    """The line at `angle` degrees from the bore axis, 0 to 90, on all sides of the magnet that readings support.

    Where the magnet is its own mirror image it is their mean, with their usual bounds. Else it is the furthest, with
    bounds that hold all of them; a share `iron` of the field (standard error) is added.
    """
    return joined(fit, [directed(fit, readings, level, a) for a in _sides(angle)], angle, iron)


def folded_lines(fit: Fit | None, around: Sequence[Crossing]) -> tuple[Crossing, ...]:
    """`crossing` at each of `ANGLES`, from a level's lines in all of their directions round the magnet."""
    by = {c.angle: c for c in around}
    return tuple(joined(fit, [by[side] for side in _sides(angle)], angle) for angle in ANGLES)


def _sides(angle: float) -> list[float]:
    """An angle from the bore axis on each side of the magnet."""
    return sorted({angle, -angle % 360, 180 - angle, (180 + angle) % 360})


def joined(fit: Fit | None, sides: Sequence[Crossing], angle: float, iron: float = 0.0) -> Crossing:
    """One line at an angle from the bore axis, of those on all sides of the magnet, as `crossing` has it."""
    level = sides[0].level
    known = [c for c in sides if c.distance is not None and c.low is not None and c.high is not None]
    if not known:
        return replace(sides[0], angle=angle)
    lows, highs, far = (
        [float(v or 0.0) for v in part] for part in zip(*((c.low, c.high, c.distance) for c in known), strict=True)
    )
    alike = fit is not None and fit.mirrored and max(lows) <= min(far) and max(far) <= min(highs)
    low, high, distance = (fmean(lows), fmean(highs), fmean(far)) if alike else (min(lows), max(highs), max(far))
    more = 2 * iron / 4 * distance
    rests = READ if any(c.rests_on == READ for c in known) else known[0].rests_on
    read = any(c.read for c in known)
    return Crossing(level, angle, distance, low - more, high + more, True, known[0].by, "", rests, read)


def _crossing(fit: Fit | None, here: list[Reading], level: float, angle: float) -> Crossing:
    if why := _one_sided(here, level):
        return _none(level, angle, why)
    if level > FITTED_UP_TO:
        return between([r for r in here if _off(r, angle, fit) <= RAY_ANGLE], level, angle, fit)
    if fit is None:
        return _none(level, angle, "too few of them to fit a line")
    inner, outer = nearest(fit, here, level)
    if why := _far(fit, inner, outer, level, angle):
        return _none(level, angle, why)
    far = hypot(GAP * _gap(inner, outer) ** 2, _between(fit, here, level, angle))
    distance, low, high = fitted(fit, level, angle, far)
    _, lowest, highest = fitted(fit, level, angle, far, shared=True)
    if not (isfinite(highest) and isfinite(distance)) or (high - low) / 2 > max(WIDEST * distance, NARROW):
        return _none(level, angle, "the readings leave the line too uncertain here")
    return Crossing(level, angle, distance, lowest, highest, True, FITTED)


def contradicting(fit: Fit, level: float, angle: float) -> Reading | None:
    """A reading left out whose side of the level the line through all the others contradicts, near a direction."""
    close = [r for r in fit.doubted if turned_by(direction(r), angle) <= BLOCKS]
    return next((r for r in close if abs(contradicts(fit, r, level)) > 0), None)


def contradicted(fit: Fit, readings: Sequence[Reading], level: float) -> list[tuple[Reading, float]]:
    """The readings that contradict a line, each with how far it lies from it, as `contradicts` has it."""
    low = [r for r in readings if r.field <= FITTED_UP_TO and r.distance > 0 and abs(r.field - level) > r.doubt]
    out = beyond(fit, low, level)  # one well on its own side of the line need not be looked at closely
    close = [r for r, far in zip(low, out, strict=True) if (far if r.field > level else -far) > -NOWHERE_NEAR]
    found = [(r, contradicts(fit, r, level)) for r in close]
    return [(r, off) for r, off in found if off and isfinite(off)]


def contradicts(fit: Fit, reading: Reading, level: float) -> float:
    """Metres by which a reading lies beyond a line (above nought) or within it though it says otherwise; or nought."""
    if abs(reading.field - level) <= reading.doubt or reading.distance <= 0:
        return 0.0
    _, low, high = fitted(fit, level, direction(reading))
    beyond = reading.distance - line_at(fit, level, direction(reading))
    inside = reading.field > level
    wrong = reading.distance > high + SLACK if inside else reading.distance < low - SLACK
    return beyond if wrong else 0.0


def _off(reading: Reading, angle: float, fit: Fit | None) -> float:
    """Degrees by which a reading, or its nearest mirror image, lies off a direction."""
    turn = fit.turn if fit else 0.0
    images = {(s * (angle - turn) + turn + half) % 360 for s in (1, -1) for half in (0, 180)}
    return min(turned_by(direction(reading), a) for a in images)


def nearest(fit: Fit, here: Sequence[Reading], level: float) -> tuple[float, float]:
    """How far in and out of the fitted line the closest readings lie, in ln r; inf where none is close enough."""
    apart, field = beyond(fit, here, level), np.array([r.field for r in here])
    inner = -apart[(field >= level / BRACKET) & (apart >= log(INNERMOST)) & (apart <= log(BRACKET))]
    outer = apart[(field <= level * BRACKET) & (apart >= -log(BRACKET)) & (apart <= log(OUTERMOST))]
    return max(float(inner.min(initial=inf)), 0.0), max(float(outer.min(initial=inf)), 0.0)


def _gap(inner: float, outer: float) -> float:
    """The gap that the fit has to bridge: nought where a reading lies on the line itself."""
    return inner * outer / (inner + outer) if inner + outer else 0.0


def _between(fit: Fit, here: Sequence[Reading], level: float, angle: float) -> float:
    """Standard error as a share of the distance, of a direction between the rays that were read, where the line bends.

    The size of a field says little of its way: between two rays far apart a fit can follow another branch than the
    field does, the more the line bends there.
    """
    if fit.lying.upright:
        return 0.0
    out = np.exp(beyond(fit, here, level))
    line = [r for r, share in zip(here, out, strict=True) if INNERMOST <= share <= OUTERMOST]
    apart = min((_off(r, angle, fit) if fit.mirrored else turned_by(r.direction, angle) for r in line), default=0.0)
    before, there, behind = (log(line_at(fit, level, angle + turn)) for turn in (-BENDS_IN, 0.0, BENDS_IN))
    return BEND * abs(before - 2 * there + behind) * (1 - exp(-((apart / ON_RAY) ** 2)))


def line_at(fit: Fit, level: float, angle: float) -> float:
    """The fitted line's distance (m) at any direction (0 to 360 degrees), between those worked out once for a level."""
    at, share = divmod(angle % 360 / STEP, 1)
    before, behind = (_outline(fit, level)[int(at + k) % len(DIRECTIONS)] for k in (0, 1))
    return float((1 - share) * before + share * behind)


def beyond(fit: Fit, readings: Sequence[Reading], level: float) -> Array:
    """How far each reading lies out of the fitted line in its own direction, in ln r; below nought within it."""
    at = np.array([r.direction for r in readings]) % 360 / STEP
    low, share = at.astype(int), at % 1
    outline = _outline(fit, level)
    line = (1 - share) * outline[low % len(DIRECTIONS)] + share * outline[(low + 1) % len(DIRECTIONS)]
    found: Array = np.log(np.array([r.distance for r in readings]) / line)
    return found


def _outline(fit: Fit, level: float) -> Array:
    """The fitted line's distance (m) in each of `DIRECTIONS`, worked out once for a level."""
    if level not in fit.outlines:
        found = [outermost(fit.ray(a)[0] - log(level), fit.radii) for a in DIRECTIONS]
        fit.outlines[level] = np.minimum(found, fit.radii[-1])
    return fit.outlines[level]


def _none(level: float, angle: float, why: str) -> Crossing:
    return Crossing(level, angle, None, None, None, False, "", f"not supported by readings: {why}", NOT_SUPPORTED)


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
    line = line_at(fit, level, angle)
    wanted = [(line * INNERMOST, line)] * (inner == inf) + [(line, line * OUTERMOST)] * (outer == inf)
    return "none between " + " or between ".join(f"{a:.1f} and {b:.1f} m" for a, b in wanted) if wanted else ""


def fitted(fit: Fit, level: float, angle: float, far: float = 0.0, shared: bool = False) -> tuple[float, float, float]:
    """Distance in m at which the fitted field last falls through a level (mT) along degrees, and expanded bounds.

    `far` is a share of the distance (standard error) to add; `shared` adds a zero and a gain that nobody checked,
    which move readings and line together: they tell nothing of whether readings support or contradict it. Some
    shielded magnets have a second, lower rise further out. The upper bound leaves it aside only when the field there
    stays more than one standard error below the level.
    """
    ln_b, error, steepness, common = fit.ray(angle)
    error, r = np.hypot(error, far * steepness), fit.radii
    above, wide = ln_b - log(level), np.hypot(fit.widened * error, 2 * common * shared)
    distance, upper = outermost(above, r), above + np.log1p(wide)
    lower = above + np.log(np.maximum(1 - wide, 1e-3))
    first = _next_fall(upper, distance, r)
    alone = outermost(above + np.log1p(error), r) <= first
    return distance, outermost(lower, r), first if alone else outermost(upper, r)


def _next_fall(above: Array, distance: float, radii: Array) -> float:
    """Where a curve first falls through nought beyond a distance; inf when it never does."""
    below = np.flatnonzero((above <= 0) & (distance < radii))
    return _through(above, int(below[0]) - 1, radii) if len(below) and below[0] > 0 else inf


def outermost(above: Array, radii: Array) -> float:
    """The largest radius where a curve falls through nought; the first if it is never above, inf if never below."""
    over = np.flatnonzero(above > 0)
    if len(over) == 0:
        return float(radii[0])
    j = int(over[-1])
    if j == len(radii) - 1:
        return inf
    return _through(above, j, radii)


def _through(above: Array, j: int, radii: Array) -> float:
    """The radius between the j-th and the next at which a curve passes through nought."""
    if above[j] == above[j + 1]:
        return float(radii[j + 1])
    share = above[j] / (above[j] - above[j + 1])
    return float(radii[j] * (radii[j + 1] / radii[j]) ** share)


def between(ray: Sequence[Reading], level: float, angle: float, fit: Fit | None = None) -> Crossing:
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
    aside = ASIDE * distance * (_off(a, angle, fit) * (1 - share) + _off(b, angle, fit) * share)
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
