"""An e-mail file as plain text, read once for all who need it: its headers, its words, and what is attached to it.

What somebody else wrote, in a message that is attached to this one, is never among its words. The file may be hostile:
the number of its parts and the length of its text are bounded, and an unknown encoding of a part costs no more than a
few letters of it.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from itertools import islice
from typing import Any, cast

from audit_app.documents.charset import decoded_text
from audit_app.documents.html_text import words_of
from audit_app.errors import one_line

LONGEST = 2_000_000  # characters of an e-mail that are read
LONGEST_HEADER = 500  # characters
MOST_PARTS = 200
MOST_BOUNDARIES = 2_000  # lines that may be the border of a part: what comes after more is not looked at
MOST_SHOWN = 50  # parts that its text is put together from
SHOWN = ("From", "To", "Cc", "Date", "Subject")
_HEADER = re.compile(rb"^[a-z][a-z0-9-]*:", re.MULTILINE)
_BORDER = re.compile(rb"^--", re.MULTILINE)
_FIRST = (b"from:", b"received:", b"return-path:")
LONGEST_RAW = 8_000  # characters of one header as it was sent: its words are taken apart in more than linear time
LONGEST_OF_PART = 1_500  # of those that say what a part is: a part has several, and there may be many
MOST_ENCODED = 60  # encoded words in one header
MOST_HEADERS = 2_000  # in the whole file
MOST_PARSED = 400_000  # characters of headers that are taken apart, a millisecond for each thousand of the worst
_FORMS = {"text/plain": "the plain text", "text/html": "the words of the HTML"}
_SEALED = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_ARMOUR = "-----BEGIN PGP MESSAGE-----"
QUOTED = "Some of its lines are quoted or passed on from other e-mails: somebody else may have written them."
# how mail programs begin what they quote or pass on
_QUOTED = re.compile(
    r"^(?:>|-{2,} ?(?:Original|Forwarded) message|Begin forwarded message:|On .{4,200} wrote:$|"
    r"(?:From: .{1,200}\n(?:Sent|Date|To|Subject)|Oddi wrth: .{1,200}\n(?:Anfonwyd|At)): )",
    re.MULTILINE | re.IGNORECASE,
)
MOST_NAMED = 20  # of what came along
_PACKED = re.compile(r"[A-Za-z0-9+/]+={0,2}")  # a text without a space is no text that somebody wrote
SHORTEST_PACKED = 60
# The parser trips over some malformed headers with errors of its own kinds.
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Part:
    """One part of an e-mail that holds no others; `text` is what a reader sees of it, where it is text.

    An attached message is one part, whatever it holds. `shown` is False for the form of the text that another form
    of it, in the same e-mail, is shown for.
    """

    kind: str
    name: str
    data: bytes
    text: str = ""
    attached: bool = False
    shown: bool = True


@dataclass(frozen=True)
class Mail:
    """An e-mail: all its headers, its parts, the names of what was attached; `cut` when it has more parts.

    `unread` are sentences about what of it could not be read.
    """

    every_header: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    attached: tuple[str, ...]
    cut: bool = False
    unread: tuple[str, ...] = ()

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
        """What the e-mail itself says, part after part: the plain text, or the words of the HTML where it has none."""
        found = [part.text for part in self._said()]
        return "\n".join(found[:MOST_SHOWN])[:LONGEST].strip()

    @property
    def told(self) -> tuple[str, ...]:
        """Sentences about what is shown of it, what is not, and what could not be read."""
        kinds = dict.fromkeys(part.kind for part in self._said())
        forms = " and ".join(_FORMS[kind] for kind in kinds) or "nothing: it has no text of its own"
        unshown = (part for part in self.parts if part.kind in _FORMS and not part.shown and not part.attached)
        other = dict.fromkeys(part.kind for part in unshown if part.text.strip())
        beside = "".join(f"; not shown: {_FORMS[kind]}" for kind in other)
        names = [each.removesuffix(".eml") for each in self._messages()]
        more = [f"Not shown: the attached e-mail “{name}”, which somebody else may have written." for name in names]
        quoted = [QUOTED] if _QUOTED.search(self.text) else []
        return (f"Shown: {forms}{beside}.", *quoted, *more, *self._beside(), *self.unread)

    def _beside(self) -> list[str]:
        """What else came along, by name or kind."""
        others = [part for part in self.parts if part.attached or part.kind not in _FORMS]
        names = [part.name or _kind(part.kind) for part in others if part.kind != "message/rfc822"]
        shown = ", ".join(one_line(name)[:60] for name in names[:MOST_NAMED])
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return [f"Not shown: what came with it ({shown}{more})."] if names else []

    def _said(self) -> list[Part]:
        """The parts that are its own words."""
        own = (part for part in self.parts if part.kind in _FORMS and not part.attached and part.shown)
        return [part for part in own if part.text.strip()]

    def _messages(self) -> list[str]:
        return [part.name for part in self.parts if part.kind == "message/rfc822"]


class _Bounded(EmailPolicy):
    """Takes a header apart only when it is as long as headers are; a longer one stays as it was sent, cut short."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """The header's value for whoever asks for it."""
        longest = LONGEST_OF_PART if name.lower().startswith("content-") else LONGEST_RAW
        if len(value) > longest or value.count("=?") > MOST_ENCODED:
            return one_line(value[:longest])
        return super().header_fetch_parse(name, value)


def looks_like_mail(data: bytes) -> bool:
    """Whether a file begins as an e-mail does, whatever its name."""
    start = data[:4096].lower()
    lines = b"\n" + start
    return start.startswith(_FIRST) or (bool(_HEADER.match(start)) and (b"\nsubject:" in lines or b"\nfrom:" in lines))


