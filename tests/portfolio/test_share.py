"""Sharing one audit between tablets: same audit, same file; a union whichever way round; nothing on failure."""

import json
import tempfile
from datetime import timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_app.audit.findings.actions import actions
from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.register import Instrument, KnownUnit
from audit_app.audit.signing.obstacles import obstacles
from audit_app.audit.verdicts.judge import Verdict
from audit_app.errors import BundleRefused, Cancelled
from audit_app.portfolio.parcel import open_parcel, write_parcel
from audit_app.portfolio.share.mraudit import receive, share
from audit_app.store.integrity import verified
from audit_app.store.lineage import followed_up
from audit_app.store.shelf.inventory import inventory, inventory_sentences
from audit_app.visit.findings import attach, close_action, raise_finding, set_action, sign_off
from audit_app.visit.follow_up import FollowUp
from audit_app.visit.register import instruments, take_along, units
from audit_app.visit.register_verbs import keep_instrument, keep_unit
from audit_app.visit.visit import Visit
from tests.conftest import SteppingClock
from tests.portfolio.tablets import Tablet


@pytest.fixture
def two(tmp_path, clock):
    """Two tablets with the same audit, begun on the first and given to the second."""
    first, second = Tablet(tmp_path / "a", "Ada Byron", clock), Tablet(tmp_path / "b", "Ben Carr", clock)
    first.begin()
    second.take(first.give(tmp_path / "begun.mraudit"))
    return first, second


def exchanged(first, second, folder):
    ours, theirs = first.give(folder / "1.mraudit"), second.give(folder / "2.mraudit")
    return first.take(theirs), second.take(ours)


def rewritten(path: Path, **changed: bytes) -> Path:
    """The same shared file with some of its files replaced, and a manifest that fits again."""
    with open_parcel(path) as parcel:
        files = {name: parcel.read(name, 10**9) for name in parcel.members}
    says = json.loads(files.pop("manifest.json"))
    files |= {name: body for name, body in changed.items() if body}
    files = {name: body for name, body in files.items() if changed.get(name) != b""}
    says["files"] = {name: sha256(body).hexdigest() for name, body in files.items()}
    write_parcel(path, {**files, "manifest.json": canonical(says).encode()})
    return path


def lines_of(path: Path) -> list[dict]:
    with open_parcel(path) as parcel:
        return [json.loads(line) for line in parcel.read("entries.jsonl", 10**9).decode().splitlines()]


def as_log(entries: list[dict]) -> bytes:
    return "".join(f"{canonical(entry)}\n" for entry in entries).encode()


def resealed(entry: dict, **says: object) -> dict:
    body = {**entry, **says}
    return {**body, "sha": digest(body)}


def test_two_tablets_that_split_a_visit_end_with_the_same_audit(two, tmp_path):
    first, second = two
    door = first.at().add_thing("door", "Scan room door")
    first.at().answer("closes", "compliant", thing=door)
    second.at().answer("sign", "compliant")
    second.at().measure("field", "0.4 mT")
    exchanged(first, second, tmp_path)
    assert first.state() == second.state()
    assert first.at().audit.lines["sign"].verdict is Verdict.COMPLIANT
    assert second.at().audit.lines[f"closes@{door}"].verdict is Verdict.COMPLIANT


def test_answers_that_did_not_know_of_each_other_are_in_dispute_on_both_tablets(two, tmp_path):
    first, second = two
    first.at().answer("sign", "compliant")
    second.at().answer("sign", "deficient")
    got_first, got_second = exchanged(first, second, tmp_path)
    assert got_first.disputed == got_second.disputed == ("sign",)
    assert "in dispute: the answer to “Is the warning sign on the door?”" in str(got_first)
    first.at().answer("sign", "deficient")
    second.take(first.give(tmp_path / "3.mraudit"))
    assert second.at().audit.lines["sign"].verdict is Verdict.DEFICIENT


