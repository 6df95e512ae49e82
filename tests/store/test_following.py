"""Following what was found to its end, on a real store: findings, actions, replies, statement, signature, addenda."""

from datetime import date, timedelta

import pytest

from audit_app.audit.findings.actions import actions, replies
from audit_app.audit.findings.due import actions_due
from audit_app.audit.findings.finding import finding, findings, open_before
from audit_app.audit.log.people import Person, Scanner, Unit
from audit_app.audit.signatures import signatures
from audit_app.audit.signing.handover import handover
from audit_app.audit.signing.obstacles import obstacles, summed
from audit_app.audit.signing.revisions import revisions
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.errors import EntryRefused
from audit_app.store.store import Store
from audit_app.visit.findings import (
    amend,
    attach,
    close_action,
    conclude,
    follow_up,
    raise_finding,
    raise_from_line,
    revise_finding,
    set_action,
    set_finding_aside,
    sign_off,
    tell_visit,
)
from audit_app.visit.register import held
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK, SteppingClock
from tests.store.conftest import ADA

LIN = Person(name="Lin Chen", role="Estates", email="lin@example.org")
UNIT = Unit(id="unit-1", name="MRI 1", organisation="Riverside NHS Trust", site="Main hospital")


def seen(visit: Visit) -> list[str]:
    return [each.kind for each in summed(obstacles(visit.audit))]


def signed(visit: Visit) -> Visit:
    sign_off(visit, ADA, "As I saw it.", acknowledged=seen(visit))
    return visit


def next_of(visit: Visit, **more: object) -> Visit:
    checklist = parse(WALK, "walk.toml")
    kept = {"unit": UNIT, "scanner": Scanner(), "settings": visit.audit.begun.settings, "clock": visit.pen.clock}
    return begin(visit.store, ADA, checklist, Library(), previous=visit.audit.id, **{**kept, **more})


def test_a_finding_is_raised_from_a_line_in_one_step_and_kept(visit):
    visit.answer("sign", "deficient", reason="Gone")
    made = raise_from_line(visit, "sign")
    again = Visit.resume(visit.store, visit.audit.id, ADA)
    assert [(each.id, each.title) for each in findings(again.audit)] == [(made, "Is the warning sign on the door?")]


def test_revising_changes_only_what_is_named(visit):
    made = raise_finding(visit, "Gap", likelihood=2, consequence=4, place="North door")
    revise_finding(visit, made, consequence=5)
    found = finding(visit.audit, made)
    assert (found.place, found.risk, found.title) == ("North door", "High (10): unlikely × catastrophic", "Gap")


@pytest.mark.parametrize(("likelihood", "consequence"), [(3, 0), (0, 3), (6, 1), (1, -1)])
def test_half_a_rating_is_refused(visit, likelihood, consequence):
    with pytest.raises(EntryRefused, match="likelihood and a consequence"):
        raise_finding(visit, "Gap", likelihood=likelihood, consequence=consequence)


def test_a_finding_without_a_title_and_a_withdrawal_without_a_reason_are_refused(visit):
    with pytest.raises(EntryRefused, match="no title"):
        raise_finding(visit, "  ")
    made = raise_finding(visit, "Gap")
    with pytest.raises(EntryRefused, match="needs a reason"):
        set_finding_aside(visit, made, " ")
    set_finding_aside(visit, made, "Raised twice")
    assert findings(visit.audit) == ()
    with pytest.raises(EntryRefused, match="is not in the audit"):
        revise_finding(visit, made, title="X")


def test_an_action_falls_due_by_the_risk_and_may_be_given_another_day(visit):
    made = raise_finding(visit, "Gap", likelihood=3, consequence=4)
    action = set_action(visit, made, "Fit a brush", LIN)
    assert actions(visit.audit)[0].due == "2026-01-30"
    set_action(visit, made, "Fit a brush", LIN, due="2026-01-12", action=action)
    assert [each.due for each in actions(visit.audit)] == ["2026-01-12"]
    with pytest.raises(EntryRefused, match="is not a date"):
        set_action(visit, made, "Fit a brush", LIN, due="next week")


@pytest.mark.parametrize("due", ["2026-01-31", ""])
def test_a_day_later_than_the_risk_tables_needs_a_reason_which_stays_with_it(visit, due):
    made = raise_finding(visit, "Gap", likelihood=3, consequence=4)
    with pytest.raises(EntryRefused, match="later than the risk table's needs a reason"):
        set_action(visit, made, "Fit a brush", LIN, due=due)
    action = set_action(visit, made, "Fit a brush", LIN, due=due, note="The maker delivers in March")
    set_action(visit, made, "Fit two brushes", LIN, due=due, action=action)
    assert [(each.what, each.note) for each in actions(visit.audit)] == [
        ("Fit two brushes", "The maker delivers in March")
    ]
    visit.pen.clock.start += timedelta(days=20)  # the table's day is counted from when the action was first set
    with pytest.raises(EntryRefused, match="needs a reason"):
        set_action(visit, made, "Fit two brushes", LIN, due="2026-02-12", action=action)


