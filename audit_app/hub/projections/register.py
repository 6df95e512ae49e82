"""The register as tablets stated it: every log that a caller may see, replayed; of a dispute both sides are told."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from audit_app.audit.log.clock import local
from audit_app.audit.log.entries import Entry
from audit_app.audit.trial import TROUBLE
from audit_app.hub.database import Row, Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.audits import REGISTER, bodies_of
from audit_app.hub.tables import table
from audit_app.register.log import RegisterLog, log_of
from audit_app.register.replay import Register
from audit_app.register.statements import read_statement
from audit_app.register.words import facts_of
from audit_app.store.stored_entries import entry_in

KINDS = {"unit": "Unit", "scanner": "Scanner", "card": "Emergency card", "ancillary": "Ancillary item",
         "instrument": "Instrument", "calibration": "Calibration", "person": "Person"}  # fmt: skip


def register(within: Within, caller: Caller, today: date) -> list[Row]:
    """Everything that is stated, a row each; two that were stated without knowing of each other are in dispute."""
    found: list[Row] = []
    for about in _logs(within, caller):
        place = {"unit": about["unit_name"], "site": about["site"], "href": ""}
        try:
            found += [{**row, **place} for row in _rows(_log(within, about["id"]))]
        except TROUBLE as error:
            fault = f"This version cannot work with it ({type(error).__name__})"
            found.append({"kind": "", "name": about["id"], "told": "", "by": "", "on": "", "state": fault, **place})
    return found


def stated(within: Within, caller: Caller) -> Register:
    """The register as a caller may see it; a log that cannot be worked with is left out, and told by `register`."""
    logs: dict[str, RegisterLog] = {}
    for about in _logs(within, caller):
        with suppress(*TROUBLE):
            logs[about["id"]] = _log(within, about["id"])
    return Register(logs)


def _logs(within: Within, caller: Caller) -> list[Row]:
    own = table("audits")
    return within.find("audits", own.c.kind == REGISTER, caller.grants.only(Right.SEE, own))


def _log(within: Within, log: str) -> RegisterLog:
    where = f"The register's log {log}"
    return log_of(log, [entry_in(body, where, read_statement) for body in bodies_of(within, log)])


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
    return {"name": name, "told": told, "by": entry.by.name, "on": f"{local(entry.wall, entry.zone):%Y-%m-%d}"}
