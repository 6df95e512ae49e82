"""Findings: from a line or free-standing, gravest first, and never lost sight of."""

import pytest

from audit_app.audit.audit import replay
from audit_app.audit.findings.finding import finding, findings, numbers, proposed, rated, set_aside, without_finding
from audit_app.audit.log.entries import Answered, FindingRaised, FindingSetAside, PhotoTaken, Signed, ThingAdded, Undone
from audit_app.audit.pen import Pen
from audit_app.checklist.reference.risk import risk_matrix


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


@pytest.fixture
def deficient(audit, pen):
    return enter(audit, pen, Answered, item="sign", verdict="deficient", reason="The sign fell off")


def test_a_deficient_line_without_a_finding_is_listed(deficient):
    assert [line.key for line in without_finding(deficient)] == ["sign"]


def test_a_partly_compliant_line_without_a_finding_is_listed(audit, pen):
    partly = enter(audit, pen, Answered, item="sign", verdict="partly")
    assert [line.key for line in without_finding(partly)] == ["sign"]


def test_raising_from_a_line_takes_its_words_and_settles_it(deficient, pen):
    raised = enter(deficient, pen, FindingRaised, finding="f1", **proposed(deficient.lines["sign"]))
    [found] = findings(raised)
    assert (found.title, found.zone, found.line) == ("Is the warning sign on the door?", "II", "sign")
    assert found.description == "The sign fell off"
    assert without_finding(raised) == ()


def test_a_finding_on_one_door_does_not_stand_for_the_other(audit, pen):
    for door in ("d1", "d2"):
        audit = enter(audit, pen, ThingAdded, thing=door, thing_kind="door", name=door)
        audit = enter(audit, pen, Answered, item="closes", thing=door, verdict="deficient")
    raised = enter(audit, pen, FindingRaised, finding="f1", **proposed(audit.lines["closes@d1"]))
    assert [line.key for line in without_finding(raised)] == ["closes@d2"]
    assert findings(raised)[0].place == "d1"


def test_immediate_danger_comes_first_then_the_higher_risk(audit, pen):
    for name, risk, danger in (("low", (1, 2), False), ("danger", (1, 1), True), ("high", (3, 4), False)):
        audit = enter(audit, pen, FindingRaised, finding=name, title=name, immediate_danger=danger, **rated(*risk))
    assert [each.id for each in findings(audit)] == ["danger", "high", "low"]


