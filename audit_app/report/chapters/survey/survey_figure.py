"""The survey drawn to scale: readings by number, the lines they support, the maker's, the room or its floor plan."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import PlanSet
from audit_app.audit.survey.survey import Surveyed, Taken, boundary, geometry, own_floor, plans, published, working_line
from audit_app.counting import counted
from audit_app.field.contours import MIRRORED, READ, ContourPoint, runs
from audit_app.field.geometry import Point
from audit_app.field.published import ACROSS, ALONG
from audit_app.report.album import Album
from audit_app.report.blocks import Dot, Drawing, Label, Line, Plate, Shape
from audit_app.report.chapters.survey.label_places import Crowd

WIDTH, TALLEST, EDGE = 470.0, 400.0, 22.0
NEAR = 1e-9
PRINTED = 60  # readings in the record; the data file has all of them
NUMBERED = 300  # readings that a drawing has room to number; of more it numbers those that the record prints
Contours = tuple[tuple[float, tuple[ContourPoint, ...]], ...]
DASHES = {READ: (), MIRRORED: (3.0, 2.0)}
LINES = "Bold: the {level} mT line; dashed where it rests on symmetry. Diamonds: published distances."
OTHER_FLOOR = "No line: lines hold at isocentre height, and this is the plan of another floor."


@dataclass(frozen=True)
class Canvas:
    """A sheet to draw on: its size, how long a metre is on it, and where a place (x across, y along) comes to lie."""

    width: float
    height: float
    metre: float
    at: Callable[[Point], Point]
    under: tuple[Shape, ...] = ()


def figures(
    audit: Audit, album: Album, every: tuple[Taken, ...], found: Surveyed, tallest: float = TALLEST
) -> Iterator[Drawing]:
    """A drawing, so tall in points at most, for each plan that readings lie on, or one without a plan."""
    placed = [one for one in every if one.entry.x is not None and one.entry.y is not None]
    known = {plan.plan: plan for plan in plans(audit) if geometry(plan)}
    by: dict[str, list[Taken]] = {}
    for one in placed:
        by.setdefault(one.entry.plan if one.entry.plan in known else "", []).append(one)
    if len(known) == 1 and "" in by:
        only = next(iter(known))
        by[only] = [*by.get(only, []), *by.pop("")]
    for name, readings in by.items():
        places = [_place(one) for one in readings]
        places += [point.place() for _, line in found.contours for point in line]
        canvas = _on_plan(known[name], album, places, tallest) if name else _plain(places, tallest)
        title = f"{known[name].name}. " if name else ""
        yield replace(_drawn(audit, canvas, title, known.get(name), readings, found), tallest=tallest)


def _on_plan(plan: PlanSet, album: Album, places: list[Point], tallest: float) -> Canvas:
    """The plan's own picture or drawn room, with all its readings, as large as the page allows."""
    where = geometry(plan)
    assert where is not None  # chosen for having one
    width, height = max(float(plan.width), 1.0), max(float(plan.height), 1.0)
    corners = [(float(x), float(y)) for x, y in plan.outline]
    drawn = [(0.0, 0.0), (width, height)] if plan.picture or len(corners) < 3 else corners
    spots = [*drawn, *(where.to_pixel(place) for place in (*places, *boundary(plan)))]
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    top, bottom = min(y for _, y in spots), max(y for _, y in spots)
    scale = min((WIDTH - 2 * EDGE) / (right - left), (tallest - 2 * EDGE) / (bottom - top))

    def placed(x: float, y: float) -> Point:
        return EDGE + (x - left) * scale, EDGE + (y - top) * scale

    under: list[Shape] = []
    if plan.picture:
        shot = album.plan(plan.picture, plan.name)
        under += [Plate(*placed(0, 0), width * scale, height * scale, shot)] if shot.path else []
    room = tuple(placed(x, y) for x, y in corners)
    under += [Line((*room, room[0]), "muted", 1.6)] if len(room) > 2 else []
    size = ((right - left) * scale + 2 * EDGE, (bottom - top) * scale + 2 * EDGE)
    return Canvas(*size, scale / where.metres_per_pixel, lambda place: placed(*where.to_pixel(place)), tuple(under))


def _plain(places: list[Point], tallest: float) -> Canvas:
    """Squared paper, a square a metre, the bore across the page."""
    reach_x = max([abs(x) for x, _ in places] + [1.0]) * 1.08
    reach_y = max([abs(y) for _, y in places] + [1.0]) * 1.08
    metre = min((WIDTH - 2 * EDGE) / (2 * reach_y), (tallest - 2 * EDGE) / (2 * reach_x))
    height = 2 * (reach_x * metre + EDGE)

    def at(place: Point) -> Point:
        return WIDTH / 2 + place[1] * metre, height / 2 + place[0] * metre

    grid: list[Shape] = []
    for along in range(-int(reach_y), int(reach_y) + 1):
        grid.append(Line((at((-reach_x, along)), at((reach_x, along))), "rule", 0.4))
        grid.append(Label(at((0, along))[0], height - 6, f"{along} m".replace("-", "−"), 8, "muted", "middle"))
    for across in range(-int(reach_x), int(reach_x) + 1):
        grid.append(Line((at((across, -reach_y)), at((across, reach_y))), "rule", 0.4))
        grid.append(Label(4, at((across, 0))[1] + 2, f"{across} m".replace("-", "−"), 8, "muted"))
    return Canvas(WIDTH, height, metre, at, tuple(grid))


