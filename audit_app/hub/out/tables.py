"""The tables that other programs fetch: their columns and kinds are a promise; a later version only adds some."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from audit_app.hub.database import Row, Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.projections.lists import LISTINGS
from audit_app.hub.tables import table

Rows = Callable[[Within, Caller, date], Iterable[Row]]
PLACE = {"unit": "text", "site": "text"}


@dataclass(frozen=True)
class ToldTable:
    """One table: each column with its kind (text, date, whole, number, yes), and what gives its rows."""

    columns: Mapping[str, str]
    rows: Rows


def listed(within: Within, name: str, caller: Caller, today: date) -> Iterable[Row]:
    """Every row of a list, as far as a caller may see it on a day."""
    return within.stream(LISTINGS[name].query(within, caller, today))


def _listed(name: str) -> Rows:
    def rows(within: Within, caller: Caller, today: date) -> Iterator[Row]:
        for row in listed(within, name, caller, today):
            audit = str(row.get("href") or "").removeprefix("/audits/")
            yield {**row, "audit": audit, "overdue": row.get("late"), "exact": row.get("value")}

    return rows


def _units(within: Within, caller: Caller, today: date) -> Iterable[Row]:
    """Each unit as the newest audit of it has it, simulated ones left out."""
    own = table("shown_audits")
    wanted = select(own.c.unit, own.c.unit_name, own.c.site, own.c.held_on, own.c.tenant).where(
        own.c.simulated == 0, caller.grants.only(Right.SEE, own)
    )
    found: dict[str, Row] = {}
    for row in within.run(wanted.order_by(own.c.held_on, own.c.id)):
        many = found.get(row["unit"], {"audits": 0})["audits"] + 1
        found[row["unit"]] = {"id": row["unit"], "unit": row["unit_name"], "site": row["site"], "audits": many,
                              "last_audit": row["held_on"]}  # fmt: skip
    return found.values()


TABLES = {
    "findings": ToldTable(
        {"audit": "text", "short": "text", "title": "text", "level": "text", "score": "whole", "danger": "yes", **PLACE,
         "owner": "text", "standing": "text", "raised_on": "date", "age": "whole"}, _listed("findings")),
    "actions": ToldTable(
        {"audit": "text", "what": "text", "finding_title": "text", "level": "text", **PLACE, "owner": "text",
         "due": "date", "state": "text", "overdue": "yes"}, _listed("actions")),
    "due": ToldTable(
        {"kind": "text", "title": "text", **PLACE, "detail": "text", "due": "date", "words": "text", "state": "text"},
        _listed("due")),
    "readings": ToldTable(
        {"audit": "text", "item": "text", "thing": "text", **PLACE, "held_on": "date", "words": "text",
         "exact": "text", "value": "number", "unit_of": "text", "verdict": "text"}, _listed("readings")),
    "instruments": ToldTable(
        {"audit": "text", "name": "text", "maker": "text", "model": "text", "serial": "text", **PLACE,
         "calibrated_on": "date", "calibration_due": "date", "certificate": "text"}, _listed("instruments")),
    "audits": ToldTable(
        {"audit": "text", "title": "text", **PLACE, "purpose": "text", "held_on": "date", "auditor": "text",
         "state": "text", "result": "text", "deficient": "whole"}, _listed("audits")),
    "units": ToldTable({"id": "text", **PLACE, "audits": "whole", "last_audit": "date"}, _units),
}  # fmt: skip
