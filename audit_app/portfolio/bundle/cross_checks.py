"""What the files of a bundle say about each other: pages, cross-references, reading copy, logs and originals."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from audit_app.audit.log.chain import checked
from audit_app.audit.log.ways import Place, heads_of
from audit_app.checklist.reference.scheme import scheme
from audit_app.documents.pdf_guard import in_child
from audit_app.documents.pdf_pages import bookmarks, labels, page_count, page_texts
from audit_app.documents.word_library import refuse_without_word
from audit_app.portfolio.bundle.cross_reference import span
from audit_app.portfolio.bundle.index import Index, IndexedItem, IndexedLog
from audit_app.portfolio.evidence.document import skeleton
from audit_app.report.pdf.text.bidi import has_rtl
from audit_app.report.pdf.text.glyphs import shown
from audit_app.report.visible_text import visible

Faults = Iterator[tuple[str, str]]  # the file, and what is wrong in it
Read = Callable[[str], bytes]

READING = "reading-copy.pdf"


def cross_checks(says: Index, sound: set[str], read: Read) -> Iterator[Faults]:
    """Each check in turn; a file that was changed is left out of those that need it."""

    @cache
    def texts(name: str) -> tuple[str, ...]:
        return in_child(page_texts, read(name), name)

    yield _rows(says)
    for item in says.items:
        if item.file in sound:
            yield _pages(item, read)
    if "cross-reference.docx" in sound:
        yield _word_table(says, read)
    for paper in ("cross-reference.pdf", "contents.pdf", "commentaries.pdf"):
        if paper in sound:
            yield _printed(says, paper, texts)
    if says.reading_copy and READING in sound:
        yield _reading_copy(says, sound, read, texts)
    for audit, log in says.logs.items():
        if log.file in sound:
            yield _log(says, audit, log, sound, read, texts)
    yield _originals(says, sound, read)


def _rows(says: Index) -> Faults:
    """The cross-reference names every item for each of its sub-categories, and no other."""
    known = scheme()
    if (says.scheme.id, says.scheme.version) == (known.id, known.version):
        for item in says.items:
            for sub in (each for each in item.sub_categories if each not in known.sub_categories):
                yield "bundle.json", f"{item.code} is for {sub}, which the scheme does not have"
    expected = {(sub, item.code) for item in says.items for sub in item.sub_categories}
    found = {(row[0].split(" ")[0], row[1]) for row in says.rows if len(row) == 7 and row[1] != "–"}
    for sub, code in sorted(expected ^ found):
        fault = "lacks" if (sub, code) in expected else "has, without need,"
        yield "bundle.json", f"the cross-reference {fault} {code} for {sub}"
    spans = {item.code: _span(item) for item in says.items}
    for row in says.rows:
        if row[1] in spans and row[4] != spans[row[1]]:
            yield "bundle.json", f"the cross-reference gives {row[1]} the pages {row[4]}, and it has {spans[row[1]]}"


def _span(item: IndexedItem) -> str:
    own = span(1, item.pages)
    return f"{own} (reading copy {span(item.first, item.pages)})" if item.first else own


def _pages(item: IndexedItem, read: Read) -> Faults:
    pages = in_child(page_count, read(item.file), item.file)
    if pages != item.pages:
        yield item.file, f"has {pages} pages, and the contents say {item.pages}"


def _word_table(says: Index, read: Read) -> Faults:
    refuse_without_word("cross-reference.docx")
    from audit_app.portfolio.bundle.cross_reference_docx import table_in

    found = table_in(read("cross-reference.docx"))
    for number, (row, kept) in enumerate(zip(found, says.rows, strict=False), 1):
        if list(row) != kept:
            yield "cross-reference.docx", f"row {number} is not the one in bundle.json"
    if len(found) != len(says.rows):
        yield "cross-reference.docx", f"has {len(found)} rows instead of {len(says.rows)}"


def _printed(says: Index, paper: str, texts: Callable[[str], tuple[str, ...]]) -> Faults:
    """Every item's code, title and pages stand in the printed paper."""
    said = _squeezed(" ".join(texts(paper)))
    for item in says.items:
        for part in (item.code, item.title, _span(item)):
            if not _stands(part, said):
                yield paper, f"does not say “{part}” of {item.code}"


def _stands(part: str, said: str) -> bool:
    """Whether words stand in squeezed text from paper, where letters that no font has are printed as their codes.

    Words from right to left are looked for one by one: readers of PDF give them back in one order or the other.
    """
    if _squeezed(shown(part)) in said:
        return True
    plain = unicodedata.normalize("NFKC", said)
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", visible(part)))
    return has_rtl(part) and all(word in plain or word[::-1] in plain for word in words)


