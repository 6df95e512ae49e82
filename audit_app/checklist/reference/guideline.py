"""A reader's own copy of a guideline: which document and edition it is, and where in it each clause we cite stands."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from audit_app.apart import apart
from audit_app.checklist.reference.headings import Heading, headings, without_running_heads
from audit_app.checklist.reference.sources import Clause, Confirmation, Document, Library
from audit_app.documents.pdf_guard import costly_guideline
from audit_app.documents.pdf_text import PdfText, pdf_text
from audit_app.errors import ReferenceProblem

Status = Literal["found", "moved", "not found"]
FRONT = 6  # pages on which a document says what it is
_VERSION = re.compile(r"(?<![A-Za-z0-9.])v(?:ersion)?\.?\s*(\d{1,2}(?:[.-]\d{1,2}){1,3})(?![\w]|\.\d)", re.IGNORECASE)
_NUMBER = re.compile(r"v?(\d{1,2}(?:\.\d{1,2}){0,3})", re.IGNORECASE)

LITTLE_WORDS = frozenset(("a", "an", "the", "of", "for", "in", "on", "at", "to", "and", "with"))


@dataclass(frozen=True)
class Guideline:
    """What a PDF turned out to be: the document, its edition (`edition` empty when it does not say), its headings.

    `claimed` is the edition the reader gave where the copy says it is another: such a copy settles nothing.
    """

    name: str
    document: Document
    edition: str
    edition_label: str
    pages: int
    headings: tuple[Heading, ...]
    claimed: str = ""

    @property
    def contradiction(self) -> str:
        """What the reader said of the copy against what it says of itself; empty when both agree."""
        return f"says it is {self.edition_label}, and {self.claimed} was given" if self.claimed else ""


@dataclass(frozen=True)
class ClauseCheck:
    """Where a clause stands in the copy: `was` is the number known before.

    `sure` when the heading says nothing but what is looked for, or says it under the number known before: a heading
    that merely holds the words may be about something else. Never when the topic stands under two headings.
    """

    clause: Clause
    status: Status
    section: str = ""
    title: str = ""
    page: int | None = None
    was: str = ""
    sure: bool = False

    def __str__(self) -> str:
        place = f"{_sign(self.section)} “{self.title}”"
        match self.status:
            case "found":
                said = f"found as {place}"
            case "moved":
                said = f"moved from {_sign(self.was)} to {place}"
            case _:
                said = f"not found (was {_sign(self.was)})" if self.was else "not found"
        doubt = "" if self.sure or self.status == "not found" else "; look at it before you accept it"
        return f"{self.clause.topic}: {said}{doubt}"


def _sign(number: str) -> str:
    return f"§{number}" if number[:1].isdigit() else number


def read_guideline(data: bytes, name: str, library: Library, edition: str = "") -> Guideline:
    """The guideline in a PDF's bytes; `edition` says which it is where the copy does not.

    Where it does and says another, that is kept as a contradiction. ReferenceProblem when it cannot be read, is none
    of the documents we cite, or has no numbered headings.
    """
    text = apart(costly_guideline(name), pdf_text, data, name)
    document = _document(text, library)
    if document is None:
        wanted = " or ".join(each.title for each in library.documents if each.titles and each.numbered)
        little = "; if this is a scan of it, put it through text recognition first" if text.hardly_any else ""
        raise ReferenceProblem(name, "is not a document this app cites", f"Give the PDF of {wanted}{little}")
    found = headings(text.pages, text.outline)
    if not found:
        fault = f"names {document.short} but has no contents list or numbered headings"
        fault += ", and hardly any text, as a scan has" if text.hardly_any else ""
        raise ReferenceProblem(name, fault, "Give the whole document as published")
    given = edition_named(edition, document) if edition.strip() else ""
    stated = edition_of(text, document)
    chosen = stated or given
    known = document.edition(chosen)
    claimed = given if stated and given not in ("", stated) else ""
    return Guideline(name, document, chosen, known.label if known else chosen, len(text.pages), found, claimed)


def edition_named(typed: str, document: Document) -> str:
    """The id of the edition that a reader names: a known one, or the number of one not known yet.

    ReferenceProblem when it is neither.
    """
    said = " ".join(typed.split())
    for each in document.editions:
        if said.lower() in (each.id.lower(), each.label.lower(), *(mark.lower() for mark in each.marks)):
            return each.id
    number = _NUMBER.fullmatch(said)
    if number is None:
        known = ", ".join(each.id for each in document.editions)
        raise ReferenceProblem(
            f"Edition “{said[:40]}”", f"is not an edition of {document.short}", f"Give one of {known}"
        )
    return number[1]


def _document(text: PdfText, library: Library) -> Document | None:
    """The document whose title the copy carries first, at the start of a line of its first pages."""
    front = "\n".join(line for page in without_running_heads(text.pages[:2]) for line in page)
    places = [(at, each) for each in library.documents for title in each.titles if (at := _title_at(front, title)) >= 0]
    if places:
        return min(places, key=lambda place: place[0])[1]
    named = (each for each in library.documents for title in each.titles if _words(title) == _words(text.title))
    return next(named, None)


def _title_at(text: str, title: str) -> int:
    spaced = r"\s+".join(re.escape(word) for word in title.split())
    match = re.search(rf"^(?:MHRA\s+)?{spaced}", text, re.IGNORECASE | re.MULTILINE)
    return match.start() if match else -1


def edition_of(text: PdfText, document: Document) -> str:
    """The id of the edition a copy says it is; a version we do not know by its own number; empty when it does not say.

    A title page outweighs a revision table, and of several editions named together the newest counts.
    """
    for pages in (text.pages[:1], text.pages[:FRONT]):
        said = " ".join(" ".join(pages).split())
        marked = [at for at, each in enumerate(document.editions) if any(_marked(said, mark) for mark in each.marks)]
        stated = max((_parts(match[1]) for match in _VERSION.finditer(said)), default=())
        newest = document.editions[max(marked)].id if marked else ""
        if stated and stated > _parts(newest):
            return ".".join(str(part) for part in stated)
        if newest:
            return newest
    return ""


def _marked(said: str, mark: str) -> bool:
    spaced = r"\s*".join(re.escape(word) for word in mark.split())
    return bool(re.search(rf"(?<![A-Za-z0-9.]){spaced}(?!\w|\.\d|-\d)", said, re.IGNORECASE))


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.split(r"[.-]", version) if part.isdigit())


def check_clauses(guideline: Guideline, library: Library) -> tuple[ClauseCheck, ...]:
    """Each clause we cite from the document, as it stands in this copy; clauses of later editions are left out."""
    editions = [edition.id for edition in guideline.document.editions]
    upto = editions.index(guideline.edition) if guideline.edition in editions else len(editions)
    return tuple(
        _check(clause, guideline, library)
        for clause in library.clauses
        if clause.document == guideline.document.id and editions.index(clause.edition) <= upto
    )


def _check(clause: Clause, guideline: Guideline, library: Library) -> ClauseCheck:
    confirmed = library.confirmation(clause.id)
    was = confirmed.section if confirmed else clause.section
    phrases = [_words(phrase) for phrase in (*clause.look_for, clause.topic)]
    ranked = [
        (_similarity(_words(heading.title), phrases), heading.number == was, heading) for heading in guideline.headings
    ]
    alike = [each for each in ranked if each[0]]
    if not alike:
        return ClauseCheck(clause, "not found", was=was)
    score, known, heading = max(alike, key=lambda each: (each[1], each[0], -len(each[2].title)))
    status: Status = "moved" if was and heading.number != was else "found"
    twice = sum(each[0] == score for each in alike) > 1  # the topic stands under two headings: somebody looks
    sure = not twice and (score == 3 or (known and score == 2))
    return ClauseCheck(clause, status, heading.number, heading.title, heading.page, was, sure=sure)


def _words(text: str) -> tuple[str, ...]:
    """The words of a title without case, signs and plural."""
    words = re.findall(r"[a-z0-9.]*[a-z0-9]", text.lower())
    return tuple(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words
    )


def _similarity(title: tuple[str, ...], phrases: Iterable[tuple[str, ...]]) -> int:
    """How well a title answers to any of the phrases: 3 the same words, 2 several in a row, 1 less than that.

    Articles and the like make no difference between a title and a phrase.
    """
    best = 0
    for phrase in phrases:
        if _telling(title) == _telling(phrase):
            return 3
        if _within(phrase, title):
            best = max(best, 2 if len(phrase) > 1 else 1)
        elif len(title) > 1 and _within(title, phrase):
            best = max(best, 1)
    return best


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in LITTLE_WORDS)


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    width = len(part)
    return bool(part) and any(whole[at : at + width] == part for at in range(len(whole) - width + 1))


def confirmations(
    guideline: Guideline, checks: Iterable[ClauseCheck], by: str, on: date, clauses: Collection[str] | None = None
) -> tuple[Confirmation, ...]:
    """What a reader accepts: the clauses named, or all found without doubt.

    ReferenceProblem when nobody is named or the edition is not known.
    """
    if not by.strip():
        raise ReferenceProblem("Accepting section numbers", "needs a name", "Say who held the document")
    if guideline.contradiction:
        remedy = "Leave the edition out, or give the copy that is that edition"
        raise ReferenceProblem(guideline.name, guideline.contradiction, remedy)
    if not guideline.edition:
        raise ReferenceProblem(guideline.name, "does not say which edition it is", "Say which edition you hold")
    return tuple(
        Confirmation(
            clause=check.clause.id,
            edition=guideline.edition,
            section=check.section,
            title=check.title,
            by=by.strip(),
            on=on,
        )
        for check in checks
        if check.section and (check.sure if clauses is None else check.clause.id in clauses)
    )
