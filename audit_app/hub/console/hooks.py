"""Webhooks: which programs are told that something changed, and how the last message to each went."""

import asyncio
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from audit_app.errors import UsageError
from audit_app.hub.console.doors import throttled
from audit_app.hub.console.pages import elsewhere, page, told
from audit_app.hub.identity import access_log
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.out.hooks import end, make, ping
from audit_app.hub.out.outbound import reachable
from audit_app.hub.tables import table
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of, said
from audit_app.hub.web.problems import Refused

router = APIRouter(include_in_schema=False)
LEADS = [Depends(Needs(Who.PERSON, Right.LEAD))]


def _caller(request: Request) -> Caller:
    """Whoever asks; a hook tells of every unit, so only who leads the whole organisation may."""
    caller = caller_of(request)
    if not caller.grants.everywhere(Right.LEAD):
        raise Refused(403, "Your roles do not hold for the whole organisation.", "Ask the MR safety lead")
    return caller


@router.get("/hooks", dependencies=LEADS)
def hooks(request: Request) -> Response:
    """Every hook that has not ended."""
    return _shown(request)


@router.post("/hooks", dependencies=LEADS)
def add(request: Request) -> Response:
    """Adds a hook and shows its secret, this once."""
    hub, caller, address = hub_of(request), _caller(request), said(request, "url")
    throttled(hub, f"hooks of {caller.tenant}")
    try:
        asyncio.run(reachable(address, hub.settings.reached))  # before the transaction: a name takes its time
        with hub.database.within(caller.tenant, write=True) as within:
            made, secret = make(within, address, caller.person)
            access_log.note(within, "added a webhook", made, address, person=caller.person)
    except UsageError as error:
        return _shown(request, 422, fault=told(error), address=address[:500])
    return _shown(request, secret=secret)


@router.post("/hooks/{hook}/ping", dependencies=LEADS)
def try_out(request: Request, hook: str) -> Response:
    """Sends a message that only says hello, with the next round."""
    hub, caller = hub_of(request), _caller(request)
    throttled(hub, f"hooks of {caller.tenant}")
    with hub.database.within(caller.tenant, write=True) as within:
        if within.one("hooks", table("hooks").c.ended_at.is_(None), id=hook) is None:
            raise Refused(404, "This webhook is not here, or has ended.")
        ping(within, hook)
    return _shown(request, said="It leaves within a minute. Load this page again to see how it went.")


@router.post("/hooks/{hook}/end", dependencies=LEADS)
def stop(request: Request, hook: str) -> Response:
    """Tells a hook nothing more."""
    caller = _caller(request)
    with hub_of(request).database.within(caller.tenant, write=True) as within:
        if not end(within, hook):
            raise Refused(404, "This webhook is not here, or has ended.")
        access_log.note(within, "ended a webhook", hook, person=caller.person)
    return elsewhere("/hooks")


def _shown(request: Request, status: int = 200, **more: Any) -> Response:
    caller, own, waits = _caller(request), table("hooks"), table("hook_messages")
    with hub_of(request).database.within(caller.tenant) as within:
        rows = within.find("hooks", own.c.ended_at.is_(None), order=own.c.made_at)
        left = {row["id"]: within.count("hook_messages", waits.c.hook == row["id"], waits.c.sent_at.is_(None))
                for row in rows}  # fmt: skip
    values = {"hooks": [{**row, "waiting": left[row["id"]]} for row in rows], "secret": "", "address": "", **more}
    return page(request, "hooks.html", status, title="Webhooks", **values)
