"""Actions: due by the risk, followed to their proof, overdue from the day after."""

from datetime import date

import pytest

from audit_app.audit.findings.actions import actions, due_by_default, replies, standing, summed_up, unresolved
from audit_app.audit.findings.finding import findings, rated
from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    EvidenceAttached,
    FindingRaised,
    FindingSetAside,
    Undone,
)
from audit_app.audit.log.people import Person
from audit_app.dates import day

OWNER = Person(name="Lin Chen", role="Estates manager", email="lin@example.org")


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


@pytest.fixture
def found(audit, pen):
    return enter(audit, pen, FindingRaised, finding="f", title="Gap", **rated(3, 4))


@pytest.fixture
def planned(found, pen):
    return enter(found, pen, ActionSet, action="a", finding="f", what="Fit a brush", owner=OWNER, due="2026-01-30")


@pytest.mark.parametrize(
    ("risk", "due"), [((1, 1), "2027-01-02"), ((2, 2), "2026-04-02"), ((3, 4), "2026-01-30"), ((5, 5), "2026-01-09")]
)
def test_the_due_date_follows_the_risk(audit, pen, risk, due):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap", **rated(*risk))
    assert due_by_default(findings(audit)[0], date(2026, 1, 2)) == due


def test_an_unrated_finding_has_no_due_date_of_its_own(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap")
    assert due_by_default(findings(audit)[0], date(2026, 1, 2)) == ""


@pytest.mark.parametrize(
    ("today", "overdue", "soon"),
    [
        (date(2026, 1, 15), False, False),
        (date(2026, 1, 16), False, True),
        (date(2026, 1, 30), False, True),
        (date(2026, 1, 31), True, False),
    ],
)
def test_an_action_is_overdue_from_the_day_after_it_was_due(planned, today, overdue, soon):
    [action] = actions(planned)
    assert (action.overdue(today), action.due_soon(today)) == (overdue, soon)


def test_what_is_done_is_not_overdue_and_shows_its_proof(planned, pen):
    audit = enter(planned, pen, ActionClosed, action="a", state="done", note="Brush fitted", photos=("p9",))
    [action] = actions(audit)
    assert (action.words, action.overdue(date(2030, 1, 1))) == ("Done", False)
    assert [(each.title, each.text, each.photos) for each in action.evidence] == [("Done", "Brush fitted", ("p9",))]


def test_verifying_keeps_the_proof_of_doing(planned, pen):
    audit = enter(planned, pen, ActionClosed, action="a", state="done", note="Brush fitted")
    audit = enter(audit, pen, ActionClosed, action="a", state="verified", note="Seen on site")
    [action] = actions(audit)
    assert (action.words, action.disputed) == ("Verified", False)
    assert [each.text for each in action.evidence] == ["Brush fitted", "Seen on site"]


def test_setting_an_action_again_after_it_was_closed_opens_it(planned, pen):
    audit = enter(planned, pen, ActionClosed, action="a", state="done", note="Brush fitted")
    audit = enter(audit, pen, ActionSet, action="a", finding="f", what="Fit it properly", owner=OWNER, due="2026-02-01")
    assert actions(audit)[0].words == "Open"
    audit = enter(audit, pen, Undone, undoes=audit.entries[-1].id)
    assert actions(audit)[0].words == "Done"


def test_an_action_on_a_withdrawn_finding_is_gone(planned, pen):
    assert actions(enter(planned, pen, FindingSetAside, finding="f", reason="Not so")) == ()


@pytest.mark.parametrize(
    ("states", "stands"),
    [
        ((), "open"),
        (("open", "open"), "open"),
        (("open", "done"), "in_progress"),
        (("verified", "in_progress"), "in_progress"),
        (("done", "verified"), "done"),
        (("accepted_risk", "verified"), "accepted_risk"),
        (("verified", "verified"), "closed"),
    ],
)
def test_a_finding_is_closed_only_when_every_action_is_verified(found, pen, states, stands):
    audit = found
    for number, state in enumerate(states):
        audit = enter(audit, pen, ActionSet, action=str(number), finding="f", what="Do", state=state)
    assert standing(actions(audit)) == stands
    assert bool(unresolved(audit)) is (stands != "closed")


def test_replies_are_kept_on_their_finding(planned, pen):
    audit = enter(planned, pen, EvidenceAttached, finding="f", title="Reply", text="Brush ordered")
    assert [each.text for each in replies(audit, "f")] == ["Brush ordered"]
    assert replies(audit, "") == ()


def test_the_summary_names_open_actions_only(planned, pen):
    assert [(each["what"], each["due"], each["owner"]) for each in summed_up(planned)] == [
        ("Fit a brush", "2026-01-30", "Lin Chen")
    ]
    assert summed_up(enter(planned, pen, ActionClosed, action="a", state="verified")) == []


def test_a_due_date_that_is_no_date_is_none(planned):
    assert day("soon") is None
