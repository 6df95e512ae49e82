"""Which column, or which parts of it, hold the field."""

from collections.abc import Sequence
from statistics import median

import numpy as np

from audit_app.errors import FieldError
from audit_app.field.columns import numbers
from audit_app.field.files.components import field_columns, whole
from audit_app.field.files.rows import over_range
from audit_app.field.files.symbols import factor
from audit_app.field.readings import Reading
from audit_app.field.surveys.left_open import Unanswered
from audit_app.field.tables import Table

SIGNED = 0.02  # mT below nought that a meter's zero alone may show


def field_of(table: Table) -> dict[str, int]:
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


def refuse_vague(table: Table, places: dict[str, int], readings: Sequence[Reading]) -> None:
    """FieldError for uncertainties without a unit that are larger than the field: they may be in %."""
    column = table.columns[places["uncertainty"]] if "uncertainty" in places else None
    if column and not column.said and readings and median(r.doubt - r.field for r in readings) > 0:
        fault = f"has “{column.name.strip()[:40]}” larger than the field, without a unit"
        raise FieldError(table.source, fault, "Is it in %? Write the unit in the column's name.")


def refuse_signed(table: Table, index: int) -> None:
    """A field below nought is one part of it: asked, for the whole may be larger."""
    column = table.columns[index]
    sizes = numbers(table.cells(index), table.decimal)[0] * factor(column.unit or "mT", "mT")
    out = [over_range(cell) for cell in table.cells(index)]
    if (np.where(out, np.nan, sizes) < -SIGNED).any():
        fault = f"has “{column.name.strip()[:40]}” below nought, as one part of the field, which may be larger"
        raise Unanswered(table.source, fault, "Which column holds the whole field? Count from 1.", "field_column")
