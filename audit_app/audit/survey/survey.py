"""The fringe-field survey of an audit: its readings as physics takes them, and what is worked out from them.

Everything here is worked out from the entries; nothing is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from statistics import fmean

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import FieldMeasured, PlanSet, PlotLine, PlotSet
from audit_app.audit.log.removals import standing
from audit_app.audit.verdicts.doubt import with_doubt as with_doubt
from audit_app.audit.verdicts.judge import Verdict, against
from audit_app.checklist.model import Limit
from audit_app.checklist.reference.settings import setting
from audit_app.errors import FieldError
from audit_app.field.account import METHOD, Account, Told, account
from audit_app.field.contours import STEP, Beyond, ContourPoint, beyond, contour, told
from audit_app.field.geometry import PlanGeometry, Point
from audit_app.field.lines import LEVELS
from audit_app.field.published import ACROSS, ALONG, PublishedLine, PublishedPlot, traced
from audit_app.field.readings import AT_THE_LINE, INSIDE, OUTSIDE, Reading
from audit_app.field.slips import Nominal, challenge
from audit_app.field.surveys import USUAL_HEIGHT
from audit_app.units import Quantity, convert, plain

WORKING_LINE, ISOCENTRE = "working_line", "isocentre_height"
NOT_KNOWN = "not known"
IN_MT = Limit(unit="mT", source="field-line")


@dataclass(frozen=True)
class Taken:
    """A field reading as it stands: its number in the survey, its entry, and its place for the fit if it has one.

    `reading` is None for a reading without a position, with '<' or '>', or taken while the magnet was not at field.
    """

    number: int
    entry: FieldMeasured
    field: Decimal
    doubt: Decimal
    reading: Reading | None


def taken(audit: Audit) -> tuple[Taken, ...]:
    """Every field reading that was not set aside, numbered from 1 in the order first taken."""
    heads = (standing(audit.slots, slot) for slot in audit.slots.of_kind("field"))
    entries = [head for head in heads if isinstance(head, FieldMeasured)]
    centre = isocentre_height(audit)
    return tuple(_taken(number, entry, centre) for number, entry in enumerate(entries, 1))


def isocentre_height(audit: Audit) -> Decimal:
    """The isocentre above the floor of the scan room, in m; the usual height where nobody set it."""
    setting = audit.settings.get(ISOCENTRE)
    return convert(setting.number, setting.unit, "m") if setting and setting.unit else Decimal(str(USUAL_HEIGHT))


def _taken(number: int, entry: FieldMeasured, centre: Decimal) -> Taken:
    field, doubt = in_mt(entry.quantity)
    placed = entry.x is not None and entry.y is not None
    usable = placed and entry.at_field and not entry.quantity.comparator
    return Taken(number, entry, field, doubt, _zeroed(entry, reading_of(entry, number, centre)) if usable else None)


def zero(entry: FieldMeasured) -> float | None:
    """What the meter read in its zero chamber, in mT: the mean of before and after; None where nobody told."""
    told = [q for q in (entry.zero_before, entry.zero_after) if q is not None and not q.comparator]
    return fmean(float(convert(q.value, q.unit, "mT")) for q in told) if told else None


def _zeroed(entry: FieldMeasured, reading: Reading) -> Reading:
    """A reading for the fit, without what its meter showed in the zero chamber."""
    return replace(reading, field=max(reading.field - (zero(entry) or 0.0), 0.0))


def in_mt(quantity: Quantity) -> tuple[Decimal, Decimal]:
    """A field's size and its expanded uncertainty in mT; a usual meter's where none was given."""
    sure = with_doubt(quantity)
    return abs(convert(sure.value, sure.unit, "mT")), convert(sure.doubt, sure.unit, "mT")


def reading_of(entry: FieldMeasured, number: int, centre: Decimal) -> Reading:
    """An entry's reading as physics takes it; the isocentre is `centre` metres above the floor."""
    x, y = entry.x or Decimal(0), entry.y or Decimal(0)
    above = entry.height - centre if entry.height is not None else None
    return placed(entry.quantity, x, y, above, number, entry.place)


