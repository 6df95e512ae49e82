"""The register on the screens, and what falls due on the home screen."""

from datetime import UTC, datetime

import flet as ft

from audit_app.audit.log.people import Scanner, Unit
from audit_app.audit.register import AncillaryItem, KnownScanner, KnownUnit
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.screens.app import starter
from audit_app.store.store import Store
from audit_app.visit.findings import raise_finding, set_action
from audit_app.visit.register import ancillaries, instruments, people, scanners, units
from audit_app.visit.register_verbs import keep_ancillary, keep_scanner, keep_unit
from audit_app.visit.visit import begin
from tests.conftest import WALK
from tests.screen import screen
from tests.screens.conftest import ADA


async def test_a_unit_is_added_with_its_scanner_and_interval(cabinet):
    async with screen(starter(cabinet), route="/register") as shown:
        assert shown.says("No units yet")
        await shown.press("add-entry")
        await shown.type("field.name", "MRI 1")
        await shown.type("field.interval", "often")
        await shown.press("keep")
        assert shown.says("is not a number of months") and units(cabinet.store) == ()
        await shown.type("field.interval", "6")
        await shown.type("field.maker", "Example")
        await shown.press("keep")
        [unit] = units(cabinet.store)
        assert (unit.name, unit.interval_months) == ("MRI 1", 6)
        assert [each.maker for each in scanners(cabinet.store, unit.id)] == ["Example"]
        await shown.press(f"entry.{unit.id}")
        await shown.type("field.site", "Main hospital")
        await shown.press("keep")
        assert [each.site for each in units(cabinet.store)] == ["Main hospital"]
        assert len(scanners(cabinet.store)) == 1


async def test_a_unit_may_have_several_scanners_each_corrected_on_its_own(cabinet):
    keep_unit(cabinet.store, KnownUnit(id="u", name="MRI 1"))
    keep_scanner(cabinet.store, KnownScanner(id="one", unit="u", maker="Example", model="One", serial="1"))
    async with screen(starter(cabinet), route="/register") as shown:
        await shown.press("scanner.add.u")
        await shown.press("keep")
        assert "has no name yet" in shown["trouble"].value
        await shown.type("field.maker", "Sample")
        await shown.type("field.serial", "2")
        await shown.press("keep")
        await shown.press("scanner.one")
        await shown.type("field.model", "One plus")
        await shown.press("keep")
    known = {each.serial: (each.maker, each.model) for each in scanners(cabinet.store, "u")}
    assert known == {"1": ("Example", "One plus"), "2": ("Sample", "")}


async def test_an_entry_half_typed_is_there_again(cabinet):
    async with screen(starter(cabinet), route="/register") as shown:
        await shown.press("add-entry")
        await shown.type("field.name", "MRI 1, west wi")
    async with screen(starter(cabinet), route="/register") as again:
        await again.press("add-entry")
        assert again["field.name"].value == "MRI 1, west wi"
        await again.press("keep")
        await again.press("add-entry")
        assert again["field.name"].value == ""


async def test_an_instrument_is_kept_with_its_calibration(cabinet):
    async with screen(starter(cabinet), route="/register") as shown:
        await shown.choose("which", "instrument")
        await shown.press("add-entry")
        await shown.type("field.name", "Gaussmeter 1")
        await shown.type("field.calibration_due", "June")
        await shown.press("keep")
        assert shown.says("is not a date") and instruments(cabinet.store) == ()
        await shown.type("field.calibration_due", "2020-06-01")
        await shown.type("field.percent", "1,5")
        await shown.press("keep")
        [meter] = instruments(cabinet.store)
        assert str(meter.percent) == "1.5"
        assert shown.says("Calibration lapsed on 1 June 2020")
        await shown.press(f"entry.{meter.id}")
        await shown.type("field.offset", "0,02")
        await shown.press("keep")
        assert shown.says("has no unit") and instruments(cabinet.store) == (meter,)
        await shown.pick("unit", "mT")
        await shown.press("keep")
        assert instruments(cabinet.store)[0].details["uncertainty"] == "1.5 % + 0.02 mT (k = 2)"


async def test_a_person_of_the_register_can_own_an_action(cabinet):
    async with screen(starter(cabinet), route="/register") as shown:
        await shown.choose("which", "person")
        await shown.press("add-entry")
        await shown.type("field.name", "Lin Chen")
        await shown.type("field.email", "lin@example.org")
        await shown.press("keep")
    [person] = people(cabinet.store)
    walk = parse(WALK, "walk.toml")
    visit = begin(cabinet.store, ADA, walk, Library(), unit=Unit(id="u", name="U"), scanner=Scanner(), settings=())
    made = raise_finding(visit, "Gap")
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/finding/{made}") as shown:
        await shown.press("add-action")
        await shown.pick("known-person", person.id)
        assert shown["action.email"].value == "lin@example.org"


async def test_what_is_overdue_is_on_the_home_screen(cabinet):
    walk = parse(WALK, "walk.toml")
    visit = begin(cabinet.store, ADA, walk, Library(), unit=Unit(id="u", name="U"), scanner=Scanner(), settings=())
    set_action(visit, raise_finding(visit, "Gap"), "Mend the door", ADA, due="2020-01-01")
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet)) as shown:
        assert shown.says("1 overdue") and shown.says("Mend the door")
        await shown.go("/due")
        assert shown.says("Mend the door")


