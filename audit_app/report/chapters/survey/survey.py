"""The fringe-field survey: what its readings show, each as typed, how it was worked out, what it cannot show."""

from collections import Counter
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.survey.floor_lines import FloorCheck, floor_checks
from audit_app.audit.survey.survey import (
    Surveyed,
    Taken,
    boundary_told,
    method,
    plans,
    published,
    sides,
    surveyed,
    taken,
    working_line,
)
from audit_app.counting import counted
from audit_app.field.lines import Crossing
from audit_app.field.published import ACROSS, ALONG
from audit_app.field.telling import compared, rests_on
from audit_app.report.album import Album
from audit_app.report.blocks import Block, Bullets, Cell, Chapter, Column, Heading, Row, Said, Table, Words, cell
from audit_app.report.chapters.items import taken_with
from audit_app.report.chapters.survey.survey_figure import PRINTED, figures
from audit_app.report.wording import doubt, number, reading
from audit_app.units import plain

OUTCOMES = {"holds": "Holds", "at the limit": "At the limit", "fails": "Fails", "not verified": "Not verified"}
READINGS = (
    Column("No", 0.45, number=True),
    Column("Place", 2.3),
    Column("x, m", 0.6, number=True),
    Column("y, m", 0.6, number=True),
    Column("Height, m", 0.95, number=True),
    Column("Reading", 3.7),
    Column("Remarks", 1.6),
)
BRIEF, LOW = 2, 250.0  # drawings in the short report, and how tall they may be
AXES = (
    "Positions are in metres from the isocentre: x across the bore, y along it. "
    "Each reading is printed as typed, and in millitesla with its expanded uncertainty (k = 2)."
)


K2 = " (k = 2)"  # said once, above the table
TAKEN_WITH = "Taken {}, unless a row says otherwise."


def survey(audit: Audit, album: Album) -> Chapter | None:
    """The chapter, or None when no field reading was taken."""
    every = taken(audit)
    if not every:
        return None
    found = surveyed(audit)
    blocks: list[Block] = [Words(_lead(audit, every, found), "lead"), *figures(audit, album, every, found)]
    blocks += [*_lines(audit, found), *_published(audit, found), *_boundaries(audit), *_floor(audit)]
    usual = _usual(audit, every)
    with_it = f" {TAKEN_WITH}".format(", ".join(one.text for one in usual)) if usual else ""
    readings = _readings(audit, every, found, usual)
    blocks += [Heading("Readings", "survey-readings"), Words(AXES + with_it, "quiet"), readings]
    plot = published(audit)
    caveats = (*found.account.caveats, *((plot.caveat(),) if plot else ()))
    blocks += [Heading("Method", "survey-method"), Words(method(audit))]
    blocks += [Words("Limitations of this survey", "strong"), Bullets(caveats)]
    return Chapter("survey", "Field survey", tuple(blocks))


def survey_brief(audit: Audit, album: Album) -> Chapter | None:
    """The plan, the distances beside the maker's, and a line of method; None when no field reading was taken."""
    every = taken(audit)
    if not every:
        return None
    found = surveyed(audit)
    lead = Words(_lead(audit, every, found), "lead")
    drawn = [*figures(audit, album, every, found, LOW)][:BRIEF]
    said = "How the lines were worked out, every reading and what a reader must know stand in the full record."
    first = [block for block in _boundaries(audit) if isinstance(block, Words)]
    blocks = (lead, *drawn, *_lines(audit, found), *first, *_floor(audit), Words(said, "quiet"))
    return Chapter("survey", "Field plan", blocks)


def _lead(audit: Audit, every: tuple[Taken, ...], found: Surveyed) -> str:
    used = len(found.account.examined.used)
    level = working_line(audit)
    crossings = next((each for at, each in found.account.lines if abs(at - level) < 1e-9), ())
    ways = [f"{_distance(c)} {_way(c)}" for c in crossings if c.supported and round(c.angle) in (0, 90)]
    where = f"The {level:g} mT line lies {' and '.join(ways)}." if ways else f"No {level:g} mT line is supported."
    return f"{counted(len(every), 'field reading')}, {used} of them fit to work out lines. {where}"


def _way(crossing: Crossing) -> str:
    return "along the bore" if round(crossing.angle) == 0 else "across the bore"


def _distance(crossing: Crossing) -> str:
    if crossing.distance is None:
        return "–"
    bounds = f" ({crossing.low:.2f} to {crossing.high:.2f} m)" if crossing.low and crossing.high else ""
    return f"{crossing.distance:.2f} m{bounds}"


def _lines(audit: Audit, found: Surveyed) -> tuple[Block, ...]:
    """The distance of each supported level, beside what the maker published."""
    plot = published(audit)
    rows = []
    for level, crossings in found.account.lines:
        by = {round(one.angle): one for one in crossings}
        told = [plot.distance(level, angle) if plot else None for angle in (ALONG, ACROSS)]
        if any(one.supported for one in crossings) or any(told):
            own = (_found(by.get(0)), _found(by.get(90)))
            rows.append(Row((cell(f"{level:g}"), *own, *(cell(f"{d:.2f} m" if d else "–") for d in told))))
    columns = (
        Column("Level, mT", 0.6, number=True),
        Column("Along the bore", 3),
        Column("Across the bore", 3),
        Column("Published along", 1),
        Column("Published across", 1),
    )
    caption = "Lines worked out from the readings, with bounds (k = 2)"
    return (Table(caption, columns, tuple(rows)),) if rows else ()


