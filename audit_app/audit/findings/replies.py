"""A reply to keep as evidence: what an e-mail (`.eml`) or a PDF says, read with care; its bytes stay as they are."""

from dataclasses import dataclass

from audit_app.apart import PROCESSES, apart
from audit_app.documents.mail import looks_like_mail, read_mail
from audit_app.documents.pdf_guard import TOO_MUCH
from audit_app.errors import EntryRefused, one_line

LARGEST = 25_000_000 if PROCESSES else 10_000_000  # bytes of one attached reply
LONGEST = 20_000  # characters of its text kept with the entry; the whole is in the file
PDF, EML = "application/pdf", "message/rfc822"
_OLE, _TNEF = b"\xd0\xcf\x11\xe0", b"\x78\x9f\x3e\x22"


@dataclass(frozen=True)
class Reply:
    """A reply as it will be attached: `text` is what it says, as far as it can be read."""

    title: str
    text: str
    media_type: str
    name: str


def read_reply(data: bytes, name: str) -> Reply:
    """A reply from a file's bytes; EntryRefused when it is too large, empty, or neither an e-mail nor a PDF."""
    shown = one_line(name)[-80:] or "The file"
    if not data:
        raise EntryRefused(shown, "is empty", "Save it again from the mail program")
    if len(data) > LARGEST:
        fault = f"is larger than {LARGEST // 1_000_000} MB"
        raise EntryRefused(shown, fault, "Attach the part that matters, or paste its text")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Reply(shown, "", PDF, shown)
    if data.startswith((_OLE, _TNEF)) or name.lower().endswith((".msg", ".p7m", "winmail.dat")):
        raise EntryRefused(shown, _locked(data), "Save the message as .eml or PDF, or paste its text")
    if name.lower().endswith(".eml") or looks_like_mail(data):
        return _mail(data, shown)
    raise EntryRefused(
        shown, "is neither an e-mail (.eml) nor a PDF", "Save the reply as one of these, or paste its text"
    )


def _locked(data: bytes) -> str:
    own = data.startswith((_OLE, _TNEF))
    return f"could not be read: it is {'in Outlook’s own format' if own else 'encrypted or sealed'}"


def _mail(data: bytes, shown: str) -> Reply:
    again = "Save it again from the mail program, or paste its text"
    mail = apart(EntryRefused(shown, TOO_MUCH, again), read_mail, data)
    if mail is None:
        raise EntryRefused(shown, "holds no e-mail", again)
    about = [f"{name}: {mail.header(name)}" for name in ("From", "Date") if mail.header(name)]
    text = "\n".join([*about, *mail.told, "", mail.text]).strip()
    return Reply(mail.header("Subject")[:200] or shown, text[:LONGEST], EML, shown)
