"""What a portfolio is made of: the applicant, and items of evidence from an audit, a file or two checklists."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from audit_app.audit.log.people import Fact, Person
from audit_app.errors import UsageError
from audit_app.store.store import Store

AuditPart = Literal["report", "summary", "findings", "sections", "field_survey", "actions", "emails"]

PARTS: dict[str, str] = {
    "report": "The whole report",
    "summary": "The summary of the report",
    "findings": "The findings",
    "sections": "Chosen sections",
    "field_survey": "The fringe field survey",
    "actions": "The action sheet",
    "emails": "The e-mails and replies",
}

_KIND, _APPLICANT = "evidence", "portfolio"


class Kept(Fact):
    """Kept on the device as JSON; fields of a newer version are kept and passed on, and none are made up here."""


class FromAudit(Kept):
    """An audit kept here, and which part of its report is the evidence; `sections` are ids of the checklist."""

    kind: Literal["audit"] = "audit"
    audit: str
    part: AuditPart = "report"
    sections: tuple[str, ...] = ()
    looked_over: bool = Field(default=False, description="the applicant saw nothing private in pictures of replies")


class OnePicture(Kept):
    """A further picture of an item: its bytes are kept under their SHA-256."""

    digest: str
    name: str


class FromFile(Kept):
    """A document of the applicant's own, its bytes kept under their SHA-256; `more` are pictures after the first."""

    kind: Literal["file"] = "file"
    digest: str
    name: str
    media: Literal["pdf", "docx", "email", "image"]
    looked_over: bool = Field(default=False, description="the applicant saw nothing private in its pictures")
    more: tuple[OnePicture, ...] = ()

    @property
    def pictures(self) -> tuple[OnePicture, ...]:
        """Every picture of it, in order; none for another document."""
        return (OnePicture(digest=self.digest, name=self.name), *self.more) if self.media == "image" else ()


class FromChecklists(Kept):
    """The development of a checklist: what changed between two versions, who changed it and why."""

    kind: Literal["checklists"] = "checklists"
    old: str = Field(description="the older version's TOML text, as it was released")
    new: str = Field(description="the newer version's TOML text")


Source = Annotated[FromAudit | FromFile | FromChecklists, Field(discriminator="kind")]


class Part(Kept):
    """Which part of an item shows one sub-category, in words, e.g. 'section 3, pages 4 and 5'."""

    sub_category: str
    where: str


class Evidence(Kept):
    """One item of evidence. `on` is the ISO date of the work; `pages` such as '2-4, 9' keeps only those pages."""

    id: str
    number: int = Field(description="its number in the portfolio, printed as E01; never given twice")
    title: str
    on: str = ""
    sub_categories: tuple[str, ...] = ()
    source: Source
    commentary: str = Field(default="", description="context and personal contribution, short")
    simulated: bool = False
    traceable: bool = Field(default=False, description="refers traceably to the MHRA guidelines")
    clauses: tuple[str, ...] = Field(default=(), description="the clauses it refers to, as they are to be printed")
    parts: tuple[Part, ...] = ()
    pages: str = ""
    not_medical: bool = Field(default=False, description="the applicant says that it is not mainly medical judgement")
    set_aside: bool = False

    @property
    def code(self) -> str:
        """Its number as printed, e.g. E03."""
        return f"E{self.number:02d}"

    @property
    def day(self) -> date | None:
        """The date of the work, or None when there is none that can be read."""
        try:
            return date.fromisoformat(self.on)
        except ValueError:
            return None

    def where(self, sub_category: str) -> str:
        """Which part of it shows a sub-category, or empty for all of it."""
        return next((part.where for part in self.parts if part.sub_category == sub_category), "")


class Applicant(Kept):
    """Whose portfolio it is, what it is for, who will vouch for it, and what must not be disclosed."""

    person: Person = Person(name="")
    scope: tuple[str, ...] = Field(default=("7",), description="categories this portfolio is to serve")
    referee: Person = Person(name="")
    undisclosed: tuple[str, ...] = Field(default=(), description="names that must not appear in an item")
    domains: tuple[str, ...] = Field(default=(), description="e-mail domains of the applicant's own organisation")


def applicant(store: Store) -> Applicant:
    """Whose portfolio this device keeps."""
    try:
        return Applicant.model_validate(store.drawers.preferred(_APPLICANT, {}))
    except ValidationError:  # what cannot be read any more is told by `verify`, and asked for again
        return Applicant()


def keep_applicant(store: Store, who: Applicant) -> None:
    """Keeps whose portfolio it is."""
    store.drawers.prefer(_APPLICANT, who.model_dump(mode="json"))


def evidence(store: Store) -> tuple[Evidence, ...]:
    """The items of evidence kept on this device, by number; those set aside are left out."""
    found = (Evidence.model_validate(each) for each in store.drawers.registered(_KIND))
    return tuple(sorted((each for each in found if not each.set_aside), key=lambda each: each.number))


def keep(store: Store, item: Evidence) -> None:
    """Keeps an item as it now stands."""
    store.drawers.register(_KIND, item.id, item.title, item.model_dump(mode="json"))


def next_number(store: Store) -> int:
    """The number of the next new item: numbers of items set aside are not given again."""
    return max((int(each.get("number", 0)) for each in store.drawers.registered(_KIND)), default=0) + 1


def chosen_pages(pages: str, of: int) -> tuple[int, ...]:
    """The page numbers (from 1) that words such as '2-4, 9' choose from a document of `of` pages; all when empty.

    UsageError when they are no pages of the document.
    """
    if not pages.strip():
        return tuple(range(1, of + 1))
    found: list[int] = []
    for words in pages.split(","):
        match = re.fullmatch(r"\s*(\d{1,5})\s*(?:[-–]\s*(\d{1,5})\s*)?", words)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= of:
            raise UsageError(f"Pages “{pages}”", f"are not pages of a document of {of}", "Type them as 2-4, 9")
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))
