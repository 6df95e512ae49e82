"""Changing over at a shared tablet: a name with a PIN is taken by its PIN alone, and what was done before is closed."""

from datetime import timedelta

import pytest

from audit_app.audit.log.entries import Attested
from audit_app.audit.log.people import Person
from audit_app.audit.signatures import uncovered
from audit_app.errors import EntryRefused
from audit_app.screens.app import starter
from audit_app.screens.home.new_audit import begun
from audit_app.screens.home.new_audit_form import Form
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.preferences import Preferences, prefer, preferences
from audit_app.store.identity import believe, device_key, keep_certificate
from audit_app.store.store import Store
from audit_app.visit import pins
from audit_app.visit.findings import close_action, raise_finding, set_action
from audit_app.visit.follow_up import FollowUp
from tests.conftest import SteppingClock
from tests.exchange.test_names import HUB, certificate
from tests.screen import screen
from tests.screens.conftest import ADA
from tests.store.conftest import walk
from tests.store.test_following import signed

BEN, PIN = Person(name="Ben Carr"), "483920"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(pins, "COST", {"n": 2, "r": 8, "p": 1})  # the cost is not what is tested


@pytest.fixture
def shared(cabinet):
    """A tablet where Ada is, and Ben has a PIN."""
    prefer(cabinet.store, Preferences(person=ADA, welcomed=True))
    pins.set_pin(cabinet.store, BEN, PIN, cabinet.clock.now())
    return cabinet


async def test_changing_over_asks_for_the_pin_of_who_comes(shared):
    async with screen(starter(shared), route="/settings") as app:
        await app.type("pin.to.Ben Carr", "000000")
        await app.press("pin.to.Ben Carr.go")
        assert app.says("The PIN") and preferences(shared.store).person.name == ADA.name
        await app.type("pin.to.Ben Carr", PIN)
        await app.press("pin.to.Ben Carr.go")
        assert preferences(shared.store).person.name == BEN.name


async def test_typing_the_name_of_somebody_with_a_pin_does_not_make_one_them(shared):
    async with screen(starter(shared), route="/settings") as app:
        await app.fill("who.name", "Ben Carr")
        assert preferences(shared.store).person.name == ADA.name
        assert app.says("has a PIN at this tablet")


def test_an_audit_is_not_begun_under_the_name_of_somebody_whose_pin_was_not_asked(shared):
    with pytest.raises(EntryRefused, match="has a PIN"):
        begun(Desk(shared), Form(name="Ben Carr"))
    assert shared.store.audits() == ()


async def test_a_pin_is_set_by_who_is_at_the_tablet(shared):
    async with screen(starter(shared), route="/settings") as app:
        await app.type("pin.own", PIN)
        await app.press("pin.own.go")
        assert pins.has_pin(shared.store, ADA)
        assert PIN not in str(shared.store.drawers.drafts(""))


def proven_at(store, clock):
    """Makes the store that of a device whose person has signed in at a hub; Ben has a PIN there."""
    key = device_key(store)
    assert key is not None
    believe(store, HUB.public, "Riverside hub")
    keep_certificate(store, certificate(ADA, store.device, key, clock.start + timedelta(hours=1)), key)
    prefer(store, Preferences(person=ADA, welcomed=True))
    pins.set_pin(store, BEN, PIN, clock.now())


@pytest.fixture
def proven(tmp_path):
    clock = SteppingClock()
    with Store.at(tmp_path) as store:
        proven_at(store, clock)
        yield store, clock, tmp_path


def test_changing_over_closes_what_a_proven_person_did(proven):
    store, clock, tmp_path = proven
    audit = walk(store, clock).audit.id
    desk = Desk(Cabinet(store, tmp_path, clock=clock))
    desk.become(BEN, PIN)
    assert isinstance(store.load(audit).entries[-1], Attested)
    assert desk.person.name == BEN.name


def test_changing_over_closes_what_was_done_on_the_actions_of_a_unit_too(proven):
    store, clock, tmp_path = proven
    visit = walk(store, clock)
    made = raise_finding(visit, "Gap", likelihood=4, consequence=4)
    action = set_action(visit, made, "Fit a brush", BEN, due="2026-01-05")
    signed(visit)
    close_action(FollowUp(store, store.load(visit.audit.id), visit.pen), action, "done", "Brush seen")
    Desk(Cabinet(store, tmp_path, clock=clock)).become(BEN, PIN)
    [log] = store.follow_ups("unit-1")
    assert isinstance(store.load(log.id).entries[-1], Attested)


def test_who_signed_before_they_were_proven_hands_the_tablet_on_and_what_was_signed_stays(tmp_path):
    clock = SteppingClock()
    with Store.at(tmp_path) as store:
        audit = signed(walk(store, clock)).audit
        proven_at(store, clock)
        Desk(Cabinet(store, tmp_path, clock=clock)).become(BEN, PIN)
        now = store.load(audit.id)
        assert now.entries[:-1] == audit.entries and isinstance(now.entries[-1], Attested)
        assert now.state == "signed" and uncovered(now) == ()
