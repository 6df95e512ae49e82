"""A reply to keep as evidence: what an e-mail (`.eml`) or a PDF says, read with care; its bytes stay as they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from html.parser import HTMLParser

from audit_app.errors import EntryRefused

LARGEST = 25_000_000  # bytes of one attached reply
LONGEST = 20_000  # characters of its text kept with the entry; the whole is in the file
PDF, EML = "application/pdf", "message/rfc822"
_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]*:", re.MULTILINE)


@dataclass(frozen=True)
class Reply:
    """A reply as it will be attached: `text` is what it says, as far as it can be read."""

    title: str
    text: str
    media_type: str
    name: str


def read_reply(data: bytes, name: str) -> Reply:
    """A reply from a file's bytes; EntryRefused when it is too large, empty, or neither an e-mail nor a PDF."""
    shown = _plain(name)[-80:] or "The file"
    if not data:
        raise EntryRefused(shown, "is empty", "Save it again from the mail program")
    if len(data) > LARGEST:
        fault = f"is larger than {LARGEST // 1_000_000} MB"
        raise EntryRefused(shown, fault, "Attach the part that matters, or paste its text")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Reply(shown, "", PDF, shown)
    if name.lower().endswith(".eml") or _looks_like_mail(data):
        return _mail(data, shown)
    raise EntryRefused(
        shown, "is neither an e-mail (.eml) nor a PDF", "Save the reply as one of these, or paste its text"
    )


def _looks_like_mail(data: bytes) -> bool:
    start = data[:4096].lower()
    return bool(_HEADER.match(start)) and (b"\nsubject:" in b"\n" + start or b"\nfrom:" in b"\n" + start)


def _mail(data: bytes, shown: str) -> Reply:
    try:
        message = message_from_bytes(data, policy=policy.default)
        subject, sender, sent = (_header(message, name) for name in ("subject", "from", "date"))
        words = _text(message)
    except (MessageError, ValueError, LookupError, IndexError, AttributeError, RecursionError) as error:
        # The parser trips over some malformed headers with errors of its own kinds.
        raise EntryRefused(shown, "cannot be read as an e-mail", "Paste its text instead") from error
    if not (subject or sender):
        raise EntryRefused(shown, "holds no e-mail", "Save it again from the mail program, or paste its text")
    about = [f"From: {sender}" if sender else "", f"Date: {sent}" if sent else ""]
    text = "\n".join([line for line in about if line] + ["", words]).strip()
    return Reply(subject or shown, text[:LONGEST], EML, shown)


def _header(message: EmailMessage, name: str) -> str:
    return _plain(str(message.get(name, "")))[:200]


def _text(message: EmailMessage) -> str:
    """The plain text of a message, or the words of its HTML when it has no other."""
    for kind in ("plain", "html"):
        found = [_decoded(part) for part in _parts(message) if part.get_content_subtype() == kind]
        if any(text.strip() for text in found):
            joined = "\n".join(found)
            return (joined if kind == "plain" else _words(joined)).replace("\r\n", "\n").replace("\0", "").strip()
    return ""


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Its text parts that are no attachments; at most fifty, whatever the message claims to hold."""
    for number, part in enumerate(message.walk()):
        if number >= 50:
            return
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            yield part


def _decoded(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    data = raw[: 4 * LONGEST] if isinstance(raw, bytes) else b""
    for charset in (part.get_content_charset("utf-8"), "utf-8"):
        try:
            return data.decode(charset, "replace")
        except LookupError:
            continue
    return data.decode("latin-1")


class _Words(HTMLParser):
    """Collects what a reader of the page would see."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        if tag in ("p", "br", "div", "tr", "li"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in ("script", "style")))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def _words(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    lines = (" ".join(line.split()) for line in "".join(reader.found).splitlines())
    return "\n".join(line for line in lines if line)


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
