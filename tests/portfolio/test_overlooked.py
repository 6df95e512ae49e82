"""What one tablet takes out never takes another's work along in silence; and what should never have come in can go."""

from pathlib import Path

import pytest

from audit_app.audit.findings.actions import actions
from audit_app.audit.findings.finding import findings
from audit_app.audit.history.disputes import disputes
from audit_app.audit.log.entries import FieldSetAside, Mark
from audit_app.audit.pictures import pictures
from audit_app.audit.signing.obstacles import obstacles
from audit_app.audit.survey.survey import taken
from audit_app.audit.verdicts.judge import Verdict
from audit_app.errors import EntryRefused
from audit_app.visit.disputes import keep_one
from audit_app.visit.findings import attach, close_action, raise_finding, set_action, set_finding_aside
from audit_app.visit.photos import draw, move, review, set_aside
from audit_app.visit.survey import measure_field, move_reading, set_reading_aside
from tests.conftest import SteppingClock
from tests.portfolio.tablets import Tablet


@pytest.fixture
def two(tmp_path: Path, clock: SteppingClock) -> tuple[Tablet, Tablet]:
    """Two tablets with the same audit, a door in it."""
    pair = Tablet(tmp_path / "a", "Ada Byron", clock), Tablet(tmp_path / "b", "Ben Carr", clock)
    pair[0].begin()
    pair[0].at().add_thing("door", "Control room door")
    pair[1].take(pair[0].give(tmp_path / "begun.mraudit"))
    return pair


def exchanged(two: tuple[Tablet, Tablet], folder: Path) -> None:
    first, second = two
    ours, theirs = first.give(folder / "1.mraudit"), second.give(folder / "2.mraudit")
    first.take(theirs)
    second.take(ours)
    assert first.state() == second.state()


def door(tablet: Tablet) -> str:
    return tablet.at().audit.things[0].id


def closes(tablet: Tablet, thing: str) -> Verdict:
    return tablet.at().audit.lines[f"closes@{thing}"].verdict


@pytest.mark.parametrize("removed_first", [True, False])
def test_a_door_taken_out_while_another_tablet_finds_it_deficient_is_a_dispute(
    two, tmp_path: Path, removed_first: bool
) -> None:
    first, second = two
    thing = door(first)
    deeds = [lambda: first.at().set_thing_aside(thing), lambda: second.at().answer("closes", "deficient", thing=thing)]
    for deed in deeds if removed_first else reversed(deeds):
        deed()
    exchanged(two, tmp_path)
    assert closes(first, thing) is closes(second, thing) is Verdict.DISPUTED


def test_who_takes_a_door_out_again_knowing_of_the_work_settles_it(two, tmp_path: Path) -> None:
    first, second = two
    thing = door(first)
    second.at().answer("closes", "deficient", thing=thing)
    first.at().set_thing_aside(thing)
    exchanged(two, tmp_path)
    first.at().set_thing_aside(thing, "it is the neighbour's")
    exchanged(two, tmp_path)
    assert first.at().audit.things == second.at().audit.things == ()


def test_who_answers_knowing_of_the_removal_keeps_the_door(two, tmp_path: Path) -> None:
    first, second = two
    thing = door(first)
    first.at().set_thing_aside(thing)
    second.at().answer("closes", "deficient", thing=thing)
    exchanged(two, tmp_path)
    first.at().answer("closes", "deficient", thing=thing)
    exchanged(two, tmp_path)
    assert closes(first, thing) is closes(second, thing) is Verdict.DEFICIENT


def test_a_door_taken_out_by_who_knew_of_the_work_is_out(two, tmp_path: Path) -> None:
    first, second = two
    thing = door(first)
    second.at().answer("closes", "deficient", thing=thing)
    exchanged(two, tmp_path)
    first.at().set_thing_aside(thing)
    exchanged(two, tmp_path)
    assert first.at().audit.things == second.at().audit.things == ()


def test_a_removal_on_the_only_tablet_is_no_dispute(two) -> None:
    first, _ = two
    thing = door(first)
    first.at().answer("closes", "deficient", thing=thing)
    first.at().set_thing_aside(thing)
    assert first.at().audit.things == ()


def test_not_applicable_against_a_note_it_did_not_know_of_is_a_dispute_until_answered_again(
    two, tmp_path: Path
) -> None:
    first, second = two
    second.at().note("sign", "It hangs upside down")
    first.at().answer("sign", "not_applicable", reason="no sign is needed")
    exchanged(two, tmp_path)
    assert first.at().audit.lines["sign"].verdict is Verdict.DISPUTED
    first.at().answer("sign", "not_applicable", reason="seen the note: not this sign")
    exchanged(two, tmp_path)
    assert second.at().audit.lines["sign"].verdict is Verdict.NOT_APPLICABLE


