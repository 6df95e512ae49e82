"""The whole story of two tablets, a console and an owner, on both databases."""

import json
import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audit_app.audit.history.disputes import disputes
from audit_app.audit.log.entries import PhotoReviewed, PhotoTaken
from audit_app.audit.log.people import Person
from audit_app.exchange.messages import Item, Page
from audit_app.exchange.standing import standings
from audit_app.hub.errands import errands
from audit_app.membership.membership import member
from audit_app.portfolio.share.mraudit import receive
from audit_app.portfolio.share.partner import Inbox, settle
from audit_app.store.identity import issuers
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit.findings import raise_finding, set_action
from audit_app.visit.names import close_runs
from tests.hub.browser import Browser
from tests.hub.joined import ADA, Joined

OWNER = Person(name="Grace Estates", email="Grace@example.org")


class Post(socketserver.StreamRequestHandler):
    """A mail server that takes everything and keeps it."""

    def handle(self) -> None:
        said: list[str] = []
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().strip():
            if line.upper().startswith("DATA"):
                self.wfile.write(b"354 go on\r\n")
                while (part := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    said.append(part)
                self.server.kept.append("\n".join(said))  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith("QUIT") else b"250 yes\r\n")


@pytest.fixture
def post() -> Iterator[tuple[str, list[str]]]:
    """Its address, and the messages it got."""
    kept: list[str] = []
    with socketserver.TCPServer(("127.0.0.1", 0), Post) as server:
        server.kept = kept  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}", kept
        server.shutdown()
        thread.join()


BEN = Person(name="Ben Carr", role="MR Safety Expert")


def exchanged(*tablets: Joined) -> None:
    """A round of each, in this order; every one of them is up to date afterwards."""
    for each in tablets:
        each.exchange()
        assert each.cabinet.courier.state.up_to_date, each.cabinet.courier.state


def worked(one: Joined, two: Joined, lead: Browser) -> tuple[str, str]:
    """An audit that two make without a network, dispute once joined, settle and sign; it and the photograph in it."""
    audit = one.begin()
    with one.visiting(audit) as visit:
        visit.answer("sign", "compliant")
        finding = raise_finding(visit, "The door does not close", likelihood=3, consequence=4)
        set_action(visit, finding, "Mend the door", OWNER, "2026-01-31", note="as agreed")
        picture = one.cabinet.shelf.keep(b"what the door looked like")
        visit.enter(PhotoTaken, photo="p1", digest=picture, item="sign", size=25)
        visit.enter(PhotoReviewed, photo="p1", outcome="nothing_to_redact")
    one.exchange()
    two.exchange()
    one.wire.cut = two.wire.cut = True
    one.answer(audit, "partly")
    two.answer(audit, "deficient")
    one.exchange()
    assert one.cabinet.courier.state.away
    one.wire.cut = two.wire.cut = False
    exchanged(two, one, two)
    assert one.store.raw(audit) == two.store.raw(audit)
    assert len(disputes(one.cabinet.audit(audit))) == 1
    one.answer(audit, "deficient")
    exchanged(one, two)
    assert disputes(two.cabinet.audit(audit)) == ()
    with one.visiting(audit) as visit:
        close_runs(visit)
        visit.sign(ADA, "This is what I saw")
    exchanged(one, two)
    return audit, picture


def test_two_tablets_a_console_and_an_owner(lead: Browser, tmp_path: Path, post: tuple[str, list[str]]) -> None:
    ben = lead.person("auditor")
    one, two = Joined(lead, tmp_path / "one"), Joined(ben, tmp_path / "two", BEN, units=())
    audit, picture = worked(one, two, lead)
    signed = two.store.load(audit)
    assert signed.state == "signed"
    [ada] = [each for each in standings(signed, issuers(two.store)) if each.person.name == "Ada Byron"]
    assert ada.proven, str(ada)
    [who] = [each for each in standings(signed, issuers(two.store)) if each.person.name == "Ben Carr"]
    assert str(who) == "declared"  # the hub knows whoever joined that tablet under another name
    assert two.cabinet.shelf.read(picture) == b"what the door looked like"
    # the console shows it
    assert "The door does not close" in lead.open("/findings")
    assert "Mend the door" in lead.open("/actions?owner=Grace+Estates")
    assert "Overdue by" in lead.open("/due?kind=Action")
    # the owner gets one mail a week, replies without an account, and the lead accepts
    settings = replace(lead.hub.settings, smtp=post[0], mail_from="hub@example.org")
    assert errands(lead.hub) == (0, 0)  # no mail server is named: nothing is written that would be late
    sending = replace(lead.hub, settings=settings)
    assert [errands(sending) for _ in range(2)] == [(1, 1), (0, 0)]
    assert "To: grace@example.org" in post[1][0]
    link = re.search(r"/mine/\S+", post[1][0].replace("=\n", ""))
    assert link
    owner = Browser(lead.hub)
    assert "Mend the door" in owner.open(link[0])
    assert "It was kept" in owner.send(link[0], text="The door was mended on Friday")
    owner.send(link[0], 422, action="another", text="x")
    assert "E-mail address" in owner.open("/actions")  # the link opens nothing else
    lead.open("/replies")
    reply = re.search(r"/replies/([\w-]+)/accepted", lead.page)
    assert reply
    assert "Accepted" in lead.send(f"/replies/{reply[1]}/accepted")
    assert "Reply accepted" in lead.open("/actions")
    assert "Mend the door" not in lead.open("/due?kind=Action")
    assert "Nothing of yours" in owner.open(link[0])
    # the report, and everything out again, opened elsewhere
    assert lead.http.get(f"/audits/{audit}/report.pdf").content.startswith(b"%PDF-")
    opened_elsewhere(lead, one, audit, tmp_path)
    # and who did what stands in the access log
    log = lead.open("/access?as=csv")
    assert all(
        words in log for words in ("enrolled a tablet", "read report.pdf", "exported everything", "accepted a reply")
    )
    for tablet in (one, two):
        tablet.close()


def opened_elsewhere(lead: Browser, one: Joined, audit: str, folder: Path) -> None:
    """The audit as a file, and everything of the tenant as lines, each opened by a store that knows no hub."""
    out = folder / "out.mraudit"
    out.write_bytes(lead.http.get(f"/audits/{audit}/audit.mraudit").content)
    with Store.in_memory() as elsewhere:
        assert receive(elsewhere, Shelf(folder), out).audit.heads == one.store.load(audit).heads
    token = member(one.store)
    assert token
    lines = one.wire.http.get("/v1/export.ndjson", headers={"authorization": f"Bearer {token.token}"}).text
    inbox = Inbox()
    inbox.add(Page(items=tuple(Item.model_validate(json.loads(line)) for line in lines.splitlines()), next=0, epoch=0))
    with Store.in_memory() as elsewhere:
        assert settle(elsewhere, inbox).refused == {}
        assert {each.id: elsewhere.raw(each.id) for each in elsewhere.logs()} == {audit: one.store.raw(audit)}