def test_undoing_an_answer_that_was_already_replaced_brings_nothing_back(two, tmp_path):
    first, second = two
    first.at().answer("sign", "compliant")
    exchanged(first, second, tmp_path)
    second.at().answer("sign", "partly")
    exchanged(first, second, tmp_path)
    first.at().answer("sign", "deficient")
    second.at().undo()
    exchanged(first, second, tmp_path)
    assert first.state() == second.state()
    assert first.at().audit.lines["sign"].verdict is Verdict.DEFICIENT


def test_taking_the_same_file_twice_changes_nothing(two, tmp_path):
    first, second = two
    first.at().answer("sign", "compliant")
    path = first.give(tmp_path / "x.mraudit")
    assert second.take(path).new == 1
    before = second.state()
    again = second.take(path)
    assert again.new == 0 and second.state() == before
    assert str(again).startswith("Everything in it was here already")


def test_the_same_audit_gives_the_same_bytes_at_the_same_moment(two, tmp_path):
    first, second = two
    second.at().answer("sign", "compliant")
    exchanged(first, second, tmp_path)
    one = first.give(tmp_path / "one.mraudit", clock=SteppingClock())
    other = second.give(tmp_path / "other.mraudit", clock=SteppingClock())
    assert one.read_bytes() == other.read_bytes()


def test_clocks_that_differ_by_more_than_five_minutes_are_told_and_the_entries_kept(two, tmp_path):
    first, second = two
    first.clock = SteppingClock(first.clock.start + timedelta(days=365 * 73 + 19), ids=count(5000))
    first.visit = Visit.resume(first.store, first.at().audit.id, first.person, first.clock)
    first.at().answer("sign", "compliant")
    path = first.give(tmp_path / "x.mraudit", clock=first.clock)
    taken = second.take(path, SteppingClock())
    assert "The other device's clock is 73 years ahead of this one. Put the wrong one right before" in str(taken)
    assert "1 entry from the future, marked in the log" in str(taken)
    assert second.at().answer("sign", "deficient").at < "2027"
    keep_unit(first.store, first.at().audit.begun.unit.model_copy(update={"name": "MRI 1a"}), first.at().pen)
    again = second.take(first.give(tmp_path / "z.mraudit", clock=first.clock), SteppingClock())
    assert "2 entries from the future, marked in the log" in str(again) and "New in the register: 1" in str(again)
    assert second.state()[1]["sign"][0].value == "deficient"
    second.give(tmp_path / "y.mraudit", clock=second.clock)
    first.take(tmp_path / "y.mraudit", first.clock)
    assert first.state() == second.state()


def test_two_clocks_that_agree_are_not_told(two, tmp_path):
    first, second = two
    first.at().answer("sign", "compliant")
    path = first.give(tmp_path / "x.mraudit", clock=SteppingClock())
    assert "clock" not in str(second.take(path, SteppingClock()))


def test_a_share_and_an_import_that_are_stopped_leave_nothing(two, tmp_path, clock):
    first, third, told = two[0], Tablet(tmp_path / "c", "Cleo Hart", clock), []
    first.at().add_photo("sign", first.shelf.keep(b"a picture"), name="sign.jpg")
    path, audit = first.give(tmp_path / "whole.mraudit"), first.at().audit.id

    def stopping(at):
        def advance(done, of):
            told.append(done / of)
            if len(told) == at:
                raise Cancelled

        told.clear()
        return advance

    share(first.store, first.shelf, audit, tmp_path / "again.mraudit", advance=stopping(0))
    assert told == sorted(told) and told[-1] == 1
    for at in range(1, len(told) + 1):
        with pytest.raises(Cancelled):
            share(first.store, first.shelf, audit, tmp_path / "half.mraudit", advance=stopping(at))
    assert not list(tmp_path.glob("*half*"))
    fourth = Tablet(tmp_path / "d", "Dora Lee", clock)
    receive(fourth.store, fourth.shelf, path, advance=stopping(0))
    assert told == sorted(told) and len(told) > 3
    for at in range(1, len(told) + 1):
        with pytest.raises(Cancelled):
            receive(third.store, third.shelf, path, advance=stopping(at))
        assert not third.store.audits()
        assert not any(each.is_file() for each in third.folder.rglob("*"))


