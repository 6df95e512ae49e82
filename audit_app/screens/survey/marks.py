"""How a field reading looks on the plan, in the table and on the chart: a shape and a colour for each band of field."""

from dataclasses import dataclass
from math import cos, pi, sin

import flet as ft
import flet.canvas as cv

from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt

Spot = tuple[float, float]
INK = "#16212A"


@dataclass(frozen=True)
class Band:
    """Readings from `start` mT up: shape, colour on light and on dark ground, and words."""

    start: float
    shape: str
    light: str
    dark: str
    words: str

    def colour(self, dark: bool) -> str:
        """The colour on this ground."""
        return self.dark if dark else self.light


def bands(working_line: float) -> tuple[Band, ...]:
    """The bands of field, rising: below the site's working line first."""
    high = max(3.0, working_line * 1.5)
    return (
        Band(0.0, "circle", "#0B5670", "#8FD1EB", say("below {level} mT", level=f"{working_line:g}")),
        Band(
            working_line,
            "triangle",
            "#8A5A00",
            "#FFC857",
            say("{from_} to {to} mT", from_=f"{working_line:g}", to=f"{high:g}"),
        ),
        Band(high, "square", "#B3261E", "#FFB4AB", say("{from_} to {to} mT", from_=f"{high:g}", to="40")),
        Band(40.0, "diamond", "#5B4B8A", "#CDBDFF", say("{level} mT and above", level="40")),
    )


def band_of(field: float, among: tuple[Band, ...]) -> Band:
    """The band a field in mT falls in."""
    return [band for band in among if field >= band.start][-1]


def mark(at: Spot, band: Band, dark: bool, size: float = 8, hollow: bool = False) -> list[cv.Shape]:
    """A reading's mark; hollow when lines do not rest on it."""
    colour = band.colour(dark)
    fill = ft.Paint(color=ft.Colors.SURFACE if hollow else colour)
    edge = ft.Paint(
        color=colour if hollow else (INK if dark else "#FFFFFF"), stroke_width=2, style=ft.PaintingStyle.STROKE
    )
    if band.shape == "circle":
        return [cv.Circle(*at, size, paint=fill), cv.Circle(*at, size, paint=edge)]
    return [path(corners(band.shape, at, size * 1.2), fill), path(corners(band.shape, at, size * 1.2), edge)]


def corners(shape: str, at: Spot, size: float) -> list[Spot]:
    """The corners of a triangle, square or diamond round a spot."""
    n, turn = {"triangle": (3, -90), "square": (4, -45), "diamond": (4, -90)}[shape]
    return [
        (at[0] + size * cos((turn + 360 * k / n) * pi / 180), at[1] + size * sin((turn + 360 * k / n) * pi / 180))
        for k in range(n)
    ]


def path(points: list[Spot], paint: ft.Paint, closed: bool = True) -> cv.Path:
    """Straight lines from point to point."""
    first, *rest = points
    steps: list[cv.Path.PathElement] = [cv.Path.MoveTo(*first), *(cv.Path.LineTo(*p) for p in rest)]
    return cv.Path([*steps, cv.Path.Close()] if closed else steps, paint=paint)


def pen(colour: ft.ColorValue, width: float = 2, dash: list[float] | None = None) -> ft.Paint:
    """A stroke."""
    return ft.Paint(color=colour, stroke_width=width, style=ft.PaintingStyle.STROKE, stroke_dash_pattern=dash)


def words(at: Spot, text: str, colour: ft.ColorValue, size: float = 12, ground: ft.ColorValue | None = None) -> cv.Text:
    """A label beside a spot."""
    return cv.Text(
        *at, value=text, style=ft.TextStyle(size=pt(size), color=colour, bgcolor=ground, weight=ft.FontWeight.W_600)
    )


def swatch(band: Band, dark: bool) -> ft.Control:
    """A band's mark for a legend or a table."""
    return cv.Canvas(mark((12, 12), band, dark), width=24, height=24)


LEVEL_COLOURS = ("#00687A", "#2E7D32", "#8A5A00", "#B3261E", "#7A3E9D", "#37474F")
LEVEL_COLOURS_DARK = ("#7FD6E8", "#9BD89E", "#FFC857", "#FFB4AB", "#DDB6F2", "#CFD8DC")


def level_colour(index: int, dark: bool) -> str:
    """The colour of the index-th line drawn; every line also carries its level in words."""
    among = LEVEL_COLOURS_DARK if dark else LEVEL_COLOURS
    return among[index % len(among)]
