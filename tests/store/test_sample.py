"""The sample audit holds together as a real one would."""

import json
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import actions, due_by_default
from audit_app.audit.findings.finding import findings
from audit_app.audit.log.entries import Measured, Signed
from audit_app.audit.signatures import signatures
from audit_app.audit.signing.obstacles import obstacles, summed
from audit_app.audit.survey.survey import taken
from audit_app.audit.verdicts.judge import Verdict
from audit_app.report.chapters.items import calibration_of
from audit_app.resources import asset
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit import sample
from audit_app.visit.sample import WalkingClock
from tests.walks.server import ROOT


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Audit, Audit]:
    with Store.in_memory() as store:
        before, now = sample.make(store, Shelf(tmp_path_factory.mktemp("sample")))
        return store.load(before), store.load(now)


def test_the_meter_was_calibrated_on_the_day_of_every_reading_in_both_years(audits: tuple[Audit, Audit]) -> None:
    for audit in audits:
        known = {calibration_of(audit, one.entry.probe, one.entry) for one in taken(audit)}
        assert {one.state for one in known if one} == {"valid"} and None not in known


def test_no_sensor_is_due_for_calibration_soon_after_it_was_calibrated(audits: tuple[Audit, Audit]) -> None:
    for audit in audits:
        for sensor in audit.things_of("oxygen-sensor"):
            on, due = (audit.lines[f"{item}@{sensor.id}"].answer for item in ("os-calibrated-on", "os-calibration-due"))
            assert date.fromisoformat(due.value) - date.fromisoformat(on.value) == timedelta(days=365)


def test_the_second_checker_declares_what_a_second_checker_did(audits: tuple[Audit, Audit]) -> None:
    for audit in audits:
        told = {each.role: each.declaration for each in signatures(audit)}
        assert "I carried out this audit" in told["auditor"] and "I checked this audit" in told["checker"]


def test_a_day_later_than_the_risk_tables_has_its_reason(audits: tuple[Audit, Audit]) -> None:
    known = {each.id: each for audit in audits for each in findings(audit)}
    late = [
        each
        for audit in audits
        for each in actions(audit)
        if each.due > due_by_default(known[each.finding], date.fromisoformat(audit.begun.on))
    ]
    assert late and all(each.note for each in late)


def test_what_was_found_does_not_contradict_itself(audits: tuple[Audit, Audit]) -> None:
    _, now = audits
    told = {each.line for each in findings(now)}
    doubtful = [line for line in now.lines.values() if line.verdict is Verdict.AT_THE_LINE]
    assert doubtful and all(line.key in told for line in doubtful)
    assert [each.sentence for each in summed(obstacles(now))] == ["1 item was not assessed"]


def test_every_reading_taken_on_the_visit_names_its_instrument(audits: tuple[Audit, Audit]) -> None:
    printed = {"qp-clearance-needed", "os-set-warn", "os-set-main", "os-gas", "os-time-maker", "anc-limit"}
    for audit in audits:
        bare = {each.item for each in audit.entries if isinstance(each, Measured) and not each.quantity.instrument}
        assert bare <= printed
        assert all(each.entry.place and each.entry.probe for each in taken(audit))


def test_the_field_was_read_at_two_heights(audits: tuple[Audit, Audit]) -> None:
    for audit in audits:
        read = {(each.entry.height, each.entry.place) for each in taken(audit)}
        low, high = ({place for height, place in read if height == one} for one in sorted({one for one, _ in read}))
        assert len(low) == 8 and len(high) == 4 and high < low


def test_the_checker_signs_after_reading_and_actions_are_several_peoples(audits: tuple[Audit, Audit]) -> None:
    _, now = audits
    auditor, checker = sorted(datetime.fromisoformat(each.wall) for each in now.entries if isinstance(each, Signed))
    assert checker - auditor > timedelta(minutes=15)
    assert len({each.owner.name for each in actions(now) if each.owner}) >= 3


def test_an_immediate_danger_is_dealt_with_by_the_next_day(audits: tuple[Audit, Audit]) -> None:
    for audit in audits:
        grave = {each.id for each in findings(audit) if each.immediate_danger}
        due = {each.due for each in actions(audit) if each.finding in grave}
        begun = date.fromisoformat(audit.begun.on)
        assert grave and all(date.fromisoformat(each) - begun <= timedelta(days=1) for each in due)


def test_a_core_audit_of_the_sample_unit_asks_at_most_110_things(tmp_path: Path) -> None:
    """Walked as the sample is told, every line that comes up answered; docs/core.json counted the same in a browser."""
    with Store.in_memory() as store:
        told = tomllib.loads(asset("sample.toml").read_text(encoding="utf-8"))
        core = sample.Sample(store, Shelf(tmp_path), told, WalkingClock(datetime.now().astimezone()))
        core.depth = "core"
        audit = core.walked(None)
        answers = len([line for line in audit.lines.values() if line.answer])
    assert 90 <= answers <= 110
    assert json.loads((ROOT / "docs" / "core.json").read_text(encoding="utf-8"))["answers"] == answers