def test_pictures_travel_and_stay_behind_when_asked(two, tmp_path):
    first, second = two
    picture = first.shelf.keep(b"a picture")
    first.at().add_photo("sign", picture, name="sign.jpg")
    without = second.take(first.give(tmp_path / "without.mraudit", originals=False))
    assert without.missing == (picture,) and "1 file stayed on the other tablet" in str(without)
    assert second.take(first.give(tmp_path / "with.mraudit")).missing == ()
    assert second.shelf.absence(picture) == ""
    assert second.shelf.path(picture).read_bytes() == b"a picture"


def test_pictures_that_were_left_out_are_said_to_be_left_out_and_not_lost(two, tmp_path):
    first, second = two
    picture = first.shelf.keep(b"a picture")
    first.at().add_photo("sign", picture, name="sign.jpg")
    second.take(first.give(tmp_path / "without.mraudit", originals=False))
    shelf = second.shelf
    found = verified(second.store, second.at().audit.id, shelf.fault, shelf.absence)
    assert found.sound and [flaw.fault for flaw in found.absent] == ["did not come along when the audit was shared"]
    [said] = inventory_sentences(inventory(second.store, shelf))
    assert "Share the audit with its pictures".lower() in said.lower() and "restore a backup" not in said


def test_a_picture_that_was_here_and_is_lost_is_not_taken_for_left_out(two, tmp_path):
    first, second = two
    picture = first.shelf.keep(b"a picture")
    first.at().add_photo("sign", picture, name="sign.jpg")
    second.take(first.give(tmp_path / "with.mraudit"))
    second.shelf.path(picture).unlink()
    second.take(first.give(tmp_path / "without.mraudit", originals=False))
    assert second.shelf.absence(picture) == "" and second.shelf.fault(picture) == "is not on this device"


@pytest.mark.parametrize("damage", [b"", b"something else"])
def test_an_audit_taken_in_again_mends_a_damaged_picture_and_says_so(two, tmp_path, damage):
    first, second = two
    picture = first.shelf.keep(b"a picture")
    first.at().add_photo("sign", picture, name="sign.jpg")
    second.take(first.give(tmp_path / "with.mraudit"))
    path = second.shelf.path(picture)
    path.chmod(0o600)
    path.write_bytes(damage)
    again = second.take(tmp_path / "with.mraudit")
    assert again.mended == 1 and "1 damaged file repaired from a good copy" in str(again)
    assert second.shelf.fault(picture) == ""


def test_entries_of_a_newer_version_are_passed_on_byte_for_byte(two, tmp_path):
    first, second = two
    path = first.give(tmp_path / "new.mraudit")
    entries = lines_of(path)
    last = entries[-1]
    newer = resealed(
        last,
        id="from-the-future",
        kind="thermal_image_taken",
        seq=last["seq"] + 1,
        prev=last["sha"],
        at="2026-01-02T11:00:00.000Z-0000",
        warmth="high",
        schema=9,
    )
    with open_parcel(path) as parcel:
        says = json.loads(parcel.read("manifest.json", 10**6))
        papers = {name: parcel.read(name, 10**7) for name in parcel.members if name.startswith("papers/")}
    log = as_log([*entries, newer])
    says["heads"] = {**says["heads"], newer["device"]: newer["sha"]}
    says["files"] = {name: sha256(body).hexdigest() for name, body in {**papers, "entries.jsonl": log}.items()}
    write_parcel(path, {**papers, "entries.jsonl": log, "manifest.json": canonical(says).encode()})
    second.take(path)
    onward = second.give(tmp_path / "onward.mraudit")
    assert canonical(newer) in [canonical(entry) for entry in lines_of(onward)]


