"""One row as a reading, or a note saying why there is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from audit_app.errors import FieldError
from audit_app.field.columns import Cell, cell_number
from audit_app.field.files.rows import over_range
from audit_app.field.files.symbols import another, factor, no_field
from audit_app.field.readings import Probe, Reading
from audit_app.field.tables import Table

LONGEST_SHOWN = 80  # letters of a cell that a note repeats
NO_FIELD = "Give the field in T, mT, µT, nT, kG, G or mG, as the meter shows it."
STANDARD = re.compile(r"standard|\bk\s*=\s*1\b|1\s*(?:σ|sigma|sd)\b", re.IGNORECASE)  # so not expanded


@dataclass(frozen=True)
class Note:
    """Something about a data row (counted from 1) that was set aside or settled, in words."""

    row: int
    line: int
    typed: str
    message: str


def reading_or_note(
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
