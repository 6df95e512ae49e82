"""Calendars that programs fetch: whoever has the address reads it, so it is a secret that can be taken back."""

from datetime import UTC, date, datetime

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from audit_app.hub.database import Row, Within
from audit_app.hub.identity import access_log
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.links import Link, found
from audit_app.hub.identity.roles import Right, grants_of
from audit_app.hub.identity.tries import wait
from audit_app.hub.out.calendar import calendar
from audit_app.hub.out.tables import listed
from audit_app.hub.projections.rows import of_owner
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.tables import table
from audit_app.hub.web.described import gives_bytes
from audit_app.hub.web.needs import Needs, Who, hub_of
from audit_app.hub.web.problems import Refused

router = APIRouter(tags=["calendars"])
GONE = ("This calendar is not here, or was taken back.", "Make another address on your account's page")


@router.get(
    "/calendar/{token}.ics",
    dependencies=[Depends(Needs(Who.ANYONE))],
    responses=gives_bytes("text/calendar", "What is due, by RFC 5545"),
)
def feed(request: Request, token: str) -> Response:
    """What falls due, for whoever has the address: within the roles of its person now, and actions of theirs."""
    hub = hub_of(request)
    link = found(hub.database, token, "calendar")
    if link is None:
        raise Refused(404, *GONE)
    seconds = wait(hub.database, f"calendar {link.hash}")
    if seconds:
        raise Refused(429, f"It was fetched too often. Wait {seconds} s.", "Then fetch it again", wait=seconds)
    catch_up(hub.database, link.tenant)
    today = datetime.now(UTC).date()
    with hub.database.within(link.tenant) as within:
        name, rows = _due(within, link, today)
    with hub.database.within(link.tenant, write=True) as within:
        _note(within, link, today)
    data = calendar(rows, hub.settings.address, f"MR audits, {name}", today)
    return Response(data, media_type="text/calendar; charset=utf-8",
                    headers={"content-disposition": 'inline; filename="due.ics"'})  # fmt: skip


@router.get(
    "/mine/{token}/actions.ics",
    dependencies=[Depends(Needs(Who.ANYONE))],
    responses=gives_bytes("text/calendar", "An owner's open actions, by RFC 5545"),
)
def actions(request: Request, token: str) -> Response:
    """The open actions of whoever a mail's link was sent to, as they are now, to be put into a calendar once."""
    hub, today = hub_of(request), datetime.now(UTC).date()
    link = found(hub.database, token, "actions")
    if link is None:
        raise Refused(404, "This link has run out.", "The next weekly mail brings another")
    catch_up(hub.database, link.tenant)
    with hub.database.within(link.tenant, write=True) as within:
        rows = [_action(row) | {"href": f"/mine/{token}"} for row in of_owner(within, link.subject, today)]
        access_log.note(within, "an owner fetched their calendar", link.subject)
    data = calendar(rows, hub.settings.address, "My actions from MR safety audits", today)
    return Response(data, media_type="text/calendar; charset=utf-8",
                    headers={"content-disposition": 'attachment; filename="actions.ics"'})  # fmt: skip


def _due(within: Within, link: Link, today: date) -> tuple[str, list[Row]]:
    """Whose calendar it is, and what is due for them: all that they may see, and actions of theirs beside."""
    person = within.one("people", id=link.subject)
    if person is None or person["ended_at"]:
        raise Refused(404, *GONE)
    caller = Caller(link.tenant, person["id"], person["name"], grants_of(within, person["id"]))
    rows = list(listed(within, "due", caller, today)) if caller.grants.has(Right.SEE) else []
    known = {(row["title"], row["due"], row["unit"]) for row in rows}
    mine = [_action(row) for row in of_owner(within, (person["email"] or "").lower(), today)]
    return person["name"], [*rows, *(row for row in mine if (row["title"], row["due"], row["unit"]) not in known)]


def _action(row: Row) -> Row:
    told = {"kind": "Action", "title": row["what"] or row["finding_title"], "detail": row["finding_title"]}
    return {**told, "unit": row["unit"], "site": row["site"], "due": row["due"], "href": ""}


def _note(within: Within, link: Link, today: date) -> None:
    """Once a day, however often a program fetches it."""
    own = table("access_log")
    fetched = within.one("access_log", own.c.at >= today.isoformat(), what="fetched the calendar", person=link.subject)
    if fetched is None:
        access_log.note(within, "fetched the calendar", link.subject, person=link.subject)