def test_what_was_merged_after_signing_is_said_to_be_unsigned(two, tmp_path):
    first, second = two
    second.at().answer("sign", "deficient")
    first.at().sign(first.person, "This is what I saw")
    got, _ = exchanged(first, second, tmp_path)
    assert got.unsigned == 1 and "not covered by the signature" in str(got)


FORGERIES = {
    "an answer changed in place": lambda entries: [*entries[:-1], {**entries[-1], "verdict": "deficient"}],
    "an answer changed and sealed again under its id": lambda entries: [
        *entries[:-1],
        resealed(entries[-1], verdict="deficient"),
    ],
    "an entry taken out": lambda entries: [entries[0], *entries[2:]],
    "the beginning taken out": lambda entries: entries[1:],
    "an entry twice": lambda entries: [*entries, entries[-1]],
    "an entry of another audit": lambda entries: [*entries[:-1], resealed(entries[-1], audit="another")],
    "a time that is none": lambda entries: [*entries[:-1], resealed(entries[-1], at="2026-99-02T09:00:00.000Z-0000")],
    "a time in words": lambda entries: [*entries[:-1], resealed(entries[-1], wall="tomorrow")],
    "an id with a path in it": lambda entries: [*entries[:-1], resealed(entries[-1], id="../../etc/passwd")],
    "an undo of itself": lambda entries: [
        *entries[:-1],
        resealed(entries[-1], kind="undone", undoes=entries[-1]["id"]),
    ],
    "a setting that is no number": lambda entries: [
        *entries[:-1],
        resealed(
            entries[-1], kind="settled", setting={"id": "working-line", "value": "much", "unit": "mT", "source": ""}
        ),
    ],
    "no entries at all": lambda entries: [],
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_log_is_refused_and_nothing_is_kept(two, tmp_path, forgery):
    first, second = two
    first.at().answer("sign", "compliant")
    first.at().measure("field", "0.3 mT")
    second.take(first.give(tmp_path / "fair.mraudit"))
    path = first.give(tmp_path / "forged.mraudit")
    log = as_log(FORGERIES[forgery](lines_of(path)))
    before, shelf = second.state(), sorted(second.shelf.originals())
    with pytest.raises(BundleRefused) as refusal:
        second.take(rewritten(path, **{"entries.jsonl": log}))
    assert refusal.value.where and refusal.value.remedy
    assert (second.state(), sorted(second.shelf.originals())) == (before, shelf)


def test_an_audit_that_was_never_here_is_not_half_there_after_a_refusal(two, tmp_path, clock):
    first, _ = two
    first.at().add_photo("sign", first.shelf.keep(b"a picture"))
    path = first.give(tmp_path / "whole.mraudit")
    stranger = Tablet(tmp_path / "c", "Cy Dean", clock)
    for at in range(0, path.stat().st_size, 97):
        data = bytearray(path.read_bytes())
        data[at] ^= 0x20
        broken = tmp_path / "broken.mraudit"
        broken.write_bytes(data)
        with pytest.raises(BundleRefused):
            receive(stranger.store, stranger.shelf, broken)
    assert stranger.store.audits() == () and list(stranger.shelf.originals()) == []


def forked_from(first, tmp_path):
    """A file in which the first tablet's log goes on otherwise after the answer it gives now."""
    before = first.give(tmp_path / "before.mraudit")
    first.at().answer("sign", "compliant")
    after = first.give(tmp_path / "after.mraudit")
    log = lines_of(before)
    fork = resealed(lines_of(after)[-1], verdict="deficient", id="another-id")
    forked = rewritten(after, **{"entries.jsonl": as_log([*log, fork])})
    with open_parcel(forked) as parcel:
        files = {name: parcel.read(name, 10**9) for name in parcel.members}
    says = json.loads(files["manifest.json"])
    says["heads"] = {**says["heads"], fork["device"]: fork["sha"]}
    write_parcel(forked, {**files, "manifest.json": canonical(says).encode()})
    return forked, fork


def test_a_tablet_that_went_on_in_two_ways_has_both_kept_and_is_told_by_name(two, tmp_path):
    first, second = two
    forked, fork = forked_from(first, tmp_path)
    second.take(first.give(tmp_path / "fair.mraudit"))
    got = second.take(forked)
    assert f"{fork['device']}~{fork['sha'][:32]}" in {way.writer for way in got.ways}
    assert "went on in two ways" in str(got)
    assert second.at().audit.lines["sign"].verdict is Verdict.DISPUTED
    assert second.take(first.give(tmp_path / "later.mraudit")).new == 0


def test_both_ways_of_a_log_are_passed_on_and_read_alike_in_either_order(two, tmp_path, clock):
    first, second = two
    forked, _ = forked_from(first, tmp_path)
    fair = first.give(tmp_path / "fair.mraudit")
    third = Tablet(tmp_path / "c", "Cy Dee", clock)
    for tablet, files in ((second, (fair, forked)), (third, (forked, fair))):
        for file in files:
            tablet.take(file)
    assert third.state() == second.state()
    fourth = Tablet(tmp_path / "d", "Di Eve", clock)
    for _ in range(2):
        fourth.take(second.give(tmp_path / "both.mraudit"))
        assert fourth.state() == second.state()
    assert verified(fourth.store, fourth.at().audit.id, lambda _: "").sound
    first.take(tmp_path / "both.mraudit")
    assert first.state() == second.state()
    first.at().note("sign", "still here")
    second.take(first.give(tmp_path / "on.mraudit"))
    assert len(second.at().audit.heads) == 2, "the first tablet went on in its own way"


def with_aside(path, body):
    """A shared file as it was written when one way of a log was passed on beside the other."""
    return rewritten(path, **{"aside.jsonl": as_log([body])})


def test_a_file_that_has_the_other_way_beside_the_log_is_read_as_if_it_had_both_in_it(two, tmp_path, clock):
    first, second = two
    forked, fork = forked_from(first, tmp_path)
    third = Tablet(tmp_path / "c", "Cy Dee", clock)
    third.take(with_aside(first.give(tmp_path / "fair.mraudit"), fork))
    second.take(first.give(tmp_path / "fair.mraudit"))
    second.take(forked)
    assert third.state() == second.state()


@pytest.mark.parametrize("wrong", [{"text": "changed"}, {"audit": "another"}, {"seq": 0}, {"at": "9999"}])
def test_what_is_passed_on_beside_the_log_is_checked_like_everything_else(two, tmp_path, wrong):
    first, _ = two
    _, fork = forked_from(first, tmp_path)
    body = {**fork, **wrong} if "text" in wrong else resealed(fork, **wrong)
    spoilt = with_aside(first.give(tmp_path / "fair.mraudit"), body)
    third = Tablet(tmp_path / "c", "Cy Dee", SteppingClock())
    with pytest.raises(BundleRefused, match="aside"):
        third.take(spoilt)
    assert third.store.audits() == ()


# What either tablet may do between exchanges: answer, measure, note, add a door, undo, redo, or give to the other.
STEP = st.tuples(
    st.sampled_from([0, 1]),
    st.one_of(
        st.sampled_from(["compliant", "deficient", "partly"]).map(lambda verdict: ("answer", verdict)),
        st.sampled_from(["0.3 mT", "0.5 mT", "7 G"]).map(lambda typed: ("measure", typed)),
        st.sampled_from(["", "seen", "behind the door"]).map(lambda text: ("note", text)),
        st.just(("door", "Door")),
        st.just(("door-answer", "compliant")),
        st.just(("undo", "")),
        st.just(("redo", "")),
        st.just(("give", "")),
    ),
)


def acted(tablet: Tablet, other: Tablet, deed: str, word: str, folder: Path) -> None:
    visit = tablet.at()
    match deed:
        case "answer":
            visit.answer("sign", word)
        case "measure":
            visit.measure("field", word, confirmed="read twice")
        case "note":
            visit.note("sign", word)
        case "door":
            visit.add_thing("door", word)
        case "door-answer":
            thing = tablet.thing()
            if thing:
                visit.answer("closes", word, thing=thing.id)
        case "undo":
            visit.undo()
        case "redo":
            visit.redo()
        case "give":
            other.take(tablet.give(folder / "way.mraudit"))


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(STEP, max_size=14), first_gives=st.booleans())
def test_any_interleaving_ends_alike_whichever_tablet_gives_first(steps, first_gives):
    with tempfile.TemporaryDirectory() as made:
        folder, clock = Path(made), SteppingClock()
        pair = [Tablet(folder / "a", "Ada", clock), Tablet(folder / "b", "Ben", clock)]
        pair[0].begin()
        pair[1].take(pair[0].give(folder / "begun.mraudit"))
        for who, (deed, word) in steps:
            acted(pair[who], pair[1 - who], deed, word, folder)
        giver, taker = pair if first_gives else reversed(pair)
        taker.take(giver.give(folder / "1.mraudit"))
        giver.take(taker.give(folder / "2.mraudit"))
        assert giver.state() == taker.state()
        assert pair[0].at().audit == pair[0].store.load(pair[0].at().audit.id)


