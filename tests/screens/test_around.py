"""The screens around a visit: first start, settings, emergency card, finding an item, help, about."""

import json
import re
import zipfile
from pathlib import Path

import flet as ft
import pytest

from audit_app.audit.log.people import Scanner, Unit
from audit_app.audit.register import KnownUnit
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.emergency import emergency_card
from audit_app.checklist.reference.sources import Library
from audit_app.errors import UsageError
from audit_app.screens.app import starter
from audit_app.screens.device.backup import is_backup_due, packed, put_back
from audit_app.screens.device.help import PAGES, page_text
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer, preferences
from audit_app.store.disk_space import Room
from audit_app.store.store import Store
from audit_app.visit.register import units
from audit_app.visit.register_verbs import keep_unit
from audit_app.visit.visit import begin
from tests.conftest import WALK
from tests.screen import screen, walk
from tests.screens.conftest import ADA


@pytest.fixture
def audit_id(cabinet: Cabinet) -> str:
    """An audit of a registered unit."""
    keep_unit(cabinet.store, KnownUnit(id="unit-1", name="MRI 1", site="Main hospital"))
    walk = parse(WALK, "walk.toml")
    unit = Unit(id="unit-1", name="MRI 1")
    visit = begin(cabinet.store, ADA, walk, Library(), unit=unit, scanner=Scanner(), settings=())
    cabinet.keep(visit.audit)
    return visit.audit.id


async def test_the_first_start_asks_who_you_are(empty_cabinet: Cabinet) -> None:
    async with screen(starter(empty_cabinet)) as shown:
        assert shown.page.route == "/welcome"
        await shown.press("first-unit")
        assert "Enter yours" in shown["who.name"].error
        await shown.type("who.name", "Grace Hopper")
        await shown.press("first-unit")
        assert shown.page.route == "/new"
        assert shown["name"].value == "Grace Hopper"