def read_mail(data: bytes) -> Mail | None:
    """The e-mail in a file's bytes; None when it cannot be read as one."""
    taken = _bounded(data)
    try:
        message = cast(EmailMessage, email.message_from_bytes(taken, policy=_Bounded()))
        every = tuple(_headers(message))
        parts = _parts(message)
    except _BROKEN:
        return None
    kept = parts[:MOST_PARTS]
    names = tuple(one_line(part.name)[:LONGEST_HEADER] for part in kept if part.name)
    mail = Mail(every, tuple(kept), names, len(parts) > MOST_PARTS or len(taken) < len(data), _unread(message, kept))
    return mail if mail.headers else None


def _bounded(data: bytes) -> bytes:
    """The file up to as many borders of parts as are looked at: the parser's work grows faster than their number."""
    borders = islice(_BORDER.finditer(data), MOST_BOUNDARIES, None)
    return next((data[: each.start()] for each in borders), data)


def _parts(message: EmailMessage) -> list[Part]:
    """The parts in their order, at most one more than are kept; of two forms of one text one is shown."""
    found: list[Part] = []
    waiting: list[tuple[EmailMessage, bool]] = [(message, True)]
    while waiting and len(found) <= MOST_PARTS:
        part, shown = waiting.pop()
        if part.is_multipart() and part.get_content_maintype() != "message":
            inner = [each for each in part.iter_parts() if isinstance(each, EmailMessage)]
            preferred = _preferred(inner) if part.get_content_subtype() == "alternative" else inner
            waiting += [(each, shown and any(each is one for one in preferred)) for each in reversed(inner)]
        else:
            found.append(replace(_part(part), shown=shown))
    return found


def _preferred(forms: list[EmailMessage]) -> list[EmailMessage]:
    """Of several forms of one text, the plain one when it says anything, else the fullest that can be read."""
    plain = [each for each in forms if each.get_content_type() == "text/plain"]
    if any(_part(each).text.strip() for each in plain):
        return plain
    read = [each for each in forms if each.get_content_type() == "text/html" or each.is_multipart()]
    return read[-1:] or forms


def _headers(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """All headers; one that is malformed, or comes after many long ones, as it was sent, letter for letter."""
    left = MOST_PARSED
    for name, sent in islice(message.raw_items(), MOST_HEADERS):
        left -= len(sent)
        try:
            yield str(name), str(message.policy.header_fetch_parse(name, sent) if left > 0 else sent)
        except _BROKEN:
            yield str(name), str(sent)


def _part(part: EmailMessage) -> Part:
    kind, name = part.get_content_type(), str(part.get_filename() or "")
    if part.get_content_maintype() == "message":
        return _message(part, name)
    data = _unpacked(part)
    attached = bool(name) or part.get_content_disposition() == "attachment"
    text = decoded_text(data, part.get_content_charset("utf-8")) if kind.startswith("text/") else ""
    return Part(kind, name, data, words_of(text) if kind == "text/html" else text, attached)


def _unpacked(part: EmailMessage) -> bytes:
    """The bytes of a part as they were before they were put into letters for sending."""
    packed = "".join(str(part.get("content-transfer-encoding", "")).split())
    if packed.lower() in ("base64", "quoted-printable"):
        del part["content-transfer-encoding"]
        part["content-transfer-encoding"] = packed  # without the spaces that would hide it
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _is_packed(part: Part) -> bool:
    """Whether what is to be text is still in the letters in which bytes are sent."""
    text = "".join(part.text.split())
    return part.kind == "text/plain" and len(text) >= SHORTEST_PACKED and bool(_PACKED.fullmatch(text))


def _message(part: EmailMessage, name: str) -> Part:
    """A message within the message, as the file it would be."""
    payload = part.get_payload()
    inner = [each for each in payload if isinstance(each, EmailMessage)] if isinstance(payload, list) else []
    data = b"\n".join(each.as_bytes() for each in inner)
    subject = next((_subject(each) for each in inner), "")
    return Part("message/rfc822", name or f"{subject or 'message'}.eml", data, attached=True)


def _subject(message: EmailMessage) -> str:
    headers = {name.lower(): value for name, value in _headers(message)}
    return one_line(headers.get("subject", ""))[:LONGEST_HEADER]


def _unread(message: EmailMessage, parts: list[Part]) -> tuple[str, ...]:
    """What of it could not be read, in sentences."""
    found = []
    kinds = {message.get_content_type(), *(part.kind for part in parts)}
    sealed = kinds & {"multipart/encrypted", "application/pgp-encrypted"} or kinds & _SEALED
    armoured = any(_ARMOUR in part.text or part.data.lstrip().startswith(_ARMOUR.encode()) for part in parts)
    if sealed or armoured or any(part.name.lower().endswith(".p7m") for part in parts):
        found.append("This e-mail, or a part of it, is encrypted or sealed: it could not be read here.")
    if sum(name.lower() == "from" for name, _ in message.raw_items()) > 1:
        found.append("It names more than one sender; the first is shown.")
    if any(_is_packed(part) for part in parts):
        found.append("A part of its text is packed in a way that could not be undone: it could not be read here.")
    if any(part.kind in _TNEF or part.name.lower() == "winmail.dat" for part in parts):
        found.append("winmail.dat could not be read: it is in Outlook's own format and may hold text and files.")
    for name in (part.name for part in parts if part.name.lower().endswith(".msg")):
        found.append(f"{one_line(name)[:80]} could not be read: it is in Outlook's own format.")
    return tuple(found)


def _kind(media: str) -> str:
    """A kind of part in words."""
    return "an invitation to a meeting" if media == "text/calendar" else f"a part without a name, {media[:60]}"
