"""What happened, one fact an entry, in the past tense: kept for ever and never edited.

Every entry carries the same envelope (who, when, where in the chain); its `kind` says what else it holds.
An entry states something about one *slot* (this item's answer, this photo's caption). A later entry for the
same slot names the ones it supersedes in `replaces`; two that do not name each other are a dispute.
"""

from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args

from pydantic import Field

from audit_app.audit.people import Fact, Person, Scanner, Setting, Unit
from audit_app.units import Quantity

SCHEMA = 1  # the newest shape this version writes

LATER = ("together", "about_action")
"""Fields that joined a shape after entries of it had been kept: written only when they say something, so that an
entry of before is still written as it was, with the same digest."""

Slot = tuple[str, ...]


class Entry(Fact):
    """The envelope every entry carries.

    `at` is a hybrid logical clock (UTC, never earlier than any entry seen); `wall` is what the device's own
    clock said, in UTC, and `zone` its local time zone. `prev` is the digest of this device's previous entry in
    this audit (empty for its first) and `sha` the digest of this one's canonical JSON.
    """

    kind: str
    id: str
    schema_: int = Field(default=SCHEMA, alias="schema")
    audit: str
    device: str
    seq: int
    at: str
    wall: str
    zone: str
    by: Person
    replaces: tuple[str, ...] = ()
    together: str = Field(default="", description="id of the first entry of one deed; undo takes the deed back whole")
    prev: str = ""
    sha: str = ""

    @property
    def slot(self) -> Slot:
        """What this entry states something about; entries without a subject of their own stand alone."""
        return ("entry", self.id)


class _OnItem(Entry):
    item: str
    thing: str | None = None
    paper: str = Field(default="", description="code of the paper sheet it was transcribed from")
    checked_by: Person | None = Field(default=None, description="second person who checked the transcription")


class Begun(Entry):
    """The audit was started: everything a verdict depends on is named or copied here."""

    kind: Literal["begun"] = "begun"
    purpose: Literal["acceptance", "periodic"]
    simulated: bool = False
    checklist: str = Field(description="digest of the checklist copied into the audit")
    references: str = Field(description="digest of the reference library copied into the audit")
    unit: Unit
    scanner: Scanner
    auditor: Person
    on: str = Field(description="local date, ISO 8601")
    settings: tuple[Setting, ...] = ()
    previous: str = Field(default="", description="id of the last audit of this unit, when started from it")


class Answered(_OnItem):
    """An item was answered: by compliance (`verdict`), or with a `value` (option, whole number, date, words)."""

    kind: Literal["answered"] = "answered"
    verdict: Literal["compliant", "partly", "deficient", "not_applicable", "not_assessed"] | None = None
    value: str = ""
    reason: str = ""

    @property
    def taken_back(self) -> bool:
        """True when it answers nothing: the item is not done again, and `reason` says why."""
        return self.verdict is None and not self.value

    @property
    def slot(self) -> Slot:
        return ("answer", self.item, self.thing or "")


class Measured(_OnItem):
    """A quantity was read for an item; `confirmed` says why a challenged value stands."""

    kind: Literal["measured"] = "measured"
    quantity: Quantity
    confirmed: str = ""
    challenges: tuple[str, ...] = ()

    @property
    def slot(self) -> Slot:
        return ("answer", self.item, self.thing or "")


class Noted(_OnItem):
    """The note of an item now reads so."""

    kind: Literal["noted"] = "noted"
    text: str

    @property
    def slot(self) -> Slot:
        return ("note", self.item, self.thing or "")


class ThingAdded(Entry):
    """A door, sensor, quench pipe, ancillary item or instrument was recorded; set again to rename or correct it."""

    kind: Literal["thing_added"] = "thing_added"
    thing: str
    thing_kind: str
    name: str
    details: dict[str, str] = Field(default_factory=dict)
    carried_from: str = Field(default="", description="audit it was carried over from, or 'register'")

    @property
    def slot(self) -> Slot:
        return ("thing", self.thing)


class ThingRenamed(Entry):
    """A thing's name was corrected."""

    kind: Literal["thing_renamed"] = "thing_renamed"
    thing: str
    name: str

    @property
    def slot(self) -> Slot:
        return ("thing-name", self.thing)


