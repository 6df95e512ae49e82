"""The maker's isocontours: named distances for a level, or a traced line, with where they come from."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, degrees, hypot, radians, sin
from statistics import fmean
from typing import Any

from audit_app.documents.toml_text import toml_tables
from audit_app.errors import FieldError
from audit_app.field.columns import TWO_NUMBERS, Column, cell_number, factor, known_unit, no_length, symbol
from audit_app.field.files.places import FROM_ISOCENTRE, misplaced
from audit_app.field.files.rows import grouped
from audit_app.field.tables import Table, read_table

MOST = 1000
WIDEST_GAP = 45.0  # degrees between two traced points that still make a line
ALONG, ACROSS = 0.0, 90.0


@dataclass(frozen=True)
class PublishedLine:
    """One level's line (mT): distances in m at angles in degrees from the bore axis, as published or traced."""

    level: float
    points: tuple[tuple[float, float], ...]
    traced: bool = False  # then angles go all round, 0 to 360, in the order they were traced

    def distance(self, angle: float) -> float | None:
        """Distance in m at an angle (0 to 90): as named, or along a traced line; None where nothing is published."""
        if self.traced:
            return self._along(angle)
        return next((distance for named, distance in self.points if abs(named - angle) < 0.5), None)

    def _along(self, angle: float) -> float | None:
        """Where the rays at an angle meet a traced line: the mean over the quadrants that it was traced in."""
        met = set()
        for (start, near), (end, far) in pairwise([*self.points, *self.points[:1]]):
            turn = _turn(start, end)
            if not 0 < abs(turn) <= WIDEST_GAP:
                continue
            for ray in {angle, 180 - angle, 180 + angle, (360 - angle) % 360}:
                share = _turn(start, ray) / turn
                if -1e-9 <= share <= 1 + 1e-9:
                    met.add(round(_chord(0.0, near, radians(turn), far, radians(share * turn)), 6))
        return fmean(met) if met else None

    def outline(self) -> tuple[tuple[float, float], ...]:
        """Places as (x across, y along) in m: those named, in the first quadrant, or those traced, in their order."""
        if self.traced:
            return tuple((d * sin(radians(a)), d * cos(radians(a))) for a, d in self.points)
        return tuple((d * sin(radians(a)), d * cos(radians(a))) for a, d in sorted(self.points))


def _turn(start: float, end: float) -> float:
    """Degrees from one direction to another, the shorter way, -180 to 180."""
    return (end - start + 180) % 360 - 180


def _chord(before: float, near: float, after: float, far: float, angle: float) -> float:
    """Where a ray meets the straight line between two points given by angle and distance."""
    return near * far * sin(after - before) / (near * sin(angle - before) + far * sin(after - angle))


@dataclass(frozen=True)
class PublishedPlot:
    """A maker's plot: its source in words, whether a person has checked it against that source, and its lines."""

    source: str
    verified: bool
    lines: tuple[PublishedLine, ...]

    def distance(self, level: float, angle: float) -> float | None:
        """Published distance in m of a level (mT) at an angle from the bore axis, or None."""
        return next((line.distance(angle) for line in self.lines if abs(line.level - level) < 1e-9), None)

    def caveat(self) -> str:
        """What a reader of the comparison must know about the plot."""
        checked = "checked against its source" if self.verified else "not yet checked against its source"
        return f"Published lines: {self.source or 'source not named'} ({checked}); such plots are worked out in air."


def traced(level: float, points: tuple[tuple[float, float], ...]) -> PublishedLine:
    """A line traced on the plan from points (x, y) in m, in the order they were traced."""
    polar = tuple((degrees(atan2(x, y)) % 360, hypot(x, y)) for x, y in points)
    return PublishedLine(level, polar, traced=True)


