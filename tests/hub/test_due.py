"""What the hub says falls due: one that has two names falls due once."""

from pathlib import Path
from typing import Any

import pytest

from audit_app.audit.log.clock import DeviceClock
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.audit.register import KnownUnit
from audit_app.register.log import log_id
from audit_app.visit.register_verbs import keep_unit, same_as
from tests.hub.tablet import Tablet

UNITS = ("unit-1", "unit-2")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """What falls due is worked out from rows: one kind of database tells it."""
    return f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"


def due(tablet: Tablet, kind: str) -> list[Any]:
    items = tablet.http.get("/v1/due").json()["items"]
    return [(each["kind"], each["title"]) for each in items if each["kind"] == kind]


def test_units_that_are_stated_to_be_the_same_fall_due_once_until_that_is_taken_back(tablet: Tablet) -> None:
    pen = Pen(tablet.store.device, Person(name="Ada Byron"), DeviceClock())
    for unit in UNITS:
        keep_unit(tablet.store, KnownUnit(id=unit, name=f"Known as {unit}"), pen)
        tablet.push(tablet.begin(unit, name=f"Known as {unit}").audit.id)
    assert due(tablet, "Audit") == [("Audit", "Known as unit-1"), ("Audit", "Known as unit-2")]
    same_as(tablet.store, "unit", *UNITS, pen=pen)
    for unit in UNITS:
        log = log_id("unit", unit)
        tablet.push(log, tablet.store.register.raw(log), papers=False)
    assert len(due(tablet, "Audit")) == 1
    same_as(tablet.store, "unit", *UNITS, same=False, pen=pen)
    log = log_id("unit", UNITS[0])
    tablet.push(log, tablet.store.register.raw(log), papers=False)
    assert len(due(tablet, "Audit")) == 2


def test_an_instrument_that_is_stated_under_two_ids_has_one_calibration_due(tablet: Tablet) -> None:
    ids = []
    for name in ("Meter", "The meter"):
        visit = tablet.begin()
        ids.append(visit.add_thing("instrument", name, details={"calibration_due": "2020-01-01", "serial": "42"}))
        tablet.push(visit.audit.id)
    assert len(due(tablet, "Calibration")) == 2
    pen = Pen(tablet.store.device, Person(name="Ada Byron"), DeviceClock())
    same_as(tablet.store, "instrument", *ids, pen=pen)
    log = log_id("instrument", ids[0])
    tablet.push(log, tablet.store.register.raw(log), papers=False)
    assert len(due(tablet, "Calibration")) == 1
