"""An audit's course: begun, settled, concluded, signed, opened again; and what was undone."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from audit_app.audit.log.entries.entry import Entry, Slot
from audit_app.audit.log.people import Fact, Person, Scanner, Setting, Unit


class Begun(Entry):
    """The audit was started: everything a verdict depends on is named or copied here."""

    kind: Literal["begun"] = "begun"
    purpose: str = Field(description="the kind of its checklist: acceptance, periodic, check, or another word")
    simulated: bool = False
    checklist: str = Field(description="digest of the checklist copied into the audit")
    references: str = Field(description="digest of the reference library copied into the audit")
    unit: Unit
    scanner: Scanner
    auditor: Person
    on: str = Field(description="local date, ISO 8601")
    settings: tuple[Setting, ...] = ()
    previous: str = Field(default="", description="id of the last audit of this unit, when started from it")


class Settled(Entry):
    """A setting of the audit was changed after it began, with the reason."""

    kind: Literal["settled"] = "settled"
    setting: Setting
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("setting", self.setting.id)


class ConfirmedSection(Fact):
    """Where a clause stands in an edition: its section number and title."""

    clause: str
    edition: str
    section: str
    title: str = ""


class ReferencesConfirmed(Entry):
    """Somebody found these sections in their own copy of a guideline while the audit was open; `by` held it."""

    kind: Literal["references_confirmed"] = "references_confirmed"
    sections: tuple[ConfirmedSection, ...]
    holder: str = Field(description="who held the document")


class ZoneEntered(Entry):
    """The auditor was told that the tablet is MR Unsafe before items inside the scan room, and chose what to do."""

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
    despite: str = Field(default="", description="why it is fit although a finding of extreme risk is open")

    @property
    def slot(self) -> Slot:
        return ("conclusion",)


class ResultStated(Entry):
    """The auditor's own conclusion of a periodic audit: one of four, and in words; it is never worked out."""

    kind: Literal["result_stated"] = "result_stated"
    result: Literal["satisfactory", "with_actions", "not_satisfactory", "immediate_danger"]
    statement: str = ""

    @property
    def slot(self) -> Slot:
        return ("result",)


class VisitTold(Entry):
    """What a reader asks about the visit: when and where, who was met, who gets the report, who answers by when."""

    kind: Literal["visit_told"] = "visit_told"
    times: str = Field(default="", description="as people say it, e.g. 27 November 2026, 09:00 to 16:30")
    places: str = ""
    met: str = Field(default="", description="who was met, with their roles")
    circulation: str = Field(default="", description="who gets the report")
    respond_by: str = Field(default="", description="local date, ISO 8601: a response is asked for by then")
    next_due: str = Field(default="", description="local date, ISO 8601: when the next audit is due")

    @property
    def slot(self) -> Slot:
        return ("visit",)


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


class ContributionSetAside(Entry):
    """What one device entered in the audit (of one person, or of all) has no effect any more; it can still be read.

    Signatures, addenda and the beginning stay. Undoing this entry brings the contribution back.
    """

    kind: Literal["contribution_set_aside"] = "contribution_set_aside"
    of_device: str
    of_person: str = Field(default="", description="name of the person; empty: whoever worked at the device")
    reason: str

    @property
    def slot(self) -> Slot:
        return ("contribution", self.of_device, self.of_person)


class Saw(Entry):
    """How far this device had seen every log when it took something out: `heads` are digests by device."""

    kind: Literal["saw"] = "saw"
    heads: dict[str, str] = Field(default_factory=dict)


class Attested(Entry):
    """A device's key put under what one person did in one run: its log from `first` to `last`, whose digest is `head`.

    `of` is the device whose log it is, `key` the public key that signed (Ed25519, hex), `certificate` (JWT) what binds
    that key to the person who attests, `by` of this entry.
    """

    kind: Literal["attested"] = "attested"
    of: str
    first: int
    last: int
    head: str
    key: str
    certificate: str = ""
    signature: str


class Undone(Entry):
    """An entry was undone; undoing an `Undone` is a redo."""

    kind: Literal["undone"] = "undone"
    undoes: str
