"""People and their roles, tablets, and the access log."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from audit_app.errors import UsageError
from audit_app.hub.console.pages import elsewhere, page, told
from audit_app.hub.console.people_lists import ACCESS, DEVICES, PEOPLE
from audit_app.hub.console.tables import table_page
from audit_app.hub.database import Within
from audit_app.hub.identity import access_log
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.devices import cut_off
from audit_app.hub.identity.links import make
from audit_app.hub.identity.people import add_person, end_person, give, take_back
from audit_app.hub.identity.roles import ROLES, SCOPES, Right, words
from audit_app.hub.tables import table
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of, said
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
MANAGES = [Depends(Needs(Who.PERSON, Right.PEOPLE))]


@router.get("/people", dependencies=MANAGES)
def people(request: Request) -> Response:
    """Everybody, with their roles."""
    return table_page(request, PEOPLE, more="people_form.html", fault="")


@router.post("/people", dependencies=MANAGES)
def add(request: Request) -> Response:
    """Adds somebody, who may do nothing until they are given a role."""
    caller = caller_of(request)
    with hub_of(request).database.within(caller.tenant, write=True) as within:
        made = add_person(within, said(request, "name"), said(request, "email"), said(request, "registration"))
        access_log.note(within, "added a person", made, person=caller.person)
    return elsewhere(f"/people/{made}")


@router.get("/people/{person}", dependencies=MANAGES)
def one(request: Request, person: str) -> Response:
    """One person, with what can be done for them."""
    return _one(request, person)


def _one(request: Request, person: str, status: int = 200, **more: Any) -> Response:
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant) as within:
        known = within.one("people", id=person)
        own = table("grants")
        grants = within.find("grants", own.c.person == person, own.c.ended_at.is_(None), order=own.c.given_at)
        units, sites = places_of(within)
    if known is None:
        raise Refused(404, "This person is not here.")
    roles = [(name, title) for name, (title, _) in ROLES.items()]
    told_grants = [{**row, "words": words([row])} for row in grants]
    return page(request, "person.html", status, title=known["name"], known=known, grants=told_grants, roles=roles,
                scopes=SCOPES, units=units, sites=sites, **{"link": "", **more})  # fmt: skip


def places_of(within: Within) -> tuple[list[tuple[str, str]], list[str]]:
    """The units, by id and name, and the sites that audits are of."""
    own = table("audits")
    found = within.run(select(own.c.unit, own.c.unit_name, own.c.site).distinct())
    units = {(row["unit"], row["unit_name"]) for row in found if row["unit"]}
    return sorted(units), sorted({row["site"] for row in found if row["site"]})


@router.post("/people/{person}/grants", dependencies=MANAGES)
def grant(request: Request, person: str) -> Response:
    """Gives a role. Only who has a role everywhere may give it: nobody raises themselves."""
    hub, caller = hub_of(request), caller_of(request)
    role, kind, scope = said(request, "role"), said(request, "scope_kind"), said(request, "scope")
    _refuse_raising(caller, role)
    try:
        with hub.database.within(caller.tenant, write=True) as within:
            give(within, person, role, kind, scope, said(request, "until"), caller.person)
            access_log.note(within, "gave a role", person, f"{role} {kind} {scope}", person=caller.person)
    except UsageError as error:
        return _one(request, person, 422, fault=told(error))
    return elsewhere(f"/people/{person}")


def _refuse_raising(caller: Caller, role: str) -> None:
    """An operator sees no audits, and gives no role that does, except through the MR safety lead."""
    wanted = ROLES.get(role, ("", frozenset[Right]()))[1]
    if not all(caller.grants.everywhere(right) for right in wanted | {Right.PEOPLE}):
        raise Refused(403, "You may give only roles whose rights you have yourself.", "Ask the MR safety lead")


@router.post("/people/{person}/grants/{grant}/end", dependencies=MANAGES)
def end_grant(request: Request, person: str, grant: str) -> Response:
    """Ends a role at once."""
    caller = caller_of(request)
    _refuse_elsewhere(caller)
    with hub_of(request).database.within(caller.tenant, write=True) as within:
        row = within.one("grants", id=grant, person=person)
        if row is None:
            raise Refused(404, "This role is not here.")
        take_back(within, grant)
        access_log.note(within, "ended a role", person, row["role"], person=caller.person)
    return elsewhere(f"/people/{person}")


@router.post("/people/{person}/link", dependencies=MANAGES)
def link(request: Request, person: str) -> Response:
    """A link by which somebody sets their password, to be handed over; good for three days, once."""
    hub, caller = hub_of(request), caller_of(request)
    _refuse_elsewhere(caller)
    with hub.database.within(caller.tenant, write=True) as within:
        held = within.find("grants", table("grants").c.person == person, table("grants").c.ended_at.is_(None))
        for row in held:  # whoever sets a password signs in as its owner
            _refuse_raising(caller, row["role"])
        if within.one("people", id=person) is None:
            raise Refused(404, "This person is not here.")
        token = make(within, "account", person)
        access_log.note(within, "made a link to an account", person, person=caller.person)
    return _one(request, person, link=f"{hub.settings.address}/welcome/{token}")


@router.post("/people/{person}/end", dependencies=MANAGES)
def end(request: Request, person: str) -> Response:
    """Lets somebody in no more: sessions, tablets and links of theirs end."""
    caller = caller_of(request)
    _refuse_elsewhere(caller)
    if person == caller.person:
        raise Refused(422, "This is you.", "Ask another who manages people")
    with hub_of(request).database.within(caller.tenant, write=True) as within:
        if within.one("people", id=person) is None:
            raise Refused(404, "This person is not here.")
        end_person(within, person)
        access_log.note(within, "ended an account", person, person=caller.person)
    return elsewhere("/people")


def _refuse_elsewhere(caller: Caller) -> None:
    if not caller.grants.everywhere(Right.PEOPLE):
        raise Refused(403, "Your roles do not hold for the whole organisation.", "Ask the MR safety lead")


@router.get("/devices", dependencies=MANAGES)
def devices(request: Request) -> Response:
    """Every tablet that joined."""
    return table_page(request, DEVICES, more="devices_form.html")


@router.post("/devices/{device}/cut-off", dependencies=MANAGES)
def cut(request: Request, device: str) -> Response:
    """Lets a lost tablet in no more, at once; what it sent stays."""
    caller = caller_of(request)
    _refuse_elsewhere(caller)
    with hub_of(request).database.within(caller.tenant, write=True) as within:
        if not cut_off(within, device):
            raise Refused(404, "This tablet is not here, or was cut off.")
        access_log.note(within, "cut off a tablet", device, person=caller.person)
    return elsewhere("/devices")


@router.get("/access", dependencies=[Depends(Needs(Who.PERSON, Right.LOG))])
def access(request: Request) -> Response:
    """The access log."""
    return table_page(request, ACCESS)
