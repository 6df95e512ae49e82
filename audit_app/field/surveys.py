"""A file of readings as readings: units per column or per cell, positions in metres, heights from the isocentre."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan
from statistics import median

import numpy as np

from audit_app.counting import counted
from audit_app.errors import FieldError
from audit_app.field.columns import Cell, cell_number, is_number, numbers
from audit_app.field.files.captions import AS_THEY_ARE, misplacing, z_along
from audit_app.field.files.components import field_columns, whole
from audit_app.field.files.places import FROM_ISOCENTRE, around, place_columns
from audit_app.field.files.rows import grouped, over_range, part_thousands
from audit_app.field.files.symbols import another, factor, no_field, no_length
from audit_app.field.files.titles import contradicted
from audit_app.field.readings import NO_PROBE, Probe, Reading
from audit_app.field.tables import Table, split

UNNAMED = {4: ("x", "y", "height", "field"), 3: ("x", "y", "field"), 5: ("x", "y", "height", "field", "label")}
MOST = 2000  # readings: the work of comparing each with all others grows with their cube
USUAL_HEIGHT = 1.0  # m from floor to isocentre, unless told otherwise
LONGEST_SHOWN = 80  # letters of a cell that a note repeats
SIGNED = 0.02  # mT below nought that a meter's zero alone may show
NOUGHT = 0.06  # of the largest place: a column whose usual number is smaller holds nothing but noise
LEAST = {"m": 0.2, "mT": 0.02}  # a column of no larger numbers holds no places, or no field, of a survey
NO_FIELD = "Give the field in T, mT, µT, nT, kG, G or mG, as the meter shows it."
STANDARD = re.compile(r"standard|\bk\s*=\s*1\b|1\s*(?:σ|sigma|sd)\b", re.IGNORECASE)  # so not expanded
LEVEL_WITH_AXIS = 0.35  # m: a survey whose heights centre this close to nought counts them from the isocentre


@dataclass(frozen=True)
class Answers:
    """What a person said that the file does not: the unit of places, what blank cells stand for, the way of the bore.

    `blank` is "above" where a blank place repeats the cell above it (merged cells), "none" where it stands for nothing;
    `along` is the column ("y" or "z") that runs along the bore.
    """

    length: str = ""
    blank: str = ""
    along: str = ""
    field_column: int = 0


NOTHING_ANSWERED = Answers()


class Unanswered(FieldError):
    """A file leaves something open that a person can answer: `asks` is the name of the answer."""

    def __init__(self, where: str, fault: str, remedy: str, asks: str) -> None:
        super().__init__(where, fault, remedy)
        self.asks = asks


@dataclass(frozen=True)
class Note:
    """Something about a data row (counted from 1) that was set aside or settled, in words."""

    row: int
    line: int
    typed: str
    message: str


@dataclass(frozen=True)
class Survey:
    """Readings with heights as written until a datum is chosen; a blank height is nan, taken as the isocentre's own."""

    readings: tuple[Reading, ...]
    lines: tuple[int, ...]
    notes: tuple[Note, ...]
    remarks: tuple[str, ...]
    datum: str  # "floor", "isocentre" or "" when the file does not say

    def above_isocentre(self, datum: str, isocentre: float) -> tuple[Reading, ...]:
        """The readings with heights from the isocentre, `isocentre` metres above the floor."""
        lift = isocentre if datum == "floor" else 0.0
        return tuple(replace(r, height=r.height - lift if isfinite(r.height) else 0.0) for r in self.readings)

    def usual_datum(self) -> str:
        """Where heights are counted from: as the file says, else by their size (none is below a floor)."""
        heights = [r.height for r in self.readings if isfinite(r.height)]
        if self.datum or not heights:
            return self.datum or "isocentre"
        return "isocentre" if min(heights) < 0 or median(heights) < LEVEL_WITH_AXIS else "floor"


