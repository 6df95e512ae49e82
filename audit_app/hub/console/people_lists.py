"""People, tablets and the access log as lists."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, Table, case, func, literal, select

from audit_app.hub.database import Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import ROLES
from audit_app.hub.projections.lists import Listing, columns
from audit_app.hub.tables import table


def _people(within: Within, caller: Caller, today: date) -> Select[Any]:
    own, held = table("people"), _roles(within)
    return select(
        own.c.id.label("key"), own.c.name, _text(own.c.email).label("email"), _text(held.c.words).label("roles"),
        _text(own.c.registration).label("registration"),
        case((own.c.totp.is_(None), "Not in use"), else_="In use").label("codes"), _state(own, "Ended", "Active"),
        (literal("/people/") + own.c.id).label("href"),
    ).select_from(own.outerjoin(held, held.c.person == own.c.id))  # fmt: skip


def _roles(within: Within) -> Subquery:
    """The roles that each person has now, in words as `identity.roles.words` has them."""
    own = table("grants")
    name = case({role: title for role, (title, _) in ROLES.items()}, value=own.c.role, else_=own.c.role)
    where = case((own.c.scope_kind == "tenant", ""), else_=literal(" of ") + own.c.scope_kind + " " + own.c.scope)
    until = case((_text(own.c.until) == "", ""), else_=literal(" until ") + own.c.until)
    words = func.aggregate_strings(name + where + until, "; ").label("words")
    wanted = select(own.c.person, words).where(own.c.ended_at.is_(None)).group_by(own.c.person)
    return within.held(wanted).subquery("roles")


def _devices(within: Within, caller: Caller, today: date) -> Select[Any]:
    own, people = table("devices"), within.own("people")
    joined = own.outerjoin(people, people.c.id == own.c.person)
    return select(
        own.c.id.label("key"), own.c.id, own.c.name, _text(people.c.name).label("person"), own.c.enrolled_at,
        _text(own.c.seen_at).label("seen_at"), _state(own, "Cut off", "Joined"), literal("").label("href"),
    ).select_from(joined)  # fmt: skip


def _access(within: Within, caller: Caller, today: date) -> Select[Any]:
    own, people = table("access_log"), within.own("people")
    joined = own.outerjoin(people, people.c.id == own.c.person)
    return select(
        own.c.n.label("key"), own.c.n, own.c.at, _text(people.c.name).label("who"),
        _text(own.c.device).label("device"), own.c.what, own.c.subject, own.c.detail, literal("").label("href"),
    ).select_from(joined)  # fmt: skip


def _text(own: ColumnElement[Any]) -> ColumnElement[str]:
    return func.coalesce(own, "")


def _state(own: Table, ended: str, else_: str) -> ColumnElement[str]:
    return case((own.c.ended_at.is_not(None), ended), else_=else_).label("state")


PEOPLE = Listing("people", "People", "Who may do what.",
                 columns("name=Name", "email=E-mail", "roles=Roles", "registration=Registration", "?codes=Codes",
                         "?state=State"), _people, "name", "Nobody is here")  # fmt: skip
DEVICES = Listing("devices", "Tablets", "Each sends under the login of whoever joined it.",
                  columns("name=Tablet", "id=Device", "?person=Joined by", "enrolled_at=Joined at", "seen_at=Last sent",
                          "?state=State"), _devices, "-seen_at", "No tablet has joined yet")  # fmt: skip
ACCESS = Listing("access", "Access log", "Who read, exported or changed what; nothing is ever taken out.",
                 columns("#n=No.", "at=When", "?who=Who", "device=Tablet", "?what=What", "subject=Of what",
                         "detail=Detail"), _access, "-n", "Nothing was read yet")  # fmt: skip
