"""What holds for every request, whatever it asks for: size, time, the name it was sent to, the answer's headers."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audit_app.hub.settings import Settings
from audit_app.hub.web.problems import Refused, for_programs

LARGEST = (16 << 20) + 1024  # bytes of one body; a push is the largest
LET_PASS, LET_PASS_S = 256 << 20, 30  # of a body that is refused: read and thrown away
LARGEST_REPLY = 40 << 20  # of an owner's reply, whose link is known before it is read
WITHIN_S = 120  # for a body to arrive
OPEN_BY_ANY_NAME = ("/healthz", "/metrics")
SAFE = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with none at all a browser calls our own forms of no origin
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


FOR_AN_APP = {
    "access-control-allow-methods": "GET, POST, PUT",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-expose-headers": "upload-length",
    "vary": "Origin",
}


def _most(scope: Scope) -> int:
    """How many bytes a body may have."""
    return LARGEST_REPLY if scope["path"].startswith("/mine/") else LARGEST


class TooLarge(Exception):
    """A body that is larger than any that is taken."""


class Bounds:
    """Stands before everything else."""

    def __init__(self, app: ASGIApp, settings: Settings, told: Callable[[Request, Refused], Response]) -> None:
        self._app, self._settings, self._told = app, settings, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it before anything is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal:
            await self._refuse(scope, receive, send, refusal)
            return
        more = self._for_an_app(scope, headers)
        if more and "access-control-request-method" in headers and scope["method"] == "OPTIONS":
            await _answer(send, 204, {**HEADERS, **more})
            return
        sent, body = Sent(send, {**self._headers(scope["path"]), **more}), Bounded(receive, _most(scope))
        try:
            await self._app(scope, body, sent)
        except ClientDisconnect:  # cut off in the middle of a body: nothing was done, and nobody waits for an answer
            return
        except (TooLarge, TimeoutError):
            if not sent.begun:
                await self._refuse(scope, body.rest, send, _too_large(scope, "or came too slowly"))

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, refused: Refused) -> None:
        """Answers, in a page where a browser asks: it shows one only once it has sent what it is sending."""
        request = Request(scope)
        if refused.status == 413 and not for_programs(request):
            with suppress(TimeoutError, ClientDisconnect):
                await _let_pass(receive)
        answer = self._told(request, refused)
        if refused.status == 413:
            answer.headers["connection"] = "close"
        await answer(scope, receive, Sent(send, self._headers(scope["path"])))

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> Refused | None:
        if scope["path"] not in OPEN_BY_ANY_NAME and headers.get("host", "").lower() != self._settings.host.lower():
            return Refused(421, f"This hub is reached as {self._settings.address}")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _most(scope):
            return _too_large(scope)
        if scope["method"] not in SAFE and not self._for_an_app(scope, headers) and self._from_elsewhere(headers):
            return Refused(403, "The form came from another site.", "Load the page again and send it once more")
        return None

    def _for_an_app(self, scope: Scope, headers: Mapping[str, str]) -> dict[str, str]:
        """What lets the page of an app that was named read an answer under /v1; nothing for any other page.

        It shows a device's token: no cookie counts, because none is allowed to come along.
        """
        origin = headers.get("origin", "")
        if not scope["path"].startswith("/v1/") or origin not in self._settings.app_origins:
            return {}
        return {**FOR_AN_APP, "access-control-allow-origin": origin}

    def _from_elsewhere(self, headers: Mapping[str, str]) -> bool:
        """What a browser sends for a page of another origin; other programs send neither header."""
        origin = headers.get("origin", self._settings.address)
        return origin != self._settings.address or headers.get("sec-fetch-site", "none") not in ("same-origin", "none")

    def _headers(self, path: str) -> dict[str, str]:
        found = dict(HEADERS)
        if path.startswith("/static/"):
            found["cache-control"] = "public, max-age=3600"
        if self._settings.secure:
            found["strict-transport-security"] = "max-age=31536000"
        return found


class Bounded:
    """A body as it arrives, no larger and no later than it may be."""

    def __init__(self, receive: Receive, most: int = LARGEST) -> None:
        self._receive, self._most, self._size = receive, most, 0
        self._ends: float | None = None
        self._whole = False

    async def __call__(self) -> Message:
        """The next part."""
        if self._whole:  # what comes after the body is the news that whoever asked has gone
            return await self._receive()
        loop = asyncio.get_running_loop()
        self._ends = self._ends or loop.time() + WITHIN_S
        async with asyncio.timeout_at(self._ends):
            message = await self._receive()
        self._size += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._size > self._most:
            raise TooLarge
        return message

    async def rest(self) -> Message:
        """What still comes of a body that is refused; where all of it has come nothing is waited for."""
        return {"type": "http.request"} if self._whole else await self._receive()


class Sent:
    """An answer on its way, with the headers that every answer has."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self._send, self._headers = send, headers
        self.begun = False

    async def __call__(self, message: Message) -> None:
        """Passes a part on."""
        if message["type"] == "http.response.start":
            self.begun = True
            known = {name.lower() for name, _ in message["headers"]}
            more = [(name.encode(), value.encode()) for name, value in self._headers.items()]
            message["headers"] = [*message["headers"], *(each for each in more if each[0] not in known)]
        await self._send(message)


def _too_large(scope: Scope, more: str = "") -> Refused:
    fault = f"What was sent is larger than {_most(scope) >> 20} MB {more}".strip() + "."
    remedy = "Go back and send fewer or smaller files" if _most(scope) == LARGEST_REPLY else "Send it in smaller parts"
    return Refused(413, fault, remedy)


async def _let_pass(receive: Receive) -> None:
    """Reads what is still coming and keeps none of it, up to a size and a time."""
    passed = 0
    async with asyncio.timeout(LET_PASS_S):
        while passed < LET_PASS:
            message = await receive()
            passed += len(message.get("body", b""))
            if message["type"] != "http.request" or not message.get("more_body", False):
                return


async def _answer(send: Send, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
    start = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})
