"""An owner's own actions by a link that needs no account, and the replies that the MR safety lead answers."""

from datetime import UTC, date, datetime

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from audit_app.errors import UsageError
from audit_app.hub.console.doors import address_of, throttled
from audit_app.hub.console.pages import elsewhere, page, told
from audit_app.hub.console.tables import table_page
from audit_app.hub.database import Row, Within
from audit_app.hub.identity import access_log
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.links import Link, found
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.replies import answer, reply
from audit_app.hub.mail import write_digests
from audit_app.hub.projections.lists import Listing, columns
from audit_app.hub.projections.rows import of_owner
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.tables import table
from audit_app.hub.web.hub import Hub
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of, said
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
OPEN = [Depends(Needs(Who.ANYONE))]
LEADS = [Depends(Needs(Who.PERSON, Right.LEAD))]


def _none(within: Within, caller: Caller, today: date) -> list[Row]:
    return []


REPLIES = Listing("replies", "Replies", "What owners say of their actions; accepting one ends the reminders.",
                  columns("what=Action", "?unit=Unit", "email=From", "at=When", "text=Reply", "?state=State"),
                  _none, "-at", "Nobody has replied yet")  # fmt: skip


@router.get("/mine/{token}", dependencies=OPEN)
def mine(request: Request, token: str) -> Response:
    """The open actions of whoever the link was sent to."""
    return _mine(request, token)


def _mine(request: Request, token: str, status: int = 200, **more: str) -> Response:
    hub = hub_of(request)
    link = _link(hub, token)
    catch_up(hub.database, link.tenant)
    with hub.database.within(link.tenant) as within:
        rows = of_owner(within, link.subject, datetime.now(UTC).date())
        own = table("replies")
        replies = within.find("replies", own.c.email == link.subject, order=own.c.at)
    return page(request, "mine.html", status, title="Your actions", rows=rows, replies=replies, token=token, **more)


@router.post("/mine/{token}", dependencies=OPEN)
def tell(request: Request, token: str) -> Response:
    """Keeps a reply to one of them; to another's action nothing can be said."""
    hub = hub_of(request)
    throttled(hub, f"reply from {address_of(request)}")
    link, audit, action = _link(hub, token), said(request, "audit"), said(request, "action")
    try:
        with hub.database.within(link.tenant, write=True) as within:
            rows = of_owner(within, link.subject, datetime.now(UTC).date())
            if not any((row["audit"], row["id"]) == (audit, action) for row in rows):
                raise UsageError("This action", "is not yours, or is no longer open", "Choose one of the list")
            reply(within, audit, action, link.subject, said(request, "text"))
    except UsageError as error:
        return _mine(request, token, 422, fault=told(error))
    return _mine(request, token, said="It was kept, and the MR safety lead sees it.")


def _link(hub: Hub, token: str) -> Link:
    link = found(hub.database, token, "actions")
    if link is None:
        raise Refused(404, "This link has run out.", "The next weekly mail brings another")
    return link


@router.get("/replies", dependencies=LEADS)
def replies(request: Request) -> Response:
    """Every reply in the lead's scope, those that wait for an answer with two buttons."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant) as within:
        rows = _replies(within, caller)
    waiting = [row for row in rows if row["state"] == "Waits for you"]
    return table_page(request, REPLIES, rows, more="replies_form.html", waiting=waiting, mails=bool(hub.settings.smtp))


def _replies(within: Within, caller: Caller) -> list[Row]:
    own = table("shown_audits")
    seen = {row["id"]: row for row in within.find("shown_audits", caller.grants.only(Right.LEAD, own))}
    actions = {(row["audit"], row["id"]): row for row in within.find("shown_actions")}
    states = {"": "Waits for you", "accepted": "Accepted", "returned": "Returned"}
    rows = []
    for row in within.find("replies"):
        about, action = seen.get(row["audit"]), actions.get((row["audit"], row["action"]))
        if about:
            what = (action["what"] or action["finding_title"]) if action else "an action that is no longer there"
            more = {"what": what, "unit": about["unit_name"], "state": states[row["answer"]]}
            rows.append({**row, **more, "href": f"/audits/{row['audit']}"})
    return rows


@router.post("/replies/{reply_id}/{verdict}", dependencies=LEADS)
def answered(request: Request, reply_id: str, verdict: str) -> Response:
    """The lead accepts a reply, or returns it."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant, write=True) as within:
        if not any(row["id"] == reply_id for row in _replies(within, caller)):
            raise Refused(404, "This reply is not here, or not for you.")
        answer(within, reply_id, caller.person, verdict)
        access_log.note(within, f"{verdict} a reply", reply_id, person=caller.person)
    return elsewhere("/replies")


@router.post("/reminders", dependencies=LEADS)
def remind(request: Request) -> Response:
    """Writes this week's mail now; once a week each owner."""
    hub, caller = hub_of(request), caller_of(request)
    if not caller.grants.everywhere(Right.LEAD):
        raise Refused(403, "Your roles do not hold for the whole organisation.", "Ask the MR safety lead")
    catch_up(hub.database, caller.tenant)
    write_digests(hub.database, hub.settings, datetime.now(UTC).date())
    return elsewhere("/replies")
