"""What happened, one fact an entry, in the past tense: kept for ever and never edited.

Every entry carries the same envelope (who, when, where in the chain); its `kind` says what else it holds.
An entry states something about one *slot* (this item's answer, this photo's caption). A later entry for the
same slot names the ones it supersedes in `replaces`; two that do not name each other are a dispute.
"""

from functools import cache
from typing import Any, get_args

from pydantic import ValidationError

from audit_app.audit.log.entries.answers import Answered, Measured, Noted, SheetChecked
from audit_app.audit.log.entries.course import (
    Amended,
    Attested,
    Begun,
    ChecklistMoved,
    Concluded,
    ContributionSetAside,
    ReferencesConfirmed,
    ResultStated,
    Saw,
    Settled,
    Signed,
    Undone,
    VisitTold,
    ZoneEntered,
)
from audit_app.audit.log.entries.entry import SCHEMA, Entry, Slot, Unknown
from audit_app.audit.log.entries.findings import (
    ActionClosed,
    ActionSet,
    EvidenceAttached,
    FindingCarried,
    FindingRaised,
    FindingSetAside,
    FollowedUp,
)
from audit_app.audit.log.entries.photos import (
    Mark,
    PhotoCaptioned,
    PhotoExpunged,
    PhotoMarked,
    PhotoMoved,
    PhotoReviewed,
    PhotoSetAside,
    PhotoTaken,
)
from audit_app.audit.log.entries.survey import FieldMeasured, FieldSetAside, PlanSet, PlotLine, PlotSet
from audit_app.audit.log.entries.things import ThingAdded, ThingRenamed, ThingSetAside

__all__ = [
    "PERMANENT",
    "SCHEMA",
    "ActionClosed",
    "ActionSet",
    "Amended",
    "Answered",
    "Attested",
    "Begun",
    "ChecklistMoved",
    "Concluded",
    "ContributionSetAside",
    "Entry",
    "EvidenceAttached",
    "FieldMeasured",
    "FieldSetAside",
    "FindingCarried",
    "FindingRaised",
    "FindingSetAside",
    "FollowedUp",
    "Known",
    "Mark",
    "Measured",
    "Noted",
    "PhotoCaptioned",
    "PhotoExpunged",
    "PhotoMarked",
    "PhotoMoved",
    "PhotoReviewed",
    "PhotoSetAside",
    "PhotoTaken",
    "PlanSet",
    "PlotLine",
    "PlotSet",
    "ReferencesConfirmed",
    "ResultStated",
    "Saw",
    "Settled",
    "SheetChecked",
    "Signed",
    "Slot",
    "ThingAdded",
    "ThingRenamed",
    "ThingSetAside",
    "Undone",
    "Unknown",
    "VisitTold",
    "ZoneEntered",
    "kinds",
    "lift",
    "read_any",
    "read_entry",
]

Known = (
    Begun | Answered | Measured | Noted | ThingAdded | ThingRenamed | ThingSetAside | PlanSet | PlotSet
    | FieldMeasured | FieldSetAside | PhotoTaken | PhotoCaptioned | PhotoMarked | PhotoReviewed
    | PhotoSetAside | PhotoMoved | PhotoExpunged | FindingRaised | FindingSetAside | FindingCarried | FollowedUp
    | ActionSet | ActionClosed | EvidenceAttached | Settled | ReferencesConfirmed
    | ZoneEntered | ChecklistMoved | Concluded | Signed | Amended | Undone | SheetChecked | ContributionSetAside | Saw
    | ResultStated | VisitTold | Attested
)  # fmt: skip

PERMANENT: tuple[type[Entry], ...] = (
    Begun,
    FindingCarried,
    Signed,
    Amended,
    ZoneEntered,
    PhotoExpunged,
    Saw,
    Attested,
)  # what undo never takes back


@cache
def kinds() -> dict[str, type[Entry]]:
    """Every kind of entry this version knows, by its name."""
    return {str(each.model_fields["kind"].default): each for each in get_args(Known)}


def read_entry(raw: dict[str, Any]) -> Entry:
    """An entry from its JSON object, lifted to the newest shape; pydantic's ValidationError when it is malformed."""
    lifted = lift(raw)
    return kinds().get(str(lifted.get("kind")), Unknown).model_validate(lifted)


def read_any(raw: dict[str, Any]) -> Entry:
    """The same, but what a newer version wrote and this one cannot read is an Unknown, kept and without effect."""
    try:
        return read_entry(raw)
    except ValidationError:
        if isinstance(schema := raw.get("schema"), int) and schema > SCHEMA:
            return Unknown.model_validate(raw)
        raise


def lift(raw: dict[str, Any]) -> dict[str, Any]:
    """An older shape brought to the newest one; there is only one shape so far."""
    return raw
