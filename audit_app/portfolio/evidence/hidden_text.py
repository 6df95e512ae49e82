"""All text that travels with a file besides what its pages show: attachments, headers, comments, properties.

Nothing in it is believed: sizes, counts and depth are limited, and what cannot be read is named as not checked.
"""

import html
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from audit_app.apart import apart
from audit_app.documents.file_kind import LARGEST, PICTURES
from audit_app.documents.mail import LONGEST, MOST_PARTS, Part, read_mail
from audit_app.documents.pdf_guard import TOO_MUCH, in_child
from audit_app.documents.pdf_pages import page_texts, pdf_inside
from audit_app.errors import BundleRefused, one_line
from audit_app.photos.kinds import Kind, kind_of

DEEPEST = 3  # an attachment of an attachment of an e-mail
MOST_UNPACKED = 20_000_000  # bytes of text inside an office file
_OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
_TEXT = (".txt", ".csv", ".tsv", ".json", ".xml", ".html", ".htm", ".ics", ".vcf", ".md", ".log", ".toml", ".rtf")
_ENDS = re.compile(r"</(?:w:p|a:p|si|text:p|c|row|table:table-cell)>|<w:(?:tab|br)\b[^>]*>")
_TAG = re.compile(r"<[^>]{0,20000}>")


@dataclass(frozen=True)
class HiddenText:
    """Text found, the names of the parts that nobody has read, and of pictures that a person must look over."""

    text: str = ""
    unread: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


NOTHING = HiddenText()


def joined(parts: Iterable[HiddenText]) -> HiddenText:
    """Several findings as one."""
    found = tuple(parts)
    unread = tuple(one for each in found for one in each.unread)
    seen = tuple(one for each in found for one in each.pictures)
    return HiddenText("\n".join(each.text for each in found), unread, seen)


def all_text(data: bytes, name: str, depth: int = 0) -> HiddenText:
    """All text in a file and in what is attached to it; what cannot be read is among the unread."""
    shown = one_line(name)[:80] or "an attachment without a name"
    if len(data) > LARGEST or depth > DEEPEST:
        return HiddenText(unread=(shown,))
    ending = name.lower()
    if kind_of(data) is Kind.PDF:
        return joined((_pages(data, shown), hidden_in_pdf(data, shown, depth)))
    if kind_of(data) in PICTURES:
        return HiddenText(pictures=(shown,))
    if data[:4] == b"PK\3\4" and ending.endswith(_OFFICE):
        return _office(data, shown)
    if ending.endswith((".eml", ".mht")):
        return hidden_in_email(data, shown, depth)
    return _plain(data, shown) if ending.endswith(_TEXT) else HiddenText(unread=(shown,))


def attachment(data: bytes, name: str, depth: int) -> HiddenText:
    """All text in a file that is attached to another, and that of its name."""
    return joined((HiddenText(re.sub(r"[._-]+", " ", name)), all_text(data, name, depth + 1)))


# PDF


def hidden_in_pdf(data: bytes, name: str, depth: int = 0) -> HiddenText:
    """What a PDF holds besides its pages: properties, notes, filled-in fields, attached files."""
    try:
        said, attached = in_child(pdf_inside, data, name)
    except BundleRefused:
        return HiddenText(unread=(f"what is attached to {name}",))
    return joined((HiddenText(said), *(attachment(inner, each, depth) for each, inner in attached)))


def _pages(data: bytes, name: str) -> HiddenText:
    try:
        texts = in_child(page_texts, data, name)
    except BundleRefused:
        return HiddenText(unread=(name,))
    return HiddenText("\n".join(texts), pages_without_text(texts, name))


def pages_without_text(texts: Iterable[str], name: str) -> tuple[str, ...]:
    """The pages in which there is no text to read, as in a scan, in words."""
    bare = [str(number) for number, text in enumerate(texts, 1) if not text.strip()]
    many = f"pages {', '.join(bare[:10])}{' and more' if len(bare) > 10 else ''}" if len(bare) > 1 else ""
    return (f"{many or f'page {bare[0]}'} of {name} (no text in it)",) if bare else ()


# E-mails


def hidden_in_email(data: bytes, name: str, depth: int = 0) -> HiddenText:
    """Everything an e-mail file holds: all its headers, every form of its text, what is attached."""
    try:
        mail = apart(BundleRefused(name, TOO_MUCH), read_mail, data)
    except BundleRefused:
        mail = None
    if mail is None:
        return HiddenText(unread=(name,))
    headers = "\n".join(f"{key}: {value}" for key, value in mail.every_header)
    read = (_part(part, name, depth) for part in mail.parts)
    more = (HiddenText(unread=(f"what follows part {MOST_PARTS} of {name}",)),) if mail.cut else ()
    return joined((HiddenText(headers), *read, *more))


def _part(part: Part, name: str, depth: int) -> HiddenText:
    if part.name:
        return attachment(part.data, part.name, depth)
    if kind_of(part.data) in PICTURES and part.kind != "text/html":
        return HiddenText(pictures=(f"a picture in {name}",))
    if part.kind.startswith("text/"):  # a page in HTML says more than is seen: whom it links to, what it comments
        return joined((HiddenText(part.text), *([_plain(part.data, name)] if part.kind == "text/html" else [])))
    return HiddenText(unread=(f"a part of {name} ({part.kind})",))


# Office files and plain text


def _office(data: bytes, name: str) -> HiddenText:
    """The text of every part of an office file: body, headers, footers, comments, cells, properties."""
    said: list[str] = []
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            files = [each for each in archive.infolist() if not each.is_dir()]
            texts = [each for each in files if each.filename.endswith((".xml", ".rels"))]
            if sum(each.file_size for each in texts) > MOST_UNPACKED or len(files) > MOST_PARTS * 10:
                return HiddenText(unread=(name,))
            for each in texts:
                said.append(_marked_up(archive.read(each).decode("utf-8", "replace")))
            others = [each for each in files if each not in texts]
            seen = {each.filename for each in others if _is_picture(archive, each)}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        return HiddenText(unread=(name,))
    named = {each.filename: f"{one_line(each.filename.rpartition('/')[2])[:80]} in {name}" for each in others}
    unread = tuple(words for file, words in named.items() if file not in seen)
    return HiddenText("\n".join(said), unread, tuple(words for file, words in named.items() if file in seen))


def _is_picture(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as opened:
        return kind_of(opened.read(4096)) in PICTURES


def _marked_up(xml: str) -> str:
    return html.unescape(_TAG.sub("", _ENDS.sub("\n", xml)))


def _plain(data: bytes, name: str) -> HiddenText:
    text = "".join(_decoded(data))
    return HiddenText(text[:LONGEST], (f"what follows in {name}",) if len(text) > LONGEST else ())


def _decoded(data: bytes) -> Iterator[str]:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        yield data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        yield data.decode("cp1252", "replace")
