"""What the applicant's own files say: what kind a file is, and an e-mail or a Word document as plain lines."""

import email
import email.policy
import zipfile
from dataclasses import dataclass
from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO
from typing import Literal
from zlib import error as ZlibError  # noqa: N812 (an exception under the name of its library)

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph

from audit_app.errors import BundleRefused
from audit_app.photos.kinds import Kind, kind_of

LARGEST = 100_000_000  # bytes of a file, and of what is inside a Word document
LONGEST = 2_000_000  # characters of an e-mail or a Word document that are read
MOST_PARTS = 200  # parts of an e-mail
PICTURES = (Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.TIFF, Kind.HEIC, Kind.GIF, Kind.BMP, Kind.AVIF)
_HEADERS = ("From", "To", "Cc", "Date", "Subject")


@dataclass(frozen=True)
class Letter:
    """An e-mail: its headers that matter, its text, and the names of what was attached."""

    headers: tuple[tuple[str, str], ...]
    text: str
    attached: tuple[str, ...]


def media_of(data: bytes, name: str) -> Literal["pdf", "docx", "email", "image"]:
    """What a file is, by what is in it; BundleRefused when it is nothing a portfolio can hold."""
    if not 0 < len(data) <= LARGEST:
        raise BundleRefused(name, "is empty or too large", "Keep only the pages that show your part")
    kind = kind_of(data)
    if kind is Kind.PDF:
        return "pdf"
    if kind in PICTURES:
        return "image"
    if data[:4] == b"PK\3\4" and b"word/" in data[:LARGEST]:
        return "docx"
    if name.lower().endswith(".eml") or data[:400].lower().startswith((b"from:", b"received:", b"return-path:")):
        return "email"
    raise BundleRefused(name, "is not a PDF, a Word document (.docx), an e-mail (.eml) or a picture", "Save it as one")


def read_letter(data: bytes, name: str) -> Letter:
    """An e-mail file as plain text; BundleRefused when it cannot be read."""
    try:
        message = email.message_from_bytes(data[:LARGEST], policy=email.policy.default)
        headers = tuple((key, _flat(str(message[key]))) for key in _HEADERS if message[key])
        text, attached = _parts(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise BundleRefused(
            name, "is not an e-mail that can be read", "Save it again as .eml, or print it to PDF"
        ) from error
    if not headers:
        raise BundleRefused(name, "is not an e-mail that can be read", "Save it again as .eml, or print it to PDF")
    return Letter(headers, text[:LONGEST], attached)


def _parts(message: EmailMessage) -> tuple[str, tuple[str, ...]]:
    plain, marked, attached = [], [], []
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            break
        if part.get_filename():
            attached.append(_flat(str(part.get_filename())))
        elif part.get_content_type() == "text/plain":
            plain.append(str(part.get_content()))
        elif part.get_content_type() == "text/html":
            marked.append(without_tags(str(part.get_content())))
    return "\n".join(plain or marked), tuple(attached)


def _flat(text: str) -> str:
    return " ".join(text.split())[:500]


class _Words(HTMLParser):
    """Collects what a page says and leaves out what it does."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes where scripts and styles begin, and where a line ends."""
        self._silent += tag in ("script", "style")
        if tag in ("p", "br", "div", "tr", "li"):
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Notes where scripts and styles end."""
        self._silent -= tag in ("script", "style") and self._silent > 0

    def handle_data(self, data: str) -> None:
        """Keeps the words."""
        if not self._silent:
            self.said.append(data)


def without_tags(html: str) -> str:
    """What a page says, its scripts and styles left out."""
    words = _Words()
    words.feed(html[:LONGEST])
    return "".join(words.said)


def read_docx(data: bytes, name: str) -> tuple[str, ...]:
    """The paragraphs and table rows of a Word document, in order; BundleRefused when it cannot be read."""
    remedy = "Open it in Word and save it again, or as PDF"
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST:
                raise BundleRefused(name, "unpacks to more than a document can be", remedy)
        body = docx.Document(BytesIO(data)).iter_inner_content()
        lines = [line for block in body for line in _lines(block)]
    except (
        OpcError, SyntaxError, zipfile.BadZipFile, ZlibError, OSError, EOFError,
        ValueError, LookupError, TypeError, AttributeError, NotImplementedError, RecursionError,
    ) as error:  # fmt: skip
        raise BundleRefused(name, "is not a Word document that can be read", remedy) from error
    return tuple(line for line in lines if line.strip())


def _lines(block: Paragraph | Table) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    return [" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows]
