"""The verbs of a field survey: plans, the maker's plot, readings, and the items that floor lines decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal, TypedDict, Unpack

from audit_app.audit.audit import Audit
from audit_app.audit.challenge import corrections
from audit_app.audit.instruments import uncertainty_of
from audit_app.audit.log.entries import Entry, FieldMeasured, FieldSetAside, PlanSet, PlotLine, PlotSet
from audit_app.audit.log.people import Setting
from audit_app.audit.log.removals import standing
from audit_app.audit.log.strict import MOST_LINES
from audit_app.audit.pen import Draft, draft
from audit_app.audit.survey.survey import (
    ISOCENTRE,
    doubts,
    geometry,
    isocentre_height,
    placed,
    reading_of,
    shown,
    taken,
)
from audit_app.errors import EntryRefused
from audit_app.field.slips import examine
from audit_app.units import Quantity, Reading, Uncertainty, convert, read
from audit_app.visit.visit import Challenged, Visit

LOWEST_ISOCENTRE, HIGHEST_ISOCENTRE = Decimal("0.4"), Decimal(3)  # m; a seat of an open magnet, a raised floor
MOST_ROWS = 2000  # readings of one file


Point = tuple[Decimal, Decimal]


class PlanParts(TypedDict, total=False):
    """What a plan can be told to be; `PlanSet` says what each is."""

    name: str
    picture: str
    width: Decimal
    height: Decimal
    outline: tuple[Point, ...]
    scale: tuple[Point, ...]
    metres: Decimal | None
    isocentre: Point | None
    axis: Decimal | None
    storey: str
    floor: Decimal | None
    boundary: tuple[Point, ...]


class ReadingParts(TypedDict, total=False):
    """What a field reading can be told besides its value; `FieldMeasured` says what each is."""

    plan: str
    x: Decimal | None
    y: Decimal | None
    height: Decimal | None
    spot: Point | None
    place: str
    components: tuple[Quantity, ...]
    probe: str
    zero_before: Quantity | None
    zero_after: Quantity | None
    background: Quantity | None
    at_field: bool
    line_for: str
    side: Literal["", "permitted", "restricted", "on_line"]
    log: str
    row: int | None
    sheet: str


def set_plan(visit: Visit, plan: str = "", **says: Unpack[PlanParts]) -> str:
    """A plan now stands so; a new one when no id is given. Gives its id.

    Readings that were tapped on it stay at their spot: where scale, isocentre or axis change, their metres follow.
    """
    old = visit.audit.slots.last(("plan", plan)) if plan else None
    kept = _says(old) if isinstance(old, PlanSet) else {"plan": plan or visit.new_id()}
    said = [Draft(PlanSet, {**kept, **says, "carried_from": ""})]
    if isinstance(old, PlanSet) and moves(says):
        said += _followed(visit.audit, old.model_copy(update=says))
    entry = visit.enter_all(said)[0]
    return str(getattr(entry, "plan", ""))


def moves(says: Mapping[str, Any]) -> bool:
    """Whether what is set on a plan changes where its pixels lie in metres."""
    return bool({"scale", "metres", "isocentre", "axis"} & set(says))


def standing_on(audit: Audit, plan: str) -> tuple[int, int]:
    """How many readings of a plan that stands to metres were tapped on it, and how many were given in metres."""
    kept = audit.slots.last(("plan", plan))
    if not isinstance(kept, PlanSet) or geometry(kept) is None:
        return 0, 0
    there = [t.entry for t in taken(audit) if t.entry.plan == plan and t.entry.x is not None]
    tapped = sum(entry.spot is not None for entry in there)
    return tapped, len(there) - tapped


def _followed(audit: Audit, plan: PlanSet) -> list[Draft]:
    """The tapped readings of a plan that stands otherwise now, at the metres of their spots."""
    where = geometry(plan)
    said = []
    for entry in (t.entry for t in taken(audit) if t.entry.plan == plan.plan):
        if where is not None and entry.spot is not None:
            x, y = where.to_metres((float(entry.spot[0]), float(entry.spot[1])))
            at = {"x": Decimal(f"{x:.2f}"), "y": Decimal(f"{y:.2f}")}
            said.append(Draft(FieldMeasured, {**_says(entry), **at}))
    return said


def set_plot(visit: Visit, source: str, lines: tuple[Mapping[str, Any], ...], verified: bool = False) -> None:
    """The maker's plot now reads so; it needs its source."""
    if not source.strip():
        raise EntryRefused("The published plot", "has no source", "Name the document, its edition and page")
    if not lines:
        raise EntryRefused("The published plot", "has no line", "Type at least one level with its distances")
    if len(lines) > MOST_LINES:
        raise EntryRefused("The published plot", f"has more than {MOST_LINES} lines", "Keep those that matter on site")
    visit.enter(PlotSet, source=source.strip(), verified=verified, lines=tuple(PlotLine(**each) for each in lines))


