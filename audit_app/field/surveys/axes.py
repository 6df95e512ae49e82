"""Which columns are places, by name, or by order where the file has no names."""

import numpy as np

from audit_app.errors import FieldError
from audit_app.field.columns import is_number, numbers
from audit_app.field.files.captions import AS_THEY_ARE, misplacing, z_along
from audit_app.field.files.places import FROM_ISOCENTRE, around, place_columns
from audit_app.field.files.symbols import no_length
from audit_app.field.surveys.left_open import Answers, Unanswered
from audit_app.field.surveys.row import shortened
from audit_app.field.surveys.strength import field_of, refuse_signed
from audit_app.field.tables import Table, split

UNNAMED = {4: ("x", "y", "height", "field"), 3: ("x", "y", "field"), 5: ("x", "y", "height", "field", "label")}
NOUGHT = 0.06  # of the largest place: a column whose usual number is smaller holds nothing but noise


def places_and_fields(table: Table, answers: Answers) -> tuple[dict[str, int], list[str]]:
    """Which column holds what, by name, or by order where the file has no header."""
    if said := misplacing(table.captions):
        raise FieldError(table.source, f"says “{said[:60]}”", AS_THEY_ARE)
    if not table.named:
        return _by_order(table)
    known = [not no_length(c.said) for c in table.columns]
    others, fault = place_columns([c.meaning for c in table.columns], [c.name for c in table.columns], known)
    if "x" in others:
        fault = fault or around(table.columns[others["x"]].name, [c.name for c in table.columns])
    if fault:
        raise FieldError(table.source, fault, FROM_ISOCENTRE)
    places, remarks = _along(table, others, answers)
    missing = [wanted for wanted in ("x", "y") if wanted not in places]
    if missing:
        _refuse_foreign(table, places)
        fault = f"has no column {' or '.join(missing)}"
        raise FieldError(table.source, fault, "Name the columns x (across the bore), y (along it), height and field.")
    _refuse_foreign(table, places)
    found = {"field": answers.field_column - 1} if answers.field_column else field_of(table)
    unused = [f"“{c.name}”" for c in table.columns if c.meaning in {"other", "background"} and c.name]
    if unused:
        remarks.append(f"Not used, because the name says nothing known: {', '.join(unused)}.")
    if "field" in found and not answers.field_column:
        refuse_signed(table, found["field"])
    if "field" not in found:
        remarks.append("The field was worked out from its components.")
    return places | found, remarks


def _by_order(table: Table) -> tuple[dict[str, int], list[str]]:
    """Which column holds what in a file without names; one that begins with a count of its rows is refused."""
    order = UNNAMED.get(len(table.columns))
    remedy = "Name the columns in a first row: x, y, height, field (with units)."
    if order is None:
        raise FieldError(table.source, f"has no header row and {len(table.columns)} columns", remedy)
    named = next((s for s in table.captions if sum(map(bool, split(s, table.delimiter))) == len(table.columns) > 1), "")
    if named:
        raise FieldError(table.source, f"has names that say nothing known: “{named[:60]}”", remedy)
    if order[-1] == "label" and any(is_number(cell) for cell in table.cells(4)):
        raise FieldError(table.source, "has no header row, and numbers in its last column", remedy)
    astray = next((cell for cell in table.rows[0][:2] if not is_number(cell)), "") if table.rows else ""
    if astray:
        fault = f"has no header row, and “{shortened(astray)}” in its first row, where a place is looked for"
        raise FieldError(table.source, fault, remedy)
    first = table.cells(0)
    if len(first) > 2 and any(first == [str(i) for i in range(k, k + len(first))] for k in (0, 1)):
        raise FieldError(table.source, "has no header row, and its first column counts the rows", remedy)
    return {m: i for i, m in enumerate(order)}, [f"No header row: columns taken as {', '.join(order)}."]


def _along(table: Table, places: dict[str, int], answers: Answers) -> tuple[dict[str, int], list[str]]:
    """Where a file has x, y and z: which of them runs along the bore, asked where y is nought throughout."""
    if "z" not in places:
        return places, []
    if "y" not in places:
        return {**places, "y": places["z"]}, ["Column z taken as the distance along the bore."]
    if "height" in places:
        return places, []
    said = z_along(table.captions)
    if said and not answers.along:
        fault = f"says “{said[:60]}”"
        raise Unanswered(table.source, fault, "Which column runs along the bore, y or z?", "along")
    if answers.along == "z":
        swapped = {**places, "y": places["z"], "height": places["y"]}
        return swapped, ["Column z taken as the distance along the bore and y as height, as told."]
    if not answers.along and _is_nought(table, places["y"]) and not _is_nought(table, places["z"]):
        fault = "has y about zero everywhere while z is not, as where z runs along the bore"
        raise Unanswered(table.source, fault, "Which column runs along the bore, y or z?", "along")
    return {**places, "height": places["z"]}, ["Column z taken as height; y is along the bore."]


def _is_nought(table: Table, index: int) -> bool:
    """Whether a column's numbers are all small beside the largest place of the table."""
    sizes = {c.meaning: np.abs(numbers(table.cells(i), table.decimal)[0]) for i, c in enumerate(table.columns)
             if c.meaning in {"x", "y", "z"}}  # fmt: skip
    largest = max((float(np.nanmax(v)) for v in sizes.values() if np.isfinite(v).any()), default=0.0)
    here = np.abs(numbers(table.cells(index), table.decimal)[0])
    return bool(np.isfinite(here).any() and float(np.nanmedian(here)) <= NOUGHT * largest)


def _refuse_foreign(table: Table, places: dict[str, int]) -> None:
    """A place given in inches, or in millitesla, is not taken for metres."""
    for axis in ("x", "y", "height"):
        named = table.columns[places[axis]] if axis in places else None
        if named and no_length(named.said):
            fault = f"gives “{named.name.strip()}” in “{named.said}”, which this app does not take for a length"
            raise FieldError(table.source, fault, "Give places in m, cm or mm.")
