"""Starting an audit."""

import flet as ft
import pytest

from audit_app.audit.log.people import Person
from audit_app.audit.register import KnownScanner, KnownUnit
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.units import read
from audit_app.visit.register import scanners, units
from audit_app.visit.register_verbs import keep_person, keep_scanner, keep_unit
from tests.screen import Screen, screen


async def test_an_audit_is_started_with_what_was_typed(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("kind.periodic")
        await shown.type("unit", "MRI 2")
        await shown.type("field_strength", "3")
        await shown.type("maker", "Example")
        await shown.pick("setting.working_line", "0.9")
        await shown.press("start")
        assert "UK law stays at 0.5 mT" in shown["line_reason"].error and not cabinet.store.audits()
        await shown.type("line_reason", "Research unit, no access for people with implants")
        await shown.type("line_by", "Dr Example, Responsible Person")
        await shown.press("start")
        [kept] = cabinet.store.audits()
        audit = cabinet.store.load(kept.id)
        assert shown.page.route == f"/audit/{kept.id}"
        assert (audit.begun.unit.name, str(audit.begun.scanner.field)) == ("MRI 2", "3 T")
        line = audit.settings["working_line"]
        assert (line.value, line.unit) == ("0.9", "mT")
        assert (line.reason, line.by) == (
            "Research unit, no access for people with implants",
            "Dr Example, Responsible Person",
        )
        assert audit.begun.by.registration == "RCT0001"


async def test_core_and_an_add_on_are_chosen_where_the_audit_is_started(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("kind.periodic")
        await shown.type("unit", "MRI 2")
        await shown.type("field_strength", "1.5")
        await shown.pick("magnet", "sealed")
        await shown.choose("depth", "core")
        await shown.switch("add.mr-linac", True)
        await shown.press("start")
        audit = cabinet.store.load(cabinet.store.audits()[0].id)
    assert [each.id for each in audit.checklist.joined] == ["mr-linac"]
    assert audit.facts["depth"] == "core" and audit.facts["hybrid"] == "linac"
    assert (audit.begun.scanner.magnet_type, audit.facts["vent"]) == ("superconducting", "no")
    asked = {line.item.id for line in audit.lines.values()}
    assert "ml-loose" in asked and "env-label" not in asked and "qp-blockage" not in asked


async def test_nothing_is_started_before_the_form_is_whole(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("start")
        assert shown["fault"].value == "Choose what kind of audit this is."
        await shown.press("kind.acceptance")
        await shown.type("field_strength", "1.5 furlongs")
        await shown.press("start")
        assert shown["unit"].error == "Enter the name that people use for the unit."
        assert "furlongs" in shown["field_strength"].error
        await shown.fill("field_strength", "15000")
        assert shown["field_strength"].error == "No MR magnet has a field of 15000 T. Correct the number or its unit."
        assert not cabinet.store.audits()


async def test_a_form_half_filled_in_is_there_again_or_begun_afresh(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        assert "afresh" not in shown
        await shown.press("kind.periodic")
        await shown.type("site", "Main hospital, level 2 we")
    async with screen(starter(cabinet), route="/new") as again:
        assert again["site"].value == "Main hospital, level 2 we"
        await again.type("unit", "MRI 2")
        await again.type("field_strength", "3")
        await again.press("start")
        assert len(cabinet.store.audits()) == 1
    async with screen(starter(cabinet), route="/new") as anew:
        assert "afresh" not in anew and anew["maker"].value == ""
        await anew.type("maker", "Exam")
    async with screen(starter(cabinet), route="/new") as once_more:
        await once_more.press("afresh")
        assert once_more["maker"].value == "" and "afresh" not in once_more
    assert cabinet.store.drawers.drafts("") == {}


async def test_a_unit_audited_before_is_filled_in(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("kind.acceptance")
        for field, words in (
            ("unit", "MRI 1"),
            ("site", "Main hospital"),
            ("maker", "Example"),
            ("field_strength", "3"),
        ):
            await shown.type(field, words)
        await shown.press("start")
        await shown.go("/")
        await shown.go("/new")
        assert shown["site"].value == "Main hospital"
        assert shown["maker"].value == "Example"
        assert shown["field_strength"].value == "3"


@pytest.fixture
def unit(cabinet: Cabinet) -> KnownUnit:
    """A unit with two scanners in the register."""
    made = keep_unit(cabinet.store, KnownUnit(id="u", name="MRI 1"))
    for serial, maker in (("1", "Example"), ("2", "Sample")):
        told = {"maker": maker, "model": "One", "serial": serial, "field": read("3 T", "T").quantity}
        keep_scanner(cabinet.store, KnownScanner(id=serial, unit="u", **told))
    return made


async def test_another_scanner_of_the_unit_is_a_tap_away(cabinet: Cabinet, unit: KnownUnit) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("kind.periodic")
        await shown.pick("known-scanner", "2")
        assert shown["maker"].value == "Sample"
        await shown.press("start")
    [kept] = cabinet.store.audits()
    assert cabinet.store.load(kept.id).begun.scanner.id == "2"


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ({"serial": "3"}, False),
        ({"maker": "Example Medical"}, True),
        ({"serial": "2"}, True),
        ({"maker": "Other", "serial": ""}, False),
    ],
)
async def test_another_machine_typed_over_the_known_one_leaves_that_in_the_register(
    cabinet: Cabinet, unit: KnownUnit, typed: dict[str, str], same: bool
) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("kind.periodic")
        for field, words in typed.items():
            await shown.type(field, words)
        await shown.press("start")
    known = {each.id: each.serial for each in scanners(cabinet.store, "u")}
    assert (known["1"], known["2"], len(known)) == ("1", "2", 2 if same else 3)


async def test_someone_of_the_register_is_a_tap_away_as_the_auditor(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        assert "known-auditor" not in shown
    keep_person(cabinet.store, Person(id="p1", name="Lin Chen", role="MR physicist", registration="RCT0007"))
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("kind.periodic")
        await shown.type("unit", "MRI 2")
        await shown.type("field_strength", "3")
        assert (shown["known-auditor"].value, shown["name"].value) == (None, "Ada Byron")
        await shown.pick("known-auditor", "p1")
        assert (shown["known-auditor"].value, shown["registration"].value) == ("p1", "RCT0007")
        await shown.fill("role", "MR Safety Expert")
        assert shown["known-auditor"].value is None  # typed over: no longer as registered
        await shown.press("start")
        [kept] = cabinet.store.audits()
        auditor = cabinet.store.load(kept.id).begun.auditor
        assert (auditor.name, auditor.role, auditor.registration) == ("Lin Chen", "MR Safety Expert", "RCT0007")


async def test_the_first_fault_of_the_form_is_brought_into_view(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("start")
        await shown.until(lambda: ("scroll_to", "card.what") in turned(shown))
        await shown.press("kind.periodic")
        await shown.type("unit", "MRI 2")
        await shown.press("start")
        await shown.until(lambda: ("scroll_to", "card.where") in turned(shown))
        assert shown["field_strength"].error == "Enter the field strength of the magnet, e.g. 3."


def turned(shown: Screen) -> list[tuple[str, object]]:
    return [(name, told.get("scroll_key")) for name, told in shown.client.called if isinstance(told, dict)]


async def test_every_choice_of_the_form_has_room_to_be_seen(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        rows = [each for each in shown.controls() if isinstance(each, ft.Row)]
        inside = [part for each in rows for part in each.controls if isinstance(part, ft.Semantics)]
        assert not [part.content for part in inside if getattr(part.content, "expand", None) and not part.expand]


async def known_unit_typed_over(cabinet: Cabinet, shown: Screen) -> None:
    await shown.press("kind.periodic")
    for field, words in (("unit", "MRI 9"), ("site", "Other hospital"), ("maker", "Other"), ("field_strength", "3")):
        await shown.type(field, words)
    await shown.press("start")
    assert not cabinet.store.audits() and shown.says("This tablet already has MRI 1")


async def test_another_unit_typed_over_the_known_one_leaves_it_in_the_register(
    cabinet: Cabinet, unit: KnownUnit
) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await known_unit_typed_over(cabinet, shown)
        await shown.press("unit.another")
    assert {each.name for each in units(cabinet.store)} == {"MRI 1", "MRI 9"}
    [kept] = cabinet.store.audits()
    begun = cabinet.store.load(kept.id).begun
    assert begun.unit.id != "u" and begun.previous == ""
    assert {each.id for each in scanners(cabinet.store, "u")} == {"1", "2"}


async def test_a_renamed_unit_goes_on_under_its_new_name(cabinet: Cabinet, unit: KnownUnit) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await known_unit_typed_over(cabinet, shown)
        await shown.press("unit.same")
    assert [(each.id, each.name) for each in units(cabinet.store)] == [("u", "MRI 9")]


async def test_a_known_name_typed_anew_is_asked_about_too(cabinet: Cabinet, unit: KnownUnit) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("kind.periodic")
        await shown.pick("known-unit", "")
        await shown.type("unit", "mri  1")
        await shown.type("field_strength", "3")
        await shown.press("start")
        assert not cabinet.store.audits()
        await shown.press("unit.same")
    [kept] = cabinet.store.audits()
    assert cabinet.store.load(kept.id).begun.unit.id == "u"
