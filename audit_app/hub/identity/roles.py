"""What each role may do, and where: in the whole tenant, at one site, or in one unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, false, or_, true

from audit_app.hub.database import Within
from audit_app.hub.tables import table


class Right(StrEnum):
    """One thing that may be allowed."""

    SEE = "see audits"
    PUSH = "send entries"
    PEOPLE = "manage people and devices"
    LOG = "read the access log"
    LEAD = "accept replies, order disposal"
    LISTS = "keep checklists"


ROLES: dict[str, tuple[str, frozenset[Right]]] = {
    "reader": ("Reader", frozenset({Right.SEE})),
    "auditor": ("Auditor", frozenset({Right.SEE, Right.PUSH})),
    "checker": ("Checker (second person)", frozenset({Right.SEE, Right.PUSH})),
    "author": ("Checklist author", frozenset({Right.LISTS})),
    "lead": ("MR safety lead", frozenset({Right.SEE, Right.PUSH, Right.PEOPLE, Right.LOG, Right.LEAD, Right.LISTS})),
    "assessor": ("Assessor of one portfolio", frozenset({Right.SEE})),
    "operator": ("Operator, sees no audits", frozenset({Right.PEOPLE, Right.LOG})),
}
SCOPES = ("tenant", "site", "unit", "audit")
MUST_END = ("assessor",)  # roles that are given for a time only


@dataclass(frozen=True)
class Grant:
    """One role that a person has: `scope` is a site's name or the id of a unit or audit; empty for the tenant."""

    role: str
    scope_kind: str
    scope: str

    def gives(self, right: Right) -> bool:
        """Whether its role has a right."""
        return right in ROLES.get(self.role, ("", frozenset[Right]()))[1]

    def covers(self, about: Mapping[str, Any]) -> bool:
        """Whether an audit, told by its id, unit and site, lies in its scope."""
        if self.scope_kind == "tenant":
            return True
        key = {"site": "site", "unit": "unit", "audit": "id"}.get(self.scope_kind)
        return bool(key and self.scope and about.get(key) == self.scope)


@dataclass(frozen=True)
class Grants:
    """Every role that a person has now."""

    all: tuple[Grant, ...]

    def has(self, right: Right) -> bool:
        """Whether any of them gives a right, wherever."""
        return any(each.gives(right) for each in self.all)

    def everywhere(self, right: Right) -> bool:
        """Whether one of them gives a right in the whole tenant."""
        return any(each.gives(right) and each.scope_kind == "tenant" for each in self.all)

    def may(self, right: Right, about: Mapping[str, Any]) -> bool:
        """Whether a right covers an audit."""
        return any(each.gives(right) and each.covers(about) for each in self.all)

    def only(self, right: Right, audits: Table, key: str = "id") -> ColumnElement[bool]:
        """The condition that leaves a query only the audits that a right covers; the table has unit and site."""
        found: list[ColumnElement[bool]] = [false()]
        for each in (one for one in self.all if one.gives(right)):
            column = {"site": audits.c.site, "unit": audits.c.unit, "audit": audits.c[key]}.get(each.scope_kind)
            if each.scope_kind == "tenant":
                return true()
            if column is not None and each.scope:
                found.append(column == each.scope)
        return or_(*found)


def grants_of(within: Within, person: str, known: Mapping[str, Any] | None = None) -> Grants:
    """The roles a person has today; none that ended, ran out or is of somebody who left. `known` is their row."""
    today = datetime.now(UTC).date().isoformat()
    own = table("grants")
    known = known or within.one("people", id=person)
    if known is None or known["ended_at"]:
        return Grants(())
    rows = within.find("grants", own.c.person == person, own.c.ended_at.is_(None))
    return Grants(tuple(_grant(row) for row in rows if not row["until"] or row["until"] >= today))


def _grant(row: Mapping[str, Any]) -> Grant:
    return Grant(row["role"], row["scope_kind"], row["scope"])


def words(grants: Iterable[Mapping[str, Any]]) -> str:
    """Roles in words, e.g. 'Auditor at St Elsewhere until 2026-12-31'."""
    return "; ".join(map(_words, grants))


def _words(row: Mapping[str, Any]) -> str:
    name = ROLES.get(row["role"], (row["role"], None))[0]
    where = "" if row["scope_kind"] == "tenant" else f" of {row['scope_kind']} {row['scope']}"
    return f"{name}{where}" + (f" until {row['until']}" if row["until"] else "")
