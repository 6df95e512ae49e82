"""An e-mail file as plain text, read once for all who need it: its headers, its words, and what is attached to it.

The file may be hostile: the number of its parts and the length of its text are bounded, and an unknown encoding of a
part costs no more than a few letters of it.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from html.parser import HTMLParser
from itertools import islice
from typing import Any, cast

from audit_app.errors import one_line

LONGEST = 2_000_000  # characters of an e-mail that are read
LONGEST_HEADER = 500  # characters
MOST_PARTS = 200
MOST_SHOWN = 50  # parts that its text is put together from
SHOWN = ("From", "To", "Cc", "Date", "Subject")
_HEADER = re.compile(rb"^[a-z][a-z0-9-]*:", re.MULTILINE)
_FIRST = (b"from:", b"received:", b"return-path:")
LONGEST_RAW = 8_000  # characters of one header as it was sent: its words are taken apart in more than linear time
MOST_ENCODED = 60  # encoded words in one header
MOST_HEADERS = 2_000  # in the whole file
# The parser trips over some malformed headers with errors of its own kinds.
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Part:
    """One part of an e-mail that holds no others; `text` is what a reader sees of it, where it is text."""

    kind: str
    name: str
    data: bytes
    text: str = ""
    attached: bool = False


@dataclass(frozen=True)
class Mail:
    """An e-mail: all its headers, its parts, the names of what was attached; `cut` when it has more parts."""

    every_header: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    attached: tuple[str, ...]
    cut: bool = False

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers that matter to a reader, each on one line."""
        known = {name.lower(): value for name, value in reversed(self.every_header)}
        said = ((name, one_line(known.get(name.lower(), ""))[:LONGEST_HEADER]) for name in SHOWN)
        return tuple((name, value) for name, value in said if value)

    def header(self, name: str) -> str:
        """One of these headers; empty where the e-mail has none."""
        return dict(self.headers).get(name, "")

    @property
    def text(self) -> str:
        """The plain text of the e-mail, or the words of its HTML when it has no other."""
        for kind in ("text/plain", "text/html"):
            found = [part.text for part in self.parts if part.kind == kind and not part.attached]
            if any(text.strip() for text in found):
                return "\n".join(found[:MOST_SHOWN])[:LONGEST].strip()
        return ""


class _Bounded(EmailPolicy):
    """Takes a header apart only when it is as long as headers are; a longer one stays as it was sent, cut short."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """The header's value for whoever asks for it."""
        if len(value) > LONGEST_RAW or value.count("=?") > MOST_ENCODED:
            return one_line(value[:LONGEST_RAW])
        return super().header_fetch_parse(name, value)


def looks_like_mail(data: bytes) -> bool:
    """Whether a file begins as an e-mail does, whatever its name."""
    start = data[:4096].lower()
    lines = b"\n" + start
    return start.startswith(_FIRST) or (bool(_HEADER.match(start)) and (b"\nsubject:" in lines or b"\nfrom:" in lines))


def read_mail(data: bytes) -> Mail | None:
    """The e-mail in a file's bytes; None when it cannot be read as one."""
    try:
        message = cast(EmailMessage, email.message_from_bytes(data, policy=_Bounded()))
        every = tuple(_headers(message))
        walked = list(message.walk())
        leaves = [part for part in walked if not part.is_multipart()]
        names = tuple(one_line(str(part.get_filename()))[:LONGEST_HEADER] for part in walked if part.get_filename())
        parts = tuple(_part(part) for part in leaves[:MOST_PARTS])
    except _BROKEN:
        return None
    mail = Mail(every, parts, names[:MOST_PARTS], len(leaves) > MOST_PARTS)
    return mail if mail.headers else None


def _headers(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """All headers; one that is malformed as it was sent, letter for letter."""
    for name, sent in islice(message.raw_items(), MOST_HEADERS):
        try:
            yield str(name), str(message.policy.header_fetch_parse(name, sent))
        except _BROKEN:
            yield str(name), str(sent)


def _part(part: EmailMessage) -> Part:
    kind, name = part.get_content_type(), str(part.get_filename() or "")
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    attached = bool(name) or part.get_content_disposition() == "attachment"
    text = _decoded(data, part.get_content_charset("utf-8")) if kind.startswith("text/") else ""
    return Part(kind, name, data, without_tags(text) if kind == "text/html" else text, attached)


def _decoded(data: bytes, charset: str) -> str:
    cut = data[: 4 * LONGEST]
    for each in (charset, "utf-8"):
        try:
            return cut.decode(each, "replace").replace("\r\n", "\n").replace("\0", "")[:LONGEST]
        except (LookupError, ValueError):
            continue
    return cut.decode("latin-1")[:LONGEST]


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
    """What a page says, line by line, its scripts and styles left out."""
    words = _Words()
    words.feed(html[:LONGEST])
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.said).splitlines())
    return "\n".join(line for line in lines if line)
