"""Nobody begins an audit twice: its id follows from its beginning. Of an older audit it is told, in any order."""

import json
from pathlib import Path
from typing import Any

import pytest

from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.own_id import id_of, names_beginning
from audit_app.errors import BundleRefused, ExchangeRefused
from audit_app.exchange.memory import Memory
from audit_app.exchange.messages import Item, Page, Push
from audit_app.exchange.push import take
from audit_app.portfolio.share.mraudit import receive, share
from audit_app.portfolio.share.partner import Inbox, pushes, settle
from audit_app.store.log_json import exported, received
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from tests.exchange.logs import KEY, pulled
from tests.exchange.older import as_before
from tests.store.conftest import worked

EVE = {"name": "Eve"}


def whole() -> str:
    store = Store.in_memory()
    return exported(store, worked(store).audit.id)


def begun_again(text: str) -> str:
    """The same audit as Eve says that she began it: her unit, her device, and an answer of hers."""
    true = json.loads(text)
    first = next(each for each in true["entries"] if each["kind"] == "begun")
    says = {**first, "id": "eve-1", "device": "eve-tablet", "by": EVE, "auditor": EVE, "on": "2026-01-01"}
    begun = {**says, "sha": digest(says)}
    answer: dict[str, Any] = {
        **{name: begun[name] for name in ("audit", "device", "by", "wall", "zone", "schema")}, "id": "eve-2", "seq": 2,
        "at": "2026-01-02T09:10:00.000Z-0000", "prev": begun["sha"], "replaces": [], "kind": "answered",
        "item": "sign", "verdict": "deficient",
    }  # fmt: skip
    made = [begun, {**answer, "sha": digest(answer)}]
    return canonical({**true, "entries": made}) + "\n"


def always(_: str) -> bool:
    return True


def test_the_id_of_an_audit_follows_from_its_beginning() -> None:
    true = json.loads(whole())
    begun = next(each for each in true["entries"] if each["kind"] == "begun")
    assert names_beginning(true["audit"]) and id_of(begun) == true["audit"]
    changed = [{**begun, name: "x"} for name in begun if name not in ("audit", "sha")]
    assert all(id_of(each) != true["audit"] for each in [*changed, {**begun, "unheard_of": "x"}])
    assert id_of({**begun, "audit": "x", "sha": "x"}) == true["audit"]


def test_ids_of_older_audits_and_other_spellings_name_no_beginning() -> None:
    audit = json.loads(whole())["audit"]
    others = ("audit-1", "01a1f933-0000-7000-8000-000000000001", audit.upper(), f"{{{audit}}}", audit.replace("-", ""))
    assert [names_beginning(each) for each in (audit, *others)] == [True] + [False] * 5


@pytest.mark.parametrize("text", [whole(), as_before(whole())], ids=["begun now", "begun by an older version"])
def test_a_second_beginning_changes_nothing_that_is_here_and_says_who_began_what(text: str) -> None:
    store = Store.in_memory()
    audit = received(store, text, always).id
    with pytest.raises(BundleRefused) as refusal:
        received(store, begun_again(text), always)
    assert refusal.value.remedy and "begin" in refusal.value.fault
    assert exported(store, audit) == text


def test_who_is_new_takes_no_second_beginning_whatever_comes_first(tmp_path: Path) -> None:
    text = whole()
    for order in ((text, begun_again(text)), (begun_again(text), text)):
        store = Store.in_memory()
        for each in order:
            if each == text:
                received(store, each, always)
            else:
                with pytest.raises(BundleRefused, match="is not the beginning that the audit's id was worked out from"):
                    received(store, each, always)
        assert exported(store, json.loads(text)["audit"]) == text


def test_a_file_with_a_second_beginning_is_refused_before_anything_is_here(tmp_path: Path) -> None:
    giver = Store.in_memory()
    forged = as_before(begun_again(whole()))
    audit = received(giver, forged, always).id  # under an id of an older version it is an audit like another
    share(giver, Shelf(tmp_path / "giver"), audit, tmp_path / "x.mraudit")
    taker = Store.in_memory()
    assert receive(taker, Shelf(tmp_path / "taker"), tmp_path / "x.mraudit").audit.begun.auditor.name == "Eve"
    with pytest.raises(BundleRefused, match="by Ada Byron on device") as refusal:
        received(taker, as_before(whole()), always)
    assert "by Eve on device eve-tablet at 2026-01-02" in str(refusal.value)
    assert exported(taker, audit) == forged


def test_of_an_older_audit_both_beginnings_are_named_in_both_orders_and_nobody_wins() -> None:
    true, other = as_before(whole()), as_before(begun_again(whole()))
    told = []
    for first, second in ((true, other), (other, true)):
        store = Store.in_memory()
        received(store, first, always)
        with pytest.raises(BundleRefused) as refusal:
            received(store, second, always)
        told.append(str(refusal.value))
        assert exported(store, json.loads(true)["audit"]) == first
    assert told[0] == told[1]
    assert "by Eve on device" in told[0] and "by Ada Byron on device" in told[0] and "Ask both people" in told[0]


def test_a_partner_keeps_no_second_beginning_and_one_that_did_sends_it_in_vain() -> None:
    text = whole()
    store, partner = Store.in_memory(), Memory()
    audit = received(store, text, always).id
    for push in pushes(store, audit):
        take(partner, push, KEY)
    eve = tuple(json.loads(begun_again(text))["entries"])
    with pytest.raises(ExchangeRefused, match="is not the beginning"):
        take(partner, Push(audit=audit, entries=eve), KEY)
    inbox, new = Inbox(), Store.in_memory()
    with pytest.raises(ExchangeRefused, match="is not the beginning"):
        inbox.add(
            Page(items=(Item(n=1, kind="entry", audit=audit, digest=eve[0]["sha"], body=eve[0]),), next=1, epoch=1)
        )
    inbox.add(pulled(partner))
    settle(new, inbox)
    assert exported(new, audit) == text


def test_a_newer_shape_is_no_way_round() -> None:
    text = whole()
    eve = json.loads(begun_again(text))["entries"][0]
    says = {**eve, "schema": 9, "chapters": []}
    with pytest.raises(ExchangeRefused, match="is not the beginning"):
        take(Memory(), Push(audit=eve["audit"], entries=({**says, "sha": digest(says)},)), KEY)