def _squeezed(text: str) -> str:
    """Text without spaces and hyphens at line ends: paper breaks lines where it must."""
    return re.sub(r"[^\w]+", "", text)


def _reading_copy(says: Index, sound: set[str], read: Read, texts: Callable[[str], tuple[str, ...]]) -> Faults:
    copy = read(READING)
    marks, named = dict(in_child(bookmarks, copy, READING)), in_child(labels, copy, READING)
    whole = texts(READING)
    front = _squeezed("".join(whole[: _front(says)]))
    for item in says.items:
        if marks.get(f"{item.code}  {item.title}") != item.first:
            yield READING, f"has no bookmark for {item.code} on page {item.first}"
        wanted = tuple(f"{item.code}-{number}" for number in range(1, item.pages + 1))
        if named[item.first - 1 : item.first - 1 + item.pages] != wanted:
            yield READING, f"labels the pages of {item.code} wrongly"
        if item.sha256 not in front:
            yield READING, f"does not name the digest of {item.code} on its cover"
        if item.file in sound and whole[item.first - 1 : item.first - 1 + item.pages] != texts(item.file):
            yield READING, f"does not read as {item.file} on pages {span(item.first, item.pages)}"


def _front(says: Index) -> int:
    return min((item.first for item in says.items), default=1) - 1


def _log(
    says: Index,
    audit: str,
    log: IndexedLog,
    sound: set[str],
    read: Read,
    texts: Callable[[str], tuple[str, ...]],
) -> Faults:
    """The links lead from each device's first entry to its head, and the head is printed in the report."""
    known: dict[tuple[str, str], Link] = {}
    for number, line in enumerate(read(log.file).decode("utf-8", "replace").splitlines(), 1):
        link = _link(line)
        if link is None:
            yield log.file, f"line {number} is not a link of a log"
            continue
        if not link.continues(known.get((link.device, link.prev))):
            yield log.file, f"line {number} does not follow from the entry before it"
        known[link.device, link.sha] = link
    if heads_of(Place(each.device, each.seq, each.prev, each.sha) for each in known.values()) != log.heads:
        yield log.file, "does not lead to the heads in bundle.json"
    for item in (each for each in says.items if each.audit == audit and each.file in sound):
        printed = _squeezed("".join(texts(item.file)))
        for device, head in log.heads.items():
            if head not in printed:
                yield item.file, f"does not print the head {head[:12]}… of device {device[:13]}"


@dataclass(frozen=True)
class Link:
    """One entry of a log without its words."""

    device: str
    seq: int
    id: str
    kind: str
    at: str
    prev: str
    sha: str

    def continues(self, before: "Link | None") -> bool:
        """Whether it is the next entry of its device; stamps go back where a clock was put right."""
        if before is None:
            return (self.seq, self.prev) == (1, "")
        return (self.seq, self.prev) == (before.seq + 1, before.sha)


def _link(line: str) -> Link | None:
    try:
        link = Link(**json.loads(line))
    except (ValueError, TypeError, RecursionError):
        return None
    words = (link.device, link.id, link.kind, link.at, link.prev, link.sha)
    return link if isinstance(link.seq, int) and all(isinstance(each, str) for each in words) else None


def _originals(says: Index, sound: set[str], read: Read) -> Faults:
    """A sealed original is what its name says, and a whole log has the links that were printed."""
    held = sorted(name for name in sound if name.startswith("originals/"))
    if held and not says.originals:
        yield held[0], "is an original, and the bundle says that none travel"
    for name in held:
        if name.startswith("originals/logs/"):
            yield from _whole_log(says, name, read)
        elif not name.startswith("originals/papers/"):
            called = name.removeprefix("originals/").partition(".")[0]
            if sha256(read(name)).hexdigest() != called:
                yield name, "is not what its name says"


def _whole_log(says: Index, name: str, read: Read) -> Faults:
    audit = name.removeprefix("originals/logs/").removesuffix(".jsonl")
    bodies = read(name).decode("utf-8", "replace").splitlines()
    flaws = checked(bodies).flaws
    for flaw in flaws:
        yield name, str(flaw)
    log = says.logs.get(audit)
    if not flaws and (log is None or skeleton(bodies) != read(log.file)):
        yield name, "does not have the links that stand in the bundle's log"
