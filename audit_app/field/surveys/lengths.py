"""Units of length and blank places as told; asked where the file leaves them open."""

from dataclasses import replace

import numpy as np

from audit_app.counting import counted
from audit_app.errors import FieldError
from audit_app.field.columns import cell_number, numbers
from audit_app.field.files.rows import grouped, part_thousands
from audit_app.field.files.symbols import factor
from audit_app.field.files.titles import contradicted
from audit_app.field.surveys.left_open import Answers, Unanswered
from audit_app.field.surveys.row import shortened
from audit_app.field.tables import Table

LEAST = {"m": 0.2, "mT": 0.02}  # a column of no larger numbers holds no places, or no field, of a survey


def with_lengths(table: Table, places: dict[str, int], answers: Answers) -> Table:
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
            refuse_contradicted(table, answers.length)
    for axis, index in axes:
        rows = _filled(table, rows, axis, index, answers.blank)
    found = replace(table, columns=tuple(columns), rows=rows)
    for index, unit in [(i, "m") for _, i in axes] + [(i, "mT") for m, i in places.items() if m.startswith("field")]:
        _refuse_thousands(found, index, unit)
    return found


def refuse_contradicted(table: Table, answer: str) -> None:
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