def read_published(raw: bytes, source: str) -> PublishedPlot:
    """A published plot from CSV (level, radial, axial, with units), JSON or TOML (`source`, `verified`, `levels`)."""
    start = raw.lstrip()[:1]
    if source.lower().endswith(".json") or start == b"{":
        return _from_mapping(_loaded(raw, source, json.loads), source)
    if source.lower().endswith(".toml"):
        return _from_mapping(_loaded(raw, source, toml_tables), source)
    return _from_table(raw, source)


def _loaded(raw: bytes, source: str, load: Any) -> Mapping[str, Any]:
    try:
        found = load(raw.decode("utf-8-sig"))
    except (ValueError, UnicodeDecodeError, RecursionError) as e:
        raise FieldError(source, f"cannot be read ({e})", "Check the file, or give it as CSV.") from e
    if not isinstance(found, dict):
        raise FieldError(source, "does not hold named values", "Give `source`, `verified` and `levels`.")
    return found


def _from_mapping(found: Mapping[str, Any], source: str) -> PublishedPlot:
    levels = found.get("levels")
    if not isinstance(levels, list) or not 0 < len(levels) <= MOST:
        raise FieldError(
            source, "names no levels", "Give `levels`: a list with level_mT, radial_m and axial_m in each."
        )
    lines = tuple(_line(entry, f"{source} level {i}") for i, entry in enumerate(levels, 1))
    _in_order(lines, source)
    return PublishedPlot(str(found.get("source", source)), found.get("verified") is True, lines)


def _line(entry: Any, where: str) -> PublishedLine:
    if not isinstance(entry, dict):
        raise FieldError(where, "is not a set of named values", "Give level_mT, radial_m and axial_m.")
    level = _positive(_given(entry, "level", "mT", where), where, "level_mT")
    if points := entry.get("points"):
        if not isinstance(points, list) or not all(isinstance(p, list) and len(p) == 2 for p in points[:MOST]):
            raise FieldError(where, "has points that are not pairs", "Give points as [x, y] in m from the isocentre.")
        return traced(level, tuple((_number(x, where), _number(y, where)) for x, y in points[:MOST]))
    named = [(ALONG, "axial"), (ACROSS, "radial")]
    given = [(angle, _given(entry, name, "m", where), f"{name}_m") for angle, name in named]
    found = tuple((angle, _positive(value, where, key)) for angle, value, key in given if value is not None)
    if not found:
        raise FieldError(where, "gives no distance", "Give radial_m, axial_m or points.")
    return PublishedLine(level, found)


def _given(entry: Mapping[str, Any], name: str, unit: str, where: str) -> Any:
    """A value under its name and unit (level_mT: 0.5), or under its name with the unit in the text (level: "5 G")."""
    text = entry.get(name)
    if entry.get(f"{name}_{unit}") is not None or text is None:
        return entry.get(f"{name}_{unit}")
    return _in(text, "", unit, "point", where) if isinstance(text, str) else _unnamed(name, unit, where)


def _unnamed(name: str, unit: str, where: str) -> float:
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


def _from_table(raw: bytes, source: str) -> PublishedPlot:
    table = read_table(raw, source)
    level, radial, axial = (_only(table, words, source) for words in _WORDS)
    if level is None or (radial is None and axial is None):
        raise FieldError(
            source, "needs columns level, radial and axial", "Name them in the first row, with their units."
        )
    _only_plain(table, level, source)
    lines = []
    for row, line in zip(table.rows, table.lines, strict=True):
        where = f"{source} line {line}"
        field = _in(row[level], table.columns[level], "mT", table.decimal, where)
        points = [
            (angle, _in(row[i], table.columns[i], "m", table.decimal, where))
            for angle, i in ((ALONG, axial), (ACROSS, radial))
            if i is not None and row[i]
        ]
        if field is not None and points:
            lines.append(PublishedLine(field, tuple((a, d) for a, d in points if d is not None)))
    _in_order(lines, source)
    return PublishedPlot(source, False, tuple(lines))


