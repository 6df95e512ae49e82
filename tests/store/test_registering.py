"""The register on a real store: units, scanners, instruments, people, and what audits take from it."""

from datetime import date
from decimal import Decimal

import pytest

from audit_app.audit.log.people import Person
from audit_app.audit.register import Instrument, KnownScanner, KnownUnit
from audit_app.errors import EntryRefused
from audit_app.store.register.old_table import move_table, unsayable
from audit_app.units import read
from audit_app.visit.findings import raise_finding, set_action, sign_off
from audit_app.visit.register import falling_due, instruments, people, scanners, take_along, typed_number, units
from audit_app.visit.register_verbs import keep_instrument, keep_person, keep_scanner, keep_unit
from tests.store.conftest import ADA

METER = Instrument(
    id="m1",
    name="Gaussmeter",
    maker="Example",
    serial="1234",
    measures="magnetic field",
    calibrated_on="2025-06-01",
    calibration_due="2026-06-01",
    percent=Decimal("1.5"),
    offset=Decimal("0.01"),
    unit="mT",
)


def test_what_is_kept_comes_back_whole(store):
    unit = keep_unit(store, KnownUnit(id="u1", name="MRI 1", organisation="Riverside", interval_months=6))
    scanner = keep_scanner(store, KnownScanner(id="s1", maker="A", field=read("1.5 T", "T").quantity, unit="u1"))
    person = keep_person(store, Person(id="p1", name="Lin Chen", email="lin@example.org"))
    assert keep_instrument(store, METER) == METER
    assert (units(store), scanners(store, "u1"), people(store), instruments(store)) == (
        (unit,),
        (scanner,),
        (person,),
        (METER,),
    )
    assert scanners(store, "other") == ()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, "has no name"),
        ({"id": ""}, "has no identity"),
        ({"calibration_due": "June"}, "is not a date"),
        ({"calibration_due": "2025-05-31"}, "falls due before it was made"),
        ({"offset": Decimal("0.02"), "unit": ""}, "has no unit"),
        ({"offset": Decimal("0.02"), "unit": "mt"}, "is in “mt”, which is no unit"),
    ],
)
def test_a_wrong_instrument_is_refused_and_changes_nothing(store, changes, fault):
    with pytest.raises(EntryRefused, match=fault):
        keep_instrument(store, METER.model_copy(update=changes))
    assert instruments(store) == ()


def test_a_row_of_the_old_register_that_cannot_be_stated_names_itself_and_stops_nothing(store):
    store.drawers.register("unit", "u1", "MRI 1", {"interval_months": "often"})
    store.drawers.register("unit", "u2", "MRI 2", {"interval_months": 6})
    move_table(store.register, store.drawers, store.device)
    assert [each.name for each in units(store)] == ["MRI 2"]
    assert list(unsayable(store.drawers)) == ["“MRI 1” in the register cannot be read any more: record it anew"]


def test_an_audit_copies_the_calibration_it_was_made_with(visit):
    take_along(visit, [METER])
    keep_instrument(visit.store, METER.model_copy(update={"calibration_due": "2027-06-01"}))
    [thing] = visit.audit.things_of("instrument")
    assert thing.details["calibration_due"] == "2026-06-01"
    assert thing.details["uncertainty"] == "1.5 % + 0.01 mT (k = 2)"


def test_taking_the_same_instrument_along_twice_adds_nothing_and_a_new_calibration_replaces(visit):
    assert take_along(visit, [METER]) == ("m1",)
    assert take_along(visit, [METER]) == ()
    newer = METER.model_copy(update={"calibration_due": "2027-06-01"})
    assert take_along(visit, [newer]) == ("m1",)
    assert [thing.details["calibration_due"] for thing in visit.audit.things_of("instrument")] == ["2027-06-01"]


def test_what_the_register_brought_along_is_not_undone_by_mistake(visit):
    take_along(visit, [METER])
    assert visit.undo() is None


def test_what_is_due_gathers_audits_calibrations_and_actions(visit):
    store = visit.store
    keep_unit(store, KnownUnit(id="unit-1", name="MRI 1"))
    keep_instrument(store, METER)
    set_action(visit, raise_finding(visit, "Gap", likelihood=5, consequence=5), "Mend", ADA)
    sign_off(visit, ADA, "As I saw it.", acknowledged=("left", "unrated", "finding", "result"))
    shown = falling_due(store, date(2026, 12, 1))
    assert [(each.kind, each.title, each.state) for each in shown] == [
        ("audit", "MRI 1", "soon"),
        ("calibration", "Gaussmeter", "overdue"),
        ("action", "Mend", "overdue"),
    ]
    assert [each.kind for each in falling_due(store, date(2026, 1, 2))] == ["action"]


@pytest.mark.parametrize(("text", "number"), [("", "0"), ("2,5", "2.5"), (" 1.5 ", "1.5")])
def test_a_typed_number_may_have_a_decimal_comma(text, number):
    assert typed_number(text, "a percentage") == Decimal(number)


@pytest.mark.parametrize("text", ["-1", "nan", "1e9", "about 2", "Infinity"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(EntryRefused, match="is not a number for a percentage"):
        typed_number(text, "a percentage")
