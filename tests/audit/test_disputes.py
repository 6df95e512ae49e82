"""What two people said without knowing of each other: told with both names, by what a reader knows, and settled."""

import pytest

from audit_app.audit.audit import replay
from audit_app.audit.findings.finding import finding
from audit_app.audit.history.disputes import disputes
from audit_app.audit.history.history import history
from audit_app.audit.log.entries import (
    Answered,
    FindingRaised,
    Measured,
    Noted,
    PhotoCaptioned,
    PhotoTaken,
    Settled,
    ThingAdded,
    ThingRenamed,
    Undone,
)
from audit_app.audit.log.people import Person, Setting
from audit_app.audit.pen import Pen
from audit_app.audit.pictures import pictures
from audit_app.audit.signing.obstacles import obstacles
from audit_app.errors import EntryRefused
from audit_app.report import outline
from audit_app.store.store import Store
from audit_app.units import read
from audit_app.visit.disputes import keep_answer, keep_both, keep_one
from audit_app.visit.visit import Visit
from tests.report.reading import words
from tests.report.sample import RECORD

GRACE = Person(name="Grace Hopper")
SIGN = "“Is the warning sign on the door?”"


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


@pytest.fixture
def apart(audit, pen, clock):
    """Makes an audit in which Ada and Grace each did something to the same audit without knowing of each other."""

    def joined(before, mine, yours):
        base = audit
        for kind, says in before:
            base = enter(base, pen, kind, **says)
        one, other = base, base
        for kind, says in mine:
            one = enter(one, pen, kind, **says)
        for kind, says in yours:
            other = enter(other, Pen("tablet-b", GRACE, clock), kind, **says)
        return replay(audit.id, audit.checklist, audit.library, [*one.entries, *other.entries])

    return joined


def visit_to(audit, pen):
    visit = Visit(Store.in_memory(), audit, pen)
    visit.store.append = lambda *_: None  # what is settled is looked at, not kept
    return visit


def note(text):
    return (Noted, {"item": "sign", "text": text})


def answer(verdict):
    return (Answered, {"item": "sign", "verdict": verdict})


KINDS = {
    "a note": ([], [note("Bent")], [note("Faded")], f"the note of {SIGN}"),
    "an answer": ([], [answer("compliant")], [answer("deficient")], f"the answer to {SIGN}"),
    "a caption": (
        [(PhotoTaken, {"item": "sign", "photo": "p", "digest": "0" * 64})],
        [(PhotoCaptioned, {"photo": "p", "text": "Left"})],
        [(PhotoCaptioned, {"photo": "p", "text": "Right"})],
        f"the caption of photograph 1 of {SIGN}",
    ),
    "the name of a thing": (
        [(ThingAdded, {"thing": "d1", "thing_kind": "door", "name": "Door"})],
        [(ThingRenamed, {"thing": "d1", "name": "North door"})],
        [(ThingRenamed, {"thing": "d1", "name": "Main door"})],
        "the name of Main door",
    ),
    "a setting": (
        [],
        [(Settled, {"setting": Setting(id="isocentre_height", value="0.9", unit="m"), "reason": "x"})],
        [(Settled, {"setting": Setting(id="isocentre_height", value="1.1", unit="m"), "reason": "y"})],
        "the setting “Height of the isocentre above the floor”",
    ),
    "a finding": (
        [(FindingRaised, {"finding": "f", "title": "Gap"})],
        [(FindingRaised, {"finding": "f", "title": "Gap", "description": "Wide"})],
        [(FindingRaised, {"finding": "f", "title": "Gap", "description": "Narrow"})],
        "the finding “Gap”",
    ),
}