def _only(table: Table, words: tuple[str, ...], source: str) -> int | None:
    """The one column whose name begins with one of these words; FieldError for two, or for a place that is none."""
    found = [i for i, c in enumerate(table.columns) if c.name.strip().lower().startswith(words)]
    if len(found) > 1:
        said = " and ".join(f"“{table.columns[i].name.strip()}”" for i in found)
        raise FieldError(source, f"has {said}, which could each be the {words[0]}", "Keep one of them.")
    if found and (fault := misplaced(table.columns[found[0]].name)):
        raise FieldError(source, fault, FROM_ISOCENTRE)
    if found and table.columns[found[0]].unit in {"cm", "mm"} and grouped(table.cells(found[0])):
        fault = f"has “{table.rows[0][found[0]]}”, where the separator may be one of thousands"
        raise FieldError(source, fault, "Write such numbers without a separator for thousands.")
    return found[0] if found else None


def _in_order(lines: Sequence[PublishedLine], source: str) -> None:
    """FieldError where a level is given twice, or a higher one further out, as no magnet has it."""
    named = sorted((line for line in lines if not line.traced), key=lambda line: line.level)
    for weak, strong in pairwise(named):
        if weak.level == strong.level:
            raise FieldError(source, f"gives {weak.level:g} mT twice", "Keep one of the two.")
        if any(a == angle and d > there for a, d in strong.points for angle, there in weak.points):
            fault = f"has {strong.level:g} mT further out than {weak.level:g} mT"
            raise FieldError(source, fault, "Check levels and distances against the plot.")


def _only_plain(table: Table, level: int, source: str) -> None:
    """Levels that only some rows give are merged cells: asked, not guessed."""
    blank = [str(line) for row, line in zip(table.rows, table.lines, strict=True) if not row[level]]
    if blank:
        fault = f"has no level in line {', '.join(blank[:5])}"
        raise FieldError(source, fault, "Are cells merged there? Write the level in every row.")


_WORDS = (("level", "field", "b"), ("radial", "x", "across"), ("axial", "y", "z", "along"))


def _in(cell: str, column: Column | str, to: str, decimal: str, where: str) -> float | None:
    """A cell in mT or m. In a table of two units, as “8.5 (2.6)” under “ft (m)”, it is the one that this app knows."""
    said = column if isinstance(column, str) else column.said
    two = _TWO_UNITS.search(column.name) if isinstance(column, Column) else None
    pair = TWO_NUMBERS.fullmatch(cell)
    if two and pair:
        units = [two[1].strip(" ./"), two[2].strip(" .")]
        good = next((i for i in (1, 0) if known_unit(units[i]) == known_unit(to)), None)
        if good is None:
            raise FieldError(where, f"has “{cell}” in “{two[0].strip()}”", "Give distances in m, cm or mm.")
        _same_twice(pair[1], pair[2], units, decimal, where, cell)
        cell, said = pair[good + 1], units[good]
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


def _same_twice(first: str, second: str, units: list[str], decimal: str, where: str, cell: str) -> None:
    """Two numbers of one cell are one distance in two units; FieldError when feet and metres do not agree."""
    a, b = cell_number(first, decimal), cell_number(second, decimal)
    feet = IN_METRES.get(units[0].lower().rstrip("."))
    if a and b and feet and known_unit(units[1]) == known_unit("m") and b.value > 0:
        ratio = a.value * feet / (b.value * factor(symbol(units[1]), "m"))
        if abs(ratio - 1) > 0.05:
            raise FieldError(where, f"has “{cell}”, two distances that are not the same", "Check it against the guide.")


IN_METRES = {"ft": 0.3048, "feet": 0.3048, "foot": 0.3048, "in": 0.0254, "inch": 0.0254, "inches": 0.0254, "yd": 0.9144}
_TWO_UNITS = re.compile(r"([A-Za-zµ.]+)\s*[(\[]\s*([A-Za-zµ.]+)\s*[)\]]\s*$")
