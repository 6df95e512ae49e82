"""The rows that lists show of an audit, made from its entries alone; made again whenever they are older than those."""

import json
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, actions, actions_on, followed, standing
from audit_app.audit.findings.finding import Finding, findings
from audit_app.audit.line import Line
from audit_app.audit.log.entries import Measured, VisitTold
from audit_app.audit.signing.result import result
from audit_app.audit.things import Thing
from audit_app.audit.trial import TROUBLE
from audit_app.errors import StoreDamaged
from audit_app.hub.database import Database, Row, Within
from audit_app.hub.keeping.audits import loaded
from audit_app.hub.tables import SHOWN_TABLES, table

EMPTY: dict[str, Any] = {
    "title": "", "purpose": "", "simulated": 0, "state": "open", "held_on": "", "auditor": "", "scanner": "",
    "result": "", "lines": 0, "left": 0, "deficient": 0, "entries": 0, "next_due": "", "followed": "[]",
}  # fmt: skip
AT_ONCE = 50  # audits that are caught up with before a list is shown


def catch_up(database: Database, tenant: str, most: int = AT_ONCE) -> int:
    """Works out anew what is older than its entries; gives how many audits are still left to do."""
    audits = table("audits")
    with database.within(tenant) as within:
        behind = [row["id"] for row in within.find("audits", audits.c.shown_n < audits.c.changed_n, order=audits.c.id)]
    for audit in behind[:most]:
        with database.within(tenant, write=True) as within:
            show(within, audit)
    return max(0, len(behind) - most)


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
    if about["kind"] == "audit":
        _add(within, about)
    within.change("audits", table("audits").c.id == audit_id, shown_n=about["changed_n"])


def _add(within: Within, about: Row) -> None:
    same = {key: about[key] for key in ("id", "unit", "unit_name", "site")}
    try:
        audit = loaded(within, about["id"])
        own, rows = rows_of_audit(audit), _rows(audit)
    except StoreDamaged as error:
        within.add("shown_audits", {**EMPTY, **same, "fault": str(error)})
        return
    except TROUBLE as error:
        fault = f"This version cannot work with it ({type(error).__name__})"
        within.add("shown_audits", {**EMPTY, **same, "fault": fault})
        return
    for name, made in rows.items():
        if made:
            within.add(name, *({**row, "audit": about["id"]} for row in made))
    within.add("shown_audits", {**own, **same, "fault": ""})


def rows_of_audit(audit: Audit) -> dict[str, Any]:
    """What a list shows of an audit as a whole."""
    begun, told, concluded = audit.begun, audit.slots.last(("visit",)), result(audit)
    return {
        "title": _plain(f"{audit.checklist.title}, {begun.unit.name}, {begun.on}"),
        "purpose": _plain(begun.purpose), "simulated": int(begun.simulated), "state": audit.state,
        "held_on": begun.on, "auditor": _plain(begun.auditor.name), "scanner": _plain(str(begun.scanner)),
        "result": concluded.words if concluded else "", "lines": len(audit.lines), "left": len(audit.left),
        "deficient": len(audit.deficiencies), "entries": len(audit.entries),
        "next_due": told.next_due if isinstance(told, VisitTold) else "", "followed": json.dumps(followed(audit)),
    }  # fmt: skip


def _rows(audit: Audit) -> dict[str, list[dict[str, Any]]]:
    return {
        "shown_findings": [_finding(audit, each) for each in findings(audit)],
        "shown_actions": [_action(each) for each in actions(audit)],
        "shown_lines": [_line(each) for each in audit.lines.values()],
        "shown_things": [_thing(each) for each in audit.things],
    }


def _finding(audit: Audit, each: Finding) -> dict[str, Any]:
    return {"id": each.id, "number": each.number, "title": _plain(each.title), "level": each.level,
            "score": each.score, "danger": int(each.immediate_danger), "place": _plain(each.place),
            "standing": standing(actions_on(audit, each.id)), "raised_on": each.raised_on}  # fmt: skip


def _action(each: Action) -> dict[str, Any]:
    return {"id": each.id, "finding": each.finding, "finding_title": _plain(each.finding_title), "level": each.level,
            "what": _plain(each.what), "owner": _plain(each.owner_name), "due": each.due,
            "email": _plain(each.owner.email if each.owner else "").lower(),
            "state": "open" if each.disputed else each.state}  # fmt: skip


def _line(each: Line) -> dict[str, Any]:
    quantity = each.answer.quantity if isinstance(each.answer, Measured) else None
    return {"line": each.key, "item": _plain(each.item.text), "thing": _plain(each.thing.name if each.thing else ""),
            "section": _plain(each.section.title), "words": str(quantity) if quantity else "",
            "value": str(quantity.value) if quantity else "", "unit_of": quantity.unit if quantity else "",
            "verdict": each.verdict.words}  # fmt: skip


def _thing(each: Thing) -> dict[str, Any]:
    details = {_plain(str(key)): _plain(str(value)) for key, value in each.details.items()}
    return {"id": each.id, "kind": _plain(each.kind), "name": _plain(each.name), "details": json.dumps(details)}


def _plain(text: str) -> str:
    """Without the one character that a database cannot hold."""
    return text.replace("\x00", "")
