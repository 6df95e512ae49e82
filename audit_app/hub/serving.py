"""Serving the hub over HTTP until it is told to stop; JSON logs without contents."""

import asyncio
import gc
import logging

import click
import structlog
import uvicorn
from sqlalchemy.exc import ArgumentError, DBAPIError
from uvicorn.protocols.http.h11_impl import H11Protocol

from audit_app.errors import UsageError
from audit_app.hub.errands import HOOKS_EVERY_S, Rounds, hooks
from audit_app.hub.program import program
from audit_app.hub.settings import Settings
from audit_app.hub.web.hub import Hub


class Patient(H11Protocol):
    """A connection that is ended when no whole head of a request comes in time, or an answer is not taken.

    So nobody holds a place, or a transaction behind a long answer; how long a body may take stands in `web.bounds`.
    """

    HEAD_S, TAKEN_S = 20.0, 60.0
    _ending: asyncio.TimerHandle | None = None
    _full: asyncio.TimerHandle | None = None

    # uvicorn, too, takes a narrower transport here than asyncio's protocol says
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Waits for the first head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Waits no more while a request is being answered, and again for the rest of the next one's head."""
        super().data_received(data)
        answering = self.cycle is not None and not self.cycle.response_complete
        if not answering:
            self._wait()
        elif self._ending is not None:
            self._ending.cancel()
            self._ending = None

    def pause_writing(self) -> None:
        """Waits for room: who asked takes nothing of the answer."""
        super().pause_writing()
        self._full = self.loop.call_later(self.TAKEN_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Waits no more."""
        super().resume_writing()
        if self._full is not None:
            self._full.cancel()

    def _wait(self) -> None:
        if self._ending is None:
            self._ending = self.loop.call_later(self.HEAD_S, self._end)

    def _end(self) -> None:
        self._ending = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()


def opened(settings: Settings) -> Hub:
    """The installation; UsageError in words when its database does not answer."""
    try:
        return Hub.at(settings)
    except (DBAPIError, ArgumentError, ModuleNotFoundError) as error:
        kind = type(getattr(error, "orig", None) or error).__name__  # its text may hold the password
        remedy = "See that the server runs, and that MR_AUDIT_HUB_DATABASE names it, the database, user and password"
        raise UsageError("The hub's database", f"does not open ({kind})", remedy) from error


def serve(settings: Settings, host: str, port: int, proxy: str = "") -> None:
    """Serves an installation; prints where it is, and the link for the first administrator while there is none."""
    if host not in ("127.0.0.1", "localhost", "::1") and not settings.secure:
        remedy = "Put a proxy with TLS in front of it, and give its address with --address https://…"
        raise UsageError(f"--host {host}", "would take passwords over an open network", remedy)
    log_as_json()
    hub = opened(settings)
    try:
        click.echo(f"The hub is at {settings.address}")
        first = hub.first_link()
        if first:
            click.echo(f"Open this link once to make the first administrator:\n  {first}")
        served = program(hub)
        gc.collect()
        gc.freeze()  # to look through all that is loaded again would hold every answer up for a quarter of a second
        with Rounds(hub), Rounds(hub, hooks, HOOKS_EVERY_S):
            uvicorn.run(
                served, host=host, port=port, log_config=None, access_log=False, server_header=False,
                proxy_headers=bool(proxy), forwarded_allow_ips=proxy or None, timeout_keep_alive=15,
                limit_concurrency=400, http=Patient, h11_max_incomplete_event_size=32_768,
            )  # fmt: skip
    finally:
        hub.close()


def log_as_json() -> None:
    """One line of JSON for each thing worth knowing: no body, no name, no token."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
