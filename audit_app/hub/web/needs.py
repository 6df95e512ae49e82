"""The rule of a route: who may ask. Every route has exactly one; a program with one that has none does not start.

A person comes with the cookie of a session; a form of theirs must carry the session's own word. A device comes with
a bearer token.
"""

from collections.abc import AsyncIterator, Iterator
from enum import Enum
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.routing import BaseRoute

from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.devices import device_of
from audit_app.hub.identity.roles import Right
from audit_app.hub.identity.sessions import session_of
from audit_app.hub.identity.tokens import same
from audit_app.hub.web.bounds import SAFE
from audit_app.hub.web.hub import Hub
from audit_app.hub.web.problems import Refused, SignIn, for_programs

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS, LARGEST_FIELD = 60, 200_000


class Who(Enum):
    """Who may come to a route at all."""

    ANYONE = "anyone"
    PERSON = "a person who is signed in"
    DEVICE = "an enrolled device"
    EITHER = "a person or a device"


class Needs:
    """Who may come, and with which right; a route about one audit looks at its scope as well."""

    def __init__(self, who: Who, right: Right | None = None) -> None:
        self.who, self.right = who, right

    def __repr__(self) -> str:
        return f"{self.who.value}{f' who may {self.right.value}' if self.right else ''}"

    async def __call__(self, request: Request) -> AsyncIterator[None]:
        """Lets a request through, with who asks and what they filled in beside it, until it is answered."""
        form = await _form(request)
        try:
            await self._let_through(request, form)
            yield
        finally:
            if form is not None:
                await form.close()

    async def _let_through(self, request: Request, form: FormData | None) -> None:
        caller = None if self.who is Who.ANYONE else await run_in_threadpool(self._caller, request, form)
        request.state.form, request.state.caller = form, caller
        if self.right is not None and (caller is None or not caller.grants.has(self.right)):
            raise Refused(403, "Your roles do not allow it.", "Ask the MR safety lead")

    def _caller(self, request: Request, form: FormData | None) -> Caller:
        hub = hub_of(request)
        bearer = request.headers.get("authorization", "")
        if bearer and self.who is not Who.PERSON:
            found = device_of(hub.database, bearer.removeprefix("Bearer ").strip())
            if found is None:
                raise Refused(401, "The device is not enrolled here, or was cut off.", "Join it again")
            return found
        if self.who is Who.DEVICE:
            raise Refused(401, "Only enrolled devices may.", "Join the tablet first")
        return self._person(request, hub, form)

    def _person(self, request: Request, hub: Hub, form: FormData | None) -> Caller:
        caller = session_of(hub.database, request.cookies.get(cookie_name(hub), ""))
        if caller is None:
            if for_programs(request):
                raise Refused(401, "Nobody is signed in.", "Send a device's token")
            raise SignIn(_here(request))
        if request.method not in SAFE and not same(_word(form), caller.csrf):
            raise Refused(403, "The form is not one of this session.", "Load the page again and send it once more")
        return caller


def _word(form: FormData | None) -> str:
    """The session's word as a form carries it."""
    return str(form.get("csrf", "")) if form else ""


def _here(request: Request) -> str:
    if request.method not in SAFE:
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


async def _form(request: Request) -> FormData | None:
    """What was filled in, within bounds; None where no form was sent."""
    kind = request.headers.get("content-type", "")
    programs = request.url.path.startswith("/v1/")  # they send none: their bodies are read where they are wanted
    if (
        programs
        or request.method in SAFE
        or not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data"))
    ):
        return None
    return await request.form(max_files=8, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD)


def hub_of(request: Request) -> Hub:
    """The installation that answers."""
    return cast(Hub, request.app.state.hub)


def caller_of(request: Request) -> Caller:
    """Who asks, at a route that not anyone may come to."""
    return cast(Caller, request.state.caller)


def said(request: Request, name: str) -> str:
    """What was filled in in one field of a form, as text."""
    form: Any = request.state.form or {}
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def cookie_name(hub: Hub) -> str:
    """The session's cookie; over TLS one that browsers take only from this very host."""
    return "__Host-mr_audit_hub" if hub.settings.secure else "mr_audit_hub"


def rule_of(route: BaseRoute) -> Needs | None:
    """The rule of a route, or None."""
    if not isinstance(route, APIRoute):
        return None
    found = [each.dependency for each in route.dependencies if isinstance(each.dependency, Needs)]
    return found[0] if len(found) == 1 else None


def without_rule(app: FastAPI) -> Iterator[str]:
    """The routes that have no rule."""
    for route in app.routes:
        if rule_of(route) is None:
            yield getattr(route, "path", str(route))
