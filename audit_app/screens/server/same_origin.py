"""What stands in front of every request: only pages of this app may talk to it, under a name that is its own.

Another site open in the same browser could otherwise reach an app that listens on this device only: browsers let any
page open a web socket to 127.0.0.1, and a site can give its own name to that address.
"""

from typing import Any
from urllib.parse import urlsplit

from audit_app.screens.server import pages

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORTS = {"http": 80, "https": 443}
PAGES = {"ws": "http", "wss": "https"}  # the scheme of the page that opens such a web socket


class SameOrigin:
    """An ASGI application that passes on to `app` only what comes from its own pages or from no page at all.

    With `loopback_only` the app must also be called by a name of this device, so that no other site can give its name
    to it.
    """

    def __init__(self, app: Any, loopback_only: bool) -> None:
        self._app, self._loopback_only = app, loopback_only

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan" or self._allowed(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4403})
        else:
            await pages.words(403, pages.FOREIGN).send(send)

    def _allowed(self, scope: Any) -> bool:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        if len(hosts) != 1 or len(origins) > 1:
            return False
        scheme = PAGES.get(scope["scheme"], scope["scheme"])
        own = origin(f"{scheme}://{hosts[0]}")
        if own is None or (self._loopback_only and own[1] not in LOOPBACK):
            return False
        return not origins or origin(origins[0]) == own


def origin(address: str) -> tuple[str, str, int] | None:
    """Scheme, name and port of an address that is nothing else; None when it has none, as the origin "null"."""
    try:
        split = urlsplit(address)
        port = split.port or PORTS.get(split.scheme, 0)
    except ValueError:
        return None
    if not split.hostname or split.netloc.endswith(":") or split.username is not None:
        return None
    if split.path or split.query or split.fragment or not set(split.netloc).isdisjoint("/\\ \t'\";,<>"):
        return None
    return split.scheme, split.hostname, port
