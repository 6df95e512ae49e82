"""What lines above a table say of its units: “all values in gauss”, “distances in feet”."""

import re
from collections.abc import Sequence

_SAID = re.compile(
    r"\b(?:in|units?|measured in)\s*(?:are|is|of \w+|:|=)?\s*[(\[]?([A-Za-zµ]+)[)\]]?(?=\s*(?:[,.;:)]|and\b|from\b|$))",
    re.IGNORECASE,
)


def spoken(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Words that may be units, each with the line that says it."""
    return [(found[1], line.strip(" \t;,|#")) for line in lines for found in _SAID.finditer(line)]
