"""The passphrase at the door, for an address that others can reach.

Stands in front of the whole application, web sockets included. Whoever gives the passphrase gets a signed cookie
for a working day.
"""

import asyncio
import hashlib
import hmac
import html
import secrets
import time
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

COOKIE = "mr_audit_door"
LASTS = 12 * 3600  # seconds
SHORTEST = 12  # characters of a passphrase
SLOWNESS = 1  # seconds that a wrong passphrase costs; wrong ones wait for each other
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>MR Audit</title><style>body{{font:18px system-ui;max-width:24rem;margin:15vh auto;padding:0 1rem;color:#16212a;
background:#f5f8fa}}input,button{{font:inherit;width:100%;box-sizing:border-box;padding:.8rem;margin:.4rem 0;
border-radius:10px;border:1px solid #66757f}}button{{background:#0b5670;color:#fff;border:0}}p{{color:#b3261e}}</style>
<h1>MR Audit</h1><form method="post" action="/door"><label for="p">Passphrase</label>
<input id="p" name="passphrase" type="password" autofocus autocomplete="current-password"><button>Go on</button></form>
<p role="alert">{fault}</p></html>"""


class Doorkeeper:
    """An ASGI application that lets nothing through to `app` without the passphrase."""

    def __init__(self, app: Any, passphrase: str) -> None:
        self._app, self._passphrase = app, passphrase.encode()
        self._key, self._wrong = secrets.token_bytes(32), asyncio.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan" or self._known(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4401})
        elif scope["method"] == "POST" and scope["path"] == "/door":
            await self._answer(await _body(receive), send)
        else:
            await _page(send, 401, "")

    def _known(self, scope: Any) -> bool:
        headers = dict(scope.get("headers", []))
        try:
            cookie = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return False
        given = cookie[COOKIE].value if COOKIE in cookie else ""
        until, _, signature = given.partition(".")
        good = hmac.compare_digest(signature.encode(), self._signed(until).encode())
        return good and until.isdigit() and int(until) > time.time()

    def _signed(self, until: str) -> str:
        return hmac.new(self._key, until.encode(), hashlib.sha256).hexdigest()

    async def _answer(self, body: bytes, send: Any) -> None:
        given = parse_qs(body.decode("utf-8", "replace")).get("passphrase", [""])[0].encode()
        if not hmac.compare_digest(given, self._passphrase):
            async with self._wrong:  # so that guessing is slow, from many places at once too
                await asyncio.sleep(SLOWNESS)
            await _page(send, 401, "That is not the passphrase. Try again.")
            return
        until = str(int(time.time()) + LASTS)
        cookie = f"{COOKIE}={until}.{self._signed(until)}; Path=/; HttpOnly; SameSite=Strict; Max-Age={LASTS}"
        headers = [(b"location", b"/"), (b"set-cookie", cookie.encode())]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


async def _body(receive: Any) -> bytes:
    body = b""
    while len(body) < 10_000:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body


async def _page(send: Any, status: int, fault: str) -> None:
    page = PAGE.format(fault=html.escape(fault)).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page})
