"""An audit out of what is kept: of a log that forked what came first holds; what came too early waits.

Nothing is merged and nothing is chosen for good: everything stays in the feed as it was written.
"""

import json
from collections.abc import Iterable, Iterator
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

REGISTER = "register"
AWAITED = "Everything of it that has arrived is kept"


def rows_of(within: Within, audit: str) -> list[Row]:
    """Every entry of an audit, in the order in which they came."""
    kept = table("kept")
    return within.find("kept", kept.c.audit == audit, kept.c.kind == ENTRY, order=kept.c.n)


def holding(rows: Iterable[Row]) -> list[Row]:
    """The entries that hold: from a device's first, each time the one that follows and came first."""
    follows: dict[tuple[str, str], Row] = {}
    for row in rows:  # the first to come stays
        follows.setdefault((row["device"], row["prev"]), row)
    return [each for device in {device for device, _ in follows} for each in _way(follows, device)]


def _way(follows: dict[tuple[str, str], Row], device: str) -> Iterator[Row]:
    row, seq = follows.get((device, "")), 1
    while row is not None and row["seq"] == seq:
        yield row
        row, seq = follows.get((device, row["digest"])), seq + 1


def bodies_of(within: Within, audit: str) -> list[str]:
    """The entries that hold, as they were written, in the order of their stamps."""
    held = sorted(holding(rows_of(within, audit)), key=lambda row: (row["stamp"], row["device"], row["seq"]))
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
