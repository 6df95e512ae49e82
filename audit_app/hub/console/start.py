"""The start page, and the files that pages are drawn with."""

from importlib.resources import files

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from audit_app.hub.console.pages import page
from audit_app.hub.identity.tenants import name_of
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
DRAWN_WITH = {"hub.css": "text/css; charset=utf-8"}


@router.get("/", dependencies=[Depends(Needs(Who.PERSON))])
def start(request: Request) -> Response:
    """Where one can go."""
    hub, caller = hub_of(request), caller_of(request)
    return page(request, "start.html", title="Start", organisation=name_of(hub.database, caller.tenant))


@router.get("/join", dependencies=[Depends(Needs(Who.ANYONE))])
def join(request: Request) -> Response:
    """Where a camera app leads that opens what it read: the code behind the # is not sent here."""
    return page(request, "join.html", title="Join a tablet", address=hub_of(request).settings.address)


@router.get("/static/{name}", dependencies=[Depends(Needs(Who.ANYONE))])
def static(name: str) -> Response:
    """One of the few files that every page names."""
    if name not in DRAWN_WITH:
        raise Refused(404)
    return Response(files("audit_app.hub.console").joinpath("static", name).read_bytes(), media_type=DRAWN_WITH[name])
