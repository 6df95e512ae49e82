"""Where a table says two things of its units: which one holds is asked."""

from collections.abc import Sequence

from audit_app.errors import FieldError
from audit_app.field.columns import TWO_NUMBERS, Column, cell_number, column
from audit_app.field.files.agreement import of, twice, unit_columns, unlike
from audit_app.field.files.captions import MULTIPLIED, by_factor, factor_said
from audit_app.field.files.symbols import kind
from audit_app.field.files.titles import contradicted
from audit_app.field.tables.body import WHICH
from audit_app.field.tables.delimiters import SAMPLE


def refuse_twice(columns: Sequence[Column], below: Sequence[str], rows: Sequence[Sequence[str]], source: str) -> None:
    """FieldError for a column that says two units: in its name, in the row below it, or in a column of units."""
    for i, (each, unit) in enumerate(zip(columns, below, strict=True)):
        plain = any(row[i] and not TWO_NUMBERS.fullmatch(row[i]) for row in rows)
        if fault := twice(each.name, each.meaning, column(each.name).said, unit, plain):
            raise FieldError(source, fault, WHICH)
    for i, owners in unit_columns([c.name for c in columns], [c.meaning for c in columns]):
        for other in owners:
            if cell := unlike([row[i] for row in rows], columns[other].meaning, columns[other].unit):
                fault = (
                    f"has “{cell[:40]}” under “{columns[i].name.strip()[:40]}” for “{columns[other].name.strip()[:40]}”"
                )
                raise FieldError(
                    source, fault, f"{WHICH} Fields are read in T, mT, µT, nT or G, places in m, cm or mm."
                )


def refuse_ranges(columns: Sequence[Column], rows: Sequence[Sequence[str]], source: str) -> None:
    """FieldError where the meter's range changes its unit from row to row and the field names none."""
    at = [i for i, c in enumerate(columns) if c.name.strip().lower().startswith("range")]
    cells = [cell_number(row[i], "point") for i in at for row in rows]
    units = sorted({cell.unit for cell in cells if cell and kind(cell.unit) == kind("mT")})
    if len(units) > 1 and not any(c.unit for c in columns if c.meaning.startswith("field")):
        fault = f"has ranges in {' and '.join(units)}, and a field without a unit"
        raise FieldError(source, fault, "Write each reading's unit beside it, or in a column of units.")


def refuse_contradicted(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], captions: Sequence[str], source: str
) -> None:
    """FieldError where words beside the table name another unit than its columns and cells do: one of them is wrong."""
    told = {c.unit for c in columns if c.unit and of(c.meaning)}
    bare = [i for i, c in enumerate(columns) if of(c.meaning) and not c.unit]
    cells = [cell_number(row[i], "point") for row in rows[:SAMPLE] for i in bare]
    told |= {cell.unit for cell in cells if cell and cell.unit}
    if line := contradicted(told, captions):
        fault = f"says “{line[:60]}” above the table, but its columns are in {' and '.join(sorted(told))}"
        raise FieldError(source, fault, WHICH)


def refuse_factor(columns: Sequence[Column], captions: Sequence[str], source: str) -> None:
    """FieldError where a name or words beside the table say that its values are multiplied."""
    named = [c.name.strip() for c in columns if of(c.meaning) and by_factor(c.name)]
    said = named[0] if named else factor_said(captions)
    if said:
        raise FieldError(source, f"says “{said[:60]}”, as where numbers are multiplied", MULTIPLIED)
