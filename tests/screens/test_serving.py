"""The served app keeps others out: other sites, other names, other addresses, and uploads nobody was asked for."""

import asyncio
import gc
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flet_web.uploads import build_upload_url
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_app.errors import UsageError
from audit_app.photos.kinds import MOST_BYTES
from audit_app.screens.server import door, web_app
from audit_app.screens.server.guesses import ALL_AT_ONCE, AT_ONCE, EVERY, Guesses, neighbourhood
from audit_app.screens.server.keys import KEY, Passes, keep_from_others
from audit_app.screens.server.same_origin import SameOrigin
from audit_app.screens.server.server import collect_seldom, opener, serve
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.backup import back_up
from audit_app.store.store import Store

PASSPHRASE = "correct horse battery"
SECRET = "a key for signing uploads"


@dataclass
class Site:
    """A web application, and the cookie that a browser which was let in would send."""

    app: Any
    cookie: str = ""


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
    site: Any, path: str, method: str = "GET", body: bytes = b"", kind: str = "http", *, tls: bool = False,
    address: str = "127.0.0.1", **headers: str,
) -> Answer:  # fmt: skip
    """One request; header names are given with underscores for dashes."""
    path, _, query = path.partition("?")
    app, cookie = (site.app, site.cookie) if isinstance(site, Site) else (site, "")
    given = {"host": "127.0.0.1:8550"} | ({"cookie": cookie} if cookie else {})
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        "client": (address, 50000),
        "server": ("127.0.0.1", 8550),
        "scheme": ("ws" if kind == "websocket" else "http") + ("s" if tls else ""),
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
def shut_app(cabinet: Cabinet) -> Any:
    """The app of this device, before anyone was let in."""
    return web_app.web_app(cabinet)


@pytest.fixture
async def open_app(shut_app: Any, cabinet: Cabinet) -> Site:
    """The app of this device, as the browser of whoever started it."""
    return await by_address(shut_app, cabinet)


