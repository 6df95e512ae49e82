"""An item of evidence as the document that is handed over: a PDF, with what was read from it and what was left out."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audit_app.apart import apart
from audit_app.audit.audit import Audit
from audit_app.audit.log.canonical import canonical
from audit_app.audit.pictures import Picture, pictures, unreviewed
from audit_app.audit.signatures import as_signed
from audit_app.audit.signing.contributions import Contribution, contributions
from audit_app.checklist.reader import parse
from audit_app.documents.mail import Mail, read_mail
from audit_app.documents.pdf_guard import TOO_MUCH, in_child
from audit_app.documents.pdf_pages import bookmarks, excerpt, page_count, page_texts
from audit_app.documents.word import read_docx
from audit_app.errors import AuditError, BundleRefused
from audit_app.portfolio.checklists.development import difference
from audit_app.portfolio.evidence.evidence import Evidence, FromAudit, FromChecklists, FromFile, chosen_pages
from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.evidence.hidden_text import (
    NOTHING,
    HiddenText,
    all_text,
    hidden_in_email,
    hidden_in_pdf,
    joined,
    pages_without_text,
)
from audit_app.portfolio.evidence.outlines import called, chosen, developed, letter, picture, replies, typed
from audit_app.portfolio.parcel import digest_of
from audit_app.report import Options, Outline, Progress, outline, pdf
from audit_app.report.blocks import shots_in
from audit_app.report.pdf.short_paper import document_pdf
from audit_app.store.identity import issuers
from audit_app.store.lineage import audits_of, previous_of
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store


@dataclass(frozen=True)
class Made:
    """An item's document and what is known of it.

    `beside` are the applicant's own files that go with it unchanged (an e-mail, a Word document), by their ending;
    `source` is the SHA-256 of the file the PDF was made from, empty when it was made from an audit.
    """

    item: Evidence
    pdf: bytes
    text: str
    pages: int
    beside: tuple[tuple[str, bytes], ...] = ()
    source: str = ""
    audit: Audit | None = None
    shown: tuple[Picture, ...] = ()
    along: HiddenText = NOTHING

    @property
    def own(self) -> bool:
        """Whether the app made the PDF, so that it is tagged; one that came as a PDF is as its program made it."""
        return not (isinstance(self.item.source, FromFile) and self.item.source.media == "pdf")

    @property
    def digest(self) -> str:
        """The SHA-256 of the PDF."""
        return digest_of(self.pdf)

    @property
    def held(self) -> Held:
        """The item as the rules of the scheme see it."""
        audit = self.audit
        unseen = {each.id for each in unreviewed(audit)} if audit else set()
        return Held(
            self.item,
            self.text,
            self.pages,
            self.digest,
            (*(each.name for each in self.shown if each.id in unseen), *self._not_looked_over),
            authors=authorship(as_signed(audit)) if audit else (),
            draft=audit is not None and audit.state != "signed",
            made_up=audit is not None and audit.begun.simulated,
            beside=self.along.text,
            unread=self.along.unread,
            files=self.files,
        )

    @property
    def files(self) -> tuple[str, ...]:
        """The names of pictures in it that were no photos of an audit: the file itself, or what is attached to it."""
        source = self.item.source
        own = tuple(each.name for each in source.pictures) if isinstance(source, FromFile) else ()
        return (*own, *self.along.pictures)

    @property
    def _not_looked_over(self) -> tuple[str, ...]:
        source = self.item.source
        return () if isinstance(source, FromFile | FromAudit) and source.looked_over else self.files


def held(store: Store, shelf: Shelf, item: Evidence) -> Held:
    """The item as the rules see it, its document made and read; one that cannot be made counts as unreadable."""
    try:
        return make(store, shelf, item).held
    except AuditError as error:
        return Held(item, "", 0, trouble=str(error))


def make(store: Store, shelf: Shelf, item: Evidence, progress: Progress | None = None) -> Made:
    """The document of an item, in its one form; an AuditError child says why it cannot be made.

    `progress(done, of)` is called as pages are set, and may raise to stop it.
    """
    match item.source:
        case FromAudit() as source:
            return _from_audit(store, shelf, item, source, progress)
        case FromFile() as source:
            return _from_file(shelf, item, source)
        case FromChecklists() as source:
            changes = difference(parse(source.old, "the older version"), parse(source.new, "the newer version"))
            return _made(item, document_pdf(developed(changes, f"{item.on}T00:00:00.000Z")))


def _made(item: Evidence, data: bytes, own: str = "", along: HiddenText = NOTHING, **known: Any) -> Made:
    """The document with its text; pages of the applicant's own (called `own`) may be a scan and have none."""
    texts = in_child(page_texts, data, item.code)
    read = joined((along, HiddenText(unread=pages_without_text(texts, own)))) if own else along
    return replace(Made(item, data, "\n".join(texts), len(texts), along=read), **known)


