"""An owner's own actions by a link that needs no account, and the replies that the MR safety lead answers."""

from datetime import UTC, date, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Select, and_, func, literal, select
from starlette.responses import Response

from audit_app.errors import UsageError
from audit_app.hub.console.doors import address_of, throttled
from audit_app.hub.console.pages import elsewhere, page, told
from audit_app.hub.console.tables import table_page
from audit_app.hub.database import Within
from audit_app.hub.identity import access_log
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.links import Link, found
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.replies import answer, reply
from audit_app.hub.keeping.reply_photos import MOST, looked_at, name, of_replies, put
from audit_app.hub.mail import write_digests
from audit_app.hub.projections.lists import Listing, columns
from audit_app.hub.projections.rows import of_owner, worded
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.tables import table
from audit_app.hub.web.hub import Hub
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of, said
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
OPEN = [Depends(Needs(Who.ANYONE))]
LEADS = [Depends(Needs(Who.PERSON, Right.LEAD))]


def _replies(within: Within, caller: Caller, today: date) -> Select[Any]:
    own, about, action = table("replies"), table("shown_audits"), within.own("shown_actions")
    joined = own.join(about, and_(about.c.tenant == own.c.tenant, about.c.id == own.c.audit)).outerjoin(
        action, and_(action.c.audit == own.c.audit, action.c.id == own.c.action)
    )
    gone = literal("an action that is no longer there")
    what = func.coalesce(func.nullif(action.c.what, ""), func.nullif(action.c.finding_title, ""), gone)
    return select(
        own.c.id.label("key"), own.c.id, what.label("what"), about.c.unit_name.label("unit"), own.c.email, own.c.at,
        own.c.text, worded(own.c.answer, STATES).label("state"), (literal("/audits/") + own.c.audit).label("href"),
    ).select_from(joined).where(caller.grants.only(Right.LEAD, about))  # fmt: skip


STATES = {"": "Waits for you", "accepted": "Accepted", "returned": "Returned"}
REPLIES = Listing("replies", "Replies", "What owners say of their actions; accepting one ends the reminders.",
                  columns("what=Action", "?unit=Unit", "email=From", "at=When", "text=Reply", "?state=State"),
                  _replies, "-at", "Nobody has replied yet")  # fmt: skip


@router.get("/mine/{token}", dependencies=OPEN)
def mine(request: Request, token: str) -> Response:
    """The open actions of whoever the link was sent to."""
    return _mine(request, token)


def _mine(request: Request, token: str, status: int = 200, **more: Any) -> Response:
    hub = hub_of(request)
    link = link_of(hub, token)
    catch_up(hub.database, link.tenant)
    with hub.database.within(link.tenant) as within:
        rows = of_owner(within, link.subject, datetime.now(UTC).date())
        own = table("replies")
        replies = within.find("replies", own.c.email == link.subject, order=own.c.at)
        photos = of_replies(within, (row["id"] for row in replies))
    with hub.database.within(link.tenant, write=True) as within:
        access_log.note(within, "an owner read their actions", link.subject)
    values = {"rows": rows, "replies": replies, "token": token, "photos": photos, "most": MOST, "typed": ("", "", "")}
    return page(request, "mine.html", status, title="Your actions", **{**values, **more})


def known_link(request: Request, token: str) -> None:
    """Refuses whoever has no link before a byte of what they send is read."""
    link_of(hub_of(request), token)


@router.post("/mine/{token}", dependencies=[Depends(known_link), *OPEN])
def tell(request: Request, token: str) -> Response:
    """Keeps a reply to one of them with its photographs; to another's action nothing can be said."""
    hub = hub_of(request)
    throttled(hub, f"reply from {address_of(request)}")
    link, audit, action, text = link_of(hub, token), *(said(request, each) for each in ("audit", "action", "text"))
    try:
        with hub.database.within(link.tenant) as within:
            _refuse_anothers(within, link, audit, action)
        photos = looked_at(_files(request))
        put(hub.pictures, link.tenant, photos)  # the bytes first: what is named is there
        with hub.database.within(link.tenant, write=True) as within:
            _refuse_anothers(within, link, audit, action)
            name(within, reply(within, audit, action, link.subject, text), photos)
    except UsageError as error:
        return _mine(request, token, 422, fault=told(error), typed=(audit, action, text))
    return _mine(request, token, said="It was kept, and the MR safety lead sees it.")


def _refuse_anothers(within: Within, link: Link, audit: str, action: str) -> None:
    rows = of_owner(within, link.subject, datetime.now(UTC).date())
    if not any((row["audit"], row["id"]) == (audit, action) for row in rows):
        raise UsageError("This action", "is not yours, or is no longer open", "Choose one of the list")


def _files(request: Request) -> list[tuple[str, bytes]]:
    """The files that came with a form, those with bytes in them."""
    sent = request.state.form.getlist("photo") if request.state.form else []
    files = [(each.filename or "", each.file.read()) for each in sent if not isinstance(each, str)]
    return [each for each in files if any(each)]


def link_of(hub: Hub, token: str) -> Link:
    """What an owner's link opens; 404 when it has run out."""
    link = found(hub.database, token, "actions")
    if link is None:
        raise Refused(404, "This link has run out.", "The next weekly mail brings another")
    return link


@router.get("/replies", dependencies=LEADS)
def replies(request: Request) -> Response:
    """Every reply in the lead's scope, those that wait for an answer with two buttons."""
    hub, own = hub_of(request), table("replies")
    with hub.database.within(caller_of(request).tenant) as within:
        waiting = within.find("replies", own.c.answered_at.is_(None))
        photos = of_replies(within, (row["id"] for row in waiting))
    values: dict[str, Any] = {"photos": photos, "mails": bool(hub.settings.smtp)}
    return table_page(request, REPLIES, more="replies_form.html", **values)


@router.post("/replies/{reply_id}/{verdict}", dependencies=LEADS)
def answered(request: Request, reply_id: str, verdict: str) -> Response:
    """The lead accepts a reply, or returns it."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant, write=True) as within:
        if not within.run(_replies(within, caller, date.min).where(table("replies").c.id == reply_id)):
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
    write_digests(hub.database, hub.settings, datetime.now(UTC).date(), only=caller.tenant)
    return elsewhere("/replies")
