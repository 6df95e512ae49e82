"""The next audit: what is taken along, what stood there before, what is new, repeated or closed, and trends."""

from decimal import Decimal

import pytest

from audit_app.audit.audit import replay
from audit_app.audit.comparison import Point, before, moved, same_thing, since, trends
from audit_app.audit.findings.carry_over import carried
from audit_app.audit.findings.finding import open_before, proposed, rated
from audit_app.audit.log.entries import (
    ActionSet,
    Answered,
    Begun,
    FindingCarried,
    FindingRaised,
    FollowedUp,
    Measured,
    Noted,
    PhotoTaken,
    PlanSet,
    ThingAdded,
    ThingRenamed,
)
from audit_app.audit.verdicts.judge import Verdict
from audit_app.units import read


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


def next_audit(previous, pen, number=2, on="2027-01-02"):
    """The next audit of the same unit, begun with what the last one hands on."""
    kept = previous.begun.model_dump(
        include={"purpose", "checklist", "references", "unit", "scanner", "auditor", "settings"}
    )
    begun = pen.write(Begun, None, audit_id=f"audit-{number}", on=on, previous=previous.id, **kept)
    audit = replay(f"audit-{number}", previous.checklist, previous.library, [begun])
    for kind, says in carried(previous):
        audit = enter(audit, pen, kind, **says)
    return audit


@pytest.fixture
def last(audit, pen):
    audit = enter(audit, pen, ThingAdded, thing="d1", thing_kind="door", name="Main door", details={"width": "1.2 m"})
    audit = enter(audit, pen, Answered, item="sign", verdict="deficient", reason="Gone")
    audit = enter(audit, pen, Answered, item="closes", thing="d1", verdict="deficient")
    audit = enter(audit, pen, Answered, item="tested", thing="d1", value="2026-06-01")
    audit = enter(audit, pen, Measured, item="oxygen", quantity=read("20.9 %", "% O2").quantity)
    audit = enter(audit, pen, Noted, item="sign", text="Glue failed")
    audit = enter(audit, pen, PhotoTaken, item="sign", photo="p", digest="0" * 64)
    audit = enter(audit, pen, FindingRaised, finding="f1", **proposed(audit.lines["sign"]), **rated(3, 3))
    audit = enter(audit, pen, FindingRaised, finding="f2", **proposed(audit.lines["closes@d1"]))
    return enter(audit, pen, ActionSet, action="a", finding="f2", what="Mend", state="verified")


def test_things_are_taken_along_and_answers_are_not(last, pen):
    new = next_audit(last, pen)
    [door] = new.things
    assert (door.id, door.name, door.details) == ("d1", "Main door", {"width": "1.2 m"})
    assert {line.verdict for line in new.lines.values()} == {Verdict.NOT_DONE}


def test_plans_are_taken_along_whole(last, pen):
    says = {"plan": "plan", "name": "Ground floor", "width": "800", "height": "600", "isocentre": ("400", "300")}
    new = next_audit(enter(last, pen, PlanSet, **says), pen)
    plan = new.slots.last(("plan", "plan"))
    assert isinstance(plan, PlanSet)
    assert (plan.isocentre, plan.carried_from) == ((Decimal(400), Decimal(300)), "audit-1")


def test_open_findings_are_taken_along_and_verified_ones_are_not(last, pen):
    [left] = open_before(next_audit(last, pen))
    assert (left.id, left.risk, left.raised_on) == ("f1", "High (9): possible × moderate", "2026-01-02")
    assert left.words == "Not reviewed yet"


def test_what_was_there_before_is_shown_beside_the_item(last, pen):
    new = next_audit(last, pen)
    shown = before(last, new.lines["sign"])
    assert shown is not None
    assert (shown.words, shown.reason, shown.note, shown.photos) == ("Deficient", "Gone", "Glue failed", ("p",))
    assert before(last, new.lines["oxygen"]).words == "20.9 % O2 (recorded)"
    assert before(last, new.lines["tested@d1"]).words == "1 June 2026 (compliant)"


def test_before_follows_a_renamed_door_by_its_id_and_a_retyped_one_by_its_name(last, pen):
    new = enter(next_audit(last, pen), pen, ThingRenamed, thing="d1", name="North door")
    assert before(last, new.lines["closes@d1"]).verdict is Verdict.DEFICIENT
    new = enter(new, pen, ThingAdded, thing="x", thing_kind="door", name=" main  DOOR ")
    assert same_thing(last, new.things[-1]).id == "d1"


def test_before_would_rather_show_nothing_than_the_wrong_door(last, pen):
    last = enter(last, pen, ThingAdded, thing="d2", thing_kind="door", name="Main door")
    new = enter(next_audit(last, pen), pen, ThingAdded, thing="x", thing_kind="door", name="Main door")
    assert before(last, new.lines["closes@x"]) is None


def test_an_audit_that_follows_none_has_no_comparison(audit):
    assert since(audit) is None


def test_new_repeated_and_closed_are_told_apart(last, pen):
    new = next_audit(last, pen)
    new = enter(new, pen, FollowedUp, finding="f1", standing="closed", note="New sign")
    new = enter(new, pen, Answered, item="closes", thing="d1", verdict="partly")
    new = enter(new, pen, FindingRaised, finding="f3", **proposed(new.lines["closes@d1"]))
    new = enter(new, pen, FindingRaised, finding="f4", title="Trolley unlabelled")
    told = since(new, last)
    assert told is not None
    assert [each.title for each in told.closed] == ["Is the warning sign on the door?"]
    assert [each.id for each in told.repeated] == ["f3"]  # closed in the last audit, and back again
    assert [each.id for each in told.new] == ["f4"]
    assert told.not_looked_at == () and told.still_open == ()