def test_an_accepted_risk_needs_a_name_and_a_reason(visit):
    made = raise_finding(visit, "Gap")
    action = set_action(visit, made, "Live with it", LIN)
    with pytest.raises(EntryRefused, match="does not say who accepts it"):
        close_action(visit, action, "accepted_risk", "Low use")
    with pytest.raises(EntryRefused, match="does not say who accepts it"):
        set_action(visit, made, "Live with it", state="accepted_risk", note="Low use")
    with pytest.raises(EntryRefused, match="has no reason"):
        close_action(visit, action, "accepted_risk", "", ("p",), acceptor=LIN)
    close_action(visit, action, "accepted_risk", "Low use", acceptor=LIN)
    [shown] = actions(visit.audit)
    assert (shown.words, shown.acceptor.name) == ("Accepted risk", "Lin Chen")


@pytest.mark.parametrize("state", ["done", "verified", "accepted_risk"])
def test_an_action_is_not_set_as_ended_only_closed_with_its_evidence(visit, state):
    made = raise_finding(visit, "Gap")
    with pytest.raises(EntryRefused, match="with evidence"):
        set_action(visit, made, "Mend", LIN, state=state, acceptor=LIN, note="Seen")
    action = set_action(visit, made, "Mend", LIN)
    with pytest.raises(EntryRefused, match="with evidence"):
        set_action(visit, made, "Mend", LIN, state=state, acceptor=LIN, note="Seen", action=action)
    close_action(visit, action, state, "Seen", acceptor=LIN)
    set_action(visit, made, "Mend all of it", LIN, state=state, acceptor=LIN, note="Seen", action=action)
    assert [(each.what, each.state) for each in actions(visit.audit)] == [("Mend all of it", state)]


def test_an_action_is_not_closed_without_evidence(visit):
    action = set_action(visit, raise_finding(visit, "Gap"), "Mend", LIN)
    with pytest.raises(EntryRefused, match="has no evidence"):
        close_action(visit, action, "done")
    with pytest.raises(EntryRefused, match="does not end an action"):
        close_action(visit, action, "open", "x")
    close_action(visit, action, "done", photos=("p1",))
    assert actions(visit.audit)[0].evidence[0].photos == ("p1",)


def test_a_reply_is_kept_on_its_finding_and_an_empty_one_is_refused(visit):
    made = raise_finding(visit, "Gap")
    attach(visit, made, "", text="Ordered on Monday")
    assert [(each.title, each.text) for each in replies(visit.audit, made)] == [("Reply", "Ordered on Monday")]
    with pytest.raises(EntryRefused, match="is empty"):
        attach(visit, made, "Reply", text=" ")


def test_signing_needs_what_is_open_acknowledged_and_keeps_it_in_words(visit):
    with pytest.raises(EntryRefused, match="items are not done"):
        sign_off(visit, ADA, "As I saw it.")
    signed(visit)
    assert signatures(visit.audit)[0].acknowledged == ("5 items are not done", "1 conclusion is missing or disputed")


def test_after_signing_every_verb_is_refused_until_an_addendum_is_opened(visit):
    made = raise_finding(visit, "Gap")
    action = set_action(visit, made, "Mend", LIN)
    entries = len(signed(visit).audit.entries)
    for deed in (
        lambda: visit.answer("sign", "compliant"),
        lambda: revise_finding(visit, made, title="X"),
        lambda: close_action(visit, action, "done", "x"),
        lambda: attach(visit, made, "x", text="x"),
        lambda: set_finding_aside(visit, made, "x"),
    ):
        with pytest.raises(EntryRefused, match="Open an addendum"):
            deed()
    assert visit.undo() is None
    assert len(visit.audit.entries) == entries
    with pytest.raises(EntryRefused, match="needs a reason"):
        amend(visit, " ")
    amend(visit, "Brush fitted")
    close_action(visit, action, "done", "Seen")
    signed(visit)
    assert [(each.number, each.reason) for each in revisions(visit.audit)] == [(0, "First issue"), (1, "Brush fitted")]
    assert revisions(Visit.resume(visit.store, visit.audit.id, ADA).audit)[1].changes[0].now.endswith("done")


def test_an_open_audit_takes_no_addendum(visit):
    with pytest.raises(EntryRefused, match="is not signed yet"):
        amend(visit, "Too early")


def test_the_next_audit_starts_with_the_things_and_open_findings_of_the_last(visit):
    visit.add_thing("door", "Main door")
    visit.answer("sign", "deficient")
    raise_from_line(visit, "sign")
    new = next_of(signed(visit))
    assert [thing.name for thing in new.audit.things] == ["Main door"]
    assert [each.title for each in open_before(new.audit)] == ["Is the warning sign on the door?"]
    assert new.undo() is None  # what was taken along is not undone by mistake
    again = new.store.load(new.audit.id)
    assert [thing.name for thing in again.things] == ["Main door"]


