"""One quantity in two units, as makers' guides print it: “8.2 (2.5)” or “8.2 ft (2.5 m)” under “radial ft (m)”."""

import re

from audit_app.field.files.agreement import same
from audit_app.field.files.symbols import in_base, kind, known_unit

_NAME = re.compile(r"([A-Za-zµ.]+|['\"])\s*[(\[/]\s*([A-Za-zµ.]+|['\"])\s*[)\]]?\s*$")
_CELL = re.compile(r"\s*([\d.,]+)\s*([A-Za-zµ'\"]*)\s*[(\[/]\s*([\d.,]+)\s*([A-Za-zµ'\"]*)\s*[)\]]?\s*")
ROUNDED = 0.05  # share by which the two numbers of a pair may differ


def two_units(name: str) -> tuple[str, str] | None:
    """The two units that a column's name ends with, or None."""
    found = _NAME.search(name)
    units = (found[1].strip(" ."), found[2].strip(" .")) if found else ("", "")
    return units if kind(units[0]) and kind(units[0]) == kind(units[1]) else None


def known_half(cell: str, units: tuple[str, str], to: str) -> tuple[str, str, str] | None:
    """Number and unit of a pair that is in a unit the app knows, and the other number; None where the cell is no pair.

    The unit is empty where neither is one that a quantity like `to` is read in, or the cell names others.
    """
    found = _CELL.fullmatch(cell)
    if found is None:
        return None
    halves, told = (found[1], found[3]), (found[2], found[4])
    if any(said and not same(said, unit) for said, unit in zip(told, units, strict=True)):
        return found[3], "", found[1]
    at = next((i for i in (1, 0) if known_unit(units[i]) == known_unit(to)), None)
    return (halves[at], units[at], halves[1 - at]) if at is not None else (found[3], "", found[1])


def agree(value: float, unit: str, other: float, other_unit: str) -> bool:
    """Whether two numbers in two units are the same quantity, but for rounding."""
    one, two = in_base(unit), in_base(other_unit)
    if not (one and two and value > 0 and other > 0):
        return False
    return abs(other * two / (value * one) - 1) <= ROUNDED
