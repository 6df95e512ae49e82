"""A shared file is the exchange with a file in between: what a partner refuses of a push, the file door refuses too."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from audit_app.audit.log.canonical import canonical, digest
from audit_app.errors import BundleRefused
from audit_app.exchange import bounds
from audit_app.exchange.memory import Memory
from audit_app.exchange.messages import Push
from audit_app.exchange.push import take
from audit_app.portfolio.share.intake import Intake, by_log
from audit_app.store.log_json import exported
from audit_app.store.store import Store
from tests.exchange.logs import AUDIT, PAPER, PICTURE, entry, log
from tests.store.conftest import worked

SPOILT: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "another audit": lambda one: sealed({**one, "audit": "audit-2"}),
    "a digest that is not its own": lambda one: {**one, "text": "x"},
    "no device": lambda one: sealed({name: said for name, said in one.items() if name != "device"}),
    "a first entry that follows one": lambda one: sealed({**one, "seq": 1}),
    "a stamp of the year 9999": lambda one: sealed({**one, "at": "9999-12-31T23:59:59.999Z-0000"}),
    "a text of a million letters": lambda one: sealed({**one, "text": "x" * 1_000_000}),
    "a text that is not composed": lambda one: sealed({**one, "text": "e\u0301"}),
    "a part that is missing": lambda one: sealed({name: said for name, said in one.items() if name != "item"}),
}


def sealed(says: dict[str, Any]) -> dict[str, Any]:
    return {**says, "sha": digest(says)}


def bodies(entries: list[dict[str, Any]]) -> list[str]:
    return list(map(canonical, entries))


@pytest.mark.parametrize("name", SPOILT)
def test_what_a_partner_refuses_the_file_door_refuses_with_place_fault_and_remedy(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_ENTRIES", 2)  # so that it stands in the second push of the file
    first = log(3)
    with pytest.raises(BundleRefused) as refusal:
        Intake("x.mraudit", {}).add(bodies([*first[:2], SPOILT[name](first[2])]), "x.mraudit, entries.jsonl")
    assert refusal.value.where.startswith("x.mraudit, entries.jsonl, entry 3")
    assert refusal.value.fault and "Nothing was imported" in refusal.value.remedy


def test_an_entry_that_is_spelt_otherwise_is_refused() -> None:
    [one] = bodies(log(1))
    with pytest.raises(BundleRefused, match="entry 1 is not spelt as it was written"):
        Intake("x", {}).add([one.replace('","', '", "', 1)], "x")


def test_what_is_taken_in_is_word_for_word_and_once_whatever_is_there_twice() -> None:
    intake, own = Intake("x", {}), bodies(log(3))
    intake.add(own, "x")
    intake.add(own[1:], "x, aside.jsonl")
    assert intake.bodies(AUDIT) == tuple(own)


def test_papers_are_those_that_entries_name_and_as_they_were_written() -> None:
    store = Store.in_memory()
    whole = json.loads(exported(store, worked(store).audit.id))
    entries, papers = bodies(whole["entries"]), whole["papers"]
    Intake("x", papers).add(entries, "x")
    gone = next(iter(papers))
    with pytest.raises(BundleRefused, match=f"x, papers/{gone}.json is missing"):
        Intake("x", {each: paper for each, paper in papers.items() if each != gone}).add(entries, "x")
    with pytest.raises(BundleRefused, match=f"x, Paper {gone[:12]} was changed after it was written"):
        Intake("x", {**papers, gone: PAPER}).add(entries, "x")


def test_a_picture_is_taken_when_an_entry_names_it_also_in_a_kind_nobody_here_knows() -> None:
    intake = Intake("x", {})
    with pytest.raises(BundleRefused, match=r"x, files/.* is named by no entry"):
        intake.picture(f"files/{PICTURE}", PICTURE, 7)
    intake.add(bodies([entry(1, kind="dreamt", dream=PICTURE)]), "x")
    intake.picture(f"files/{PICTURE}", PICTURE, 7)
    with pytest.raises(BundleRefused, match="has an impossible size"):
        intake.picture(f"files/{PICTURE}", PICTURE, bounds.LARGEST_PICTURE + 1)


def test_entries_of_several_logs_are_told_apart_and_what_is_no_entry_is_named() -> None:
    one, other = log(2), log(2, audit="audit-2")
    mixed = bodies([one[0], other[0], one[1], other[1]])
    assert by_log(mixed, "x") == {AUDIT: bodies(one), "audit-2": bodies(other)}
    for wrong in ("[]", "words", "[" * 100_000):
        with pytest.raises(BundleRefused, match="entry 2 cannot be read"):
            by_log([mixed[0], wrong], "x")


def test_who_has_no_key_signs_for_nothing() -> None:
    answer = take(Memory(), Push(audit=AUDIT, entries=tuple(log(2))), None)
    assert (answer.stored, answer.receipts) == (2, ())