class ThingSetAside(Entry):
    """A thing was taken out of the audit (recorded by mistake, or no longer there)."""

    kind: Literal["thing_set_aside"] = "thing_set_aside"
    thing: str
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("thing", self.thing)


class PlanSet(Entry):
    """A floor plan as it stands: picture or drawn room, scale, isocentre and bore axis.

    Points are (x, y) in pixels of the plan's picture, as decimals in text; `metres` is the known distance between
    the two `scale` points; `axis` is the bore's direction in degrees, clockwise from the picture's right; `floor` is
    how high this floor lies above the magnet room's, in m. None: not told.
    """

    kind: Literal["plan_set"] = "plan_set"
    plan: str
    name: str
    picture: str = Field(default="", description="SHA-256 of the picture; empty for a drawn room")
    width: Decimal
    height: Decimal
    outline: tuple[tuple[Decimal, Decimal], ...] = ()
    scale: tuple[tuple[Decimal, Decimal], ...] = ()
    metres: Decimal | None = None
    isocentre: tuple[Decimal, Decimal] | None = None
    axis: Decimal | None = None
    storey: str = ""
    floor: Decimal | None = None
    boundary: tuple[tuple[Decimal, Decimal], ...] = Field(default=(), description="drawn edge of the controlled area")
    carried_from: str = Field(default="", description="audit it was carried over from")

    @property
    def slot(self) -> Slot:
        return ("plan", self.plan)


class PlotLine(Fact):
    """One published isocontour: level in mT, its radial and axial distance in m, or points traced on the plan in m."""

    level: Decimal
    radial: Decimal | None = None
    axial: Decimal | None = None
    traced: tuple[tuple[Decimal, Decimal], ...] = ()


class PlotSet(Entry):
    """The manufacturer's published isocontours for this scanner, with their source."""

    kind: Literal["plot_set"] = "plot_set"
    source: str
    verified: bool = False
    lines: tuple[PlotLine, ...]
    carried_from: str = Field(default="", description="audit it was carried over from")

    @property
    def slot(self) -> Slot:
        return ("plot",)


class FieldMeasured(Entry):
    """One reading of the fringe field: x radial, y along the bore, in m from isocentre; height above floor in m.

    `line_for` names the ancillary item whose floor line it verifies; `side` is the side of the line it was taken on.
    `spot` is the pixel of the plan that was tapped: x and y follow it when the plan's scale or isocentre is corrected.
    """

    kind: Literal["field_measured"] = "field_measured"
    reading: str
    plan: str = ""
    x: Decimal | None = None
    y: Decimal | None = None
    height: Decimal | None = None
    spot: tuple[Decimal, Decimal] | None = None
    place: str = ""
    quantity: Quantity
    components: tuple[Quantity, ...] = ()
    probe: str = Field(default="", description="thing id of the instrument")
    zero_before: Quantity | None = None
    zero_after: Quantity | None = None
    background: Quantity | None = None
    at_field: bool = True
    line_for: str = ""
    side: Literal["", "permitted", "restricted", "on_line"] = ""
    log: str = Field(default="", description="SHA-256 of the meter log it was imported from")
    row: int | None = None
    confirmed: str = ""
    challenges: tuple[str, ...] = ()

    @property
    def slot(self) -> Slot:
        return ("field", self.reading)


class FieldSetAside(Entry):
    """A field reading was taken off the survey."""

    kind: Literal["field_set_aside"] = "field_set_aside"
    reading: str
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("field", self.reading)


class PhotoTaken(_OnItem):
    """A picture's bytes were kept under their SHA-256, for an item, a finding, or the whole audit (item empty)."""

    kind: Literal["photo_taken"] = "photo_taken"
    item: str = ""
    photo: str
    digest: str
    name: str = ""
    media_type: str = "image/jpeg"
    size: int = 0
    width: int = 0
    height: int = 0
    taken_at: str = ""
    received_at: str = ""
    warnings: tuple[str, ...] = ()
    finding: str = ""

    @property
    def slot(self) -> Slot:
        return ("photo", self.photo)


