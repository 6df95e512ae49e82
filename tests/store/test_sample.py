"""The sample audit holds together as a real one would."""

import pytest

from audit_app.audit.audit import Audit
from audit_app.audit.survey import taken
from audit_app.report.telling.items import calibration_of
from audit_app.store import sample
from audit_app.store.shelf import Shelf
from audit_app.store.store import Store


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Audit, Audit]:
    with Store.in_memory() as store:
        before, now = sample.make(store, Shelf(tmp_path_factory.mktemp("sample")))
        return store.load(before), store.load(now)


def test_the_meter_was_calibrated_on_the_day_of_every_reading_in_both_years(audits: tuple[Audit, Audit]) -> None:
    for audit in audits:
        known = {calibration_of(audit, one.entry.probe, one.entry) for one in taken(audit)}
        assert {one.state for one in known if one} == {"valid"} and None not in known
