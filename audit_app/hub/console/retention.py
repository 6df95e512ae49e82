"""How long things are kept, holds, and disposal by two people; every deed of it is in the access log."""

from datetime import UTC, date, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from audit_app.errors import UsageError
from audit_app.hub.console.pages import elsewhere, page, told
from audit_app.hub.console.people import places_of
from audit_app.hub.console.retention_list import DISPOSALS, KEPT
from audit_app.hub.console.tables import table_page
from audit_app.hub.database import Row, Within
from audit_app.hub.identity import access_log
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping import disposal, retention
from audit_app.hub.projections.shown import catch_up, show
from audit_app.hub.tables import table
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of, said
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
LEADS = [Depends(Needs(Who.PERSON, Right.LEAD))]


@router.get("/retention", dependencies=LEADS)
def kept(request: Request) -> Response:
    """Every audit by how long it is kept, with the rules, the ends of scanners and the holds."""
    return _page(request)


def _page(request: Request, fault: str = "") -> Response:
    hub, caller = hub_of(request), caller_of(request)
    left = catch_up(hub.database, caller.tenant)
    with hub.database.within(caller.tenant) as within:
        units, sites = places_of(within)
        names = {row["id"]: row["name"] for row in within.find("people")}
        values: dict[str, Any] = {
            "rules": retention.rules(within), "holds": retention.standing_holds(within), "names": names,
            "ends": within.find("scanner_ends", order=table("scanner_ends").c.ended_on), "units": units, "sites": sites,
            "classes": list(retention.CLASSES.items()), "bases": list(retention.BASES.items()),
            "everywhere": caller.grants.everywhere(Right.LEAD),
        }  # fmt: skip
    made = table_page(request, KEPT, left, more="retention_form.html", fault=fault, **values)
    made.status_code = 422 if fault else made.status_code
    return made


@router.get("/disposals", dependencies=LEADS)
def disposals(request: Request) -> Response:
    """What was disposed of, by whom, and what waits for a second person."""
    return table_page(request, DISPOSALS)


@router.post("/retention/rules", dependencies=LEADS)
def set_rule(request: Request) -> Response:
    """Sets how long one class is kept."""

    def deed(within: Within, caller: Caller) -> tuple[str, str, str]:
        name = said(request, "class")
        rule = retention.set_rule(within, name, said(request, "years"), said(request, "basis"), caller.person)
        return "set how long things are kept", name, rule.words

    return _done(request, deed)


@router.post("/retention/scanners", dependencies=LEADS)
def end_scanner(request: Request) -> Response:
    """States that a unit's scanner was taken out of use on a day, or takes that back."""

    def deed(within: Within, caller: Caller) -> tuple[str, str, str]:
        unit, ended = said(request, "unit"), said(request, "ended_on")
        if not said(request, "back"):
            retention.end_scanner(within, unit, ended, caller.person)
            return "said that a scanner was taken out of use", unit, ended
        if not retention.take_back_end(within, unit, ended):
            raise UsageError("This", "was not said, or was taken back", "Load the page again")
        return "took back that a scanner was taken out of use", unit, ended

    return _done(request, deed)


@router.post("/retention/holds", dependencies=LEADS)
def hold(request: Request) -> Response:
    """Holds everything of a place or an audit: nothing under it can be disposed of."""

    def deed(within: Within, caller: Caller) -> tuple[str, str, str]:
        kind, scope = said(request, "scope_kind"), said(request, "scope")
        retention.hold(within, kind, scope, said(request, "reason"), caller.person)
        return "set a hold", f"{kind} {scope}".strip(), said(request, "reason")

    return _done(request, deed)


@router.post("/retention/holds/{hold}/lift", dependencies=LEADS)
def lift(request: Request, hold: str) -> Response:
    """Lifts a hold."""

    def deed(within: Within, caller: Caller) -> tuple[str, str, str]:
        row = within.one("holds", id=hold)
        if row is None or not retention.lift(within, hold, caller.person):
            raise UsageError("This hold", "is not here, or was lifted", "Load the page again")
        return "lifted a hold", f"{row['scope_kind']} {row['scope']}".strip(), row["reason"]

    return _done(request, deed)


def _done(request: Request, deed: Any) -> Response:
    """Does something that holds for the whole organisation, notes it, and shows the page again."""
    hub, caller = hub_of(request), caller_of(request)
    if not caller.grants.everywhere(Right.LEAD):
        raise Refused(403, "Your roles do not hold for the whole organisation.", "Ask the MR safety lead")
    try:
        with hub.database.within(caller.tenant, write=True) as within:
            what, subject, detail = deed(within, caller)
            access_log.note(within, what, subject, detail, person=caller.person)
    except UsageError as error:
        return _page(request, told(error))
    return elsewhere("/retention")


