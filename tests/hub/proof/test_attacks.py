"""What somebody tries who means harm, with an account of another tenant, with none, or with too much of everything."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter

from audit_app.exchange.keys import Key
from audit_app.hub import program as programs
from audit_app.hub.identity.people import add_person, give, set_password
from audit_app.hub.mail import send_outbox
from audit_app.hub.serving import Patient
from audit_app.hub.settings import Settings
from audit_app.hub.tables import metadata, table
from audit_app.hub.web import bounds
from audit_app.hub.web.hub import Hub
from audit_app.hub.web.needs import Who
from tests.hub.browser import PASSWORD, Browser
from tests.hub.joined import code
from tests.hub.proof.killing import free_port
from tests.hub.proof.network import served
from tests.hub.tablet import Tablet
from tests.hub.test_exchange import photo
from tests.hub.test_rules import FILLED, routes

MARK = "Their-secret-unit"  # stands in everything of the other tenant, and nowhere else


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One kind of database tells it."""
    return f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"


@pytest.fixture
def theirs(lead: Browser) -> Tablet:
    """A tablet of a second tenant on the same hub, whose audit and picture were pushed."""
    hub = lead.hub
    with hub.database.outside(write=True) as connection:
        row = {"id": "other", "name": MARK, "epoch": 0, "feed": 0, "created_at": "2026"}
        connection.execute(table("tenants").insert().values(**row))
    with hub.database.within("other", write=True) as within:
        person = add_person(within, MARK, "mallory@example.org")
        set_password(within, person, PASSWORD)
        for role in ("lead", "operator"):
            give(within, person, role, "tenant", "", "", given_by=person)
    browser = Browser(hub)
    browser.sign_in("mallory@example.org")
    tablet = Tablet(browser, device="their-tablet")
    visit = tablet.begin("unit-x", MARK, MARK)
    tablet.push(visit.audit.id)
    return tablet


def filled(tablet: Tablet) -> dict[str, str]:
    """Real ids of the other tenant for every part of an address."""
    with tablet.hub.database.within("other") as within:
        audit, person = within.find("audits")[0], within.find("people")[0]
        grant = within.find("grants")[0]
    _, digest = photo(tablet, b"their picture")
    tablet.put(digest, 13, 0, b"their picture")
    token = tablet.told["token"]
    return {**FILLED, "audit": audit["id"], "digest": digest, "person": person["id"], "grant": grant["id"],
            "device": tablet.device, "reply_id": "none", "token": token}  # fmt: skip


def kept_of(hub: Hub, tenant: str) -> dict[str, list[str]]:
    """Every row of a tenant."""
    with hub.database.within(tenant) as within:
        return {
            name: sorted(map(str, within.find(name))) for name in metadata.tables if name not in ("tenants", "tries")
        }


def test_no_route_gives_or_changes_anything_of_another_tenant(lead: Browser, theirs: Tablet) -> None:
    ids, ours = filled(theirs), Tablet(lead)
    before = kept_of(lead.hub, "other")
    lead.open("/account")
    for method, path, _ in routes(lead):
        if path == "/sign-out":
            continue
        address = path.format(**ids)
        for http in (lead.http, ours.http):
            form = {"csrf": lead.csrf} if method == "POST" and http is lead.http else None
            answer = http.request(method, address, data=form, follow_redirects=False)
            assert MARK not in answer.text, (method, path)
            assert b"their picture" not in answer.content, (method, path)
            if any(f"{{{name}}}" in path for name in ("audit", "digest", "person", "device", "grant")):
                assert answer.status_code in (303, 401, 403, 404, 409, 422), (method, path, answer.status_code)
        if path == "/v1/leave":
            ours.join(lead)
    assert kept_of(lead.hub, "other") == before


