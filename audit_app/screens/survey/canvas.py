"""The plan as it is drawn: picture or room, grid, lines and readings; a tap gives a place back in plan pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, radians, sin

import flet as ft
import flet.canvas as cv

from audit_app.audit.log.entries import PlanSet
from audit_app.audit.survey.survey import Surveyed, Taken, boundary, geometry, shown
from audit_app.field.contours import READ, runs
from audit_app.field.geometry import PlanGeometry
from audit_app.field.published import PublishedPlot
from audit_app.screens.pieces.component import known
from audit_app.screens.session.language import say
from audit_app.screens.survey.marks import Spot, band_of, bands, level_colour, mark, path, pen, words

SPELLED = 10  # with more readings on a plan than this, values stand in the table and only numbers beside the marks
TOUCH = 28  # logical pixels round a mark that a finger may miss by


@dataclass(frozen=True)
class PlanLayers:
    """What is drawn on a plan: readings, lines for some levels, the maker's plot, and what is chosen or being set."""

    taken: tuple[Taken, ...]
    found: Surveyed | None
    levels: tuple[float, ...]
    plot: PublishedPlot | None
    working_line: float
    chosen: str = ""
    cross: Spot | None = None  # a place for a new reading, in plan pixels
    points: tuple[Spot, ...] = ()  # points being set, in plan pixels
    dark: bool = False


@dataclass(frozen=True)
class Sheet:
    """A plan at the size it is drawn: logical pixels to a plan pixel, and metres where they are known."""

    plan: PlanSet
    scale: float
    where: PlanGeometry | None

    @classmethod
    def fitting(cls, plan: PlanSet, width: float, height: float) -> "Sheet":
        """The plan as large as fits."""
        return cls(plan, min(width / float(plan.width), height / float(plan.height)), geometry(plan))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as drawn."""
        return float(self.plan.width) * self.scale, float(self.plan.height) * self.scale

    def at(self, pixel: Spot) -> Spot:
        """A plan pixel as drawn."""
        return pixel[0] * self.scale, pixel[1] * self.scale

    def place(self, metres: Spot) -> Spot | None:
        """A place in m from the isocentre as drawn; None while the plan has no scale."""
        return self.at(self.where.to_pixel(metres)) if self.where else None

    def nearest(self, pixel: Spot, taken: Sequence[Taken]) -> str:
        """The reading whose mark is under a finger, or empty."""
        best, found = TOUCH / self.scale, ""
        for one in taken:
            spot = self.where.to_pixel(placed(one)) if self.where and one.entry.x is not None else None
            if spot is not None:
                away = ((spot[0] - pixel[0]) ** 2 + (spot[1] - pixel[1]) ** 2) ** 0.5
                if away < best:
                    best, found = away, one.entry.reading
        return found


def placed(one: Taken) -> Spot:
    """A reading's place in m: across the bore, along it."""
    return float(one.entry.x or 0), float(one.entry.y or 0)


def plan_view(
    sheet: Sheet, drawn: PlanLayers, source: str, on_tap: Callable[[Spot], None], height: float | None = None
) -> ft.Control:
    """The plan to pan, zoom and tap."""
    width, tall = sheet.size
    layers: list[ft.Control] = []
    if source:
        layers.append(
            ft.Image(src=source, width=width, height=tall, fit=ft.BoxFit.FILL, gapless_playback=True, opacity=0.75)
        )
    layers.append(cv.Canvas(shapes(sheet, drawn), width=width, height=tall))

    def tapped(event: ft.TapEvent[ft.GestureDetector]) -> None:
        if event.local_position is not None:
            on_tap((event.local_position.x / sheet.scale, event.local_position.y / sheet.scale))

    stack = ft.Stack(layers, width=width, height=tall)
    finger = ft.GestureDetector(stack, on_tap_up=tapped, exclude_from_semantics=True)  # a reader's tap has no place
    viewer = ft.InteractiveViewer(
        known("plan.tap", finger, label=alternative(drawn)),
        max_scale=8,
        min_scale=0.5,
        boundary_margin=ft.Margin.all(200),
    )
    ground = ft.Colors.SURFACE_CONTAINER_LOWEST
    return ft.Container(
        viewer, key="plan.view", bgcolor=ground, clip_behavior=ft.ClipBehavior.HARD_EDGE, height=height or tall
    )


