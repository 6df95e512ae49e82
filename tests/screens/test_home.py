"""The first screen."""

import flet as ft

from audit_app.audit.log.people import Scanner, Unit
from audit_app.audit.register import KnownUnit
from audit_app.checklist.reader import newest, parse
from audit_app.checklist.reference.sources import Library, library
from audit_app.screens.app import starter
from audit_app.screens.home.home import SHOWN
from audit_app.screens.home.new_audit_form import remember
from audit_app.screens.session.cabinet import Cabinet
from audit_app.units import read
from audit_app.visit.findings import raise_finding, set_action, sign_off
from audit_app.visit.register import actions_everywhere
from audit_app.visit.register_verbs import keep_unit
from audit_app.visit.visit import begin
from tests.conftest import WALK
from tests.faults.walker import begun
from tests.screen import Screen, screen, walk
from tests.screens.conftest import ADA


async def test_an_empty_home_says_what_to_do(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet)) as shown:
        assert shown.says("No audits yet")
        assert "new" in shown and "sample" in shown


async def test_of_many_audits_the_newest_are_listed_and_the_others_found_by_searching(cabinet: Cabinet) -> None:
    every = [begun(cabinet.store).audit.id for _ in range(SHOWN + 5)]
    async with screen(starter(cabinet)) as shown:
        assert len(rows(shown)) == SHOWN
        assert f"audit.{every[0]}" not in shown
        assert shown.says("and 5 more")
        await shown.fill("search", "no such unit")
        assert not rows(shown)


async def test_a_home_screen_that_is_covered_stands_as_it_was_and_is_drawn_anew_on_the_way_back(
    cabinet: Cabinet,
) -> None:
    audit = begun(cabinet.store).audit
    async with screen(starter(cabinet)) as shown:
        await shown.go(f"/audit/{audit.id}")
        await shown.until(lambda: "answer.partly.sign" in shown)
        before = home(shown)
        await shown.press("answer.partly.sign")
        assert home(shown) is before
        await shown.go("/")
        assert home(shown) is not before
        assert shown.says("1 shortcoming")


async def test_another_tablets_audit_is_on_the_home_screen_at_once(cabinet: Cabinet) -> None:
    begun(cabinet.store)
    async with screen(starter(cabinet)) as shown:
        other = begun(cabinet.store).audit.id
        shown.page.session.store.get("desk").refresh(other)
        await shown.settle()
        assert f"audit.{other}" in shown


def rows(shown: Screen) -> list[str]:
    return [key for key in shown.known() if key.startswith("audit.")]


def home(shown: Screen) -> ft.View:
    return next(each for each in walk(shown.page.views) if isinstance(each, ft.View) and each.route == "/")


async def test_a_unit_that_is_being_audited_for_the_first_time_is_not_due(cabinet: Cabinet) -> None:
    for number in range(6):
        keep_unit(cabinet.store, KnownUnit(id=f"unit-{number}", name=f"MRI {number}"))
    unit = Unit(id="unit-0", name="MRI 0")
    visit = begin(cabinet.store, ADA, parse(WALK, "walk.toml"), Library(), unit=unit, scanner=Scanner(), settings=())
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet)) as shown:
        assert "resume" in shown
        assert "due.audit.unit-0" not in shown and "due.audit.unit-1" in shown
        assert shown.says("No date") and shown.says("Show all 5")


async def test_a_short_list_is_begun_from_home_in_two_taps(cabinet: Cabinet) -> None:
    unit = Unit(id="u1", name="MRI 1", organisation="Riverside NHS Trust", site="Main hospital")
    scanner = Scanner(id="s1", maker="Example", model="One", field=read("1.5 T", "T").quantity)
    remember(cabinet, unit, scanner)
    begin(cabinet.store, ADA, newest("periodic"), library(), unit=unit, scanner=scanner, settings=())
    async with screen(starter(cabinet)) as shown:
        await shown.press("short-lists")
        await shown.press("short.start-of-day")
        audit = cabinet.store.load(shown.page.route.removeprefix("/audit/"))
    assert (audit.checklist.id, audit.begun.unit.name, len(audit.lines)) == ("start-of-day", "MRI 1", 8)


async def test_the_unit_that_is_due_is_filled_in_for_a_regular_audit(cabinet: Cabinet) -> None:
    for name in ("MRI 1", "MRI 2"):
        keep_unit(cabinet.store, KnownUnit(id=name.lower().replace(" ", "-"), name=name, site="Riverside"))
    async with screen(starter(cabinet), route="/due") as shown:
        await shown.press("due.audit.mri-2")
        assert shown.page.route == "/new"
        await shown.type("field_strength", "3")
        await shown.press("start")
        begun = cabinet.audit(shown.page.route.rpartition("/")[2]).begun
        assert (begun.unit.id, begun.unit.name, begun.purpose) == ("mri-2", "MRI 2", "periodic")


async def test_home_lists_the_actions_of_all_units_and_a_tap_leads_to_the_finding(cabinet: Cabinet) -> None:
    made = []
    for name, due in (("MRI 1", "2031-01-05"), ("MRI 2", "2020-01-05")):
        unit = Unit(id=name, name=name)
        visit = begin(
            cabinet.store, ADA, parse(WALK, "walk.toml"), Library(), unit=unit, scanner=Scanner(), settings=()
        )
        made.append(raise_finding(visit, "Gap", likelihood=1, consequence=1))
        for what in ("Mend", "Check"):
            set_action(visit, made[-1], f"{what} {name}", ADA, due=due, note="Parts")
    async with screen(starter(cabinet)) as shown:
        assert shown.says("4 open actions, 2 overdue")
        await shown.press("all-actions")
        assert shown.page.route == "/actions"
        rows = [key for key in shown.known() if key.startswith("action.")]
        assert len(rows) == 4 and shown.says("Ada Byron") and shown.says("MRI 2")
        await shown.fill("actions.search", "mri 2")
        await shown.until(lambda: len([key for key in shown.known() if key.startswith("action.")]) == 2)
        late = actions_everywhere(cabinet.store, cabinet.clock.now().date())[0]
        assert (late.unit_name, late.overdue) == ("MRI 2", True)
        await shown.press(f"action.{late.action}")
        assert shown.page.route.endswith(f"/finding/{made[1]}")


async def test_what_is_due_holds_the_next_audit_of_a_unit_that_is_far_away(cabinet: Cabinet) -> None:
    keep_unit(cabinet.store, KnownUnit(id="unit-0", name="MRI 0"))
    unit = Unit(id="unit-0", name="MRI 0")
    visit = begin(cabinet.store, ADA, parse(WALK, "walk.toml"), Library(), unit=unit, scanner=Scanner(), settings=())
    sign_off(visit, ADA, "As I saw it.", acknowledged=("left", "unrated", "finding", "result"))
    async with screen(starter(cabinet), route="/due") as shown:
        assert "due.audit.unit-0" in shown
        await shown.go("/")
        assert "due.audit.unit-0" not in shown, "what is a year away does not press"