def _found(crossing: Crossing | None) -> Cell:
    if crossing is None or not crossing.supported:
        return cell(crossing.why if crossing and crossing.why else "not supported by readings", "quiet")
    return cell(f"{_distance(crossing)}, {rests_on(crossing)}")


def _boundaries(audit: Audit) -> tuple[Block, ...]:
    """How the lines lie to the drawn edge of the controlled area, on each plan that has one."""
    blocks: list[Block] = []
    for first, *others in filter(None, (boundary_told(audit, plan) for plan in plans(audit))):
        blocks += [Words(first), *([Bullets(tuple(others))] if others else [])]
    return tuple(blocks)


def _published(audit: Audit, found: Surveyed) -> tuple[Block, ...]:
    """Each published distance beside the measured one: the signed difference, its bounds, and what that means."""
    plot = published(audit)
    rows = tuple(_beside(row) for row in compared(found.account, plot)) if plot else ()
    columns = (
        Column("Level, mT", 0.8, number=True),
        Column("Direction", 1),
        Column("Published", 1),
        Column("Measured", 1),
        Column("Difference (k = 2)", 2.6),
        Column("Verdict", 2.2),
    )
    return (Table("Beside the published plot: measured less published", columns, rows),) if rows else ()


def _beside(row: dict[str, Any]) -> Row:
    start = (cell(f"{row['level_mT']:g}"), cell(f"{row['angle_deg']:g}°"), cell(f"{row['published_m']:.2f} m"))
    verdict = cell(str(row["verdict"]), "body" if row["supported"] else "quiet")
    if not row["supported"]:
        return Row((*start, cell("–"), cell("–"), verdict))
    apart = f"{number_with_sign(row['difference_m'])} m ({number_with_sign(row['low_m'])} to "
    apart += f"{number_with_sign(row['high_m'])} m)"
    return Row((*start, cell(f"{row['measured_m']:.2f} m"), cell(apart), verdict))


def number_with_sign(metres: float) -> str:
    """A difference in m with its sign, a true minus."""
    return f"{metres:+.2f}".replace("-", "−")


def _floor(audit: Audit) -> tuple[Block, ...]:
    rows = tuple(_floor_row(check) for check in floor_checks(audit) if check.readings)
    columns = (Column("Line for", 2), Column("Limit", 1), Column("Verdict", 1.3), Column("Why", 4))
    return (Heading("Lines on the floor", "floor-lines"), Table("Lines on the floor", columns, rows)) if rows else ()


def _floor_row(check: FloorCheck) -> Row:
    limit = reading(check.limit, "mT") if check.limit else "not recorded"
    verdict = cell(OUTCOMES[check.verdict.outcome], "strong") if check.verdict else cell("Not verified")
    return Row((cell(check.thing.name), cell(limit), verdict, cell(check.why)))


def _usual(audit: Audit, every: tuple[Taken, ...]) -> Cell:
    """The instrument that most readings were taken with and its calibration, to be said once; () where it is amiss."""
    named = Counter(_with(audit, one) for one in every).most_common(1)[0][0]
    return () if any(one.look == "warning" for one in named) or len(every) < 2 else named


def _with(audit: Audit, one: Taken) -> Cell:
    return taken_with(audit, one.entry.probe or one.entry.quantity.instrument, one.entry, "body")


def _readings(audit: Audit, every: tuple[Taken, ...], found: Surveyed, usual: Cell) -> Table:
    more = f": the first {PRINTED} of {len(every)}, the others are in the attached data" if len(every) > PRINTED else ""
    return Table(f"Field readings{more}", READINGS, tuple(_row(audit, one, found, usual) for one in every[:PRINTED]))


def _row(audit: Audit, one: Taken, found: Surveyed, usual: Cell) -> Row:
    entry, level = one.entry, working_line(audit)
    sure = doubt(entry.quantity).removesuffix(K2) if entry.quantity.uncertainty else f"± {plain(one.doubt)} mT assumed"
    said = cell(f"{reading(entry.quantity, 'mT')} {sure}, {sides(one, (level,))[level]} {level:g} mT")
    numbers = (number(value) for value in (entry.x, entry.y, entry.height))
    place = entry.place or (f"row {entry.row} of the meter log" if entry.row is not None else "–")
    return Row((cell(str(one.number)), cell(place), *map(cell, numbers), said, _remarks(audit, one, found, usual)))


def _remarks(audit: Audit, one: Taken, found: Surveyed, usual: Cell) -> Cell:
    entry, slip = one.entry, found.slip(one.number)
    own = _with(audit, one)
    said = list(own) if own != usual else []
    named = (("Zero before", entry.zero_before), ("Zero after", entry.zero_after), ("Background", entry.background))
    said += [Said(f"{name} {quantity}", "quiet") for name, quantity in named if quantity]
    said += [Said("Taken while the magnet was not at field", "warning")] if not entry.at_field else []
    said += [Said(slip, "warning")] if slip else []
    said += [Said("Not used for the lines", "quiet")] if one.reading is not None and not found.used(one.number) else []
    said += [Said(f"Kept because: {entry.confirmed}", "quiet")] if entry.confirmed else []
    return tuple(said)
