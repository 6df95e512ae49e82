"""Beginning, signing in and out, and the link by which a new person makes their account."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from audit_app.errors import UsageError
from audit_app.hub.console.pages import elsewhere, inside, page, told
from audit_app.hub.identity import access_log
from audit_app.hub.identity.links import Link, found, use_up
from audit_app.hub.identity.passwords import hashed
from audit_app.hub.identity.people import by_password, set_password
from audit_app.hub.identity.sessions import begin, end
from audit_app.hub.identity.tenants import BEGINS, administrator, first_person, name_of
from audit_app.hub.identity.tries import wait
from audit_app.hub.web.hub import FIRST, Hub
from audit_app.hub.web.needs import Needs, Who, caller_of, cookie_name, hub_of, said
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
OPEN = [Depends(Needs(Who.ANYONE))]
SIGNED_IN = [Depends(Needs(Who.PERSON))]
WRONG = "These do not fit together. Look at each again; a code from the app is good once."
USED = ("This link was used or has run out.", "Ask for another")


@router.get("/begin/{token}", dependencies=OPEN)
def begin_form(request: Request, token: str) -> Response:
    """The form of the first administrator."""
    hub = hub_of(request)
    return _begin_page(request, _beginning(hub, token))


@router.post("/begin/{token}", dependencies=OPEN)
def begin_hub(request: Request, token: str) -> Response:
    """Makes the first administrator, and the tenant where there is none yet, and signs them in."""
    hub = hub_of(request)
    link = _beginning(hub, token)
    _same_twice(request)
    try:
        tenant, person = _begun(request, hub, link)
    except UsageError as error:
        return _begin_page(request, link, 422, told(error))
    return signed_in(hub, tenant, person, "/")


def _begun(request: Request, hub: Hub, link: Link) -> tuple[str, str]:
    organisation, *fields = (said(request, each) for each in ("organisation", "name", "email", "password"))
    if link.kind == FIRST:
        made = first_person(hub.database, organisation, *fields)
        hub.use_first_link(link)
        return made
    kept = hashed(fields[2])  # before anything is locked: it costs time
    with hub.database.within(link.tenant, write=True) as within:
        if not use_up(within, link):
            raise Refused(404, *USED)
        return link.tenant, administrator(within, fields[0], fields[1], kept)


def _begin_page(request: Request, link: Link, status: int = 200, fault: str = "") -> Response:
    name = "" if link.kind == FIRST else name_of(hub_of(request).database, link.tenant)
    title = f"Begin {name}" if name else "Begin this hub"
    return page(request, "begin.html", status, title=title, organisation=name, fault=fault)


@router.get("/sign-in", dependencies=OPEN)
def sign_in_form(request: Request, back: str = "/") -> Response:
    """The form to sign in with."""
    hub = hub_of(request)
    return _sign_in_page(request, 200, "", inside(back), empty=not hub.database.tenants())


@router.post("/sign-in", dependencies=OPEN)
def sign_in(request: Request) -> Response:
    """Signs somebody in by password and code."""
    hub, email, back = hub_of(request), said(request, "email"), inside(said(request, "back"))
    throttled(hub, f"sign-in {email.lower()}", f"sign-in from {address_of(request)}")
    known = by_password(hub.database, email, said(request, "password"), said(request, "code"))
    if known is None:
        return _sign_in_page(request, 422, email[:200], back, fault=WRONG)
    return signed_in(hub, known[0], known[1]["id"], back)


@router.post("/sign-out", dependencies=SIGNED_IN)
def sign_out(request: Request) -> Response:
    """Ends the session."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant, write=True) as within:
        end(within, caller)
    made = elsewhere("/sign-in")
    made.delete_cookie(cookie_name(hub), path="/", secure=hub.settings.secure, httponly=True, samesite="lax")
    return made


@router.get("/welcome/{token}", dependencies=OPEN)
def welcome_form(request: Request, token: str) -> Response:
    """The form by which somebody sets the password of their account."""
    _link(hub_of(request), token, "account")
    oidc = bool(hub_of(request).settings.issuer)
    return page(request, "welcome.html", title="Choose a password", oidc=oidc, token=token)


@router.post("/welcome/{token}", dependencies=OPEN)
def welcome(request: Request, token: str) -> Response:
    """Sets the password, and signs its owner in unless they use codes, which this link does not stand in for."""
    hub = hub_of(request)
    link = _link(hub, token, "account")
    _same_twice(request)
    try:
        with hub.database.within(link.tenant, write=True) as within:
            if not use_up(within, link):
                raise Refused(404, *USED)
            set_password(within, link.subject, said(request, "password"))
            person = within.one("people", id=link.subject)
            access_log.note(within, "set a password", link.subject, person=link.subject)
    except UsageError as error:
        values: dict[str, Any] = {"fault": told(error), "oidc": False, "token": token}
        return page(request, "welcome.html", 422, title="Choose a password", **values)
    if person is None or person["ended_at"] or person["totp"]:
        return elsewhere("/sign-in")
    return signed_in(hub, link.tenant, link.subject, "/account")


def _sign_in_page(
    request: Request, status: int, email: str, back: str, fault: str = "", empty: bool = False
) -> Response:
    oidc = bool(hub_of(request).settings.issuer)
    values: dict[str, Any] = {"email": email, "back": back, "fault": fault, "empty": empty, "oidc": oidc}
    return page(request, "sign_in.html", status, title="Sign in", **values)


def signed_in(hub: Hub, tenant: str, person: str, back: str) -> Response:
    """Begins a session, under a secret that nobody had before, and leads on."""
    with hub.database.within(tenant, write=True) as within:
        token = begin(within, person)
        access_log.note(within, "signed in", person, person=person)
    made = elsewhere(back)
    made.set_cookie(cookie_name(hub), token, path="/", secure=hub.settings.secure, httponly=True, samesite="lax")
    return made


def throttled(hub: Hub, *keys: str) -> None:
    """Refuses when a door was tried too often."""
    seconds = wait(hub.database, *keys)
    if seconds:
        raise Refused(429, f"It was tried too often. Wait {seconds} s.", "Then try again", wait=seconds)


def address_of(request: Request) -> str:
    """Where a request comes from, as the server or the proxy it believes says."""
    return request.client.host if request.client else "nowhere"


def _link(hub: Hub, token: str, *kinds: str) -> Link:
    link = next(filter(None, (found(hub.database, token, kind) for kind in kinds)), None)
    if link is None:
        raise Refused(404, *USED)
    return link


def _beginning(hub: Hub, token: str) -> Link:
    return _link(hub, token, FIRST, BEGINS)


def _same_twice(request: Request) -> None:
    if said(request, "password") != said(request, "again"):
        raise Refused(422, "The two passwords differ.", "Go back and type it twice alike")
