"""Lines of a table that are no readings, and cells whose separator may be one of thousands."""

import re
from collections.abc import Sequence

SUMS = {
    *("mean", "average", "avg", "median", "max", "maximum", "min", "minimum", "total", "sum", "range", "std", "stdev"),
    *("sd", "rms", "mittelwert", "moyenne", "media", "summe", "somme", "standard deviation"),
}
_GROUPED = re.compile(r"[+−–-]?[1-9]\d{0,2}[.,]\d{3}")


def is_sum(cells: Sequence[str]) -> bool:
    """Whether a row is worked out from the others: a cell says mean, maximum or the like."""
    return any(cell.lower().strip(" .:=") in SUMS for cell in cells)


def is_title(cells: Sequence[str]) -> bool:
    """Whether a row without numbers is a heading within the table, as “North wall”: one cell alone."""
    return sum(map(bool, cells)) == 1


def grouped(cells: Sequence[str]) -> bool:
    """Whether every separator in a column may part thousands: 2.500 or 2,500, never 0.25 or 12.5."""
    parted = [cell for cell in cells if re.search(r"\d[.,]\d", cell)]
    return bool(parted) and all(_GROUPED.fullmatch(cell.strip()) for cell in parted)
