"""What programs read: each list as JSON, the whole feed as NDJSON, an audit's report."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from audit_app.hub.identity import access_log
from audit_app.hub.identity.roles import Right
from audit_app.hub.out.feed import lines
from audit_app.hub.projections.lists import LISTINGS, Listing
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.web.documents import told_document
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of

router = APIRouter(prefix="/v1", tags=["reading"])
SEES = [Depends(Needs(Who.EITHER, Right.SEE))]


def _list(listing: Listing) -> Callable[[Request], Response]:
    def rows(request: Request) -> Response:
        hub, caller = hub_of(request), caller_of(request)
        left = catch_up(hub.database, caller.tenant)
        with hub.database.within(caller.tenant) as within:
            found = listing.rows(within, caller, datetime.now(UTC).date())
        names = [each.name for each in listing.columns]
        items = [{name: row.get(name) for name in names} for row in found]
        return JSONResponse({"items": items, "audits_not_worked_out_yet": left})

    rows.__doc__ = f"{listing.title}. {listing.about}"
    rows.__name__ = f"list_{listing.name}"
    return rows


for _each in LISTINGS.values():
    router.add_api_route(f"/{_each.name}", _list(_each), dependencies=SEES)


@router.get("/export.ndjson", dependencies=SEES)
def export(request: Request, after: Annotated[int, Query(ge=0, lt=1 << 53)] = 0) -> Response:
    """Everything the caller may see as it was written, one JSON object a line, resumable by its `n`."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant, write=True) as within:
        access_log.note(within, "exported everything", f"after {after}", person=caller.person, device=caller.device)
    return StreamingResponse(lines(hub.database, hub.pictures, caller, after), media_type="application/x-ndjson")


@router.get("/audits/{audit}/report.pdf", dependencies=SEES)
def report(request: Request, audit: str) -> Response:
    """The report of an audit; refused while photographs in it were not reviewed."""
    return told_document(request, audit, "report.pdf")
