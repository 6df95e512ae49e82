"""One audit: its documents, what is awaited, its log, and what went on in two ways."""

import json

from fastapi import APIRouter, Depends, Request
from sqlalchemy import and_, func, select
from starlette.responses import Response

from audit_app.audit.history.history import history
from audit_app.audit.log.ways import MARK, Place, writers
from audit_app.audit.trial import TROUBLE
from audit_app.errors import AuditError
from audit_app.hub.console.pages import page
from audit_app.hub.database import Row, Within
from audit_app.hub.identity import access_log
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.audits import holding, loaded, rows_of
from audit_app.hub.keeping.kept import AWAITED
from audit_app.hub.keeping.reports import KINDS
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.tables import table
from audit_app.hub.web.documents import refuse_disposed, told_document
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
SEES = [Depends(Needs(Who.PERSON, Right.SEE))]
WORDS = {"report.pdf": "Report (PDF)", "record.pdf": "Full record (PDF)", "report.html": "Report (web page)",
         "answers.csv": "Answers and readings (CSV)", "audit.json": "Everything (JSON)",
         "audit.mraudit": "The audit for a tablet (.mraudit)"}  # fmt: skip
assert set(WORDS) == set(KINDS)
MOST_TOLD = 500


@router.get("/audits/{audit}", dependencies=SEES)
def audit_page(request: Request, audit: str) -> Response:
    """An audit as it stands."""
    hub, caller = hub_of(request), caller_of(request)
    catch_up(hub.database, caller.tenant)
    with hub.database.within(caller.tenant) as within:
        about, shown = within.one("audits", id=audit), within.one("shown_audits", id=audit)
        if about is not None and caller.grants.may(Right.SEE, about):
            refuse_disposed(about)
        if about is None or shown is None or not caller.grants.may(Right.SEE, about):
            raise Refused(404, "This audit is not here, or not for you.")
        values = _told(within, about)
    with hub.database.within(caller.tenant, write=True) as within:
        access_log.note(within, "read an audit", audit, about["unit_name"], person=caller.person)
    title = shown["title"] or f"Audit {audit}"
    return page(request, "audit.html", title=title, about=shown, documents=WORDS, audit=audit, **values)


@router.get("/audits/{audit}/{document}", dependencies=SEES)
def document_page(request: Request, audit: str, document: str) -> Response:
    """One of an audit's documents."""
    if document not in KINDS:
        raise Refused(404)
    return told_document(request, audit, document)


def _told(within: Within, about: Row) -> Row:
    audit = about["id"]
    rows = rows_of(within, audit)
    holds = {row["digest"] for row in holding(rows)}
    apart = [row for row in rows if row["digest"] not in holds]
    ways = writers(Place(row["device"], row["seq"], row["prev"], row["digest"]) for row in holding(rows))
    ahead = max((row["ahead_s"] or 0 for row in rows), default=0)
    log, fault = _log(within, audit)
    return {
        "log": log,
        "log_fault": fault,
        "pictures": within.count("picture_names", table("picture_names").c.audit == audit),
        "ahead": ahead,
        "entries": len(rows),
        "awaited": _awaited(within, about),
        "apart": [_line(row, row["device"]) for row in apart],
        "ways": [_line(row, ways[row["digest"]]) for row in rows if MARK in ways.get(row["digest"], "")],
    }


def _awaited(within: Within, about: Row) -> int:
    """How many pictures that an audit names have not come yet."""
    names, own = table("picture_names"), table("pictures")
    joined = names.join(own, and_(own.c.tenant == names.c.tenant, own.c.digest == names.c.digest))
    fits = (names.c.audit == about["id"], own.c.unit == about["unit"], own.c.state == AWAITED)
    return int(within.run(select(func.count().label("n")).select_from(joined).where(*fits))[0]["n"])


def _line(row: Row, writer: str) -> Row:
    by = json.loads(row["body"]).get("by", {}).get("name", "")
    return {"device": writer[-12:], "seq": row["seq"], "by": by, "at": row["stamp"][:19]}


def _log(within: Within, audit: str) -> tuple[list[Row], str]:
    """What happened, the newest first, in words."""
    try:
        told = history(loaded(within, audit))
    except AuditError as error:
        return [], str(error)
    except TROUBLE as error:
        return [], f"This version cannot tell it ({type(error).__name__})"
    found = [{"at": each.when, "by": each.who, "what": f"{each.did} {each.why} {each.undone}".strip()} for each in told]
    return found[-MOST_TOLD:][::-1], ""
