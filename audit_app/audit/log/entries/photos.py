"""Pictures: taken, captioned, marked, reviewed, taken out."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from audit_app.audit.log.entries.entry import Entry, OnItem, Slot
from audit_app.audit.log.people import Fact, Person


class PhotoTaken(OnItem):
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


class PhotoMoved(OnItem):
    """A picture belongs to another item, thing or finding than it was taken for; all empty: to the whole audit."""

    kind: Literal["photo_moved"] = "photo_moved"
    item: str = ""
    photo: str
    finding: str = ""

    @property
    def slot(self) -> Slot:
        return ("photo-place", self.photo)


class PhotoExpunged(Entry):
    """A picture's bytes and copies are to be deleted for good; its digest stays, and undo never reaches it."""

    kind: Literal["photo_expunged"] = "photo_expunged"
    photo: str
    digest: str
    person: Person = Field(description="who decided it")
    reason: str

    @property
    def slot(self) -> Slot:
        return ("photo-expunged", self.photo)


class PhotoSetAside(Entry):
    """A picture was taken out of the audit; its bytes stay until an explicit purge."""

    kind: Literal["photo_set_aside"] = "photo_set_aside"
    photo: str
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("photo", self.photo)
