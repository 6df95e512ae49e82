"""The program that answers: routes, each with its rule, behind the bounds."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from audit_app import __version__
from audit_app.errors import AuditError
from audit_app.hub.api import calendar, enrol, exchange, reading, running
from audit_app.hub.console import (
    account,
    audits,
    doors,
    hooks,
    oidc,
    people,
    replies,
    reply_photos,
    retention,
    start,
    tables,
)
from audit_app.hub.console.pages import refusal
from audit_app.hub.keeping.picture_store import StoreSilent
from audit_app.hub.web.bounds import Bounds
from audit_app.hub.web.hub import Hub
from audit_app.hub.web.needs import without_rule
from audit_app.hub.web.problems import Refused, SignIn, for_programs, problem

ROUTERS = (running.router, exchange.router, enrol.router, reading.router, calendar.router,
           doors.router, account.router, start.router, tables.router, audits.router, people.router, oidc.router,
           replies.router, hooks.router, reply_photos.router, retention.router)  # fmt: skip
log = structlog.get_logger("mr_audit.hub")


def program(hub: Hub) -> FastAPI:
    """The program of an installation; RuntimeError when a route has no rule."""
    app = FastAPI(title="MR Audit hub", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.hub = hub
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    left = list(without_rule(app))
    if left:
        raise RuntimeError(f"routes without a rule: {', '.join(left)}")
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(SignIn, _sign_in)
    app.add_exception_handler(AuditError, _foreseen)
    app.add_exception_handler(StoreSilent, _silent)
    app.add_exception_handler(OperationalError, _silent)
    app.add_exception_handler(NoConnection, _silent)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_exception_handler(Exception, _unforeseen)
    app.add_middleware(Bounds, settings=hub.settings, told=_answer)
    return app


def _answer(request: Request, refused: Refused) -> Response:
    return problem(refused) if for_programs(request) else refusal(request, refused)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _answer(request, error)


def _sign_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignIn)
    return RedirectResponse(str(request.url_for("sign_in_form").include_query_params(back=error.back)), 303)


def _foreseen(request: Request, error: Exception) -> Response:
    return _answer(request, Refused(422, str(error)))


def _silent(request: Request, error: Exception) -> Response:
    """The database or the place for pictures does not answer or has no room: nothing was kept, and it can be again."""
    log.error("silent", path=request.url.path, kind=type(getattr(error, "orig", None) or error).__name__)
    what = "The place for pictures" if isinstance(error, StoreSilent) else "The hub's database"
    return _answer(
        request, Refused(503, f"{what} does not answer, or has no room.", "Nothing was kept; try again later")
    )


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, Refused(error.status_code))


def _misshapen(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(each)[:40] for each in first["loc"][:4])
    return _answer(request, Refused(422, f"{place}: {str(first['msg'])[:200]}."))


def _unforeseen(request: Request, error: Exception) -> Response:
    """Logged with its place and without contents; whoever asked learns only that it happened."""
    log.error("unforeseen", path=request.url.path, kind=type(error).__name__, exc_info=error)
    return _answer(request, Refused(500, "It was noted.", "Try again"))