def placed(
    quantity: Quantity, x: Decimal, y: Decimal, above: Decimal | None = None, number: int = 0, label: str = ""
) -> Reading:
    """A field at a place, in m from the isocentre; one that is told no height is level with it."""
    field, doubt = in_mt(quantity)
    height = float(above) if above is not None else 0.0
    return Reading(number, float(x), float(y), height, float(field), shown(quantity), float(doubt), label)


def shown(quantity: Quantity) -> str:
    """A quantity as it was typed, with its unit even where that was chosen beside the field."""
    typed = quantity.typed.strip()
    return typed if quantity.unit in typed or not typed[-1:].isdigit() else f"{typed} {quantity.unit}"


def plans(audit: Audit) -> tuple[PlanSet, ...]:
    """The floor plans as they stand."""
    heads = (audit.slots.last(slot) for slot in audit.slots.of_kind("plan"))
    return tuple(head for head in heads if isinstance(head, PlanSet))


def geometry(plan: PlanSet) -> PlanGeometry | None:
    """How a plan stands to metres; None until its scale, isocentre and bore axis are set."""
    if plan.metres is None or len(plan.scale) != 2 or plan.isocentre is None or plan.axis is None:
        return None
    a, b = (_point(p) for p in plan.scale)
    try:
        return PlanGeometry.scaled(a, b, float(plan.metres), _point(plan.isocentre), float(plan.axis))
    except FieldError:
        return None


def own_floor(audit: Audit, plan: PlanSet) -> bool:
    """Whether a plan is of the magnet's own floor: lines hold at isocentre height and are drawn on no other.

    Where nobody told how high it lies, it is when it is the only plan, or when no storey is named for it.
    """
    if plan.floor is not None:
        return plan.floor == 0
    return not plan.storey.strip() or len(plans(audit)) == 1


def _point(point: tuple[Decimal, Decimal]) -> Point:
    return float(point[0]), float(point[1])


def boundary(plan: PlanSet) -> tuple[Point, ...]:
    """The drawn edge of the controlled area in m from the isocentre; empty when there is none to speak of."""
    where = geometry(plan)
    if where is None or len(plan.boundary) < 3:
        return ()
    return tuple(where.to_metres(_point(p)) for p in plan.boundary)


def published(audit: Audit) -> PublishedPlot | None:
    """The maker's plot, or None."""
    plot = audit.slots.last(("plot",))
    if not isinstance(plot, PlotSet):
        return None
    lines = tuple(line for line in map(_published, plot.lines) if line.points)
    return PublishedPlot(plot.source, plot.verified, lines)


def _published(line: PlotLine) -> PublishedLine:
    if line.traced:
        return traced(float(line.level), tuple(_point(p) for p in line.traced))
    named = ((ALONG, line.axial), (ACROSS, line.radial))
    return PublishedLine(float(line.level), tuple((angle, float(d)) for angle, d in named if d is not None))


def working_line(audit: Audit) -> float:
    """The site's own working line in mT; where the site has not said, the choice that audits start with."""
    said = audit.settings.get(WORKING_LINE) or audit.settings.get("working-line")
    if said and said.unit:
        return float(convert(said.number, said.unit, "mT"))
    usual = setting(WORKING_LINE).default()
    return float(convert(usual.value or Decimal(0), usual.unit, "mT"))


def levels(audit: Audit) -> tuple[float, ...]:
    """The usual levels, the site's own working line and those of the published plot, in mT, rising."""
    plot = published(audit)
    own = [line.level for line in plot.lines] if plot else []
    return tuple(sorted({*LEVELS, working_line(audit), *own}))


@dataclass(frozen=True)
class Surveyed:
    """What a survey shows: its account, and each supported level's line all round."""

    account: Account
    contours: tuple[tuple[float, tuple[ContourPoint, ...]], ...]

    def contour(self, level: float) -> tuple[ContourPoint, ...]:
        """The points of one level's line; empty when no reading supports it."""
        return next((points for at, points in self.contours if abs(at - level) < 1e-9), ())

    def used(self, number: int) -> bool:
        """Whether a reading's number is among those the lines rest on."""
        return any(r.row == number for r in self.account.examined.used)

    def slip(self, number: int) -> str:
        """What was said of a reading that looks like a slip, or empty."""
        return next((s.message for s in self.account.examined.slips if s.row == number), "")


