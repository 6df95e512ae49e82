"""The served app keeps others out: other sites, other names, other addresses, and uploads nobody was asked for."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flet_web.uploads import build_upload_url
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_app.errors import UsageError
from audit_app.photos.decoder import MOST_BYTES
from audit_app.screens.server import passphrase, server
from audit_app.screens.server.same_origin import SameOrigin
from audit_app.screens.server.server import serve, web_app
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.store import Store

PASSPHRASE = "correct horse battery"
SECRET = "a key for signing uploads"


class Answer:
    """What an ASGI application answered: status, headers, body; or the code a web socket was closed with."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 0, {}, b""

    async def take(self, message: Any) -> None:
        if message["type"] in ("http.response.start", "websocket.accept"):
            self.status = message.get("status", 101)
            self.headers = {name.decode(): value.decode() for name, value in message.get("headers", [])}
        elif message["type"] == "websocket.close":
            self.status = message["code"]
        self.body += message.get("body", b"")


async def ask(
    app: Any, path: str, method: str = "GET", body: bytes = b"", kind: str = "http", **headers: str
) -> Answer:
    """One request; header names are given with underscores for dashes."""
    path, _, query = path.partition("?")
    given = {"host": "127.0.0.1:8550", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8550),
        "scheme": "ws" if kind == "websocket" else "http",
        "http_version": "1.1",
        "subprotocols": [],
        "state": {},
    }
    answer, sent = Answer(), False

    async def receive() -> Any:
        nonlocal sent
        if sent:
            await asyncio.sleep(3600)
        sent = True
        kind_of = "websocket.connect" if kind == "websocket" else "http.request"
        return {"type": kind_of, "body": body, "more_body": False}

    await app(scope, receive, answer.take)
    return answer


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    with Store.at(tmp_path / "home") as store:
        yield Cabinet(store, tmp_path / "home")


@pytest.fixture
def open_app(cabinet: Cabinet) -> Any:
    return web_app(cabinet)