@router.get("/retention/{audit}", dependencies=LEADS)
def one(request: Request, audit: str) -> Response:
    """How long one audit is kept and why, with what can be done."""
    return _one(request, audit)


def _one(request: Request, audit: str, fault: str = "") -> Response:
    hub, caller, today = hub_of(request), caller_of(request), _today()
    with hub.database.within(caller.tenant) as within:
        about = _about(within, caller, audit)
        names = {row["id"]: row["name"] for row in within.find("people")}
        entries, digest = disposal.digest_of_audit(within, audit)
        values: dict[str, Any] = {
            "about": about, "entries": entries, "digest": digest, "names": names, "fault": fault,
            "ended": retention.scanner_end(within, about), "holds": retention.holds_on(within, about),
            "waiting": disposal.waiting(within, audit), "me": caller.person,
            "classes": [_class(within, about, name, words, today) for name, words in retention.CLASSES.items()],
        }  # fmt: skip
    with hub.database.within(caller.tenant, write=True) as within:
        access_log.note(within, "read the retention of an audit", audit, about["unit_name"], person=caller.person)
    return page(
        request,
        "retention_audit.html",
        422 if fault else 200,
        title=f"Retention of {about['unit_name']}, {about['begun']}",
        **values,
    )


def _class(within: Within, about: Row, name: str, words: str, today: date) -> Row:
    until = retention.kept_until(within, about, name)
    return {"name": name, "words": words, "rule": retention.rules(within)[name].words, "until": until,
            "hindered": disposal.hindered(within, about, name, today)}  # fmt: skip


@router.post("/retention/{audit}/propose", dependencies=LEADS)
def propose(request: Request, audit: str) -> Response:
    """Proposes to dispose of an audit or its photographs; another person must confirm it."""
    hub, caller = hub_of(request), caller_of(request)
    try:
        with hub.database.within(caller.tenant, write=True) as within:
            about = _about(within, caller, audit)
            disposal.propose(within, about, said(request, "class"), caller.person, _today())
            access_log.note(within, "proposed a disposal", audit, said(request, "class"), person=caller.person)
    except UsageError as error:
        return _one(request, audit, told(error))
    return elsewhere(f"/retention/{audit}")


@router.post("/disposals/{disposal}/withdraw", dependencies=LEADS)
def withdraw(request: Request, disposal: str) -> Response:
    """Withdraws a proposal."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant, write=True) as within:
        proposal, _ = _proposal(within, caller, disposal)
        _withdraw(within, proposal, caller.person)
        access_log.note(within, "withdrew a disposal", proposal["audit"], proposal["class"], person=caller.person)
    return elsewhere(f"/retention/{proposal['audit']}")


@router.post("/disposals/{disposal}/confirm", dependencies=LEADS)
def confirm(request: Request, disposal: str) -> Response:
    """Disposes of what another person proposed."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant) as within:
        audit = _proposal(within, caller, disposal)[0]["audit"]
    try:
        with hub.database.within(caller.tenant, write=True) as within:
            proposal, about = _proposal(within, caller, disposal)
            places = _confirm(within, proposal, about, caller.person, _today())
            show(within, audit)
            detail = f"{proposal['class']}, {proposal['entries']} entries, digest {proposal['digest']}"
            access_log.note(within, "disposed of what another proposed", audit, detail, person=caller.person)
    except UsageError as error:
        return _one(request, audit, told(error))
    for place in places:
        hub.pictures.forget(place)
    return elsewhere(f"/retention/{audit}")


_withdraw, _confirm = disposal.withdraw, disposal.confirm  # a route's part of the address has the module's name


def _proposal(within: Within, caller: Caller, wanted: str) -> tuple[Row, Row]:
    proposal = within.one("disposals", id=wanted)
    if proposal is None:
        raise Refused(404, "This proposal is not here, or not for you.")
    return proposal, _about(within, caller, proposal["audit"])


def _about(within: Within, caller: Caller, audit: str) -> Row:
    about = within.one("audits", id=audit)
    if about is None or about["kind"] != "audit" or not caller.grants.may(Right.LEAD, about):
        raise Refused(404, "This audit is not here, or not for you.")
    return about


def _today() -> date:
    return datetime.now(UTC).date()
