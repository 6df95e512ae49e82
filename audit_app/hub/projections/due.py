"""What falls due over all units: audits, open actions, calibrations; an unknown date is shown, never passed over."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Subquery, Text, and_, case, cast, func, literal, select

from audit_app.audit.findings.actions import SOON_DAYS
from audit_app.audit.findings.due import AUDIT_SOON_DAYS, CALIBRATION_SOON_DAYS
from audit_app.hub.database import Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.projections.rows import accepted, as_one, chased, followed, key, newest_things, place, seen
from audit_app.hub.tables import table


def due(within: Within, caller: Caller, today: date) -> Select[Any]:
    """Everything that falls due, with how it stands on a day."""
    parts = (_audits(within, caller), _actions(within, caller), _calibrations(within, caller))
    own = within.together(*parts).subquery("falls_due")
    days = own.c.due_day - literal(today.toordinal(), Integer)
    told = (own.c.key, own.c.kind, own.c.title, own.c.unit, own.c.site, own.c.detail, own.c.due, own.c.href)
    return select(*told, in_words(days).label("words"), _state(days, own.c.soon).label("state"))


def in_words(days: ColumnElement[int]) -> ColumnElement[str]:
    """How long it is to a day, as `audit.findings.due.Due` words it."""
    left, past = func.abs(days), days < 0
    months = cast(cast(left, Integer) // 30, Text) + " months"
    length = case((left == 1, "1 day"), (left < 60, cast(left, Text) + " days"), else_=months)
    return case((days.is_(None), "No date known"), (past, literal("Overdue by ") + length), (days == 0, "Due today"),
                else_=literal("Due in ") + length)  # fmt: skip


def _state(days: ColumnElement[int], soon: ColumnElement[int]) -> ColumnElement[str]:
    return case((days.is_(None), "unknown"), (days < 0, "overdue"), (days <= soon, "soon"), else_="later")


def _row(kind: str, which: ColumnElement[str], title: Any, detail: Any, when: Any, soon: int, *about: Any) -> Any:
    unit, site, _, href = about
    due_on, due_day = when
    return select(key(literal(kind), which), literal(kind).label("kind"), title.label("title"), unit, site,
                  detail.label("detail"), due_on.label("due"), due_day.label("due_day"),
                  literal(soon, Integer).label("soon"), href)  # fmt: skip


def _audits(within: Within, caller: Caller) -> Select[Any]:
    """Each unit's next audit, by the last one that was held to its end."""
    newest, last, unit = within.own("shown_audits"), within.own("shown_audits"), _units(within, caller)
    detail = case((last.c.id.is_(None), "Not audited to the end yet"), else_=literal("Last audited ") + last.c.held_on)
    when = func.coalesce(last.c.due_on, ""), last.c.due_day
    wanted = _row("Audit", newest.c.unit, newest.c.unit_name, detail, when, AUDIT_SOON_DAYS, *place(newest, "id"))
    found: Select[Any] = wanted.select_from(
        unit.join(newest, newest.c.recency == unit.c.newest).outerjoin(last, last.c.recency == unit.c.last)
    )
    return found


def _units(within: Within, caller: Caller) -> Subquery:
    """Of each unit the newest audit, and the newest of those that ended; units that are the same count as one."""
    own = table("shown_audits")
    ended = and_(own.c.state != "open", own.c.held_day.is_not(None))
    last = func.max(case((ended, own.c.recency)))
    wanted = select(func.max(own.c.recency).label("newest"), last.label("last")).group_by(
        as_one(within, caller, "unit", own.c.unit)
    )
    return within.held(wanted.where(own.c.simulated == 0, seen(caller, own))).subquery("units")


def _actions(within: Within, caller: Caller) -> Select[Any]:
    own = table("shown_actions")
    source, fits = chased(own, accepted(within), followed(within, caller))
    detail = own.c.owner + ", " + func.lower(own.c.level) + " risk"
    when, which = (own.c.due, own.c.due_day), own.c.audit + " " + own.c.id
    wanted = _row("Action", which, own.c.what, detail, when, SOON_DAYS, *place(own))
    found: Select[Any] = wanted.select_from(source).where(fits, seen(caller, own))
    return found


def _calibrations(within: Within, caller: Caller) -> Select[Any]:
    same = as_one(within, caller, "instrument", table("shown_things").c.id)
    own = newest_things(within, caller, "instrument", same)
    parts = (own.c.maker, own.c.model, own.c.serial)
    named = [case((part == "", ""), else_=literal(" ") + part) for part in parts]
    when = own.c.calibration_due, own.c.due_day
    detail = func.ltrim(named[0] + named[1] + named[2])
    wanted = _row("Calibration", own.c.id, own.c.name, detail, when, CALIBRATION_SOON_DAYS, *place(own))
    found: Select[Any] = wanted.where(own.c.nth == 1)
    return found
