"""A reading of an item names the instrument it was taken with."""

import pytest

from audit_app.audit.instruments import last_used
from audit_app.audit.log.people import Scanner, Setting, Unit
from audit_app.audit.register import Instrument
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.screens.app import starter
from audit_app.visit.register_verbs import keep_instrument
from audit_app.visit.visit import begin
from tests.conftest import WALK
from tests.screen import screen
from tests.screens.conftest import ADA

OLD = Instrument(id="m1", name="Gaussmeter 1", measures="magnetic field", calibration_due="2020-06-01", percent=10)
NEW = Instrument(id="m2", name="Gaussmeter 2", measures="magnetic field", calibration_due="2099-06-01")
AIR = Instrument(id="m3", name="Oxygen meter", measures="oxygen")
SECOND = 'id = "field"'
TWO_FIELDS = WALK.replace(
    "[[sections.items]]\n" + SECOND,
    '[[sections.items]]\nid = "desk"\ntext = "Field at the desk"\nask = { kind = "quantity", unit = "mT" }\n'
    "[[sections.items]]\n" + SECOND,
)


@pytest.fixture
def audit_id(cabinet):
    walk = parse(TWO_FIELDS, "walk.toml")
    settings = (Setting(id="working-line", value="0.5", unit="mT", source="field-line"),)
    unit = Unit(id="u", name="U")
    visit = begin(cabinet.store, ADA, walk, Library(), unit=unit, scanner=Scanner(), settings=settings)
    cabinet.keep(visit.audit)
    return visit.audit.id


def answer(cabinet, audit_id, item):
    return cabinet.store.load(audit_id).lines[item].answer