def alternative(drawn: PlanLayers) -> str:
    """The plan for somebody who cannot see it."""
    return say("Floor plan with {n} field readings. The table lists the same readings.", n=len(drawn.taken))


def shapes(sheet: Sheet, drawn: PlanLayers) -> list[cv.Shape]:
    """Everything over the picture, from the ground up."""
    return [
        *room(sheet),
        *grid(sheet),
        *edge(sheet),
        *makers_lines(sheet, drawn),
        *lines(sheet, drawn),
        *isocentre(sheet),
        *readings(sheet, drawn),
        *being_set(sheet, drawn),
    ]


def room(sheet: Sheet) -> list[cv.Shape]:
    """The walls of a drawn room."""
    corners = [sheet.at((float(x), float(y))) for x, y in sheet.plan.outline]
    return [path(corners, pen(ft.Colors.ON_SURFACE, 3))] if len(corners) > 2 else []


def grid(sheet: Sheet) -> list[cv.Shape]:
    """Every metre from the isocentre, where the scale is known."""
    if sheet.where is None:
        return []
    width, tall = float(sheet.plan.width), float(sheet.plan.height)
    corners = [sheet.where.to_metres(p) for p in ((0, 0), (width, 0), (width, tall), (0, tall))]
    faint = pen(ft.Colors.OUTLINE_VARIANT, 1)
    drawn: list[cv.Shape] = []
    for axis in (0, 1):
        low, high = (
            f(each) for f, each in ((ceil, min(c[axis] for c in corners)), (floor, max(c[axis] for c in corners)))
        )
        ends = (min(c[1 - axis] for c in corners), max(c[1 - axis] for c in corners))
        for metre in range(max(low, -30), min(high, 30) + 1):
            spots = [sheet.place((metre, end) if axis == 0 else (end, metre)) for end in ends]
            if spots[0] and spots[1]:
                drawn.append(cv.Line(*spots[0], *spots[1], paint=faint))
    return drawn


def edge(sheet: Sheet) -> list[cv.Shape]:
    """The drawn edge of the controlled area."""
    corners = [spot for p in boundary(sheet.plan) if (spot := sheet.place(p))]
    if len(corners) < 3:
        return []
    label = words((corners[0][0] + 4, corners[0][1] + 4), say("controlled area"), ft.Colors.TERTIARY)
    return [path(corners, pen(ft.Colors.TERTIARY, 3, [12, 4, 3, 4])), label]


def makers_lines(sheet: Sheet, drawn: PlanLayers) -> list[cv.Shape]:
    """The published distances: ticks on the axes where only those are named, dashes along a traced line."""
    found: list[cv.Shape] = []
    ink = ft.Colors.ON_SURFACE_VARIANT
    for index, line in enumerate(drawn.plot.lines if drawn.plot else ()):
        if not any(abs(line.level - level) < 1e-9 for level in drawn.levels):
            continue
        if line.traced:
            spots = [spot for p in line.outline() if (spot := sheet.place(p))]
            found.append(path(spots, pen(ink, 2, [2, 4]), closed=False))
        for x, y in () if line.traced else line.outline():
            for sx, sy in {(1, 1), (-1, 1), (1, -1), (-1, -1)}:
                if spot := sheet.place((sx * x, sy * y)):
                    found += cross(spot, 8, pen(ink, 2))
        if spot := sheet.place(line.outline()[0]):
            name = say("{level} mT published", level=f"{line.level:g}")
            found.append(words((spot[0] + 4, spot[1] + 10 + 14 * index), name, ink, 11))
    return found


def cross(at: Spot, size: float, paint: ft.Paint) -> list[cv.Shape]:
    """Two strokes that cross at a spot."""
    (x, y), d = at, size
    return [cv.Line(x - d, y - d, x + d, y + d, paint=paint), cv.Line(x - d, y + d, x + d, y - d, paint=paint)]


