"""Requests where Python has sockets: with the system's own list of authorities, a proxy where one is set, and an end.

No redirect is followed, nothing is unpacked, no cookie is kept.
"""

import asyncio
import http.client
import socket
import threading
from base64 import b64encode
from contextlib import closing, suppress
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from audit_app.membership.hub_address import NEAR
from audit_app.membership.wire import Answer, Request, no_answer, too_large

CONNECT = 20.0  # seconds for one step of it
BLOCK = 1 << 16


class Https:
    """`Wire` over sockets, each request in a thread of its own, so that nothing waits for it."""

    async def ask(self, request: Request) -> Answer:
        """See `Wire`."""
        try:
            return await asyncio.wait_for(asyncio.to_thread(ask, request), request.within + 2 * CONNECT)
        except TimeoutError as error:
            raise no_answer("it takes too long") from error


def ask(request: Request) -> Answer:
    """Sends a request and waits for its answer, no longer than it says."""
    parts = urlsplit(request.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        with closing(_connection(parts.scheme, parts.hostname or "", parts.port)) as connection:
            connection.connect()
            ending = threading.Timer(request.within, _cut, [connection.sock])
            ending.daemon = True
            ending.start()
            try:
                connection.request(request.method, path, request.body or None, request.headers)
                with closing(connection.getresponse()) as response:
                    found = _answer(response, request.most)
                if ending.finished.is_set():  # cut in the middle: what was read is not all of it
                    raise TimeoutError
                return found
            finally:
                ending.cancel()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise no_answer(_why(error)) from error


def _answer(response: http.client.HTTPResponse, most: int) -> Answer:
    found = bytearray()
    while block := response.read(min(BLOCK, most + 1 - len(found))):
        found += block
        if len(found) > most:
            raise too_large(most)
    untold = response.status == http.client.OK and response.length is None and not response.chunked
    if response.length or (untold and not found):  # an answer that was cut within its head tells no length either
        raise http.client.IncompleteRead(bytes(found), response.length)
    return Answer(response.status, bytes(found), {name.lower(): value for name, value in response.getheaders()})


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    """A connection that is not open yet; by the proxy that this system names for it, never to this device itself."""
    import ssl  # a page's Python has none, and asks in another way

    context = ssl.create_default_context()
    proxy = urlsplit(getproxies().get(scheme, "")) if host not in NEAR and not proxy_bypass(host) else urlsplit("")
    if not proxy.hostname:
        if scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=CONNECT)
        return http.client.HTTPSConnection(host, port, timeout=CONNECT, context=context)
    made = http.client.HTTPSConnection(proxy.hostname, proxy.port, timeout=CONNECT, context=context)
    named = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}" if proxy.username else ""
    sign_in = {"Proxy-Authorization": f"Basic {b64encode(named.encode()).decode()}"} if named else {}
    made.set_tunnel(host, port, sign_in)
    return made


def _cut(connected: socket.socket) -> None:
    """Ends a connection that takes longer than it may, wherever it is."""
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _why(error: BaseException) -> str:
    if said := getattr(error, "verify_message", ""):
        return f"its certificate is not one that this device trusts: {said}"
    if isinstance(error, TimeoutError):
        return "it takes too long"
    if isinstance(error, socket.gaierror):
        return "no computer of this name is found"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    return str(error) or type(error).__name__
