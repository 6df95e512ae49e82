"""Whoever connects and dawdles, floods or says what no client says is sent away, and nobody else waits for it."""

import asyncio
import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgpack
import pytest
from flet_web.fastapi import app_manager
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from audit_app.screens.server import connections, door, sockets
from audit_app.screens.server.connections import MOST_UNKNOWN, Crowd
from audit_app.screens.server.in_time import InTime
from audit_app.screens.server.server import answering, listener
from audit_app.screens.server.sockets import CLOSED_KEPT, ELSEWHERE, FIRST, FULL, WRONG, begins, session_of, sound
from audit_app.screens.server.web_app import web_app
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.store import Store

PASSPHRASE = "correct horse battery"
REGISTER = [1, {"session_id": None, "page_name": "", "page": {"route": "/", "web": True, "width": 1180, "height": 820}}]
HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-half: "


class Running:
    """The app in a thread of its own, on a free port, behind a passphrase."""

    def __init__(self, port: int, server: Any) -> None:
        self.port, self.server = port, server

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        asking.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = asking.getresponse()
        answer.read()
        asking.close()
        return answer

    def sign_in(self, **headers: str) -> str:
        body = urlencode({"passphrase": PASSPHRASE}).encode()
        answer = self.ask("POST", "/door", body, **headers)
        return (answer.headers["set-cookie"] or "").partition(";")[0]

    def raw(self, start: bytes) -> socket.socket:
        one = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        one.sendall(start)
        return one

    @contextmanager
    def socket(self) -> Iterator[ClientConnection]:
        headers = {"Cookie": self.sign_in()}
        origin: Any = f"http://127.0.0.1:{self.port}"
        with connect(f"ws://127.0.0.1:{self.port}/ws", additional_headers=headers, origin=origin) as one:
            yield one

    def idle(self) -> bool:
        """Whether no request and no web socket is being worked on any more."""
        return all(task.done() for task in list(self.server.server_state.tasks))


@contextmanager
def running(folder: Path, proxy: str = "") -> Iterator[Running]:
    with Store.at(folder) as store:
        server = answering(web_app(Cabinet(store, folder), PASSPHRASE), proxy)
        listening = listener("127.0.0.1", 0)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        until(lambda: server.started)
        try:
            yield Running(listening.getsockname()[1], server)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "home") as one:
        yield one


def ends(one: socket.socket) -> bool:
    """Whether the server ends a connection; waits for it."""
    try:
        while one.recv(4096):
            pass
    except ConnectionError:
        pass
    one.close()
    return True


def until(true: Any) -> None:
    for _ in range(3000):
        if true():
            return
        threading.Event().wait(0.01)
    raise AssertionError("never came true")


# Connections


def test_half_sent_requests_keep_nobody_out(app: Running) -> None:
    with ExitStack() as held:
        for _ in range(MOST_UNKNOWN + 60):
            held.enter_context(app.raw(HALF))
        assert app.ask("GET", "/").status == 401


def test_the_oldest_half_sent_request_gives_way(app: Running) -> None:
    first = app.raw(HALF)
    with ExitStack() as held:
        for _ in range(MOST_UNKNOWN + 1):
            held.enter_context(app.raw(HALF))
        assert ends(first)


