"""The way to the organisation's sign-in and back."""

import json

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from audit_app.hub.console.doors import address_of, signed_in, throttled
from audit_app.hub.console.pages import inside
from audit_app.hub.identity import access_log
from audit_app.hub.identity.links import Link, found, make, use_up
from audit_app.hub.identity.oidc import Way, address_out, person_of, who_came_back
from audit_app.hub.tables import table
from audit_app.hub.web.hub import NOBODYS, Hub
from audit_app.hub.web.needs import Needs, Who, hub_of
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
OPEN = [Depends(Needs(Who.ANYONE))]
KIND = "oidc"


@router.get("/oidc/start", dependencies=OPEN)
def oidc_start(request: Request, back: str = "/", welcome: str = "") -> Response:
    """Sends the browser to the issuer, with a cookie that alone fits the way back."""
    hub = hub_of(request)
    if not hub.settings.issuer:
        raise Refused(404)
    throttled(hub, f"oidc from {address_of(request)}")
    way = Way.new(inside(back), welcome[:200])
    with hub.database.within(NOBODYS, write=True) as within:
        token = make(within, KIND, way.text())
    made = RedirectResponse(address_out(hub.settings, way), 303)
    made.set_cookie(_name(hub), token, max_age=600, path="/", secure=hub.settings.secure, httponly=True, samesite="lax")
    return made


@router.get("/oidc/done", dependencies=OPEN)
def oidc_done(request: Request) -> Response:
    """Signs in whoever came back, when everything fits."""
    hub = hub_of(request)
    link = found(hub.database, request.cookies.get(_name(hub), ""), KIND)
    if link is None or not _used(hub, link):
        raise Refused(403, "This browser did not begin to sign in here, or too long ago.", "Begin again")
    way = Way(**json.loads(link.subject))
    claims = who_came_back(hub.settings, way, {k: v[:2000] for k, v in request.query_params.items()})
    known = _welcomed(hub, way, claims) if way.welcome else person_of(hub.database, hub.settings.issuer, claims)
    if known is None:
        raise Refused(403, "Nobody here is known by this account.", "Ask whoever manages people for a link")
    made = signed_in(hub, *known, way.back)
    made.delete_cookie(_name(hub), path="/", secure=hub.settings.secure, httponly=True, samesite="lax")
    return made


def _welcomed(hub: Hub, way: Way, claims: dict[str, object]) -> tuple[str, str] | None:
    """Connects the account that a link was made for with whoever signed in."""
    link = found(hub.database, way.welcome, "account")
    if link is None:
        return None
    own = table("people")
    with hub.database.within(link.tenant, write=True) as within:
        subject = str(claims["sub"])[:300]
        person = within.one("people", id=link.subject)
        taken = within.one("people", issuer=hub.settings.issuer, subject=subject)
        if person is None or person["ended_at"] or (taken and taken["id"] != person["id"]) or not use_up(within, link):
            return None
        within.change("people", own.c.id == person["id"], issuer=hub.settings.issuer, subject=subject)
        access_log.note(within, "connected an account", link.subject, hub.settings.issuer, person=link.subject)
    return link.tenant, link.subject


def _used(hub: Hub, link: Link) -> bool:
    with hub.database.within(NOBODYS, write=True) as within:
        return use_up(within, link)


def _name(hub: Hub) -> str:
    return "__Host-mr_audit_hub_way" if hub.settings.secure else "mr_audit_hub_way"