@pytest.fixture
def closed_app(cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(passphrase, "SLOWNESS", 0)
    return web_app(cabinet, PASSPHRASE)


# Where it listens


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_another_address_is_refused_without_a_passphrase(host: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("MR_AUDIT_PASSPHRASE", raising=False)
    with pytest.raises(UsageError, match="can be reached by others, and no passphrase is set"):
        serve(host=host, port=0, data=tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_a_short_passphrase_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("MR_AUDIT_PASSPHRASE", "secret")
    with pytest.raises(UsageError, match="is shorter than 12 characters"):
        serve(host="0.0.0.0", port=0, data=tmp_path / "home")


# Other sites


async def test_the_page_is_served_to_this_device(open_app: Any) -> None:
    answer = await ask(open_app, "/")
    assert answer.status == 200
    assert b"MR Audit" in answer.body


async def test_no_other_site_is_given_leave_to_read(open_app: Any) -> None:
    answer = await ask(open_app, "/", origin="http://127.0.0.1:8550")
    assert answer.status == 200
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://127.0.0.1:3000", "null", "http://localhost:8550", "http://[::bad", "file://"],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_a_page_of_another_site_is_refused(open_app: Any, origin: str, kind: str) -> None:
    answer = await ask(open_app, "/ws", kind=kind, origin=origin)
    assert answer.status == (4403 if kind == "websocket" else 403)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8550", "", "10.0.0.1:8550", "[::bad"])
async def test_another_name_given_to_this_address_is_refused(open_app: Any, host: str) -> None:
    answer = await ask(open_app, "/", host=host)
    assert answer.status == 403
    assert b"Open the address that the app printed" in answer.body


@pytest.mark.parametrize("host", ["127.0.0.1:8550", "localhost:8550", "[::1]:8550", "LOCALHOST"])
async def test_this_devices_own_names_are_answered(open_app: Any, host: str) -> None:
    assert (await ask(open_app, "/", host=host)).status == 200


async def test_behind_a_proxy_with_a_passphrase_the_page_comes_from_the_proxys_name(closed_app: Any) -> None:
    own = {"host": "audit.example.nhs.uk", "origin": "https://audit.example.nhs.uk"}
    assert (await ask(closed_app, "/", **own)).status == 401
    assert (await ask(closed_app, "/", host="audit.example.nhs.uk", origin="https://evil.example")).status == 403


@settings(max_examples=60)
@given(host=st.text(st.characters(max_codepoint=255)), origin=st.text(st.characters(max_codepoint=255)))
def test_no_header_makes_the_gate_stumble(host: str, origin: str) -> None:
    async def reached(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    answer = asyncio.run(ask(SameOrigin(reached, loopback_only=True), "/", host=host, origin=origin))
    assert answer.status in (200, 403)


# The passphrase


async def test_nothing_is_shown_without_the_passphrase(closed_app: Any) -> None:
    for path in ("/", "/assets/fonts/a.ttf", "/made/x/y", "/upload?f=a&e=b&s=c"):
        answer = await ask(closed_app, path)
        assert answer.status == 401
        assert b"Passphrase" in answer.body
    assert (await ask(closed_app, "/ws", kind="websocket")).status == 4401


async def test_the_passphrase_opens_the_door(closed_app: Any) -> None:
    body = urlencode({"passphrase": PASSPHRASE}).encode()
    answer = await ask(closed_app, "/door", "POST", body)
    assert answer.status == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert PASSPHRASE not in cookie
    assert (await ask(closed_app, "/", cookie=cookie.partition(";")[0])).status == 200


@pytest.mark.parametrize(
    "cookie",
    [
        "mr_audit_door=",
        "mr_audit_door=99999999999.",
        "mr_audit_door=99999999999.ÿ",
        "mr_audit_door=².0",
        "a=b; ;;",
        "\x00",
    ],
)
async def test_a_forged_cookie_does_not(closed_app: Any, cookie: str) -> None:
    assert (await ask(closed_app, "/", cookie=cookie)).status == 401


async def test_an_altered_cookie_does_not(closed_app: Any) -> None:
    answer = await ask(closed_app, "/door", "POST", urlencode({"passphrase": PASSPHRASE}).encode())
    name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
    until, _, signature = value.partition(".")
    assert (await ask(closed_app, "/", cookie=f"{name}={int(until) + 1}.{signature}")).status == 401


@pytest.mark.parametrize(
    "body", [b"", b"passphrase=wrong", b"passphrase=", b"\xff\xfe", b"passphrase=" + b"a" * 50_000]
)
async def test_a_wrong_passphrase_is_told_and_opens_nothing(closed_app: Any, body: bytes) -> None:
    answer = await ask(closed_app, "/door", "POST", body)
    assert answer.status == 401
    assert b"That is not the passphrase" in answer.body
    assert "set-cookie" not in answer.headers


async def test_nothing_is_logged_of_the_passphrase(closed_app: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await ask(closed_app, "/door", "POST", urlencode({"passphrase": PASSPHRASE}).encode())
    await ask(closed_app, "/door", "POST", b"passphrase=nearly")
    assert "battery" not in caplog.text
    assert "nearly" not in caplog.text


# Uploads


def files(cabinet: Cabinet) -> set[str]:
    return {str(path.relative_to(cabinet.folder)) for path in cabinet.folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["a.jpg", "../../a.jpg", "/etc/passwd", "..\\a", "a\x00b"])
async def test_an_upload_without_a_signature_of_ours_is_refused(open_app: Any, cabinet: Cabinet, name: str) -> None:
    before = files(cabinet)
    expires = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    for signature in ("", "0" * 64, "\u00ff"):
        query = urlencode({"f": name, "e": expires, "s": signature})
        answer = await ask(open_app, f"/upload?{query}", "PUT", b"bytes")
        assert answer.status in (400, 403)
    assert files(cabinet) == before


async def sent(app: Any, name: str, body: bytes, minutes: int = 5) -> int:
    """The status of an upload whose address was signed with the app's own key."""
    address = build_upload_url("/upload", name, minutes * 60, SECRET)
    return (await ask(app, address, "PUT", body)).status


@pytest.fixture
def small_app(cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The app with a known key, and room for a thousand bytes an upload."""
    monkeypatch.setenv("FLET_SECRET_KEY", SECRET)
    monkeypatch.setattr(server, "LARGEST_UPLOAD", 1000)
    return web_app(cabinet)


async def test_a_signed_upload_arrives_where_it_was_told_to(small_app: Any, cabinet: Cabinet) -> None:
    assert await sent(small_app, "photo", b"bytes") == 200
    assert (cabinet.shelf.incoming / "photo").read_bytes() == b"bytes"


@pytest.mark.parametrize("name", ["../photo", "../../photo", "/etc/photo", "a/../../photo"])
async def test_not_even_a_signed_upload_leaves_its_folder(small_app: Any, cabinet: Cabinet, name: str) -> None:
    before = files(cabinet)
    assert await sent(small_app, name, b"bytes") == 400
    assert files(cabinet) == before


@pytest.mark.filterwarnings("ignore:'HTTP_413_REQUEST_ENTITY_TOO_LARGE'")  # Flet's own use of an older name
async def test_an_upload_that_is_too_large_is_cut_off(small_app: Any, cabinet: Cabinet) -> None:
    assert await sent(small_app, "photo", b"x" * 1001) == 413
    assert (cabinet.shelf.incoming / "photo").stat().st_size <= 1000


async def test_an_upload_that_comes_too_late_is_refused(small_app: Any, cabinet: Cabinet) -> None:
    assert await sent(small_app, "photo", b"bytes", minutes=-1) == 410
    assert not (cabinet.shelf.incoming / "photo").exists()


async def test_a_made_file_is_handed_out_only_under_its_token(open_app: Any, cabinet: Cabinet) -> None:
    for path in ("/made/a/b", "/made/../audits.db", "/made/%2e%2e/audits.db", "/made//audits.db"):
        assert (await ask(open_app, path)).status == 404


@pytest.mark.parametrize(
    "path", ["/../audits.db", "/%2e%2e/audits.db", "/assets/fonts/..%2f..%2faudits.db", "/audits.db"]
)
async def test_no_path_leads_to_the_database(open_app: Any, path: str) -> None:
    assert b"SQLite format" not in (await ask(open_app, path)).body


def test_the_door_lets_in_every_photo_that_the_photos_room_would_take() -> None:
    assert server.LARGEST_UPLOAD >= MOST_BYTES
