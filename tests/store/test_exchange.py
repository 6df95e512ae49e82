"""An audit as a file: the same bytes there and back, unknown things passed on, nothing taken in that is not whole."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from audit_app.__main__ import app
from audit_app.audit.log.canonical import canonical, digest
from audit_app.errors import BundleRefused, EntryRefused
from audit_app.store.integrity import verified
from audit_app.store.log_json import exported, received
from audit_app.store.store import Store
from audit_app.visit.visit import Visit
from tests.conftest import SteppingClock
from tests.store.conftest import ADA, worked

NEWER = {"schema": 9, "kind": "dreamt", "dream": {"colour": "blue", "list": [1, "2", None]}, "replaces": []}


EMPTY = Store.in_memory()  # takes in nothing, so it may serve every example


def always(_: str) -> bool:
    return True


@pytest.fixture
def text(store: Store) -> str:
    return exported(store, worked(store).audit.id)


def with_entry(exported: str, **says) -> str:
    """The exported audit with one more entry that a newer version of the app might have made."""
    whole = json.loads(exported)
    last = whole["entries"][-1]
    envelope = {name: last[name] for name in ("audit", "device", "by", "wall", "zone")}
    entry = {**envelope, "id": "new", "seq": last["seq"] + 1, "at": last["at"] + "1", "prev": last["sha"], **says}
    whole["entries"].append({**entry, "sha": digest(entry)})
    return canonical(whole) + "\n"


def test_what_is_taken_in_and_given_out_again_is_the_same_file(text: str) -> None:
    other = Store.in_memory()
    audit = received(other, text, always)
    assert exported(other, audit.id) == text
    assert other.load(audit.id) == audit


def test_taking_in_the_same_file_twice_changes_nothing(store: Store, text: str) -> None:
    before = exported(store, json.loads(text)["audit"])
    received(store, text, always)
    assert exported(store, json.loads(text)["audit"]) == before


def test_an_entry_of_a_kind_this_version_does_not_know_is_passed_on_unchanged(text: str) -> None:
    newer = with_entry(text, **NEWER)
    other = Store.in_memory()
    audit = received(other, newer, always)
    assert exported(other, audit.id) == newer
    assert audit.entries[-1].kind == "dreamt"
    assert audit.lines["sign"].verdict == other.load(audit.id).lines["sign"].verdict


def test_a_field_this_version_does_not_know_is_passed_on_unchanged(text: str) -> None:
    newer = with_entry(text, kind="noted", schema=1, item="sign", text="n", replaces=[], mood="calm")
    other = Store.in_memory()
    audit = received(other, newer, always)
    assert exported(other, audit.id) == newer
    assert audit.lines["sign"].note == "n"


def test_a_known_kind_in_a_newer_shape_is_kept_without_effect(text: str) -> None:
    newer = with_entry(text, kind="noted", schema=9, item="sign", paragraphs=["a"], replaces=[])
    other = Store.in_memory()
    audit = received(other, newer, always)
    assert exported(other, audit.id) == newer
    assert audit.lines["sign"].note == ""


def test_the_next_entry_follows_an_unknown_one(text: str) -> None:
    other = Store.in_memory()
    audit = received(other, with_entry(text, **NEWER, device=other.device, seq=1, prev=""), always)
    entry = Visit.resume(other, audit.id, ADA).answer("sign", "deficient")
    assert (entry.seq, entry.device) == (2, other.device)


def test_work_of_two_devices_is_joined(store: Store, text: str) -> None:
    other = Store.in_memory()
    audit_id = received(other, text, always).id
    there = Visit.resume(other, audit_id, ADA)
    there.answer("sign", "deficient")
    received(store, exported(other, audit_id), always)
    assert store.load(audit_id) == there.audit


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda whole: whole["entries"][1].update(name="Other door"), "was changed after it was written"),
        (lambda whole: whole["entries"].pop(2), "is missing before it"),
        (lambda whole: whole["entries"].pop(0), "is missing before it"),
        (lambda whole: whole["papers"].clear(), "Paper .* is missing"),
        (lambda whole: next(iter(whole["papers"].values())).update(about="x"), "was changed after it was written"),
        (lambda whole: whole["entries"].append("words"), "cannot be read"),
        (lambda whole: whole["entries"].clear(), "holds no entries"),
        (lambda whole: whole.update(format="other"), "is not an exported audit"),
        (lambda whole: whole.update(entries={}), "lacks its entries"),
        (lambda whole: whole.update(papers=[]), "lacks its entries"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_and_nothing_is_taken_in(text: str, spoil, said: str) -> None:
    whole = json.loads(text)
    spoil(whole)
    other = Store.in_memory()
    with pytest.raises(BundleRefused, match=said):
        received(other, json.dumps(whole), always)
    assert other.audits() == ()
    assert other.papers() == {}


def test_a_file_naming_photographs_that_are_not_here_is_refused(text: str) -> None:
    says = {"item": "sign", "photo": "p", "digest": "ab" * 32, "replaces": [], "schema": 1}
    with pytest.raises(BundleRefused, match="names 1 photographs or files that are not here"):
        received(Store.in_memory(), with_entry(text, kind="photo_taken", **says), lambda digest: False)


def test_a_log_that_went_on_differently_here_is_set_apart_and_can_be_read(store: Store, text: str) -> None:
    audit_id = json.loads(text)["audit"]
    forked = with_entry(text, kind="noted", schema=1, item="sign", text="there", replaces=[])
    Visit.resume(store, audit_id, ADA).note("sign", "here")
    before = store.raw(audit_id)
    received(store, forked, always)
    assert store.raw(audit_id) == before
    [branch] = store.branches(audit_id)
    assert [json.loads(body)["text"] for body in branch.bodies] == ["there"]
    assert verified(store, audit_id, lambda _: "").sound


def test_the_same_fork_taken_in_twice_changes_nothing_and_goes_on_where_it_was(store: Store, text: str) -> None:
    audit_id = json.loads(text)["audit"]
    forked = with_entry(text, kind="noted", schema=1, item="sign", text="there", replaces=[])
    longer = with_entry(forked, kind="noted", schema=1, item="sign", text="later", replaces=[], id="newer")
    Visit.resume(store, audit_id, ADA).note("sign", "here")
    for each in (forked, forked, longer):
        received(store, each, always)
    [branch] = store.branches(audit_id)
    assert [json.loads(body)["text"] for body in branch.bodies] == ["there", "later"]


def test_a_forged_entry_does_not_keep_the_real_work_of_its_device_out(store: Store, text: str) -> None:
    audit_id, ben = json.loads(text)["audit"], Store.in_memory()
    received(ben, with_entry(text, kind="noted", schema=1, item="sign", text="forged", replaces=[]), always)
    Visit.resume(store, audit_id, ADA).note("sign", "real")
    received(ben, exported(store, audit_id), always)
    assert ben.load(audit_id).lines["sign"].note == "forged"
    [branch] = ben.branches(audit_id)
    assert ben.choose_branch(audit_id, branch.device, branch.number).lines["sign"].note == "real"
    assert ben.load(audit_id).lines["sign"].note == "real"
    assert exported(ben, audit_id) == exported(store, audit_id)
    assert verified(ben, audit_id, lambda _: "").sound
    [other] = ben.branches(audit_id)
    assert [json.loads(body)["text"] for body in other.bodies] == ["forged"]


def test_the_command_shows_a_branch_and_lets_it_hold(tmp_path: Path, text: str) -> None:
    audit_id = json.loads(text)["audit"]
    with Store.at(tmp_path) as store:
        received(store, with_entry(text, kind="noted", schema=1, item="sign", text="forged", replaces=[]), always)
        real = with_entry(text, kind="noted", schema=1, item="sign", text="real", replaces=[], id="other")
        received(store, real, always)
        [branch] = store.branches(audit_id)
    shown = CliRunner().invoke(app, ["verify", audit_id, "--data", str(tmp_path)])
    assert "SET APART" in shown.output and '"text": "real"' in shown.output and branch.device in shown.output
    shown = CliRunner().invoke(app, ["branch", audit_id, branch.device, "1", "--data", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    with Store.to_read(tmp_path) as store:
        assert store.load(audit_id).lines["sign"].note == "real"


def test_the_command_tells_of_an_entry_from_the_future(tmp_path: Path, text: str) -> None:
    audit_id = json.loads(text)["audit"]
    with Store.at(tmp_path) as store:
        received(store, text, always)
        Visit.resume(store, audit_id, ADA, SteppingClock(datetime(2099, 1, 1, tzinfo=UTC))).answer("sign", "deficient")
    shown = CliRunner().invoke(app, ["verify", audit_id, "--data", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    assert "(answered): stamped 7" in shown.output and "ahead of this device's clock" in shown.output
    assert "Everything is as it was written." in shown.output


def test_what_builds_on_a_branch_that_does_not_hold_is_set_apart_with_it(store: Store, text: str) -> None:
    audit_id, ben, cy = json.loads(text)["audit"], Store.in_memory(), Store.in_memory()
    received(ben, with_entry(text, kind="noted", schema=1, item="sign", text="forged", replaces=[]), always)
    Visit.resume(store, audit_id, ADA).note("sign", "real")
    received(cy, exported(store, audit_id), always)
    Visit.resume(cy, audit_id, ADA).note("sign", "corrected")
    received(ben, exported(cy, audit_id), always)
    assert ben.load(audit_id).lines["sign"].note == "forged"
    assert {branch.device for branch in ben.branches(audit_id)} == {store.device, cy.device}
    ben.choose_branch(audit_id, store.device, 1)
    assert ben.choose_branch(audit_id, cy.device, 1).lines["sign"].note == "corrected"


def test_this_devices_own_log_is_never_exchanged_for_another(store: Store, text: str) -> None:
    audit_id = json.loads(text)["audit"]
    Visit.resume(store, audit_id, ADA).note("sign", "here")
    received(store, with_entry(text, kind="noted", schema=1, item="sign", text="there", replaces=[]), always)
    with pytest.raises(EntryRefused, match="is this device's own log"):
        store.choose_branch(audit_id, store.device, 1)


def test_an_audit_that_uses_the_ids_of_another_is_taken_in_beside_it(text: str) -> None:
    other = Store.in_memory()
    received(other, text, always)
    first = json.loads(text)
    renamed = []
    prev = ""
    for entry in first["entries"]:
        entry = {**entry, "audit": "another", "prev": prev}
        entry["sha"] = prev = digest(entry)
        renamed.append(entry)
    received(other, canonical({**first, "audit": "another", "entries": renamed}), always)
    assert exported(other, first["audit"]) == text
    assert [entry.id for entry in other.load("another").entries] == [each["id"] for each in first["entries"]]


def test_a_device_that_uses_the_id_of_anothers_entry_does_not_keep_that_entry_out(store: Store, text: str) -> None:
    audit_id, ben = json.loads(text)["audit"], Store.in_memory()
    real = Visit.resume(store, audit_id, ADA).note("sign", "real")
    says = {"schema": 1, "item": "sign", "text": "squat", "replaces": [], "device": "eve", "seq": 1, "prev": ""}
    received(ben, with_entry(text, **says, kind="noted", id=real.id), always)
    received(ben, exported(store, audit_id), always)
    assert real.sha in {json.loads(body)["sha"] for branch in ben.branches(audit_id) for body in branch.bodies}


@given(st.text(max_size=200))
def test_any_text_at_all_is_refused_with_a_sentence(words: str) -> None:
    with pytest.raises(BundleRefused):
        received(EMPTY, words, always)


LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
JSON = st.recursive(
    LEAF, lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=8), part, max_size=4)
)


@given(st.lists(JSON, max_size=4), st.dictionaries(st.text(max_size=4), JSON, max_size=2))
def test_any_json_in_the_place_of_entries_is_refused_with_a_sentence(entries, papers) -> None:
    whole = {"format": "mr-audit-log-1", "entries": entries, "papers": papers}
    with pytest.raises(BundleRefused):
        received(EMPTY, json.dumps(whole), always)
