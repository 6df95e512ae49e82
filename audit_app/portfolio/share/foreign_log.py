"""A log that came from elsewhere: checked whole, read, and tried out before anything in it is believed."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.editions import from_papers, papers_named
from audit_app.audit.log.chain import checked
from audit_app.audit.log.entries import Begun, Entry, read_any
from audit_app.audit.log.strict import strict_flaws
from audit_app.audit.log.text_bounds import LONGEST_ENTRY, MOST_ENTRIES, MOST_PARTS_IN_ALL, parts, too_much
from audit_app.audit.trial import TROUBLE, cannot, try_out
from audit_app.errors import BundleRefused

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
        return digests_in(self.bodies)


def digests_in(bodies: Iterable[str]) -> frozenset[str]:
    """Everything in the texts of entries that could be the name of a kept file."""
    return frozenset(found for body in bodies for found in _DIGEST.findall(body))


def read_log(text: bytes, where: str) -> Log:
    """The log in a file of one entry a line; BundleRefused names the first entry that is wrong."""
    bodies = lines_of(text, where)
    for flaw in checked(bodies).flaws:
        raise refused(f"{where}, {flaw.place}", flaw.fault)
    return Log(bodies, tuple(_entry(body, where) for body in bodies))


def lines_of(text: bytes, where: str) -> tuple[str, ...]:
    """The lines of a file of entries, measured; BundleRefused when it is cut, or holds more than an audit can."""
    try:
        lines = text.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise refused(where, "is not UTF-8 text") from error
    if lines[-1:] != [""]:
        raise refused(where, "is cut short")
    bodies = tuple(lines[:-1])
    if not 0 < len(bodies) <= MOST_ENTRIES or max(map(len, bodies)) > LONGEST_ENTRY:
        raise refused(where, "holds no entries, too many, or one that is too long")
    if parts(text.decode("utf-8")) > MOST_PARTS_IN_ALL:
        raise refused(where, "holds more than an audit can")
    for number, body in enumerate(bodies, 1):
        if fault := too_much(body):
            raise refused(f"{where}, entry {number}", fault)
    return bodies


def _entry(body: str, where: str) -> Entry:
    try:
        return read_any(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise refused(where, "holds an entry with a part missing or wrong") from error


def tried(log: Log, papers: dict[str, Any], where: str) -> Audit:
    """The audit a log makes, with everything worked out once: what cannot be worked with is refused here, not later."""
    for flaw in strict_flaws(log.entries):
        raise refused(f"{where}, {flaw.place}", flaw.fault)
    try:
        audit = from_papers(papers, log.entries)
        try_whole(audit)
    except BundleRefused as error:
        raise BundleRefused(f"{where}, {error.where}", error.fault, error.remedy) from error
    except TROUBLE as error:
        raise BundleRefused(where, *cannot(error)) from error
    return audit


def try_whole(audit: Audit) -> None:
    """Tries out everything, the outline of its report too; BundleRefused says what cannot be worked with."""
    from audit_app.report.outline import outline  # a chapter of its own to load, and nothing that a start waits for

    try_out(audit)
    try:
        outline(audit)
    except TROUBLE as error:
        raise BundleRefused("The audit's report", *cannot(error)) from error


def refused(where: str, fault: str) -> BundleRefused:
    """The refusal of a file as a whole: nothing of it is kept."""
    return BundleRefused(where, fault, "Nothing was imported; ask for the file again")