async def test_what_two_devices_state_differently_is_picked_in_the_register(cabinet):
    other = Store.in_memory()
    keep_unit(cabinet.store, KnownUnit(id="u", name="MRI 1"))
    other.register.take(cabinet.store.register.raw("unit.u"))
    keep_unit(cabinet.store, KnownUnit(id="u", name="MRI One"))
    keep_unit(other, KnownUnit(id="u", name="MRI A"))
    cabinet.store.register.take(other.register.raw("unit.u"))
    async with screen(starter(cabinet), route="/register") as shown:
        assert shown.says("Recorded differently on two devices: the unit, Name")
        assert shown.says("Name: MRI One") and shown.says("Name: MRI A")
        await shown.press("keep.1.unit.u.name")
        assert not shown.says("did not know of each other")
        assert units(cabinet.store)[0].name in ("MRI One", "MRI A")


async def test_the_history_of_a_unit_takes_back_and_says_that_two_are_one_or_no_longer_used(cabinet):
    for name in ("u1", "u2"):
        keep_unit(cabinet.store, KnownUnit(id=name, name="MRI 1"))
    keep_unit(cabinet.store, KnownUnit(id="u1", name="MRI 1", note="typed by mistake"))
    last = cabinet.store.register.log("unit.u1").entries[-1]
    async with screen(starter(cabinet), route="/register") as shown:
        await shown.press("log.unit.u1")
        assert shown.says("stated the unit: Name MRI 1") and shown.says("Note typed by mistake")
        await shown.press(f"back.{last.id}")
        assert [each.note for each in units(cabinet.store)] == ["", ""]
        await shown.pick("same-as", "u2")
        assert cabinet.store.register.now.same("unit", "u1") == {"u1", "u2"}
        await shown.press("apart.u2")
        assert cabinet.store.register.now.same("unit", "u1") == {"u1"}
        await shown.press("use")
        assert [each.id for each in units(cabinet.store)] == ["u2"]
        await shown.go("/register")
        await shown.press("unused.unit.u1")
        await shown.press("use")
        assert [each.id for each in units(cabinet.store)] == ["u1", "u2"]


async def test_a_day_is_picked_from_a_calendar_whose_week_begins_on_monday(cabinet):
    async with screen(starter(cabinet), route="/register") as shown:
        await shown.choose("which", "instrument")
        await shown.press("add-entry")
        await shown.fill("field.calibration_due", "1/7/27")
        assert shown["field.calibration_due"].helper == "Thursday, 1 July 2027"
        await shown.press("calendar.field.calibration_due")
        [calendar] = [each for each in shown.controls() if isinstance(each, ft.DatePicker)]
        assert (calendar.locale.language_code, calendar.locale.country_code) == ("en", "GB")
        await shown.send(calendar, "change", value=datetime(2027, 7, 14, 23, tzinfo=UTC))
        assert shown["field.calibration_due"].value == "15 July 2027"


async def test_ancillary_items_of_a_unit_are_kept_with_their_label_and_place(cabinet):
    keep_unit(cabinet.store, KnownUnit(id="u", name="MRI 1"))
    async with screen(starter(cabinet), route="/register") as shown:
        await shown.press("ancillary.add.u")
        await shown.press("keep")
        assert "has no name yet" in shown["trouble"].value and ancillaries(cabinet.store) == ()
        await shown.type("field.name", "Infusion pump")
        await shown.type("field.place", "Control room")
        await shown.press("keep")
        [pump] = ancillaries(cabinet.store, "u")
        assert (pump.name, pump.place, pump.label) == ("Infusion pump", "Control room", "")
        assert shown.says("Label not recorded") and shown.says("Control room")
        await shown.press(f"entry.{pump.id}")
        await shown.pick("label", "mr_conditional")
        await shown.type("field.conditions", "up to 20 mT")
        await shown.press("keep")
        [pump] = ancillaries(cabinet.store, "u")
        assert (pump.label, pump.conditions) == ("mr_conditional", "up to 20 mT")
        assert shown.says("MR Conditional") and shown.says("up to 20 mT")
        await shown.press(f"entry.{pump.id}")
        await shown.switch("gone", True)
        await shown.press("keep")
        assert ancillaries(cabinet.store) == () and shown.says("Ancillary items no longer used")
        await shown.press(f"unused.{pump.id}")
        last = cabinet.store.register.log("unit.u").entries[-1]
        await shown.press(f"back.{last.id}")
        assert ancillaries(cabinet.store) == (pump,)


async def test_the_form_of_an_ancillary_item_stands_in_its_place_under_a_heading_with_its_label_first(cabinet):
    keep_unit(cabinet.store, KnownUnit(id="u", name="MRI 1"))
    for id_, name in (("i1", "Drip stand"), ("i2", "Pump")):
        keep_ancillary(cabinet.store, AncillaryItem(id=id_, unit="u", name=name, maker="Example", serial="42"))
    async with screen(starter(cabinet), route="/register") as shown:
        assert shown.says("Example, serial number 42")
        await shown.press("entry.i1")
        assert shown.says("Ancillary item of MRI 1") and shown.says("Pump"), "the others stay where they were"
        keys = [key for key in shown.known() if key.startswith(("field.", "label"))]
        assert {"entry.i2", "ancillary.add.u"} <= set(shown.known()) and "label" in keys
        await shown.press("leave")
        await shown.press("ancillary.add.u")
        assert {"entry.i1", "entry.i2"} <= set(shown.known())


async def test_each_tab_keeps_its_own_place_and_the_one_that_was_left_is_shown_again(cabinet):
    async with screen(starter(cabinet), route="/register") as shown:
        desk = shown.page.session.store.get("desk")
        await shown.choose("which", "instrument")
        desk.trail.scrolled("/register#instrument", 300.0)
        await shown.choose("which", "person")
        assert desk.trail.scrolled_to("/register#person") == 0.0
        await shown.choose("which", "instrument")
        assert desk.trail.scrolled_to("/register#instrument") == 300.0
        await shown.go("/settings")
        await shown.go("/register")
        assert shown["which"].value == "instrument"
