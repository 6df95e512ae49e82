"""Verdicts: a reading against its limit, and everything that is not a pass."""

from decimal import Decimal

import pytest

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import Answered, Measured, PhotoTaken, ThingAdded
from audit_app.audit.pen import Pen
from audit_app.audit.verdicts.judge import Verdict, against
from audit_app.checklist.model import Limit
from audit_app.units import Uncertainty, read


def measured(audit: Audit, pen: Pen, text: str, percent: str = "0") -> Verdict:
    quantity = read(text, "mT").quantity.model_copy(update={"uncertainty": Uncertainty(percent=percent)})
    return audit.with_entry(pen.write(Measured, audit, item="field", quantity=quantity)).lines["field"].verdict


@pytest.mark.parametrize(
    ("typed", "percent", "verdict"),
    [
        ("0.49 mT", "0", Verdict.COMPLIANT),
        ("4.9 G", "0", Verdict.COMPLIANT),
        ("0.501 mT", "0", Verdict.DEFICIENT),
        ("5 G", "0", Verdict.AT_THE_LINE),
        ("0.0005 T", "0", Verdict.AT_THE_LINE),
        ("0.48 mT", "5", Verdict.AT_THE_LINE),
        ("0.52 mT", "5", Verdict.AT_THE_LINE),
        ("0.47 mT", "5", Verdict.COMPLIANT),
        ("<0.5 mT", "0", Verdict.COMPLIANT),
        ("<0.6 mT", "0", Verdict.AT_THE_LINE),
        (">0.5 mT", "0", Verdict.AT_THE_LINE),
        (">0.6 mT", "0", Verdict.DEFICIENT),
        ("-9 mT", "0", Verdict.DEFICIENT),
        ("-0.48 mT", "5", Verdict.AT_THE_LINE),
        ("-0.4 mT", "5", Verdict.COMPLIANT),
        ("<-0.6 mT", "0", Verdict.DEFICIENT),
        (">-0.4 mT", "0", Verdict.COMPLIANT),
    ],
)
def test_a_reading_is_judged_with_its_unit_and_uncertainty(audit, pen, typed, percent, verdict):
    assert measured(audit, pen, typed, percent) is verdict


def test_a_reading_on_the_line_is_not_a_pass(audit, pen):
    assert measured(audit, pen, "0.5 mT") is Verdict.AT_THE_LINE


ALARM = Limit(low=Decimal("19.5"), unit="% O2", source="site-own-limit", inclusive=True)


@pytest.mark.parametrize(
    ("typed", "step", "verdict"),
    [
        ("19.5 % O2", "0", Verdict.COMPLIANT),
        ("19.5 % O2", "0.1", Verdict.COMPLIANT),
        ("19.6 % O2", "0.1", Verdict.COMPLIANT),
        ("19.4 % O2", "0", Verdict.DEFICIENT),
        ("19.4 % O2", "0.1", Verdict.AT_THE_LINE),
        ("19.3 % O2", "0.1", Verdict.DEFICIENT),
        ("<19.6 % O2", "0", Verdict.AT_THE_LINE),
        (">19.5 % O2", "0", Verdict.AT_THE_LINE),
    ],
)
def test_an_alarm_that_sounds_at_its_own_set_point_complies_and_a_step_late_does_not(typed, step, verdict):
    reading = read(typed, "% O2").quantity.model_copy(update={"uncertainty": Uncertainty(offset=step)})
    assert against(reading, ALARM, ALARM.low, None) is verdict


def test_what_is_not_done_is_not_a_pass(audit):
    assert audit.lines["sign"].verdict is Verdict.NOT_DONE


def test_a_reading_without_a_limit_is_recorded_but_no_pass(audit, pen):
    entry = pen.write(Measured, audit, item="oxygen", quantity=read("20.9 %", "% O2").quantity)
    assert audit.with_entry(entry).lines["oxygen"].verdict is Verdict.NO_LIMIT


@pytest.mark.parametrize(("due", "verdict"), [("2026-01-02", Verdict.COMPLIANT), ("2026-01-01", Verdict.DEFICIENT)])
def test_a_due_date_is_deficient_from_the_day_after_it_lapses(audit, pen, due, verdict):
    audit = audit.with_entry(pen.write(ThingAdded, audit, thing="d1", thing_kind="door", name="Main door"))
    audit = audit.with_entry(pen.write(Answered, audit, item="tested", thing="d1", value=due))
    assert audit.lines["tested@d1"].verdict is verdict


def test_two_answers_that_did_not_know_of_each_other_are_disputed(audit, pen):
    mine = pen.write(Answered, audit, item="sign", verdict="compliant")
    other = Pen("tablet-b", pen.person, pen.clock).write(Answered, audit, item="sign", verdict="deficient")
    merged = audit.with_entry(mine).with_entry(other)
    assert merged.lines["sign"].verdict is Verdict.DISPUTED
    picked = merged.with_entry(pen.write(Answered, merged, item="sign", verdict="deficient"))
    assert picked.lines["sign"].verdict is Verdict.DEFICIENT


def test_two_equal_answers_are_no_dispute(audit, pen):
    mine = pen.write(Answered, audit, item="sign", verdict="compliant")
    other = Pen("tablet-b", pen.person, pen.clock).write(Answered, audit, item="sign", verdict="compliant")
    assert audit.with_entry(mine).with_entry(other).lines["sign"].verdict is Verdict.COMPLIANT


def test_a_deficient_item_that_must_have_a_photo_is_not_done_without_it(audit, pen):
    audit = audit.with_entry(pen.write(ThingAdded, audit, thing="d1", thing_kind="door", name="Main door"))
    audit = audit.with_entry(pen.write(Answered, audit, item="closes", thing="d1", verdict="deficient"))
    assert audit.lines["closes@d1"].missing == ("photo",)
    audit = audit.with_entry(pen.write(PhotoTaken, audit, item="closes", thing="d1", photo="p1", digest="0" * 64))
    assert audit.lines["closes@d1"].done