def set_isocentre_height(visit: Visit, metres: Decimal) -> None:
    """The isocentre lies so high above the floor of the scan room: heights of readings count from there."""
    if not LOWEST_ISOCENTRE <= metres <= HIGHEST_ISOCENTRE:
        fault = f"does not lie {metres} m above the floor"
        raise EntryRefused("An isocentre", fault, "Type its height in metres, as the maker's drawing tells it")
    visit.settle(Setting(id=ISOCENTRE, value=str(metres), unit="m"), "Set on the field survey")


def field_quantity(
    typed: str, unit: str, uncertainty: Uncertainty | None, instrument: str
) -> tuple[Quantity, tuple[str, ...]]:
    """What was typed as a field, with its instrument's uncertainty, and the doubts about the text itself."""
    found = read(typed, "mT", unit)
    known = {"uncertainty": found.quantity.uncertainty or uncertainty, "instrument": instrument or None}
    return found.quantity.model_copy(update=known), found.challenges


def measure_field(
    visit: Visit,
    typed: str,
    unit: str = "",
    *,
    reading: str = "",
    confirmed: str = "",
    uncertainty: Uncertainty | None = None,
    **says: Unpack[ReadingParts],
) -> str:
    """Keeps a field reading, or another value of one that is there; Challenged until a doubtful one is confirmed.

    `says` are the other fields of the entry: plan, x, y, height, place, probe, zeros, background, line_for, side.
    The item of a floor line follows its readings at once. Gives the reading's id.
    """
    quantity, questions = field_quantity(typed, unit, uncertainty, says.get("probe", ""))
    name = reading or visit.new_id()
    questions += _out_of_place(visit.audit, quantity, name, says)
    if questions and not confirmed.strip():

        def doubted(found: Reading) -> tuple[str, ...]:
            return (*found.challenges, *_out_of_place(visit.audit, found.quantity, name, says))

        raise Challenged(f"“{typed}”", questions, corrections(typed, "mT", unit, doubted))
    kept = confirmed.strip()
    visit.enter(FieldMeasured, reading=name, quantity=quantity, **says, confirmed=kept, challenges=questions)
    visit.answer_floor_lines()
    return name


def _out_of_place(audit: Audit, quantity: Quantity, name: str, says: ReadingParts) -> tuple[str, ...]:
    """What to ask of a field at the place that is told, by its neighbours and the maker's plot."""
    x, y, height = says.get("x"), says.get("y"), says.get("height")
    if x is None or y is None or quantity.comparator or not says.get("at_field", True):
        return ()
    above = Decimal(height) - isocentre_height(audit) if height is not None else None
    return doubts(audit, placed(quantity, Decimal(x), Decimal(y), above), leaving_out=name)


@dataclass(frozen=True)
class ImportedRow:
    """One row of a file of readings: its number from 1, position in m as text, the field as typed, place in words.

    `doubt` is the expanded uncertainty in mT that the row itself gives, `components` the texts it was given in.
    """

    row: int
    x: str
    y: str
    height: str | None
    typed: str
    place: str
    log: str
    doubt: str = ""
    components: tuple[str, ...] = ()


