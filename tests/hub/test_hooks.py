"""Webhooks: signed, kept until they are answered, and led to no machine that the operator has not allowed."""

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks import Webhook

from audit_app.errors import UsageError
from audit_app.hub.out.hooks import AGAIN_MIN, end, make, ping, send_messages, write_messages
from audit_app.hub.out.outbound import judged, reachable
from audit_app.hub.settings import Settings, from_environment, networks
from audit_app.hub.web.hub import Hub
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what the database has no part in
HERE = networks("127.0.0.0/8 ::1/128")


@dataclass
class Receiver:
    """A program that is told: what it got, and what it answers."""

    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204
    leads_to: str = ""
    address: str = ""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.status)
            if made.leads_to:
                self.send_header("location", made.leads_to)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        made.address = f"http://127.0.0.1:{server.server_address[1]}/told"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


def hooked(hub: Hub, address: str) -> tuple[str, str]:
    with hub.database.within(hub.database.tenants()[0], write=True) as within:
        return make(within, address, "ada")


def round_of(hub: Hub) -> tuple[int, int]:
    return write_messages(hub.database), send_messages(hub.database, HERE)


def due_now(hub: Hub) -> None:
    """What waits is due, as it is once its time has come."""
    with hub.database.within(hub.database.tenants()[0], write=True) as within:
        within.change("hook_messages", next_at="2026-01-01T00:00:00.000Z")


def hook_of(hub: Hub, name: str = "hooks") -> dict[str, Any]:
    with hub.database.within(hub.database.tenants()[0]) as within:
        [row] = within.find(name)
    return row


def test_a_hook_is_told_once_what_changed_signed_and_without_content(tablet: Tablet, receiver: Receiver) -> None:
    _, secret = hooked(tablet.hub, receiver.address)
    assert round_of(tablet.hub) == (0, 0)
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    assert [round_of(tablet.hub) for _ in range(2)] == [(1, 1), (0, 0)]
    [(headers, body)] = receiver.got
    told = Webhook(secret).verify(body, headers)
    assert told["type"] == "audits.changed"
    assert [each["id"] for each in told["data"]["audits"]] == [visit.audit.id]
    assert b"Ada" not in body and b"MRI 1" not in body
    visit.answer("sign", "deficient")
    tablet.push(visit.audit.id)
    assert round_of(tablet.hub) == (1, 1)
    again = json.loads(receiver.got[1][1])["data"]
    assert (again["after"], again["feed"]) == (told["data"]["feed"], told["data"]["feed"] + 1)


@SQLITE
def test_a_message_that_is_not_answered_outlives_a_restart_and_keeps_its_id(tablet: Tablet, receiver: Receiver) -> None:
    hooked(tablet.hub, receiver.address)
    receiver.status = 500
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    assert round_of(tablet.hub) == (1, 0)
    assert round_of(tablet.hub) == (0, 0)  # not due again yet
    assert len(receiver.got) == 1
    assert hook_of(tablet.hub)["fault"] == "Answered 500"
    tablet.hub.close()
    again = Hub.at(tablet.hub.settings)
    due_now(again)
    receiver.status = 200
    assert round_of(again) == (0, 1)
    assert receiver.got[0][0]["webhook-id"] == receiver.got[1][0]["webhook-id"]
    assert hook_of(again)["fault"] is None
    again.close()


@SQLITE
def test_a_message_that_nobody_answers_for_days_is_given_up(tablet: Tablet, receiver: Receiver) -> None:
    made, _ = hooked(tablet.hub, receiver.address)
    receiver.status = 503
    with tablet.hub.database.within(tablet.hub.database.tenants()[0], write=True) as within:
        ping(within, made)
    for _ in range(len(AGAIN_MIN) + 2):
        due_now(tablet.hub)
        assert send_messages(tablet.hub.database, HERE) == 0
    assert len(receiver.got) == len(AGAIN_MIN)


@SQLITE
def test_each_try_waits_longer_than_the_one_before(tablet: Tablet, receiver: Receiver) -> None:
    made, _ = hooked(tablet.hub, receiver.address)
    receiver.status = 503
    with tablet.hub.database.within(tablet.hub.database.tenants()[0], write=True) as within:
        ping(within, made)
    waits = []
    for _ in range(3):
        due_now(tablet.hub)
        send_messages(tablet.hub.database, HERE)
        then = datetime.fromisoformat(hook_of(tablet.hub, "hook_messages")["next_at"].replace("Z", "+00:00"))
        waits.append(then - datetime.now(UTC))
    assert waits[0] < timedelta(minutes=1) < waits[1] < timedelta(minutes=5) < waits[2] < timedelta(minutes=30)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/x", "https://127.0.0.1/x", "https://localhost/x", "https://[::1]/x", "https://0.0.0.0/x",
     "https://2130706433/x", "https://127.1/x", "https://169.254.169.254/latest", "https://10.0.0.1/x",
     "https://172.16.0.1", "https://192.168.1.1", "https://100.64.0.1/x", "https://[::ffff:127.0.0.1]/x",
     "https://[fe80::1]/x", "https://[fd00::1]/x", "https://[64:ff9b::7f00:1]/x", "https://[2002:7f00:1::]/x",
     "https://224.0.0.1/x", "https://255.255.255.255/x", "ftp://example.org/x", "https://a:b@192.0.2.1/", "https:///x",
     "https://[::1", "https://example.org:99999/", "https://exa mple.org/", "https://example.org/#here", "file:///etc",
     "https://example.org\\@127.0.0.1/"],
)  # fmt: skip
def test_no_hook_leads_to_a_machine_that_the_operator_has_not_allowed(address: str) -> None:
    with pytest.raises(UsageError):
        asyncio.run(reachable(address, ()))


