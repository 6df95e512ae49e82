"""A portfolio as one file that opens without the app: a BagIt bag in a zip whose bytes depend on nothing but its items.

portfolio/bagit.txt, bag-info.txt, manifest-sha256.txt, tagmanifest-sha256.txt
portfolio/data/contents.pdf, cross-reference.pdf and .docx, commentaries.pdf, redactions.pdf, README.txt
portfolio/data/items/E01-….pdf          each item, and beside it the e-mail or Word document it was printed from
portfolio/data/logs/….jsonl             the links of each audit's log, without its words
portfolio/data/bundle.json              what is where, for `mr-audit verify`
portfolio/data/reading-copy.pdf         everything in one file, when asked for
portfolio/data/originals/…              sealed originals and whole logs, only when asked for twice
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from audit_app.audit.log.canonical import canonical
from audit_app.audit.pictures import refuse_unreviewed
from audit_app.checklist.reference.scheme import Scheme, scheme
from audit_app.documents.pdf_guard import in_child
from audit_app.documents.pdf_pages import Bound, merged, page_count
from audit_app.documents.word_library import refuse_without_word
from audit_app.errors import BundleRefused, PhotoRefused
from audit_app.portfolio.bundle.bag import write_bag
from audit_app.portfolio.bundle.cross_reference import Placed, file_of, rows, starts
from audit_app.portfolio.bundle.front_matter import (
    Told,
    commentaries,
    contents,
    cover,
    cross_reference,
    redaction_lines,
    redactions,
)
from audit_app.portfolio.bundle.index import (
    FORMAT,
    VERSION,
    Index,
    IndexedItem,
    IndexedLog,
    IndexedScheme,
    written_index,
)
from audit_app.portfolio.evidence.document import Made, make, skeleton
from audit_app.portfolio.evidence.evidence import Applicant, Evidence, FromFile
from audit_app.portfolio.share.foreign_log import read_log
from audit_app.report import Outline
from audit_app.report.pdf.short_paper import document_pdf
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store

PAPERS = ("contents", "cross-reference", "commentaries", "redactions")
_TELLING: dict[str, Callable[[Told], Outline]] = {
    "contents": contents,
    "cross-reference": cross_reference,
    "commentaries": commentaries,
    "redactions": redactions,
}

Progress = Callable[[int, int, str], None]

README = """A portfolio of evidence, packed as a BagIt bag. It opens without any special program:

contents.pdf          every item and the sub-categories it is for
cross-reference       the Experience Cross Reference Table, as PDF and as a Word document, with space for the referee
commentaries.pdf      context and own part, item by item
redactions.pdf        which pictures were looked over, and how many parts of each are hidden
items/                the items of evidence
logs/                 the links of each audit's log: a head printed in its report is the last one of its device

To check that nothing was changed, from the folder above this one:
  sha256sum -c manifest-sha256.txt
or, with the app:
  mr-audit verify FILE.zip
"""


@dataclass(frozen=True)
class Choice:
    """What the bundle is to hold besides the items. Originals travel only when both words are given."""

    merged: bool = False
    with_originals: bool = False
    yes_with_originals: bool = False

    @property
    def originals(self) -> bool:
        """True when the sealed originals were asked for twice; BundleRefused when only once."""
        if self.with_originals != self.yes_with_originals:
            remedy = "Leave them out, or ask for them a second time"
            raise BundleRefused(
                "The sealed originals", "show what was redacted and are included only when this is confirmed", remedy
            )
        return self.with_originals


@dataclass(frozen=True)
class Bundled:
    """What was written: the file, its SHA-256, and the items in it."""

    path: Path
    sha256: str
    made: tuple[Made, ...]
    files: int


def bundle(
    store: Store,
    shelf: Shelf,
    items: Sequence[Evidence],
    who: Applicant,
    path: Path,
    choice: Choice | None = None,
    told: Progress | None = None,
) -> Bundled:
    """Writes the items as one bundle, whole or not at all; the same items give the same bytes.

    Raises PhotoRefused with the list when pictures were not looked over, BundleRefused or another AuditError child
    when an item cannot be made. `told(done, of, words)` is called as it goes on and may raise to stop it.
    """
    choice, say = choice or Choice(), told or _silent
    originals = choice.originals
    if not items:
        raise BundleRefused("The bundle", "would be empty", "Add an item of evidence first")
    made = []
    for number, item in enumerate(items):
        at = partial(say, number, len(items) + 2, f"{item.code} {item.title}")
        at()
        made.append(make(store, shelf, item, partial(_again, at)))
    refuse_unseen(made)
    say(len(items), len(items) + 2, "Contents, cross-reference and commentaries")
    files = _files(store, shelf, made, who, choice.merged, originals)
    say(len(items) + 1, len(items) + 2, "Packing")
    digest, count = write_bag(path, files, _date(made), who.person.name)
    say(len(items) + 2, len(items) + 2, "Done")
    return Bundled(path, digest, tuple(made), count)


def _again(at: Callable[[], None], done: int, of: int) -> None:
    """Says the same once more while an item is made, so that a long one can be stopped, too."""
    at()


def _silent(done: int, of: int, words: str) -> None:
    return None


def refuse_unseen(made: Sequence[Made]) -> None:
    """PhotoRefused with every picture in the items that nobody looked over."""
    for one in made:
        if one.audit is not None and one.held.unreviewed:
            refuse_unreviewed(one.audit)
    left = [f"{one.item.code}: {name}" for one in made for name in one.held.unreviewed]
    if left:
        remedy = "Open each, then say that nothing private is in it, or take it out"
        raise PhotoRefused(f"{len(left)} pictures", f"have not been reviewed: {', '.join(left)}", remedy)


def _date(made: Sequence[Made]) -> str:
    """The portfolio's own date: that of the newest thing in it, so that no clock is asked."""
    stamps = [one.audit.latest if one.audit else f"{one.item.on}T00:00:00.000Z" for one in made]
    return max(stamps)


