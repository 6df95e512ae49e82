"""PDF files as a portfolio handles them: read with care, cut to some pages, counted, and put one after another."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import Fit, IndirectObject

from audit_app.apart import PROCESSES
from audit_app.documents.pdf_guard import guarded_pdf
from audit_app.documents.pdf_tags import Tree, without_claims
from audit_app.errors import BundleRefused

LARGEST = 200_000_000 if PROCESSES else 50_000_000  # bytes
MOST_PAGES = 2_000 if PROCESSES else 500
MOST_ATTACHED = 50
MOST_TEXT = 3_000_000  # characters read from one document


@dataclass(frozen=True)
class Bound:
    """A document to be put into one file with others: its code, title and bytes; `own` when the app made it."""

    code: str
    title: str
    data: bytes
    own: bool = True


def _guarded(where: str) -> AbstractContextManager[None]:
    return guarded_pdf(BundleRefused(where, "is not a PDF that can be read", "Open it elsewhere and save it again"))


def _reader(data: bytes, where: str) -> PdfReader:
    if len(data) > LARGEST:
        raise BundleRefused(where, "is too large", "Keep only the pages that show your part")
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise BundleRefused(where, "is locked with a password", "Save a copy without one")
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise BundleRefused(where, f"has {len(reader.pages)} pages", "Keep only the pages that show your part")
    return reader


def page_count(data: bytes, where: str) -> int:
    """How many pages a PDF has; BundleRefused when it cannot be read."""
    with _guarded(where):
        return len(_reader(data, where).pages)


def page_texts(data: bytes, where: str) -> tuple[str, ...]:
    """The text of each page; BundleRefused when the PDF cannot be read."""
    with _guarded(where):
        found, left = [], MOST_TEXT
        for page in _reader(data, where).pages:
            text = page.extract_text()[:left] if left else ""
            left -= len(text)
            found.append(text)
        return tuple(found)


def pdf_inside(data: bytes, where: str) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """What a PDF holds besides its pages: its properties, notes and fields as text, and its attached files.

    BundleRefused when the PDF cannot be read, or holds more than MOST_ATTACHED files.
    """
    with _guarded(where):
        reader = _reader(data, where)
        said = [str(value) for value in (reader.metadata or {}).values()]
        notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", []) or []]
        said += [str(note[key]) for note in notes for key in ("/Contents", "/T", "/V") if key in note]
        attached: list[tuple[str, bytes]] = []
        for name, contents in reader.attachments.items():
            if len(attached) >= MOST_ATTACHED:
                raise BundleRefused(where, f"has more than {MOST_ATTACHED} files attached", "Take them out")
            attached += [(str(name), bytes(each)) for each in contents]
        return "\n".join(said)[:MOST_TEXT], tuple(attached)


def excerpt(data: bytes, numbers: Sequence[int], where: str, own: bool = False) -> bytes:
    """Only these pages (from 1) of a PDF, in this order; the same pages give the same bytes.

    Of the app's `own` document their part of its tree stays, and what it says of itself.
    """
    with _guarded(where):
        reader, writer = _reader(data, where), PdfWriter()
        if own:
            tree = Tree(writer)
            _taken(writer, tree, reader, [number - 1 for number in numbers])
            tree.close(*_said(reader))
            return _written(writer)
        for number in numbers:
            writer.add_page(reader.pages[number - 1])
        return _written(writer)


def _taken(writer: PdfWriter, tree: Tree, reader: PdfReader, numbers: Sequence[int]) -> None:
    """Some pages (from 0) of the app's own document, with their part of its tree."""
    start = len(writer.pages)
    writer.append(reader, pages=list(numbers), import_outline=False, excluded_fields=["/Annots"])
    known = [reader.pages[number].indirect_reference for number in numbers]
    tree.take(reader, {ref.idnum: writer.pages[start + place] for place, ref in enumerate(known) if ref})


def _said(reader: PdfReader) -> tuple[bytes, str]:
    """What a document of the app says of itself, and its language."""
    packet: Any = reader.root_object["/Metadata"].get_object()
    return packet.get_data(), str(reader.root_object["/Lang"])


def merged(front: bytes, documents: Sequence[Bound], where: str = "The reading copy") -> bytes:
    """One file to read: the front matter, then each document, with a bookmark for each and its own page labels.

    A page is labelled with the code of its item and its own number there, e.g. E03-2; the front matter in Roman.
    The trees of tags are one in it; where a foreign document is among them, the file does not say that it has all.
    """
    writer = PdfWriter()
    tree, front_pages = Tree(writer), _reader(front, where)
    _taken(writer, tree, front_pages, range(len(front_pages.pages)))
    writer.add_outline_item(title="Cover", page_number=0)
    labels = [(0, len(front_pages.pages), "", PageLabelStyle.LOWERCASE_ROMAN)]
    for document in documents:
        with _guarded(document.code):
            start = len(writer.pages)
            reader = _reader(document.data, document.code)
            title = f"{document.code}  {document.title}"
            if document.own:
                _taken(writer, tree, reader, range(len(reader.pages)))
            else:
                writer.append(reader, import_outline=False)
                tree.pass_over(f"{title} (from another program, without tags)")
            parent = writer.add_outline_item(title=title, page_number=start, fit=Fit.fit())
            _bookmarks(writer, reader, start, parent)
            labels.append((start, len(writer.pages), f"{document.code}-", PageLabelStyle.DECIMAL))
    for start, end, prefix, style in labels:
        writer.set_page_label(start, end - 1, style=style, prefix=prefix or None, start=1)
    packet, language = _said(front_pages)
    tree.close(packet if all(document.own for document in documents) else without_claims(packet), language)
    return _written(writer)


def _bookmarks(writer: PdfWriter, reader: PdfReader, start: int, parent: IndirectObject) -> None:
    """The document's own chapters as bookmarks under its own."""
    for entry in reader.outline:
        if isinstance(entry, list):
            continue
        number = reader.get_destination_page_number(entry)
        if number is not None:
            writer.add_outline_item(title=str(entry.title), page_number=start + number, parent=parent)


def bookmarks(data: bytes, where: str) -> tuple[tuple[str, int], ...]:
    """The top bookmarks of a PDF: their titles and the page (from 1) they lead to."""
    with _guarded(where):
        reader = _reader(data, where)
        tops = [entry for entry in reader.outline if not isinstance(entry, list)]
        found = [(str(entry.title), reader.get_destination_page_number(entry)) for entry in tops]
        return tuple((title, (number if number is not None else -1) + 1) for title, number in found)


def labels(data: bytes, where: str) -> tuple[str, ...]:
    """The page labels of a PDF, in order."""
    with _guarded(where):
        return tuple(_reader(data, where).page_labels)


def _written(writer: PdfWriter) -> bytes:
    """The file without anything that names the time or place it was made."""
    writer.metadata = None
    for page in writer.pages:
        page.pop("/AA", None)  # what would run when a page is opened
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