class PhotoCaptioned(Entry):
    """A picture's caption now reads so; it is the alternative text too."""

    kind: Literal["photo_captioned"] = "photo_captioned"
    photo: str
    text: str

    @property
    def slot(self) -> Slot:
        return ("caption", self.photo)


class Mark(Fact):
    """An arrow, box, text or redaction; points are (x, y) as shares of the upright picture, 0 to 1."""

    shape: Literal["arrow", "box", "text", "redaction"]
    points: tuple[tuple[Decimal, Decimal], ...]
    text: str = ""


class PhotoMarked(Entry):
    """All the marks of a picture as they now stand."""

    kind: Literal["photo_marked"] = "photo_marked"
    photo: str
    marks: tuple[Mark, ...]

    @property
    def slot(self) -> Slot:
        return ("marks", self.photo)


class PhotoReviewed(Entry):
    """Someone looked for what must not leave: nothing to redact, or redacted (the boxes are among the marks)."""

    kind: Literal["photo_reviewed"] = "photo_reviewed"
    photo: str
    outcome: Literal["nothing_to_redact", "redacted"]
    marks: str | None = Field(default=None, description="id of the PhotoMarked looked at; empty when there was none")

    @property
    def slot(self) -> Slot:
        return ("review", self.photo)


class PhotoSetAside(Entry):
    """A picture was taken out of the audit; its bytes stay until an explicit purge."""

    kind: Literal["photo_set_aside"] = "photo_set_aside"
    photo: str
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("photo", self.photo)


class FindingRaised(_OnItem):
    """A finding as it stands; raised again under the same id to revise it. Likelihood and consequence are 1 to 5."""

    kind: Literal["finding_raised"] = "finding_raised"
    item: str = ""
    finding: str
    title: str
    description: str = ""
    zone_of_finding: str = ""
    place: str = ""
    photos: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    likelihood: int = 0
    consequence: int = 0
    matrix: str = Field(default="", description="the risk matrix it was scored with, e.g. five-by-five v1")
    level: str = Field(default="", description="the band that matrix gave, in words, kept as it was")
    rationale: str = ""
    recommendation: str = ""
    interim_control: str = ""
    immediate_danger: bool = False
    carried_from: str = Field(default="", description="id of the same finding in the previous audit")

    @property
    def slot(self) -> Slot:
        return ("finding", self.finding)


class FindingSetAside(Entry):
    """A finding was withdrawn, with its reason."""

    kind: Literal["finding_set_aside"] = "finding_set_aside"
    finding: str
    reason: str

    @property
    def slot(self) -> Slot:
        return ("finding", self.finding)


class FindingCarried(Entry):
    """An open finding of the previous audit, copied in when this one began: it must be looked at again."""

    kind: Literal["finding_carried"] = "finding_carried"
    finding: str = Field(description="its id in the previous audit")
    carried_from: str = Field(description="audit it was carried over from")
    title: str
    item: str = ""
    thing: str | None = None
    zone_of_finding: str = ""
    place: str = ""
    description: str = ""
    likelihood: int = 0
    consequence: int = 0
    risk: str = Field(default="", description="its risk in words, as it was")
    recommendation: str = ""
    interim_control: str = ""
    immediate_danger: bool = False
    raised_on: str = Field(default="", description="local date it was first raised, ISO 8601")
    actions: tuple[str, ...] = Field(default=(), description="its actions as they stood, in words")

    @property
    def slot(self) -> Slot:
        return ("carried", self.finding)


class FollowedUp(Entry):
    """A finding of the previous audit was looked at again: closed, still open or worse."""

    kind: Literal["followed_up"] = "followed_up"
    finding: str
    standing: Literal["closed", "still_open", "worse"]
    note: str = ""

    @property
    def slot(self) -> Slot:
        return ("follow-up", self.finding)


class ActionSet(Entry):
    """What someone will do about a finding, by when, and how far it is."""

    kind: Literal["action_set"] = "action_set"
    action: str
    finding: str
    what: str
    owner: Person | None = None
    due: str = Field(default="", description="local date, ISO 8601")
    state: Literal["open", "in_progress", "done", "verified", "accepted_risk"] = "open"
    acceptor: Person | None = None
    note: str = ""
    carried_from: str = Field(default="", description="id of the same action in the previous audit")

    @property
    def slot(self) -> Slot:
        return ("action", self.action)


