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
from audit_app.audit.log.canonical import canonical
from audit_app.audit.log.people import Person
from audit_app.hub.errands import errands
from audit_app.portfolio.share.mraudit import receive
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit.findings import raise_finding, set_action
from audit_app.visit.visit import Visit
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet

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


def fetched(tablet: Tablet, audit: str) -> None:
    """Takes in everything of an audit that the hub has."""
    items = [item for item in tablet.pull()["items"] if item["audit"] == audit]
    papers = {item["digest"]: item["body"] for item in items if item["kind"] == "paper"}
    tablet.store.take(papers, [canonical(item["body"]) for item in items if item["kind"] == "entry"])


def visit_of(tablet: Tablet, audit: str, name: str) -> Visit:
    return Visit.resume(tablet.store, audit, Person(name=name, role="MR Safety Expert"))


def test_two_tablets_a_console_and_an_owner(lead: Browser, tmp_path: Path, post: tuple[str, list[str]]) -> None:
    one = Tablet(lead, tmp_path / "one")
    visit = one.begin()
    audit = visit.audit.id
    one.push(audit)
    two = Tablet(lead, tmp_path / "two")
    fetched(two, audit)
    # both without a network
    visit = visit_of(one, audit, "Ada Byron")
    visit.answer("sign", "compliant")
    finding = raise_finding(visit, "The door does not close", likelihood=3, consequence=4)
    set_action(visit, finding, "Mend the door", OWNER, "2026-01-31", note="as agreed")
    other = visit_of(two, audit, "Ben Carr")
    other.answer("sign", "deficient")
    # and joined again, whoever comes first
    two.push(audit)
    one.push(audit)
    for tablet in (one, two):
        fetched(tablet, audit)
    assert one.store.raw(audit) == two.store.raw(audit)
    assert len(disputes(one.store.load(audit))) == 1
    # settled on one, seen on the other
    visit_of(one, audit, "Ada Byron").answer("sign", "deficient")
    one.push(audit)
    fetched(two, audit)
    assert disputes(two.store.load(audit)) == ()
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
    out = tmp_path / "out.mraudit"
    out.write_bytes(lead.http.get(f"/audits/{audit}/audit.mraudit").content)
    with Store.in_memory() as elsewhere:
        assert receive(elsewhere, Shelf(tmp_path), out).audit.heads == one.store.load(audit).heads
    lines = [json.loads(line) for line in one.http.get("/v1/export.ndjson").text.splitlines()]
    assert {canonical(each["body"]) for each in lines if each["kind"] == "entry"} == set(one.store.raw(audit))
    # and who did what stands in the access log
    log = lead.open("/access?as=csv")
    assert all(
        words in log for words in ("enrolled a tablet", "read report.pdf", "exported everything", "accepted a reply")
    )
    for tablet in (one, two):
        tablet.store.close()
