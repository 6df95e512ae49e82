"""One audit from the console, as a tablet opens it: with its register, what was done since, and every way."""

import json
from pathlib import Path

import pytest

from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.clock import DeviceClock
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.audit.register import KnownUnit
from audit_app.exchange.messages import Push
from audit_app.portfolio.share.contents import examine
from audit_app.portfolio.share.mraudit import receive
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit.findings import close_action, raise_finding, set_action
from audit_app.visit.follow_up import FollowUp
from audit_app.visit.register_verbs import keep_unit
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet

GRACE = Person(name="Grace", email="grace@example.org")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """What goes into the file has no part in the database."""
    return f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"


def forked(tablet: Tablet, audit: str, body: str) -> str:
    """The same place in the log taken by another entry, as a copied device writes it; its text."""
    other = {**json.loads(body), "id": "other", "verdict": "deficient"}
    other.pop("sha")
    made = canonical({**other, "sha": digest(other)})
    assert tablet.push(audit, [made], papers=False)["forked"]
    return made


def test_a_shared_audit_brings_its_register_what_was_done_since_and_every_way_it_forked(
    lead: Browser, tablet: Tablet, tmp_path: Path
) -> None:
    visit = tablet.begin()
    audit, store = visit.audit.id, tablet.store
    finding = raise_finding(visit, "The door does not close", likelihood=3, consequence=4)
    action = set_action(visit, finding, "Mend the door", GRACE, "2026-01-31")
    visit.answer("sign", "compliant")
    tablet.push(audit)
    other = forked(tablet, audit, store.raw(audit)[-1])
    close_action(FollowUp(store, store.load(audit), visit.pen), action, "done", "Seen to close")
    [after] = set(store.audit_ids()) - {audit}
    tablet.push(after)
    keep_unit(store, KnownUnit(id="unit-1", name="MRI 1", site="Main hospital", interval_months=6),
              Pen(store.device, Person(name="Ada Byron"), DeviceClock()))  # fmt: skip
    [log] = store.register.ids()
    push = Push(audit=log, entries=tuple(json.loads(body) for body in store.register.raw(log)))
    assert tablet.http.post("/v1/push", content=push.model_dump_json().encode()).status_code == 200

    answer = lead.http.get(f"/audits/{audit}/audit.mraudit")
    assert answer.status_code == 200, answer.text
    path = tmp_path / "one.mraudit"
    path.write_bytes(answer.content)
    assert set(examine(path).bodies) == {*store.raw(audit), other}
    with Store.in_memory() as elsewhere:
        receive(elsewhere, Shelf(tmp_path / "shelf"), path)
        assert elsewhere.raw(after) == store.raw(after)
        assert elsewhere.register.raw(log) == store.register.raw(log)
        assert set(elsewhere.raw(audit)) == {*store.raw(audit), other}


def test_what_the_caller_may_not_see_does_not_come_along(lead: Browser, tablet: Tablet, tmp_path: Path) -> None:
    visit = tablet.begin()
    finding = raise_finding(visit, "The door does not close", likelihood=3, consequence=4)
    action = set_action(visit, finding, "Mend the door", GRACE, "2026-01-31")
    tablet.push(visit.audit.id)
    close_action(FollowUp(tablet.store, tablet.store.load(visit.audit.id), visit.pen), action, "done", "Seen to close")
    [after] = set(tablet.store.audit_ids()) - {visit.audit.id}
    tablet.push(after)
    assessor = lead.person("assessor", "audit", visit.audit.id, until="2099-12-31")
    path = tmp_path / "one.mraudit"
    path.write_bytes(assessor.http.get(f"/audits/{visit.audit.id}/audit.mraudit").content)
    assert examine(path).followed == ()