def test_a_finding_withdrawn_while_another_tablet_worked_on_it_stays_and_is_disputed(two, tmp_path: Path) -> None:
    first, second = two
    made = raise_finding(first.at(), "No sign", item="sign")
    second.take(first.give(tmp_path / "3.mraudit"))
    photo = second.shelf.keep(b"a picture")
    second.at().add_photo("sign", photo, finding=made)
    set_finding_aside(first.at(), made, "it was there after all")
    exchanged(two, tmp_path)
    [found] = findings(first.at().audit)
    assert found.id == made and found.disputed
    set_finding_aside(second.at(), made, "seen; withdrawn all the same")
    exchanged(two, tmp_path)
    assert findings(first.at().audit) == findings(second.at().audit) == ()


WORK_ON_FINDING = {
    "an action": lambda visit, made, photo: set_action(visit, made, "Hang a new sign", due="2026-06-01"),
    "an action's end": lambda visit, made, photo: close_action(visit, actions(visit.audit)[0].id, "done", note="Up"),
    "a reply": lambda visit, made, photo: attach(visit, made, "Reply", "Not done"),
    "a photograph moved there": lambda visit, made, photo: move(visit, photo, finding=made),
}


@pytest.mark.parametrize("stays", [True, False], ids=["stays", "goes"])
@pytest.mark.parametrize("work", WORK_ON_FINDING)
def test_a_finding_withdrawn_against_work_on_it_is_shown_with_both_and_settled_by_either(
    two, tmp_path: Path, work: str, stays: bool
) -> None:
    first, second = two
    made = raise_finding(first.at(), "No sign", item="sign")
    set_action(first.at(), made, "Order a sign")
    photo = first.at().add_photo("sign", first.shelf.keep(b"a picture"))
    second.take(first.give(tmp_path / "3.mraudit"))
    set_finding_aside(first.at(), made, "it was there after all")
    WORK_ON_FINDING[work](second.at(), made, photo)
    exchanged(two, tmp_path)
    for tablet in two:
        [found] = disputes(tablet.at().audit)
        assert (found.finding, [each.who for each in found.versions]) == (made, ["Ben Carr", "Ada Byron"])
        assert any(each.kind == "disputed" for each in obstacles(tablet.at().audit))
    keep_one(first.at(), found.slot, found.versions[0 if stays else 1].entry.id)
    exchanged(two, tmp_path)
    for tablet in two:
        assert [(each.id, each.disputed) for each in findings(tablet.at().audit)] == ([(made, False)] if stays else [])
        assert disputes(tablet.at().audit) == ()


@pytest.mark.parametrize("stays", [True, False], ids=["stays", "goes"])
def test_a_door_taken_out_while_another_tablet_renames_it_is_settled_by_either(
    two, tmp_path: Path, stays: bool
) -> None:
    first, second = two
    first.at().set_thing_aside(door(first), "not here")
    second.at().rename_thing(door(second), "Control room door, left")
    exchanged(two, tmp_path)
    [found] = disputes(first.at().audit)
    keep_one(first.at(), found.slot, found.versions[0 if stays else 1].entry.id)
    exchanged(two, tmp_path)
    left = ["Control room door, left"] if stays else []
    assert [each.name for each in second.at().audit.things] == left and disputes(second.at().audit) == ()


def test_a_contribution_set_aside_has_no_effect_and_can_be_brought_back(two, tmp_path: Path) -> None:
    first, second = two
    second.at().answer("sign", "compliant")
    exchanged(two, tmp_path)
    gone = first.at().set_contribution_aside(second.store.device, "Ben  CARR", "nobody of that name was there")
    exchanged(two, tmp_path)
    for tablet in two:
        assert tablet.at().audit.lines["sign"].verdict is Verdict.NOT_DONE
        assert any(entry.device == second.store.device for entry in tablet.at().audit.entries)
    assert first.at().undo() is not None and not first.at().audit.slots.stands(gone)
    exchanged(two, tmp_path)
    assert second.at().audit.lines["sign"].verdict is Verdict.COMPLIANT


