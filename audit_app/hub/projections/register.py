"""A log of the register as tablets stated it, replayed into rows for lists; of a dispute both sides are told."""

from collections.abc import Iterator

from audit_app.audit.log.clock import local
from audit_app.audit.log.entries import Entry
from audit_app.audit.trial import TROUBLE
from audit_app.hub.database import Row, Within
from audit_app.hub.keeping.audits import bodies_of
from audit_app.hub.projections.audit_rows import plain
from audit_app.register.log import RegisterLog, log_of
from audit_app.register.replay import Register
from audit_app.register.statements import SameAs, read_statement
from audit_app.register.words import facts_of
from audit_app.store.stored_entries import entry_in

KINDS = {"unit": "Unit", "scanner": "Scanner", "card": "Emergency card", "ancillary": "Ancillary item",
         "instrument": "Instrument", "calibration": "Calibration", "person": "Person"}  # fmt: skip


def register_rows(within: Within, log: str) -> dict[str, list[Row]]:
    """The rows of one log by their table: what it states, and what it states to be the same.

    Two that were stated without knowing of each other are in dispute.
    """
    try:
        where = f"The register's log {log}"
        read = log_of(log, [entry_in(body, where, read_statement) for body in bodies_of(within, log)])
        found, same = list(_rows(read)), list(_same(read))
    except TROUBLE as error:
        fault = f"This version cannot work with it ({type(error).__name__})"
        found, same = [{"kind": "", "name": log, "told": "", "stated_by": "", "stated_on": "", "state": fault}], []
    return {"shown_register": _numbered(found), "shown_same": _numbered(same)}


def _numbered(rows: list[Row]) -> list[Row]:
    return [{**row, "n": n} for n, row in enumerate(rows)]


def _same(log: RegisterLog) -> Iterator[Row]:
    """Each pair that the log says is one, or is two."""
    for live in log.of_kind("same-as"):
        _, kind, one, other = live[0].slot
        said = all(each.same for each in live if isinstance(each, SameAs))
        yield {"kind": kind, "one": one, "other": other, "same": int(said)}


def _rows(log: RegisterLog) -> Iterator[Row]:
    for kind, words in KINDS.items():
        for live in log.of_kind(kind):
            out = Register.is_out(log, kind, live[0].slot[1])
            state = "In dispute" if len(live) > 1 else "Out of use" if out else "In use"
            yield from ({**_told(log, entry), "kind": words, "state": state} for entry in live)


def _told(log: RegisterLog, entry: Entry) -> Row:
    facts = facts_of(entry)
    name = facts.pop("Name", "") or getattr(entry, "model", "") or log.id.partition(".")[2]
    told = "; ".join(f"{heading} {value}" for heading, value in facts.items())
    return {"name": plain(name), "told": plain(told), "stated_by": plain(entry.by.name),
            "stated_on": f"{local(entry.wall, entry.zone):%Y-%m-%d}"}  # fmt: skip
