"""An audit out of what is kept: of a log that forked each way is a writer of its own; what came too early waits.

Nothing is merged and nothing is chosen: everything stays in the feed as it was written.
"""

import json
from collections.abc import Iterable
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.editions import from_papers, papers_named
from audit_app.audit.log.entries import Entry
from audit_app.audit.trial import TROUBLE
from audit_app.errors import StoreDamaged
from audit_app.exchange.kept import ENTRY
from audit_app.hub.database import Row, Within
from audit_app.hub.tables import table
from audit_app.store.stored_entries import entry_in

REGISTER, BEGUN = "register", "begun"
AWAITED = "Everything of it that has arrived is kept"


def rows_of(within: Within, audit: str) -> list[Row]:
    """Every entry of an audit, in the order in which they came; none of one that was disposed of."""
    kept = table("kept")
    return within.find("kept", kept.c.audit == audit, kept.c.kind == ENTRY, kept.c.body != "", order=kept.c.n)


def holding(rows: Iterable[Row]) -> list[Row]:
    """The entries of which all that they follow is here, back to their device's first; an audit begins only once.

    Of two that begin it the one that came first does, and nothing follows from the other.
    """
    found: dict[tuple[str, str], Row] = {}
    begun = ""
    known = list(rows)
    for row in known:
        if not begun and row["seq"] == 1 and _kind(row) == BEGUN:
            begun = row["digest"]
    for row in sorted(known, key=lambda each: (each["seq"], each["n"])):
        before = found.get((row["device"], row["prev"]))
        first = row["seq"] == 1 and not row["prev"] and (row["digest"] == begun or _kind(row) != BEGUN)
        if first or (before is not None and before["seq"] == row["seq"] - 1):
            found[row["device"], row["digest"]] = row
    return list(found.values())


def _kind(row: Row) -> str:
    return str(json.loads(row["body"]).get("kind"))


def bodies_of(within: Within, audit: str) -> list[str]:
    """The entries that hold, as they were written, in the order of their stamps."""
    held = sorted(
        holding(rows_of(within, audit)), key=lambda row: (row["stamp"], row["device"], row["seq"], row["digest"])
    )
    return [str(row["body"]) for row in held]


def loaded(within: Within, audit: str) -> Audit:
    """An audit as it stands; StoreDamaged when something that it needs is still awaited, or it cannot be read."""
    where = f"Audit {audit}"
    bodies = bodies_of(within, audit)
    if not bodies:
        raise StoreDamaged(where, "has no beginning here yet", AWAITED)
    entries = [entry_in(body, where) for body in bodies]
    try:
        return from_papers(papers_of(within, entries), entries)
    except KeyError as error:
        raise StoreDamaged(where, "waits for its checklist or its references", AWAITED) from error
    except TROUBLE as error:
        raise StoreDamaged(where, "holds something this version cannot work with", "Update the hub") from error


def papers_of(within: Within, entries: Iterable[Entry]) -> dict[str, Any]:
    """The papers that entries name, as JSON by digest, as far as they are here."""
    found = {}
    for named in papers_named(entries):
        row = within.one("papers", digest=named)
        if row:
            found[named] = json.loads(row["body"])
    return found
