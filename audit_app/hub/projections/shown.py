"""The rows that lists show of a log, made from its entries alone; made again whenever they are older than those."""

import json
from typing import Any

from sqlalchemy import select

from audit_app.audit.trial import TROUBLE
from audit_app.errors import StoreDamaged
from audit_app.exchange.kept import PAPER
from audit_app.hub.database import Database, Row, Within
from audit_app.hub.keeping.audits import loaded
from audit_app.hub.projections.audit_rows import plain, row_of, rows_of
from audit_app.hub.projections.register import register_rows
from audit_app.hub.tables import SHOWN_TABLES, table

EMPTY: dict[str, Any] = {
    "title": "", "purpose": "", "simulated": 0, "state": "open", "held_on": "", "held_day": None, "auditor": "",
    "scanner": "", "result": "", "lines": 0, "left": 0, "deficient": 0, "entries": 0, "due_on": "", "due_day": None,
}  # fmt: skip
# Letters of what is in indexes whole, for no database puts endless ones there; a place is cut as it comes in.
LONGEST = {"thing": 500, "section": 500, "unit_of": 500, "email": 500, "kind": 100, "held_on": 40}
AT_ONCE = 50  # audits that are caught up with before a list is shown


def catch_up(database: Database, tenant: str, most: int = AT_ONCE) -> int:
    """Works out anew what is older than its entries; gives how many audits are still left to do."""
    audits = table("audits")
    late = audits.c.shown_n < audits.c.changed_n
    with database.within(tenant) as within:
        behind = within.run(select(audits.c.id).where(late).order_by(audits.c.id).limit(most))
        left = within.count("audits", late) - most if len(behind) == most else 0
    for row in behind:
        with database.within(tenant, write=True) as within:
            show(within, row["id"])
    return max(0, left)


def rebuild(database: Database) -> int:
    """Throws away everything that is worked out and makes it again from the entries; gives how many audits."""
    done = 0
    for tenant in database.tenants():
        with database.within(tenant, write=True) as within:
            for name in SHOWN_TABLES:
                within.remove(name)
            within.change("audits", shown_n=-1)
            done += within.count("audits")
        while catch_up(database, tenant):
            continue
    return done


def show(within: Within, audit_id: str) -> None:
    """Makes the rows of one audit anew."""
    within.lock()
    about = within.one("audits", id=audit_id)
    if about is None:
        return
    for name in SHOWN_TABLES:
        own = table(name)
        within.remove(name, own.c.id == audit_id if name == "shown_audits" else own.c.audit == audit_id)
    if about["disposed_at"]:
        pass
    elif about["kind"] == "audit":
        _add(within, about)
    else:
        _put(within, about, "", register_rows(within, about["id"]))
    within.change("audits", table("audits").c.id == audit_id, shown_n=about["changed_n"])


def _add(within: Within, about: Row) -> None:
    same = {key: about[key] for key in ("id", "unit", "unit_name", "site")} | {"recency": f" {about['id']}"}
    _put(within, about, about["begun"], {"shown_checklists": _checklists(within, about["id"])})
    try:
        audit = loaded(within, about["id"])
        own, rows = row_of(audit), {} if audit.begun.simulated else rows_of(audit)
    except StoreDamaged as error:
        within.add("shown_audits", {**EMPTY, **same, "standing": str(error), "fault": str(error)})
        return
    except TROUBLE as error:
        fault = f"This version cannot work with it ({type(error).__name__})"
        within.add("shown_audits", {**EMPTY, **same, "standing": fault, "fault": fault})
        return
    _put(within, about, own["held_on"], rows)
    own = _short(own)
    within.add("shown_audits", {**own, **same, "recency": f"{own['held_on']} {about['id']}", "fault": ""})


def _put(within: Within, about: Row, held_on: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Adds rows, each with the place it is of: whoever may see a row is told by that."""
    place = {"audit": about["id"], "held_on": held_on, **{key: about[key] for key in ("unit", "unit_name", "site")}}
    for name, made in rows.items():
        if made:
            within.add(name, *(_short({**row, **place}) for row in made))


def _short(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: row[name][:most] for name, most in LONGEST.items() if name in row}


def _checklists(within: Within, audit: str) -> list[dict[str, Any]]:
    """The checklists among the papers that came with an audit."""
    kept, found = table("kept"), []
    for row in within.find("kept", kept.c.audit == audit, kept.c.kind == PAPER):
        paper = within.one("papers", digest=row["digest"])
        body = json.loads(paper["body"]) if paper else None
        if isinstance(body, dict) and "sections" in body:
            told = {key: plain(str(body.get(key, ""))) for key in ("title", "version")}
            found.append({"digest": row["digest"], **told})
    return found
