"""Any delimited or fixed-width text as rows of cells under named columns, with what each column was taken to be.

Nothing is left out without a note; a line that cannot belong to the table is refused with its place.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from audit_app.errors import FieldError
from audit_app.field.columns import FIELD, FOREIGN, LENGTH, Column, cell_number, column, is_number, known_unit, symbol
from audit_app.field.files.names import PLACES
from audit_app.field.files.rows import is_sum, is_title
from audit_app.field.files.titles import spoken

LARGEST = 64 * 1024 * 1024
csv.field_size_limit(LARGEST)
MOST_COLUMNS = 2_000
SAMPLE = 300  # data lines looked at to find the delimiter
DELIMITERS = {"tab": "\t", "semicolon": ";", "bar": "|", "comma": ",", "two or more spaces": "  ", "spaces": " "}


@dataclass(frozen=True)
class Table:
    """A file of numbers: its digest, how it is delimited, its columns, its data rows and their line numbers."""

    source: str
    digest: str
    delimiter: str
    decimal: str
    preamble: tuple[str, ...]
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
    text, notes = _decoded(raw, source)
    lines = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1)]
    filled = [(number, line) for number, line in lines if line.strip(" \t;,|")]
    if not filled:
        raise FieldError(source, "has no lines with anything in them", "Export the readings again.")
    _refuse_wide(filled, source)
    delimiter, width = _delimiter([line for _, line in filled])
    start = _first_data(filled, delimiter, width)
    if start is None:
        raise FieldError(source, "has no row of numbers", "Use one row for each reading, with numbers in columns.")
    names, units, above = _header(filled[:start], delimiter, width)
    columns = tuple(column(name, unit) for name, unit in zip(names, units, strict=True))
    _refuse_contradicted(columns, above, source)
    rows, numbers, skipped = _rows(filled[start:], delimiter, columns, source)
    return Table(
        source=source,
        digest=sha256(raw).hexdigest(),
        delimiter=delimiter,
        decimal=_decimal(rows[:SAMPLE], delimiter),
        preamble=tuple(above),
        columns=columns,
        rows=tuple(_with_units(rows, columns)),
        lines=tuple(numbers),
        named=any(names),
        notes=(*notes, *skipped),
    )


def _refuse_wide(filled: Sequence[tuple[int, str]], source: str) -> None:
    """FieldError for a line of more columns than any meter writes; looked for before the columns are told apart."""
    for number, line in filled:
        if len(line) > MOST_COLUMNS and max(map(line.count, "\t;|, ")) > MOST_COLUMNS:
            fault = f"has more than {MOST_COLUMNS:,} columns"
            raise FieldError(f"{source}, line {number}", fault, "Export the readings with one row for each.")


def _decoded(raw: bytes, source: str) -> tuple[str, list[str]]:
    if not raw.strip():
        raise FieldError(source, "is empty", "Export the readings again.")
    if len(raw) > LARGEST:
        raise FieldError(source, f"is larger than {LARGEST // 2**20} MB", "Split it, or export fewer samples.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace"), ["Read as UTF-16 text."]
    if b"\0" in raw:
        raise FieldError(source, "is not a text file", "Export it from the meter or the spreadsheet as CSV.")
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), ["Not UTF-8: read as Windows Western text."]


def split(line: str, delimiter: str) -> list[str]:
    """A line's cells, stripped; quotes are honoured where the delimiter is a single character."""
    mark = DELIMITERS[delimiter]
    if mark == "  ":
        return re.split(r"\s{2,}|\t", line.strip())
    if mark == " ":
        return line.split()
    if '"' in line:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=mark, skipinitialspace=True), [])]
    return [cell.strip() for cell in line.split(mark)]


def _delimiter(lines: Sequence[str]) -> tuple[str, int]:
    """The delimiter that cuts most lines into the same number of cells, most of them numbers; and that number."""
    sample = [line for line in lines[-SAMPLE:] if not line.startswith("#")] or list(lines[-SAMPLE:])
    best, choice = -1.0, ("comma", 1)
    for name in DELIMITERS:
        cut = [split(line, name) for line in sample]
        numeric = [cells for cells in cut if sum(map(is_number, cells)) * 2 >= sum(map(bool, cells)) > 0]
        width, same = Counter(map(len, numeric or cut)).most_common(1)[0]
        kept = [cells for cells in numeric if len(cells) == width]
        cells = [cell for row in kept for cell in row if cell]
        score = (
            same / len(sample) * (sum(map(is_number, cells)) / len(cells) if cells else 0.0) * (1 if width > 1 else 0.6)
        )
        if score > best + 1e-9:
            best, choice = score, (name, width)
    return choice


def _first_data(filled: Sequence[tuple[int, str]], delimiter: str, width: int) -> int | None:
    """Index of the first line that is a row of mostly numbers as wide as the table."""
    for i, (_, line) in enumerate(filled):
        cells = split(line, delimiter)
        present = [cell for cell in cells if cell]
        if (
            not line.startswith("#")
            and len(cells) == width
            and present
            and sum(map(is_number, present)) * 2 >= len(present)
        ):
            return i
    return None


def _header(
    above: Sequence[tuple[int, str]], delimiter: str, width: int
) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    """Column names and the units a second header row gives them, and the lines that were passed over."""
    lines = [line.lstrip("#").strip() for _, line in above]
    nothing = ("",) * width
    units = nothing
    if lines:
        last = _cut_header(lines[-1], delimiter, width)
        if last and any(last) and all(not cell or known_unit(cell.strip("()[] ")) for cell in last) and len(lines) > 1:
            units, lines = tuple(cell.strip("()[] ") for cell in last), lines[:-1]
    for i in range(len(lines) - 1, -1, -1):
        cells = _cut_header(lines[i], delimiter, width)
        if cells and any(column(cell, "").meaning != "other" for cell in cells):
            return tuple(cells), units, [line for j, line in enumerate(lines) if j != i]
    return nothing, units, lines


