"""Lines of a table that are no readings, and cells whose separator may be one of thousands."""

import re
from collections.abc import Sequence

SUMS = {
    *("mean", "average", "avg", "median", "max", "maximum", "min", "minimum", "total", "sum", "range", "std", "stdev"),
    *("sd", "rms", "mittelwert", "moyenne", "media", "summe", "somme", "standard deviation"),
}
_OVER = re.compile(
    r"[+-]?(?=(?:\D*9){4})9{3,}\.?9*(?:\.0+)?|-9{3,}(?:\.[09]*)?|[+-]?9\.9+[eE]\+?(?:37|38|99)|[+-]?1(?:\.0*)?[eE]\+?3[78]"
)
_GROUPED = re.compile(r"[+−–-]?[1-9]\d{0,2}[.,]\d{3}")


def is_sum(cells: Sequence[str]) -> bool:
    """Whether a row is worked out from the others: a cell says mean, maximum or the like."""
    return any(cell.lower().strip(" .:=") in SUMS for cell in cells)


def is_title(cells: Sequence[str]) -> bool:
    """Whether a row without numbers is a heading within the table, as “North wall”: one cell alone."""
    return sum(map(bool, cells)) == 1


def over_range(cell: str) -> bool:
    """Whether a cell is what loggers write for no sample or too much: 9999, -999, 999.9, 1E+37."""
    return bool(_OVER.fullmatch(cell.strip()))


def grouped(cells: Sequence[str]) -> bool:
    """Whether every separator in a column may part thousands: 2.500 or 2,500, never 0.25 or 12.5."""
    parted = [cell for cell in cells if re.search(r"\d[.,]\d", cell)]
    return bool(parted) and all(_GROUPED.fullmatch(cell.strip()) for cell in parted)


def part_thousands(cells: Sequence[str]) -> bool:
    """Whether they must: a whole number of three digits stands beside them, as 980 beside 1,510."""
    return grouped(cells) and any(re.fullmatch(r"[+−–-]?[1-9]\d{2,}", cell.strip()) for cell in cells)