def _from_audit(
    store: Store, shelf: Shelf, item: Evidence, source: FromAudit, progress: Progress | None = None
) -> Made:
    """The chosen part of an audit's report, without the audit's own data: what was typed and taken back stays here."""
    audit = store.load(source.audit)
    earlier = audits_of(store, audit)[:-1]
    compared = Options("record", previous=previous_of(store, audit), earlier=earlier, issuers=issuers(store))
    told = chosen(outline(audit, shelf, compared), audit, source)
    used = {shot.digest for chapter in told.chapters for shot in shots_in(chapter.blocks)}
    seen = tuple(each for each in pictures(as_signed(audit)) if each.digest in used)
    files = tuple(_attached(audit, shelf)) if source.part == "emails" else ()
    along = joined(all_text(data, f"{name} of {item.code}") for name, data in files)
    data = _some_pages(item, pdf(told, progress=progress), told.chapters[-1].title)
    whole = not item.pages.strip()
    return _made(item, data, audit=audit, shown=seen, along=along, beside=files if whole else ())


def _some_pages(item: Evidence, data: bytes, record: str) -> bytes:
    """Only the chosen pages, and those of the record at its end: without the log's heads nothing could be checked."""
    if not item.pages.strip():
        return data
    count = in_child(page_count, data, item.code)
    last = range(dict(in_child(bookmarks, data, item.code)).get(record, count), count + 1)
    return in_child(excerpt, data, tuple(dict.fromkeys((*chosen_pages(item.pages, count), *last))), item.code, True)


def _attached(audit: Audit, shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """The replies' own files, by what they are called beside the item."""
    for entry in replies(audit):
        if entry.digest:
            yield called(entry), shelf.read(entry.digest)


def _from_file(shelf: Shelf, item: Evidence, source: FromFile) -> Made:
    data = shelf.read(source.digest)
    match source.media:
        case "pdf":
            numbers = chosen_pages(item.pages, in_child(page_count, data, source.name))
            kept = in_child(excerpt, data, numbers, source.name) if item.pages.strip() else data
            return _made(item, kept, "its document", source=source.digest, along=hidden_in_pdf(kept, source.name))
        case "email":
            told = letter(item, _letter(data, source.name))
            along = hidden_in_email(data, source.name)
            return _cut(item, document_pdf(told), source=source.digest, beside=(("eml", data),), along=along)
        case "docx":
            told = typed(item, source.name, in_child(read_docx, data, source.name))
            along = all_text(data, f"{source.name.removesuffix('.docx')}.docx")
            return _cut(item, document_pdf(told), source=source.digest, beside=(("docx", data),), along=along)
        case "image":
            return _made(item, document_pdf(_pictured(shelf, item, source)), source=source.digest)


def _letter(data: bytes, name: str) -> Mail:
    again = "Save it again as .eml, or print it to PDF"
    mail = apart(BundleRefused(name, TOO_MUCH, again), read_mail, data)
    if mail is None:
        raise BundleRefused(name, "is not an e-mail that can be read", again)
    return mail


def _cut(item: Evidence, data: bytes, along: HiddenText, **known: Any) -> Made:
    """Only the chosen pages; then the file they were made from stays behind, for it holds the others too."""
    if not item.pages.strip():
        return _made(item, data, along=along, **known)
    numbers = chosen_pages(item.pages, in_child(page_count, data, item.code))
    return _made(item, in_child(excerpt, data, numbers, item.code, True), source=known["source"])


def _pictured(shelf: Shelf, item: Evidence, source: FromFile) -> Outline:
    """Its pictures on pages: upright copies without the place and time that a camera wrote into them."""
    paths: list[Path] = [shelf.copies.working(each.digest) for each in source.pictures]
    return picture(item, source, paths)


def authorship(audit: Audit) -> tuple[str, ...]:
    """Who did what in an audit, counted from its log, one line a person."""
    said = []
    for each in contributions(audit):
        counts = {
            "items": each.items,
            "readings": each.readings,
            "photographs": each.photographs,
            "findings": each.findings,
            "actions": each.actions,
        }
        did = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "took part"
        signed = f"; signed as {' and '.join(each.signed_as).lower()}" if each.signed_as else ""
        said.append(f"{each.person.name}: {did}{signed} {_when(each)}")
    return tuple(said)


def _when(each: Contribution) -> str:
    days = dict.fromkeys(each_day for each_day in (each.first, each.last) if each_day)
    return f" ({' to '.join(days)})" if days else ""


def skeleton(bodies: Sequence[str]) -> bytes:
    """A log without its words: the links of every entry, from which the chain and its heads can be followed."""
    links = ("device", "seq", "id", "kind", "at", "prev", "sha")
    entries = [json.loads(body) for body in bodies]
    ordered = sorted(entries, key=lambda entry: (entry["device"], entry["seq"], entry["sha"]))
    return "".join(f"{canonical({name: entry[name] for name in links})}\n" for entry in ordered).encode()
