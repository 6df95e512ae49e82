"""What one more entry leaves as it was, so that nothing else is worked out again after a tap.

Only what is known to touch no more than its own subject is named here; after anything else all is worked out anew.
"""

from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Answered,
    Concluded,
    Entry,
    EvidenceAttached,
    FieldMeasured,
    FieldSetAside,
    FindingCarried,
    FindingRaised,
    FindingSetAside,
    FollowedUp,
    Measured,
    Noted,
    PhotoCaptioned,
    PhotoMarked,
    PhotoMoved,
    PhotoReviewed,
    PhotoSetAside,
    PhotoTaken,
    PlanSet,
    PlotSet,
    ResultStated,
    ThingAdded,
    Undone,
    VisitTold,
    ZoneEntered,
)
from audit_app.audit.log.slots import Slots

# What an audit works out, by the names it keeps it under.
LINES = frozenset({"lines", "left", "counts", "deficiencies"})
FINDINGS = frozenset({"findings", "finding_numbers", "actions"})
FRAME = frozenset({"things", "settings", "facts", "left_out", "references", "_photos", "pictures"})

ANSWERS = (Answered, Measured, Noted)
PLACED = (PhotoTaken, PhotoMoved, PhotoSetAside)
# Each kind of entry, and what it leaves; the lines that an answer, a thing or a photograph changes are judged again.
_LEAVES: dict[tuple[type[Entry], ...], frozenset[str]] = {
    ANSWERS: FRAME | FINDINGS,
    (ThingAdded,): (FRAME | FINDINGS) - {"things"},
    PLACED: (FRAME | {"finding_numbers"}) - {"_photos", "pictures"},
    (PhotoCaptioned, PhotoMarked, PhotoReviewed): (FRAME | LINES | FINDINGS) - {"pictures"},
    (FindingRaised, FindingSetAside, FindingCarried, FollowedUp): FRAME | LINES,
    (ActionSet, ActionClosed, EvidenceAttached): FRAME | LINES,
    (FieldMeasured, FieldSetAside, PlanSet, PlotSet): FRAME | LINES | FINDINGS,
    (Concluded, ResultStated, VisitTold, ZoneEntered): FRAME | LINES | FINDINGS,
}
_BY_KIND = {kind: leaves for kinds, leaves in _LEAVES.items() for kind in kinds}


def untouched(about: Entry) -> frozenset[str]:
    """The names of what an entry leaves as it was, or what its undoing leaves."""
    return _BY_KIND[type(about)]


def subject(slots: Slots, entry: Entry) -> Entry | None:
    """The entry that `entry` is about: itself, or what it undoes or does again; None when it may touch more.

    `slots` are those after it. Where several devices wrote, one entry can show that another's work was overlooked.
    """
    if isinstance(entry, ANSWERS):
        return entry
    if len(slots.tails) > 1 or slots.shared:
        return None
    about, followed = entry, set[str]()
    while isinstance(about, Undone) and about.id not in followed:
        followed.add(about.id)
        about = slots.entry(about.undoes) or about
    return about if type(about) in _BY_KIND else None
