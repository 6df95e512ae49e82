"""What the home screen shows of an audit without opening it: worked out when an entry is kept, and kept beside it.

It can always be worked out again, so one that was written in another shape, or that the disk spoilt, is.
"""

import json
import re
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import ended, followed, summed_up
from audit_app.audit.findings.finding import findings
from audit_app.audit.findings.going_on import is_log, touched
from audit_app.audit.log.entries import VisitTold

SHAPE = 5  # of `about`; raised whenever a field is added or means something else
LONGEST_TITLE = 200  # of an audit that cannot be opened
STAMPS = ("begun_at", "updated_at")
_STAMP = re.compile(r"(19|20)\d\d-\d\d-\d\dT[\d:.]{5,15}Z(-\d{4,6})?")
COLUMNS = ("id", "title", "unit", "state", "begun_at", "updated_at")


@dataclass(frozen=True)
class Summary:
    """What the home screen shows of an audit without opening it; `about` holds its counts and names."""

    id: str
    title: str
    unit: str
    state: str
    begun_at: str
    updated_at: str
    about: dict[str, Any]


def summary_row(audit: Audit) -> dict[str, Any]:
    """The row of an audit in the table of audits."""
    begun = audit.begun
    about = {
        "shape": SHAPE,
        "purpose": begun.purpose,
        "simulated": begun.simulated,
        "unit": begun.unit.name,
        "unit_id": begun.unit.id,
        "site": begun.unit.site,
        "organisation": begun.unit.organisation,
        "scanner": str(begun.scanner),
        "auditor": begun.auditor.name,
        "on": begun.on,
        "lines": len(audit.lines),
        "left": len(audit.left),
        "deficient": len(audit.deficiencies),
        "entries": len(audit.entries),
        "revision": audit.revision,
        "previous": begun.previous,
        "findings": len(findings(audit)),
        "actions": summed_up(audit),
        "followed": followed(audit),
        "ended": ended(audit),
        "next_due": _next_due(audit),
        "raised": {each.id: [each.title, each.level] for each in findings(audit)},
        "touched": touched(audit) if is_log(audit) else [],
    }
    title = f"{audit.checklist.title}, {begun.unit.name}, {begun.on}"
    stamps = {"begun_at": begun.at, "updated_at": audit.latest}
    row = {"id": audit.id, "title": title, "unit": begun.unit.name, "state": audit.state, **stamps}
    text = json.dumps(about)
    return {**row, "summary": f"{_sum(row, text)} {text}"}


def _next_due(audit: Audit) -> str:
    """The day that this audit says the next one is due, ISO 8601; empty when it says none."""
    told = audit.slots.last(("visit",))
    return told.next_due if isinstance(told, VisitTold) else ""


def summary_in(row: dict[str, Any]) -> Summary | None:
    """The summary in a row of the table of audits; None when it must be worked out again."""
    worked, _, text = str(row["summary"]).partition(" ")
    if worked != _sum(row, text):
        return None
    about = json.loads(text)
    is_current = isinstance(about, dict) and about.get("shape") == SHAPE
    return Summary(**{name: row[name] for name in COLUMNS}, about=about) if is_current else None


def unreadable(row: dict[str, Any]) -> Summary:
    """What is shown of an audit whose entries and summary are both damaged."""
    texts = ("purpose", "unit", "unit_id", "site", "organisation", "scanner", "auditor", "on", "previous")
    counts = ("lines", "left", "deficient", "entries", "revision", "findings")
    lists: dict[str, list[Any]] = {name: [] for name in ("actions", "ended", "followed", "touched")}
    about = {**dict.fromkeys(texts, ""), **dict.fromkeys(counts, 0), "simulated": False, **lists}
    about |= {"raised": {}, "next_due": ""}
    return Summary(
        row["id"], f"Damaged: {row['title']}", row["unit"], "open", row["begun_at"], row["updated_at"], about
    )


def unopened_row(row: dict[str, Any]) -> dict[str, Any]:
    """The row of a restored audit that cannot be opened: nothing that was said of it but a title, cut to fit."""
    stamps = {name: at if _STAMP.fullmatch(at := str(row[name])) else "1970-01-01T00:00:00.000Z" for name in STAMPS}
    texts = {name: " ".join(str(row[name]).split())[:LONGEST_TITLE] for name in ("title", "unit")}
    return {"id": row["id"], **texts, "state": "open", **stamps, "summary": ""}


def _sum(row: dict[str, Any], text: str) -> str:
    """A checksum of everything a summary shows."""
    shown = "|".join([*(str(row[name]) for name in COLUMNS), text])
    return f"{crc32(shown.encode('utf-8', 'replace')):08x}"
