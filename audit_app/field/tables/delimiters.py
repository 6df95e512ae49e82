"""What parts a line's cells, and which sign is the decimal one."""

import csv
import re
from collections import Counter
from collections.abc import Sequence

from audit_app.field.columns import is_number
from audit_app.field.tables.decoding import LARGEST

csv.field_size_limit(LARGEST)
SAMPLE = 300  # data lines looked at to find the delimiter
DELIMITERS = {"tab": "\t", "semicolon": ";", "bar": "|", "comma": ",", "two or more spaces": "  ", "spaces": " "}


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


def find_delimiter(lines: Sequence[str]) -> tuple[str, int]:
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


def decimal_sign(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    """Comma when numbers hold commas and none holds a point as its last separator; else point."""
    numbers = [cell for row in rows for cell in row if is_number(cell)]
    commas = sum("," in cell and cell.rfind(",") > cell.rfind(".") for cell in numbers)
    points = sum("." in cell and cell.rfind(".") > cell.rfind(",") for cell in numbers)
    return "comma" if commas > points else "point"