def surveyed(audit: Audit) -> Surveyed:
    """Everything worked out from the survey as it stands; a second or less for 200 readings."""
    fit = [t for t in taken(audit) if t.reading is not None]
    field = audit.begun.scanner.field
    told = Told(
        magnet=float(convert(field.value, field.unit, "mT")) if field else None,
        published=published(audit),
        zeroed=bool(fit) and all(zero(t.entry) is not None for t in fit),
        stated=bool(fit) and all(t.entry.quantity.uncertainty for t in fit),
    )
    return _worked_out(tuple(t.reading for t in fit if t.reading), levels(audit), told)


@lru_cache(maxsize=8)
def _worked_out(readings: tuple[Reading, ...], at: tuple[float, ...], told: Told) -> Surveyed:
    said = account(readings, at, told=told)
    seen = said.examined
    return Surveyed(said, tuple((level, contour(seen.fit, seen.used, level, said.disturbed)) for level in at))


def beyond_boundary(audit: Audit, plan: PlanSet, level: float | None = None) -> tuple[Beyond, ...]:
    """How far the working line, or another, lies outside the drawn edge of the controlled area, each way.

    Empty if that is unknown.
    """
    edge = boundary(plan) if own_floor(audit, plan) else ()
    points = surveyed(audit).contour(working_line(audit) if level is None else level)
    return beyond(points, edge) if edge and points else ()


def boundary_told(audit: Audit, plan: PlanSet) -> tuple[str, ...]:
    """How lines lie to the drawn edge of the controlled area on a plan, in words: the working line, then the others.

    Of the others only those that readings support. Empty without an edge.
    """
    if not boundary(plan):
        return ()
    if not own_floor(audit, plan):
        return (f"{plan.name}: lines hold at isocentre height and are not compared with the edge on another floor.",)
    working, lines = working_line(audit), dict(surveyed(audit).contours)
    others = [level for level, points in lines.items() if points and level != working]
    return tuple(
        f"{plan.name}: {told(level, beyond_boundary(audit, plan, level), len(lines.get(level, ())) == 360 // STEP)}"
        for level in (working, *others)
    )


def doubts(audit: Audit, new: Reading, leaving_out: str = "") -> tuple[str, ...]:
    """What to ask before a placed reading is kept: a slip of ten or a thousand, by its neighbours and the plot."""
    others = [t.reading for t in taken(audit) if t.reading is not None and t.entry.reading != leaving_out]
    said = challenge(new, others, nominal(audit))
    return (said,) if said else ()


def nominal(audit: Audit) -> Nominal:
    """Where the maker says a line lies, or a vague guess for any shielded magnet of the scanner's field."""
    plot = published(audit)
    for line in plot.lines if plot else ():
        along, across = line.distance(ALONG), line.distance(ACROSS)
        if along and across:
            return Nominal(radial=across, axial=along, level=line.level, vague=False)
    field = audit.begun.scanner.field
    return Nominal.of_field(float(convert(field.value, field.unit, "T"))) if field else Nominal()


def method(audit: Audit) -> str:
    """How the survey was worked out, in words."""
    said = "is" if ISOCENTRE in audit.settings else "is taken as"
    return f"{METHOD} Heights count from the floor; the isocentre {said} {plain(isocentre_height(audit))} m above it."


def sides(one: Taken, at: Sequence[float]) -> dict[float, str]:
    """A reading's side of each level: inside, outside, at the line given its uncertainty, or not known.

    What a meter gave as '<' or '>' is on a known side only when all that it leaves open is.
    """
    quantity, open_ended = with_doubt(one.entry.quantity), bool(one.entry.quantity.comparator)
    found = {level: against(quantity, IN_MT, None, Decimal(str(level))) for level in at}
    words = {Verdict.COMPLIANT: OUTSIDE, Verdict.DEFICIENT: INSIDE}
    return {level: words.get(held, NOT_KNOWN if open_ended else AT_THE_LINE) for level, held in found.items()}
