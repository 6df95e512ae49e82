"""What holds for every request, whatever it asks for: size, time, the name it was sent to, the answer's headers."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audit_app.hub.settings import Settings

LARGEST = (16 << 20) + 1024  # bytes of one body; a push is the largest
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

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it before anything is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal:
            await _say(send, *refusal)
            return
        more = self._for_an_app(scope, headers)
        if more and "access-control-request-method" in headers and scope["method"] == "OPTIONS":
            await _answer(send, 204, {**HEADERS, **more})
            return
        sent = Sent(send, {**self._headers(scope["path"]), **more})
        try:
            await self._app(scope, Bounded(receive, _most(scope)), sent)
        except ClientDisconnect:  # cut off in the middle of a body: nothing was done, and nobody waits for an answer
            return
        except (TooLarge, TimeoutError):
            if not sent.begun:
                await _say(send, 413, "The body is too large or too slow")

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        if scope["path"] not in OPEN_BY_ANY_NAME and headers.get("host", "").lower() != self._settings.host.lower():
            return 421, f"This hub is reached as {self._settings.address}"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _most(scope):
            return 413, "The body is too large"
        if scope["method"] not in SAFE and not self._for_an_app(scope, headers) and self._from_elsewhere(headers):
            return 403, "The form came from another site"
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


async def _say(send: Send, status: int, title: str) -> None:
    body: dict[str, Any] = {"type": "about:blank", "status": status, "title": title}
    headers = {**HEADERS, "content-type": "application/problem+json"}
    if status == 413:
        headers["connection"] = "close"
    await _answer(send, status, headers, json.dumps(body).encode())


async def _answer(send: Send, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
    start = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})