def import_rows(visit: Visit, rows: Iterable[ImportedRow], plan: str = "", probe: str = "") -> int:
    """Takes rows of a file into the survey, all or none; what looks like a slip is kept with the doubt beside it.

    Nothing is asked row by row: `row_doubts` says beforehand which look like slips, and lines do not rest on them.
    """
    every = tuple(rows)
    if not every:
        raise EntryRefused("The file", "has no readings that can be imported", "Look at its preview")
    if len(every) > MOST_ROWS:
        raise EntryRefused(
            "The file", f"holds {len(every)} readings, more than a survey takes", "Take in the part needed"
        )
    doubted = row_doubts(visit.audit, every)
    details = next((thing.details for thing in visit.audit.things if thing.id == probe), {})
    said = []
    for each in every:
        quantity, questions = _row_quantity(each, details, probe)
        taken_in = draft(
            FieldMeasured,
            reading=visit.new_id(),
            plan=plan,
            quantity=quantity,
            x=Decimal(each.x),
            y=Decimal(each.y),
            height=Decimal(each.height) if each.height else None,
            place=each.place,
            log=each.log,
            row=each.row,
            probe=probe,
            components=tuple(read(part, "mT").quantity for part in each.components),
            challenges=(*questions, *doubted.get(each.row, ())),
        )
        said.append(taken_in)
    visit.enter_all(said)
    return len(said)


def _row_quantity(row: ImportedRow, details: dict[str, str], probe: str) -> tuple[Quantity, tuple[str, ...]]:
    """A row's field with the uncertainty that the row gives, else its probe's, and the doubts about its text."""
    quantity, questions = field_quantity(row.typed, "", None, probe)
    own = Uncertainty(offset=convert(Decimal(row.doubt), "mT", quantity.unit)) if row.doubt else None
    sure = own or uncertainty_of(details, quantity.unit)
    return quantity.model_copy(update={"uncertainty": sure}), questions


def row_doubts(audit: Audit, rows: Sequence[ImportedRow]) -> dict[int, tuple[str, ...]]:
    """What to ask of the rows of a file that look like slips beside the survey and each other, by row."""
    centre, there = isocentre_height(audit), [t.reading for t in taken(audit) if t.reading is not None]
    new = []
    for each in rows:
        above = Decimal(each.height) - centre if each.height else None
        quantity = read(each.typed, "mT").quantity
        if not quantity.comparator:
            new.append(placed(quantity, Decimal(each.x), Decimal(each.y), above, each.row))
    known = [replace(each, row=-each.row) for each in there]  # numbered apart from the rows of the file
    return {slip.row: (slip.message,) for slip in examine([*known, *new]).slips if slip.row > 0}


def move_reading(visit: Visit, reading: str, confirmed: str = "", **says: Unpack[ReadingParts]) -> None:
    """A reading stood elsewhere: the same value, with another position, height, place or side.

    Challenged until it is confirmed where the value is not what its new neighbours lead one to expect.
    """
    old = standing(visit.audit.slots, ("field", reading))
    if not isinstance(old, FieldMeasured):
        raise EntryRefused("This reading", "is not in the survey", "Choose one that is")
    new = old.model_copy(update=says)
    asked: dict[str, Any] = {}
    if {"x", "y", "height"} & set(says) and new.x is not None and new.y is not None:
        usable = new.at_field and not new.quantity.comparator
        at = reading_of(new, 0, isocentre_height(visit.audit))
        questions = doubts(visit.audit, at, leaving_out=reading) if usable else ()
        if questions and not confirmed.strip():
            raise Challenged(shown(old.quantity), questions)
        asked = {"challenges": questions, "confirmed": confirmed.strip()}
    visit.enter(FieldMeasured, **{**_says(old), **says, **asked})
    visit.answer_floor_lines()


def set_reading_aside(visit: Visit, reading: str, reason: str = "") -> None:
    """Takes a reading off the survey; it stays in the log, and undo brings it back."""
    with visit.one_deed():
        visit.saw()
        visit.enter(FieldSetAside, reading=reading, reason=reason)
        visit.answer_floor_lines()


def _says(entry: FieldMeasured | PlanSet) -> dict[str, Any]:
    """What an entry says, without who, when and where in the chain."""
    envelope = set(Entry.model_fields)
    return {name: value for name, value in entry if name not in envelope}
