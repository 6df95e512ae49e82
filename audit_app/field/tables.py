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
from audit_app.field.columns import TWO_NUMBERS, Column, cell_number, column, is_number
from audit_app.field.files.agreement import of, twice, unit_columns, unlike
from audit_app.field.files.captions import MULTIPLIED, by_factor, factor_said
from audit_app.field.files.names import PLACES
from audit_app.field.files.rows import is_sum, is_title
from audit_app.field.files.symbols import kind, symbol, unit_like
from audit_app.field.files.titles import contradicted

LARGEST = 64 * 1024 * 1024
csv.field_size_limit(LARGEST)
MOST_COLUMNS = 2_000
MOST_LINES, LONGEST_LINE = 500_000, 200_000  # a second of processor for each 50,000 lines
SAMPLE = 300  # data lines looked at to find the delimiter
WHICH = "Which unit is it? Put the file right, so that it says one."
MOST_CAPTIONS, MOST_FACTS = 500, 40
DELIMITERS = {"tab": "\t", "semicolon": ";", "bar": "|", "comma": ",", "two or more spaces": "  ", "spaces": " "}


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
    text, notes = _decoded(raw, source)
    lines = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1)]
    filled = [(number, line) for number, line in lines if line.strip(" \t;,|")]
    if not filled:
        raise FieldError(source, "has no lines with anything in them", "Export the readings again.")
    _refuse_long(lines, source)
    _refuse_wide(filled, source)
    delimiter, width = _delimiter([line for _, line in filled])
    start = _first_data(filled, delimiter, width)
    start = _behind_facts(filled, start, delimiter, width) if start is not None else None
    if start is None:
        raise FieldError(source, "has no row of numbers", "Use one row for each reading, with numbers in columns.")
    names, units, above, behind = _header(filled[:start], delimiter, width)
    start = _torn(filled, behind, start, delimiter, width) if any(names) else start
    columns = tuple(column(name, unit) for name, unit in zip(names, units, strict=True))
    rows, numbers, skipped = _rows(filled[start:], delimiter, columns, source)
    _refuse_twice(columns, units, rows, source)
    _refuse_ranges(columns, rows, source)
    captions = _captions(above, filled[start:], {*numbers}, source, columns, rows)
    _refuse_contradicted(columns, rows, captions, source)
    _refuse_factor(columns, captions, source)
    return Table(
        source=source,
        digest=sha256(raw).hexdigest(),
        delimiter=delimiter,
        decimal=_decimal(rows[:SAMPLE], delimiter),
        captions=captions,
        columns=columns,
        rows=tuple(_with_units(rows, columns)),
        lines=tuple(numbers),
        named=any(names),
        notes=(*notes, *skipped),
    )


def _refuse_long(lines: Sequence[tuple[int, str]], source: str) -> None:
    """FieldError for more lines, or a longer one, than any meter writes: each costs time in every look at the file."""
    if len(lines) > MOST_LINES:
        raise FieldError(source, f"has more than {MOST_LINES:,} lines", "Split it, or export fewer samples.")
    for number, line in lines:
        if len(line) > LONGEST_LINE:
            fault = f"has more than {LONGEST_LINE:,} letters"
            raise FieldError(f"{source}, line {number}", fault, "Export the readings with one row for each.")


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


def _behind_facts(filled: Sequence[tuple[int, str]], start: int, delimiter: str, width: int) -> int:
    """The first row of data behind rows like “Serial,1044”, which look like data but stand above the names."""
    for i in range(start, min(start + MOST_FACTS, len(filled) - 1)):
        cells = split(filled[i][1], delimiter)
        if not any(map(is_number, cells)) and len(cells) == width:
            named = [c for c in map(column, cells) if c.meaning in PLACES or of(c.meaning) or c.meaning == "time"]
            return i + 1 if named else start
        if not cells or is_number(cells[0]):
            return start
    return start


def _header(
    above: Sequence[tuple[int, str]], delimiter: str, width: int
) -> tuple[tuple[str, ...], tuple[str, ...], list[str], int]:
    """Column names, the units a second header row gives them, lines passed over, and how many end with those two."""
    lines = [line.lstrip("#").strip() for _, line in above]
    nothing = ("",) * width
    units = nothing
    last = _cut_header(lines[-1], delimiter, width) if len(lines) > 1 else []
    below = [cell.strip("()[] ") for cell in last]
    if any(map(kind, below)) and all(not cell or unit_like(cell) for cell in below):
        units, lines = tuple(below), lines[:-1]
    for i in range(len(lines) - 1, -1, -1):
        cells = _cut_header(lines[i], delimiter, width)
        if cells and any(column(cell, "").meaning != "other" for cell in cells):
            ends = len(above) if len(lines) < len(above) else i + 1
            return tuple(cells), units, [line for j, line in enumerate(lines) if j != i], ends
    return nothing, units, lines, len(above)


def _torn(filled: Sequence[tuple[int, str]], behind: int, start: int, delimiter: str, width: int) -> int:
    """The first row behind the names that holds a number and is as wide as the table, though most of it is none."""
    for i in range(behind, start):
        cells = split(filled[i][1], delimiter)
        if not filled[i][1].startswith("#") and len(cells) == width and any(map(is_number, cells)):
            return i
    return start


