"""What we rely on: documents, their editions, and each clause cited, with who verified its section number and when.

A section number is printed only when it was seen in a copy of a named edition, or confirmed by a reader who held the
document. Everything else is cited by topic, with "section to be confirmed".
"""

from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property
from typing import Literal

from pydantic import Field, field_validator, model_validator

from audit_app.checklist.model import Definition, Slug
from audit_app.checklist.reference.tables import read_table
from audit_app.errors import ReferenceProblem

Basis = Literal["text seen", "heading seen", "second hand", "to be confirmed", "ours"]
FORMER = {"seen": "text seen", "recalled": "to be confirmed"}  # what audits begun with version 1 call them


class Edition(Definition):
    """One edition of a document: what it is called, when it came out, and how it stands today."""

    id: str
    label: str = Field(description="as printed in a citation, e.g. v4.3")
    published: str = Field(default="", description="as far as known: a year, a month or a day")
    status: Literal["current", "superseded", "reported", "any"] = "current"
    note: str = ""
    marks: tuple[str, ...] = Field(default=(), description="words on its title page that tell it from other editions")


class Document(Definition):
    """Something we cite: a guideline, a standard, a law or a set of notices."""

    id: Slug
    title: str
    short: str
    publisher: str
    kind: Literal["guidance", "standard", "law", "notices", "scheme", "manual", "local"]
    says: Literal["recommends", "states", "sets", "describes"] = Field(
        description="the strongest verb a report may use"
    )
    about: str = ""
    numbered: bool = Field(default=True, description="whether a section number is wanted to find a place in it")
    editions: tuple[Edition, ...] = Field(min_length=1)
    titles: tuple[str, ...] = Field(default=(), description="other forms of its title, to know it by")

    def edition(self, edition_id: str) -> Edition | None:
        """The edition with this id, or None."""
        return next((each for each in self.editions if each.id == edition_id), None)


