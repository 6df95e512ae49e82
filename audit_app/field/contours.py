"""A level's line all the way round the magnet, and how it lies to a drawn boundary."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from audit_app.field.geometry import Point, signed_distance
from audit_app.field.lines import MIRRORED, READ, Crossing, directed
from audit_app.field.model import Fit
from audit_app.field.readings import Reading
from audit_app.field.site import Disturbance

STEP = 5  # degrees
__all__ = ["MIRRORED", "READ", "STEP", "Beyond", "ContourPoint", "Stretch", "beyond", "contour", "runs", "told"]


@dataclass(frozen=True)
class ContourPoint:
    """One point of a line: direction in degrees (0 to 360, from +y towards +x), its crossing, and what it rests on.

    Read here when readings near this very direction bracket the level; by symmetry when only those of a mirror
    image do. Points without support are not in a contour.
    """

    angle: int
    crossing: Crossing
    rests_on: str

    def place(self, distance: float | None = None) -> Point:
        """(x across, y along) in m, at the line's own distance or another."""
        r, turn = self.crossing.distance if distance is None else distance, radians(self.angle)
        return (r or 0.0) * sin(turn), (r or 0.0) * cos(turn)


def contour(
    fit: Fit | None, used: Sequence[Reading], level: float, disturbed: Sequence[Disturbance] = ()
) -> tuple[ContourPoint, ...]:
    """The supported points of a level's line (mT), every 5 degrees all round; `disturbed` is in the fit already."""
    found = ((angle, directed(fit, used, level, float(angle))) for angle in range(0, 360, STEP))
    return tuple(ContourPoint(angle, c, c.rests_on) for angle, c in found if c.supported)


@dataclass(frozen=True)
class Stretch:
    """An unbroken piece of a line that rests on one thing, to be drawn as one stroke."""

    rests_on: str
    points: tuple[ContourPoint, ...]


def runs(points: Sequence[ContourPoint]) -> list[Stretch]:
    """The line cut where it breaks or rests on something else; a step that only one end was read at is by symmetry."""
    found: list[Stretch] = []
    for one, other in zip(points, (*points[1:], *points[:1]), strict=True):
        if (other.angle - one.angle) % 360 != STEP:
            continue
        rests = one.rests_on if one.rests_on == other.rests_on else MIRRORED
        if found and found[-1].rests_on == rests and found[-1].points[-1] is one:
            found[-1] = Stretch(rests, (*found[-1].points, other))
        else:
            found.append(Stretch(rests, (one, other)))
    return found


@dataclass(frozen=True)
class Beyond:
    """How far a line lies outside a boundary (m; negative inside) in one direction, with k = 2 bounds."""

    angle: int
    distance: float
    low: float
    high: float
    rests_on: str = READ


def beyond(points: Sequence[ContourPoint], boundary: Sequence[Point]) -> tuple[Beyond, ...]:
    """The line's signed distance to a drawn boundary, for each of its points."""
    found = []
    for point in points:
        c = point.crossing
        at = [signed_distance(point.place(d), boundary) for d in (c.distance, c.low, c.high)]
        found.append(Beyond(point.angle, at[0], min(at), max(at), point.rests_on))
    return tuple(found)


def told(level: float, found: Sequence[Beyond], whole: bool) -> str:
    """Where the line lies to the boundary, in words: outside if it is anywhere, inside only if it is everywhere."""
    if not found:
        return f"The {level:g} mT line is not supported by readings, so it cannot be compared with the boundary."
    out = [b for b in found if b.low > 0]
    near = [b for b in found if b.high >= 0]
    worst = max(out, key=lambda b: b.distance) if out else max(near or found, key=lambda b: b.high)
    where = f"at {worst.angle}° from the bore axis"
    if out:
        said = f"lies outside the boundary by {worst.distance:.2f} m ({worst.low:.2f} to {worst.high:.2f} m) {where}."
    elif near:
        said = f"is at the boundary within its uncertainty: {_side(worst.distance)} {where}"
        said += f", from {_side(worst.low)} to {_side(worst.high)}."
    else:
        said = f"lies inside the boundary, nearest by {-worst.distance:.2f} m ({-worst.high:.2f} to {-worst.low:.2f} m)"
        said += f" {where}."
    said += "" if whole else " Not all of the line is supported by readings."
    mirrored = " Part of it rests on symmetry alone." if any(b.rests_on == MIRRORED for b in found) else ""
    return f"The {level:g} mT line {said}{mirrored}"


def _side(metres: float) -> str:
    return f"{abs(metres):.2f} m {'outside' if metres > 0 else 'inside'}"
