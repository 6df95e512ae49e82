"""From a template to an answer; everything that is filled in is escaped."""

import re
from typing import Any

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from audit_app.counting import counted
from audit_app.errors import UsageError
from audit_app.hub.identity.roles import Right
from audit_app.hub.web.needs import hub_of
from audit_app.hub.web.problems import STATUS_WORDS, Refused, headers

_TEMPLATES = Environment(
    loader=PackageLoader("audit_app.hub.console", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(\.\d+)?Z")
_WHOLE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d UTC)?")
LONG = 20  # letters of a cell that wants room


def _told(value: Any) -> Any:
    """What a cell shows: a moment to the minute, nothing for nothing."""
    if not isinstance(value, str):
        return "" if value is None else value
    moment = _MOMENT.fullmatch(value)
    return f"{moment[1]} {moment[2]} UTC" if moment else value


def _look(value: Any) -> str:
    """How a cell of a table is drawn: days are not parted, and long words have room."""
    words = str(_told(value))
    if _WHOLE.fullmatch(words):
        return "whole"
    return "words" if len(words) > LONG else ""


_TEMPLATES.filters |= {"told": _told, "look": _look, "counted": counted}
# Where one can go, in this order: address, words, the right it takes.
PLACES: list[tuple[str, str, Right | None]] = [
    ("/", "Start", None),
    ("/due", "Due", Right.SEE),
    ("/findings", "Findings", Right.SEE),
    ("/actions", "Actions", Right.SEE),
    ("/audits", "Audits", Right.SEE),
    ("/readings", "Readings", Right.SEE),
    ("/shortcomings", "Shortcomings", Right.SEE),
    ("/instruments", "Instruments", Right.SEE),
    ("/ancillary", "Ancillary items", Right.SEE),
    ("/register", "Register", Right.SEE),
    ("/checklists", "Checklists", Right.SEE),
    ("/replies", "Replies", Right.LEAD),
    ("/hooks", "Webhooks", Right.LEAD),
    ("/retention", "Retention", Right.LEAD),
    ("/people", "People", Right.PEOPLE),
    ("/devices", "Tablets", Right.PEOPLE),
    ("/access", "Access log", Right.LOG),
    ("/account", "My account", None),
]


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page; `title` is among the values."""
    caller = getattr(request.state, "caller", None)
    known = {"fault": "", "said": "", "here": request.url.path, "caller": caller, "csrf": caller.csrf if caller else ""}
    silent = hub_of(request).pictures.silent_since
    known["silent"] = f"{silent:%Y-%m-%d %H:%M} UTC" if silent and caller else ""
    known["places"] = [each for each in PLACES if caller and (each[2] is None or caller.grants.has(each[2]))]
    text = _TEMPLATES.get_template(template).render({**known, **values})
    return HTMLResponse(text, status)


def refusal(request: Request, refused: Refused) -> Response:
    """A refusal as a page."""
    title = STATUS_WORDS.get(refused.status, "Refused")
    words = [each for each in (refused.fault, refused.remedy) if each]
    made = page(request, "refusal.html", refused.status, title=title, words=words)
    made.headers.update(headers(refused))
    return made


def told(error: UsageError) -> str:
    """What is wrong with what was filled in, in a sentence."""
    return str(error)


def elsewhere(address: str) -> Response:
    """Leads on to another page of this hub: never to another site."""
    return RedirectResponse(inside(address), 303)


def inside(address: str) -> str:
    """An address of this hub, or its front page: never one that a browser would take for another site's."""
    plain = address.isascii() and address.isprintable() and "\\" not in address and len(address) <= 2000
    return address if plain and address.startswith("/") and not address.startswith("//") else "/"
