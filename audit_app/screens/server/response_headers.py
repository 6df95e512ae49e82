"""The headers of every answer: what a browser may load, send and show with it.

Nothing leaves the origin. What an answer says of its own stands; what it does not say is as strict as it can be.
"""

from typing import Any

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
COMMON = {
    b"content-security-policy": NOTHING.encode(),
    # With a stricter one the screens are drawn in several threads, which spoil each other's memory in Flutter 3.44
    # (flutter/flutter#190039), and the page stands still for good.
    b"cross-origin-embedder-policy": b"unsafe-none",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(self), geolocation=(), microphone=(), payment=(), usb=(), serial=()",
    b"referrer-policy": b"same-origin",  # with no-referrer a browser sends our own form as from no origin at all
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
}
# The screens. Flutter compiles WebAssembly and puts its own styles into the page; pictures it has decoded and files
# that were picked are blobs. No script but this server's own files, no eval, and every request to this server: what the
# client would fetch from elsewhere (a part for animations that no screen has) is not asked for.
SCREENS = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "connect-src 'self' {socket} blob:; img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# A report is opened by itself: its own styles and the pictures inside it, no script, no request, no form.
MADE = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-ancestors 'none'"
SANDBOXED = MADE + "; sandbox allow-downloads allow-popups"


def with_headers(app: Any, **said: str) -> Any:
    """The application with these headers on each of its answers, names with underscores; what it says itself stands."""
    return Headers(app, {name.replace("_", "-").encode(): value.encode("latin-1") for name, value in said.items()})


def screens_policy(scope: Any) -> str:
    """The policy of the screens, with the address of their web socket: not every browser takes it for 'self'."""
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    secure = scope["scheme"] in ("https", "wss")
    return SCREENS.format(socket=f"{'wss' if secure else 'ws'}://{hosts[0]}" if hosts else "")


class Headers:
    """An ASGI application that adds headers to the answers of `app`, and takes away leave for other sites."""

    def __init__(self, app: Any, headers: dict[bytes, bytes] = COMMON) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                own = [pair for pair in message.get("headers", []) if not pair[0].lower().startswith(b"access-control")]
                said = {name.lower() for name, _ in own}
                more = [(name, value) for name, value in self._headers.items() if name not in said]
                message = {**message, "headers": [*own, *more]}
            await send(message)

        await self._app(scope, receive, sending)