def read_survey(table: Table, unit: str = "", probe: Probe = NO_PROBE, answers: Answers = NOTHING_ANSWERED) -> Survey:
    """The readings of a table; `unit` serves cells that name none. FieldError says which row or column needs what.

    What the file leaves open is asked as a FieldError, never assumed; `answers` are a person's.
    """
    _refuse_contradicted(table, unit)
    places, remarks = _places(table, answers)
    table = _settled(table, places, answers)
    if len(table.rows) > MOST:
        fault = f"has {len(table.rows)} rows; a survey of up to {MOST} readings can be fitted"
        raise FieldError(table.source, fault, "Give one row for each place: the median of the readings taken there.")
    readings, notes, lines = [], [], []
    for number, (row, line) in enumerate(zip(table.rows, table.lines, strict=True), 1):
        made = _reading(table, places, number, row, line, unit, probe)
        if isinstance(made, Note):
            notes.append(made)
        else:
            readings.append(made)
            lines.append(line)
    _refuse_vague(table, places, readings)
    name = table.columns[places["height"]].name.lower() if "height" in places else ""
    datum = "floor" if "floor" in name else "isocentre" if "iso" in name or "axis" in name else ""
    return Survey(tuple(readings), tuple(lines), tuple(notes), tuple(remarks), datum)


def _places(table: Table, answers: Answers) -> tuple[dict[str, int], list[str]]:
    """Which column holds what, by name, or by order where the file has no header."""
    if said := misplacing(table.captions):
        raise FieldError(table.source, f"says “{said[:60]}”", AS_THEY_ARE)
    if not table.named:
        return _by_order(table)
    known = [not no_length(c.said) for c in table.columns]
    others, fault = place_columns([c.meaning for c in table.columns], [c.name for c in table.columns], known)
    if "x" in others:
        fault = fault or around(table.columns[others["x"]].name, [c.name for c in table.columns])
    if fault:
        raise FieldError(table.source, fault, FROM_ISOCENTRE)
    places, remarks = _along(table, others, answers)
    missing = [wanted for wanted in ("x", "y") if wanted not in places]
    if missing:
        _refuse_foreign(table, places)
        fault = f"has no column {' or '.join(missing)}"
        raise FieldError(table.source, fault, "Name the columns x (across the bore), y (along it), height and field.")
    _refuse_foreign(table, places)
    found = {"field": answers.field_column - 1} if answers.field_column else _fields(table)
    unused = [f"“{c.name}”" for c in table.columns if c.meaning in {"other", "background"} and c.name]
    if unused:
        remarks.append(f"Not used, because the name says nothing known: {', '.join(unused)}.")
    if "field" in found and not answers.field_column:
        _refuse_signed(table, found["field"])
    if "field" not in found:
        remarks.append("The field was worked out from its components.")
    return places | found, remarks


def _by_order(table: Table) -> tuple[dict[str, int], list[str]]:
    """Which column holds what in a file without names; one that begins with a count of its rows is refused."""
    order = UNNAMED.get(len(table.columns))
    remedy = "Name the columns in a first row: x, y, height, field (with units)."
    if order is None:
        raise FieldError(table.source, f"has no header row and {len(table.columns)} columns", remedy)
    named = next((s for s in table.captions if sum(map(bool, split(s, table.delimiter))) == len(table.columns) > 1), "")
    if named:
        raise FieldError(table.source, f"has names that say nothing known: “{named[:60]}”", remedy)
    if order[-1] == "label" and any(is_number(cell) for cell in table.cells(4)):
        raise FieldError(table.source, "has no header row, and numbers in its last column", remedy)
    astray = next((cell for cell in table.rows[0][:2] if not is_number(cell)), "") if table.rows else ""
    if astray:
        fault = f"has no header row, and “{shortened(astray)}” in its first row, where a place is looked for"
        raise FieldError(table.source, fault, remedy)
    first = table.cells(0)
    if len(first) > 2 and any(first == [str(i) for i in range(k, k + len(first))] for k in (0, 1)):
        raise FieldError(table.source, "has no header row, and its first column counts the rows", remedy)
    return {m: i for i, m in enumerate(order)}, [f"No header row: columns taken as {', '.join(order)}."]