@pytest.mark.parametrize("start", [b"", HALF, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + HALF])
def test_a_connection_that_does_not_say_what_it_wants_ends(
    app: Running, start: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEADERS_WITHIN", 0.2)
    assert ends(app.raw(start))


def test_a_passphrase_that_comes_byte_by_byte_is_not_waited_for(app: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "WITHIN", 0.2)
    with app.raw(b"POST /door HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 400\r\n\r\npassphrase=") as one:
        assert one.recv(20).startswith(b"HTTP/1.1 408")


def test_a_large_passphrase_is_not_taken_in(app: Running) -> None:
    assert app.ask("POST", "/door", b"passphrase=" + b"a" * 50_000).status == 413


def test_two_names_in_one_request_are_refused(app: Running) -> None:
    with app.raw(b"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1\r\n\r\n") as one:
        assert one.recv(20).startswith(b"HTTP/1.1 400")


def test_the_address_with_most_connections_gives_way_and_never_one_that_is_known() -> None:
    class Transport:
        aborted = False

        def abort(self) -> None:
            self.aborted = True

    crowd, transports = Crowd(most=6, most_unknown=4), [Transport() for _ in range(8)]
    crowd.admit(transports[0], "honest")
    crowd.admit(transports[1], "tablet").known = True
    for one in transports[2:]:
        crowd.admit(one, "flood")
    assert [one.aborted for one in transports[:2]] == [False, False]
    assert [one.aborted for one in transports[2:]].count(True) == 3
    assert not transports[-1].aborted


async def test_a_body_that_stops_coming_ends_and_an_answer_may_take_its_time() -> None:
    heard: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for _ in range(2):
            heard.append((await receive())["type"])

    parts: asyncio.Queue[Any] = asyncio.Queue()
    parts.put_nowait({"type": "http.request", "body": b"a", "more_body": True})
    await InTime(app, between=0.05)({"type": "http"}, parts.get, None)
    assert heard == ["http.request", "http.disconnect"]
    parts.put_nowait({"type": "http.request", "body": b"a", "more_body": False})
    waiting = asyncio.ensure_future(InTime(app, between=0.05)({"type": "http"}, parts.get, None))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    waiting.cancel()


# What a proxy says


def test_a_proxys_word_counts_only_when_it_was_named(tmp_path: Path) -> None:
    said = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "10.0.0.9", "Host": "audit.example"}
    with running(tmp_path / "one") as alone:
        assert alone.sign_in(**said).startswith("mr_audit_")
    with running(tmp_path / "two", proxy="127.0.0.1") as behind:
        assert behind.sign_in(**said, Origin="https://audit.example").startswith("__Host-mr_audit_")
    with running(tmp_path / "three", proxy="10.1.1.1") as other:
        assert other.sign_in(**said).startswith("mr_audit_")


def test_each_tablet_behind_the_named_proxy_has_tries_of_its_own(tmp_path: Path) -> None:
    with running(tmp_path / "home", proxy="127.0.0.1") as behind:
        wrong = b"passphrase=guess"
        tried = [behind.ask("POST", "/door", wrong, X_Forwarded_For="10.0.0.9").status for _ in range(8)]
        assert tried[-1] == 429
        assert behind.ask("POST", "/door", wrong, X_Forwarded_For="10.0.0.7").status == 401


# Web sockets


def packed(message: Any) -> bytes:
    return b"\x00" + msgpack.packb(message)


