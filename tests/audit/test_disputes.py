"""What two people said without knowing of each other: told with both names, by what a reader knows, and settled."""

import pytest

from audit_app.audit.audit import replay
from audit_app.audit.findings.finding import finding
from audit_app.audit.history.disputes import disputes
from audit_app.audit.history.history import history
from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Answered,
    Concluded,
    FieldMeasured,
    FindingRaised,
    FollowedUp,
    Measured,
    Noted,
    PhotoCaptioned,
    PhotoTaken,
    PlotSet,
    ResultStated,
    Settled,
    ThingAdded,
    ThingRenamed,
    Undone,
    VisitTold,
)
from audit_app.audit.log.entries.survey import PlotLine
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


def reading(typed, **says):
    return (FieldMeasured, {"reading": "r", "x": "1", "y": "2", "quantity": read(typed, "mT").quantity, **says})


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
    "a statement at handover": (
        [],
        [(Concluded, {"fit": "with_conditions", "conditions": ("Mend the door",), "statement": "Soon"})],
        [(Concluded, {"fit": "with_conditions", "conditions": ("Mend the door", "Sign the room")})],
        "the statement at handover",
    ),
    "a conclusion": (
        [],
        [(ResultStated, {"result": "satisfactory", "statement": "All is well"})],
        [(ResultStated, {"result": "with_actions", "statement": "Three things to do"})],
        "the conclusion",
    ),
    "what is told about the visit": (
        [],
        [(VisitTold, {"met": "Sister Bell", "respond_by": "2026-12-24"})],
        [(VisitTold, {"met": "Dr Wren", "respond_by": "2026-12-01"})],
        "what is told about the visit",
    ),
    "an action": (
        [
            (FindingRaised, {"finding": "f", "title": "Gap"}),
            (ActionSet, {"action": "a", "finding": "f", "what": "Mend"}),
        ],
        [(ActionSet, {"action": "a", "finding": "f", "what": "Mend", "due": "2026-12-24"})],
        [(ActionSet, {"action": "a", "finding": "f", "what": "Mend", "owner": Person(name="Dr Wren")})],
        "the action “Mend”",
    ),
    "the end of an action": (
        [
            (FindingRaised, {"finding": "f", "title": "Gap"}),
            (ActionSet, {"action": "a", "finding": "f", "what": "Mend"}),
        ],
        [(ActionClosed, {"action": "a", "state": "done", "note": "Seen"})],
        [(ActionClosed, {"action": "a", "state": "accepted_risk", "note": "Seen"})],
        "the end of the action “Mend”",
    ),
    "the published field lines": (
        [],
        [(PlotSet, {"source": "Manual", "lines": (PlotLine(level="0.5", radial="2.4"),)})],
        [(PlotSet, {"source": "Manual", "lines": (PlotLine(level="0.5", radial="2.6"),)})],
        "the published field lines",
    ),
    "a corrected reading": (
        [reading("0.5 mT")],
        [reading("0.4 mT")],
        [reading("0.4 mT", place="At the door")],
        "field reading 1 (At the door)",
    ),
}


@pytest.mark.parametrize(("before", "mine", "yours", "subject"), KINDS.values(), ids=KINDS)
def test_a_dispute_is_told_by_a_name_that_a_reader_knows_and_can_be_settled(apart, pen, before, mine, yours, subject):
    both = apart(before, mine, yours)
    [found] = disputes(both)
    assert (found.subject, found.who) == (subject, "Ada Byron and Grace Hopper")
    assert len({each.words for each in found.versions}) == 2
    told = [each.text for each in obstacles(both) if each.kind == "disputed"]
    own = found.slot[0] in ("conclusion", "result")  # told before signing in words of their own
    assert told == ([] if own else [f"Ada Byron and Grace Hopper say different things: {subject}"])
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


TOLD = {
    "a statement at handover": ("Mend the door; Sign the room", "Soon"),
    "a conclusion": ("All is well", "Satisfactory with actions"),
    "what is told about the visit": ("Sister Bell", "1 December 2026"),
    "an action": ("24 December 2026", "Dr Wren"),
    "the end of an action": ("State: done", "State: accepted risk"),
    "the published field lines": ("0.5 mT: 2.4 m radial", "0.5 mT: 2.6 m radial"),
    "a corrected reading": ("0.4 mT; Place: empty", "At the door"),
}


@pytest.mark.parametrize("kind", TOLD)
def test_both_texts_of_a_dispute_are_told_whole(apart, kind):
    [found] = disputes(apart(*KINDS[kind][:3]))
    told = "\n".join(each.words for each in found.versions)
    assert all(words in told for words in TOLD[kind])


def test_both_statements_at_handover_hold_as_the_graver_one_with_every_condition(apart, pen):
    visit = visit_to(apart(*KINDS["a statement at handover"][:3]), pen)
    made = keep_both(visit, ("conclusion",))
    assert (made.conditions, made.statement) == (("Mend the door", "Sign the room"), "Soon")
    no = (Concluded, {"fit": "no", "statement": "The door"})
    visit = visit_to(apart([], [no], KINDS["a statement at handover"][1]), pen)
    made = keep_both(visit, ("conclusion",))
    assert (made.fit, made.conditions, made.statement) == ("no", (), "The door\nSoon\nMend the door")
    assert disputes(visit.audit) == ()


def test_both_conclusions_and_both_tellings_of_a_visit_hold_as_one(apart, pen):
    visit = visit_to(apart(*KINDS["a conclusion"][:3]), pen)
    made = keep_both(visit, ("result",))
    assert (made.result, made.statement) == ("with_actions", "Three things to do\nAll is well")
    visit = visit_to(apart(*KINDS["what is told about the visit"][:3]), pen)
    made = keep_both(visit, ("visit",))
    assert (made.met, made.respond_by, made.next_due) == ("Sister Bell\nDr Wren", "2026-12-01", "")


def test_both_looks_at_an_earlier_finding_hold_as_the_graver(apart, pen):
    ways = [
        [(FollowedUp, {"finding": "f", "standing": one, "note": note})]
        for one, note in (("closed", "Seen"), ("worse", "Wider"))
    ]
    visit = visit_to(apart([], *ways), pen)
    made = keep_both(visit, ("follow-up", "f"))
    assert (made.standing, made.note, disputes(visit.audit)) == ("worse", "Wider\nSeen", ())


@pytest.mark.parametrize(("kind", "slot"), [("a corrected reading", ("field", "r")), ("an action", ("action", "a"))])
def test_both_of_two_readings_or_actions_stand_beside_each_other(apart, pen, kind, slot):
    before = apart(*KINDS[kind][:3])
    versions = {each.words for each in disputes(before)[0].versions}
    visit = visit_to(before, pen)
    keep_both(visit, slot)
    slots = list(visit.audit.slots.of_kind(slot[0]))
    assert len(slots) == 2 and disputes(visit.audit) == () and len(versions) == 2
    assert all(len(visit.audit.slots.live(each)) == 1 for each in slots)


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
