"""Every list as a page: sorted, filtered, with an address that can be sent, and as CSV."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from audit_app.documents.csv_cells import guarded
from audit_app.hub.console.pages import page
from audit_app.hub.database import Row
from audit_app.hub.identity import access_log
from audit_app.hub.identity.roles import Right
from audit_app.hub.projections.lists import LISTINGS, Listing, filtered, sorted_by
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of

router = APIRouter(include_in_schema=False)
SHOWN_AT_ONCE = 200


def _page(listing: Listing) -> Callable[[Request], Response]:
    def shown(request: Request) -> Response:
        hub, caller = hub_of(request), caller_of(request)
        left = catch_up(hub.database, caller.tenant)
        with hub.database.within(caller.tenant) as within:
            rows = listing.rows(within, caller, datetime.now(UTC).date())
        return table_page(request, listing, rows, left)

    shown.__name__ = f"page_{listing.name}"
    return shown


for _each in LISTINGS.values():
    router.add_api_route(f"/{_each.name}", _page(_each), dependencies=[Depends(Needs(Who.PERSON, Right.SEE))])


def table_page(request: Request, listing: Listing, rows: list[Row], left: int = 0, **more: Any) -> Response:
    """A list's page, or its CSV, as the address asks; `left` audits are not worked out yet, and that is said."""
    asked = {name: value for name, value in request.query_params.items() if len(value) <= 300}
    chosen = {each.name: asked.get(each.name, "") for each in listing.columns if each.choice}
    sort, words = asked.get("sort", listing.sort), asked.get("q", "")
    found = sorted_by(filtered(rows, listing, words, chosen), listing, sort)
    if asked.get("as") == "csv":
        return _csv(request, listing, found)
    start = _number(asked.get("from", "0"), len(found))
    kept = {"q": words, **chosen}
    return page(
        request, "table.html", title=listing.title, listing=listing, rows=found[start : start + SHOWN_AT_ONCE],
        many=len(found), all=len(rows), start=start, words=words, chosen=chosen, left=left, sort=sort,
        choices={name: _values(rows, name) for name in chosen}, at_once=SHOWN_AT_ONCE,
        heads=[(each, _address(request, kept, sort=_other(sort, each.name))) for each in listing.columns],
        csv=_address(request, kept, sort=sort, **{"as": "csv"}),
        before=_address(request, kept, sort=sort, **{"from": str(max(0, start - SHOWN_AT_ONCE))}),
        after=_address(request, kept, sort=sort, **{"from": str(start + SHOWN_AT_ONCE)}), **{"more": "", **more},
    )  # fmt: skip


def _csv(request: Request, listing: Listing, rows: list[Row]) -> Response:
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant, write=True) as within:
        access_log.note(within, "exported a table", listing.name, f"{len(rows)} rows", person=caller.person)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([each.heading for each in listing.columns])
    for row in rows:
        writer.writerow([_cell(row.get(each.name)) for each in listing.columns])
    headers = {"content-disposition": f'attachment; filename="{listing.name}.csv"'}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _cell(value: Any) -> str:
    return "" if value is None else str(value) if isinstance(value, int | float) else guarded(str(value))


def _values(rows: list[Row], name: str) -> list[str]:
    return sorted({str(row.get(name, "")) for row in rows} - {""}, key=str.casefold)[:SHOWN_AT_ONCE]


def _other(sort: str, name: str) -> str:
    return f"-{name}" if sort == name else name


def _number(text: str, most: int) -> int:
    return min(int(text), most) if text.isdecimal() and len(text) < 10 else 0


def _address(request: Request, kept: Mapping[str, str], **more: str) -> str:
    return f"{request.url.path}?{urlencode({key: value for key, value in {**kept, **more}.items() if value})}"
