"""A tablet joins with the code that somebody who is signed in made for it, and gets its token and certificate."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from audit_app.audit.log.people import Person
from audit_app.exchange.certificate import issue
from audit_app.hub.database import Row, Within
from audit_app.hub.identity import access_log
from audit_app.hub.identity.devices import Taken, cut_off, enrol
from audit_app.hub.identity.links import found_code, use_up
from audit_app.hub.identity.roles import Right
from audit_app.hub.identity.tries import wait
from audit_app.hub.keeping.keys import key_of
from audit_app.hub.web.described import gives
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of
from audit_app.hub.web.problems import Refused

router = APIRouter(prefix="/v1", tags=["joining"])
NO_CODE = ("This code was used or has run out.", "Make another on your account's page")


class Known(BaseModel):
    """Who somebody is to the hub."""

    name: str
    registration: str
    email: str


class Identity(BaseModel):
    """Whose device it is, the hub's address, public key (hex) and time, and a certificate for the device's own key."""

    person: Known
    hub: str
    key: str
    time: str
    certificate: str


class Enrolled(Identity):
    """The same, with the token that the device shows from now on."""

    token: str


class Nothing(BaseModel):
    """Nothing is to be said."""


class Joining(BaseModel):
    """What a tablet says of itself: its device id, a name people know it by, its public key (hex, or empty)."""

    model_config = ConfigDict(strict=True, extra="forbid")
    code: Annotated[str, Field(max_length=40)]
    device: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]
    name: Annotated[str, Field(max_length=200)] = ""
    public_key: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


@router.post("/enrol", dependencies=[Depends(Needs(Who.ANYONE))], responses=gives(Enrolled))
def join(request: Request, joining: Joining) -> Response:
    """Enrols a tablet; the code is used up. 404 when it is none, was used or ran out: all told alike."""
    hub = hub_of(request)
    near = request.client.host if request.client else "nowhere"
    seconds = wait(hub.database, f"enrol from {near}")
    if seconds:
        raise Refused(429, f"It was tried too often. Wait {seconds} s.", "Then try again", wait=seconds)
    link = found_code(hub.database, joining.code, "tablet")
    if link is None:
        raise Refused(404, *NO_CODE)
    with hub.database.within(link.tenant, write=True) as within:
        person = within.one("people", id=link.subject)
        if person is None or person["ended_at"] or not use_up(within, link):
            raise Refused(404, *NO_CODE)
        try:
            token = enrol(within, joining.device, joining.name, person["id"], joining.public_key)
        except Taken as error:
            raise Refused(409, str(error)) from error
        access_log.note(within, "enrolled a tablet", joining.device, joining.name, person["id"], joining.device)
        told = _identity(within, hub.settings.address, person, joining.device, joining.public_key)
    return JSONResponse({"token": token, **told})


@router.get("/identity", dependencies=[Depends(Needs(Who.DEVICE, Right.SEE))], responses=gives(Identity))
def identity(request: Request) -> Response:
    """Whose device this is, the hub's public key and time, and a fresh certificate for the device's own key."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant, write=True) as within:
        person, device = within.one("people", id=caller.person), within.one("devices", id=caller.device)
        if person is None or device is None:
            raise Refused(401, "The device is not enrolled here.", "Join it again")
        return JSONResponse(_identity(within, hub.settings.address, person, device["id"], device["public_key"] or ""))


@router.post("/leave", dependencies=[Depends(Needs(Who.DEVICE))], responses=gives(Nothing))
def leave(request: Request) -> Response:
    """Lets the device that asks in no more; what it sent stays."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant, write=True) as within:
        cut_off(within, caller.device)
        access_log.note(within, "a tablet left", caller.device, person=caller.person, device=caller.device)
    return JSONResponse({})


def _identity(within: Within, address: str, person: Row, device: str, public: str) -> Row:
    key, moment = key_of(within), datetime.now(UTC)
    who = Person(name=person["name"], registration=person["registration"] or "", email=person["email"] or "")
    told: Row = {"person": who.model_dump(include={"name", "registration", "email"}), "hub": address,
                 "key": key.public, "time": moment.isoformat(timespec="milliseconds"), "certificate": ""}  # fmt: skip
    if public:
        told["certificate"] = issue(address, key, person["id"], who, device, public, moment)
    return told
