"""A log that came from elsewhere: checked whole, read, and tried out before anything in it is believed."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.editions import from_papers, papers_named
from audit_app.audit.log.chain import checked
from audit_app.audit.log.entries import Begun, Entry, read_entry
from audit_app.errors import BundleRefused

LONGEST_LINE = 2_000_000  # characters; a signature's drawing is the largest thing an entry holds
MOST_ENTRIES = 200_000
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z-\d{4}")
_ZONE = re.compile(r"[+-]\d\d:\d\d")
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Log:
    """The entries of one audit, each with the text it was written as."""

    bodies: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def begun(self) -> Begun:
        """The entry the audit began with."""
        return next(entry for entry in self.entries if isinstance(entry, Begun))

    @property
    def papers(self) -> tuple[str, ...]:
        """The digests of the checklists and the library that the entries name."""
        return papers_named(self.entries)

    @property
    def digests(self) -> frozenset[str]:
        """Everything in the entries that could be the name of a kept file, in kinds not known yet too."""
        return frozenset(found for body in self.bodies for found in _DIGEST.findall(body))


def read_log(text: bytes, where: str) -> Log:
    """The log in a file of one entry a line; BundleRefused names the first entry that is wrong."""
    try:
        lines = text.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise refused(where, "is not UTF-8 text") from error
    if lines[-1:] != [""]:
        raise refused(where, "is cut short")
    bodies = tuple(lines[:-1])
    if not 0 < len(bodies) <= MOST_ENTRIES or max(map(len, bodies)) > LONGEST_LINE:
        raise refused(where, "holds no entries, too many, or one that is too long")
    for flaw in checked(bodies).flaws:
        raise refused(f"{where}, {flaw.place}", flaw.fault)
    return Log(bodies, tuple(_entry(body, where) for body in bodies))


def _entry(body: str, where: str) -> Entry:
    try:
        entry = read_entry(json.loads(body))
        datetime.fromisoformat(entry.at[:23])
        datetime.fromisoformat(entry.wall.replace("Z", "+00:00"))
    except (ValueError, RecursionError) as error:
        raise refused(where, "holds an entry with a part missing or wrong") from error
    plain = all(_ID.fullmatch(each) for each in (entry.id, entry.audit, entry.device))
    if not (plain and _STAMP.fullmatch(entry.at) and _ZONE.fullmatch(entry.zone)):
        raise refused(f"{where}, entry {entry.seq}", "has an id, a time or a time zone that is none")
    return entry


def tried(log: Log, papers: dict[str, Any], where: str) -> Audit:
    """The audit a log makes, with everything worked out once: what cannot be worked with is refused here, not later."""
    try:
        audit = from_papers(papers, log.entries)
        _ = (audit.lines, audit.things, audit.facts, audit.counts, audit.left, audit.state, audit.revision)
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise refused(where, f"holds something this app cannot work with ({type(error).__name__})") from error
    return audit


def refused(where: str, fault: str) -> BundleRefused:
    """The refusal of a file as a whole: nothing of it is kept."""
    return BundleRefused(where, fault, "Nothing was taken in; ask for the file again")
