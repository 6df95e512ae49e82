"""The rows of data below the names; what stands among them and is none is told or refused."""

from collections.abc import Iterator, Sequence

from audit_app.errors import FieldError
from audit_app.field.columns import Column, cell_number, column, is_number
from audit_app.field.files.agreement import of, unit_columns
from audit_app.field.files.names import PLACES
from audit_app.field.files.rows import is_sum, is_title
from audit_app.field.files.symbols import kind, symbol, unit_like
from audit_app.field.tables.delimiters import split

WHICH = "Which unit is it? Put the file right, so that it says one."


def data_rows(
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


def with_units(rows: list[tuple[str, ...]], columns: Sequence[Column]) -> list[tuple[str, ...]]:
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