METER = Instrument(id="m1", name="Hall meter", calibration_due="2026-06-01")


def test_the_register_of_its_unit_and_instruments_travels_with_an_audit_and_is_joined(two, tmp_path):
    first, second = two
    keep_unit(first.store, KnownUnit(id="unit-1", name="MRI 1", interval_months=6))
    keep_unit(first.store, KnownUnit(id="unit-9", name="Elsewhere"))
    keep_instrument(first.store, METER)
    take_along(first.at(), [METER])
    taken = second.take(first.give(tmp_path / "x.mraudit"))
    assert "New in the register: 3 statements" in str(taken)
    assert [(each.id, each.interval_months) for each in units(second.store)] == [("unit-1", 6)]
    assert instruments(second.store) == (METER,)
    assert second.take(tmp_path / "x.mraudit").stated == 0
    keep_instrument(first.store, METER.model_copy(update={"calibration_due": "2027-01-01"}))
    keep_instrument(second.store, METER.model_copy(update={"calibration_due": "2028-01-01"}))
    ours, theirs = exchanged(first, second, tmp_path)
    assert "In dispute in the register: the calibration" in str(ours) and ours.stated_apart == theirs.stated_apart
    assert first.store.register.raw("instrument.m1") == second.store.register.raw("instrument.m1")
    assert [each.calibration_due for each in instruments(first.store)] == [""]


