"""A published plot from named values: `source`, `verified` and `levels`, as JSON and TOML hold them."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit_app.errors import FieldError
from audit_app.field.files.captions import AS_THEY_ARE, MULTIPLIED, factor_said, misplacing
from audit_app.field.files.symbols import factor, kind, known_unit, symbol
from audit_app.field.published.cells import in_unit
from audit_app.field.published.lines import ACROSS, ALONG, PublishedLine, PublishedPlot, in_order, near, traced
from audit_app.field.published.pairs import agree
from audit_app.field.published.sayings import VALUES, captions, told_twice
from audit_app.field.tables import WHICH, in_words

MOST = 1000


def from_entries(found: Mapping[str, Any], source: str, comments: Sequence[str] = ()) -> PublishedPlot:
    """The plot in named values; FieldError where they say a unit twice and not the same."""
    levels = found.get("levels")
    if not isinstance(levels, list) or not 0 < len(levels) <= MOST:
        raise FieldError(
            source, "names no levels", "Give `levels`: a list with level_mT, radial_m and axial_m in each."
        )
    lines = tuple(_line(entry, f"{source} level {i}") for i, entry in enumerate(levels, 1))
    if fault := told_twice(found, [*comments, in_words(source)]):
        raise FieldError(source, fault, WHICH)
    words = [*captions(found)[0], *comments]
    if said := misplacing(words):
        raise FieldError(source, f"says “{said[:60]}”", AS_THEY_ARE)
    if said := factor_said(words):
        raise FieldError(source, f"says “{said[:60]}”, as where numbers are multiplied", MULTIPLIED)
    in_order(lines, source)
    return PublishedPlot(str(found.get("source", source)), found.get("verified") is True, lines)


def _line(entry: Any, where: str) -> PublishedLine:
    if not isinstance(entry, dict):
        raise FieldError(where, "is not a set of named values", "Give level_mT, radial_m and axial_m.")
    level = _positive(_given(entry, "level", "mT", where), where, "level_mT")
    if (points := _points(entry, where)) is not None:
        return traced(level, points)
    given = [(ALONG, _given(entry, "axial", "m", where)), (ACROSS, _given(entry, "radial", "m", where))]
    found = tuple(
        (angle, near(_positive(value, where, "a distance"), where)) for angle, value in given if value is not None
    )
    if not found:
        raise FieldError(where, "gives no distance", "Give radial_m, axial_m or points.")
    return PublishedLine(level, found)


def _points(entry: Mapping[str, Any], where: str) -> tuple[tuple[float, float], ...] | None:
    """The points of a traced line in m, under `points` or `points_cm`; None where the entry has none."""
    named = [key for key in _named(entry, "points") if entry[key]]
    if not named:
        return None
    points, unit = entry[named[0]], named[0].partition("_")[2] or "m"
    if len(named) > 1 or known_unit(unit) != known_unit("m"):
        raise FieldError(where, f"gives {' and '.join(named)}", "Give points once, in m.")
    if not isinstance(points, list) or not all(isinstance(p, list) and len(p) == 2 for p in points[:MOST]):
        raise FieldError(where, "has points that are not pairs", "Give points as [x, y] in m from the isocentre.")
    size = factor(symbol(unit), "m")
    found = [(_number(x, where) * size, _number(y, where) * size) for x, y in points[:MOST]]
    return tuple((near(x, where), near(y, where)) for x, y in found)


def _named(entry: Mapping[str, Any], name: str) -> list[str]:
    """The names under which an entry gives a value: alone, or with a unit behind, one that is converted or not."""
    found = [(key, VALUES.fullmatch(key)) for key in map(str, entry)]
    return [key for key, its in found if its and its[1] == name and (not its[2] or kind(its[2]))]


def _given(entry: Mapping[str, Any], name: str, unit: str, where: str) -> Any:
    """A value in `unit` under its name and unit (level_mT: 0.5), or with the unit in the text (level: "5 G").

    FieldError where two of them differ, as “radial_m” and “radial_ft” may.
    """
    known = {key: _value(key, entry[key], unit, where) for key in _named(entry, name) if entry[key] is not None}
    good = {key: value for key, value in known.items() if known_unit(value[1])}
    if not good:
        if known:
            raise FieldError(where, f"gives {' and '.join(known)}", f"Give {name}_{unit}.")
        return None
    key = f"{name}_{unit}" if f"{name}_{unit}" in good else next(iter(good))
    value, said = good[key]
    for other, (number, its) in known.items():
        if other != key and not agree(value, said, number, its):
            raise FieldError(where, f"has {key} and {other}, which are not the same", "Keep the one that is right.")
    return value * factor(symbol(said), unit)


def _value(key: str, value: Any, unit: str, where: str) -> tuple[float, str]:
    """A number and the unit that its name or its text gives it."""
    said = key.partition("_")[2]
    if isinstance(value, str) and not said:
        return in_unit(value, "", unit, "point", where) or 0.0, unit
    return _number(value, where), said or _unnamed(key, unit, where)


def _unnamed(name: str, unit: str, where: str) -> str:
    raise FieldError(where, f"names no unit for {name}", f"Write {name}_{unit}, or the unit in the text.")


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e4:
        raise FieldError(where, f"has “{value}” where a number should be", "Give a plain number in m or mT.")
    return float(value)


def _positive(value: Any, where: str, key: str) -> float:
    number = _number(value, where)
    if number <= 0:
        raise FieldError(where, f"has {key} {value}, which is not above zero", "Check it against the plot.")
    return number