async def test_signing_out_is_offered_where_a_passphrase_lets_in_and_nowhere_else(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/settings") as shown:
        assert "sign-out" not in shown
    cabinet.leave_at = "/leave"
    async with screen(starter(cabinet), route="/settings") as shown:
        assert shown["sign-out"].action.url == "/leave"


async def test_settings_are_kept_on_the_device(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/settings") as shown:
        await shown.choose("theme", "dark")
        await shown.switch("large-type", True)
        await shown.pick("working-line", "0.9")
        assert str(shown.page.theme_mode.value) == "dark"
    kept = preferences(cabinet.store)
    assert (kept.theme, kept.large_type, kept.working_line) == ("dark", True, "0.9")


async def test_the_emergency_card_holds_the_units_own_numbers(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("emergency")
        assert shown.says("not entered")
        await shown.press("emergency.edit")
        await shown.type("own.arrest_number", "2222")
        await shown.press("emergency.keep")
        assert shown["fact.arrest_number"].value == "2222"


async def test_the_emergency_card_shows_what_to_do_word_for_word(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/emergency") as shown:
        texts = shown.texts()
    assert [words for words in emergency_card().texts if words not in texts] == []
    assert "Do not quench for an arrest: it takes too long and adds a danger." in texts


async def test_the_units_numbers_half_typed_are_there_again(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route="/emergency") as shown:
        await shown.press("emergency.edit")
        await shown.type("own.arrest_number", "2222 from any ph")
    async with screen(starter(cabinet), route="/emergency") as again:
        await again.press("emergency.edit")
        assert again["own.arrest_number"].value == "2222 from any ph"
        await again.press("emergency.keep")
    assert cabinet.store.drawers.drafts("") == {}


async def test_the_units_numbers_stand_beside_the_unit_in_the_register(cabinet: Cabinet, audit_id: str) -> None:
    keep_unit(cabinet.store, KnownUnit(id="unit-1", name="MRI 1", site="Main hospital"))
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("emergency")
        await shown.press("emergency.edit")
        await shown.type("own.fire_number", "3333")
        await shown.press("emergency.keep")
        [unit] = units(cabinet.store)
        assert (unit.name, unit.site) == ("MRI 1", "Main hospital")
        keep_unit(cabinet.store, KnownUnit(id="unit-1", name="MRI 1", site="Main hospital"))
        await shown.go("/")
        await shown.press("emergency")
        assert shown["fact.fire_number"].value == "3333"


@pytest.mark.parametrize("button", ["emergency", "help"])
async def test_what_is_opened_from_anywhere_leads_back_to_where_it_was_opened(
    cabinet: Cabinet, audit_id: str, button: str
) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/survey") as shown:
        await shown.press(button)
        if button == "emergency":
            await shown.press("emergency")
        await shown.press("back")
        assert shown.page.route == f"/audit/{audit_id}/survey"


async def test_trouble_and_undo_do_not_follow_to_where_they_do_not_belong(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("answer.compliant.sign")
        shown.page.session.store.get("desk").report(RuntimeError("broken"))
        await shown.settle()
        assert "trouble" in shown and "undo" in shown
        await shown.press("back")
        assert "trouble" not in shown and "undo" not in shown


async def test_a_banner_leaves_with_its_screen_however_that_is_left(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        desk = shown.page.session.store.get("desk")
        desk.report(RuntimeError("broken"))
        desk.said("Backup made", undoable=False)
        await shown.settle()
        assert "trouble" in shown and "deed" in shown
        await shown.go(f"/audit/{audit_id}/photos")
        await shown.settle()
        assert "trouble" not in shown and "deed" not in shown


async def test_a_bar_that_comes_and_goes_stays_the_same_control(cabinet, audit_id):
    """One of another kind in its place would take the hand from the field that is typed in."""
    bars = ("deed-bar", "trouble-bar")
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        found = [each for each in shown.controls() if isinstance(each, ft.Semantics) and each.identifier in bars]
        assert sorted(each.identifier for each in found) == sorted(bars)


async def test_whoever_tapped_later_is_led_to_where_a_name_is_entered(empty_cabinet: Cabinet) -> None:
    async with screen(starter(empty_cabinet), route="/welcome") as shown:
        await shown.press("later")
        assert shown.page.route == "/"
    visit = begin(
        empty_cabinet.store, ADA, parse(WALK, "walk.toml"), Library(), unit=Unit(id="u", name="U"),
        scanner=Scanner(), settings=(), clock=empty_cabinet.clock,
    )  # fmt: skip
    empty_cabinet.keep(visit.audit)
    async with screen(starter(empty_cabinet), route=f"/audit/{visit.audit.id}") as shown:
        await shown.press("answer.compliant.sign")
        assert "does not know who is using it" in shown["trouble"].value
        await shown.press("trouble.mend")
        assert shown.page.route == "/welcome", "every refusal leads to where it is mended"
        await shown.press("later")
        await shown.press("who-are-you")
        await shown.type("who.name", "Grace Hopper")
        await shown.press("later")
        assert shown.page.route == f"/audit/{visit.audit.id}" and "who-are-you" not in shown
        await shown.press("answer.compliant.sign")
    assert empty_cabinet.audit(visit.audit.id).lines["sign"].live[0].by.name == "Grace Hopper"


async def test_a_name_typed_on_the_first_card_is_not_thrown_away(empty_cabinet: Cabinet) -> None:
    async with screen(starter(empty_cabinet), route="/welcome") as shown:
        await shown.type("who.name", "Grace Hop")
    async with screen(starter(empty_cabinet), route="/welcome") as again:
        assert again["who.name"].value == "Grace Hop"
        await again.type("who.name", "Grace Hopper")
        await again.press("later")
        assert again.page.session.store.get("desk").person.name == "Grace Hopper"


async def test_an_item_is_found_by_words_and_by_verdict(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/find") as shown:
        await shown.fill("find.words", "waiting wall")
        assert "found.field" in shown and "found.sign" not in shown
        await shown.press("found.field")
        assert shown.page.route == f"/audit/{audit_id}"
        assert "reading.field" in shown
        await shown.go(f"/audit/{audit_id}/find")
        await shown.pick("find.verdict", "compliant")
        assert shown.says("Nothing found")


async def test_the_history_tells_what_was_undone(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("answer.deficient.sign")
        await shown.press("undo")
        await shown.press("history.sign")
        assert shown.says("Ada Byron") and shown.says("undone")


async def test_the_visit_can_be_walked_with_keys(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await key(shown, "d")
        assert str(cabinet.store.load(audit_id).lines["sign"].verdict) == "not_done"  # a letter by itself does nothing
        await key(shown, "d", alt=True)
        assert str(cabinet.store.load(audit_id).lines["sign"].verdict) == "deficient"
        await key(shown, "u", alt=True)
        await key(shown, "?")
        assert shown.says("? switches them off")
        await key(shown, "c")
        assert str(cabinet.store.load(audit_id).lines["sign"].verdict) == "compliant"
        await key(shown, "u")
        assert str(cabinet.store.load(audit_id).lines["sign"].verdict) == "not_done"
        await key(shown, "Arrow Right")
        assert "reading.field" in shown
        await shown.send(shown["reading.field"], "focus")
        await key(shown, "d")
        assert str(cabinet.store.load(audit_id).lines["sign"].verdict) == "not_done"
        await shown.leave("reading.field")
        await key(shown, "/")
        assert shown.page.route == f"/audit/{audit_id}/find"


async def key(shown, name: str, alt: bool = False) -> None:
    data = {"key": name, "shift": False, "ctrl": False, "alt": alt, "meta": False}
    await shown.send(shown.page, "keyboard_event", data)


async def test_the_support_file_holds_nothing_that_a_person_typed(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route="/about") as shown:
        await shown.press("support")
        await shown.until(lambda: "support.save" in shown)
    with zipfile.ZipFile(cabinet.made / "mr-audit-support.zip") as bundle:
        told = bundle.read("support.json").decode()
    assert json.loads(told)["audits"][0]["lines"] == 5
    for private in ("Ada", "MRI 1", "Main hospital", str(cabinet.folder), audit_id):
        assert private not in told


async def test_the_sample_can_be_opened_later_too(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route="/about") as shown:
        assert "sample" in shown


async def test_about_checks_every_digest(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route="/about") as shown:
        await shown.press("check")
        await shown.until(lambda: "soundness" in shown)
        assert shown["soundness"].value == "Nothing has been changed or lost."


@pytest.mark.parametrize("name", PAGES)
async def test_every_page_of_help_can_be_read(cabinet: Cabinet, name: str) -> None:
    assert page_text(name).startswith("# ")
    async with screen(starter(cabinet), route=f"/help/{name}") as shown:
        assert not shown.says("There is no help for this screen yet")


async def test_no_address_leads_into_the_void(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/nowhere/at/all") as shown:
        assert shown.says("There is no such screen")
        views = [each for each in walk(shown.page.views) if isinstance(each, ft.View)]
        within = [each for view in views for each in walk(view.controls) if isinstance(each, ft.View)]
        assert not within, "a screen within a screen is drawn as a grey wall"
        await shown.press("home")
        assert shown.page.route == "/"


async def test_a_backup_comes_back_on_an_empty_device(cabinet: Cabinet, audit_id: str, tmp_path: Path) -> None:
    device = Cabinet(Store.at(tmp_path / "one"), tmp_path / "one")
    prefer(device.store, Preferences(person=ADA, welcomed=True))
    visit = begin(
        device.store, ADA, parse(WALK, "walk.toml"), Library(), unit=Unit(id="u", name="MRI 9"), scanner=Scanner(),
        settings=(),
    )  # fmt: skip
    async with screen(starter(device), route="/about") as shown:
        await shown.press("backup")
        await shown.until(lambda: "backup.save" in shown)
        assert "restore" not in shown
    [file] = device.made.glob("*.zip")
    other = Cabinet(Store.at(tmp_path / "two"), tmp_path / "two")
    assert put_back(other, file) == 1
    assert other.audit(visit.audit.id).begun.unit.name == "MRI 9"
    assert other.store.device != device.store.device
    with pytest.raises(UsageError, match="holds audits"):
        put_back(other, file)
    device.store.close()
    other.store.close()


def test_a_backup_is_due_after_each_signing_and_not_once_it_was_made(tmp_path: Path) -> None:
    device = Cabinet(Store.at(tmp_path / "one"), tmp_path / "one")
    visit = begin(
        device.store, ADA, parse(WALK, "walk.toml"), Library(), unit=Unit(id="u", name="MRI 9"), scanner=Scanner(),
        settings=(),
    )  # fmt: skip
    assert not is_backup_due(device)
    visit.sign(ADA, "It is as I found it.")
    assert is_backup_due(device)
    packed(device)
    assert not is_backup_due(device)
    device.store.close()


async def test_little_room_is_said_early(cabinet: Cabinet, audit_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit_app.screens.home.home.room", lambda folder: Room(used=10, free=200_000_000))
    async with screen(starter(cabinet)) as shown:
        assert "200.0 MB" in shown["little-room"].value


def test_every_screen_leads_to_help_that_is_there() -> None:
    named = set()
    for path in (Path(__file__).parents[2] / "audit_app" / "screens").rglob("*.py"):
        named |= set(re.findall(r'help_page="([^"]+)"', path.read_text("utf-8")))
    assert named and named <= set(PAGES)


async def test_an_audit_that_is_not_here_is_said_and_leads_home(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/audit/01a1f982-8d69-713a-ac82-9c2d85103f77") as shown:
        assert "is not in this data folder" in shown["trouble"].value
        await shown.press("back")
        assert shown.page.route == "/"


async def test_back_leads_to_the_screen_one_came_from(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        visit = f"/audit/{audit_id}"
        await shown.go(visit)
        await shown.press("answer.deficient.sign")
        await shown.press("finding.sign")
        assert shown.page.route.startswith(f"{visit}/finding/")
        finding = shown.page.route
        await shown.press("back")
        assert shown.page.route == visit and "open.sign" in shown
        for route in (f"{visit}/summary", f"{visit}/findings", finding):
            await shown.go(route)
        for route in (f"{visit}/findings", f"{visit}/summary", visit, "/"):
            await shown.press("back")
            assert shown.page.route == route


async def test_who_comes_back_finds_the_screen_scrolled_as_it_was_left(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        visit = f"/audit/{audit_id}"
        for route in (visit, f"{visit}/findings"):
            await shown.go(route)
        desk = shown.page.session.store.get("desk")
        desk.trail.scrolled(f"{visit}/findings", 640.0)
        await shown.go(f"{visit}/actions")
        shown.client.called.clear()
        await shown.press("back")
        await shown.until(lambda: any(args.get("offset") == 640.0 for _, args in shown.client.called if args))
        await shown.go(f"{visit}/actions")
        assert desk.trail.scrolled_to(f"{visit}/actions") == 0.0, "a screen opened anew begins on top"
