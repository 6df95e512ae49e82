"""Every list as a page: sorted, filtered, with an address that can be sent, and as CSV."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from audit_app.documents.csv_cells import guarded
from audit_app.hub.console.pages import page
from audit_app.hub.identity import access_log
from audit_app.hub.identity.roles import Right
from audit_app.hub.projections.lists import LISTINGS, Listing
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.projections.view import Asked, View
from audit_app.hub.web.documents import in_pieces
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of

router = APIRouter(include_in_schema=False)
SHOWN_AT_ONCE = 200


def _page(listing: Listing) -> Callable[[Request], Response]:
    def shown(request: Request) -> Response:
        hub, caller = hub_of(request), caller_of(request)
        return table_page(request, listing, catch_up(hub.database, caller.tenant))

    shown.__name__ = f"page_{listing.name}"
    return shown


for _each in LISTINGS.values():
    router.add_api_route(f"/{_each.name}", _page(_each), dependencies=[Depends(Needs(Who.PERSON, Right.SEE))])


def table_page(request: Request, listing: Listing, left: int = 0, **more: Any) -> Response:
    """A list's page, or its CSV, as the address asks; `left` audits are not worked out yet, and that is said."""
    given = {name: value for name, value in request.query_params.items() if len(value) <= 300}
    chosen = {each.name: given.get(each.name, "") for each in listing.columns if each.choice}
    asked = Asked(given.get("q", ""), chosen, given.get("sort", listing.sort))
    if given.get("as") == "csv":
        return _csv(request, listing, asked)
    with hub_of(request).database.within(caller_of(request).tenant) as within:
        view = View(within, listing, caller_of(request), datetime.now(UTC).date())
        found = view.sheet(asked, _number(given.get("from", "0")), SHOWN_AT_ONCE)
    _note(request, listing, f"{len(found.rows)} of {found.many} rows")
    values: dict[str, Any] = {
        "rows": found.rows,
        "many": found.many,
        "all": found.every,
        "start": found.start,
        "choices": found.choices,
        "left": left,
    }
    return page(
        request, "table.html", title=listing.title, listing=listing, words=asked.words, chosen=chosen, sort=asked.sort,
        at_once=SHOWN_AT_ONCE, **values, **_addresses(request, listing, asked, found.start), **{"more": "", **more},
    )  # fmt: skip


def _note(request: Request, listing: Listing, detail: str, what: str = "read a list") -> None:
    caller = caller_of(request)
    with hub_of(request).database.within(caller.tenant, write=True) as within:
        access_log.note(within, what, listing.name, detail, person=caller.person)


def _addresses(request: Request, listing: Listing, asked: Asked, start: int) -> dict[str, Any]:
    """Where headings, earlier and further rows and the CSV are: addresses that can be sent to another."""
    kept, sort = {"q": asked.words, **asked.chosen}, asked.sort
    return {
        "heads": [(each, _address(request, kept, sort=_other(sort, each.name))) for each in listing.columns],
        "csv": _address(request, kept, sort=sort, **{"as": "csv"}),
        "before": _address(request, kept, sort=sort, **{"from": str(max(0, start - SHOWN_AT_ONCE))}),
        "after": _address(request, kept, sort=sort, **{"from": str(start + SHOWN_AT_ONCE)}),
    }


def _csv(request: Request, listing: Listing, asked: Asked) -> Response:
    """Everything that fits, row by row as it comes out of the database."""
    hub, caller, today = hub_of(request), caller_of(request), datetime.now(UTC).date()
    with hub.database.within(caller.tenant) as within:
        many = View(within, listing, caller, today).count(asked)
    _note(request, listing, f"{many} rows", "exported a table")

    def lines() -> Iterator[str]:
        with hub.database.within(caller.tenant) as within:
            yield "\ufeff" + _line([each.heading for each in listing.columns])
            for row in View(within, listing, caller, today).stream(asked):
                yield _line([_cell(row[each.name]) for each in listing.columns])

    headers = {"content-disposition": f'attachment; filename="{listing.name}.csv"'}
    return StreamingResponse(in_pieces(lines()), media_type="text/csv; charset=utf-8", headers=headers)


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _cell(value: Any) -> str:
    return "" if value is None else str(value) if isinstance(value, int | float) else guarded(str(value))


def _other(sort: str, name: str) -> str:
    return f"-{name}" if sort == name else name


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _address(request: Request, kept: Mapping[str, str], **more: str) -> str:
    return f"{request.url.path}?{urlencode({key: value for key, value in {**kept, **more}.items() if value})}"
