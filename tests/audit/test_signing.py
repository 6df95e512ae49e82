"""Signing: what stops it, what is acknowledged, who may sign, and what a signature covers."""

import pytest

from audit_app.audit.audit import replay
from audit_app.audit.findings.finding import rated
from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Amended,
    Answered,
    Begun,
    Concluded,
    FindingCarried,
    FindingRaised,
    FollowedUp,
    Measured,
    Noted,
    PhotoReviewed,
    PhotoTaken,
    Signed,
)
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.audit.signatures import as_signed, signatures, taken_in, uncovered
from audit_app.audit.signing.handover import check_statement, handover
from audit_app.audit.signing.obstacles import obstacles, summed
from audit_app.audit.signing.permission import check_acknowledged, check_signing
from audit_app.audit.signing.revisions import as_of, covering, revisions
from audit_app.errors import EntryRefused
from audit_app.units import read

GRACE = Person(name="Grace Hopper", role="MR Safety Expert", registration="RCT0002")


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


def sign(audit, pen, role="auditor", person=None):
    covers = {"revision": audit.revision, "heads": audit.heads}
    return enter(audit, pen, Signed, role=role, person=person or pen.person, declaration="As I saw it.", **covers)


def kinds_of(audit):
    return [each.kind for each in summed(obstacles(audit))]


@pytest.fixture
def acceptance(audit, pen):
    begun = audit.entries[0]
    assert isinstance(begun, Begun)
    return replay(audit.id, audit.checklist, audit.library, [begun.model_copy(update={"purpose": "acceptance"})])


def test_what_is_left_is_listed_with_its_place(audit):
    found = obstacles(audit)
    assert [each.line for each in found] == ["sign", "field", "oxygen", "closes", "tested", ""], "and the conclusion"
    assert summed(found)[0].sentence == "5 items are not done"
    assert not summed(found)[0].stops


def test_a_dispute_is_listed_with_the_people(audit, pen, clock):
    mine = pen.write(Answered, audit, item="sign", verdict="compliant")
    yours = Pen("tablet-b", GRACE, clock).write(Answered, audit, item="sign", verdict="deficient")
    [dispute] = [each for each in obstacles(audit.with_entry(mine).with_entry(yours)) if each.kind == "disputed"]
    assert dispute.text.startswith("Ada Byron and Grace Hopper say different things: the answer to")
    assert dispute.line == "sign"


def test_missing_evidence_a_deficient_item_and_an_unplanned_finding_are_listed(audit, pen):
    audit = enter(audit, pen, Answered, item="closes", verdict="deficient")
    assert {"evidence", "finding"} <= set(kinds_of(audit))
    audit = enter(audit, pen, FindingRaised, finding="f", item="closes", title="Door stays open")
    assert {"unrated", "unplanned"} <= set(kinds_of(audit)) and "finding" not in kinds_of(audit)
    audit = enter(audit, pen, FindingRaised, finding="f", item="closes", title="Door stays open", **rated(2, 2))
    audit = enter(audit, pen, ActionSet, action="a", finding="f", what="Mend", owner=GRACE)
    assert not {"unrated", "unplanned"} & set(kinds_of(audit))


