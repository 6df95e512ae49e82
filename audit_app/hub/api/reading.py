"""What programs read: each list as JSON, the whole feed as NDJSON, an audit's report."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field, create_model
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response, StreamingResponse

from audit_app.hub.identity import access_log
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.kept import TenantKept
from audit_app.hub.out.feed import lines
from audit_app.hub.out.tables import TABLES
from audit_app.hub.projections.lists import LISTINGS, Listing
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.projections.view import Asked, View
from audit_app.hub.web.described import gives, gives_bytes
from audit_app.hub.web.documents import in_pieces, told_document
from audit_app.hub.web.hub import Hub
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of
from audit_app.hub.web.problems import Refused

router = APIRouter(prefix="/v1", tags=["reading"])
PARQUET = "application/vnd.apache.parquet"
EVERY = 1_000_000  # audits: a table that other programs reckon with lacks none
SEES = [Depends(Needs(Who.EITHER, Right.SEE))]


def _list(listing: Listing) -> Callable[[Request], Response]:
    def rows(request: Request) -> Response:
        hub, caller = hub_of(request), caller_of(request)
        left = catch_up(hub.database, caller.tenant)
        with hub.database.within(caller.tenant, write=True) as within:
            access_log.note(within, "read a list", listing.name, person=caller.person, device=caller.device)
        return StreamingResponse(in_pieces(_items(hub, caller, listing, left)), media_type="application/json")

    rows.__doc__ = f"{listing.title}. {listing.about}"
    rows.__name__ = f"list_{listing.name}"
    return rows


def _items(hub: Hub, caller: Caller, listing: Listing, left: int) -> Iterator[str]:
    """One JSON object, its rows as they come out of the database."""
    names, comma = [each.name for each in listing.columns], ""
    yield f'{{"audits_not_worked_out_yet": {left}, "items": ['
    with hub.database.within(caller.tenant) as within:
        for row in View(within, listing, caller, datetime.now(UTC).date()).stream(Asked(sort=listing.sort)):
            yield comma + json.dumps({name: row[name] for name in names}, ensure_ascii=False)
            comma = ",\n"
    yield "]}"


def _answer(listing: Listing) -> type[BaseModel]:
    """What a list is answered with; a column's heading is its description."""
    cells: Any = {each.name: (str | int | float | None, Field(description=each.heading)) for each in listing.columns}
    row = create_model(f"{listing.name.capitalize()}Row", **cells)
    # pydantic takes a type that is made here; mypy knows only those that stand in the code
    told: Any = {"items": (list[row], ...), "audits_not_worked_out_yet": (int, ...)}  # type: ignore[valid-type]
    return create_model(f"{listing.name.capitalize()}List", __doc__=listing.about, **told)


for _each in LISTINGS.values():
    router.add_api_route(f"/{_each.name}", _list(_each), dependencies=SEES, responses=gives(_answer(_each)))


@router.get(
    "/export.ndjson", dependencies=SEES, responses=gives_bytes("application/x-ndjson", "An `Item` of `pull` a line")
)
def export(
    request: Request,
    after: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
    epoch: Annotated[int | None, Query(ge=0, lt=1 << 53)] = None,
) -> Response:
    """Everything the caller may see as it was written, one JSON object a line, resumable by its `n`.

    The header `mr-audit-epoch` says under which rights it was read. Who goes on gives it back as `epoch`: 409 says that
    more or less may be seen now, so that everything is to be read again from 0.
    """
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant, write=True) as within:
        now = TenantKept(within, caller, hub.pictures).epoch
        if epoch not in (None, now):
            raise Refused(409, "More or less may be seen than before.", "Read everything again from 0")
        access_log.note(within, "exported everything", f"after {after}", person=caller.person, device=caller.device)
    made = lines(hub.database, hub.pictures, caller, after)
    return StreamingResponse(made, media_type="application/x-ndjson", headers={"mr-audit-epoch": str(now)})


@router.get("/parquet/{name}", dependencies=SEES, responses=gives_bytes(PARQUET, "Typed columns"))
def parquet(request: Request, name: str) -> Response:
    """One of the tables as Parquet, as far as the caller may see it today: `findings.parquet` and the like."""
    hub, caller, called = hub_of(request), caller_of(request), name.removesuffix(".parquet")
    if called not in TABLES or called == name:
        raise Refused(404, "There is no such table.", f"There are {', '.join(TABLES)}, each with .parquet after it")
    if find_spec("pyarrow") is None:
        raise Refused(503, "The hub has nothing to write Parquet with.", "Install mr-audit[hub-parquet] there")
    catch_up(hub.database, caller.tenant, most=EVERY)
    with NamedTemporaryFile(prefix="mr-audit-", suffix=".parquet", delete=False) as file:
        path = Path(file.name)
    try:
        _written(hub, caller, called, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return FileResponse(
        path, media_type=PARQUET, headers=headers, background=BackgroundTask(path.unlink, missing_ok=True)
    )


def _written(hub: Hub, caller: Caller, name: str, path: Path) -> None:
    from audit_app.hub.out.parquet import write  # a large library, and an extra of its own

    with hub.database.within(caller.tenant) as within:
        count = write(within, name, caller, datetime.now(UTC).date(), path)
    with hub.database.within(caller.tenant, write=True) as within:
        told = f"{count} rows of {name}.parquet"
        access_log.note(within, "exported a table", name, told, person=caller.person, device=caller.device)


@router.get("/audits/{audit}/report.pdf", dependencies=SEES, responses=gives_bytes("application/pdf", "The report"))
def report(request: Request, audit: str) -> Response:
    """The report of an audit; refused while photographs in it were not reviewed."""
    return told_document(request, audit, "report.pdf")
