"""Photographs in replies, for the owner by their link and for the lead."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from audit_app.hub.console.replies import LEADS, OPEN, link_of
from audit_app.hub.database import Row, Within
from audit_app.hub.identity import access_log
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.reply_photos import MOST, place_of
from audit_app.hub.tables import table
from audit_app.hub.web.hub import Hub
from audit_app.hub.web.needs import caller_of, hub_of
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=0, lt=MOST)]
GONE = "This photograph is not here, or not for you."


@router.get("/mine/{token}/photos/{reply_id}/{n}", dependencies=OPEN)
def own_photo(request: Request, token: str, reply_id: str, n: Number) -> Response:
    """A photograph that whoever the link was sent to has sent."""
    hub, link = hub_of(request), link_of(hub_of(request), token)
    with hub.database.within(link.tenant) as within:
        if within.one("replies", id=reply_id, email=link.subject) is None:
            raise Refused(404, GONE)
        row = _photo(within, reply_id, n)
    with hub.database.within(link.tenant, write=True) as within:
        access_log.note(within, "an owner read a photograph of a reply", reply_id, link.subject)
    return _picture(hub, link.tenant, row["shown"], "image/jpeg")


@router.get("/replies/{reply_id}/photos/{n}", dependencies=LEADS)
def shown_photo(request: Request, reply_id: str, n: Number) -> Response:
    """A photograph of a reply in the lead's scope."""
    row = _for_lead(request, reply_id, n)
    return _picture(hub_of(request), caller_of(request).tenant, row["shown"], "image/jpeg")


@router.get("/replies/{reply_id}/photos/{n}/original", dependencies=LEADS)
def original_photo(request: Request, reply_id: str, n: Number) -> Response:
    """The same as it was sent, to be kept and not to be shown."""
    row = _for_lead(request, reply_id, n)
    made = _picture(hub_of(request), caller_of(request).tenant, row["digest"], "application/octet-stream")
    made.headers["content-disposition"] = f'attachment; filename="{row["digest"][:12]}"'
    return made


def _for_lead(request: Request, reply_id: str, n: int) -> Row:
    hub, caller, own = hub_of(request), caller_of(request), table("audits")
    with hub.database.within(caller.tenant) as within:
        reply = within.one("replies", id=reply_id)
        seen = reply and within.find("audits", own.c.id == reply["audit"], caller.grants.only(Right.LEAD, own))
        if not seen:
            raise Refused(404, GONE)
        row = _photo(within, reply_id, n)
    with hub.database.within(caller.tenant, write=True) as within:
        access_log.note(within, "read a photograph of a reply", reply_id, row["digest"], person=caller.person)
    return row


def _photo(within: Within, reply_id: str, n: int) -> Row:
    row = within.one("reply_photos", reply=reply_id, n=n)
    if row is None or not row["size"]:  # what was disposed of has none
        raise Refused(404, GONE)
    return row


def _picture(hub: Hub, tenant: str, digest: str, kind: str) -> Response:
    return Response(b"".join(hub.pictures.whole(place_of(tenant, digest))), media_type=kind)
