"""One survey's whole account as plain values: lines, slips, each reading's side, method and caveats."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import pstdev

from audit_app.counting import counted
from audit_app.field.lines import ANGLES, FITTED_UP_TO, INNERMOST, LEVELS, OUTERMOST, Crossing, crossing
from audit_app.field.model import FEWEST, NEAREST, unexplained
from audit_app.field.readings import Reading
from audit_app.field.site import Disturbance, disturbances, iron
from audit_app.field.slips import Examined, examine
from audit_app.field.surveys import USUAL_HEIGHT, Survey

METHOD = (
    "Exterior zonal multipoles (l = 1, 3, 5, 7, 9) about the isocentre and a uniform field, fitted to the size of "
    "the field by robust least squares after a check for slips; a mirror-symmetric magnet is assumed and all four "
    f"quadrants are laid on one another. Lines up to {FITTED_UP_TO:g} mT are fitted; above that, a line is drawn only "
    "between two readings on one ray. A line needs readings close to it on both sides: between "
    f"{INNERMOST:g} and {OUTERMOST:g} times its distance. Distances are at isocentre height, for the magnet alone; a "
    "reading at another height stands for its distance in space, as the field is the same all round the bore. Bounds "
    "are expanded (k = 2) and add meter gain, Earth's field, nearby iron, the marking of the isocentre and the gap "
    "between the nearest readings to the fit's own uncertainty."
)
CAVEATS = (
    "Earth's field (about 0.05 mT) is in every reading; it is modelled with an unknown direction, not taken off.",
    "Nearby iron (beams, reinforcement, doors) can move a line by more than its bounds where no reading was taken.",
    "More readings do not shrink the shares of meter gain, Earth's field and nearby iron.",
    "During a quench or a fault the 0.5 mT line can move outwards for seconds or longer; no survey shows that.",
)


@dataclass(frozen=True)
class Account:
    """A survey examined, its lines for each level, and what a reader must know."""

    readings: tuple[Reading, ...]
    examined: Examined
    lines: tuple[tuple[float, tuple[Crossing, ...]], ...]
    disturbed: tuple[Disturbance, ...]
    caveats: tuple[str, ...]


def account(readings: Sequence[Reading], levels: Sequence[float] = LEVELS, remarks: Sequence[str] = ()) -> Account:
    """Everything worked out from readings whose heights count from the isocentre; `levels` in mT."""
    examined = examine(readings)
    disturbed = disturbances(examined.readings, examined.fit) if examined.fit else ()
    lines = tuple(
        (level, tuple(crossing(examined.fit, examined.used, level, a, iron(disturbed, a)) for a in ANGLES))
        for level in levels
    )
    said = [*remarks, *_poor(readings, examined, lines), *map(str, disturbed), *_doubts(examined, lines)]
    return Account(tuple(readings), examined, lines, disturbed, (*said, *CAVEATS))


def _poor(
    readings: Sequence[Reading], examined: Examined, lines: Sequence[tuple[float, tuple[Crossing, ...]]]
) -> list[str]:
    """What makes the survey too poor for a line, or for part of it."""
    said = []
    if examined.fit is None:
        said.append(
            f"Too few readings to fit a line: {len(examined.readings)} usable, at least {FEWEST} needed, 24 is good. "
            "No fitted line is given."
        )
    close = sum(0 < r.distance < NEAREST for r in readings)
    if close:
        said.append(
            f"Not used: {counted(close, 'reading')} within {NEAREST:g} m of the isocentre: no exterior field there."
        )
    if lines and not any(c.supported for _, crossings in lines for c in crossings):
        said.append("This survey supports no line: take readings on both sides of the line, in all directions.")
    return said


def _doubts(examined: Examined, lines: Sequence[tuple[float, tuple[Crossing, ...]]]) -> list[str]:
    """Things about the whole survey that a careful reader would ask."""
    said = []
    known = {r.row for r in examined.used} | {slip.row for slip in examined.slips}
    unfit = [str(r.row) for r in examined.readings if r.row not in known]
    if unfit:
        said.append(f"Left out of the lines because they do not fit the field of the rest: rows {', '.join(unfit)}.")
    first = next(((level, c) for level, c in lines if c[0].supported and c[-1].supported), None)
    if first is not None:
        level, crossings = first
        along, across = crossings[0].low, crossings[-1].high
        if crossings[-1].low and crossings[0].high and crossings[-1].low > crossings[0].high:
            said.append(f"The {level:g} mT line lies further across the bore than along it. Were x and y swapped?")
        if level >= 0.5 and along and across and (along > 12 or across < 1.4):
            said.append(f"A {level:g} mT line at {along:.1f} m is unusual for an MR magnet. Is the unit right?")
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