def test_a_danger_without_a_control_is_uncontrolled_until_one_is_recorded(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Loose oxygen bottle", immediate_danger=True)
    assert findings(audit)[0].uncontrolled
    says = {"immediate_danger": True, "interim_control": "Removed and locked away"}
    audit = enter(audit, pen, FindingRaised, finding="f", title="Loose oxygen bottle", **says)
    assert not findings(audit)[0].uncontrolled


def test_an_unrated_finding_has_no_band(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Odd smell")
    assert (findings(audit)[0].risk, findings(audit)[0].score) == ("Not rated", 0)


def test_a_finding_keeps_the_band_it_was_given_when_the_matrix_changes(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap", **rated(2, 4))
    before = findings(audit)[0]
    stricter = risk_matrix().model_copy(
        update={
            "version": 2,
            "levels": (risk_matrix().levels[0], risk_matrix().levels[3].model_copy(update={"least": 5})),
        }
    )
    assert stricter.level(2, 4).word == "Extreme"
    assert (before.level, before.matrix) == ("High", "five-by-five v1")
    assert (findings(audit, stricter)[0].level, findings(audit, stricter)[0].matrix) == ("High", "five-by-five v1")


def test_revising_replaces_and_keeps_who_raised_it_first(audit, pen, clock):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap")
    other = Pen(pen.device, pen.person.model_copy(update={"name": "Grace Hopper"}), clock)
    audit = enter(audit, other, FindingRaised, finding="f", title="Gap under the door")
    [found] = findings(audit)
    assert (found.title, found.raised_by, found.disputed) == ("Gap under the door", "Ada Byron", False)


def test_setting_aside_withdraws_it_with_its_reason_and_undo_brings_it_back(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap")
    audit = enter(audit, pen, FindingSetAside, finding="f", reason="Raised twice")
    assert findings(audit) == ()
    assert [each.reason for each in set_aside(audit)] == ["Raised twice"]
    audit = enter(audit, pen, Undone, undoes=audit.entries[-1].id)
    assert findings(audit)[0].title == "Gap"


def test_two_tablets_that_rate_a_finding_apart_make_it_disputed_at_its_gravest(audit, pen, clock):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap", **rated(2, 2))
    mine = pen.write(FindingRaised, audit, finding="f", title="Gap", **rated(1, 2))
    yours = Pen("tablet-b", pen.person, clock).write(FindingRaised, audit, finding="f", title="Gap", **rated(5, 5))
    [found] = findings(audit.with_entry(mine).with_entry(yours))
    assert (found.disputed, found.level) == (True, "Extreme")


def test_one_tablet_withdrawing_what_another_revised_is_a_dispute(audit, pen, clock):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap")
    mine = pen.write(FindingSetAside, audit, finding="f", reason="Not so")
    yours = Pen("tablet-b", pen.person, clock).write(FindingRaised, audit, finding="f", title="Wide gap")
    [found] = findings(audit.with_entry(mine).with_entry(yours))
    assert (found.title, found.disputed) == ("Wide gap", True)


def test_pictures_of_the_line_and_of_the_finding_are_shown_once_each(deficient, pen):
    audit = enter(deficient, pen, PhotoTaken, item="sign", photo="p1", digest="1" * 64)
    audit = enter(audit, pen, FindingRaised, finding="f1", photos=("p1",), **proposed(audit.lines["sign"]))
    audit = enter(audit, pen, PhotoTaken, finding="f1", photo="p2", digest="2" * 64)
    found = finding(audit, "f1")
    assert found is not None and found.photos == ("p1", "p2")


def test_a_number_stays_with_its_finding_whatever_is_raised_revised_or_withdrawn_after_it(audit, pen):
    for name in ("f", "g", "h"):
        audit = enter(audit, pen, FindingRaised, finding=name, title=name, **rated(2, 2))
    audit = enter(audit, pen, FindingRaised, finding="worse", title="worse", **rated(5, 5))
    assert [(each.id, each.short) for each in findings(audit)][:2] == [("worse", "F4"), ("f", "F1")]
    audit = enter(audit, pen, FindingRaised, finding="h", title="h", **rated(5, 4))
    audit = enter(audit, pen, FindingSetAside, finding="f", reason="Raised twice")
    assert {each.id: each.short for each in findings(audit)} == {"worse": "F4", "g": "F2", "h": "F3"}
    assert numbers(audit)["f"] == 1


def test_a_finding_that_was_taken_back_leaves_its_number_to_the_next(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="mistaken")
    audit = enter(audit, pen, Undone, undoes=audit.entries[-1].id)
    audit = enter(audit, pen, FindingRaised, finding="g", title="meant")
    assert [each.short for each in findings(audit)] == ["F1"]


def test_a_number_that_was_signed_does_not_move_for_a_finding_that_comes_late_from_another_tablet(audit, pen, clock):
    other = Pen("tablet-b", pen.person, clock)
    late = enter(audit, other, FindingRaised, finding="late", title="late")
    audit = enter(audit, pen, FindingRaised, finding="signed", title="signed")
    audit = enter(audit, pen, Signed, role="auditor", person=pen.person, declaration="x", heads=audit.heads)
    both = replay(audit.id, audit.checklist, audit.library, [*audit.entries, *late.entries])
    assert {each.id: each.short for each in findings(both)} == {"signed": "F1", "late": "F2"}
