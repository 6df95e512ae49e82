"""A published plot from a table: columns of level, radial and axial, each with its unit."""

from audit_app.errors import FieldError
from audit_app.field.files.captions import AS_THEY_ARE, misplacing
from audit_app.field.files.places import FROM_ISOCENTRE, misplaced
from audit_app.field.files.rows import grouped, part_thousands
from audit_app.field.published.cells import in_unit
from audit_app.field.published.lines import ACROSS, ALONG, PublishedLine, PublishedPlot, in_order, near
from audit_app.field.tables import Table, read_table

_WORDS = (
    ("level", "field", "b", "magnetic", "contour", "isocontour", "flux"),
    ("radial", "x", "across"),
    ("axial", "y", "z", "along"),
)


def from_table(raw: bytes, source: str) -> PublishedPlot:
    """The plot in a table's rows, one for each level."""
    table = read_table(raw, source)
    if said := misplacing(table.captions):
        raise FieldError(source, f"says “{said[:60]}”", AS_THEY_ARE)
    level, radial, axial = (_only(table, words, source) for words in _WORDS)
    if level is None or (radial is None and axial is None):
        raise FieldError(
            source, "needs columns level, radial and axial", "Name them in the first row, with their units."
        )
    _only_plain(table, level, source)
    lines = []
    for row, line in zip(table.rows, table.lines, strict=True):
        where = f"{source} line {line}"
        field = in_unit(row[level], table.columns[level], "mT", table.decimal, where)
        points = [
            (angle, in_unit(row[i], table.columns[i], "m", table.decimal, where))
            for angle, i in ((ALONG, axial), (ACROSS, radial))
            if i is not None and row[i]
        ]
        if field is not None and points:
            lines.append(PublishedLine(field, tuple((a, near(d, where)) for a, d in points if d is not None)))
    in_order(lines, source)
    return PublishedPlot(source, False, tuple(lines))


def _only(table: Table, words: tuple[str, ...], source: str) -> int | None:
    """The one column whose name begins with one of these words; FieldError for two, or for a place that is none."""
    found = [i for i, c in enumerate(table.columns) if c.name.strip().lower().startswith(words)]
    if len(found) > 1:
        said = " and ".join(f"“{table.columns[i].name.strip()}”" for i in found)
        raise FieldError(source, f"has {said}, which could each be the {words[0]}", "Keep one of them.")
    if found and (fault := misplaced(table.columns[found[0]].name)):
        raise FieldError(source, fault, FROM_ISOCENTRE)
    cells = table.cells(found[0]) if found else []
    if found and (part_thousands(cells) or (table.columns[found[0]].unit in {"cm", "mm"} and grouped(cells))):
        fault = f"has “{table.rows[0][found[0]]}”, where the separator may be one of thousands"
        raise FieldError(source, fault, "Write such numbers without a separator for thousands.")
    return found[0] if found else None


def _only_plain(table: Table, level: int, source: str) -> None:
    """Levels that only some rows give are merged cells: asked, not guessed."""
    blank = [str(line) for row, line in zip(table.rows, table.lines, strict=True) if not row[level]]
    if blank:
        fault = f"has no level in line {', '.join(blank[:5])}"
        raise FieldError(source, fault, "Are cells merged there? Write the level in every row.")
