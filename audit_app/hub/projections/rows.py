"""What a caller may see of what was worked out, as rows of plain values; each has the address of its audit."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from audit_app.audit.findings.due import (
    AUDIT_SOON_DAYS,
    CALIBRATION_SOON_DAYS,
    Due,
    Held,
    actions_due,
    after_months,
    held_against,
)
from audit_app.audit.register import INTERVAL_MONTHS
from audit_app.dates import day
from audit_app.hub.database import Row, Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.replies import accepted
from audit_app.hub.projections.register import stated
from audit_app.hub.tables import table

STANDINGS = {"open": "Open", "in_progress": "In progress", "done": "Done, not verified",
             "accepted_risk": "Accepted risk", "closed": "Closed"}  # fmt: skip
ACTION_STATES = {"open": "Open", "in_progress": "In progress", "done": "Done", "verified": "Verified",
                 "accepted_risk": "Accepted risk"}  # fmt: skip
TO_DO = ("open", "in_progress")
INSTRUMENT = ("maker", "model", "serial", "calibrated_on", "calibration_due", "certificate", "uncertainty")
Seen = Mapping[str, Row]
Same = Callable[[str, str], Collection[str]]  # what is stated to be the same as a unit or an instrument, by its id


def _seen(within: Within, caller: Caller) -> dict[str, Row]:
    """The audits a caller may see, by id."""
    own = table("shown_audits")
    return {row["id"]: row for row in within.find("shown_audits", caller.grants.only(Right.SEE, own))}


def _of(within: Within, name: str, seen: Seen, real: bool = True) -> list[Row]:
    """The rows of a table that belong to these audits, with unit, site and address of their audit beside them."""
    found = []
    for row in within.run(select(table(name))):
        audit = seen.get(row["audit"])
        if audit and not (real and audit["simulated"]):
            about = {"unit": audit["unit_name"], "unit_id": audit["unit"], "site": audit["site"]}
            found.append({**row, **about, "held_on": audit["held_on"], "href": f"/audits/{audit['id']}"})
    return found


def _newest(rows: list[Row], key: Callable[[Row], Any]) -> list[Row]:
    """Of rows that are about the same, the one of the newest audit."""
    return list({key(row): row for row in sorted(rows, key=lambda each: each["held_on"])}.values())


def audits(within: Within, caller: Caller, today: date) -> list[Row]:
    """Every audit, simulated ones marked."""
    found = []
    for row in _seen(within, caller).values():
        state = row["fault"] or f"{'simulated, ' if row['simulated'] else ''}{row['state']}".capitalize()
        done, title = f"{row['lines'] - row['left']} of {row['lines']}", row["title"] or f"Audit {row['id']}"
        href = f"/audits/{row['id']}"
        found.append({**row, "unit": row["unit_name"], "state": state, "done": done, "href": href, "title": title})
    return found


def due(within: Within, caller: Caller, today: date) -> list[Row]:
    """What falls due: audits of units, open actions, calibrations; an unknown date is shown, never passed over.

    Units or instruments that are stated to be the same are told once, by the one seen last.
    """
    seen, same = _seen(within, caller), stated(within, caller).same
    todo = [_due_row(each, seen[each.audit]) for each in _actions_due(within, seen, today)]
    return [*_audits_due(seen, today, same), *todo, *_calibrations_due(within, seen, today, same)]


def _due_row(each: Due, audit: Row) -> Row:
    return {"kind": each.kind.capitalize(), "title": each.title, "detail": each.detail, "due": each.due,
            "days": each.days, "state": each.state, "words": each.words, "unit": audit["unit_name"],
            "site": audit["site"], "href": f"/audits/{audit['id']}"}  # fmt: skip


def _audits_due(seen: Seen, today: date, same: Same) -> list[Row]:
    last: dict[str, Row | None] = {}
    any_of: dict[str, Row] = {}
    for row in sorted((each for each in seen.values() if not each["simulated"]), key=lambda each: each["held_on"]):
        one = min(same("unit", row["unit"]))
        any_of[one] = row
        ended = row["state"] != "open" and day(row["held_on"]) is not None
        last[one] = row if ended else last.get(one)
    found = []
    for unit, before in last.items():
        when = _next(before)
        state, days = held_against(when, today, AUDIT_SOON_DAYS)
        detail = f"Last audited {before['held_on']}" if before else "Not audited to the end yet"
        told = Due(
            "audit",
            any_of[unit]["unit"],
            any_of[unit]["unit_name"],
            detail,
            when.isoformat() if when else "",
            state,
            days,
        )
        found.append(_due_row(told, any_of[unit]))
    return found


def _next(last: Row | None) -> date | None:
    """The day that the last audit itself names, else a year after it."""
    if last is None:
        return None
    return day(last["next_due"]) or after_months(date.fromisoformat(last["held_on"]), INTERVAL_MONTHS)


def _actions_due(within: Within, seen: Seen, today: date) -> tuple[Due, ...]:
    by_audit: dict[str, list[Row]] = {}
    over = accepted(within)
    for row in _of(within, "shown_actions", seen):
        if row["state"] in TO_DO and (row["audit"], row["id"]) not in over:
            by_audit.setdefault(row["audit"], []).append({**row, "action": row["id"]})
    return actions_due((_held(each, by_audit) for each in seen.values()), today)


def _held(each: Row, by_audit: Mapping[str, list[Row]]) -> Held:
    done = frozenset(json.loads(each["followed"]))
    todo = tuple(by_audit.get(each["id"], ()))
    return Held(each["id"], each["unit"], each["held_on"], each["state"] != "open", bool(each["simulated"]), todo, done)


def _calibrations_due(within: Within, seen: Seen, today: date, same: Same) -> list[Row]:
    found = []
    for row in _newest(_instruments(within, seen, real=True), lambda row: min(same("instrument", row["id"]))):
        state, days = held_against(day(row["calibration_due"]), today, CALIBRATION_SOON_DAYS)
        detail = " ".join(row[part] for part in ("maker", "model", "serial") if row[part])
        told = Due("calibration", row["id"], row["name"], detail, row["calibration_due"], state, days)
        found.append(_due_row(told, seen[row["audit"]]))
    return found


def findings(within: Within, caller: Caller, today: date) -> list[Row]:
    """Findings that are not closed and that no later audit of the unit found closed or took over."""
    seen = _seen(within, caller)
    done = {each for row in seen.values() if not row["simulated"] for each in json.loads(row["followed"])}
    owners: dict[tuple[str, str], list[str]] = {}
    for each in _of(within, "shown_actions", seen):
        owners.setdefault((each["audit"], each["finding"]), []).append(each["owner"])
    found = []
    for row in _of(within, "shown_findings", seen):
        if row["standing"] == "closed" or row["id"] in done:
            continue
        raised = day(row["raised_on"])
        owner = ", ".join(dict.fromkeys(owners.get((row["audit"], row["id"]), ()))) or "No owner yet"
        told = {"age": (today - raised).days if raised else None, "short": f"F{row['number']}", "owner": owner}
        danger = "Yes" if row["danger"] else "No"
        found.append({**row, **told, "standing": STANDINGS[row["standing"]], "danger": danger})
    return found


def actions(within: Within, caller: Caller, today: date) -> list[Row]:
    """Every action with its owner, its day and how far it is."""
    over = accepted(within)
    return [_action(row, over, today) for row in _of(within, "shown_actions", _seen(within, caller))]


def _action(row: Row, over: set[tuple[str, str]], today: date) -> Row:
    due_day, is_over = day(row["due"]), (row["audit"], row["id"]) in over
    late = row["state"] in TO_DO and not is_over and due_day is not None and due_day < today
    state = "Reply accepted" if is_over and row["state"] in TO_DO else ACTION_STATES.get(row["state"], row["state"])
    return {**row, "state": state, "late": "Overdue" if late else ""}


def _open_actions(within: Within, today: date) -> list[Row]:
    """The actions of every audit that are still to be chased, with the day they are held against."""
    seen = {row["id"]: row for row in within.find("shown_audits")}
    chased = {(each.audit, each.subject) for each in _actions_due(within, seen, today)}
    rows = [row for row in _of(within, "shown_actions", seen) if (row["audit"], row["id"]) in chased]
    return sorted((_action(row, set(), today) for row in rows), key=lambda row: (row["due"] or "9999", row["what"]))


def owners(within: Within, today: date) -> list[str]:
    """The e-mail addresses of those with an open action."""
    return sorted({row["email"] for row in _open_actions(within, today) if "@" in row["email"]})


def of_owner(within: Within, email: str, today: date) -> list[Row]:
    """The open actions of one owner, whatever audit they are of."""
    return [row for row in _open_actions(within, today) if row["email"] == email]


def readings(within: Within, caller: Caller, today: date) -> list[Row]:
    """Every reading with its verdict, so that one item can be followed over years and units."""
    return [row for row in _of(within, "shown_lines", _seen(within, caller)) if row["value"]]


def shortcomings(within: Within, caller: Caller, today: date) -> list[Row]:
    """Every item that is not as it should be, over all audits."""
    short = ("Deficient", "Partly compliant", "Disputed")
    return [row for row in _of(within, "shown_lines", _seen(within, caller)) if row["verdict"] in short]


def _things(within: Within, seen: Seen, kind: str, real: bool) -> list[Row]:
    rows = [row for row in _of(within, "shown_things", seen, real) if row["kind"] == kind]
    return [{**row, "details": json.loads(row["details"])} for row in _newest(rows, lambda row: row["id"])]


def _instruments(within: Within, seen: Seen, real: bool) -> list[Row]:
    rows = _things(within, seen, "instrument", real)
    return [{**row, **{name: row["details"].get(name, "") for name in INSTRUMENT}} for row in rows]


def instruments(within: Within, caller: Caller, today: date) -> list[Row]:
    """Every instrument that audits were made with, as the newest of them has it."""
    return _instruments(within, _seen(within, caller), real=True)


def ancillary(within: Within, caller: Caller, today: date) -> list[Row]:
    """The ancillary items of every unit, with what was said of their label."""
    rows = _things(within, _seen(within, caller), "ancillary-item", real=True)
    return [{**row, "told": "; ".join(f"{key}: {value}" for key, value in row["details"].items())} for row in rows]


def checklists(within: Within, caller: Caller, today: date) -> list[Row]:
    """The checklists that audits were made with, their versions, and how many audits used each."""
    kept, seen, count = table("kept"), _seen(within, caller), dict[str, int]()
    for row in within.run(select(kept.c.digest, kept.c.audit).where(kept.c.kind == "paper")):
        count[row["digest"]] = count.get(row["digest"], 0) + (row["audit"] in seen)
    found = []
    for digest in (each for each, many in count.items() if many):
        paper = within.one("papers", digest=digest)
        body = json.loads(paper["body"]) if paper else {}
        if isinstance(body, dict) and "sections" in body:
            told = {"title": str(body.get("title", "")), "version": str(body.get("version", ""))}
            found.append({**told, "audits": count[digest], "digest": digest[:12], "href": ""})
    return found