def test_an_immediate_danger_without_a_control_stops_signing(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Oxygen bottle at the bore", immediate_danger=True)
    assert kinds_of(audit)[0] == "danger"
    with pytest.raises(EntryRefused, match="1 immediate danger has no interim control"):
        check_signing(audit, pen.person, "auditor", "I declare")
    says = {"immediate_danger": True, "interim_control": "Removed and locked away"}
    audit = enter(audit, pen, FindingRaised, finding="f", title="Oxygen bottle at the bore", **says)
    check_signing(audit, pen.person, "auditor", "I declare")


def test_white_space_is_no_interim_control(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="X", immediate_danger=True, interim_control="  ")
    assert kinds_of(audit)[0] == "danger"


def test_an_earlier_open_finding_must_be_looked_at(audit, pen):
    audit = enter(audit, pen, FindingCarried, finding="f0", carried_from="audit-0", title="Gap")
    with pytest.raises(EntryRefused, match="not reviewed"):
        check_signing(audit, pen.person, "auditor", "I declare")
    check_signing(enter(audit, pen, FollowedUp, finding="f0", standing="closed"), pen.person, "auditor", "I declare")


def test_an_acceptance_audit_is_not_signed_without_its_statement(acceptance, pen):
    with pytest.raises(EntryRefused, match="handover statement"):
        check_signing(acceptance, pen.person, "auditor", "I declare")
    stated = enter(acceptance, pen, Concluded, fit="with_conditions", conditions=("Fit the sign",))
    check_signing(stated, pen.person, "auditor", "I declare")
    shown = handover(stated)
    assert shown is not None and (shown.words, shown.conditions) == (
        "Fit for clinical use, with conditions",
        ("Fit the sign",),
    )


def test_two_statements_that_differ_are_disputed_and_stop_signing(acceptance, pen, clock):
    mine = pen.write(Concluded, acceptance, fit="yes")
    yours = Pen("tablet-b", GRACE, clock).write(Concluded, acceptance, fit="no", statement="No vent")
    merged = acceptance.with_entry(mine).with_entry(yours)
    shown = handover(merged)
    assert shown is not None and shown.words == "Disputed"
    with pytest.raises(EntryRefused, match="handover statement"):
        check_signing(merged, pen.person, "auditor", "I declare")


def test_a_periodic_audit_has_no_handover(audit):
    assert handover(audit) is None
    with pytest.raises(EntryRefused, match="belongs to an acceptance audit"):
        check_statement(audit, "yes", (), "")


@pytest.mark.parametrize(
    ("fit", "conditions", "statement", "fault"),
    [
        ("with_conditions", (), "", "names no condition"),
        ("yes", ("Fit the sign",), "", "has conditions"),
        ("no", (), " ", "has no reason"),
        ("perhaps", (), "", "is not a statement"),
    ],
)
def test_a_statement_must_be_whole(acceptance, fit, conditions, statement, fault):
    with pytest.raises(EntryRefused, match=fault):
        check_statement(acceptance, fit, conditions, statement)


def test_fit_is_refused_beside_an_uncontrolled_danger_and_doubted_beside_an_extreme_risk(acceptance, pen):
    danger = enter(acceptance, pen, FindingRaised, finding="f", title="X", immediate_danger=True)
    with pytest.raises(EntryRefused, match="immediate danger"):
        check_statement(danger, "yes", (), "")
    extreme = enter(acceptance, pen, FindingRaised, finding="f", title="No vent", **rated(5, 5))
    shown = handover(enter(extreme, pen, Concluded, fit="yes"))
    assert shown is not None and shown.doubts == ("Stated fit without conditions although “No vent” is open",)


def test_a_picture_nobody_looked_through_is_listed(audit, pen):
    audit = enter(audit, pen, PhotoTaken, item="sign", photo="p", digest="0" * 64, name="IMG_1.jpg")
    [listed] = [each for each in obstacles(audit) if each.kind == "photo"]
    assert (listed.photo, listed.text) == ("p", "IMG_1.jpg of “Is the warning sign on the door?”")
    with pytest.raises(EntryRefused, match="1 photograph was not reviewed"):  # no report could be made of it
        check_signing(audit, pen.person, "auditor", "I did it")
    audit = enter(audit, pen, PhotoReviewed, photo="p", outcome="nothing_to_redact")
    assert "photo" not in kinds_of(audit)


def test_what_is_open_must_be_acknowledged_and_is_kept_in_words(audit):
    with pytest.raises(EntryRefused, match="5 items are not done"):
        check_acknowledged(audit, ())
    assert check_acknowledged(audit, ("left", "result")) == (
        "5 items are not done",
        "1 conclusion is missing or disputed",
    )


@pytest.mark.parametrize(
    ("name", "declaration", "fault"), [(" ", "I declare", "has no name"), ("Ada", " ", "is empty")]
)
def test_a_signature_has_a_name_and_a_declaration(audit, name, declaration, fault):
    with pytest.raises(EntryRefused, match=fault):
        check_signing(audit, Person(name=name), "auditor", declaration)


def test_a_drawn_signature_needs_no_typed_declaration(audit, pen):
    check_signing(audit, pen.person, "auditor", "", drawn=True)


def test_the_second_checker_is_another_person_and_comes_after(audit, pen):
    with pytest.raises(EntryRefused, match="signs after the auditor"):
        check_signing(audit, GRACE, "checker", "Checked")
    signed = sign(audit, pen)
    with pytest.raises(EntryRefused, match="is the auditor who signed"):
        check_signing(signed, pen.person.model_copy(update={"name": "A. Byron"}), "checker", "Checked")
    check_signing(signed, GRACE, "checker", "Checked")
    checked = sign(signed, pen, "checker", GRACE)
    assert [(each.words, each.person.name) for each in signatures(checked)] == [
        ("Auditor", "Ada Byron"),
        ("Second checker", "Grace Hopper"),
    ]
    assert checked.state == "signed"


def test_nothing_is_entered_after_signing_without_an_addendum(audit, pen):
    signed = sign(audit, pen)
    with pytest.raises(EntryRefused, match="is signed and does not change"):
        enter(signed, pen, Answered, item="sign", verdict="compliant")
    with pytest.raises(EntryRefused, match="is signed already"):
        check_signing(signed, pen.person, "auditor", "Again")


def test_an_addendum_is_a_numbered_revision_with_its_reason_and_changes(audit, pen):
    audit = sign(enter(audit, pen, Answered, item="sign", verdict="deficient", reason="Gone"), pen)
    audit = enter(audit, pen, Amended, number=1, reason="New sign fitted")
    audit = enter(audit, pen, Answered, item="sign", verdict="compliant", reason="New sign seen")
    open_one = revisions(audit)[-1]
    assert (open_one.number, open_one.signed) == (1, None)
    audit = sign(audit, pen)
    first, second = revisions(audit)
    assert (first.reason, first.changes) == ("First issue", ())
    assert second.signed is not None and second.reason == "New sign fitted"
    assert [str(change) for change in second.changes] == [
        "Is the warning sign on the door?: Deficient → Compliant (New sign seen)"
    ]
    assert as_of(audit, 0).lines["sign"].verdict == "deficient"


def test_changes_tell_of_findings_and_actions(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap", **rated(2, 2))
    audit = enter(audit, pen, ActionSet, action="a", finding="f", what="Mend", owner=GRACE, due="2026-02-01")
    audit = enter(sign(audit, pen), pen, Amended, number=1, reason="Follow-up")
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap", **rated(4, 4))
    audit = enter(audit, pen, FindingRaised, finding="g", title="Second gap")
    says = {"what": "Mend", "owner": GRACE, "due": "2026-02-01"}
    audit = enter(audit, pen, ActionSet, action="a", finding="f", state="in_progress", **says)
    told = [str(change) for change in revisions(sign(audit, pen))[1].changes]
    assert told == [
        "Finding “Gap”, risk: Moderate (4): unlikely × minor → Extreme (16): likely × major",
        "Finding “Second gap”: raised, Not rated",
        "Action on “Gap”: Mend (Grace Hopper, due 1 February 2026): open → "
        "Mend (Grace Hopper, due 1 February 2026): in progress",
    ]


def late(audit, clock):
    """What another tablet answered before it knew of the signature."""
    return Pen("tablet-b", GRACE, clock).write(Answered, audit, item="sign", verdict="deficient")


def merged(audit, entry):
    return replay(audit.id, audit.checklist, audit.library, [*audit.entries, entry])


def test_an_answer_made_without_knowing_of_the_signature_is_a_dispute_not_a_change(audit, pen, clock):
    answered = enter(audit, pen, Answered, item="sign", verdict="compliant")
    both = merged(sign(answered, pen), late(audit, clock))
    assert both.lines["sign"].verdict == "disputed"
    assert [entry.by.name for entry in uncovered(both)] == ["Grace Hopper"]
    assert as_signed(both).lines["sign"].verdict == "compliant"


def signed_apart(audit, pen, clock):
    """Two tablets that sign what each has, and exchange afterwards; the other one found the sign deficient."""
    other = Pen("tablet-b", GRACE, clock)
    theirs = sign(enter(audit, other, Answered, item="sign", verdict="deficient"), other, person=GRACE)
    mine = sign(audit, pen)
    return replay(audit.id, audit.checklist, audit.library, [*mine.entries, *theirs.entries])


def test_what_either_of_two_signatures_covers_is_reported(audit, pen, clock):
    both = signed_apart(audit, pen, clock)
    assert both.state == "signed" and uncovered(both) == ()
    assert as_signed(both).lines["sign"].verdict == "deficient"


def test_two_auditors_who_signed_apart_are_told_apart(audit, pen, clock):
    both = signed_apart(audit, pen, clock)
    [first] = revisions(both)
    told = [(each.person.name, each.apart) for each in (first.signed, *first.also)]
    assert sorted(told) == [("Ada Byron", True), ("Grace Hopper", True)]
    assert "without knowing of the other signature" in first.signed.words


def test_each_of_two_signatures_made_apart_says_what_it_alone_covers(audit, pen, clock):
    mine, theirs = sorted(signatures(signed_apart(audit, pen, clock)), key=lambda each: each.person.name)
    assert (mine.alone, [each.kind for each in theirs.alone]) == ((), ["answered"])
    both = signed_apart(audit, pen, clock)
    told = {each.person.name: covering(both, each) for each in signatures(both)}
    assert told["Ada Byron"][0].endswith("all of which the other signature covers too")
    assert told["Grace Hopper"][1] == "Grace Hopper answered Deficient: “Is the warning sign on the door?”"
    assert covering(sign(audit, pen), signatures(sign(audit, pen))[0]) == ()


def test_two_answers_that_were_signed_apart_are_a_dispute_in_the_report(audit, pen, clock):
    known = enter(audit, pen, Answered, item="sign", verdict="compliant")
    other = Pen("tablet-b", GRACE, clock)
    theirs = sign(enter(audit, other, Answered, item="sign", verdict="deficient"), other, person=GRACE)
    both = replay(audit.id, audit.checklist, audit.library, [*sign(known, pen).entries, *theirs.entries])
    assert as_signed(both).lines["sign"].verdict == "disputed"


def test_a_signature_after_the_exchange_covers_both_and_nothing_stands_apart(audit, pen, clock):
    both = enter(signed_apart(audit, pen, clock), pen, Amended, number=1, reason="Joined")
    again = revisions(sign(both, pen))[1]
    assert (again.signed.apart, again.also) == (False, ())


def test_what_was_signed_stands_even_when_a_late_entry_supersedes_it(audit, pen, clock):
    answered = enter(audit, pen, Answered, item="sign", verdict="compliant")
    both = merged(sign(answered, pen), late(answered, clock))
    assert as_signed(both).lines["sign"].verdict == "compliant"


def test_an_addendum_takes_late_entries_in_and_says_so(audit, pen, clock):
    answered = enter(audit, pen, Answered, item="sign", verdict="compliant")
    both = enter(merged(sign(answered, pen), late(answered, clock)), pen, Amended, number=1, reason="Tablet B")
    assert len(taken_in(both)) == 1 and uncovered(both) == ()
    assert "late" in kinds_of(both)
    signed = sign(both, pen)
    assert as_signed(signed).lines["sign"].verdict == "deficient"
    assert [str(change) for change in revisions(signed)[1].changes] == [
        "Is the warning sign on the door?: Compliant → Deficient"
    ]


def test_two_addenda_opened_apart_are_one_row_with_both_reasons(audit, pen, clock):
    signed = sign(audit, pen)
    yours = Pen("tablet-b", GRACE, clock).write(Amended, signed, number=1, reason="Photographs")
    both = merged(enter(signed, pen, Amended, number=1, reason="New sign"), yours)
    assert [(each.number, each.reason) for each in revisions(both)][1:] == [(1, "Photographs; New sign")]


def test_a_reading_at_the_line_wants_a_finding_or_a_reason_before_signing(audit, pen):
    at_line = enter(audit, pen, Measured, item="field", quantity=read("0.5 mT", "mT").quantity)
    assert "at_the_line" in kinds_of(at_line)
    noted = enter(at_line, pen, Noted, item="field", text="Wall of a locked riser; nobody can stand there.")
    assert "at_the_line" not in kinds_of(noted)
    found = enter(at_line, pen, FindingRaised, finding="f1", item="field", title="Field at the line")
    assert "at_the_line" not in kinds_of(found)


def test_what_was_not_assessed_and_what_lies_at_the_line_is_acknowledged_before_signing(audit, pen):
    aside = enter(audit, pen, Answered, item="sign", verdict="not_assessed", reason="Scaffold in front of it")
    found = {each.kind: each for each in summed(obstacles(aside))}
    assert found["not_assessed"].sentence == "1 item was not assessed" and not found["not_assessed"].stops
    assert "Scaffold in front of it" in found["not_assessed"].obstacles[0].text
    with pytest.raises(EntryRefused, match="was not assessed"):
        check_acknowledged(aside, ("left", "result"))
    at_line = enter(audit, pen, Measured, item="field", quantity=read("0.5 mT", "mT").quantity)
    noted = enter(at_line, pen, Noted, item="field", text="Wall of a locked riser")
    [reasoned] = [each for each in summed(obstacles(noted)) if each.kind == "reasoned_line"]
    assert reasoned.sentence == "1 reading at the line has a reason" and not reasoned.stops


def test_fit_beside_an_open_extreme_risk_needs_a_reason_that_is_kept(acceptance, pen):
    extreme = enter(acceptance, pen, FindingRaised, finding="f", title="No vent", **rated(5, 5))
    with pytest.raises(EntryRefused, match="needs a reason, because “No vent” is open"):
        check_statement(extreme, "yes", (), "All well", " ")
    check_statement(extreme, "yes", (), "", "The room is not used until it is built")
    check_statement(extreme, "with_conditions", ("Build the vent",), "")
    owned = {"action": "a", "finding": "f", "what": "Build it"}
    closed = enter(enter(extreme, pen, ActionSet, **owned), pen, ActionClosed, action="a", state="verified")
    check_statement(closed, "yes", (), "")


def test_a_statement_of_fitness_from_before_the_extreme_finding_stops_signing(acceptance, pen):
    stated = enter(acceptance, pen, Concluded, fit="yes")
    extreme = enter(stated, pen, FindingRaised, finding="f", title="No vent", **rated(5, 5))
    with pytest.raises(EntryRefused, match="1 statement of fitness lacks its reason"):
        check_signing(extreme, pen.person, "auditor", "I declare")
    said = enter(extreme, pen, Concluded, fit="yes", despite="The room is not used until it is built")
    assert "unexplained" not in kinds_of(said)
    shown = handover(said)
    assert shown is not None and shown.despite == "The room is not used until it is built"
