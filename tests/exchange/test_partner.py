"""A device and a partner: what goes out, what waits, and that one wrong thing hurts nothing else."""

import json

import pytest

from audit_app.audit.log.canonical import digest
from audit_app.audit.log.people import Person
from audit_app.audit.register import KnownUnit
from audit_app.exchange import bounds
from audit_app.exchange.memory import Memory
from audit_app.exchange.messages import Item, Page
from audit_app.exchange.push import take
from audit_app.portfolio.share.partner import Inbox, pushes, settle
from audit_app.store.log_json import exported, received
from audit_app.store.store import Store
from audit_app.visit.register import units
from audit_app.visit.register_verbs import keep_unit
from audit_app.visit.visit import Visit
from tests.conftest import SteppingClock
from tests.exchange.logs import KEY, pulled
from tests.exchange.older import as_before
from tests.store.conftest import ADA, worked

BEN = Person(name="Ben Carr")


def sent(store: Store, partner: Memory) -> None:
    for each in store.audits():
        for push in pushes(store, each.id):
            take(partner, push, KEY)


def fetched(store: Store, partner: Memory) -> Inbox:
    inbox = Inbox()
    inbox.add(pulled(partner))
    settle(store, inbox)
    return inbox


@pytest.fixture
def two() -> tuple[Store, Store, Memory]:
    """Two devices with one audit, and the partner that brought it to the second."""
    first, second, partner = Store.in_memory(), Store.in_memory(), Memory()
    worked(first)
    sent(first, partner)
    fetched(second, partner)
    return first, second, partner


def test_what_one_device_pushed_another_has_word_for_word(two: tuple[Store, Store, Memory]) -> None:
    first, second, _ = two
    [audit] = first.audits()
    assert second.raw(audit.id) == first.raw(audit.id)


def test_a_log_of_any_length_goes_out_in_pushes_of_a_bounded_one(
    two: tuple[Store, Store, Memory], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _, _ = two
    monkeypatch.setattr(bounds, "MOST_ENTRIES", 3)
    [audit] = first.audits()
    made = list(pushes(first, audit.id))
    assert max(len(push.entries) for push in made) == 3
    assert sum(len(push.entries) for push in made) == len(first.raw(audit.id))


def test_entries_wait_for_what_they_build_on(two: tuple[Store, Store, Memory]) -> None:
    _, _, partner = two
    rows = list(pulled(partner).items)
    third, inbox = Store.in_memory(), Inbox()
    for row in reversed(rows):
        inbox.add(Page(items=(row,), next=0, epoch=1))
        settle(third, inbox)
    assert inbox.empty
    assert len(third.raw(rows[0].audit)) == len([row for row in rows if row.kind == "entry"])


def test_a_fork_reaches_everybody_whole_is_told_and_hurts_no_other_device(
    two: tuple[Store, Store, Memory],
) -> None:
    first, second, partner = two
    [audit] = first.audits()
    fork = forged(first, audit.id, "from the copy")
    Visit.resume(first, audit.id, ADA, SteppingClock()).note("sign", "from the first")
    visit = Visit.resume(second, audit.id, BEN, SteppingClock(ids=iter(range(9_000, 9_100))))  # type: ignore[arg-type]
    visit.note("field", "from another")
    sent(first, partner)
    sent(second, partner)
    inbox = Inbox()
    inbox.add(Page(items=(fork,), next=0, epoch=1))
    settle(second, inbox)
    sent(second, partner)
    for store in (first, second):
        assert fetched(store, partner).empty
        assert [len(way.bodies) for way in store.ways(audit.id)] == [1, 1]
        assert store.load(audit.id).lines["field"].note == "from another"
    assert first.load(audit.id).heads == second.load(audit.id).heads
    assert str(first.load(audit.id).lines) == str(second.load(audit.id).lines)


def forged(store: Store, audit: str, text: str) -> Item:
    """An entry that goes on a device's log, as a copy of the device would have made it."""
    last = json.loads(store.raw(audit)[-1])
    envelope = {name: last[name] for name in ("audit", "device", "by", "wall", "zone", "schema")}
    says = {"id": "from-the-copy", "seq": last["seq"] + 1, "at": last["at"] + "1", "prev": last["sha"], "replaces": []}
    entry = {**envelope, **says, "kind": "noted", "item": "sign", "text": text}
    sealed = {**entry, "sha": digest(entry)}
    return Item(n=1, kind="entry", audit=audit, digest=sealed["sha"], body=sealed)


def test_what_one_device_wrote_wrong_keeps_nothing_of_others_out() -> None:
    first, second, partner = Store.in_memory(), Store.in_memory(), Memory()
    audit = received(first, begun_by_an_older_version(), lambda _: True)
    sent(first, partner)
    fetched(second, partner)
    Visit.resume(first, audit.id, ADA, SteppingClock(ids=iter(range(8_000, 8_100)))).note("sign", "good")  # type: ignore[arg-type]
    sent(first, partner)
    bad = forged(first, audit.id, "x").body
    assert isinstance(bad, dict)
    says = {**bad, "device": "mallory", "seq": 1, "prev": "", "replaces": [], **_second_beginning(first, audit.id)}
    sealed = {**says, "sha": digest(says)}
    inbox = Inbox()
    inbox.add(pulled(partner))
    inbox.add(
        Page(items=(Item(n=9, kind="entry", audit=audit.id, digest=sealed["sha"], body=sealed),), next=0, epoch=1)
    )
    settled = settle(second, inbox)
    assert "begin" in settled.refused[audit.id]
    assert second.load(audit.id).lines["sign"].note == "good"
    assert list(inbox.entries[audit.id]) == [sealed["sha"]]


def begun_by_an_older_version() -> str:
    """An audit with a random id: of those somebody can make a second beginning."""
    store = Store.in_memory()
    return as_before(exported(store, worked(store).audit.id))


def _second_beginning(store: Store, audit: str) -> dict[str, object]:
    """What the audit's beginning says, for somebody who begins it a second time."""
    begun = json.loads(store.raw(audit)[0])
    envelope = ("id", "device", "seq", "at", "wall", "zone", "by", "prev", "sha", "replaces")
    return {name: said for name, said in begun.items() if name not in envelope}


def test_the_logs_of_the_register_go_the_same_way(two: tuple[Store, Store, Memory]) -> None:
    first, second, partner = two
    keep_unit(first, KnownUnit(id="unit-9", name="MRI 9"))
    for each in first.register.ids():
        for push in pushes(first, each):
            take(partner, push, KEY)
    assert fetched(second, partner).empty
    assert [unit.name for unit in units(second)] == ["MRI 9"]