class Clause(Definition):
    """A place in a document: its topic, our paraphrase, and its section number only when somebody verified it."""

    id: Slug
    document: Slug
    edition: str
    topic: str
    paraphrase: str
    section: str = ""
    status: Literal["verified", "seen", "unverified"] = Field(
        default="unverified", description="seen: the number stands in a public copy; verified: somebody named held it"
    )
    by: str = ""
    on: date | None = None
    against: str = Field(default="", description="which edition or copy the number was verified against")
    basis: Basis = Field(default="second hand", description="how we know what it says")
    says: Literal["", "describes", "defines", "states"] = Field(
        default="", description="a weaker verb than its document's, where it only describes"
    )
    look_for: tuple[str, ...] = Field(
        default=(), description="words its heading may use, for checking a reader's own copy"
    )

    @field_validator("basis", mode="before")
    @classmethod
    def _former(cls, value: object) -> object:
        return FORMER.get(value, value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _number_only_when_verified(self) -> "Clause":
        if self.section and self.status == "unverified":
            raise ValueError(f"clause {self.id} gives a section number that nobody verified")
        if self.status == "verified" and not (self.section and self.by and self.on and self.against):
            raise ValueError(f"clause {self.id} is called verified without section, by, on and against")
        if self.status == "seen" and not (self.section and self.on and self.against):
            raise ValueError(f"clause {self.id} is called seen without section, on and against")
        return self


class Confirmation(Definition):
    """A section number that a reader found in their own copy of a document, and put their name to."""

    clause: Slug
    edition: str
    section: str = Field(min_length=1)
    title: str = ""
    by: str = Field(min_length=1)
    on: date


class Citation(Definition):
    """How a clause is printed, whole in `text` and in parts for a table or a card."""

    clause: str
    text: str
    document: str
    edition: str
    topic: str
    section: str = Field(description="e.g. 'section 2.4.3'; empty when it is to be confirmed")
    paraphrase: str
    says: str = Field(description="the strongest verb a sentence about it may use, e.g. 'recommends'")
    basis: Basis
    place: str = Field(description="the section, or the words that say what is not known yet; may be empty")
    confirmed_by: str = ""


class Library(Definition):
    """Every document and clause an audit relies on, copied into it whole when it begins."""

    version: int = 1
    documents: tuple[Document, ...] = ()
    clauses: tuple[Clause, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()

    @model_validator(mode="after")
    def _joined_up(self) -> "Library":
        for name, ids in (("document", [d.id for d in self.documents]), ("clause", [c.id for c in self.clauses])):
            twice = sorted({each for each in ids if ids.count(each) > 1})
            if twice:
                raise ValueError(f"{name} {twice[0]} is there twice")
        for clause in self.clauses:
            document = self._documents.get(clause.document)
            if document is None or document.edition(clause.edition) is None:
                raise ValueError(f"clause {clause.id} names {clause.document} {clause.edition}, which is not listed")
        return self

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    def __contains__(self, clause_id: object) -> bool:
        return clause_id in self._clauses

    def clause(self, clause_id: str) -> Clause:
        """The clause with this id; ReferenceProblem when the library has none."""
        try:
            return self._clauses[clause_id]
        except KeyError:
            raise ReferenceProblem(clause_id, "is not a clause of the reference library", "Correct the id") from None

    def document(self, document_id: str) -> Document:
        """The document with this id; ReferenceProblem when the library has none."""
        try:
            return self._documents[document_id]
        except KeyError:
            raise ReferenceProblem(
                document_id, "is not a document of the reference library", "Correct the id"
            ) from None

    def with_confirmations(self, confirmations: Iterable[Confirmation]) -> "Library":
        """This library with more confirmed section numbers; a newer one for a clause and edition counts.

        Those for clauses it does not hold are left out.
        """
        given = (*self.confirmations, *confirmations)
        kept = {(each.clause, each.edition): each for each in given if each.clause in self._clauses}
        return self.model_copy(update={"confirmations": tuple(kept.values())})

    def confirmation(self, clause_id: str) -> Confirmation | None:
        """The confirmation that counts for a clause: for its own edition if there is one, else the newest."""
        own = self.clause(clause_id).edition
        found = [each for each in self.confirmations if each.clause == clause_id]
        return max(found, key=lambda each: (each.edition == own, each.on), default=None)

    def cite(self, clause_id: str) -> Citation:
        """How to print a clause: with its section number when verified or confirmed, otherwise by topic."""
        clause = self.clause(clause_id)
        document = self.document(clause.document)
        confirmed = self.confirmation(clause_id)
        edition = document.edition(confirmed.edition if confirmed else clause.edition)
        label = _label(edition, confirmed.edition if confirmed else "")
        section = _section(confirmed.section, confirmed.title) if confirmed else _section(clause.section, "")
        where = ", ".join(part for part in (document.title, label, section) if part)
        doubt = _doubt(document, clause, bool(section)) if not confirmed else ""
        return Citation(
            clause=clause.id,
            text=f"{where}: {clause.topic}" + (f" ({doubt})" if doubt else ""),
            document=document.title,
            edition=label,
            topic=clause.topic,
            section=section,
            paraphrase=clause.paraphrase,
            says=_verb(document, clause, None if confirmed else edition),
            basis=clause.basis,
            place=", ".join(part for part in (section, doubt) if part),
            confirmed_by=confirmed.by if confirmed else "",
        )


def _section(number: str, title: str) -> str:
    """A section as printed: '2.4.3' gains the word section; 'Appendix 4' stands as it is."""
    if not number:
        return ""
    named = f"section {number}" if number[0].isdigit() else number
    return f"{named} “{title}”" if title else named


def _label(edition: Edition | None, confirmed: str) -> str:
    """An edition as printed, with its standing: superseded, or reported and seen by nobody here."""
    if edition is None:
        return confirmed
    standing = {"superseded": " (superseded)", "reported": "" if confirmed else " (as reported)"}
    return edition.label + standing.get(edition.status, "")


def _verb(document: Document, clause: Clause, edition: Edition | None) -> str:
    """The strongest verb that what we know of a clause allows."""
    if edition is not None and edition.status == "reported":
        return "is reported to cover"
    weak = {"to be confirmed": "is recalled to cover", "heading seen": "has a heading on"}
    return weak.get(clause.basis) or clause.says or document.says


def _doubt(document: Document, clause: Clause, numbered: bool) -> str:
    """What a reader should know is still open about a citation that nobody confirmed."""
    wanted = "section to be confirmed" if document.numbered and not numbered else ""
    match clause.basis:
        case "to be confirmed":
            return "recalled; wording and section to be confirmed" if wanted else "recalled; wording to be confirmed"
        case "heading seen":
            return "heading seen; section to be confirmed" if wanted else "heading seen"
        case _:
            return wanted


@cache
def library() -> Library:
    """The reference library that travels with the app."""
    return read_table("sources.toml", Library)