def _cut_header(line: str, delimiter: str, width: int) -> list[str]:
    """A header line's cells when they are as many as the table is wide (names may hold spaces), else nothing."""
    whole = re.findall(r"[^\s(\[]+(?:\s*[(\[][^)\]]*[)\]])?", line) if delimiter.endswith("spaces") else []
    for cells in (split(line, delimiter), re.split(r"\s{2,}|\t", line), whole):
        while len(cells) > width and not cells[-1]:
            cells = cells[:-1]
        if len(cells) == width:
            return list(cells)
    return []


def _captions(
    above: Sequence[str],
    below: Sequence[tuple[int, str]],
    kept: set[int],
    source: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
) -> tuple[str, ...]:
    """Words beside the table: lines above it and lines within it that are no rows, its name, units and remarks."""
    besides = [line for number, line in below if number not in kept]
    besides = besides[:MOST_CAPTIONS] + besides[-MOST_CAPTIONS:]
    found = (*above[:MOST_CAPTIONS], *besides, in_words(source))
    return (*found, *_in_columns(columns, rows), *_remarks(columns, rows))


def in_words(source: str) -> str:
    """A file's name without its ending, as words."""
    return re.sub(r"[_-]", " ", source.rsplit(".", 1)[0])


def _refuse_twice(columns: Sequence[Column], below: Sequence[str], rows: Sequence[Sequence[str]], source: str) -> None:
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


def _refuse_ranges(columns: Sequence[Column], rows: Sequence[Sequence[str]], source: str) -> None:
    """FieldError where the meter's range changes its unit from row to row and the field names none."""
    at = [i for i, c in enumerate(columns) if c.name.strip().lower().startswith("range")]
    cells = [cell_number(row[i], "point") for i in at for row in rows]
    units = sorted({cell.unit for cell in cells if cell and kind(cell.unit) == kind("mT")})
    if len(units) > 1 and not any(c.unit for c in columns if c.meaning.startswith("field")):
        fault = f"has ranges in {' and '.join(units)}, and a field without a unit"
        raise FieldError(source, fault, "Write each reading's unit beside it, or in a column of units.")


def _in_columns(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    """What columns of units say of places, as a caption says it."""
    at = unit_columns([c.name for c in columns], [c.meaning for c in columns])
    return [f"units: {cell}" for i, owners in at for cell in {row[i] for row in rows}
            if cell and any(columns[j].meaning in PLACES for j in owners)] + [
        f"range: {cell}" for i, c in enumerate(columns) if c.name.strip().lower().startswith("range")
        for cell in {row[i] for row in rows} if cell]  # fmt: skip


def _remarks(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    """Words in columns of labels and remarks, each once."""
    at = [i for i, c in enumerate(columns) if c.meaning in {"label", "other"}]
    found = dict.fromkeys(row[i] for row in rows[: 2 * MOST_CAPTIONS] for i in at if row[i] and not is_number(row[i]))
    return list(found)[:MOST_CAPTIONS]


def _refuse_contradicted(
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


def _refuse_factor(columns: Sequence[Column], captions: Sequence[str], source: str) -> None:
    """FieldError where a name or words beside the table say that its values are multiplied."""
    named = [c.name.strip() for c in columns if of(c.meaning) and by_factor(c.name)]
    said = named[0] if named else factor_said(captions)
    if said:
        raise FieldError(source, f"says “{said[:60]}”, as where numbers are multiplied", MULTIPLIED)


def _with_units(rows: list[tuple[str, ...]], columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Rows whose field and places carry the unit that a column of units gives them, for the row and not the table."""
    for at, owners in unit_columns([c.name for c in columns], [c.meaning for c in columns]):
        if owners and all(of(columns[i].meaning) for i in owners):
            rows = [_told(row, owners, row[at]) for row in rows]
    return rows


def _told(row: tuple[str, ...], places: Sequence[int], unit: str) -> tuple[str, ...]:
    found = {i: cell_number(row[i], "point") for i in places}
    return tuple(
        f"{cell} {unit}" if unit and (here := found.get(i)) is not None and not here.unit else cell
        for i, cell in enumerate(row)
    )


def _rows(
    filled: Sequence[tuple[int, str]], delimiter: str, columns: Sequence[Column], source: str
) -> tuple[list[tuple[str, ...]], list[int], list[str]]:
    """Data rows padded to the table's width, their line numbers, and notes on lines left out."""
    rows, numbers, left_out, sums = [], [], [], []
    landmarks: list[str] = []
    width = len(columns)
    for number, cells in _cut(filled, delimiter):
        plain = not any(map(is_number, cells))
        if plain:
            _refuse_units(cells, columns, f"{source} line {number}")
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


def _refuse_units(cells: Sequence[str], columns: Sequence[Column], where: str) -> None:
    """FieldError for a row of units below the first readings, unless it only repeats those of the columns."""
    said = [cell.strip("()[] ") for cell in cells]
    if not any(map(kind, said)) or not all(not cell or unit_like(cell) for cell in said):
        return
    if any(cell and column.unit != symbol(cell) for cell, column in zip(said, columns, strict=False)):
        raise FieldError(where, f"has units, “{', '.join(filter(None, said))[:40]}”, below readings", WHICH)


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