class ActionClosed(Entry):
    """An action reached its end, with the evidence: a note, photographs, attached replies."""

    kind: Literal["action_closed"] = "action_closed"
    action: str
    state: Literal["done", "verified", "accepted_risk"]
    note: str = ""
    photos: tuple[str, ...] = ()
    acceptor: Person | None = None

    @property
    def slot(self) -> Slot:
        return ("action-closed", self.action)


class EvidenceAttached(Entry):
    """A reply, e-mail or document was attached to a finding or to the audit; its bytes are kept under their SHA-256."""

    kind: Literal["evidence_attached"] = "evidence_attached"
    finding: str = ""
    title: str
    text: str = ""
    digest: str = ""
    name: str = ""
    media_type: str = ""
    about_action: str = Field(default="", description="id of the action whose row of a returned sheet said so")


class Settled(Entry):
    """A setting of the audit was changed after it began, with the reason."""

    kind: Literal["settled"] = "settled"
    setting: Setting
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("setting", self.setting.id)


class ZoneEntered(Entry):
    """The auditor was told that the tablet is MR Unsafe before items inside the magnet room, and chose what to do."""

    kind: Literal["zone_entered"] = "zone_entered"
    section: str
    choice: Literal["tablet_left_outside", "paper_sheet", "tablet_is_mr_conditional"]
    note: str = ""


class ChecklistMoved(Entry):
    """The draft was moved to a newer version of its checklist, after a preview."""

    kind: Literal["checklist_moved"] = "checklist_moved"
    checklist: str
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("checklist",)


class Concluded(Entry):
    """An acceptance audit's statement at handover."""

    kind: Literal["concluded"] = "concluded"
    fit: Literal["yes", "with_conditions", "no"]
    conditions: tuple[str, ...] = ()
    statement: str = ""

    @property
    def slot(self) -> Slot:
        return ("conclusion",)


class Signed(Entry):
    """Someone put their name to the audit as it stood: `heads` are the log heads (device -> digest) it covers."""

    kind: Literal["signed"] = "signed"
    role: Literal["auditor", "checker"]
    person: Person
    declaration: str
    drawing: tuple[tuple[tuple[Decimal, Decimal], ...], ...] = Field(default=(), description="strokes, 0 to 1")
    revision: int = 0
    heads: dict[str, str] = Field(default_factory=dict)
    acknowledged: tuple[str, ...] = Field(default=(), description="what was still open and was signed all the same")


class Amended(Entry):
    """A signed audit was opened again as a new, numbered revision, with its reason."""

    kind: Literal["amended"] = "amended"
    number: int
    reason: str


class Undone(Entry):
    """An entry was undone; undoing an `Undone` is a redo."""

    kind: Literal["undone"] = "undone"
    undoes: str


class Unknown(Entry):
    """An entry of a kind this version does not know: kept and passed on, without effect."""


Known = (
    Begun | Answered | Measured | Noted | ThingAdded | ThingRenamed | ThingSetAside | PlanSet | PlotSet
    | FieldMeasured | FieldSetAside | PhotoTaken | PhotoCaptioned | PhotoMarked | PhotoReviewed
    | PhotoSetAside | FindingRaised | FindingSetAside | FindingCarried | FollowedUp | ActionSet | ActionClosed
    | EvidenceAttached | Settled | ZoneEntered | ChecklistMoved | Concluded | Signed | Amended | Undone
)  # fmt: skip

PERMANENT: tuple[type[Entry], ...] = (Begun, FindingCarried, Signed, Amended, ZoneEntered)  # what undo never takes back


@cache
def kinds() -> dict[str, type[Entry]]:
    """Every kind of entry this version knows, by its name."""
    return {str(each.model_fields["kind"].default): each for each in get_args(Known)}


def read_entry(raw: dict[str, Any]) -> Entry:
    """An entry from its JSON object, lifted to the newest shape; pydantic's ValidationError when it is malformed."""
    lifted = lift(raw)
    return kinds().get(str(lifted.get("kind")), Unknown).model_validate(lifted)


def lift(raw: dict[str, Any]) -> dict[str, Any]:
    """An older shape brought to the newest one; there is only one shape so far."""
    return raw