@SQLITE
def test_a_permission_that_was_taken_back_holds_for_hooks_that_are_there(tablet: Tablet, receiver: Receiver) -> None:
    hooked(tablet.hub, receiver.address)
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    write_messages(tablet.hub.database)
    assert send_messages(tablet.hub.database, ()) == 0
    assert receiver.got == []
    assert "https" in hook_of(tablet.hub)["fault"]


def test_a_name_with_one_address_that_is_not_allowed_is_refused_whole() -> None:
    assert judged(["93.184.215.14"], (), "https") == "93.184.215.14"
    assert judged(["10.1.2.3"], networks("10.1.0.0/16"), "http") == "10.1.2.3"
    for found in (["93.184.215.14", "127.0.0.1"], ["93.184.215.14", "fe80::1%eth0"], []):
        with pytest.raises(UsageError):
            judged(found, (), "https")
    with pytest.raises(UsageError):  # without TLS only what was named
        judged(["93.184.215.14"], networks("10.1.0.0/16"), "http")


@SQLITE
def test_no_redirect_is_followed(tablet: Tablet, receiver: Receiver) -> None:
    made, _ = hooked(tablet.hub, receiver.address)
    receiver.status, receiver.leads_to = 307, receiver.address.replace("/told", "/elsewhere")
    with tablet.hub.database.within(tablet.hub.database.tenants()[0], write=True) as within:
        ping(within, made)
    assert send_messages(tablet.hub.database, HERE) == 0
    assert len(receiver.got) == 1
    assert hook_of(tablet.hub)["fault"] == "Answered 307"


@SQLITE
def test_a_receiver_that_wants_no_more_is_told_no_more(tablet: Tablet, receiver: Receiver) -> None:
    made, _ = hooked(tablet.hub, receiver.address)
    receiver.status = 410
    with tablet.hub.database.within(tablet.hub.database.tenants()[0], write=True) as within:
        ping(within, made)
        ping(within, made)
    send_messages(tablet.hub.database, HERE)
    assert hook_of(tablet.hub)["ended_at"]
    with tablet.hub.database.within(tablet.hub.database.tenants()[0], write=True) as within:
        assert within.count("hook_messages") == 0
        assert not end(within, made)


@SQLITE
def test_the_connection_goes_to_the_address_that_was_judged_under_the_name_that_was_typed(
    tablet: Tablet, tmp_path: Path
) -> None:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    context.sni_callback = lambda _, name, __: names.append(name)

    async def told() -> int:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        async with server:
            address = f"https://localhost:{server.sockets[0].getsockname()[1]}/told"
            made, _ = await asyncio.to_thread(hooked, tablet.hub, address)
            with tablet.hub.database.within(tablet.hub.database.tenants()[0], write=True) as within:
                ping(within, made)
            return await asyncio.to_thread(send_messages, tablet.hub.database, HERE)

    assert asyncio.run(told()) == 0  # nobody vouches for that certificate: nothing was sent
    assert names == ["localhost"]
    assert "No answer" in hook_of(tablet.hub)["fault"]


def certificate(folder: Path) -> Path:
    """A certificate that no authority knows, with its key."""
    key, moment = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), moment,
                                   moment + timedelta(days=1)).sign(key, hashes.SHA256())  # fmt: skip
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "pair.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM) + pem)
    return folder / "pair.pem"


@SQLITE
def test_the_console_shows_a_secret_once_and_only_to_who_leads_the_whole_organisation(
    lead: Browser, receiver: Receiver
) -> None:
    allowed = replace(lead.hub, settings=replace(lead.hub.settings, reaches="127.0.0.0/8"))
    other = Browser(allowed)
    other.sign_in()
    other.open("/hooks")
    other.send("/hooks", 422, url="https://10.0.0.1/x")
    with allowed.database.within(allowed.database.tenants()[0]) as within:
        assert within.find("hooks") == []
    assert 'value="https://10.0.0.1/x"' in other.page  # nothing that was typed is lost
    assert "whsec_" in other.send("/hooks", url=receiver.address)
    assert "whsec_" not in other.open("/hooks")
    made = hook_of(allowed)["id"]
    other.send(f"/hooks/{made}/ping")
    assert round_of(allowed) == (0, 1)
    assert "There are no webhooks" in other.send(f"/hooks/{made}/end")
    lead.person("lead", "unit", "unit-1").open("/hooks", 403)
    assert "ended a webhook" in lead.open("/access?as=csv")


def test_what_the_operator_allows_is_networks_and_nothing_else(tmp_path: Path) -> None:
    made = from_environment(tmp_path, {"MR_AUDIT_HUB_REACHES": "10.1.0.0/16 fd00::/8"})
    assert len(made.reached) == 2
    assert Settings(tmp_path).reached == ()
    for wrong in ("10.1.0.1/16", "example.org", "10.1.0.0/16,10.2.0.0/16"):
        with pytest.raises(UsageError, match="MR_AUDIT_HUB_REACHES"):
            from_environment(tmp_path, {"MR_AUDIT_HUB_REACHES": wrong})