def _files(
    store: Store, shelf: Shelf, made: Sequence[Made], who: Applicant, reading: bool, originals: bool
) -> dict[str, bytes]:
    told = Told(who.person, who.referee, scheme(), tuple(made), tuple(_placed(each, 0) for each in made), _date(made))
    told, papers, copy = _settled(told, reading)
    files = {f"{name}.pdf": data for name, data in papers.items()}
    table = rows(told.scheme, told.placed)
    refuse_without_word("cross-reference.docx")
    from audit_app.portfolio.bundle.cross_reference_docx import cross_reference_docx

    files["cross-reference.docx"] = cross_reference_docx(table, who.person, who.referee, _scheme_words(told.scheme))
    for one in made:
        files[file_of(one.item)] = one.pdf
        files |= {file_of(one.item, ending): data for ending, data in one.beside}
    audits = {one.audit.id: one.audit for one in made if one.audit}
    logs = {each: f"logs/{each}.jsonl" for each in audits}
    files |= {logs[each]: skeleton(store.raw(each)) for each in audits}
    if copy:
        files["reading-copy.pdf"] = copy
    if originals:
        files |= dict(_originals(store, shelf, made))
    files["README.txt"] = README.encode()
    files["bundle.json"] = _index(told, table, logs, bool(copy), originals, files)
    return files


def _scheme_words(known: Scheme) -> str:
    return f"{known.title}, version {known.version} ({known.dated})"


def _placed(one: Made, first: int) -> Placed:
    return Placed(one.item, file_of(one.item), one.pages, first)


def _settled(told: Told, reading: bool) -> tuple[Told, dict[str, bytes], bytes]:
    """The papers, and the reading copy when asked for: its page numbers stand in papers that are themselves in it."""
    papers = _papers(told)
    if not reading:
        return told, papers, b""
    for _ in range(4):
        front = document_pdf(cover(told))
        lengths = {name: in_child(page_count, data, name) for name, data in papers.items()}
        lengths |= {one.item.code: one.pages for one in told.made}
        first = starts(lengths, in_child(page_count, front, "cover"))
        placed = tuple(_placed(one, first[one.item.code]) for one in told.made)
        if placed == told.placed:
            return told, papers, in_child(merged, front, [*_bound(papers), *_items(told)], "The reading copy")
        told = replace(told, placed=placed)
        papers = _papers(told)
    raise BundleRefused("The reading copy", "has page numbers that do not settle", "Make the bundle without it")


def _papers(told: Told) -> dict[str, bytes]:
    return {name: document_pdf(telling(told)) for name, telling in _TELLING.items()}


def _bound(papers: dict[str, bytes]) -> Iterator[Bound]:
    for name, data in papers.items():
        yield Bound(name, name.replace("-", " ").capitalize(), data)


def _items(told: Told) -> Iterator[Bound]:
    for one in told.made:
        yield Bound(one.item.code, one.item.title, one.pdf, one.own)


def _originals(store: Store, shelf: Shelf, made: Sequence[Made]) -> Iterator[tuple[str, bytes]]:
    for one in made:
        digests = {each.digest for each in one.shown if not each.expunged}
        if isinstance(one.item.source, FromFile):
            digests |= {one.item.source.digest, *(each.digest for each in one.item.source.more)}
        for each in sorted(digests):
            yield f"originals/{each}{shelf.path(each).suffix}", shelf.read(each)
        if one.audit:
            text = "".join(f"{body}\n" for body in store.raw(one.audit.id)).encode()
            for paper in read_log(text, one.audit.id).papers:
                yield f"originals/papers/{paper}.json", canonical(store.paper(paper)).encode()
            yield f"originals/logs/{one.audit.id}.jsonl", text


def _index(
    told: Told,
    table: tuple[tuple[str, ...], ...],
    logs: dict[str, str],
    reading: bool,
    originals: bool,
    files: dict[str, bytes],
) -> bytes:
    """What is where, as canonical JSON: everything `verify` compares the other files with."""
    heads = {one.audit.id: one.audit.heads for one in told.made if one.audit}
    index = Index(
        format=FORMAT,
        version=VERSION,
        applicant=told.person.name,
        scheme=IndexedScheme(id=told.scheme.id, version=told.scheme.version),
        items=[_indexed(one, placed) for one, placed in zip(told.made, told.placed, strict=True)],
        rows=[list(row) for row in table],
        logs={each: IndexedLog(file=name, heads=heads[each]) for each, name in logs.items()},
        reading_copy=reading,
        originals=originals,
        redactions=[list(line) for line in redaction_lines(told.made)],
        files=sorted([*files, "bundle.json"]),
    )
    return written_index(index)


def _indexed(one: Made, placed: Placed) -> IndexedItem:
    item = one.item
    return IndexedItem(
        code=item.code,
        title=item.title,
        on=item.on,
        sub_categories=list(item.sub_categories),
        simulated=item.simulated,
        traceable=item.traceable,
        clauses=list(item.clauses),
        file=placed.file,
        sha256=one.digest,
        pages=placed.pages,
        first=placed.first,
        source=one.source,
        audit=one.audit.id if one.audit else "",
    )
