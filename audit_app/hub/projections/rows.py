"""What a caller may see of what was worked out, as queries; each row has a key of its own and an address to lead to."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, Table, Text, and_, case, cast, func, literal, select

from audit_app.hub.database import Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.replies import ACCEPTED
from audit_app.hub.tables import table

STANDINGS = {"open": "Open", "in_progress": "In progress", "done": "Done, not verified",
             "accepted_risk": "Accepted risk", "closed": "Closed"}  # fmt: skip
ACTION_STATES = {"open": "Open", "in_progress": "In progress", "done": "Done", "verified": "Verified",
                 "accepted_risk": "Accepted risk"}  # fmt: skip
TO_DO = ("open", "in_progress")


def seen(caller: Caller, own: Table) -> ColumnElement[bool]:
    """The condition that leaves the rows of audits that a caller may see."""
    return caller.grants.only(Right.SEE, own, "id" if own.name == "shown_audits" else "audit")


def place(own: FromClause, audit: str = "audit") -> tuple[ColumnElement[Any], ...]:
    """Unit and site of a row, when its audit was held, and its address."""
    href = literal("/audits/") + own.c[audit]
    return own.c.unit_name.label("unit"), own.c.site, own.c.held_on, href.label("href")


def key(*parts: ColumnElement[Any]) -> ColumnElement[str]:
    """What tells one row from all others."""
    whole: ColumnElement[str] = cast(parts[0], Text)
    for part in parts[1:]:
        whole = whole + " " + cast(part, Text)
    return whole.label("key")


def worded(own: ColumnElement[Any], words: Mapping[str, str]) -> ColumnElement[str]:
    """A state in words; one that this version has no words for as it is."""
    return case(dict(words), value=own, else_=own)


def audits(within: Within, caller: Caller, today: date) -> Select[Any]:
    """Every audit, simulated ones marked."""
    own = table("shown_audits")
    title = case((own.c.title == "", literal("Audit ") + own.c.id), else_=own.c.title)
    done = cast(own.c.lines - own.c.left, Text) + " of " + cast(own.c.lines, Text)
    return select(key(own.c.id), title.label("title"), *place(own, "id"), own.c.purpose, own.c.auditor,
                  own.c.standing.label("state"), own.c.result, done.label("done"),
                  own.c.deficient).where(seen(caller, own))  # fmt: skip


def followed(within: Within, caller: Caller | None) -> Subquery:
    """The findings that a later audit found closed or took over."""
    own = table("shown_followed")
    fits = [seen(caller, own)] if caller else []
    return within.held(select(own.c.finding).where(*fits).distinct()).subquery("followed")


def accepted(within: Within) -> Subquery:
    """The actions, by audit and id, whose reply was accepted."""
    own = table("replies")
    wanted = select(own.c.audit, own.c.action).where(own.c.answer == ACCEPTED).distinct()
    return within.held(wanted).subquery("accepted")


def findings(within: Within, caller: Caller, today: date) -> Select[Any]:
    """Findings that are not closed and that no later audit of the unit found closed or took over."""
    own, done = table("shown_findings"), followed(within, caller)
    danger = case((own.c.danger == 1, "Yes"), else_="No")
    return (
        select(key(own.c.audit, own.c.id), own.c.short, own.c.title, own.c.level, own.c.score, danger.label("danger"),
               *place(own), own.c.owner, worded(own.c.standing, STANDINGS).label("standing"), own.c.raised_on,
               (literal(today.toordinal()) - own.c.raised_day).label("age"))
        .select_from(own.outerjoin(done, done.c.finding == own.c.id))
        .where(own.c.standing != "closed", done.c.finding.is_(None), seen(caller, own))
    )  # fmt: skip


def actions(within: Within, caller: Caller, today: date) -> Select[Any]:
    """Every action with its owner, its day and how far it is."""
    own, over = table("shown_actions"), accepted(within)
    return told_actions(own, over, today).select_from(_with_replies(own, over)).where(seen(caller, own))


def _with_replies(own: Table, over: Subquery) -> FromClause:
    return own.outerjoin(over, and_(over.c.audit == own.c.audit, over.c.action == own.c.id))


def told_actions(own: Table, over: Subquery, today: date) -> Select[Any]:
    """What is said of an action."""
    open_yet = own.c.state.in_(TO_DO)
    late = and_(open_yet, over.c.audit.is_(None), own.c.due_day < today.toordinal())
    state = case(
        (and_(open_yet, over.c.audit.is_not(None)), "Reply accepted"), else_=worded(own.c.state, ACTION_STATES)
    )
    return select(key(own.c.audit, own.c.id), own.c.audit, own.c.id, own.c.what, own.c.finding_title, own.c.level,
                  *place(own), own.c.owner, own.c.email, own.c.due, state.label("state"),
                  case((late, "Overdue"), else_="").label("late"))  # fmt: skip


def chased(own: Table, over: Subquery, done: Subquery) -> tuple[FromClause, ColumnElement[bool]]:
    """Where from, and which: the actions still to be chased."""
    joined = _with_replies(own, over).outerjoin(done, done.c.finding == own.c.finding)
    return joined, and_(own.c.state.in_(TO_DO), over.c.audit.is_(None), done.c.finding.is_(None))


def open_actions(within: Within, today: date) -> Select[Any]:
    """The actions of every audit that are still to be chased, the most pressing first."""
    own, over = table("shown_actions"), accepted(within)
    source, fits = chased(own, over, followed(within, None))
    undated = case((own.c.due == "", 1), else_=0)
    wanted = told_actions(own, over, today).select_from(source).where(fits)
    return wanted.order_by(undated, own.c.due, own.c.what, own.c.audit, own.c.id)


def owners(within: Within, today: date) -> list[str]:
    """The e-mail addresses of those with an open action."""
    own, over = table("shown_actions"), accepted(within)
    source, fits = chased(own, over, followed(within, None))
    wanted = select(own.c.email).select_from(source).where(fits, own.c.email.contains("@")).distinct()
    return sorted(row["email"] for row in within.run(wanted))


def of_owner(within: Within, email: str, today: date) -> list[dict[str, Any]]:
    """The open actions of one owner, whatever audit they are of."""
    return within.run(open_actions(within, today).where(table("shown_actions").c.email == email))


def readings(within: Within, caller: Caller, today: date) -> Select[Any]:
    """Every reading with its verdict, so that one item can be followed over years and units."""
    own = table("shown_readings")
    return select(key(own.c.audit, own.c.line), own.c.item, own.c.thing, *place(own), own.c.words, own.c.value,
                  own.c.unit_of, own.c.verdict).where(seen(caller, own))  # fmt: skip


def shortcomings(within: Within, caller: Caller, today: date) -> Select[Any]:
    """Every item that is not as it should be, over all audits."""
    own = table("shown_shortcomings")
    return select(key(own.c.audit, own.c.line), own.c.item, own.c.thing, own.c.section, *place(own),
                  own.c.verdict).where(seen(caller, own))  # fmt: skip


def as_one(within: Within, caller: Caller, kind: str, own: ColumnElement[str]) -> ColumnElement[str]:
    """An id, or that of the first of those that the register states to be the same; there are few of those."""
    pairs = table("shown_same")
    wanted = select(pairs.c.one, pairs.c.other).where(pairs.c.kind == kind, seen(caller, pairs))
    said = wanted.group_by(pairs.c.one, pairs.c.other).having(func.min(pairs.c.same) == 1)
    groups: list[set[str]] = []
    for row in within.run(said):  # where anybody says that they are two, they stay two
        pair = {row["one"], row["other"]}
        joined = [each for each in groups if each & pair]
        groups = [each for each in groups if not each & pair] + [pair.union(*joined)]
    first = {each: min(group) for group in groups for each in group}
    return case(first, value=own, else_=own) if first else own


def newest_things(within: Within, caller: Caller, kind: str, one: ColumnElement[str] | None = None) -> Subquery:
    """Each thing of a kind as the newest audit that knows it has it, where `nth` is 1; `one` tells which are one."""
    own = table("shown_things")
    which = own.c.id if one is None else one
    nth = func.row_number().over(partition_by=which, order_by=(own.c.held_on.desc(), own.c.audit.desc()))
    wanted = select(*(each for each in own.c if each.name != "tenant"), nth.label("nth"))
    return within.held(wanted.where(own.c.kind == kind, seen(caller, own))).subquery("things")


def instruments(within: Within, caller: Caller, today: date) -> Select[Any]:
    """Every instrument that audits were made with, as the newest of them has it."""
    own = newest_things(within, caller, "instrument")
    return select(key(own.c.id), own.c.name, own.c.maker, own.c.model, own.c.serial, *place(own), own.c.calibrated_on,
                  own.c.calibration_due, own.c.certificate).where(own.c.nth == 1)  # fmt: skip


def ancillary(within: Within, caller: Caller, today: date) -> Select[Any]:
    """The ancillary items of every unit, with what was said of their label."""
    own = newest_things(within, caller, "ancillary-item")
    return select(key(own.c.id), own.c.name, *place(own), own.c.told).where(own.c.nth == 1)


def checklists(within: Within, caller: Caller, today: date) -> Select[Any]:
    """The checklists that audits were made with, their versions, and how many audits used each."""
    own = table("shown_checklists")
    return (
        select(key(own.c.digest), own.c.title, own.c.version, func.count().label("audits"),
               func.substr(own.c.digest, 1, 12).label("digest"), literal("").label("href"))
        .where(seen(caller, own)).group_by(own.c.digest, own.c.title, own.c.version)
    )  # fmt: skip


def register(within: Within, caller: Caller, today: date) -> Select[Any]:
    """Everything that the register's logs state."""
    own = table("shown_register")
    unit, site, *_ = place(own)
    return select(key(own.c.audit, own.c.n), own.c.kind, own.c.name, unit, site, own.c.told,
                  own.c.stated_by.label("by"), own.c.stated_on.label("on"), own.c.state,
                  literal("").label("href")).where(seen(caller, own))  # fmt: skip
