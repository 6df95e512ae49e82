"""An audit as rows for lists: what a list must know to filter, sort and count is put into columns of its own here."""

from collections.abc import Sequence
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, actions, actions_on, followed, standing
from audit_app.audit.findings.due import after_months
from audit_app.audit.findings.finding import Finding, findings
from audit_app.audit.line import Line
from audit_app.audit.log.entries import Measured, VisitTold
from audit_app.audit.register import INTERVAL_MONTHS
from audit_app.audit.signing.result import result
from audit_app.audit.things import Thing
from audit_app.dates import day

INSTRUMENT = ("maker", "model", "serial", "calibrated_on", "calibration_due", "certificate")
SHORT = ("Deficient", "Partly compliant", "Disputed")


def row_of(audit: Audit) -> dict[str, Any]:
    """What a list shows of an audit as a whole."""
    begun, concluded = audit.begun, result(audit)
    due = _next(audit)
    return {
        "title": plain(f"{audit.checklist.title}, {begun.unit.name}, {begun.on}"),
        "purpose": plain(begun.purpose), "simulated": int(begun.simulated), "state": audit.state,
        "standing": f"{'simulated, ' if begun.simulated else ''}{audit.state}".capitalize(),
        "held_on": begun.on, "held_day": number_of(begun.on), "auditor": plain(begun.auditor.name),
        "scanner": plain(str(begun.scanner)), "result": concluded.words if concluded else "",
        "lines": len(audit.lines), "left": len(audit.left), "deficient": len(audit.deficiencies),
        "entries": len(audit.entries), "due_on": due, "due_day": number_of(due),
    }  # fmt: skip


def _next(audit: Audit) -> str:
    """The day that the audit itself names for the next one, else a year after it; empty while neither is known."""
    told, held = audit.slots.last(("visit",)), day(audit.begun.on)
    named = day(told.next_due) if isinstance(told, VisitTold) else None
    try:
        due = named or (after_months(held, INTERVAL_MONTHS) if held else None)
    except ValueError:  # beyond the last year there is
        due = None
    return due.isoformat() if due else ""


def number_of(text: str) -> int | None:
    """A date as the number of a day, or None."""
    found = day(text)
    return found.toordinal() if found else None


def rows_of(audit: Audit) -> dict[str, list[dict[str, Any]]]:
    """The rows of everything in it, by the table they belong to."""
    lines, planned = list(audit.lines.values()), actions(audit)
    return {
        "shown_findings": [_finding(audit, each, planned) for each in findings(audit)],
        "shown_actions": [_action(each) for each in planned],
        "shown_followed": [{"finding": each} for each in dict.fromkeys(followed(audit))],
        "shown_readings": [_reading(each, each.answer) for each in lines if isinstance(each.answer, Measured)],
        "shown_shortcomings": [_line(each) for each in lines if each.verdict.words in SHORT],
        "shown_things": [_thing(each) for each in audit.things],
    }


def _finding(audit: Audit, each: Finding, planned: Sequence[Action]) -> dict[str, Any]:
    owners = dict.fromkeys(plain(one.owner_name) for one in planned if one.finding == each.id)
    return {"id": each.id, "short": f"F{each.number}", "title": plain(each.title), "level": each.level,
            "score": each.score, "danger": int(each.immediate_danger), "place": plain(each.place),
            "standing": standing(actions_on(audit, each.id)), "raised_on": each.raised_on,
            "raised_day": number_of(each.raised_on), "owner": ", ".join(owners) or "No owner yet"}  # fmt: skip


def _action(each: Action) -> dict[str, Any]:
    return {"id": each.id, "finding": each.finding, "finding_title": plain(each.finding_title), "level": each.level,
            "what": plain(each.what), "owner": plain(each.owner_name), "due": each.due,
            "due_day": number_of(each.due), "email": plain(each.owner.email if each.owner else "").lower(),
            "state": "open" if each.disputed else each.state}  # fmt: skip


def _line(each: Line) -> dict[str, Any]:
    return {"line": each.key, "item": plain(each.item.text), "thing": plain(each.thing.name if each.thing else ""),
            "section": plain(each.section.title), "verdict": each.verdict.words}  # fmt: skip


def _reading(each: Line, answer: Measured) -> dict[str, Any]:
    quantity = answer.quantity
    return {**_line(each), "words": str(quantity), "value": str(quantity.value), "unit_of": quantity.unit}


def _thing(each: Thing) -> dict[str, Any]:
    details = {plain(str(key)): plain(str(value)) for key, value in each.details.items()}
    parts = {key: details.get(key, "") for key in INSTRUMENT}
    told = "; ".join(f"{key}: {value}" for key, value in details.items())
    return {"id": each.id, "kind": plain(each.kind), "name": plain(each.name), "told": told, **parts,
            "due_day": number_of(parts["calibration_due"])}  # fmt: skip


def plain(text: str) -> str:
    """Without the one character that a database cannot hold."""
    return text.replace("\x00", "")
