"""What falls due: audits by their interval, calibrations, actions; an unknown date is shown, never passed over."""

from datetime import date

import pytest

from audit_app.audit.findings.due import Held, actions_due, after_months, audits_due, calibrations_due
from audit_app.audit.findings.every_action import every_action
from audit_app.audit.register import Instrument, KnownUnit

UNIT = KnownUnit(id="u", name="MRI 1")
TODAY = date(2026, 11, 20)


def audit(on, signed=True, **more):
    return Held(id=f"audit {on}", unit="u", on=on, signed=signed, **more)


def action(due, finding="f"):
    return {
        "action": "a",
        "finding": finding,
        "what": "Mend",
        "due": due,
        "owner": "Lin Chen",
        "level": "High",
        "state": "open",
    }


@pytest.mark.parametrize(
    ("last", "state", "words"),
    [
        ("2025-11-19", "overdue", "Overdue by 1 day"),
        ("2025-11-20", "soon", "Due today"),
        ("2026-01-19", "soon", "Due in 2 months"),
        ("2026-01-20", "later", "Due in 2 months"),
        ("2026-10-01", "later", "Due in 10 months"),
    ],
)
def test_an_audit_falls_due_a_year_after_the_last_signed_one(last, state, words):
    [due] = audits_due([UNIT], [audit(last)], TODAY)
    assert (due.state, due.words) == (state, words)


def test_each_unit_has_its_own_interval():
    [due] = audits_due([UNIT.model_copy(update={"interval_months": 6})], [audit("2026-01-31")], TODAY)
    assert (due.due, due.state) == ("2026-07-31", "overdue")


def test_simulated_and_unsigned_audits_do_not_count():
    [due] = audits_due([UNIT], [audit("2026-11-01", simulated=True), audit("2026-11-10", signed=False)], TODAY)
    assert (due.state, due.words) == ("unknown", "No date known")
    assert due.detail == "Only simulated audits so far; one is in progress since 10 November 2026"


def test_units_that_are_one_are_told_once_by_the_one_audited_last_with_the_shorter_interval():
    moved = KnownUnit(id="v", name="MRI 1, new building", interval_months=6)
    held = [audit("2026-01-31"), Held(id="x", unit="v", on="2026-03-31", signed=True)]
    one = frozenset({"u", "v"})
    [due] = audits_due([UNIT, moved], held, TODAY, lambda unit: one)
    assert (due.subject, due.due) == ("v", "2026-09-30")
    assert [each.subject for each in audits_due([UNIT, moved], held, TODAY)] == ["v", "u"]


def test_a_unit_never_audited_says_so():
    [due] = audits_due([UNIT], [], TODAY)
    assert (due.state, due.detail) == ("unknown", "Not audited yet")


def test_the_newest_signed_audit_counts_whatever_the_order():
    [due] = audits_due([UNIT], [audit("2026-10-01"), audit("2024-10-01")], TODAY)
    assert due.due == "2027-10-01"


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_end_on_a_day_there_is(start, months, end):
    assert after_months(start, months) == end


def test_a_calibration_without_a_date_is_shown_and_a_retired_instrument_is_not():
    shown = calibrations_due(
        [
            Instrument(id="1", name="Gaussmeter", calibration_due="2026-11-19"),
            Instrument(id="2", name="Oxygen meter"),
            Instrument(id="3", name="Old meter", calibration_due="2020-01-01", retired=True),
        ],
        TODAY,
    )
    assert [(each.title, each.state) for each in shown] == [("Gaussmeter", "overdue"), ("Oxygen meter", "unknown")]


def test_open_actions_are_held_against_today():
    shown = actions_due([audit("2026-01-01", actions=(action("2026-11-19"), action("")))], TODAY)
    assert [(each.words, each.audit) for each in shown] == [
        ("Overdue by 1 day", "audit 2026-01-01"),
        ("No date known", "audit 2026-01-01"),
    ]


def test_an_action_of_a_finding_that_was_looked_at_again_is_no_longer_chased():
    audits = [
        audit("2025-01-01", actions=(action("2025-03-01"),)),
        audit("2026-01-01", actions=(action("2026-12-24", "g"),), followed=frozenset({"f"})),
    ]
    assert [each.due for each in actions_due(audits, TODAY)] == ["2026-12-24"]


def test_actions_of_a_simulated_audit_are_not_chased():
    assert actions_due([audit("2026-01-01", simulated=True, actions=(action("2026-02-01"),))], TODAY) == ()


def test_the_day_that_the_report_told_for_the_next_audit_counts_before_the_interval():
    [due] = audits_due([UNIT], [audit("2026-05-01", next_due="2026-11-30")], TODAY)
    assert (due.due, due.state) == ("2026-11-30", "soon") and "as told in its report" in due.detail


def test_an_action_is_told_with_its_unit_and_its_owner():
    [due] = actions_due([audit("2026-05-01", actions=(action("2026-11-21"),), unit_name="MRI 1")], TODAY)
    assert due.detail == "MRI 1: Lin Chen, high risk"


def test_the_actions_of_all_units_stand_in_one_list_overdue_first():
    every = every_action(
        [
            audit("2026-01-01", unit_name="MRI 2", actions=(action("2027-11-19", "a"), action("", "b"))),
            audit("2026-02-01", unit_name="MRI 1", actions=({**action("2026-01-19", "c"), "state": "done"},)),
            audit("2026-03-01", unit_name="MRI 1", actions=(action("2026-11-19", "d"),)),
        ],
        TODAY,
    )
    assert [(each.finding, each.unit_name, each.overdue) for each in every] == [
        ("d", "MRI 1", True),
        ("a", "MRI 2", False),
        ("b", "MRI 2", False),
        ("c", "MRI 1", False),
    ]
    assert all(each.owner == "Lin Chen" for each in every)


def test_instruments_that_are_the_same_have_one_calibration_due_by_the_one_calibrated_last() -> None:
    two = [
        Instrument(id="old", name="Meter", calibrated_on="2020-01-01", calibration_due="2021-01-01"),
        Instrument(id="new", name="The meter", calibrated_on="2025-01-01", calibration_due="2026-01-01"),
        Instrument(id="other", name="Another"),
    ]
    today = date(2026, 1, 2)
    shown = calibrations_due(two, today, lambda each: {"old", "new"} if each != "other" else {"other"})
    assert [(each.subject, each.due) for each in shown] == [("new", "2026-01-01"), ("other", "")]
    assert len(calibrations_due(two, today)) == 3
