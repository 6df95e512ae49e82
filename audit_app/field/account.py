"""One survey's whole account as plain values: lines, slips, each reading's side, method and caveats."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from statistics import pstdev

from audit_app.counting import counted
from audit_app.field.fit.noise import GAIN_WITHIN, ZERO_WITHIN, Checked
from audit_app.field.fit.places import distinct
from audit_app.field.lines import (
    FAR_ANGLE,
    INNERMOST,
    LEVELS,
    NEAR_ANGLE,
    OUTERMOST,
    Crossing,
    all_round,
    contradicted,
    folded_lines,
)
from audit_app.field.model import FEWEST, FITTED_UP_TO, SMALLER, unexplained
from audit_app.field.plausible import beside_field, beside_plot
from audit_app.field.published import PublishedPlot
from audit_app.field.readings import Reading
from audit_app.field.site import Disturbance, disturbances
from audit_app.field.slips import Examined, examine
from audit_app.field.surveys import USUAL_HEIGHT, Survey

ROUND = tuple(range(0, 360, 15))
METHOD = (
    "Exterior zonal multipoles (l = 1, 3, 5, 7, 9) and a uniform field, fitted to the size of the field by robust "
    "least squares after a check for slips; the bore's direction in plan, an upright axis, the isocentre and the "
    "meter's zero and gain are weighed with them, and what they leave is carried by a Gaussian process on ln B all "
    f"round. Readings up to {FITTED_UP_TO:g} mT are fitted; above that, a line is drawn only between two readings on "
    f"one ray. A line needs readings close to it on both sides: between {INNERMOST:g} and {OUTERMOST:g} times its "
    "distance. Mirror images of readings stand for a direction only where the remainder is small (up to "
    f"{NEAR_ANGLE:g}° away; {FAR_ANGLE:g}° to both sides where it is below {SMALLER:.0%} of the field). Distances are "
    "at isocentre height, for the magnet and the iron about it without Earth's field; a reading at another height "
    "stands for its distance in space. Bounds are expanded (k = 2, more below 16 distinct places) and hold meter, "
    "places, Earth's field, nearby iron, the gap between the nearest readings and the bend of the line between two "
    f"rays; also a zero that is out by up to {ZERO_WITHIN:g} mT until the zero chamber was read, and a gain that is "
    f"out by up to {GAIN_WITHIN:.0%} until an uncertainty is stated. These two move a whole line: they widen its "
    "bounds and say nothing of what supports it."
)
CAVEATS = (
    "Earth's field (about 0.05 mT) is in every reading; it is modelled with an unknown direction, not taken off.",
    "Nearby iron (beams, reinforcement, doors) can move a line by more than its bounds where no reading was taken.",
    "More readings do not shrink the shares of meter gain, Earth's field and nearby iron.",
    "During a quench or a fault the 0.5 mT line can move outwards for seconds or longer; no survey shows that.",
)


@dataclass(frozen=True)
class Against:
    """A reading that a fitted line contradicts: its row, its text, the line's level (mT), metres beyond it (or within).

    As text it is the sentence that stands among the caveats.
    """

    row: int
    typed: str
    level: float
    beyond: float

    def __str__(self) -> str:
        where = "beyond" if self.beyond > 0 else "within"
        lies = f"lies {abs(self.beyond):.2f} m {where} the {self.level:g} mT line"
        return f"Row {self.row} ({self.typed}) {lies} of all the others and contradicts it."


@dataclass(frozen=True)
class Account:
    """A survey examined, its lines for each level, and what a reader must know."""

    readings: tuple[Reading, ...]
    examined: Examined
    lines: tuple[tuple[float, tuple[Crossing, ...]], ...]
    disturbed: tuple[Disturbance, ...]
    caveats: tuple[str, ...]
    around: tuple[tuple[float, tuple[Crossing, ...]], ...] = ()  # each level every 15 degrees all round
    questions: tuple[str, ...] = ()  # those of the caveats that somebody must answer
    against: tuple[Against, ...] = ()  # readings that a line contradicts, each also a caveat


@dataclass(frozen=True)
class Told:
    """What else is known: the meter in its zero chamber, the magnet's own field (both mT), the maker's plot."""

    zero: float | None = None
    magnet: float | None = None
    published: PublishedPlot | None = None
    zeroed: bool = False  # what each reading's meter showed in its zero chamber was taken off already
    stated: bool = False  # each reading's uncertainty was stated by somebody, none was assumed

    @property
    def checked(self) -> Checked:
        """What of the meter somebody checked."""
        return Checked(zero=self.zeroed or self.zero is not None, gain=self.stated)


NOTHING_TOLD = Told()


def account(
    readings: Sequence[Reading],
    levels: Sequence[float] = LEVELS,
    remarks: Sequence[str] = (),
    told: Told = NOTHING_TOLD,
) -> Account:
    """Everything worked out from readings whose heights count from the isocentre; `levels` in mT."""
    readings, above = _believed(_zeroed(readings, told.zero), told)
    examined = examine(readings, checked=told.checked)
    disturbed = disturbances(examined.readings, examined.fit) if examined.fit and examined.fit.holds else ()
    around = all_round(examined.fit, examined.used, levels, ROUND)
    lines = tuple((level, folded_lines(examined.fit, sides)) for level, sides in around)
    asked = [*above, *_asked(examined, lines, around, told)]
    against = tuple(_contradictions(examined, [level for level, _ in lines]))
    said = [*asked, *remarks, *_poor(readings, examined, lines), *map(str, disturbed), *map(str, against)]
    said += [*_doubts(examined, lines), _zero(told), *_gain(told)]
    return Account(tuple(readings), examined, lines, disturbed, (*said, *CAVEATS), around, tuple(asked), against)


def _zeroed(readings: Sequence[Reading], zero: float | None) -> Sequence[Reading]:
    """The readings with what the meter showed in its zero chamber taken off."""
    return [replace(r, field=max(r.field - zero, 0.0)) for r in readings] if zero else readings


def _believed(readings: Sequence[Reading], told: Told) -> tuple[Sequence[Reading], list[str]]:
    """The readings that the magnet can have given, and a question about those above its own field."""
    over = [r for r in readings if told.magnet is not None and r.field > told.magnet]
    rows = ", ".join(f"{r.row} ({r.typed})" for r in over[:8])
    asked = [f"Not used: row {rows}, above the magnet's own field. Is the unit right?"] if over else []
    return [r for r in readings if r not in over] if over else readings, asked


def _zero(told: Told) -> str:
    if told.zeroed:
        return "What the meter read in its zero chamber was taken off each reading before lines were worked out."
    if told.zero is None:
        return (
            f"What did the meter read in its zero chamber? It was not told: bounds include {ZERO_WITHIN:g} mT for a "
            "zero that nobody checked. Read the zero chamber to narrow them."
        )
    return f"What the meter read in its zero chamber, {told.zero:g} mT, was taken off every reading."


def _gain(told: Told) -> list[str]:
    said = (
        f"No uncertainty of the meter was stated for every reading: bounds include {GAIN_WITHIN:.0%} for a gain that "
        "nobody checked. State what its calibration gives to narrow them."
    )
    return [] if told.stated else [said]


def _asked(
    examined: Examined,
    lines: Sequence[tuple[float, tuple[Crossing, ...]]],
    around: Sequence[tuple[float, tuple[Crossing, ...]]],
    told: Told,
) -> list[str]:
    """What the readings raise as questions: how the magnet lies, and whether lines can be right."""
    said = list(examined.fit.asks) if examined.fit else []
    if told.published is not None:
        said += beside_plot(around, told.published)
    if told.magnet is not None and not (told.published and said):
        said += beside_field(lines, told.magnet)
    return said


def _poor(
    readings: Sequence[Reading], examined: Examined, lines: Sequence[tuple[float, tuple[Crossing, ...]]]
) -> list[str]:
    """What makes the survey too poor for a line, or for part of it."""
    said = []
    if examined.fit is None:
        many, places = len(examined.readings), distinct(examined.readings)
        where = f" at {counted(places, 'different place')}" if places < many else ""
        said.append(
            f"Too few readings to fit a line: {many} usable{where}, at least {FEWEST} places needed, 24 is good. "
            "No fitted line is given."
        )
    if examined.unfit:
        rows = ", ".join(str(r.row) for r in examined.unfit[:12]) + (" and others" if len(examined.unfit) > 12 else "")
        said.append(
            f"{len(examined.unfit)} of {counted(len(readings), 'reading')} do not fit together with the rest (rows "
            f"{rows}), too many to leave out. No line is given. Look again at the plan, the unit and the places."
        )
    elif examined.fit is not None and not examined.fit.holds:
        said.append("The readings do not fit together as those of one magnet. No line is given.")
    strong = sum(r.field > FITTED_UP_TO for r in examined.readings)
    if strong:
        said.append(
            f"Only read, not fitted: {counted(strong, 'reading')} above {FITTED_UP_TO:g} mT, close to the coils."
        )
    if lines and not any(c.supported for _, crossings in lines for c in crossings):
        said.append("This survey supports no line: take readings on both sides of the line, in all directions.")
    return said


def _doubts(examined: Examined, lines: Sequence[tuple[float, tuple[Crossing, ...]]]) -> list[str]:
    """Things about the whole survey that a careful reader would ask."""
    said = []
    known = {r.row for r in examined.used} | {r.row for r in examined.unfit} | {slip.row for slip in examined.slips}
    unfit = [str(r.row) for r in examined.readings if r.row not in known]
    if unfit:
        said.append(f"Left out of the lines because they do not fit the field of the rest: rows {', '.join(unfit)}.")
    first = next(((level, c) for level, c in lines if c[0].supported and c[-1].supported), None)
    if first is not None:
        level, crossings = first
        along, across = crossings[0].low, crossings[-1].high
        if crossings[-1].low and crossings[0].high and crossings[-1].low > crossings[0].high:
            said.append(f"The {level:g} mT line lies further across the bore than along it. Were x and y swapped?")
        if level >= 0.5 and along and across and (along > 12 or across < 0.4):
            said.append(f"A {level:g} mT line at {along:.1f} m is unusual for an MR magnet. Is the unit right?")
    return said


def _contradictions(examined: Examined, levels: Sequence[float]) -> list[Against]:
    """Readings that a drawn line contradicts, each with how far from the line it lies."""
    fit, said = examined.fit, []
    if fit is None or examined.unfit:
        return []
    for level in (level for level in levels if level <= FITTED_UP_TO):
        for r, beyond in contradicted(fit, (*examined.used, *fit.doubted), level):
            said.append(Against(r.row, r.typed, level, beyond))
    return said


def settle_heights(
    survey: Survey, datum: str = "", isocentre: float = USUAL_HEIGHT
) -> tuple[tuple[Reading, ...], list[str]]:
    """Readings with heights from the isocentre, and words on how heights were taken.

    Where neither the file nor the person says what heights count from, the choice that explains varied heights far
    better is taken, else the usual one for their size.
    """
    chosen = datum or survey.datum or survey.usual_datum()
    heights = [r.height for r in survey.readings if isfinite(r.height)]
    if not heights:
        return survey.above_isocentre("isocentre", isocentre), [
            "No heights given: readings taken as level with the isocentre."
        ]
    if not datum and not survey.datum and len(heights) > 1 and pstdev(heights) > 0.15:
        chosen = _better_datum(survey, chosen, isocentre)
    said = f"from the floor, isocentre {isocentre:g} m above it" if chosen == "floor" else "from the isocentre"
    how = "as told" if datum or survey.datum else "not said, so judged by the readings"
    return survey.above_isocentre(chosen, isocentre), [f"Heights counted {said} ({how})."]


def _better_datum(survey: Survey, usual: str, isocentre: float) -> str:
    other = "floor" if usual == "isocentre" else "isocentre"
    fits = [examine(survey.above_isocentre(d, isocentre)).fit for d in (usual, other)]
    if fits[0] is None or fits[1] is None:
        return usual
    return other if unexplained(fits[1]) + 20 < unexplained(fits[0]) else usual