def test_a_route_without_a_rule_lets_no_hub_start(lead: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    stray = APIRouter()
    stray.add_api_route("/stray", lambda: {})
    monkeypatch.setattr(programs, "ROUTERS", (*programs.ROUTERS, stray))
    with pytest.raises(RuntimeError, match="/stray"):
        programs.program(lead.hub)


def test_a_number_of_the_feed_opens_nothing_that_is_not_for_the_reader(lead: Browser, tablet: Tablet) -> None:
    theirs = tablet.begin("unit-1", "Main", "MRI 1")
    tablet.push(theirs.audit.id)
    other = Tablet(lead.person("reader", "unit", "unit-2"), device="tablet-b")
    with tablet.hub.database.within(tablet.hub.database.tenants()[0]) as within:
        last = within.feed()
    assert last
    assert [other.pull(after=n, limit=1)["items"] for n in range(last)] == [[]] * last


def test_a_cookie_that_somebody_planted_before_signing_in_opens_nothing_after(lead: Browser) -> None:
    other, planted = Browser(lead.hub), "planted.abcdefghijklmnop"
    other.http.cookies.set("mr_audit_hub", planted, domain="127.0.0.1")
    other.sign_in()
    names = [each.value for each in other.http.cookies.jar if each.value != planted]
    assert len(names) == 1
    third = Browser(lead.hub)
    third.http.cookies.set("mr_audit_hub", planted)
    assert third.http.get("/account", follow_redirects=False).status_code == 303


def test_nobody_takes_over_a_tablet_by_knowing_its_id(lead: Browser, tablet: Tablet) -> None:
    key = Key.new()
    browser = lead.person("auditor", "unit", "unit-1")
    eve = Tablet(browser, device=tablet.device, joins=False)
    says = {"code": code(browser), "device": tablet.device, "name": "x", "public_key": key.public}
    answer = eve.http.post("/v1/enrol", json=says)
    assert answer.status_code == 409
    assert "somebody else" in answer.json()["detail"]
    assert tablet.http.get("/v1/pull").status_code == 200  # and is let in as before
    lead.open("/devices")
    lead.send(f"/devices/{tablet.device}/cut-off")
    assert eve.http.post("/v1/enrol", json={**says, "code": code(browser)}).status_code == 200


def test_nobody_has_a_certificate_for_anothers_key_or_takes_it_back_by_leaving(lead: Browser) -> None:
    key = Key.new()
    ours = Tablet(lead, device="ours", joins=False)
    ours.join(lead, key.public)
    browser = lead.person("auditor")
    eve = Tablet(browser, device="eve", joins=False)
    says = {"code": code(browser), "device": "eve", "name": "x", "public_key": key.public}
    answer = eve.http.post("/v1/enrol", json=says)
    assert answer.status_code == 409
    assert "key" in answer.json()["detail"]
    assert not ours.pull()["revoked"]
    Tablet(lead, device="ours-again", joins=False).join(lead, key.public)  # whose it is may, under another name


def test_no_form_is_taken_without_the_word_of_its_session_whatever_it_is_for(lead: Browser) -> None:
    tenant = lead.hub.database.tenants()[0]
    lead.open("/account")
    before = kept_of(lead.hub, tenant)
    forms = [path for method, path, rule in routes(lead) if method == "POST" and rule.who is Who.PERSON]
    assert len(forms) > 20
    for path in forms:
        for said in ({}, {"csrf": "another"}, {"csrf": ""}):
            answer = lead.http.post(path.format(**FILLED), data=said, follow_redirects=False)
            assert answer.status_code == 403, path
    assert kept_of(lead.hub, tenant) == before


def test_no_address_of_an_owner_puts_a_line_into_the_head_of_a_mail(lead: Browser) -> None:
    said: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_takes, args=(server, said), daemon=True)
        thread.start()
        tenant, database = lead.hub.database.tenants()[0], lead.hub.database
        row = {"id": "w", "subject": "s", "body": "b", "created_at": "2026", "tries": 0, "next_at": "2026"}
        with database.within(tenant, write=True) as within:
            within.add("outbox", **row, address="a@example.org\r\nBcc: b@example.org")
        settings = Settings(
            lead.hub.settings.folder, smtp=f"smtp://127.0.0.1:{server.getsockname()[1]}", mail_from="h@x.org"
        )
        assert send_outbox(database, settings) == 0
        with database.within(tenant) as within:
            mail = within.one("outbox", id="w")
    assert mail
    assert mail["fault"] == "ValueError"
    assert not any(b"b@example.org" in each for each in said)


def _takes(server: socket.socket, said: list[bytes]) -> None:
    """Whatever anybody sends here."""
    while True:
        try:
            connection, _ = server.accept()
            said.append(connection.recv(4096))
        except OSError:
            return