def test_an_audit_of_another_unit_is_not_followed(visit):
    with pytest.raises(EntryRefused, match="is of another unit"):
        next_of(visit, unit=Unit(id="unit-2", name="MRI 2"))
    assert len(visit.store.audits()) == 1


def test_a_finding_that_is_not_closed_is_raised_again_with_its_risk(visit):
    earlier = raise_finding(visit, "Gap", likelihood=4, consequence=4, place="North door")
    new = next_of(signed(visit))
    made = follow_up(new, earlier, "still_open", "Brush ordered")
    found = finding(new.audit, made)
    assert (found.title, found.place, found.score, found.carried_from) == ("Gap", "North door", 16, earlier)
    assert follow_up(new, earlier, "worse") == made
    assert len(findings(new.audit)) == 1
    assert follow_up(new, earlier, "closed") == ""
    assert findings(new.audit) == ()
    assert follow_up(new, earlier, "still_open") != ""
    assert [each.words for each in open_before(new.audit)] == ["Still open"]


def pressing(visit: Visit) -> list[tuple[str, str]]:
    """The open actions of all audits kept, each with its audit, as the home screen names them."""
    return [(each.title, each.audit) for each in actions_due(held(visit.store), date(2026, 6, 1))]


def test_the_open_actions_of_a_finding_that_is_still_open_come_along_and_stay_overdue(visit):
    earlier = raise_finding(visit, "Gap")
    old = set_action(visit, earlier, "Fit a brush", LIN, due="2026-01-05")
    close_action(visit, set_action(visit, earlier, "Sign the door", LIN), "done", "Seen")
    new = next_of(signed(visit))
    assert pressing(new) == [("Fit a brush", visit.audit.id)]
    follow_up(new, earlier, "still_open")
    assert [(each.what, each.owner, each.due, each.carried_from) for each in actions(new.audit)] == [
        ("Fit a brush", LIN, "2026-01-05", old)
    ]
    assert pressing(new) == [("Fit a brush", new.audit.id)]
    third = next_of(signed(new))
    follow_up(third, findings(new.audit)[0].id, "closed")
    assert pressing(third) == []


def test_an_action_left_behind_is_chased_where_it_was_set(visit):
    earlier = raise_finding(visit, "Gap")
    set_action(visit, earlier, "Fit a brush", LIN, due="2026-01-05")
    new = next_of(signed(visit))
    follow_up(new, earlier, "worse")
    set_finding_aside(new, findings(new.audit)[0].id, "Raised twice")
    assert pressing(new) == [("Fit a brush", visit.audit.id)]


def test_one_undo_takes_a_follow_up_back_whole_also_later_and_after_a_restart(visit):
    earlier = raise_finding(visit, "Gap")
    new = next_of(signed(visit))
    follow_up(new, earlier, "still_open")
    new.note("sign", "Something else")
    again = Visit.resume(new.store, new.audit.id, ADA, new.pen.clock)
    again.undo()
    again.undo()
    assert ([each.standing for each in open_before(again.audit)], findings(again.audit)) == ([""], ())
    again.redo()
    assert [each.standing for each in open_before(again.audit)] == ["still_open"]
    assert [each.title for each in findings(again.audit)] == ["Gap"]


def test_a_follow_up_of_what_is_not_listed_is_refused(visit):
    with pytest.raises(EntryRefused, match="previous audit"):
        follow_up(visit, "x", "closed")


def test_the_summary_lists_open_actions_for_the_home_screen(visit):
    set_action(visit, raise_finding(visit, "Gap", likelihood=5, consequence=5), "Mend", LIN)
    [summary] = visit.store.audits()
    assert [(each["what"], each["due"]) for each in summary.about["actions"]] == [("Mend", "2026-01-09")]


def test_an_acceptance_audit_ends_in_its_statement(store: Store):
    acceptance = parse(WALK.replace('"periodic"', '"acceptance"'), "walk.toml")
    kept = {"unit": UNIT, "scanner": Scanner(), "settings": (), "clock": SteppingClock()}
    visit = begin(store, ADA, acceptance, Library(), **kept)
    with pytest.raises(EntryRefused, match="handover statement"):
        sign_off(visit, ADA, "As I saw it.", acknowledged=("left", "result"))
    conclude(visit, "with_conditions", ["Fit the sign", " "], "")
    shown = handover(visit.audit)
    assert shown is not None and shown.conditions == ("Fit the sign",)
    signed(visit)
    assert visit.audit.state == "signed"


def test_days_are_typed_as_people_here_write_them_and_kept_in_iso(visit):
    gap = raise_finding(visit, "Gap")
    set_action(visit, gap, "Mend", LIN, due="27/11/2026")
    assert [each.due for each in actions(visit.audit)] == ["2026-11-27"]
    said = tell_visit(visit, next_due="1 Feb 2027")
    assert said.next_due == "2027-02-01"
    with pytest.raises(EntryRefused, match="lies before this audit"):
        tell_visit(visit, next_due="1/2/2024")