def lines(sheet: Sheet, drawn: PlanLayers) -> list[cv.Shape]:
    """The measured lines: solid where readings stand, dashed where only symmetry carries them."""
    found: list[cv.Shape] = []
    for index, level in enumerate(drawn.levels):
        points = drawn.found.contour(level) if drawn.found else ()
        colour = level_colour(index, drawn.dark)
        for run in runs(points):
            spots = [spot for p in run.points if (spot := sheet.place(p.place()))]
            read = run.rests_on == READ
            if len(spots) > 1:
                found.append(path(spots, pen(colour, 3 if read else 2, None if read else [8, 6]), closed=False))
        label = freest(sheet, drawn, [spot for p in points if (spot := sheet.place(p.place()))])
        if label is not None:
            ground = ft.Colors.SURFACE_CONTAINER_LOWEST
            found.append(words((label[0] - 18, label[1] - 8), f"{level:g} mT", colour, 13, ground))
    return found


def freest(sheet: Sheet, drawn: PlanLayers, spots: Sequence[Spot]) -> Spot | None:
    """The spot of a line that is furthest from every reading: there its level is written."""
    marks = [spot for one in drawn.taken if one.entry.x is not None and (spot := sheet.place(placed(one)))]
    return max(
        spots, key=lambda s: min(((s[0] - m[0]) ** 2 + (s[1] - m[1]) ** 2 for m in marks), default=0), default=None
    )


def isocentre(sheet: Sheet) -> list[cv.Shape]:
    """A cross at the isocentre and the bore's axis through it."""
    if sheet.plan.isocentre is None:
        return []
    x, y = sheet.at((float(sheet.plan.isocentre[0]), float(sheet.plan.isocentre[1])))
    paint = pen(ft.Colors.PRIMARY, 3)
    drawn: list[cv.Shape] = []
    if sheet.plan.axis is not None:
        turn = radians(float(sheet.plan.axis))
        dx, dy = 46 * cos(turn), 46 * sin(turn)
        drawn.append(cv.Line(x - dx, y - dy, x + dx, y + dy, paint=paint))
        drawn.append(cv.Line(x + dy / 4, y - dx / 4, x - dy / 4, y + dx / 4, paint=paint))
    return [
        *drawn,
        cv.Circle(x, y, 7, paint=paint),
        words((x + 10, y + 10), say("isocentre"), ft.Colors.PRIMARY, 11),
    ]


def readings(sheet: Sheet, drawn: PlanLayers) -> list[cv.Shape]:
    """The readings: shape and colour by band, number and value beside, a ring round the chosen one."""
    among = bands(drawn.working_line)
    found: list[cv.Shape] = []
    for one in drawn.taken:
        spot = sheet.place(placed(one)) if one.entry.x is not None else None
        if spot is None:
            continue
        rests = drawn.found is None or drawn.found.used(one.number)
        found += mark(spot, band_of(float(one.field), among), drawn.dark, hollow=not rests)
        spelled = len(drawn.taken) <= SPELLED or one.entry.reading == drawn.chosen
        text = f"{one.number}: {shown(one.entry.quantity)}" if spelled else str(one.number)
        found.append(words((spot[0] + 11, spot[1] - 8), text, ft.Colors.ON_SURFACE, 11))
        if one.entry.reading == drawn.chosen:
            found.append(cv.Circle(*spot, 18, paint=pen(ft.Colors.PRIMARY, 3)))
    return found


def being_set(sheet: Sheet, drawn: PlanLayers) -> list[cv.Shape]:
    """The place of a new reading, and points of a scale or an edge that are being set."""
    found: list[cv.Shape] = []
    paint = pen(ft.Colors.ERROR, 3)
    for spot in (*drawn.points, *([drawn.cross] if drawn.cross else [])):
        x, y = sheet.at(spot)
        found += [cv.Line(x - 14, y, x + 14, y, paint=paint), cv.Line(x, y - 14, x, y + 14, paint=paint)]
    if len(drawn.points) > 1:
        found.append(path([sheet.at(p) for p in drawn.points], paint, closed=False))
    return found