def _fields(table: Table) -> dict[str, int]:
    """The column of the field, or of each of its components where it has none."""
    found, question = field_columns([c.meaning for c in table.columns], [c.name for c in table.columns])
    if question:
        raise Unanswered(table.source, f"leaves the field open: {question}", "", "field_column")
    if not found:
        raise FieldError(table.source, "has no column for the field", "Name it field, with its unit: field (mT).")
    if "field" not in found and not whole(list(found)):
        said = " and ".join(f"“{table.columns[i].name.strip()}”" for i in found.values())
        fault = f"names only {said} of the field's three parts, and the field may be larger"
        raise Unanswered(table.source, fault, "Which column holds the whole field? Count from 1.", "field_column")
    return {"field": found["field"]} if "field" in found else found


def _refuse_vague(table: Table, places: dict[str, int], readings: Sequence[Reading]) -> None:
    """FieldError for uncertainties without a unit that are larger than the field: they may be in %."""
    column = table.columns[places["uncertainty"]] if "uncertainty" in places else None
    if column and not column.said and readings and median(r.doubt - r.field for r in readings) > 0:
        fault = f"has “{column.name.strip()[:40]}” larger than the field, without a unit"
        raise FieldError(table.source, fault, "Is it in %? Write the unit in the column's name.")


def _refuse_signed(table: Table, index: int) -> None:
    """A field below nought is one part of it: asked, for the whole may be larger."""
    column = table.columns[index]
    sizes = numbers(table.cells(index), table.decimal)[0] * factor(column.unit or "mT", "mT")
    out = [over_range(cell) for cell in table.cells(index)]
    if (np.where(out, np.nan, sizes) < -SIGNED).any():
        fault = f"has “{column.name.strip()[:40]}” below nought, as one part of the field, which may be larger"
        raise Unanswered(table.source, fault, "Which column holds the whole field? Count from 1.", "field_column")


def _along(table: Table, places: dict[str, int], answers: Answers) -> tuple[dict[str, int], list[str]]:
    """Where a file has x, y and z: which of them runs along the bore, asked where y is nought throughout."""
    if "z" not in places:
        return places, []
    if "y" not in places:
        return {**places, "y": places["z"]}, ["Column z taken as the distance along the bore."]
    if "height" in places:
        return places, []
    said = z_along(table.captions)
    if said and not answers.along:
        fault = f"says “{said[:60]}”"
        raise Unanswered(table.source, fault, "Which column runs along the bore, y or z?", "along")
    if answers.along == "z":
        swapped = {**places, "y": places["z"], "height": places["y"]}
        return swapped, ["Column z taken as the distance along the bore and y as height, as told."]
    if not answers.along and _is_nought(table, places["y"]) and not _is_nought(table, places["z"]):
        fault = "has y about zero everywhere while z is not, as where z runs along the bore"
        raise Unanswered(table.source, fault, "Which column runs along the bore, y or z?", "along")
    return {**places, "height": places["z"]}, ["Column z taken as height; y is along the bore."]


def _is_nought(table: Table, index: int) -> bool:
    """Whether a column's numbers are all small beside the largest place of the table."""
    sizes = {c.meaning: np.abs(numbers(table.cells(i), table.decimal)[0]) for i, c in enumerate(table.columns)
             if c.meaning in {"x", "y", "z"}}  # fmt: skip
    largest = max((float(np.nanmax(v)) for v in sizes.values() if np.isfinite(v).any()), default=0.0)
    here = np.abs(numbers(table.cells(index), table.decimal)[0])
    return bool(np.isfinite(here).any() and float(np.nanmedian(here)) <= NOUGHT * largest)


