"""The sample audit holds together as a real one would."""

from datetime import date, timedelta

import pytest

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import actions, due_by_default
from audit_app.audit.findings.finding import findings
from audit_app.audit.signatures import signatures
from audit_app.audit.survey.survey import taken
from audit_app.report.chapters.items import calibration_of
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit import sample


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
