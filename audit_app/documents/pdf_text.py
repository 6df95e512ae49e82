"""The text of a PDF, page by page, or a clear answer why there is none. The file may be hostile."""

import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit_app.apart import PROCESSES
from audit_app.documents.pdf_guard import guarded_pdf
from audit_app.errors import ReferenceProblem

if TYPE_CHECKING:
    from pypdf import PdfReader

_Read = tuple[str, tuple[str, ...], tuple[tuple[str, int], ...]]  # title, pages, outline

LARGEST = 60_000_000 if PROCESSES else 20_000_000  # bytes
MOST_PAGES = 1_000 if PROCESSES else 400
LONGEST_PAGE = 100_000  # characters
LONGEST_WAIT = 60.0 if PROCESSES else 30.0  # seconds
MOST_OBJECTS = 200_000  # objects of a file whose outline is read; a guideline of 100 pages has some thousands
MOST_OUTLINED = 5_000  # entries of an outline
LONGEST_TITLE = 300  # characters
LEAST_TEXT = 40  # characters a page on average; a document has more, and a scan has none at all


@dataclass(frozen=True)
class PdfText:
    """What a PDF says: the text of each page, the title its maker gave it, and its outline.

    The outline (its bookmarks) is titles and the pages, from 1, they lead to (0 when unknown); empty when it has none.
    """

    name: str
    pages: tuple[str, ...]
    title: str = ""
    outline: tuple[tuple[str, int], ...] = ()

    @property
    def hardly_any(self) -> bool:
        """True when there is so little text that most of it may be in pictures, or nowhere."""
        return sum(len(page) for page in self.pages) < LEAST_TEXT * len(self.pages)


def pdf_text(data: bytes, name: str, patience: float = LONGEST_WAIT) -> PdfText:
    """The text of a PDF given as bytes; ReferenceProblem when it has none that can be read in `patience` seconds."""
    if len(data) > LARGEST:
        raise ReferenceProblem(name, "is too large to be a guideline", "Check that it is the right file")
    if b"%PDF-" not in data[:1024]:
        raise ReferenceProblem(name, "is not a PDF", "Give the guideline's PDF file itself")
    damaged = ReferenceProblem(name, "is damaged or made in a way that cannot be read", "Download the guideline again")
    with guarded_pdf(damaged):
        title, pages, outline = _read(data, name, patience)
    if not any(page.strip() for page in pages):
        raise ReferenceProblem(
            name,
            "holds pictures of pages but no text, as a scan does",
            "Use the publisher's own PDF, or put the scan through text recognition first",
        )
    return PdfText(name, pages, title, outline)


def _read(data: bytes, name: str, patience: float) -> _Read:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileNotDecryptedError
        if len(reader.pages) > MOST_PAGES:
            raise ReferenceProblem(
                name, f"has more than {MOST_PAGES} pages", "Give the guideline itself, not a collection"
            )
        started, pages = time.monotonic(), []
        for page in reader.pages:
            pages.append(page.extract_text()[:LONGEST_PAGE])
            if time.monotonic() - started > patience:
                raise ReferenceProblem(name, "takes too long to read", "Save it again from a PDF viewer and try that")
        title = str((reader.metadata and reader.metadata.title) or "")[:300]
    except (FileNotDecryptedError, DependencyError) as error:
        raise ReferenceProblem(
            name, "is locked with a password", "Save a copy without the password, if you may, and give that"
        ) from error
    if not pages:
        raise ReferenceProblem(name, "has no pages", "Download the guideline again")
    return title, tuple(pages), _outline(reader, name)


def _outline(reader: "PdfReader", name: str) -> tuple[tuple[str, int], ...]:
    """The outline from top to bottom; empty when there is none, or it is too damaged to be read."""
    objects = sum(len(each) for each in reader.xref.values()) + len(reader.xref_objStm)
    if objects > MOST_OBJECTS:  # the library reads an outline whole, however long it was made
        return ()
    found: list[tuple[str, int]] = []
    try:
        with guarded_pdf(ReferenceProblem(name, "has a damaged outline")):
            for entry in _entries(reader.outline):
                if len(found) == MOST_OUTLINED:
                    break
                page = reader.get_destination_page_number(entry)
                found.append((str(entry.title)[:LONGEST_TITLE], 0 if page is None else page + 1))
    except ReferenceProblem:
        return ()
    return tuple(found)


def _entries(outline: Sequence[Any]) -> Iterator[Any]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _entries(entry)
        else:
            yield entry