def _refuse_foreign(table: Table, places: dict[str, int]) -> None:
    """A place given in inches, or in millitesla, is not taken for metres."""
    for axis in ("x", "y", "height"):
        named = table.columns[places[axis]] if axis in places else None
        if named and no_length(named.said):
            fault = f"gives “{named.name.strip()}” in “{named.said}”, which this app does not take for a length"
            raise FieldError(table.source, fault, "Give places in m, cm or mm.")


def _settled(table: Table, places: dict[str, int], answers: Answers) -> Table:
    """The table with units of length and blank places as told; asked where the file leaves them open."""
    axes = [(axis, places[axis]) for axis in ("x", "y", "height") if axis in places]
    columns, rows = list(table.columns), table.rows
    for axis, index in axes:
        bare = [row[index] for row in rows if row[index] and not _names_unit(row[index], table.decimal)]
        if bare and not columns[index].unit:
            if not answers.length:
                named = (
                    f"column “{columns[index].name.strip()}”" if columns[index].name.strip() else f"the {axis} column"
                )
                fault = f"names no unit of length for {named}"
                remedy = "Is it m, cm or mm? Write it in the column's name, e.g. x (m)."
                raise Unanswered(table.source, fault, remedy, "length")
            columns[index] = replace(columns[index], unit=answers.length)
            _refuse_contradicted(table, answers.length)
    for axis, index in axes:
        rows = _filled(table, rows, axis, index, answers.blank)
    found = replace(table, columns=tuple(columns), rows=rows)
    for index, unit in [(i, "m") for _, i in axes] + [(i, "mT") for m, i in places.items() if m.startswith("field")]:
        _refuse_thousands(found, index, unit)
    return found


def _refuse_contradicted(table: Table, answer: str) -> None:
    """FieldError where words beside the table say another unit than a person answered."""
    if answer and (line := contradicted([answer], table.captions)):
        fault = f"says “{line[:60]}”, but {answer} was answered"
        raise FieldError(table.source, fault, "Answer with the unit that it is in, or put the file right.")


def _refuse_thousands(table: Table, index: int, to: str) -> None:
    """FieldError for a column where 2,500 or 2.500 may be thousands: read as decimals, it holds next to nothing."""
    cells, unit = [cell for cell in table.cells(index) if cell], table.columns[index].unit
    if not unit or not grouped(cells):
        return
    sizes = np.abs(numbers(cells, table.decimal)[0]) * factor(unit, to)
    parted = np.array([not cell.lstrip("+-−").isdigit() for cell in cells])
    small = np.isfinite(sizes[parted]).any() and float(np.nanmax(sizes[parted])) < LEAST[to]
    if small or part_thousands(cells):
        fault = f"has “{shortened(cells[int(np.argmax(parted))])}” in {unit}, where its separator may part thousands"
        raise FieldError(table.source, fault, "Write such numbers without a separator for thousands.")


def _names_unit(cell: str, decimal: str) -> bool:
    found = cell_number(cell, decimal)
    return found is None or bool(found.unit)


def _filled(
    table: Table, rows: tuple[tuple[str, ...], ...], axis: str, index: int, blank: str
) -> tuple[tuple[str, ...], ...]:
    """Rows whose blank places are as told; asked where some are blank and others not."""
    first = next((i for i, row in enumerate(rows) if row[index]), len(rows))  # above it there is nothing to repeat
    empty = [i for i, row in enumerate(rows) if i > first and not row[index] and any(row)]
    if not empty or blank == "none":
        return rows
    if blank != "above":
        shown = ", ".join(str(i + 1) for i in empty[:5]) + (" and others" if len(empty) > 5 else "")
        fault = f"has no {axis} in {counted(len(empty), 'row')} ({shown}) though others do"
        remedy = "Is a blank the same as the cell above it, as in merged cells, or was nothing given? Fill them or say."
        raise Unanswered(table.source, fault, remedy, "blank")
    made, last = [], ""
    for row in rows:
        last = row[index] or last
        made.append((*row[:index], last, *row[index + 1 :]))
    return tuple(made)


