"""Names of files in what we hand over: plain, short, and harmless on every system."""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from audit_app.audit.audit import Audit

_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST = 120


def name_fault(name: str) -> str:
    """What is wrong with a file's name in a parcel, or empty: it must be a plain relative path."""
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in parts:
        return "would be written outside its own folder"
    if not name or len(name) > LONGEST:
        return "has a name that is empty or too long"
    if any(not _ALLOWED.fullmatch(part) or part.endswith(".") or _RESERVED.fullmatch(part) for part in parts):
        return "has a name that is not safe on every system"
    return ""


def names_fault(names: Iterable[str]) -> tuple[str, str] | None:
    """The first of several names that cannot stand beside the others, and why; None when all can."""
    seen: dict[str, str] = {}
    for name in names:
        fault, twin = name_fault(name), seen.get(name.lower())
        if twin is not None:
            fault = "is there twice" if twin == name else f"differs from {twin} only in capital letters"
        if fault:
            return name, fault
        seen[name.lower()] = name
    for lower, name in seen.items():
        if any("/".join(lower.split("/")[:depth]) in seen for depth in range(1, lower.count("/") + 1)):
            return name, "lies in a folder that is also a file"
    return None


def plain_name(title: str, most: int = 48) -> str:
    """A title as part of a file name: lower case letters, figures and hyphens; 'item' when nothing is left."""
    words = re.sub(r"[^a-z0-9]+", "-", _ascii(title).lower()).strip("-")
    return words[:most].strip("-") or "item"


def file_name(words: str, ending: str, about: str = "") -> str:
    """A file name that says what it is, in letters every system takes.

    It ends in a few signs of `about` and of the words: what is about something else, or is called otherwise in letters
    that no system takes, has a name of its own.
    """
    own = sha256(f"{about}\n{words}".encode("utf-8", "replace")).hexdigest()[:6] if about else ""
    plain = re.sub(r"[^A-Za-z0-9-]+", "-", _ascii(words)).strip("-")[:80].strip("-")
    return "-".join(part for part in (plain, own) if part) + ending


def audit_file(audit: Audit, what: str, ending: str, about: str = "") -> str:
    """A name for a file made of an audit, or of something `about` in it, that no other one's file has."""
    words = f"{what} {audit.begun.unit.name} {audit.begun.on}"
    return file_name(words, ending, f"{audit.id} {about}".strip())


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
