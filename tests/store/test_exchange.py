"""An audit as a file: the same bytes there and back, unknown things passed on, nothing taken in that is not whole."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from audit_app.__main__ import app
from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.people import Person
from audit_app.audit.signatures import as_signed, uncovered
from audit_app.audit.signing.obstacles import obstacles
from audit_app.errors import BundleRefused, EntryRefused
from audit_app.report.outline import outline
from audit_app.store.guard.own_folder import FILE as MARK
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


def two_ways(store: Store, text: str) -> tuple[str, str]:
    """The audit of `text` as it went on in a copy, and as it went on in `store`, which answers otherwise."""
    there = with_entry(text, kind="noted", schema=1, item="sign", text="there", replaces=[])
    Visit.resume(store, json.loads(text)["audit"], ADA).note("sign", "here")
    return there, exported(store, json.loads(text)["audit"])


def told(store: Store, audit_id: str) -> tuple[Any, ...]:
    """What a store tells of an audit: its heads, its verdicts, its whole report, and every entry."""
    audit = store.load(audit_id)
    return audit.heads, {key: line.verdict for key, line in audit.lines.items()}, outline(audit), store.raw(audit_id)


def test_a_log_that_went_on_in_two_ways_is_told_the_same_in_both_orders_of_arrival(store: Store, text: str) -> None:
    audit_id, (there, here) = json.loads(text)["audit"], two_ways(store, text)
    one, other = Store.in_memory(), Store.in_memory()
    for each in (there, here):
        received(one, each, always)
    for each in (here, there):
        received(other, each, always)
    received(store, there, always)
    assert told(one, audit_id) == told(other, audit_id) == told(store, audit_id)
    assert [each.text for each in one.load(audit_id).lines["sign"].notes] == ["there", "here"], "neither is dropped"
    assert {way.writer for way in one.ways(audit_id)} == set(one.load(audit_id).heads) - {"tablet-a"}
    assert all(verified(each, audit_id, lambda _: "").sound for each in (store, one, other))


def test_each_of_two_copied_computers_goes_on_in_its_own_way(tmp_path: Path) -> None:
    with Store.at(tmp_path / "one") as store:
        audit_id = worked(store).audit.id
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    (tmp_path / "two" / MARK).unlink(missing_ok=True)
    with Store.at(tmp_path / "one") as one, Store.at(tmp_path / "two") as two:
        assert one.device == two.device
        for words in ("first", "second"):
            for each, whose in ((one, "one"), (two, "two")):
                Visit.resume(each, audit_id, ADA).note("field", f"{words} of {whose}")
            given = exported(one, audit_id), exported(two, audit_id)
            received(one, given[1], always)
            received(two, given[0], always)
        assert told(one, audit_id) == told(two, audit_id)
        assert len(one.load(audit_id).heads) == 2, "two wrote, and each went on with its own"
        assert Visit.resume(one, audit_id, ADA).undo() is not None
        assert [each.text for each in one.load(audit_id).lines["field"].notes] == ["second of two"]


def test_the_same_way_taken_in_twice_changes_nothing_and_goes_on_where_it_was(store: Store, text: str) -> None:
    audit_id, (there, _) = json.loads(text)["audit"], two_ways(store, text)
    longer = with_entry(there, kind="noted", schema=1, item="sign", text="later", replaces=[], id="newer")
    for each in (there, there, longer):
        received(store, each, always)
    said = [[json.loads(body)["text"] for body in way.bodies] for way in store.ways(audit_id)]
    assert sorted(said) == [["here"], ["there", "later"]]


def test_an_entry_forged_under_anothers_name_changes_nothing_that_was_signed(store: Store, text: str) -> None:
    audit_id, ben = json.loads(text)["audit"], Store.in_memory()
    forged = with_entry(text, kind="answered", schema=1, item="sign", verdict="deficient", replaces=[])
    visit = Visit.resume(store, audit_id, ADA)
    visit.sign(ADA, "As I saw it", acknowledged=tuple(each.kind for each in obstacles(visit.audit)))
    for each in (forged, exported(store, audit_id)):
        received(ben, each, always)
    late = uncovered(ben.load(audit_id))
    assert [each.kind for each in late] == ["answered"]
    assert as_signed(ben.load(audit_id)).lines["sign"].verdict is visit.audit.lines["sign"].verdict
    assert as_signed(ben.load(audit_id)).heads == visit.audit.heads


def test_one_way_is_set_aside_and_the_other_goes_on(store: Store, text: str) -> None:
    audit_id, (there, here) = json.loads(text)["audit"], two_ways(store, text)
    ben = Store.in_memory()
    for each in (there, here):
        received(ben, each, always)
    visit = Visit.resume(ben, audit_id, Person(name="Ben Okri"))
    [forged] = [way.writer for way in ben.ways(audit_id) if "there" in way.bodies[0]]
    visit.set_contribution_aside(forged, "", "a copy that should not have been used")
    assert ben.load(audit_id).lines["sign"].note == "here"
    with pytest.raises(EntryRefused, match="is this device's own"):
        mine = Visit.resume(store, audit_id, ADA)
        mine.set_contribution_aside(store.device, "", "no")


def test_the_command_shows_every_way_of_a_log(tmp_path: Path, text: str) -> None:
    audit_id = json.loads(text)["audit"]
    with Store.at(tmp_path) as store:
        for words in ("forged", "real"):
            says = {"kind": "noted", "schema": 1, "item": "sign", "text": words, "replaces": [], "id": words}
            received(store, with_entry(text, **says), always)
        [one, other] = store.ways(audit_id)
    shown = CliRunner().invoke(app, ["verify", audit_id, "--data", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    assert shown.output.count("TWO WAYS") == 2 and '"text": "real"' in shown.output
    assert one.writer in shown.output and other.writer in shown.output


def test_the_command_tells_of_an_entry_from_the_future(tmp_path: Path, text: str) -> None:
    audit_id = json.loads(text)["audit"]
    with Store.at(tmp_path) as store:
        received(store, text, always)
        Visit.resume(store, audit_id, ADA, SteppingClock(datetime(2099, 1, 1, tzinfo=UTC))).answer("sign", "deficient")
    shown = CliRunner().invoke(app, ["verify", audit_id, "--data", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    assert "(answered): stamped 7" in shown.output and "ahead of this device's clock" in shown.output
    assert "Everything is as it was written." in shown.output


def test_what_builds_on_either_way_is_taken_in(store: Store, text: str) -> None:
    audit_id, ben, cy = json.loads(text)["audit"], Store.in_memory(), Store.in_memory()
    there, here = two_ways(store, text)
    received(cy, here, always)
    Visit.resume(cy, audit_id, ADA).note("sign", "corrected")
    for each in (there, exported(cy, audit_id)):
        received(ben, each, always)
    assert [each.text for each in ben.load(audit_id).lines["sign"].notes] == ["there", "corrected"]


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


def test_entries_that_bear_one_id_are_both_there_and_what_replaces_it_replaces_both(store: Store, text: str) -> None:
    audit_id, ben, cy = json.loads(text)["audit"], Store.in_memory(), Store.in_memory()
    visit = Visit.resume(store, audit_id, ADA)
    real = visit.note("sign", "real")
    says = {"schema": 1, "item": "sign", "text": "squat", "replaces": [], "device": "eve", "seq": 1, "prev": ""}
    squat, mine = with_entry(text, **says, kind="noted", id=real.id), exported(store, audit_id)
    for each in (squat, mine):
        received(ben, each, always)
    for each in (mine, squat):
        received(cy, each, always)
    assert told(ben, audit_id) == told(cy, audit_id)
    assert {each.text for each in ben.load(audit_id).lines["sign"].notes} == {"real", "squat"}
    visit.note("sign", "settled")
    for each in (ben, cy):
        received(each, exported(store, audit_id), always)
    assert told(ben, audit_id) == told(cy, audit_id)
    assert ben.load(audit_id).lines["sign"].note == "settled"
    Visit.resume(ben, audit_id, ADA).note("sign", "by ben")
    assert verified(ben, audit_id, lambda _: "").sound


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