def _drawn(
    audit: Audit, canvas: Canvas, title: str, plan: PlanSet | None, readings: list[Taken], found: Surveyed
) -> Drawing:
    level, here = working_line(audit), plan is None or own_floor(audit, plan)
    shapes: list[Shape] = [*canvas.under]
    edge = boundary(plan) if plan else ()
    if edge:
        shapes.append(Line((*map(canvas.at, edge), canvas.at(edge[0])), "warning", 1.6, (6, 3)))
    contours = found.contours if here else ()
    shapes += _published(audit, canvas) if here else []
    for at, points in contours:
        shapes += _contour(canvas, points, abs(at - level) < NEAR)
    shapes += [*_axes(canvas), *(_spot(canvas, one, level) for one in readings)]
    numbered = readings if len(readings) <= NUMBERED else readings[:PRINTED]
    shapes += _named(canvas, shapes[len(canvas.under) :], numbered, contours, level)
    shapes += _bar(canvas)
    caption = (
        f"{title}{_numbering(readings, numbered)}: square above {level:g} mT, circle at or below it. "
        + (LINES.format(level=f"{level:g}") if here else OTHER_FLOOR)
        + " Arrows from the isocentre: y along the bore and x across it, a metre each."
        + (" Long dashes: edge of the controlled area." if edge else "")
    )
    lines = [f"{at:g} mT" for at, points in found.contours if points and here]
    about = f"Plan of {counted(len(readings), 'field reading')}; lines drawn for {', '.join(lines) or 'no level'}."
    about += "".join(f" {told}." for told in distances(audit, found)) if here else ""
    over = sum(float(one.field) > level for one in readings)
    about += f" {over} of the readings lie above {level:g} mT."
    return Drawing(canvas.width, canvas.height, tuple(shapes), caption, about)


def _numbering(readings: list[Taken], numbered: list[Taken]) -> str:
    some = f", the first {len(numbered)} of {len(readings)} by their number"
    return "Readings by their number" if len(numbered) == len(readings) else f"Readings{some}"


def distances(audit: Audit, found: Surveyed) -> Iterator[str]:
    """How far each line lies from the isocentre, beside what the maker published: what a reader sees on the plan."""
    plot = published(audit)
    for level, crossings in found.account.lines:
        for one in crossings:
            way = {0: "along the bore", 90: "across the bore"}.get(round(one.angle))
            if way and one.supported and one.distance is not None:
                maker = plot.distance(level, ALONG if way.startswith("along") else ACROSS) if plot else None
                beside = f", published {maker:.2f} m" if maker else ""
                yield f"{level:g} mT line {one.distance:.2f} m {way}{beside}"


def _contour(canvas: Canvas, points: tuple[ContourPoint, ...], main: bool) -> list[Shape]:
    """A level's line."""
    colour, width = ("accent", 1.8) if main else ("no_limit", 0.8)
    return [
        Line(tuple(canvas.at(point.place()) for point in run.points), colour, width, DASHES[run.rests_on])
        for run in runs(points)
    ]


def _axes(canvas: Canvas) -> list[Shape]:
    """The isocentre, and from it the directions that positions are given in."""
    shapes: list[Shape] = [Dot(*canvas.at((0.0, 0.0)), 4, "cross", "accent")]
    for name, tip, wings, end in (
        ("y", (0.0, 1.0), ((0.07, 0.86), (-0.07, 0.86)), (0.0, 1.18)),
        ("x", (1.0, 0.0), ((0.86, 0.07), (0.86, -0.07)), (1.18, 0.0)),
    ):
        shapes.append(Line((canvas.at((0.0, 0.0)), canvas.at(tip)), "accent", 0.9))
        shapes.append(Line((canvas.at(tip), *map(canvas.at, wings)), "accent", 0.4, fill="accent"))
        x, y = canvas.at(end)
        shapes.append(Label(x, y + 2.5, name, 8, "accent", "middle", True))
    return shapes


def _named(
    canvas: Canvas, drawn: list[Shape], readings: list[Taken], contours: Contours, level: float
) -> Iterator[Shape]:
    """The number of each reading and the level of each line, where nothing else is drawn."""
    crowd = Crowd()
    for shape in drawn:
        if isinstance(shape, Line):
            crowd.line(shape.points)
        elif isinstance(shape, Dot | Label):
            crowd.add([(shape.x, shape.y)])
    for one in readings:
        yield crowd.place([canvas.at(_place(one))], str(one.number), 8, "ink")
    for at, points in contours:
        if points:
            main = abs(at - level) < NEAR
            spots = [canvas.at(point.place()) for point in points[::3]]
            yield crowd.place(spots, f"{at:g} mT", 8, "accent" if main else "no_limit", main)


def _published(audit: Audit, canvas: Canvas) -> list[Shape]:
    """The maker's distances as diamonds on the axes, and traced lines as they were traced."""
    plot = published(audit)
    shapes: list[Shape] = []
    for line in plot.lines if plot else ():
        if line.traced:
            shapes.append(Line(tuple(canvas.at(point) for point in line.outline()), "muted", 0.8, (1, 2)))
            continue
        along, across = line.distance(ALONG), line.distance(ACROSS)
        for place in [(0.0, s * along) for s in (1, -1) if along] + [(s * across, 0.0) for s in (1, -1) if across]:
            shapes.append(Dot(*canvas.at(place), 2.2, "diamond", "muted"))
    return shapes


def _place(one: Taken) -> Point:
    return float(one.entry.x or 0), float(one.entry.y or 0)


def _spot(canvas: Canvas, one: Taken, level: float) -> Shape:
    over = float(one.field) > level
    return Dot(*canvas.at(_place(one)), 2.6, "square" if over else "circle", "danger" if over else "ink")


def _bar(canvas: Canvas) -> list[Shape]:
    """A bar of one metre."""
    x, y = 8.0, canvas.height - 8.0
    return [Line(((x, y), (x + canvas.metre, y)), "ink", 1.4), Label(x, y - 4, "1 m", 8)]