def _reading(
    table: Table, places: dict[str, int], number: int, row: Sequence[str], line: int, unit: str, probe: Probe
) -> Reading | Note:
    """One row's reading, or a note saying why there is none."""
    where = f"{table.source} row {number} (line {line})"
    place = []
    for axis in ("x", "y", "height"):
        found = _length(table, places, axis, row, where)
        if found is None:
            said = f"No reading: {axis} is “{shortened(row[places[axis]])}”."
            return Note(number, line, shortened(", ".join(row)), said)
        place.append(found)
    field, typed = _field(table, places, row, where, unit)
    if field is None:
        said = f"“{shortened(typed)}”" if typed else "blank"
        return Note(number, line, shortened(typed), f"No reading: the field is {said}.")
    label = row[places["label"]] if "label" in places else ""
    doubt = _doubt(table, places, row, field, probe)
    return Reading(number, place[0], place[1], place[2], abs(field), typed, doubt, label)


def shortened(text: str) -> str:
    """A cell as it was typed, cut where nobody would read on."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _cell(table: Table, index: int, row: Sequence[str], where: str) -> Cell | None:
    found = cell_number(row[index], table.decimal)
    if found and found.doubtful:
        fault = f"has “{shortened(row[index])}”, which can be read in two ways"
        raise FieldError(where, fault, "Write it without a separator for thousands.")
    return found


def _length(table: Table, places: dict[str, int], axis: str, row: Sequence[str], where: str) -> float | None:
    if axis == "height" and not (axis in places and row[places[axis]]):
        return nan
    index = places[axis]
    found = _cell(table, index, row, where)
    if found is None or found.comparator:
        return None
    return found.value * factor(found.unit or table.columns[index].unit, "m")


def _field(table: Table, places: dict[str, int], row: Sequence[str], where: str, unit: str) -> tuple[float | None, str]:
    """The field in mT and the text it was typed as, unit and all; None when there is no number."""
    if "field" in places:
        return _one_field(table, places["field"], row, where, unit)
    parts = [_one_field(table, i, row, where, unit) for m, i in places.items() if m.startswith("field ")]
    typed = ", ".join(text for _, text in parts)
    sizes = [value for value, _ in parts if value is not None]
    return (float(np.sqrt(sum(v * v for v in sizes))) if len(sizes) == len(parts) else None), typed


def _one_field(table: Table, index: int, row: Sequence[str], where: str, unit: str) -> tuple[float | None, str]:
    text = row[index]
    found = _cell(table, index, row, where)
    if found is None or found.comparator or over_range(text):
        return None, text
    usual = found.unit or table.columns[index].unit or unit
    said = table.columns[index].said
    if not found.unit and (no_field(said) or (not table.columns[index].unit and usual and another(said, usual))):
        raise FieldError(where, f"has “{shortened(text)}” in “{said}”, which is no unit of field", NO_FIELD)
    if not usual and found.value != 0:
        asked = f"names no unit for “{shortened(text)}”" + (f" (“{said}” is not a unit of field)" if said else "")
        raise FieldError(where, asked, "Write it in the column's name, e.g. field (mT), or say it with --unit.")
    typed = text if found.unit or not usual else f"{text} {usual}"
    return found.value * factor(usual or "mT", "mT"), typed


def _doubt(table: Table, places: dict[str, int], row: Sequence[str], field: float, probe: Probe) -> float:
    """Expanded uncertainty in mT: the row's own when it gives one, else the probe's."""
    if "uncertainty" in places:
        index = places["uncertainty"]
        text, column = row[index], table.columns[index]
        share = text.rstrip().endswith("%") or column.said == "%"
        found = cell_number(text.rstrip(" %"), table.decimal)
        own = next((table.columns[i].unit for m, i in places.items() if m.startswith("field")), "")
        twice = 2.0 if STANDARD.search(column.name) else 1.0
        if found and found.value >= 0:
            return (
                abs(field) * found.value * twice / 100
                if share
                else found.value * twice * factor(found.unit or column.unit or own or "mT", "mT")
            )
    return probe.doubt(field)