def test_two_who_set_each_other_aside_have_no_effect_on_each_other(two, tmp_path: Path) -> None:
    first, second = two
    first.at().answer("sign", "compliant")
    second.at().measure("field", "0.3 mT")
    exchanged(two, tmp_path)
    first.at().set_contribution_aside(second.store.device, "", "forged")
    second.at().set_contribution_aside(first.store.device, "", "forged")
    exchanged(two, tmp_path)
    lines = first.at().audit.lines
    assert (lines["sign"].verdict, lines["field"].verdict) == (Verdict.COMPLIANT, Verdict.COMPLIANT)


@pytest.mark.parametrize("reason", ["", "forged"])
def test_nobody_sets_the_own_device_aside_or_anybody_without_a_reason(two, reason: str) -> None:
    first, second = two
    device = first.store.device if reason else second.store.device
    with pytest.raises(EntryRefused):
        first.at().set_contribution_aside(device, "", reason)


def photographed(two, tmp_path: Path) -> str:
    """Both tablets know a photograph that the first one took; gives its id."""
    photo = two[0].at().add_photo("sign", digest="ab" * 32)
    exchanged(two, tmp_path)
    return photo


def shown(tablet: Tablet) -> list[str]:
    return [each.id for each in pictures(tablet.at().audit)]


WORK = {
    "captions it": lambda visit, photo: visit.caption(photo, "The worn seal"),
    "marks it": lambda visit, photo: draw(visit, photo, [Mark(shape="box", points=((0, 0), (1, 1)))]),
    "looks it through": review,
    "moves it": lambda visit, photo: move(visit, photo, item="field"),
    "raises a finding with it": lambda visit, photo: raise_finding(visit, "Seal", photos=(photo,)),
}


@pytest.mark.parametrize("work", WORK)
def test_a_photo_taken_out_while_another_tablet_works_on_it_stays_until_it_is_settled(
    two, tmp_path: Path, work: str
) -> None:
    first, second = two
    photo = photographed(two, tmp_path)
    set_aside(first.at(), photo, "blurred")
    WORK[work](second.at(), photo)
    exchanged(two, tmp_path)
    for tablet in two:
        assert shown(tablet) == [photo]
        [found] = [each for each in disputes(tablet.at().audit) if each.slot == ("photo", photo)]
        assert {each.who for each in found.versions} == {"Ada Byron", "Ben Carr"} and found.photo == photo
        assert any(o.photo == photo and o.kind == "disputed" for o in obstacles(tablet.at().audit))


@pytest.mark.parametrize("stays", [True, False])
def test_whether_the_photo_stays_is_settled_by_either_tablet_for_both(two, tmp_path: Path, stays: bool) -> None:
    first, second = two
    photo = photographed(two, tmp_path)
    set_aside(first.at(), photo)
    second.at().caption(photo, "The worn seal")
    exchanged(two, tmp_path)
    [found] = disputes(second.at().audit)
    keep_one(second.at(), found.slot, found.versions[0 if stays else 1].entry.id)
    exchanged(two, tmp_path)
    for tablet in two:
        assert shown(tablet) == ([photo] if stays else []) and disputes(tablet.at().audit) == ()


def test_a_photo_taken_out_knowing_of_the_work_on_it_goes(two, tmp_path: Path) -> None:
    first, second = two
    photo = photographed(two, tmp_path)
    second.at().caption(photo, "The worn seal")
    exchanged(two, tmp_path)
    set_aside(first.at(), photo)
    exchanged(two, tmp_path)
    assert shown(first) == shown(second) == [] and disputes(first.at().audit) == ()


@pytest.mark.parametrize("removed_first", [True, False])
def test_a_reading_taken_off_while_another_tablet_corrects_it_stays_until_it_is_settled(
    two, tmp_path: Path, removed_first: bool
) -> None:
    first, second = two
    reading = measure_field(first.at(), "0.4 mT", place="Door")
    exchanged(two, tmp_path)
    deeds = [
        lambda: set_reading_aside(first.at(), reading, "wrong room"),
        lambda: move_reading(second.at(), reading, place="Window"),
    ]
    for deed in deeds if removed_first else reversed(deeds):
        deed()
    exchanged(two, tmp_path)
    for tablet in two:
        assert [each.entry.place for each in taken(tablet.at().audit)] == ["Window"]
        assert [each.slot for each in disputes(tablet.at().audit)] == [("field", reading)]
    [found] = disputes(first.at().audit)
    gone = next(each for each in found.versions if isinstance(each.entry, FieldSetAside))
    keep_one(first.at(), found.slot, gone.entry.id)
    exchanged(two, tmp_path)
    assert taken(first.at().audit) == taken(second.at().audit) == () and disputes(second.at().audit) == ()
