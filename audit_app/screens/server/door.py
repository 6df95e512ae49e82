"""The door: in front of the whole application, web sockets included, with a passphrase or with a word in the address.

With a passphrase (an address that others reach) whoever gives it gets a pass for a working day, as a cookie. Without
one (this device only) the address that the app prints carries a word that other users of the same computer do not
know; it becomes the cookie, so that the address can be shortened, reloaded and bookmarked.
"""

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

from audit_app.screens.server import pages
from audit_app.screens.server.guesses import Guesses
from audit_app.screens.server.keys import Pass, Passes

SHORTEST = 12  # characters of a passphrase
WORKING_DAY, HERE = 12 * 3600, 30 * 24 * 3600  # seconds a pass opens: after a passphrase, and on this device only
COOKIE_KEPT = 90 * 24 * 3600  # seconds a browser keeps it: longer than it opens, so that its end can be told
LARGEST, WITHIN = 4096, 10  # bytes of what the door takes in, and the seconds it must come in
CLOSED = 4401  # the code of a web socket whose pass no longer opens
OWN = ("/door", "/leave", "/here", "/ws", "/upload")  # no place to go on at

Send = Callable[[Any], Awaitable[None]]


class Door:
    """An ASGI application that lets nothing through to `app` without a pass."""

    def __init__(self, app: Any, passes: Passes, passphrase: str = "", guesses: Guesses | None = None) -> None:
        self._app, self._passes, self._passphrase = app, passes, passphrase.encode()
        self._guesses = guesses or Guesses()
        self._lasts = WORKING_DAY if passphrase else HERE
        self._open: dict[str, set[Line]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        held = self._pass(scope)
        if held is not None and self._passes.opens(held):
            await self._inside(held, scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": CLOSED})
        else:
            await (await self._outside(held, scope, receive)).send(send)

    # Inside

    async def _inside(self, held: Pass, scope: Any, receive: Any, send: Any) -> None:
        known = scope.get("state", {}).get("connection")
        if known is not None:
            known.known = True
        if scope["type"] == "websocket":
            await self._connected(held, scope, receive, send)
        elif scope["path"] == "/leave" and self._passphrase:
            await (self._left(held, scope) if scope["method"] == "POST" else pages.sign_out()).send(send)
        elif scope["path"] == "/door":
            await pages.elsewhere("/").send(send)
        elif self._key(scope):
            await pages.elsewhere(_without_key(scope)).send(send)
        else:
            await self._app(scope, receive, send)

    async def _connected(self, held: Pass, scope: Any, receive: Any, send: Any) -> None:
        """A web socket; it ends when its pass is given back or runs out."""
        line = Line(send)
        self._open.setdefault(held.id, set()).add(line)
        end = asyncio.get_running_loop().call_later(held.until - time.time(), line.end)
        try:
            await self._app(scope, receive, line.send)
        finally:
            end.cancel()
            self._open[held.id].discard(line)
            if not self._open[held.id]:
                del self._open[held.id]

    def _left(self, held: Pass, scope: Any) -> pages.Page:
        self._passes.leave(held)
        for line in self._open.get(held.id, ()):
            line.end()
        return pages.signed_out(_cookie(self._name(scope), self._passes.issue(0), 0, scope))

    # Outside

    async def _outside(self, held: Pass | None, scope: Any, receive: Any) -> pages.Page:
        if _came_from_elsewhere(scope) and held is None and not self._key(scope):
            return pages.once_more(_here(scope))
        if not self._passphrase:
            return self._by_address(scope)
        if scope["path"] == "/door" and scope["method"] == "POST":
            return await self._answer(held, scope, receive)
        back = _here(scope) if scope["method"] == "GET" and not scope["path"].startswith(OWN) else "/"
        return pages.passphrase(self._said(held, scope), back=back)

    def _by_address(self, scope: Any) -> pages.Page:
        """Lets in whoever has the word of the address."""
        if not hmac.compare_digest(self._key(scope).encode(), self._passes.token.encode()):
            return pages.words(401, pages.BY_ADDRESS)
        return pages.elsewhere(_without_key(scope), self._new_cookie(scope))

    async def _answer(self, held: Pass | None, scope: Any, receive: Any) -> pages.Page:
        """The answer to a passphrase: the number of tries is looked at first, then the passphrase."""
        address, known = (scope.get("client") or ("",))[0], held.id if held else ""
        try:
            given = parse_qs((await _body(receive)).decode("utf-8", "replace"))
        except TimeoutError:
            return pages.words(408, pages.SLOW)
        except OverflowError:
            return pages.words(413, pages.LARGE)
        back = _safe(given.get("back", ["/"])[0])
        if wait := self._guesses.wait(address, known):
            return pages.passphrase(fault=pages.GUESSED.format(n=wait), back=back, status=429, wait=wait)
        if not hmac.compare_digest(given.get("passphrase", [""])[0].encode(), self._passphrase):
            return pages.passphrase(fault=pages.WRONG, back=back)
        self._guesses.right(address, known)
        return pages.elsewhere(back, self._new_cookie(scope))

    def _said(self, held: Pass | None, scope: Any) -> str:
        """What is said to whoever comes with a pass that no longer opens."""
        if held is None:
            return pages.CHANGED if self._written(scope) else ""
        return pages.LEFT if self._passes.was_left(held) else pages.RAN_OUT.format(hours=self._lasts // 3600)

    # Cookies

    def _name(self, scope: Any) -> str:
        """Behind TLS a name that browsers take only from this very host, securely."""
        return ("__Host-" if scope["scheme"] in ("https", "wss") else "") + f"mr_audit_{self._passes.tag}"

    def _written(self, scope: Any) -> str:
        wanted = self._name(scope)
        for name, value in scope["headers"]:
            for each in value.decode("latin-1").split(";") if name == b"cookie" else ():
                called, _, written = each.strip().partition("=")
                if called == wanted:
                    return str(written)
        return ""

    def _pass(self, scope: Any) -> Pass | None:
        return self._passes.read(self._written(scope))

    def _new_cookie(self, scope: Any) -> bytes:
        return _cookie(self._name(scope), self._passes.issue(self._lasts), COOKIE_KEPT, scope)

    def _key(self, scope: Any) -> str:
        """The word in the address, where the app is opened by one."""
        if self._passphrase or scope.get("method") != "GET":
            return ""
        return str(parse_qs(_query(scope)).get("key", [""])[0])


class Line:
    """One web socket that can be ended from outside; what is sent after that goes nowhere."""

    def __init__(self, send: Send) -> None:
        self._send, self._over = send, False
        self._ending: asyncio.Task[None] | None = None

    async def send(self, message: Any) -> None:
        """Passes on what is sent, while it is open."""
        if not self._over:
            await self._send(message)

    def end(self) -> None:
        """Closes it."""
        if not self._over:
            self._over = True
            self._ending = asyncio.ensure_future(self._close())

    async def _close(self) -> None:
        await self._send({"type": "websocket.close", "code": CLOSED})


async def _body(receive: Any) -> bytes:
    """What was sent to the door; TimeoutError when it takes too long, OverflowError when it is too large."""
    body = b""
    async with asyncio.timeout(WITHIN):
        while True:
            message = await receive()
            body += bytes(message.get("body", b""))
            if len(body) > LARGEST:
                raise OverflowError
            if not message.get("more_body"):
                return body


def _cookie(name: str, value: str, kept: int, scope: Any) -> bytes:
    secure = "; Secure" if scope["scheme"] in ("https", "wss") else ""
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={kept}{secure}".encode()


def _came_from_elsewhere(scope: Any) -> bool:
    """A page opened by a link or a file of another origin: its browser held back our cookie."""
    headers = dict(scope["headers"])
    modes = headers.get(b"sec-fetch-site"), headers.get(b"sec-fetch-mode")
    return scope["method"] == "GET" and modes == (b"cross-site", b"navigate")


def _query(scope: Any) -> str:
    return str(scope["query_string"].decode("latin-1"))


def _here(scope: Any) -> str:
    """The address that was asked for, inside the app."""
    query = _query(scope)
    return _safe(scope["path"] + (f"?{query}" if query else ""))


def _without_key(scope: Any) -> str:
    kept = [(name, value) for name, value in parse_qsl(_query(scope)) if name != "key"]
    return _safe(scope["path"] + (f"?{urlencode(kept)}" if kept else ""))


def _safe(address: str) -> str:
    """An address of this app, or its front page: never one that a browser would take for another site's."""
    if not address.startswith("/") or address.startswith(("//", "/\\")) or len(address) > 2000:
        return "/"
    return quote(address, safe="/?=&%:@!$'()*+,;~-._")
