"""The maker's isocontours: named distances for a level, or a traced line, with where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, degrees, hypot, radians, sin
from statistics import fmean

from audit_app.errors import FieldError

WIDEST_GAP = 45.0  # degrees between two traced points that still make a line
FURTHEST = 30.0  # m: no line of a magnet is published further out
ALONG, ACROSS = 0.0, 90.0


@dataclass(frozen=True)
class PublishedLine:
    """One level's line (mT): distances in m at angles in degrees from the bore axis, as published or traced."""

    level: float
    points: tuple[tuple[float, float], ...]
    traced: bool = False  # then angles go all round, 0 to 360, in the order they were traced

    def distance(self, angle: float) -> float | None:
        """Distance in m at an angle (0 to 90): as named, or along a traced line; None where nothing is published."""
        if self.traced:
            return self._along(angle)
        return next((distance for named, distance in self.points if abs(named - angle) < 0.5), None)

    def _along(self, angle: float) -> float | None:
        """Where the rays at an angle meet a traced line: the mean over the quadrants that it was traced in."""
        met = set()
        for (start, near), (end, far) in pairwise([*self.points, *self.points[:1]]):
            turn = _turn(start, end)
            if not 0 < abs(turn) <= WIDEST_GAP:
                continue
            for ray in {angle, 180 - angle, 180 + angle, (360 - angle) % 360}:
                share = _turn(start, ray) / turn
                if -1e-9 <= share <= 1 + 1e-9:
                    met.add(round(_chord(0.0, near, radians(turn), far, radians(share * turn)), 6))
        return fmean(met) if met else None

    def outline(self) -> tuple[tuple[float, float], ...]:
        """Places as (x across, y along) in m: those named, in the first quadrant, or those traced, in their order."""
        if self.traced:
            return tuple((d * sin(radians(a)), d * cos(radians(a))) for a, d in self.points)
        return tuple((d * sin(radians(a)), d * cos(radians(a))) for a, d in sorted(self.points))


def _turn(start: float, end: float) -> float:
    """Degrees from one direction to another, the shorter way, -180 to 180."""
    return (end - start + 180) % 360 - 180


def _chord(before: float, near: float, after: float, far: float, angle: float) -> float:
    """Where a ray meets the straight line between two points given by angle and distance."""
    return near * far * sin(after - before) / (near * sin(angle - before) + far * sin(after - angle))


@dataclass(frozen=True)
class PublishedPlot:
    """A maker's plot: its source in words, whether a person has checked it against that source, and its lines."""

    source: str
    verified: bool
    lines: tuple[PublishedLine, ...]

    def distance(self, level: float, angle: float) -> float | None:
        """Published distance in m of a level (mT) at an angle from the bore axis, or None."""
        return next((line.distance(angle) for line in self.lines if abs(line.level - level) < 1e-9), None)

    def caveat(self) -> str:
        """What a reader of the comparison must know about the plot."""
        checked = "checked against its source" if self.verified else "not yet checked against its source"
        return f"Published lines: {self.source or 'source not named'} ({checked}); such plots are worked out in air."


def traced(level: float, points: tuple[tuple[float, float], ...]) -> PublishedLine:
    """A line traced on the plan from points (x, y) in m, in the order they were traced."""
    polar = tuple((degrees(atan2(x, y)) % 360, hypot(x, y)) for x, y in points)
    return PublishedLine(level, polar, traced=True)


def near(distance: float, where: str) -> float:
    """A distance in m as published; FieldError where no magnet's line lies so far out."""
    if abs(distance) > FURTHEST:
        raise FieldError(where, f"has a distance of {abs(distance):g} m", "Is it in cm or mm? Name the unit.")
    return distance


def in_order(lines: Sequence[PublishedLine], source: str) -> None:
    """FieldError where a level is given twice, or a higher one further out, as no magnet has it."""
    named = sorted((line for line in lines if not line.traced), key=lambda line: line.level)
    for weak, strong in pairwise(named):
        if weak.level == strong.level:
            raise FieldError(source, f"gives {weak.level:g} mT twice", "Keep one of the two.")
        if any(a == angle and d > there for a, d in strong.points for angle, there in weak.points):
            fault = f"has {strong.level:g} mT further out than {weak.level:g} mT"
            raise FieldError(source, fault, "Check levels and distances against the plot.")
