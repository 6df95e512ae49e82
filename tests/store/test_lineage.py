"""Earlier audits are compared with as they were signed."""

from datetime import date
from pathlib import Path

import pytest

from audit_app.audit.findings.actions import actions
from audit_app.audit.log.people import Scanner, Unit
from audit_app.audit.pen import Pen
from audit_app.audit.register import KnownUnit
from audit_app.audit.verdicts.judge import Verdict
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.register.log import log_id
from audit_app.report import Options, outline
from audit_app.store.lineage import audits_of, followed_up, last_of_unit, previous_of
from audit_app.visit.findings import close_action, raise_finding, set_action, sign_off
from audit_app.visit.follow_up import FollowUp
from audit_app.visit.register import what_is_due
from audit_app.visit.register_verbs import keep_unit, same_as, take_back
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK, SteppingClock
from tests.portfolio.tablets import Tablet
from tests.report.reading import words
from tests.store.test_following import seen


@pytest.fixture
def following(tmp_path: Path) -> Visit:
    """An audit after one that was signed as compliant, into which a late answer from another tablet came."""
    clock = SteppingClock()
    one, other = (Tablet(tmp_path / name, name, clock) for name in ("Ada Byron", "Ben Carr"))
    one.begin()
    other.take(one.give(tmp_path / "0.mraudit"))
    visit = one.at()
    visit.answer("sign", "compliant")
    other.at().answer("sign", "deficient")
    sign_off(visit, one.person, "As I saw it.", acknowledged=seen(visit))
    one.take(other.give(tmp_path / "1.mraudit"))
    last = one.at().audit
    about = {"unit": last.begun.unit, "scanner": last.begun.scanner, "settings": last.begun.settings, "clock": clock}
    return begin(one.store, one.person, parse(WALK, "w"), Library(), on="2026-02-02", previous=last.id, **about)


def test_what_came_in_after_the_signature_changes_no_comparison(following: Visit) -> None:
    following.answer("sign", "compliant")
    previous, earlier = previous_of(following.store, following.audit), audits_of(following.store, following.audit)
    assert previous is not None and previous.lines["sign"].verdict is Verdict.COMPLIANT
    assert [audit.lines["sign"].verdict for audit in earlier] == [Verdict.COMPLIANT] * 2
    told = outline(following.audit, None, Options(previous=previous, earlier=earlier[:-1]))
    assert "Disputed" not in words(told, "comparison")


def test_units_stated_to_be_one_share_trend_and_actions_until_it_is_taken_back(tmp_path: Path) -> None:
    clock = SteppingClock()
    tablet = Tablet(tmp_path, "Ada Byron", clock)
    tablet.begin()
    old = tablet.at()
    old.answer("sign", "deficient")
    made = raise_finding(old, "No sign", item="sign", likelihood=2, consequence=2)
    action = set_action(old, made, "Put one up", tablet.person, due="2026-01-05")
    sign_off(old, tablet.person, "As I saw it.", acknowledged=seen(old))
    keep_unit(tablet.store, KnownUnit(id="unit-1", name="MRI 1"))
    keep_unit(tablet.store, KnownUnit(id="unit-2", name="MRI 1, moved"))
    again = begin(
        tablet.store, tablet.person, parse(WALK, "w"), Library(), on="2026-02-02", clock=clock, scanner=Scanner(),
        unit=Unit(id="unit-2", name="MRI 1, moved"), settings=(),
    )  # fmt: skip
    assert last_of_unit(tablet.store, "unit-2") == "" and len(audits_of(tablet.store, again.audit)) == 1
    pen = Pen(tablet.store.device, tablet.person, clock)
    same_as(tablet.store, "unit", "unit-1", "unit-2", pen=pen)
    assert last_of_unit(tablet.store, "unit-2") == old.audit.id
    assert [each.id for each in audits_of(tablet.store, again.audit)] == [old.audit.id, again.audit.id]
    assert len([each for each in what_is_due(tablet.store, date(2026, 6, 1)) if each.kind == "audit"]) == 1
    close_action(FollowUp(tablet.store, old.audit, pen), action, "done", "Seen")
    assert [each.id for each in tablet.store.follow_ups("unit-2")] == [
        each.id for each in tablet.store.follow_ups("unit-1")
    ]
    log = log_id("unit", "unit-1")
    take_back(tablet.store, log, tablet.store.register.log(log).entries[-1].id, pen)
    assert last_of_unit(tablet.store, "unit-2") == "" and len(audits_of(tablet.store, again.audit)) == 1
    assert tablet.store.follow_ups("unit-2") == ()
    assert [each.state for each in actions(followed_up(tablet.store, old.audit))] == ["done"], "it stayed with its unit"
    assert len([each for each in what_is_due(tablet.store, date(2026, 6, 1)) if each.kind == "audit"]) == 2
