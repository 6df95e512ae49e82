"""A file of readings as readings: units per column or per cell, positions in metres, heights from the isocentre."""

from dataclasses import dataclass, replace
from math import isfinite
from statistics import median

from audit_app.errors import FieldError
from audit_app.field.readings import NO_PROBE, Probe, Reading
from audit_app.field.surveys.axes import places_and_fields
from audit_app.field.surveys.left_open import NOTHING_ANSWERED, Answers
from audit_app.field.surveys.lengths import refuse_contradicted, with_lengths
from audit_app.field.surveys.row import Note, reading_or_note
from audit_app.field.surveys.strength import refuse_vague
from audit_app.field.tables import Table

MOST = 2000  # readings: the work of comparing each with all others grows with their cube
USUAL_HEIGHT = 1.0  # m from floor to isocentre, unless told otherwise
LEVEL_WITH_AXIS = 0.35  # m: a survey whose heights centre this close to nought counts them from the isocentre


@dataclass(frozen=True)
class Survey:
    """Readings with heights as written until a datum is chosen; a blank height is nan, taken as the isocentre's own."""

    readings: tuple[Reading, ...]
    lines: tuple[int, ...]
    notes: tuple[Note, ...]
    remarks: tuple[str, ...]
    datum: str  # "floor", "isocentre" or "" when the file does not say

    def above_isocentre(self, datum: str, isocentre: float) -> tuple[Reading, ...]:
        """The readings with heights from the isocentre, `isocentre` metres above the floor."""
        lift = isocentre if datum == "floor" else 0.0
        return tuple(replace(r, height=r.height - lift if isfinite(r.height) else 0.0) for r in self.readings)

    def usual_datum(self) -> str:
        """Where heights are counted from: as the file says, else by their size (none is below a floor)."""
        heights = [r.height for r in self.readings if isfinite(r.height)]
        if self.datum or not heights:
            return self.datum or "isocentre"
        return "isocentre" if min(heights) < 0 or median(heights) < LEVEL_WITH_AXIS else "floor"


def read_survey(table: Table, unit: str = "", probe: Probe = NO_PROBE, answers: Answers = NOTHING_ANSWERED) -> Survey:
    """The readings of a table; `unit` serves cells that name none. FieldError says which row or column needs what.

    What the file leaves open is asked as a FieldError, never assumed; `answers` are a person's.
    """
    refuse_contradicted(table, unit)
    places, remarks = places_and_fields(table, answers)
    table = with_lengths(table, places, answers)
    if len(table.rows) > MOST:
        fault = f"has {len(table.rows)} rows; a survey of up to {MOST} readings can be fitted"
        raise FieldError(table.source, fault, "Give one row for each place: the median of the readings taken there.")
    readings, notes, lines = [], [], []
    for number, (row, line) in enumerate(zip(table.rows, table.lines, strict=True), 1):
        made = reading_or_note(table, places, number, row, line, unit, probe)
        if isinstance(made, Note):
            notes.append(made)
        else:
            readings.append(made)
            lines.append(line)
    refuse_vague(table, places, readings)
    name = table.columns[places["height"]].name.lower() if "height" in places else ""
    datum = "floor" if "floor" in name else "isocentre" if "iso" in name or "axis" in name else ""
    return Survey(tuple(readings), tuple(lines), tuple(notes), tuple(remarks), datum)
