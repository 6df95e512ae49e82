"""Audits as a list by how long they are kept."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
)

from audit_app.hub.database import Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.retention import rules, standing_holds
from audit_app.hub.projections.lists import Listing, columns
from audit_app.hub.tables import table


def _kept(within: Within, caller: Caller, today: date) -> Select[Any]:
    own, shown, ends = table("audits"), within.own("shown_audits"), _ends(within)
    waits, rule = _waiting(within), rules(within)["audit"]
    start = shown.c.held_on if rule.basis == "held" else func.coalesce(ends.c.ended_on, "")
    known = and_(shown.c.held_day.is_not(None), start != "")  # only what begins with the four figures of a year
    year = cast(case((known, func.substr(start, 1, 4)), else_="0"), Integer) + rule.years
    until = case((known, cast(year, Text) + func.substr(start, 5, 6)), else_="")
    state = case(
        (own.c.disposed_at.is_not(None), literal("Disposed of on ") + func.substr(own.c.disposed_at, 1, 10)),
        (_held(within, own), "Under a hold"), (waits.c.audit.is_not(None), "Waits for a second person"),
        (until == "", "Kept: its end is not known"), (until < today.isoformat(), "Its time has come"), else_="Kept",
    )  # fmt: skip
    title = func.coalesce(func.nullif(shown.c.title, ""), literal("Audit ") + own.c.id)
    joined = own.outerjoin(shown, shown.c.id == own.c.id).outerjoin(ends, ends.c.id == own.c.id)
    return (
        select(own.c.id.label("key"), title.label("title"), own.c.unit_name.label("unit"), own.c.site,
               own.c.begun.label("held_on"), func.coalesce(ends.c.ended_on, "").label("ended_on"), until.label("until"),
               state.label("state"), (literal("/retention/") + own.c.id).label("href"))
        .select_from(joined.outerjoin(waits, waits.c.audit == own.c.id))
        .where(own.c.kind == "audit", caller.grants.only(Right.LEAD, own))
    )  # fmt: skip


def _ends(within: Within) -> Subquery:
    """The first end of a scanner since each audit."""
    own, ends = table("audits"), table("scanner_ends")
    since = and_(ends.c.tenant == own.c.tenant, ends.c.unit == own.c.unit, ends.c.ended_on >= own.c.begun)
    wanted = select(own.c.id, func.min(ends.c.ended_on).label("ended_on")).select_from(own.join(ends, since))
    return within.held(wanted.group_by(own.c.id)).subquery("ends")


def _waiting(within: Within) -> Subquery:
    own = table("disposals")
    wanted = select(own.c.audit).where(own.c.confirmed_at.is_(None), own.c.withdrawn_at.is_(None)).distinct()
    return within.held(wanted).subquery("waits")


def _held(within: Within, own: Table) -> ColumnElement[bool]:
    """Whether an audit is under a hold that was not lifted."""
    columns_of = {"site": own.c.site, "unit": own.c.unit, "audit": own.c.id}
    found: list[ColumnElement[bool]] = [false()]
    for each in standing_holds(within):
        column = columns_of.get(each["scope_kind"])
        found.append(literal(True) if column is None else column == each["scope"])
    return or_(*found)


def _done(within: Within, caller: Caller, today: date) -> Select[Any]:
    own, about = table("disposals"), table("audits")
    one, two, three = (within.own("people") for _ in range(3))
    same = and_(about.c.tenant == own.c.tenant, about.c.id == own.c.audit)
    joined = own.join(about, same).outerjoin(one, one.c.id == own.c.proposed_by)
    joined = joined.outerjoin(two, two.c.id == own.c.confirmed_by).outerjoin(three, three.c.id == own.c.withdrawn_by)
    state = case((own.c.confirmed_at.is_not(None), "Disposed of"), (own.c.withdrawn_at.is_not(None), "Withdrawn"),
                 else_="Waits for a second person")  # fmt: skip
    what = case((own.c["class"] == "audit", "Audit"), else_="Photographs alone")
    return select(
        own.c.id.label("key"), own.c.audit, what.label("what"), own.c.unit_name.label("unit"), own.c.held_on,
        own.c.basis, own.c.kept_until.label("until"), own.c.entries, own.c.pictures, own.c.digest,
        func.coalesce(one.c.name, "").label("proposed"), own.c.proposed_at,
        func.coalesce(two.c.name, three.c.name, "").label("second"),
        func.coalesce(own.c.confirmed_at, own.c.withdrawn_at, "").label("second_at"), state.label("state"),
        (literal("/retention/") + own.c.audit).label("href"),
    ).select_from(joined).where(caller.grants.only(Right.LEAD, about))  # fmt: skip


KEPT = Listing(
    "retention", "Retention", "How long each audit is kept. Nothing is ever disposed of by itself: two people do it.",
    columns("title=Audit", "?unit=Unit", "?site=Site", "held_on=Held on", "ended_on=Scanner out of use",
            "until=Kept until", "?state=State"), _kept, "until", "No audit has come in yet", dear=True,
)  # fmt: skip
DISPOSALS = Listing(
    "disposals", "Disposals", "What two people disposed of, and what waits for the second. Digests stay.",
    columns("audit=Audit", "?what=What", "?unit=Unit", "held_on=Held on", "basis=By the rule", "until=Kept until",
            "#entries=Entries", "#pictures=Photographs", "digest=Digest", "proposed=Proposed by",
            "proposed_at=Proposed at", "second=Confirmed or withdrawn by", "second_at=At", "?state=State"),
    _done, "-proposed_at", "Nothing was disposed of or proposed",
)  # fmt: skip