@pytest.fixture
def closed_app(cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The app behind a passphrase, before anyone gave it; no try comes back, however long a busy machine takes."""
    monkeypatch.setattr(door, "Guesses", lambda: Guesses(lambda: 0.0))
    return web_app.web_app(cabinet, PASSPHRASE)


async def by_address(app: Any, cabinet: Cabinet) -> Site:
    """Opens the whole address, as it is printed."""
    answer = await ask(app, f"/?key={Passes(cabinet.folder, '').token}")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    return Site(app, answer.headers["set-cookie"].partition(";")[0])


async def give(site: Any, words: str, **more: Any) -> Answer:
    """Gives a passphrase at the door."""
    return await ask(site, "/door", "POST", urlencode({"passphrase": words}).encode(), **more)


async def signed_in(app: Any, **more: Any) -> Site:
    return Site(app, (await give(app, PASSPHRASE, **more)).headers["set-cookie"].partition(";")[0])


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
    assert answer.headers["x-frame-options"] == "DENY"


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
    assert (await ask(closed_app, "/", tls=True, **own)).status == 401
    foreign = {"host": "audit.example.nhs.uk", "origin": "https://evil.example"}
    assert (await ask(closed_app, "/", tls=True, **foreign)).status == 403


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("audit.example", "https://audit.example:9999"),
        ("audit.example:8443", "https://audit.example"),
        ("audit.example", "http://audit.example"),
        ("audit.example", "https://b.audit.example"),
        ("audit.example", "https://audit.example."),
        ("audit.example", "https://audit.example/"),
        ("audit.example", "https://me@audit.example"),
    ],
)
async def test_an_origin_with_another_port_scheme_or_name_is_another_site(
    closed_app: Any, host: str, origin: str
) -> None:
    assert (await ask(closed_app, "/", tls=True, host=host, origin=origin)).status == 403
    assert (await ask(closed_app, "/ws", kind="websocket", tls=True, host=host, origin=origin)).status == 4403


async def test_the_usual_port_may_be_left_out_or_named(closed_app: Any) -> None:
    own = {"host": "audit.example:443", "origin": "https://audit.example"}
    assert (await ask(closed_app, "/", tls=True, **own)).status == 401


@settings(max_examples=60)
@given(host=st.text(st.characters(max_codepoint=255)), origin=st.text(st.characters(max_codepoint=255)))
def test_no_header_makes_the_gate_stumble(host: str, origin: str) -> None:
    async def reached(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    answer = asyncio.run(ask(SameOrigin(reached, loopback_only=True), "/", host=host, origin=origin))
    assert answer.status in (200, 403)


# Other users of this computer


@pytest.mark.parametrize(
    "query", ["", "?key=", "?key=0", "?KEY=x", "?key=" + "0" * 40, "?key=%ff", "?key=" + "a" * 9000]
)
async def test_without_the_whole_address_nothing_is_answered_but_what_to_do(
    shut_app: Any, query: str
) -> None:  # fmt: skip
    for path in ("/", "/here", "/made/a/b", "/main.dart.wasm", "/audit/1"):
        answer = await ask(shut_app, path + query)
        assert answer.status == 401
        assert b"Open the one that the app printed when it started" in answer.body
        assert "set-cookie" not in answer.headers
    assert (await ask(shut_app, "/ws" + query, kind="websocket")).status == 4401
    assert (await ask(shut_app, "/upload" + query, "PUT", b"bytes")).status == 401


async def test_the_whole_address_of_a_screen_leads_there_without_its_word(shut_app: Any, cabinet: Cabinet) -> None:
    key = Passes(cabinet.folder, "").token
    answer = await ask(shut_app, f"/audit/1/photos?key={key}&of=a+b")
    assert (answer.status, answer.headers["location"]) == (303, "/audit/1/photos?of=a+b")


async def test_a_bookmark_of_the_whole_address_goes_on_working_after_a_restart(cabinet: Cabinet) -> None:
    first = await by_address(web_app.web_app(cabinet), cabinet)
    again = web_app.web_app(cabinet)
    assert (await ask(Site(again, first.cookie), "/")).status == 200
    assert (await ask(again, f"/?key={Passes(cabinet.folder, '').token}")).status == 303
    bookmarked = await ask(Site(again, first.cookie), f"/?key={Passes(cabinet.folder, '').token}")
    assert (bookmarked.status, bookmarked.headers["location"]) == (303, "/")


async def test_two_apps_on_one_computer_do_not_sign_each_other_out(tmp_path: Path) -> None:
    names = set()
    for each in ("one", "two"):
        with Store.at(tmp_path / each) as store:
            cabinet = Cabinet(store, tmp_path / each)
            names.add((await by_address(web_app.web_app(cabinet), cabinet)).cookie.partition("=")[0])
    assert len(names) == 2


def test_the_key_is_the_owners_alone_and_another_is_made_when_others_could_have_read_it(tmp_path: Path) -> None:
    first = Passes(tmp_path, "").token
    assert (tmp_path / KEY).stat().st_mode & 0o777 == 0o600
    assert Passes(tmp_path, "").token == first
    (tmp_path / KEY).chmod(0o644)
    assert Passes(tmp_path, "").token != first
    assert (tmp_path / KEY).stat().st_mode & 0o777 == 0o600


def test_a_key_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    Passes(tmp_path, "")
    (tmp_path / KEY).write_bytes(b"")
    Passes(tmp_path, "")
    assert len((tmp_path / KEY).read_bytes()) == 32


def test_the_data_folder_is_closed_to_other_users(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    keep_from_others(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_backup_holds_neither_the_key_nor_who_signed_out(cabinet: Cabinet, tmp_path: Path) -> None:
    passes = Passes(cabinet.folder, PASSPHRASE)
    held = passes.read(passes.issue(60))
    assert held is not None
    passes.leave(held)
    back_up(cabinet.folder, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as parcel:
        assert not [name for name in parcel.namelist() if "door" in name]


def test_the_browser_is_started_with_a_file_and_never_with_the_word_itself(tmp_path: Path) -> None:
    """Whoever is on the computer sees the words that a program was started with."""
    file = opener("http://127.0.0.1:8550/?key=secret", tmp_path)
    assert "secret" not in file.as_uri()
    assert "url=http://127.0.0.1:8550/?key=secret" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_page_opened_from_elsewhere_is_asked_for_once_more_from_here(open_app: Site) -> None:
    """A browser holds back the cookie when another page leads here; asking again from our own page brings it."""
    came = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    answer = await ask(open_app.app, "/audit/1?of=2", **came)
    assert answer.status == 200
    assert b'content="0;url=/audit/1?of=2"' in answer.body
    assert (await ask(open_app.app, "/audit/1", sec_fetch_site="same-origin", sec_fetch_mode="navigate")).status == 401


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", '/"><script>', "/a\r\nset-cookie: x=y"])
async def test_no_address_leads_on_to_another_site_or_into_the_page(shut_app: Any, path: str) -> None:
    came = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    body = (await ask(shut_app, path, **came)).body
    assert b"//evil" not in body and b"\\evil" not in body and b"<script>" not in body and b"\r" not in body


async def test_the_page_that_stands_in_while_the_server_is_away_is_the_one_its_worker_keeps(open_app: Any) -> None:
    parts = [(await ask(open_app, path)).body for path in ("/cut_off.html", "/cut_off.js")]
    worker = await ask(open_app, "/flutter_service_worker.js")
    assert (
        f"mr-audit:cut-off:{sha256(b''.join(parts)).hexdigest()[:8]}".encode() in worker.body
    )  # or it keeps an old one
    assert worker.headers["cross-origin-embedder-policy"] == "unsafe-none"  # as of its page


# The passphrase


async def test_nothing_is_shown_without_the_passphrase(closed_app: Any) -> None:
    for path in ("/", "/assets/fonts/a.ttf", "/made/x/y", "/upload?f=a&e=b&s=c"):
        answer = await ask(closed_app, path)
        assert answer.status == 401
        assert b"Passphrase" in answer.body
    assert (await ask(closed_app, "/ws", kind="websocket")).status == 4401


async def test_the_passphrase_opens_the_door(closed_app: Any) -> None:
    answer = await give(closed_app, PASSPHRASE)
    assert answer.status == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert PASSPHRASE not in cookie
    assert (await ask(closed_app, "/", cookie=cookie.partition(";")[0])).status == 200


@pytest.mark.parametrize(
    "cookie",
    [
        "{name}=",
        "{name}=99999999999.",
        "{name}=99999999999.ÿ",
        "{name}=99999999999.0.ÿ",
        "{name}=².0.0",
        "{name}=..",
        "a=b; ;;",
        "\x00",
    ],
)
async def test_a_forged_cookie_does_not(closed_app: Any, cookie: str) -> None:
    name = (await signed_in(closed_app)).cookie.partition("=")[0]
    assert (await ask(closed_app, "/", cookie=cookie.format(name=name))).status == 401


async def test_an_altered_cookie_does_not(closed_app: Any) -> None:
    name, _, value = (await signed_in(closed_app)).cookie.partition("=")
    until, _, rest = value.partition(".")
    assert (await ask(closed_app, "/", cookie=f"{name}={int(until) + 1}.{rest}")).status == 401


async def test_a_sign_in_outlives_a_restart_but_not_another_passphrase(cabinet: Cabinet) -> None:
    site = await signed_in(web_app.web_app(cabinet, PASSPHRASE))
    assert (await ask(Site(web_app.web_app(cabinet, PASSPHRASE), site.cookie), "/")).status == 200
    answer = await ask(Site(web_app.web_app(cabinet, PASSPHRASE + "!"), site.cookie), "/")
    assert answer.status == 401
    assert b"the passphrase was changed" in answer.body
    assert (await ask(Site(web_app.web_app(cabinet), site.cookie), "/")).status == 401


async def test_after_a_working_day_the_door_says_so_and_leads_back(
    cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "WORKING_DAY", -1)
    site = await signed_in(web_app.web_app(cabinet, PASSPHRASE))
    answer = await ask(site, "/audit/7/photos?of=1")
    assert answer.status == 401
    assert b"Your sign-in has ended" in answer.body
    assert b'name="back" value="/audit/7/photos?of=1"' in answer.body
    assert (await ask(site, "/here")).status == 401
    assert (await ask(site, "/ws", kind="websocket")).status == 4401


async def test_whoever_signs_out_is_out_at_once_and_after_a_restart(cabinet: Cabinet) -> None:
    app = web_app.web_app(cabinet, PASSPHRASE)
    site, other = await signed_in(app), await signed_in(app)
    assert b"Sign out" in (await ask(site, "/leave")).body
    assert (await ask(site, "/")).status == 200  # asking does nothing yet: a link signs nobody out
    answer = await ask(site, "/leave", "POST")
    assert b"You are signed out" in answer.body
    assert "Max-Age=0" in answer.headers["set-cookie"]
    for each in (app, web_app.web_app(cabinet, PASSPHRASE)):
        answer = await ask(Site(each, site.cookie), "/")
        assert answer.status == 401
        assert b"You are signed out" in answer.body
        assert (await ask(Site(each, other.cookie), "/")).status == 200


async def test_signing_out_from_another_site_is_refused(closed_app: Any) -> None:
    site = await signed_in(closed_app)
    assert (await ask(site, "/leave", "POST", origin="https://evil.example")).status == 403
    assert (await ask(site, "/")).status == 200


async def test_signing_out_ends_the_connections_that_are_open(cabinet: Cabinet) -> None:
    seen: list[Any] = []

    async def screens(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        connected.set()
        await over.wait()
        await send({"type": "websocket.send", "bytes": b"too late"})

    async def gone(message: Any) -> None:
        seen.append(message["type"])
        if message["type"] == "websocket.close":
            over.set()

    connected, over = asyncio.Event(), asyncio.Event()
    app = door.Door(screens, Passes(cabinet.folder, PASSPHRASE), PASSPHRASE)
    site = await signed_in(app)
    headers = [(b"cookie", site.cookie.encode())]
    scope = {"type": "websocket", "path": "/ws", "scheme": "ws", "headers": headers, "query_string": b""}

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    socket = asyncio.ensure_future(app(scope, receive, gone))
    await connected.wait()
    await ask(site, "/leave", "POST")
    await socket
    assert seen == ["websocket.accept", "websocket.close"]


async def test_behind_tls_the_cookie_is_secure_and_of_this_host_only(closed_app: Any) -> None:
    own = {"host": "audit.example", "origin": "https://audit.example"}
    cookie = (await give(closed_app, PASSPHRASE, tls=True, **own)).headers["set-cookie"]
    assert cookie.startswith("__Host-mr_audit_")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()
    plain = cookie.partition(";")[0].removeprefix("__Host-")
    assert (await ask(closed_app, "/", tls=True, host="audit.example", cookie=plain)).status == 401


async def test_no_header_makes_a_plain_connection_a_secure_one(closed_app: Any) -> None:
    """Only uvicorn's own reading of the headers, for the proxy that was named, changes scheme and address."""
    answer = await give(closed_app, PASSPHRASE, x_forwarded_proto="https", x_forwarded_for="10.9.8.7")
    assert "Secure" not in answer.headers["set-cookie"]


async def test_whoever_gives_the_passphrase_goes_on_where_the_door_stood(closed_app: Any) -> None:
    assert b'name="back" value="/audit/7/photos?of=1"' in (await ask(closed_app, "/audit/7/photos?of=1")).body
    body = urlencode({"passphrase": PASSPHRASE, "back": "/audit/7/photos?of=1"}).encode()
    assert (await ask(closed_app, "/door", "POST", body)).headers["location"] == "/audit/7/photos?of=1"
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        body = urlencode({"passphrase": PASSPHRASE, "back": back}).encode()
        assert (await ask(closed_app, "/door", "POST", body)).headers["location"] == "/"


# Guessing


async def test_guesses_are_refused_before_they_are_looked_at(closed_app: Any) -> None:
    for number in range(AT_ONCE):
        assert (await give(closed_app, f"guess number {number}", address="10.0.0.9")).status == 401
    answer = await give(closed_app, PASSPHRASE, address="10.0.0.9")
    assert answer.status == 429
    assert b"This attempt was not checked" in answer.body
    assert 0 < int(answer.headers["retry-after"]) <= EVERY + 1
    assert "set-cookie" not in answer.headers


async def test_guessing_at_once_is_no_way_round(closed_app: Any) -> None:
    tried = await asyncio.gather(*(give(closed_app, f"guess number {n}", address="10.0.0.9") for n in range(200)))
    assert [answer.status for answer in tried].count(401) == AT_ONCE


async def test_guessing_elsewhere_does_not_keep_out_an_honest_typo(closed_app: Any) -> None:
    for number in range(200):
        await give(closed_app, f"guess number {number}", address="10.0.0.9")
    assert (await give(closed_app, "correct horse batery", address="10.0.0.7")).status == 401
    assert (await give(closed_app, PASSPHRASE, address="10.0.0.7")).status == 303


async def test_guessing_from_everywhere_is_limited_in_all_and_keeps_no_known_tablet_out(closed_app: Any) -> None:
    """Behind a proxy, or against a whole network of guessers, a tablet that was in before still has its own tries."""
    site = await signed_in(closed_app)
    await ask(site, "/leave", "POST")
    tried = [await give(closed_app, "guess", address=f"10.0.{n // 250}.{n % 250}") for n in range(300)]
    assert [answer.status for answer in tried].count(401) == ALL_AT_ONCE
    assert (await give(site, "a typo, honestly", address="10.0.0.1")).status == 401
    assert (await give(site, PASSPHRASE, address="10.0.0.1")).status == 303


def test_tries_come_back_with_time_and_a_right_one_costs_none() -> None:
    now = 0.0
    guesses = Guesses(lambda: now)
    for _ in range(3 * AT_ONCE):
        assert guesses.wait("10.0.0.1") == 0
        guesses.right("10.0.0.1")
    for _ in range(AT_ONCE):
        assert guesses.wait("10.0.0.1") == 0
    assert guesses.wait("10.0.0.1") > 0
    now += EVERY
    assert guesses.wait("10.0.0.1") == 0
    assert guesses.wait("10.0.0.1") > 0


def test_one_machine_with_many_ipv6_addresses_is_one() -> None:
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::ffff:2")
    assert neighbourhood("2001:db8::1") != neighbourhood("2001:db8:0:1::1")
    assert neighbourhood("::ffff:10.0.0.1") == neighbourhood("10.0.0.1") != neighbourhood("10.0.0.2")


def test_the_memory_of_guessers_is_bounded() -> None:
    guesses = Guesses(lambda: 0.0)
    for number in range(20_000):
        guesses.wait(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(guesses._each) <= 4096


@pytest.mark.parametrize("body", [b"", b"passphrase=wrong", b"passphrase=", b"\xff\xfe", b"passphrase=" + b"a" * 4000])
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
async def small_app(cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The app with a known key, and room for a thousand bytes an upload."""
    monkeypatch.setenv("FLET_SECRET_KEY", SECRET)
    monkeypatch.setattr(web_app, "LARGEST_UPLOAD", 1000)
    return await by_address(web_app.web_app(cabinet), cabinet)


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
    assert web_app.LARGEST_UPLOAD >= MOST_BYTES


def test_a_server_seldom_keeps_everybody_waiting_to_look_for_what_is_dead() -> None:
    before = gc.get_threshold()
    try:
        collect_seldom()
        young, middle, old = gc.get_threshold()
        assert gc.isenabled() and young * middle * old >= 1_000_000
        assert gc.get_freeze_count() > 10_000  # what is loaded is not looked through again
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
