"""What a column of a reading file means, from its name, and the numbers and units in its cells."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit_app.field.files.names import PLACES, meaning
from audit_app.field.files.symbols import FIELD, LENGTH, known_unit, symbol
from audit_app.field.multipoles import Array
from audit_app.units import written

BEYOND = 1e12  # no meter and no tape shows a number this large
# one number: its decimal sign once at most, and a separator of thousands only in groups of three
_WHOLE = re.compile(
    r"[+-]?(?:\d+[.,]?\d*|[.,]\d+|\d{1,3}(?P<apart>[ ',.])\d{3}(?:(?P=apart)\d{3})*(?:(?!(?P=apart))[.,]\d*)?)"
)
# one distance in two units, as makers' guides print it: 8.2 (2.5), 8.2 ft (2.5 m), 8.2 / 2.5
TWO_NUMBERS = re.compile(r"\s*([\d.,]+)\s*[A-Za-z'\"]*\s*[(\[/]\s*([\d.,]+)\s*[A-Za-z]*\s*[)\]]?\s*")
_CLOCK = re.compile(r"\d{1,4}[-/:.]\d{1,2}[-/:.]\d{1,4}([ T]\d.*)?|\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?")
_SUFFIX = re.compile(r"^(.*?)\s*(?:[(\[{<]\s*([^)\]}>]+?)\s*[)\]}>]|[\s_/,]+([A-Za-zµ%]+))\s*$")


@dataclass(frozen=True)
class Column:
    """A column as named in the file, what it was taken to mean, and the unit its name gives ("" when none)."""

    name: str
    meaning: str
    unit: str
    said: str = ""


def column(name: str, unit: str = "") -> Column:
    """What a column's name says; its unit may stand in brackets, after an underscore or slash, or in its own row."""
    cleaned = _plain(name).strip().strip("\"'")
    found = _SUFFIX.match(cleaned)
    body, said = cleaned, unit
    if found:
        suffix = found[2] or found[3]
        if inner := _before_remark(found):
            body, said = f"{inner[1]} {suffix}", inner[2]
        elif known_unit(suffix) or (found[2] and not unit):
            body, said = found[1], suffix
    if known_unit(said) != FIELD:
        said = _first(said)
    if (not body and said) or (known_unit(cleaned) == FIELD and len(cleaned) > 1):
        return Column(name, "field", symbol(said or cleaned), said or cleaned)
    strength = known_unit(said) == FIELD and body.strip().lower() == "h"  # as in H (kA/m)
    means = meaning(body, known_unit(said) == FIELD and (strength or not _is_place(body)))
    right = LENGTH if means in PLACES else FIELD
    return Column(name, means, symbol(said) if known_unit(said) == right else "", said)


def _before_remark(found: re.Match[str]) -> re.Match[str] | None:
    """The part of a name that holds its unit of field, where a remark in brackets stands behind it: B (G) [DC]."""
    inner = _SUFFIX.match(found[1]) if found[2] and not known_unit(found[2]) else None
    return inner if inner and inner[2] and known_unit(inner[2]) == FIELD else None


def _first(said: str) -> str:
    """The unit before a remark within the same brackets, as (cm, from isocentre); else what was said."""
    before = re.split(r"[,;:]", said)[0].strip()
    return before if before != said and known_unit(before) else said


def _is_place(body: str) -> bool:
    return any(re.fullmatch(pattern, body.strip(" _-").lower()) for pattern in PLACES.values())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(str.maketrans("−–μ", "--µ"))


def is_number(cell: str) -> bool:
    """True for a number, alone or with a field or length unit, and for a time of day or date."""
    try:
        float(cell)
        return True
    except ValueError:
        pass
    found = written(cell)
    if found and _WHOLE.fullmatch(found.digits) and (not found.rest or known_unit(found.rest)):
        return True
    return bool(_CLOCK.fullmatch(cell) or TWO_NUMBERS.fullmatch(cell))


@dataclass(frozen=True)
class Cell:
    """One cell's number, the unit written in it ("" when none), a comparator, and whether there are two readings."""

    value: float
    unit: str = ""
    comparator: str = ""
    doubtful: bool = False


def cell_number(text: str, decimal: str) -> Cell | None:
    """The number in a cell, by the table's decimal sign; None when there is none."""
    found = written(text)
    if found is None or not _WHOLE.fullmatch(found.digits) or (found.rest and not symbol(found.rest)):
        return None
    value, doubtful = _settled(re.sub(r"[' ]", "", found.digits), decimal)
    if value is None or not abs(value * 10.0 ** min(found.power, 300)) < BEYOND:
        return None
    comparator = "" if found.comparator == "±" else found.comparator
    return Cell(value * 10.0**found.power, symbol(found.rest), comparator, doubtful)


def _settled(digits: str, decimal: str) -> tuple[float | None, bool]:
    """The value by its last separator; doubtful when that could be for thousands and the table's own sign differs."""
    own, other = (",", ".") if decimal == "comma" else (".", ",")
    grouped = own not in digits and bool(re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(\{other}\d{{3}})+", digits))
    last = max(own, other, key=digits.rfind)
    doubtful = grouped or (own in digits and last == other)
    digits = digits.replace(own if last == other else other, "").replace(last, ".")
    try:
        value = float(digits)
    except ValueError:
        return None, False
    return (value, doubtful) if abs(value) < BEYOND else (None, False)


def numbers(cells: Sequence[str], decimal: str) -> tuple[Array, list[str]]:
    """A whole column's numbers (nan where there is none) and the units written in its cells, fast for long logs."""
    try:
        values = np.array(cells, dtype=np.float64)
        return np.where(np.abs(values) < BEYOND, values, np.nan), []
    except ValueError:
        pass
    read_cells = [cell_number(cell, decimal) for cell in cells]
    values = np.array([c.value if c and not c.comparator and not c.doubtful else np.nan for c in read_cells])
    units = [c.unit if c else "" for c in read_cells]
    return values, units if any(units) else []
