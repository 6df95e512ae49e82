"""A gaussmeter's log: what each column was taken to be, what is still to be asked, and the field it holds in mT."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from audit_app.field.columns import Column, numbers
from audit_app.field.files.components import field_columns, whole
from audit_app.field.files.marks import WEAK, marked, told
from audit_app.field.files.rows import grouped, over_range, part_thousands
from audit_app.field.files.symbols import FIELD, another, factor, known_unit, no_field, symbol
from audit_app.field.files.titles import contradicted
from audit_app.field.multipoles import Array, Flags
from audit_app.field.tables import Table, read_table

PLACES = ("x", "y", "z")
DISAGREE = 0.02  # share by which a magnitude may differ from its own components


@dataclass(frozen=True)
class Taken:
    """One column of a log: its name in the file, what it was taken to be, its unit, and a few of its cells."""

    number: int
    name: str
    meaning: str
    unit: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Log:
    """A log with its digest, its columns as taken, notes, questions still open, and the field in mT of each row.

    `field` is empty while a unit is missing: nothing is guessed.
    """

    source: str
    digest: str
    delimiter: str
    decimal: str
    rows: int
    taken: tuple[Taken, ...]
    notes: tuple[str, ...]
    questions: tuple[str, ...]
    field: Array
    marks: Flags

    @property
    def there(self) -> Array:
        """The samples in mT that hold a field and were not marked."""
        there: Array = self.field[np.isfinite(self.field) & (self.field > 0) & ~self.marks]
        return there

    @property
    def typical(self) -> float | None:
        """The median field in mT of the samples that are there, or None."""
        return float(np.median(self.there)) if len(self.there) else None


def read_log(
    raw: bytes,
    source: str,
    unit: str = "",
    meanings: Mapping[int, str] | None = None,
    own_field: float | None = None,
) -> Log:
    """A meter's log from its bytes; `unit` answers the question for columns and cells that name none.

    `meanings` puts a column (counted from 1) right where the file's names misled; `own_field` is the magnet's field at
    its middle in mT, above which no sample is believed. Raises FieldError.
    """
    table = meant(read_table(raw, source), meanings or {})
    columns = table.columns
    notes, questions = list(table.notes), []
    fields, asked_which = field_columns([c.meaning for c in columns], [c.name for c in columns])
    if unit and (line := contradicted([unit], table.captions)):
        questions.append(f"The file says “{line[:60]}”, but {unit} was answered. Which unit is it?")
    if asked_which:
        questions.append(asked_which)
    elif not fields:
        questions.append("No column names a field. Which column is it? Count from 1, left to right.")
    values: dict[str, Array] = {}
    units: dict[int, str] = {}
    for meaning, i in fields.items():
        values[meaning], units[i], asked = _field(table, i, columns[i], unit)
        questions += asked
    found = np.array([]) if questions else _magnitude(values, notes, table, fields)
    notes += _gaps(found)
    marks = marked(found, own_field)
    notes += told(marks, found)
    seen = _taken(table, {i: m for m, i in fields.items()}, units)
    kept = (table.digest, table.delimiter, table.decimal, len(table.rows))
    return Log(source, *kept, seen, tuple(notes), tuple(questions), found, marks)


def _taken(table: Table, fields: Mapping[int, str], units: Mapping[int, str]) -> tuple[Taken, ...]:
    """Every column as it was taken: those of the field by number, the others by their names."""
    return tuple(
        Taken(
            i + 1,
            c.name or f"column {i + 1}",
            fields.get(i, c.meaning),
            units.get(i, c.unit),
            tuple(table.cells(i)[:3]),
        )
        for i, c in enumerate(table.columns)
    )


def meant(table: Table, meanings: Mapping[int, str]) -> Table:
    """The table with its columns as a person corrected them; a lone column with units and no name is the field.

    A column x, y or z whose unit is one of field is a component of it. One that a person calls the field is so alone.
    """
    columns = [
        Column(c.name, f"field {c.meaning}", symbol(c.said), c.said)
        if c.meaning in PLACES and known_unit(c.said) == FIELD
        else c
        for c in table.columns
    ]
    if "field" in meanings.values():
        columns = [Column(c.name, "other", c.unit, c.said) if c.meaning.startswith("field") else c for c in columns]
    for number, meaning in meanings.items():
        if 1 <= number <= len(columns):
            old = columns[number - 1]
            columns[number - 1] = Column(old.name, meaning, old.unit or symbol(old.said), old.said)
    with_units = [i for i in range(len(columns)) if numbers(table.cells(i)[:50], table.decimal)[1]]
    if not any(c.meaning.startswith("field") for c in columns) and len(with_units) == 1:
        columns[with_units[0]] = Column(columns[with_units[0]].name, "field", "")
    return replace(table, columns=tuple(columns))


def _field(table: Table, index: int, column: Column, chosen: str) -> tuple[Array, str, list[str]]:
    """A field column in mT, the unit it was taken to be in, and questions where it names none."""
    cells = table.cells(index)
    values, units = numbers(cells, table.decimal)
    values = np.where([over_range(cell) for cell in cells], np.nan, values)
    usual = column.unit or chosen
    name = column.name or f"column {index + 1}"
    if not units and (no_field(column.said) or (not column.unit and chosen and another(column.said, chosen))):
        return values, "", [f"{name} is in “{column.said}”, which is no unit of field. Which column is the field?"]
    bare = [i for i, v in enumerate(values) if np.isfinite(v) and v != 0 and not units[i]] if units else []
    if (not units or bare) and not usual:
        said = f" (“{column.said}” is not a unit of field)" if column.said else ""
        return values, "", [f"{name} names no unit{said}. Which is it: T, mT, µT, nT, kG, G or mG?"]
    if not units:
        found = values * factor(usual, "mT")
        return found, usual, _thousands(cells, found, name)
    each = np.array([factor(u or usual or "mT", "mT") for u in units])
    return values * each, " and ".join(sorted({u or usual for u in units if u or usual})), []


def _thousands(cells: list[str], field: Array, name: str) -> list[str]:
    """A question where 1,510 or 1.510 may be thousands: read as decimals, the whole column holds no field."""
    filled = [cell for cell in cells if cell]
    sizes = np.abs(field[np.isfinite(field)])
    if not len(sizes) or not grouped(filled) or (float(sizes.max()) >= WEAK and not part_thousands(filled)):
        return []
    return [f"{name} has “{cells[0]}”: is its separator one of thousands? Write such numbers without one."]


def _magnitude(values: Mapping[str, Array], notes: list[str], table: Table, fields: Mapping[str, int]) -> Array:
    """|B| of each row: the total if there is one, compared with its components, else their root sum of squares."""
    parts = [m for m in values if m != "field"]
    given = values.get("field")
    if not parts:
        if given is not None and (given < 0).any():
            notes.append("Negative readings: one axis of the field, so its size is at least this. Magnitude used.")
        return np.abs(given) if given is not None else np.array([])
    summed: Array = np.sqrt(np.sum(np.square([values[m] for m in parts]), axis=0))
    if given is None:
        if not whole(parts):
            notes.append(f"Only {len(parts)} of three components: the field may be larger than what they add up to.")
        notes.append("Magnitude worked out from the components.")
        return summed
    if not whole(parts):
        return np.abs(given)
    rounding = np.sqrt(sum((_step(table, fields[m], values[m]) ** 2 for m in (*parts, "field")), 0.0))
    differ = np.abs(np.abs(given) - summed) > DISAGREE * np.maximum(np.abs(given), 1e-6) + 2 * rounding
    if differ.any():
        worst = int(np.nanargmax(np.where(differ, np.abs(given - summed), -1)))
        notes.append(
            f"The magnitude differs from its components in {int(differ.sum())} rows, most in row {worst + 1} "
            f"({given[worst]:.3g} against {summed[worst]:.3g} mT)."
        )
    return np.abs(given)


def _step(table: Table, index: int, values: Array) -> float:
    """Half the last decimal that a column shows, in mT: what rounding alone may hide."""
    cells = [cell for cell in table.cells(index)[:200] if any(c.isdigit() for c in cell)]
    places = max(
        (len(re.split(r"[.,]", cell)[1].rstrip()) if re.search(r"[.,]\d+$", cell) else 0 for cell in cells), default=0
    )
    found = numbers(cells, table.decimal)[0]
    there = np.flatnonzero(np.isfinite(found) & (found != 0))
    if not len(there) or not places:
        return 0.0
    at = there[0]
    raw = [i for i, cell in enumerate(table.cells(index)[:200]) if any(c.isdigit() for c in cell)][at]
    return float(0.5 * 10.0**-places * abs(values[raw] / found[at]))


def _gaps(field: Array) -> list[str]:
    """Notes on samples that are not there: blank, unreadable, or written as nought."""
    notes = []
    if blank := int((~np.isfinite(field)).sum()):
        notes.append(f"{blank} rows hold no readable field.")
    if nought := int((field == 0).sum()):
        notes.append(f"{nought} rows read exactly zero, as meters write a dropped sample. Not used.")
    return notes


def as_text(log: Log) -> str:
    """The preview in words, one line for each column, note and question."""
    lines = [
        f"{log.source}: {log.rows} rows, columns parted by {log.delimiter}, decimal {log.decimal}",
        f"SHA-256 {log.digest}",
        *(
            f"  {t.number}. {t.name}: {t.meaning}{f' in {t.unit}' if t.unit else ''}, e.g. {', '.join(t.cells)}"
            for t in log.taken
        ),
        *log.notes,
    ]
    if log.typical is not None:
        there = log.there
        low, high = float(there.min()), float(there.max())
        lines.append(
            f"Field {low:.4g} to {high:.4g} mT ({low * 10:.4g} to {high * 10:.4g} G), median {log.typical:.4g} mT"
        )
    return "\n".join([*lines, *(f"To be answered: {q}" for q in log.questions)])


def as_dict(log: Log) -> dict[str, object]:
    """The preview as plain values for JSON."""
    there = log.there
    return {
        "source": log.source,
        "sha256": log.digest,
        "delimiter": log.delimiter,
        "decimal": log.decimal,
        "rows": log.rows,
        "columns": [
            {
                "number": t.number,
                "name": t.name,
                "taken_as": t.meaning,
                "unit": t.unit or None,
                "examples": list(t.cells),
            }
            for t in log.taken
        ],
        "field_mT": {"min": float(there.min()), "median": log.typical, "max": float(there.max()), "samples": len(there)}
        if len(there)
        else None,
        "notes": list(log.notes),
        "questions": list(log.questions),
    }
