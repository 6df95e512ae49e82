"""A returned action sheet, on a real store: only what was accepted is taken in, all of it or nothing, and once."""

import csv
import io

import pytest

from audit_app.audit.findings.action_sheet import COLUMNS, Proposal, proposals, read_sheet, sheet_csv
from audit_app.audit.findings.actions import actions, replies
from audit_app.errors import EntryRefused
from audit_app.visit.action_sheet import accept
from audit_app.visit.findings import close_action, raise_finding, set_action
from audit_app.visit.visit import Visit
from tests.store.test_following import LIN, signed


def filled(visit: Visit, **cells: str) -> bytes:
    """The audit's sheet with some cells of its first row filled in by the site."""
    rows = list(csv.reader(io.StringIO(sheet_csv(visit.audit).decode("utf-8-sig"))))
    for name, text in cells.items():
        rows[1][list(COLUMNS).index(name)] = text
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def asked(visit: Visit, sheet: bytes) -> tuple[Proposal, ...]:
    return proposals(visit.audit, read_sheet(sheet))


def returned(visit: Visit, **cells: str) -> Proposal:
    """What a site's returned sheet asks for, with some cells of its first row filled in."""
    return asked(visit, filled(visit, **cells))[0]


def test_only_what_was_accepted_of_a_returned_sheet_is_taken_in(visit):
    set_action(visit, raise_finding(visit, "Gap"), "Mend", LIN, due="2026-01-30")
    proposal = returned(visit, owner="Sam Park", due="2026-03-01")
    with pytest.raises(EntryRefused, match="nothing accepted"):
        accept(visit, proposal, ())
    accept(visit, proposal, {"due"})
    [action] = actions(visit.audit)
    assert (action.due, action.owner_name, action.owner.email) == ("2026-03-01", "Lin Chen", "lin@example.org")


def test_a_done_action_comes_back_with_its_words_and_an_accepted_risk_with_its_name(visit):
    action = set_action(visit, raise_finding(visit, "Gap"), "Mend", LIN)
    accept(visit, returned(visit, state="Done", done="Brush fitted"), {"state", "done"})
    assert [(each.words, each.evidence[0].text) for each in actions(visit.audit)] == [("Done", "Brush fitted")]
    set_action(visit, actions(visit.audit)[0].finding, "Mend", LIN, action=action)
    asked = returned(visit, state="Accepted risk", acceptor="Dr Osei", done="Too costly")
    accept(visit, asked, {"state", "done", "acceptor"})
    assert (actions(visit.audit)[0].words, actions(visit.audit)[0].acceptor.name) == ("Accepted risk", "Dr Osei")


def test_a_changed_date_does_not_open_a_done_action_again(visit):
    action = set_action(visit, raise_finding(visit, "Gap"), "Mend", LIN)
    close_action(visit, action, "done", "Fitted")
    accept(visit, returned(visit, due="2026-09-01"), {"due"})
    assert actions(visit.audit)[0].words == "Done"


def test_a_site_may_plan_an_action_where_there_was_none(visit):
    raise_finding(visit, "Gap", likelihood=3, consequence=4)
    accept(visit, returned(visit, what="Fit a brush", owner="Sam Park"), {"what", "owner"})
    [action] = actions(visit.audit)
    assert (action.what, action.owner_name, action.due) == ("Fit a brush", "Sam Park", "2026-01-30")


def test_a_signed_audit_takes_no_returned_sheet_without_an_addendum(visit):
    set_action(visit, raise_finding(visit, "Gap"), "Mend", LIN)
    proposal = returned(signed(visit), state="In progress")
    with pytest.raises(EntryRefused, match="Open an addendum"):
        accept(visit, proposal, {"state"})


@pytest.fixture
def planned(visit: Visit) -> Visit:
    set_action(visit, raise_finding(visit, "Gap"), "Mend", LIN, due="2026-01-30")
    return visit


def test_another_owner_does_not_get_the_address_of_the_one_before(planned):
    accept(planned, returned(planned, owner="New Person"), {"owner"})
    [action] = actions(planned.audit)
    assert (action.owner.name, action.owner.email, action.owner.role) == ("New Person", "", "")


def test_the_same_owner_spelt_otherwise_keeps_role_and_address(planned):
    accept(planned, returned(planned, owner="LIN CHEN"), {"owner"})
    assert (actions(planned.audit)[0].owner.name, actions(planned.audit)[0].owner.email) == ("LIN CHEN", LIN.email)


def test_who_accepts_a_risk_is_asked_only_with_the_acceptance(planned):
    proposal = returned(planned, acceptor="Dr Osei")
    assert proposal.asked == () and "the state is not Accepted risk" in proposal.faults[0]
    both = returned(planned, acceptor="Dr Osei", state="Accepted risk", done="Too costly")
    with pytest.raises(EntryRefused, match="but not that it is accepted"):
        accept(planned, both, {"acceptor"})


def test_another_person_may_accept_a_risk_that_was_accepted(planned):
    accept(planned, returned(planned, state="Accepted risk", acceptor="Dr Osei", done="Too costly"), COLUMNS)
    accept(planned, returned(planned, acceptor="Dr Ahn"), {"acceptor"})
    [action] = actions(planned.audit)
    assert (action.words, action.acceptor.name, action.evidence[-1].text) == ("Accepted risk", "Dr Ahn", "Too costly")


def test_what_is_refused_of_a_row_leaves_the_rest_of_it_out_too(planned):
    before = len(planned.audit.entries)
    proposal = returned(planned, state="Done", done="Brush fitted", due="2026-08-08")
    with pytest.raises(EntryRefused, match="has no evidence"):
        accept(planned, proposal, {"state", "due"})
    assert (actions(planned.audit)[0].due, len(planned.audit.entries)) == ("2026-01-30", before)


def test_what_was_done_so_far_is_offered_once(planned):
    sheet = filled(planned, done="Brush ordered")
    accept(planned, asked(planned, sheet)[0], {"done"})
    assert [each.text for each in replies(planned.audit, actions(planned.audit)[0].finding)] == ["Brush ordered"]
    assert asked(planned, sheet) == ()


def test_what_was_done_so_far_may_become_its_end(planned):
    accept(planned, returned(planned, done="Brush ordered"), {"done"})
    accept(planned, returned(planned, state="Done"), {"state"})
    assert [(each.words, each.evidence[0].text) for each in actions(planned.audit)] == [("Done", "Brush ordered")]


def test_a_planned_action_that_was_taken_in_is_not_offered_again(visit):
    raise_finding(visit, "Gap", likelihood=3, consequence=4)
    sheet = filled(visit, what="Fit a brush", owner="Sam Park")
    accept(visit, asked(visit, sheet)[0], {"what", "owner"})
    assert asked(visit, sheet) == ()