def test_a_finding_kept_open_is_repeated_and_one_only_marked_is_still_open(last, pen):
    new = next_audit(last, pen)
    marked = enter(new, pen, FollowedUp, finding="f1", standing="worse")
    told = since(marked)
    assert told is not None and [each.words for each in told.still_open] == ["Worse"]
    raised = enter(marked, pen, FindingRaised, finding="f5", title="Sign", carried_from="f1")
    told = since(raised)
    assert told is not None and ([each.id for each in told.repeated], told.still_open) == (["f5"], ())


def test_a_finding_nobody_looked_at_is_never_lost(last, pen):
    third = next_audit(next_audit(last, pen), pen, number=3, on="2028-01-02")
    [left] = open_before(third)
    assert (left.id, left.raised_on) == ("f1", "2026-01-02")


def test_a_finding_carried_twice_keeps_the_day_it_was_first_raised(last, pen):
    second = next_audit(last, pen)
    second = enter(second, pen, FollowedUp, finding="f1", standing="still_open")
    second = enter(second, pen, FindingRaised, finding="f5", title="Sign", carried_from="f1")
    [left] = open_before(next_audit(second, pen, number=3, on="2028-01-02"))
    assert (left.id, left.raised_on) == ("f5", "2026-01-02")


def test_one_tablet_closing_what_another_finds_worse_is_still_to_be_looked_at(last, pen, clock):
    new = next_audit(last, pen)
    mine = pen.write(FollowedUp, new, finding="f1", standing="closed")
    yours = type(pen)("tablet-b", pen.person, clock).write(FollowedUp, new, finding="f1", standing="worse")
    told = since(new.with_entry(mine).with_entry(yours))
    assert told is not None and [each.id for each in told.not_looked_at] == ["f1"] and told.closed == ()


def test_lines_that_moved_say_whether_for_the_better(last, pen):
    new = next_audit(last, pen)
    new = enter(new, pen, Answered, item="sign", verdict="compliant")
    new = enter(new, pen, Answered, item="closes", thing="d1", verdict="not_assessed", reason="Locked")
    assert [(each.line, each.better) for each in moved(new, last)] == [("sign", True), ("closes@d1", None)]


def test_trends_are_in_one_unit_over_the_audits_in_order(last, pen):
    new = next_audit(last, pen)
    new = enter(new, pen, Measured, item="oxygen", quantity=read("20.7 %", "% O2").quantity)
    new = enter(new, pen, Answered, item="tested", thing="d1", value="2027-01-12")
    dates, oxygen = sorted(trends([new, last]), key=lambda each: each.key, reverse=True)
    assert [(p.on, p.value) for p in oxygen.points] == [
        ("2026-01-02", Decimal("20.9")),
        ("2027-01-02", Decimal("20.7")),
    ]
    assert (dates.unit, [p.value for p in dates.points]) == ("days from the audit", [Decimal(150), Decimal(10)])


def test_readings_in_other_units_join_one_series(audit, pen):
    first = enter(audit, pen, Measured, item="field", quantity=read("4.0 G", "mT").quantity)
    second = enter(next_audit(audit, pen), pen, Measured, item="field", quantity=read("0.3 mT", "mT").quantity)
    [series] = trends([first, second])
    assert [p.value for p in series.points] == [Decimal("0.4"), Decimal("0.3")]
    assert [p.words for p in series.points] == ["4.0 G", "0.3 mT"]


def test_a_renamed_thing_goes_on_in_its_trend_under_its_new_name(last, pen):
    new = enter(next_audit(last, pen), pen, ThingRenamed, thing="d1", name="Door A")
    new = enter(new, pen, Answered, item="tested", thing="d1", value="2027-01-12")
    [dates] = [each for each in trends([last, new]) if each.unit]
    assert (dates.title, [p.value for p in dates.points]) == ("Next inspection due (Door A)", [150, 10])


def test_two_things_of_one_name_have_a_trend_each(last, pen):
    new = enter(next_audit(last, pen), pen, ThingAdded, thing="d2", thing_kind="door", name=last.things[0].name)
    for thing, due in (("d1", "2027-01-12"), ("d2", "2027-01-22")):
        new = enter(new, pen, Answered, item="tested", thing=thing, value=due)
    series = [each for each in trends([last, new], least=1) if each.unit.startswith("days")]
    assert [[p.value for p in each.points] for each in series] == [[150, 10], [20]]


def test_a_thing_recorded_anew_under_its_old_name_goes_on_in_its_trend(last, pen, audit):
    new = next_audit(audit, pen)
    new = enter(new, pen, ThingAdded, thing="new", thing_kind="door", name=last.things[0].name.upper())
    new = enter(new, pen, Answered, item="tested", thing="new", value="2027-01-12")
    assert [[p.value for p in each.points] for each in trends([last, new]) if "days" in each.unit] == [[150, 10]]


def test_a_field_line_joins_the_trends_from_outside(audit, pen):
    second = next_audit(audit, pen)
    title = "0.5 mT line, along the bore, m"
    known = {
        audit.id: {title: Point(audit.id, "2026-01-02", Decimal("4.0"), "4.0 m")},
        second.id: {title: Point(second.id, "2027-01-02", Decimal("4.1"), "4.1 m")},
    }
    [series] = trends([audit, second], known)
    assert (series.unit, [p.value for p in series.points]) == ("m", [Decimal("4.0"), Decimal("4.1")])


def test_the_copied_findings_carry_their_actions_in_words(last, pen):
    last = enter(last, pen, ActionSet, action="b", finding="f1", what="Fit a sign", due="2026-02-01")
    heads = [entry for entry in next_audit(last, pen).entries if isinstance(entry, FindingCarried)]
    assert heads[0].actions == ("Fit a sign (No owner yet, due 1 February 2026): open",)