@pytest.mark.parametrize(
    "spoil, said",
    [
        (lambda raw: raw.replace(b"unit-1", b"unit-2"), "was changed after it was written"),
        (lambda raw: raw[:-1], "is cut short"),
        (lambda raw: raw * 2, "is there twice"),
        (lambda raw: b'{"audit": "unit.unit-1"}\n', "has no valid"),
        (lambda raw: as_log([resealed(json.loads(raw), unit="unit-9", audit="unit.unit-9")]), "names"),
        (lambda raw: as_log([resealed(json.loads(raw), unit="unit-9")]), "is about something else"),
        (lambda raw: as_log([resealed(json.loads(raw), at="9999-01-01T00:00:00.000Z-0000")]), "invalid time stamp"),
        (lambda raw: as_log([resealed(json.loads(raw), note="x" * 300_000)]), "has a text of"),
    ],
)
def test_a_register_that_is_not_whole_keeps_the_whole_file_out(two, tmp_path, spoil, said):
    first, second = two
    keep_unit(first.store, KnownUnit(id="unit-1", name="MRI 1"))
    first.at().answer("sign", "compliant")
    path, before = first.give(tmp_path / "x.mraudit"), second.state()
    with open_parcel(path) as parcel:
        raw = parcel.read("register.jsonl", 10**6)
    with pytest.raises(BundleRefused, match=said):
        second.take(rewritten(path, **{"register.jsonl": spoil(raw)}))
    assert second.state() == before and units(second.store) == ()