@pytest.mark.parametrize(("before", "mine", "yours", "subject"), KINDS.values(), ids=KINDS)
def test_a_dispute_is_told_by_a_name_that_a_reader_knows_and_can_be_settled(apart, pen, before, mine, yours, subject):
    both = apart(before, mine, yours)
    [found] = disputes(both)
    assert (found.subject, found.who) == (subject, "Ada Byron and Grace Hopper")
    assert len({each.words for each in found.versions}) == 2
    [told] = [each for each in obstacles(both) if each.kind == "disputed"]
    assert told.text == f"Ada Byron and Grace Hopper say different things: {subject}"
    visit = visit_to(both, pen)
    keep_one(visit, found.slot, found.versions[0].entry.id)
    assert disputes(visit.audit) == ()
    with pytest.raises(EntryRefused, match="was settled meanwhile"):
        keep_one(visit, found.slot, found.versions[1].entry.id)


def test_both_notes_stand_on_the_item_and_in_the_report_until_one_is_picked(apart, pen):
    both = apart([], [note("Bent")], [note("Faded")])
    assert both.lines["sign"].note == "Bent\nFaded"
    told = words(outline(both, None, RECORD), "items")
    assert "Bent" in told and "Faded" in told
    visit = visit_to(both, pen)
    keep_both(visit, ("note", "sign", ""))
    assert (visit.audit.lines["sign"].note, disputes(visit.audit)) == ("Bent\nFaded", ())


def test_a_picked_answer_leaves_nothing_of_the_other_beside_it_unless_that_is_kept(apart, pen):
    mine, yours = [answer("compliant")], [answer("deficient"), note("Gone since May")]
    both = apart([], mine, yours)
    line = both.lines["sign"]
    visit = visit_to(both, pen)
    keep_answer(visit, line, line.live[0].id)
    assert (visit.audit.lines["sign"].verdict, visit.audit.lines["sign"].note) == ("compliant", "")
    visit = visit_to(both, pen)
    keep_answer(visit, line, line.live[0].id, every_note=True)
    assert visit.audit.lines["sign"].note == "Gone since May"


def test_both_versions_of_a_finding_hold_as_one_at_its_gravest(apart, pen):
    before, _, _, _ = KINDS["a finding"]
    mine = [(FindingRaised, {"finding": "f", "title": "Gap", "description": "Wide", "immediate_danger": True})]
    yours = [(FindingRaised, {"finding": "f", "title": "Slit", "description": "Low", "references": ("a",)})]
    visit = visit_to(apart(before, mine, yours), pen)
    keep_both(visit, ("finding", "f"))
    found = finding(visit.audit, "f")
    assert (found.title, found.description, found.immediate_danger) == ("Gap / Slit", "Wide\nLow", True)
    assert found.references == ("a",) and not found.disputed


def test_both_captions_hold_as_one(apart, pen):
    before, mine, yours, _ = KINDS["a caption"]
    visit = visit_to(apart(before, mine, yours), pen)
    keep_both(visit, ("caption", "p"))
    assert pictures(visit.audit)[0].caption == "Left\nRight"


def test_two_readings_cannot_both_hold(apart, pen):
    mine, yours = ([(Measured, {"item": "oxygen", "quantity": read(f"{n} %", "% O2").quantity})] for n in (20, 21))
    with pytest.raises(EntryRefused, match="cannot both hold"):
        keep_both(visit_to(apart([], mine, yours), pen), ("answer", "oxygen", ""))


def test_a_row_of_the_log_names_what_it_is_about(audit, pen):
    audit = enter(audit, pen, ThingAdded, thing="d1", thing_kind="door", name="North door")
    audit = enter(audit, pen, Answered, item="closes", thing="d1", verdict="compliant")
    audit = enter(audit, pen, Undone, undoes=audit.entries[-1].id)
    audit = enter(audit, pen, PhotoTaken, item="sign", photo="p", digest="0" * 64)
    told = [each.about for each in history(audit)]
    closes = "“Does it close by itself?” (North door)"
    assert told == ["", "North door", closes, closes, SIGN] or told == ["", "", closes, closes, SIGN]
