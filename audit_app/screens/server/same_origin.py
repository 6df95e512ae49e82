"""What stands in front of every request: only pages of this app may talk to it, under a name that is its own.

Another site open in the same browser could otherwise reach an app that listens on this device only: browsers let any
page open a web socket to 127.0.0.1, and a site can give its own name to that address.
"""

from typing import Any
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"no-referrer"),
]
REMEDY = b"This address answers only its own pages. Open the address that the app printed when it started."


class SameOrigin:
    """An ASGI application that passes on to `app` only what comes from its own pages or from no page at all.

    With `loopback_only` the app must also be called by a name of this device, so that no other site can give its name
    to it.
    """

    def __init__(self, app: Any, loopback_only: bool) -> None:
        self._app, self._loopback_only = app, loopback_only

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif self._allowed(scope):
            await self._app(scope, receive, _careful(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4403})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": REMEDY})

    def _allowed(self, scope: Any) -> bool:
        headers = dict(scope["headers"])
        name, port = _parts("//" + headers.get(b"host", b"").decode("latin-1"))
        if not name or (self._loopback_only and name not in LOOPBACK):
            return False
        if b"origin" not in headers:
            return True
        from_name, from_port = _parts(headers[b"origin"].decode("latin-1"))
        return from_name == name and (port is None or from_port == port)


def _parts(address: str) -> tuple[str, int | None]:
    """The name and port in an address; ("", None) when it has none, as the origin "null"."""
    try:
        split = urlsplit(address)
        return split.hostname or "", split.port
    except ValueError:
        return "", None


def _careful(send: Any) -> Any:
    """Adds what keeps a page from being framed or read by another, and takes away Flet's leave for every other site."""

    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() != b"access-control-allow-origin"]
            message = {**message, "headers": [*kept, *HEADERS]}
        await send(message)

    return sending
