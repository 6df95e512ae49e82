"""Any delimited or fixed-width text as rows of cells under named columns, with what each column was taken to be.

Nothing is left out without a note; a line that cannot belong to the table is refused with its place.
"""

from dataclasses import dataclass
from hashlib import sha256

from audit_app.errors import FieldError
from audit_app.field.columns import Column, column
from audit_app.field.tables.body import data_rows, with_units
from audit_app.field.tables.decoding import decoded, refuse_long, refuse_wide
from audit_app.field.tables.delimiters import SAMPLE, decimal_sign, find_delimiter
from audit_app.field.tables.doubts import refuse_contradicted, refuse_factor, refuse_ranges, refuse_twice
from audit_app.field.tables.header import behind_facts, first_data, names_and_units, torn_row
from audit_app.field.tables.remarks import words_beside


@dataclass(frozen=True)
class Table:
    """A file of numbers: its digest, how it is delimited, its columns, its data rows and their line numbers.

    `captions` are words beside the table that may tell its units: lines that are no rows of it, and the file's name.
    """

    source: str
    digest: str
    delimiter: str
    decimal: str
    captions: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    named: bool
    notes: tuple[str, ...]

    def cells(self, index: int) -> list[str]:
        """One column's cells, from the first data row on."""
        return [row[index] for row in self.rows]

    def find(self, meaning: str) -> int | None:
        """The first column taken to mean this, or None."""
        return next((i for i, c in enumerate(self.columns) if c.meaning == meaning), None)


def read_table(raw: bytes, source: str) -> Table:
    """The table in a file's bytes; FieldError with line and remedy when there is none or a line does not belong."""
    text, notes = decoded(raw, source)
    lines = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1)]
    filled = [(number, line) for number, line in lines if line.strip(" \t;,|")]
    if not filled:
        raise FieldError(source, "has no lines with anything in them", "Export the readings again.")
    refuse_long(lines, source)
    refuse_wide(filled, source)
    delimiter, width = find_delimiter([line for _, line in filled])
    start = first_data(filled, delimiter, width)
    start = behind_facts(filled, start, delimiter, width) if start is not None else None
    if start is None:
        raise FieldError(source, "has no row of numbers", "Use one row for each reading, with numbers in columns.")
    names, units, above, behind = names_and_units(filled[:start], delimiter, width)
    start = torn_row(filled, behind, start, delimiter, width) if any(names) else start
    columns = tuple(column(name, unit) for name, unit in zip(names, units, strict=True))
    rows, numbers, skipped = data_rows(filled[start:], delimiter, columns, source)
    refuse_twice(columns, units, rows, source)
    refuse_ranges(columns, rows, source)
    captions = words_beside(above, filled[start:], {*numbers}, source, columns, rows)
    refuse_contradicted(columns, rows, captions, source)
    refuse_factor(columns, captions, source)
    return Table(
        source=source,
        digest=sha256(raw).hexdigest(),
        delimiter=delimiter,
        decimal=decimal_sign(rows[:SAMPLE], delimiter),
        captions=captions,
        columns=columns,
        rows=tuple(with_units(rows, columns)),
        lines=tuple(numbers),
        named=any(names),
        notes=(*notes, *skipped),
    )