def closed_with(one: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as gone:
        while True:
            one.recv(timeout=30)
    assert gone.value.rcvd is not None
    return gone.value.rcvd.code


@pytest.mark.parametrize(
    "first",
    [
        b"", b"\x00", b"\x07zz", b"\x00\xc1", b"\x01\0\0\0\0", b"\x00" + b"\x91" * 5000, packed("x"), packed([1, {}]),
        packed([99, {}]), packed([1, {**REGISTER[1], "page": 1}]), packed([1, {**REGISTER[1], "more": 1}]),
        packed([3, {"target": 1, "name": "x", "data": None}]),
    ],
)  # fmt: skip
def test_a_web_socket_that_does_not_begin_as_a_client_is_closed_and_leaves_nothing(app: Running, first: bytes) -> None:
    with app.socket() as one:
        one.send(first)
        assert closed_with(one) == WRONG
    until(app.idle)


def test_a_web_socket_that_says_nothing_is_closed(app: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "FIRST_WITHIN", 0.2)
    with app.socket() as one:
        assert closed_with(one) == WRONG
    until(app.idle)


def test_web_sockets_that_come_and_go_without_a_word_leave_nothing(app: Running) -> None:
    for _ in range(20):
        with app.socket():
            pass
    until(app.idle)


def test_the_first_frame_is_small_and_later_ones_may_hold_a_picture(app: Running) -> None:
    with app.socket() as one:
        one.send(b"\x00" + b"x" * (FIRST + 1))
        assert closed_with(one) == 1009
    with app.socket() as one:
        one.send(packed(REGISTER))
        one.recv(timeout=30)
        one.send(packed([4, {"id": 1, "props": {"picture": b"x" * (4 * FIRST)}}]))
        one.send(packed([4, {"id": 1, "props": {"width": 800}}]))
        one.send(packed([1]))  # what follows is read too: the large frame was taken
        assert closed_with(one) == WRONG


def test_a_frame_with_millions_of_parts_is_not_unpacked(app: Running) -> None:
    swollen = b"\x00\x92\x03\x83\xa6target\x01\xa4name\xa1x\xa4data\xdd" + (3_000_000).to_bytes(4, "big")
    with app.socket() as one:
        one.send(packed(REGISTER))
        one.recv(timeout=30)
        one.send(swollen + b"\x80" * 3_000_000)
        assert closed_with(one) == WRONG
    assert app.ask("GET", "/").status == 401


def test_a_mark_is_given_back_once_what_went_before_it_was_taken(app: Running) -> None:
    mark = b"\x02\x00\x00\x00\x07"
    with app.socket() as one:
        one.send(packed(REGISTER))
        one.recv(timeout=30)
        one.send(mark)
        while (said := one.recv(timeout=30)) != mark:
            assert bytes(said)[:1] == b"\x00"
        one.send(mark + b"\x00")  # longer than a mark: no frame of a page's
        assert closed_with(one) == WRONG
    with app.socket() as one:
        one.send(mark)  # nobody who did not begin as a client is answered
        assert closed_with(one) == WRONG


def test_what_a_screen_sends_is_sound_and_lists_in_lists_without_end_are_not() -> None:
    assert begins(packed(REGISTER))
    assert sound(packed([3, {"target": 5, "name": "change", "data": "1.5 mT"}]))
    assert sound(packed([5, {"control_id": 1, "call_id": "a", "result": b"x" * 5_000_000, "error": None}]))
    assert not sound(packed([3, {"data": [[0] * 9_000 for _ in range(20)]}]))
    assert not sound(b"\x00\x92\x03" + b"\xdd\x00\x00\x27\x10" * 600)
    assert not sound(b"\x00\x92\x03" + b"\xdf\xff\xff\xff\xff")


def test_too_many_tablets_are_told_and_the_next_place_is_given_on(
    app: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "MOST", 1)
    with app.socket() as one, app.socket() as two:
        assert closed_with(two) == FULL
        one.send(packed(REGISTER))
        one.recv(timeout=30)
    until(app.idle)
    with app.socket() as three:
        three.send(packed(REGISTER))
        assert three.recv(timeout=30)


def test_a_page_that_comes_again_goes_on_though_its_old_connection_looks_alive(app: Running) -> None:
    with app.socket() as old, app.socket() as new:
        old.send(packed(REGISTER))
        session = session_of(bytes(old.recv(timeout=30)))
        assert session
        new.send(packed([1, {**REGISTER[1], "session_id": session}]))
        assert session_of(bytes(new.recv(timeout=30))) == session
        assert closed_with(old) == ELSEWHERE
        new.send(packed([1]))
        assert closed_with(new) == WRONG
    until(app.idle)


def test_of_many_that_come_for_one_session_the_newest_has_it(app: Running) -> None:
    with app.socket() as old, app.socket() as first, app.socket() as newest:
        old.send(packed(REGISTER))
        session = session_of(bytes(old.recv(timeout=30)))
        again = packed([1, {**REGISTER[1], "session_id": session}])
        first.send(again)
        newest.send(again)
        assert session_of(bytes(newest.recv(timeout=30))) == session
        assert closed_with(old) == ELSEWHERE == closed_with(first)
    until(app.idle)


def test_no_session_keeps_a_connection_that_was_ended_for_what_it_said(app: Running) -> None:
    for _ in range(6):
        with app.socket() as one:
            one.send(packed(REGISTER))
            one.send(packed([3, {"target": 1, "name": "route_change", "data": {"route": "/about"}}]))
            one.send(packed([1]))
            assert closed_with(one) == WRONG
    until(app.idle)
    assert not [each for each in app_manager._FletAppManager__sessions.values() if each.connection is not None]


def test_sessions_that_were_left_are_given_back(app: Running) -> None:
    before = len(app_manager._FletAppManager__sessions)
    for _ in range(CLOSED_KEPT + 10):
        with app.socket() as one:
            one.send(packed(REGISTER))
            one.recv(timeout=30)
    until(app.idle)
    assert len(app_manager._FletAppManager__sessions) - before <= CLOSED_KEPT