@pytest.fixture
def closed(two, tmp_path):
    """Two tablets with the same signed audit; on the first its action was closed since, with a photo."""
    first, second = two
    made = raise_finding(first.at(), "Gap under the door", likelihood=4, consequence=4)
    action = set_action(first.at(), made, "Fit a brush", first.person, due="2026-01-05")
    kinds = {each.kind for each in obstacles(first.at().audit)}
    sign_off(first.at(), first.person, "As I saw it.", acknowledged=kinds)
    exchanged(first, second, tmp_path)
    follow = FollowUp(first.store, first.at().audit, first.at().pen)
    follow.add_photo("", first.shelf.keep(b"a brush under the door"))
    close_action(follow, action, "done", "Brush seen")
    return first, second


def states(tablet):
    audit = followed_up(tablet.store, tablet.store.load(tablet.at().audit.id))
    return [(each.state, [one.text for one in each.evidence]) for each in actions(audit)]


def test_what_was_done_about_the_actions_travels_with_a_shared_audit_and_its_pictures_too(closed, tmp_path):
    first, second = closed
    assert states(first) == [("done", ["Brush seen"])] and states(second) == [("open", [])]
    before = second.store.raw(second.at().audit.id)
    received = second.take(first.give(tmp_path / "2.mraudit"))
    assert "New on the unit's actions: 3 entries" in str(received) and received.missing == ()
    assert states(second) == states(first) and second.store.raw(second.at().audit.id) == before
    assert all(verified(second.store, each.id, second.shelf.fault).sound for each in second.store.logs())
    [log] = second.store.follow_ups("unit-1")
    assert second.store.raw(log.id) == first.store.raw(log.id)
    again = second.take(first.give(tmp_path / "3.mraudit"))
    assert again.followed == 0 and "actions" not in str(again)


def test_two_tablets_that_both_went_on_with_the_actions_end_alike(closed, tmp_path):
    first, second = closed
    follow = FollowUp(second.store, second.at().audit, second.at().pen)
    attach(follow, next(iter(second.at().audit.slots.of_kind("finding")))[1], "E-mail", "Fitted on Monday")
    exchanged(first, second, tmp_path)
    assert {each.id for each in first.store.follow_ups("unit-1")} == {
        each.id for each in second.store.follow_ups("unit-1")
    }
    assert len(first.store.follow_ups("unit-1")) == 2 and states(first) == states(second)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text.replace(b"Brush seen", b"Brush gone"), "was changed after it was written"),
        (lambda text: text[: text.rindex(b"\n", 0, -1) + 1].split(b"\n", 1)[1], "does not follow|begin"),
        (lambda text: b"[]\n", "no beginning|cannot be read|begin"),
    ],
)
def test_a_log_of_actions_that_is_not_whole_keeps_the_whole_file_out(closed, tmp_path, spoil, said):
    first, second = closed
    path = first.give(tmp_path / "2.mraudit")
    with open_parcel(path) as parcel:
        text = parcel.read("follow-up.jsonl", 10**9)
    with pytest.raises(BundleRefused, match=said):
        second.take(rewritten(path, **{"follow-up.jsonl": spoil(text)}))
    assert second.store.follow_ups("unit-1") == () and states(second) == [("open", [])]


def test_an_audit_of_another_unit_cannot_travel_as_a_log_of_actions(closed, tmp_path, clock):
    first, second = closed
    path = first.give(tmp_path / "2.mraudit")
    with open_parcel(path) as parcel:
        log = parcel.read("follow-up.jsonl", 10**9) + as_log(lines_of(path))
    with pytest.raises(BundleRefused, match="about nothing that the audit names"):
        second.take(rewritten(path, **{"follow-up.jsonl": log}))
