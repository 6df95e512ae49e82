"""Positions on a plan and distances to lines on it: pixels of the picture, metres from the isocentre."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians, sin

from audit_app.errors import FieldError

Point = tuple[float, float]


@dataclass(frozen=True)
class PlanGeometry:
    """How a plan's pixels (x right, y down) stand to metres from the isocentre (x across the bore, y along it).

    `axis` is the bore's direction in degrees, clockwise from the picture's right.
    """

    metres_per_pixel: float
    isocentre: Point
    axis: float = 0.0

    @classmethod
    def scaled(cls, a: Point, b: Point, metres: float, isocentre: Point, axis: float = 0.0) -> "PlanGeometry":
        """From two points a known distance apart; FieldError when they or the distance cannot give a scale."""
        apart = hypot(b[0] - a[0], b[1] - a[1])
        if apart < 2:
            raise FieldError("plan", "has two scale points on top of one another", "Choose two points far apart.")
        if not 0.1 <= metres <= 1000:
            raise FieldError("plan", f"has a scale of {metres:g} m between its points", "Type the distance in metres.")
        return cls(metres / apart, isocentre, axis)

    def to_metres(self, pixel: Point) -> Point:
        """A pixel as (across, along) in m from the isocentre."""
        right, down = (self.metres_per_pixel * (p - o) for p, o in zip(pixel, self.isocentre, strict=True))
        turn = radians(self.axis)
        return down * cos(turn) - right * sin(turn), right * cos(turn) + down * sin(turn)

    def to_pixel(self, place: Point) -> Point:
        """A place (across, along) in m as a pixel."""
        across, along = place
        turn = radians(self.axis)
        right, down = along * cos(turn) - across * sin(turn), along * sin(turn) + across * cos(turn)
        return self.isocentre[0] + right / self.metres_per_pixel, self.isocentre[1] + down / self.metres_per_pixel


def signed_distance(point: Point, boundary: Sequence[Point]) -> float:
    """Metres from a closed boundary (at least three corners): positive outside it, negative inside."""
    if len(boundary) < 3:
        raise FieldError("boundary", "has fewer than three corners", "Draw the whole edge of the area.")
    corners = [*boundary, boundary[0]]
    edges = list(pairwise(corners))
    away = min(_to_segment(point, a, b) for a, b in edges)
    return -away if _inside(point, edges) else away


def _to_segment(p: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length))
    return hypot(p[0] - a[0] - share * dx, p[1] - a[1] - share * dy)


def _inside(p: Point, edges: Sequence[tuple[Point, Point]]) -> bool:
    """Whether a ray from the point crosses the boundary an odd number of times."""
    crossed = 0
    for (ax, ay), (bx, by) in edges:
        if (ay > p[1]) != (by > p[1]) and p[0] < (bx - ax) * (p[1] - ay) / (by - ay) + ax:
            crossed += 1
    return crossed % 2 == 1
