"""Which addresses are a hub's, and how a request leaves: no redirect, no endless answer, no waiting without end."""

import asyncio
import http.server
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from audit_app.errors import ExchangeRefused, UsageError
from audit_app.membership.https import Https
from audit_app.membership.hub_address import hub_address
from audit_app.membership.hub_client import HubClient
from audit_app.membership.wire import Request, Unreachable


@pytest.mark.parametrize(
    ("typed", "is_"),
    [
        (" https://Audits.example.org/ ", "https://audits.example.org"),
        ("audits.example.org", "https://audits.example.org"),
        ("https://audits.example.org:443", "https://audits.example.org"),
        ("https://audits.example.org:8443", "https://audits.example.org:8443"),
        ("http://127.0.0.1:8560", "http://127.0.0.1:8560"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:8560/", "http://[::1]:8560"),
    ],
)
def test_an_address_has_one_spelling(typed: str, is_: str) -> None:
    assert hub_address(typed) == is_


@pytest.mark.parametrize(
    "typed",
    [
        "", "http://audits.example.org", "http://127.0.0.1.example.org", "http://127.0.0.1@example.org",
        "https://user:word@example.org", "https://example.org/v1", "https://example.org?x=1", "https://example.org#x",
        "ftp://example.org", "file:///etc/passwd", "https://", "https://exa mple.org", "https://example.org:99999",
        "https://ex\u0430mple.org", "https://example.org\r\nX: y", "x" * 400, "http://2130706433",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_hub_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        hub_address(typed)


class Hostile(http.server.BaseHTTPRequestHandler):
    """A hub that answers what no hub would; `seen` are the addresses that it was asked for."""

    seen: list[str] = []  # noqa: RUF012 (one for the whole server)
    held = threading.Event()

    def do_GET(self) -> None:
        type(self).seen.append(self.path)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            while not self.held.is_set():
                self.wfile.write(b"x" * 65536)
        elif self.path == "/drip":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            while not self.held.wait(0.05):
                self.wfile.write(b"x")
        elif self.path.startswith("/cut/"):
            answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
            self.wfile.write(answer[: int(self.path[5:])])
        else:
            self.wfile.write(b"\x16\x03\x01 no HTTP at all\n")

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def handle(self) -> None:
        with suppress(OSError):  # whoever asked has gone
            super().handle()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()


@pytest.fixture
def hostile() -> Iterator[str]:
    Hostile.seen, Hostile.held = [], threading.Event()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        Hostile.held.set()
        server.shutdown()


def asked(address: str, most: int = 100_000, within: float = 20.0) -> int:
    return asyncio.run(Https().ask(Request("GET", address, most=most, within=within))).status


def test_no_redirect_is_followed(hostile: str) -> None:
    assert asked(f"{hostile}/moved") == 302
    assert Hostile.seen == ["/moved"]


def test_an_answer_without_end_is_cut_where_it_grows_too_large(hostile: str) -> None:
    with pytest.raises(ExchangeRefused, match="larger than"):
        asked(f"{hostile}/endless")


def test_an_answer_that_drips_is_not_waited_for(hostile: str) -> None:
    with pytest.raises(Unreachable):
        asked(f"{hostile}/drip", within=0.3)


@pytest.mark.parametrize("byte", [0, 8, 12, 15, 17, 30, 49, 60, 66, 67, 69, 71])
def test_an_answer_that_was_cut_anywhere_is_none(hostile: str, byte: int) -> None:
    with pytest.raises(Unreachable):
        asked(f"{hostile}/cut/{byte}")


def test_a_whole_answer_is_one(hostile: str) -> None:
    assert asked(f"{hostile}/cut/72") == 200


def test_what_is_no_http_and_nobody_at_all_are_no_answer(hostile: str) -> None:
    for address in (f"{hostile}/other", "http://127.0.0.1:9"):
        with pytest.raises(Unreachable, match="does not answer"):
            asked(address)


def test_a_hub_that_leads_on_to_another_address_is_refused(hostile: str) -> None:
    class Leading(Https):
        async def ask(self, request: Request) -> object:  # type: ignore[override]
            return await super().ask(Request("GET", f"{hostile}/moved"))

    with pytest.raises(ExchangeRefused, match="leads on to another"):
        asyncio.run(HubClient(Leading(), hostile, "t").identity())  # type: ignore[arg-type]