def _cut_header(line: str, delimiter: str, width: int) -> list[str]:
    """A header line's cells when they are as many as the table is wide (names may hold spaces), else nothing."""
    whole = re.findall(r"[^\s(\[]+(?:\s*[(\[][^)\]]*[)\]])?", line) if delimiter.endswith("spaces") else []
    for cells in (split(line, delimiter), re.split(r"\s{2,}|\t", line), whole):
        while len(cells) > width and not cells[-1]:
            cells = cells[:-1]
        if len(cells) == width:
            return list(cells)
    return []


def _refuse_contradicted(columns: Sequence[Column], above: Sequence[str], source: str) -> None:
    """FieldError where a line above the table names another unit than the columns do: one of them is wrong."""
    for kind in (FIELD, LENGTH):
        told = {c.unit for c in columns if c.unit and known_unit(c.unit) == kind}
        said = [(word, line) for word, line in spoken(above) if _kind(word) == kind]
        if told and said and not told & {symbol(word) for word, _ in said}:
            fault = f"says “{said[0][1][:60]}” above the table, but its columns are in {' and '.join(sorted(told))}"
            raise FieldError(source, fault, "Which unit is it? Put the line or the columns' names right.")


def _kind(word: str) -> str:
    return LENGTH if word.lower().strip(". ") in FOREIGN else known_unit(word)


def _with_units(rows: list[tuple[str, ...]], columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Rows whose field carries the unit that a column called unit gives it, which is for the row and not the table."""
    at = [i for i, c in enumerate(columns) if c.name.strip().lower() in {"unit", "units", "einheit", "unité"}]
    fields = [i for i, c in enumerate(columns) if c.meaning.startswith("field")]
    if len(at) != 1 or len(fields) != 1 or not all(known_unit(row[at[0]]) == FIELD for row in rows if row[at[0]]):
        return rows
    place, unit = fields[0], at[0]

    def told(row: tuple[str, ...]) -> tuple[str, ...]:
        found = cell_number(row[place], "point")
        bare = found is not None and not found.unit and row[unit]
        return (*row[:place], f"{row[place]} {row[unit]}", *row[place + 1 :]) if bare else row

    return [told(row) for row in rows]


def _rows(
    filled: Sequence[tuple[int, str]], delimiter: str, columns: Sequence[Column], source: str
) -> tuple[list[tuple[str, ...]], list[int], list[str]]:
    """Data rows padded to the table's width, their line numbers, and notes on lines left out."""
    rows, numbers, left_out, sums = [], [], [], []
    landmarks: list[str] = []
    width = len(columns)
    for number, cells in _cut(filled, delimiter):
        plain = not any(map(is_number, cells))
        if not cells or (plain and (len(cells) < width or is_title(cells) or _names_again(cells, columns))):
            left_out.append(number)
            continue
        if plain:
            _refuse_second(cells, f"{source} line {number}")
        if is_sum(cells):
            sums.append(number)
            continue
        if len(cells) > width and any(is_number(cell) for cell in cells[width:]):
            fault = f"has {len(cells)} columns where the table has {width}"
            raise FieldError(f"{source} line {number}", fault, "Correct the line, or check for a stray separator.")
        landmarks += [f"line {number}: {cell[:40]}" for cell in cells[width:] if cell]
        rows.append(tuple(cells[:width]) + ("",) * (width - len(cells)))
        numbers.append(number)
    return rows, numbers, _notes(left_out, sums, landmarks)


def _notes(left_out: Sequence[int], sums: Sequence[int], landmarks: Sequence[str]) -> list[str]:
    notes = [f"Left out, not rows of the table: {_listed(left_out)}."] if left_out else []
    notes += [f"Left out, worked out from other rows: {_listed(sums)}."] if sums else []
    if landmarks:
        more = f" and {len(landmarks) - 8} more" if len(landmarks) > 8 else ""
        notes.append(f"Words behind the last column: {'; '.join(landmarks[:8])}{more}.")
    return notes


def _names_again(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether a line only repeats the names above the table."""
    return [cell.strip() for cell in cells] == [c.name.strip() for c in columns]


def _refuse_second(cells: Sequence[str], where: str) -> None:
    """FieldError for another line of names below the first: what follows may be in other units."""
    named = [c for c in map(column, cells) if c.meaning in PLACES or c.meaning.startswith("field")]
    if len(named) > 1 or any(c.unit for c in named):
        raise FieldError(
            where, "begins another table with other names or units", "Give each table in a file of its own."
        )


def _cut(filled: Sequence[tuple[int, str]], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in filled:
        yield number, [] if line.startswith("#") else split(line, delimiter)


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(n) for n in numbers[:8]) + (" and others" if len(numbers) > 8 else "")
    return f"{'line' if len(numbers) == 1 else 'lines'} {shown}"


def _decimal(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    """Comma when numbers hold commas and none holds a point as its last separator; else point."""
    numbers = [cell for row in rows for cell in row if is_number(cell)]
    commas = sum("," in cell and cell.rfind(",") > cell.rfind(".") for cell in numbers)
    points = sum("." in cell and cell.rfind(".") > cell.rfind(",") for cell in numbers)
    return "comma" if commas > points else "point"
