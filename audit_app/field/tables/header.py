"""Where the rows of data begin, and the names and units above them."""

import re
from collections.abc import Sequence

from audit_app.field.columns import column, is_number
from audit_app.field.files.agreement import of
from audit_app.field.files.names import PLACES
from audit_app.field.files.symbols import kind, unit_like
from audit_app.field.tables.delimiters import split

MOST_FACTS = 40


def first_data(filled: Sequence[tuple[int, str]], delimiter: str, width: int) -> int | None:
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


def behind_facts(filled: Sequence[tuple[int, str]], start: int, delimiter: str, width: int) -> int:
    """The first row of data behind rows like “Serial,1044”, which look like data but stand above the names."""
    for i in range(start, min(start + MOST_FACTS, len(filled) - 1)):
        cells = split(filled[i][1], delimiter)
        if not any(map(is_number, cells)) and len(cells) == width:
            named = [c for c in map(column, cells) if c.meaning in PLACES or of(c.meaning) or c.meaning == "time"]
            return i + 1 if named else start
        if not cells or is_number(cells[0]):
            return start
    return start


def names_and_units(
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


def torn_row(filled: Sequence[tuple[int, str]], behind: int, start: int, delimiter: str, width: int) -> int:
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
