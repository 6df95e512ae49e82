"""What a statement says otherwise than the others about the same thing, field by field, in words."""

from collections.abc import Iterable, Iterator
from typing import Any

from audit_app.audit.history.sentences import FIT, RESULTS
from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Concluded,
    Entry,
    FieldMeasured,
    FindingRaised,
    FollowedUp,
    PlanSet,
    PlotSet,
    ResultStated,
    VisitTold,
)
from audit_app.audit.log.entries.survey import PlotLine
from audit_app.audit.log.people import Person
from audit_app.dates import spoken

_SURVEY = {
    "name": "Name",
    "x": "x",
    "y": "y",
    "height": "Height",
    "place": "Place",
    "at_field": "Magnet at field",
    "side": "Side of the line",
    "storey": "Storey",
    "floor": "Height of the floor",
    "metres": "Scale",
    "axis": "Bore axis",
}
# The fields of each kind of statement, by the name a reader knows them by.
_NAMES: dict[type[Entry], dict[str, str]] = {
    FindingRaised: {
        "title": "Title",
        "description": "What was seen",
        "zone_of_finding": "Zone",
        "place": "Place",
        "likelihood": "Likelihood",
        "consequence": "Consequence",
        "rationale": "Why this rating",
        "recommendation": "Recommendation",
        "interim_control": "Done at once",
        "immediate_danger": "Immediate danger",
    },
    FieldMeasured: _SURVEY,
    PlanSet: _SURVEY,
    PlotSet: {"source": "Source", "verified": "Checked against the source", "lines": "Lines"},
    Concluded: {"conditions": "Conditions", "statement": "Remarks", "despite": "Why it is still fit for clinical use"},
    ResultStated: {"statement": "In words"},
    VisitTold: {
        "times": "Times",
        "places": "Places",
        "met": "People met",
        "circulation": "Who gets the report",
        "respond_by": "Response requested by",
        "next_due": "Next audit due",
    },
    ActionSet: {
        "what": "What",
        "owner": "Owner",
        "due": "Due",
        "state": "State",
        "acceptor": "Risk accepted by",
        "note": "Note",
    },
    ActionClosed: {"state": "State", "note": "Note", "acceptor": "Risk accepted by"},
    FollowedUp: {"note": "Note"},
}
_DRAWN = {"boundary": "Edge of the controlled area", "isocentre": "Place of the isocentre", "picture": "Picture"}
_METRES = {"x", "y", "height", "floor", "metres"}
_DAYS = {"respond_by", "next_due", "due"}
_STANDINGS = {"closed": "Closed", "still_open": "Still open", "worse": "Worse"}


def differing(entry: Entry, others: Iterable[Entry]) -> Iterator[str]:
    """What it says first, then each field that another of its kind has otherwise; nothing of kinds told by their deed.

    Lengths in m, angles in degrees.
    """
    every = [each for each in others if type(each) is type(entry)]
    if first := _first(entry):
        yield first
    for name, words in _NAMES.get(type(entry), {}).items():
        if hasattr(entry, name) and any(getattr(each, name) != getattr(entry, name) for each in every):
            yield f"{words}: {_spoken(name, getattr(entry, name))}"
    if isinstance(entry, PlanSet):
        drawn = ((name, words) for name, words in _DRAWN.items())
        yield from (f"{words} differs" for name, words in drawn if any(_at(each, name, entry) for each in every))


def _at(other: Entry, name: str, entry: Entry) -> bool:
    return bool(getattr(other, name) != getattr(entry, name))


def _first(entry: Entry) -> str:
    """What matters most of a statement, also where all say the same."""
    if isinstance(entry, FieldMeasured):
        return str(entry.quantity)
    if isinstance(entry, Concluded):
        return FIT[entry.fit]
    if isinstance(entry, ResultStated):
        return RESULTS[entry.result]
    return _STANDINGS[entry.standing] if isinstance(entry, FollowedUp) else ""


def _spoken(name: str, value: Any) -> str:
    """The value of a field for a reader."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, "", ()):
        return "empty"
    if isinstance(value, tuple):
        return "; ".join(line_words(each) if isinstance(each, PlotLine) else str(each) for each in value)
    if isinstance(value, Person):
        return value.name
    if name in _DAYS:
        return spoken(value)
    unit = " m" if name in _METRES else "°" if name == "axis" else ""
    return f"{value}{unit}".replace("_", " ") if name == "state" else f"{value}{unit}"


def line_words(line: PlotLine) -> str:
    """A published line, e.g. '0.5 mT: 2.4 m radial, 3.8 m axial'."""
    ways = [f"{far} m {way}" for far, way in ((line.radial, "radial"), (line.axial, "axial")) if far is not None]
    ways += [f"traced in {len(line.traced)} points"] if line.traced else []
    return f"{line.level} mT: {', '.join(ways) or 'no distance'}"
