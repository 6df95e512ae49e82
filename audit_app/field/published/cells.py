"""A level or a distance as a cell or a text of a published plot gives it, with its unit."""

from audit_app.errors import FieldError
from audit_app.field.columns import Column, cell_number
from audit_app.field.files.symbols import factor, known_unit, no_length, symbol
from audit_app.field.published.pairs import agree, known_half, two_units


def in_unit(cell: str, column: Column | str, to: str, decimal: str, where: str) -> float | None:
    """A cell in mT or m. In a table of two units, as “8.5 (2.6)” under “ft (m)”, it is the one that this app knows."""
    said = column if isinstance(column, str) else column.said
    units = two_units(column.name) if isinstance(column, Column) else None
    pair = known_half(cell, units, to) if units else None
    if units and pair:
        half, unit, rest = pair
        if not unit:
            raise FieldError(where, f"has “{cell}” in “{' and '.join(units)}”", "Give distances in m, cm or mm.")
        _same_twice(half, unit, rest, units[0] if unit == units[1] else units[1], decimal, where, cell)
        cell, said = half, unit
    found = cell_number(cell, decimal)
    if found is None or found.value <= 0:
        raise FieldError(where, f"has “{cell}” where a number should be", "Check it against the plot.")
    named = found.unit or symbol(said)
    if (to == "m" and no_length(said)) or (named and known_unit(named) != known_unit(to)):
        raise FieldError(
            where, f"has “{cell}” in “{said or named}”", "Give levels in mT or G, distances in m, cm or mm."
        )
    if not named:
        like = "radial (m)" if to == "m" else "level (mT)"
        raise FieldError(where, f"names no unit for “{cell}”", f"Write the unit in the column's name, e.g. {like}.")
    return found.value * factor(named, to)


def _same_twice(half: str, unit: str, rest: str, other: str, decimal: str, where: str, cell: str) -> None:
    """Two numbers of one cell are one quantity in two units; FieldError when they do not agree."""
    a, b = cell_number(half, decimal), cell_number(rest, decimal)
    if not (a and b and agree(a.value, unit, b.value, other)):
        raise FieldError(where, f"has “{cell}”, two numbers that are not the same", "Check it against the guide.")
