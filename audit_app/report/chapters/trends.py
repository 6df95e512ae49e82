"""Readings and dates over the audits of a unit: a chart for the first few, and a table that has them all."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from textwrap import wrap

from audit_app.audit.audit import Audit
from audit_app.audit.comparison import Point, Series, trends
from audit_app.audit.survey.line_distances import line_distances
from audit_app.counting import counted
from audit_app.report.blocks import (
    Block,
    Column,
    Dot,
    Drawing,
    Heading,
    Label,
    Line,
    Row,
    Said,
    Shape,
    Table,
    Words,
    cell,
)
from audit_app.report.wording import day
from audit_app.units import plain

CHARTS, ACROSS = 6, 2  # drawn; the table has every series
DATES = 4  # audits that the table has a column for: the newest
WIDE, TALL, GAP, EDGE = 236.0, 78.0, 20.0, 12.0
HEAD, LETTERS = 36.0, 46  # points above each chart for its title, in two lines of so many letters
ALWAYS = (" mt line ", "to the alarm")
FIRST = (" mt line ", "alarm", "oxygen", "field", "time")  # what a reader looks for first


def over_time(audits: Sequence[Audit], whole: bool = True) -> tuple[Block, ...]:
    """The part on trends, nothing where no reading was taken twice; `audits` are of one unit, this one last.

    Only what moved is told, and how many readings and dates did not; unless `whole`, also no line or alarm that
    stayed, one row of charts with none of dates, and no row of what is drawn.
    """
    found = trends(audits, {each.id: line_distances(each) for each in audits})
    every = [each for each in found if moved(each) or (whole and _always(each))]
    if not every:
        return ()
    ordered = sorted(every, key=_rank)
    drawn = chosen(ordered) if whole else [each for each in ordered if not _days(each)][:ACROSS]
    listed = ordered if whole else [each for each in ordered if each not in drawn]
    still = len(found) - len(every)
    lead = f"Over {len(audits)} audits of this unit. Dates count in days from the day of their audit."
    lead += f" {counted(still, 'reading or date', 'readings and dates')} did not change." if still else ""
    lead += f" The table has the newest {DATES} of them, the charts all." if listed and len(audits) > DATES else ""
    head = (Heading("Readings and dates over the audits", "trends"), Words(lead, "quiet"))
    return (*head, *((chart(drawn),) if drawn else ()), *((table(listed, audits),) if listed else ()))


def moved(series: Series) -> bool:
    """Whether a series has more than one value."""
    return len({point.value for point in series.points}) > 1


def chosen(ordered: Sequence[Series]) -> list[Series]:
    """The first series that are worth a chart: those that changed, and some whose staying the same tells something."""
    return [each for each in ordered if _always(each) or moved(each)][:CHARTS]


def _always(series: Series) -> bool:
    """Whether it is drawn even when it did not change: that a line or an alarm stayed is worth seeing."""
    title = series.title.casefold()
    return not _days(series) and any(word in title for word in ALWAYS)


def _days(series: Series) -> bool:
    return series.unit.startswith("days")


def _rank(series: Series) -> int:
    """Measured quantities before dates, and among them what a reader looks for first."""
    title = series.title.casefold()
    found = next((place for place, word in enumerate(FIRST) if word in title), len(FIRST))
    return found + (len(FIRST) + 1) * _days(series)


def table(every: Sequence[Series], audits: Sequence[Audit]) -> Table:
    """Each series as a row, with the values of the newest audits side by side."""
    shown = audits[-DATES:]
    columns = (Column("Reading or date", 3.4), *(Column(day(each.begun.on), 1.6) for each in shown))
    rows = tuple(Row((_named(each), *(_value(each, audit.id) for audit in shown))) for each in every)
    return Table("Readings and dates over the audits", columns, rows)


def _named(series: Series) -> tuple[Said, ...]:
    unit = series.unit if series.unit and not series.unit.startswith("days") else ""
    return (Said(series.title), *((Said(unit, "quiet"),) if unit else ()))


def _value(series: Series, audit: str) -> tuple[Said, ...]:
    point = next((each for each in series.points if each.audit == audit), None)
    return cell("–", "quiet") if point is None else (Said(point.words), *cell(point.verdict, "quiet"))


def chart(every: Sequence[Series]) -> Drawing:
    """Small charts side by side, each with its own scale and its values written at the points."""
    shapes: list[Shape] = []
    for place, series in enumerate(every):
        left = (place % ACROSS) * (WIDE + GAP)
        top = (place // ACROSS) * (TALL + GAP)
        shapes += _small(series, left, top)
    rows = -(-len(every) // ACROSS)
    about = "; ".join(_in_words(each) for each in every)
    return Drawing(ACROSS * WIDE + GAP, rows * (TALL + GAP), tuple(shapes), "Readings over the audits", about)


def _small(series: Series, left: float, top: float) -> list[Shape]:
    unit = f", {series.unit}" if series.unit else ""
    lines = wrap(f"{series.title}{unit}", LETTERS, max_lines=2, placeholder=" …")
    shapes: list[Shape] = [
        Label(left, top + 8 + 10 * place, words, 8, strong=True) for place, words in enumerate(lines)
    ]
    shapes.append(Line(((left, top + TALL), (left + WIDE - 40, top + TALL)), "rule", 0.6))
    spots = [_spot(point, series.points, left, top) for point in series.points]
    shapes += [Line((one, other), "accent", 1.2) for one, other in pairwise(spots)]
    for point, (x, y) in zip(series.points, spots, strict=True):
        shapes += [Dot(x, y, 2.6, fill="accent"), Label(x, y - 4.5, plain(point.value), 8, anchor="middle")]
    foot, right = top + TALL + 9, left + WIDE - 40
    shapes.append(Label(left, foot, day(series.points[0].on), 8, "muted"))
    return [*shapes, Label(right, foot, day(series.points[-1].on), 8, "muted", "end")]


def _spot(point: Point, points: Sequence[Point], left: float, top: float) -> tuple[float, float]:
    days, values = [_ordinal(each.on) for each in points], [each.value for each in points]
    across = _share(Decimal(_ordinal(point.on)), [Decimal(each) for each in days])
    up = _share(point.value, values)
    return left + EDGE + across * (WIDE - 40 - 2 * EDGE), top + TALL - EDGE - up * (TALL - HEAD - EDGE)


def _share(value: Decimal, among: Sequence[Decimal]) -> float:
    span = max(among) - min(among)
    return float((value - min(among)) / span) if span else 0.5


def _ordinal(iso: str) -> int:
    try:
        return date.fromisoformat(iso).toordinal()
    except ValueError:
        return 0


def _in_words(series: Series) -> str:
    return f"{series.title}: " + ", then ".join(f"{point.words} on {day(point.on)}" for point in series.points)
