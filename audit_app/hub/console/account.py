"""One's own account: password, codes from an authenticator app, and a tablet to join."""

import segno
from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from starlette.responses import Response

from audit_app.errors import UsageError
from audit_app.hub.console.doors import signed_in, throttled
from audit_app.hub.console.pages import elsewhere, page, told
from audit_app.hub.database import Row
from audit_app.hub.identity import access_log
from audit_app.hub.identity.links import begun, make, make_code, take_back
from audit_app.hub.identity.one_time_codes import address, new_secret, step_of
from audit_app.hub.identity.passwords import fits
from audit_app.hub.identity.people import set_password
from audit_app.hub.identity.roles import words
from audit_app.hub.tables import table
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of, said
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
SIGNED_IN = [Depends(Needs(Who.PERSON))]


@router.get("/account", dependencies=SIGNED_IN)
def account(request: Request) -> Response:
    """Who one is here, with which roles."""
    return _shown(request)


@router.post("/account/password", dependencies=SIGNED_IN)
def new_password(request: Request) -> Response:
    """Another password; every other session ends."""
    hub, caller = hub_of(request), caller_of(request)
    me = _with_password(request)
    if said(request, "new") != said(request, "again"):
        return _shown(request, 422, fault="The two new passwords differ. Type it twice alike.")
    try:
        with hub.database.within(caller.tenant, write=True) as within:
            set_password(within, me["id"], said(request, "new"))
            access_log.note(within, "set a password", me["id"], person=me["id"])
    except UsageError as error:
        return _shown(request, 422, fault=told(error))
    return signed_in(hub, caller.tenant, me["id"], "/account")


@router.post("/account/codes", dependencies=SIGNED_IN)
def codes(request: Request) -> Response:
    """Shows a new secret for the authenticator app; it counts once a code of it was typed."""
    _with_password(request)
    secret = new_secret()
    return _secret_page(request, secret)


@router.post("/account/codes/confirm", dependencies=SIGNED_IN)
def confirm_codes(request: Request) -> Response:
    """Asks for codes from now on, when the first one is right."""
    hub, caller, secret = hub_of(request), caller_of(request), said(request, "secret")
    throttled(hub, f"codes {caller.person}")
    if len(secret) != len(new_secret()) or not secret.isalnum() or not secret.isascii():
        raise Refused(422, "This is no secret.", "Begin again on your account's page")
    step = step_of(secret, said(request, "code"), 0)
    if step is None:
        return _secret_page(request, secret, "That is not the code it shows now. Type the newest one.")
    with hub.database.within(caller.tenant, write=True) as within:
        within.change("people", table("people").c.id == caller.person, totp=secret, totp_used=step)
        access_log.note(within, "began to use codes", caller.person, person=caller.person)
    return elsewhere("/account")


@router.post("/account/tablet", dependencies=SIGNED_IN)
def tablet(request: Request) -> Response:
    """A code that joins a tablet under this login: ten minutes, once."""
    hub, caller = hub_of(request), caller_of(request)
    throttled(hub, f"tablet {caller.person}")
    with hub.database.within(caller.tenant, write=True) as within:
        code = make_code(within, "tablet", caller.person)
        access_log.note(within, "made a code for a tablet", caller.person, person=caller.person)
    drawn = _drawn(f"{hub.settings.address}/join#{code}")
    return page(request, "tablet.html", title="Join a tablet", code=code, address=hub.settings.address, drawn=drawn)


@router.post("/account/calendar", dependencies=SIGNED_IN)
def calendar(request: Request) -> Response:
    """A new address of one's calendar, shown once; the one before ends."""
    hub, caller = hub_of(request), caller_of(request)
    throttled(hub, f"calendar of {caller.person}")
    with hub.database.within(caller.tenant, write=True) as within:
        take_back(within, "calendar", caller.person)
        token = make(within, "calendar", caller.person)
        access_log.note(within, "made an address of their calendar", caller.person, person=caller.person)
    return _shown(request, calendar=f"{hub.settings.address}/calendar/{token}.ics")


@router.post("/account/calendar/end", dependencies=SIGNED_IN)
def end_calendar(request: Request) -> Response:
    """Takes the address of one's calendar back: nothing is read by it any more."""
    caller = caller_of(request)
    with hub_of(request).database.within(caller.tenant, write=True) as within:
        if take_back(within, "calendar", caller.person):
            access_log.note(within, "took back the address of their calendar", caller.person, person=caller.person)
    return elsewhere("/account")


def _shown(request: Request, status: int = 200, fault: str = "", calendar: str = "") -> Response:
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant) as within:
        since = begun(within, "calendar", caller.person)[:10]
        me = within.one("people", id=caller.person)
        own = table("grants")
        roles = words(within.find("grants", own.c.person == caller.person, own.c.ended_at.is_(None)))
    values = {"me": me, "roles": roles, "fault": fault, "calendar": calendar, "calendar_since": since}
    return page(request, "account.html", status, title="My account", **values)


def _with_password(request: Request) -> Row:
    """Who is signed in, once they have given their password again; somebody who has none signs in elsewhere."""
    hub, caller = hub_of(request), caller_of(request)
    throttled(hub, f"password {caller.person}")
    with hub.database.within(caller.tenant) as within:
        me = within.one("people", id=caller.person)
    if me is None or not fits(said(request, "password"), me["password"]):
        raise Refused(403, "That is not your password here.", "Go back and type it again")
    return me


def _secret_page(request: Request, secret: str, fault: str = "") -> Response:
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant) as within:
        me = within.one("people", id=caller.person) or {}
    values = {"secret": secret, "drawn": _drawn(address(secret, str(me.get("email")))), "fault": fault}
    return page(request, "codes.html", 422 if fault else 200, title="Codes from an authenticator app", **values)


def _drawn(words: str) -> Markup:
    """A square that a camera reads, drawn here: what is in it stands nowhere as markup."""
    return Markup(segno.make(words, micro=False).svg_inline(scale=4, border=4))