@pytest.mark.parametrize("path", ["/v1/push", "/v1/pictures/missing", "/v1/enrol", "/sign-in"])
def test_a_body_that_is_not_what_it_says_is_refused_and_breaks_nothing(tablet: Tablet, path: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n<script>\r\n--x--\r\n'
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded"):
        answer = tablet.http.post(path, content=body, headers={"content-type": kind})
        assert 400 <= answer.status_code < 500, (kind, answer.text)


def test_a_page_sent_as_a_picture_comes_back_as_bytes_that_no_browser_opens(tablet: Tablet) -> None:
    data = b"<html><script>alert(1)</script></html>"
    _, name = photo(tablet, data)
    tablet.put(name, len(data), 0, data)
    answer = tablet.http.get(f"/v1/pictures/{name}")
    assert answer.content == data
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_body_that_would_unpack_to_gigabytes_is_never_unpacked(tablet: Tablet) -> None:
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    answer = tablet.http.post("/v1/push", content=b"\x1f\x8b\x08" + b"\x00" * 1000, headers=headers)
    assert answer.status_code == 422


@pytest.fixture
def at(lead: Browser) -> Iterator[int]:
    """The port that a hub answers on over real sockets."""
    port = free_port()
    with served(lead.hub, port):
        yield port


def answer_to(port: int, *parts: bytes) -> bytes:
    """What comes back over one connection, until the hub ends it."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        try:
            for part in parts:
                connection.sendall(part)
            return connection.recv(4096)
        except (BrokenPipeError, ConnectionResetError):
            return b""


def test_a_body_of_a_gigabyte_is_refused_before_it_is_sent(lead: Browser, at: int) -> None:
    head = f"POST /v1/push HTTP/1.1\r\nhost: {lead.hub.settings.host}\r\ncontent-length: 1073741824\r\n\r\n"
    assert b" 413 " in answer_to(at, head.encode())


@pytest.mark.parametrize("begun", [b"", b"GET /healthz HTTP/1.1\r\nhost: "])
def test_who_says_nothing_or_never_comes_to_an_end_holds_no_place(
    at: int, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Patient, "HEAD_S", 0.2)
    began = time.monotonic()
    assert answer_to(at, begun) == b""
    assert time.monotonic() - began < 15  # it was the hub that ended it
    monkeypatch.setattr(Patient, "HEAD_S", 20.0)
    whole = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", at), timeout=30) as connection:
        connection.sendall(whole)
        assert b" 200 " in connection.recv(4096)
        monkeypatch.setattr(Patient, "HEAD_S", 0.2)
        connection.sendall(begun or b"GET")
        assert connection.recv(4096) == b""


def test_a_body_that_drips_is_waited_for_no_longer_than_a_body_may_take(
    lead: Browser, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "WITHIN_S", 0.2)
    kind = "content-length: 1000\r\ncontent-type: application/json"
    head = f"POST /v1/enrol HTTP/1.1\r\nhost: {lead.hub.settings.host}\r\n{kind}\r\n\r\n"
    assert answer_to(at, head.encode(), b"{").startswith(b"HTTP/1.1 4")


def test_who_takes_nothing_of_a_long_answer_holds_no_place(
    tablet: Tablet, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Patient, "TAKEN_S", 0.2)
    ended, lose = threading.Event(), Patient.connection_lost

    def lost(connection: Patient, why: Exception | None) -> None:
        lose(connection, why)
        ended.set()

    monkeypatch.setattr(Patient, "connection_lost", lost)
    data = bytes(1 << 20)
    _, name = photo(tablet, data)
    tablet.put(name, len(data), 0, data)
    token, many = tablet.told["token"], 30
    asked = f"GET /v1/pictures/{name} HTTP/1.1\r\nhost: {tablet.hub.settings.host}\r\nauthorization: Bearer {token}"
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", at))
        connection.sendall(f"{asked}\r\n\r\n".encode() * many)
        assert ended.wait(20), "the hub waits for ever"


def test_ten_thousand_sessions_slow_nobody_and_go_when_they_ran_out(lead: Browser) -> None:
    hub, tenant = lead.hub, lead.hub.database.tenants()[0]
    with hub.database.within(tenant, write=True) as within:
        row = {"person": "x", "csrf": "x", "created_at": "2026", "seen_at": "2026"}
        within.add("sessions", *({**row, "hash": f"h{n}", "ends_at": "2026-01-01"} for n in range(10_000)))
    lead.open("/account")
    Browser(hub).sign_in()
    with hub.database.within(tenant) as within:
        assert within.count("sessions") == 2
