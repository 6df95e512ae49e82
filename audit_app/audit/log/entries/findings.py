"""Findings and their actions, from the first word to the evidence that closed them."""

from typing import Literal

from pydantic import Field

from audit_app.audit.log.entries.entry import Entry, OnItem, Slot
from audit_app.audit.log.people import Person


class FindingRaised(OnItem):
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
