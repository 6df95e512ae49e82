"""A document of an audit for whoever may see it, each reading of it in the access log."""

from collections.abc import Iterable, Iterator

from fastapi import Request
from starlette.responses import Response

from audit_app.hub.database import Row
from audit_app.hub.identity import access_log
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.reports import KINDS, SHARED, report_of
from audit_app.hub.out.shared import shared
from audit_app.hub.web.needs import caller_of, hub_of
from audit_app.hub.web.problems import Refused

LINES_AT_ONCE = 200
APART = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def told_document(request: Request, audit: str, name: str) -> Response:
    """A document of an audit; 404 when it is not here or not for the caller, which is told alike."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant) as within:
        about = within.one("audits", id=audit)
        if about is None or not caller.grants.may(Right.SEE, about):
            raise Refused(404, "This audit is not here, or not for you.")
        refuse_disposed(about)
        if name == SHARED:
            data, kind = shared(within, hub.pictures, caller, audit), KINDS[SHARED]
        else:
            data, kind = report_of(within, hub.pictures, audit, name)
    with hub.database.within(caller.tenant, write=True) as within:
        access_log.note(within, f"read {name}", audit, about["unit_name"], caller.person, caller.device)
    shown = "inline" if name.endswith((".pdf", ".html")) else "attachment"
    headers = {"content-disposition": f'{shown}; filename="{name}"'}
    if name.endswith(".html"):  # a made page runs nothing, draws itself, and stands apart from the console
        headers["content-security-policy"] = APART
    return Response(data, media_type=kind, headers=headers)


def refuse_disposed(about: Row) -> None:
    """Refuses an audit that was disposed of."""
    if about["disposed_at"]:
        raise Refused(404, f"This audit was disposed of on {about['disposed_at'][:10]}.", "Its digests stay")


def in_pieces(lines: Iterable[str]) -> Iterator[str]:
    """The same text in pieces that are worth sending: a line by itself is not."""
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == LINES_AT_ONCE:
            yield "".join(held)
            held.clear()
    yield "".join(held)