async def test_nothing_is_asked_while_no_instrument_is_registered(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("item.desk")
        assert "reading.desk" in shown and "instrument.desk" not in shown


async def test_a_reading_names_its_instrument_and_the_next_one_starts_with_it(cabinet, audit_id):
    for each in (OLD, NEW, AIR):
        keep_instrument(cabinet.store, each)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("item.desk")
        assert [each.key for each in shown["instrument.desk"].options] == ["", "m1", "m2", "+"]  # none for oxygen
        assert shown["instrument.desk"].value == ""
        await shown.pick("instrument.desk", "m2")
        await shown.type("reading.desk", "0.2")
        await shown.press("keep.desk")
        assert answer(cabinet, audit_id, "desk").quantity.instrument == "m2"
        assert shown["instrument.field"].value == "m2"
        await shown.press("item.oxygen")
        assert [each.key for each in shown["instrument.oxygen"].options] == ["", "m3", "+"]
        await shown.press("item.desk")
        assert "with Gaussmeter 2 · Calibrated until 1 June 2099" in shown["told.desk"].value


async def test_typing_a_reading_asks_the_store_for_no_instruments_at_each_key(cabinet, audit_id):
    keep_instrument(cabinet.store, NEW)
    asked: list[str] = []
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("item.desk")
        cabinet.store._db.conn.set_trace_callback(asked.append)
        for typed in ("0", "0.", "0.2"):
            await shown.type("reading.desk", typed)
        cabinet.store._db.conn.set_trace_callback(None)
    assert shown["reading.desk"].value == "0.2" and any("drafts" in each for each in asked)  # kept at each key
    assert not [each for each in asked if "register" in each]


async def test_a_lapsed_calibration_is_shown_as_what_it_is_and_its_uncertainty_counts(cabinet, audit_id):
    keep_instrument(cabinet.store, OLD)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("item.field")
        await shown.pick("instrument.field", "m1")
        assert shown.says("Calibration lapsed on 1 June 2020")
        await shown.type("reading.field", "0.48")
        await shown.press("keep.field")
        assert "with Gaussmeter 1 · Calibration lapsed on 1 June 2020" in shown["told.field"].value
        line = cabinet.store.load(audit_id).lines["field"]
        assert str(line.verdict) == "at_the_line"  # 10 % of 0.48 mT reaches the limit of 0.5 mT


async def test_a_reading_has_an_uncertainty_of_its_own_where_one_is_typed(cabinet, audit_id):
    keep_instrument(cabinet.store, OLD)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("item.field")
        await shown.type("reading.field", "0.45")
        await shown.type("doubt-of.field", "a bit")
        await shown.press("keep.field")
        assert "has no number" in shown["reading.field"].error
        await shown.type("doubt-of.field", "0,06")
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as again:
        assert again["doubt-of.field"].value == "0,06"
        await again.press("keep.field")
        assert str(answer(cabinet, audit_id, "field").quantity.uncertainty.offset) == "0.06"
        assert str(cabinet.store.load(audit_id).lines["field"].verdict) == "at_the_line"
        assert again["doubt-of.field"].value == "0.06" and "± 0.06 mT (k = 2)" in again["told.field"].value
        await again.type("doubt-of.field", "")
        await again.pick("instrument.field", "m1")
        await again.press("keep.field")
        assert again["doubt-of.field"].value == ""  # that of the instrument is not this reading's own
        assert cabinet.store.drawers.drafts(audit_id) == {}


async def test_the_instrument_of_a_kept_reading_can_be_put_right(cabinet, audit_id):
    for each in (OLD, NEW):
        keep_instrument(cabinet.store, each)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("item.desk")
        await shown.pick("instrument.desk", "m1")
        await shown.type("reading.desk", "0.2")
        await shown.press("keep.desk")
        await shown.press("item.desk")
        await shown.pick("instrument.desk", "m2")
        await shown.press("keep.desk")
        assert answer(cabinet, audit_id, "desk").quantity.instrument == "m2"
        await shown.go(f"/audit/{audit_id}/history/desk")
        assert shown.says("changed 0.2 mT with Gaussmeter 1 to 0.2 mT with Gaussmeter 2")


async def test_an_instrument_that_is_no_longer_used_stays_with_the_reading_it_took(cabinet, audit_id):
    for each in (OLD, NEW):
        keep_instrument(cabinet.store, each)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("item.desk")
        await shown.pick("instrument.desk", "m1")
        await shown.type("reading.desk", "0.2")
        await shown.press("keep.desk")
        keep_instrument(cabinet.store, OLD.model_copy(update={"retired": True}))
        await shown.press("item.desk")
        assert shown["instrument.desk"].value == "m1"
        await shown.press("item.field")
        assert [each.key for each in shown["instrument.field"].options] == ["", "m2", "+"]
        assert shown["instrument.field"].value == ""


async def test_a_gaussmeter_is_never_offered_or_preset_for_another_quantity(cabinet, audit_id):
    keep_instrument(cabinet.store, Instrument(id="g", name="Gaussmeter 3"))  # it does not say what it measures
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("item.desk")
        await shown.pick("instrument.desk", "g")
        await shown.type("reading.desk", "0.2")
        await shown.press("keep.desk")
        await shown.press("item.oxygen")
        assert [each.key for each in shown["instrument.oxygen"].options] == ["", "+"]
        assert shown["instrument.oxygen"].value == ""


async def test_not_said_stays_said(cabinet, audit_id):
    for each in (OLD, NEW):
        keep_instrument(cabinet.store, each)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("item.desk")
        await shown.pick("instrument.desk", "m2")
        await shown.type("reading.desk", "0.2")
        await shown.press("keep.desk")
        await shown.pick("instrument.field", "")
        await shown.type("reading.field", "0.2")
        await shown.press("keep.field")
        await shown.press("item.desk")
        assert shown["instrument.desk"].value == "m2"  # what was said of this reading
    audit = cabinet.store.load(audit_id)
    assert last_used(audit, audit.things, "mT") == ""


async def test_an_instrument_is_added_from_the_list_and_offered_on_the_way_back(cabinet, audit_id):
    keep_instrument(cabinet.store, NEW)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("item.oxygen")
        await shown.pick("instrument.oxygen", "+")
        assert shown.page.route == "/register/instrument"
        await shown.press("back")
        assert shown.page.route == f"/audit/{audit_id}"
