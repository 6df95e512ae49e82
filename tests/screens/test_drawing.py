"""Drawing: a piece that fails is said and nothing else; what does not change is not sent again."""

import shutil
from pathlib import Path

import flet as ft
import pytest

from audit_app.screens.app import main, starter
from audit_app.screens.home.new_audit_form import fresh, start
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import preferences
from audit_app.screens.visit.item import item
from audit_app.store.store import Store
from audit_app.visit.visit import Visit
from tests.screen import screen
from tests.screens.conftest import ADA
from tests.store.conftest import worked


@pytest.fixture
def large(cabinet: Cabinet) -> str:
    """An acceptance with six of everything."""
    form = fresh(cabinet, preferences(cabinet.store)).having(checklist="acceptance", unit="MRI 1")
    audit_id = start(cabinet, form)
    with cabinet.visiting(audit_id, preferences(cabinet.store).person) as visit:
        for kind in visit.audit.checklist.things:
            for number in range(6):
                visit.add_thing(kind.id, f"{kind.one} {number}")
    return audit_id


async def test_a_piece_that_cannot_be_drawn_says_so_and_the_rest_goes_on(
    cabinet: Cabinet, large: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with screen(starter(cabinet)) as shown:
        shown.may_break = True
        with monkeypatch.context() as broken:
            broken.setattr(item, "heading", lambda *_: 1 / 0)
            await shown.go(f"/audit/{large}")
        assert shown.says("could not be shown")
        await shown.press("place.access")
        assert "answer.compliant.area-complete" in shown


async def test_an_answer_in_a_large_audit_sends_only_what_changed(cabinet: Cabinet, large: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{large}") as shown:
        assert len(cabinet.audit(large).lines) > 500
        await shown.press("place.access")
        first = next(key for key in shown.known() if key.startswith("answer.compliant."))
        before = shown.client.sent
        await shown.press(first)
        assert shown.client.sent - before < 30_000


async def test_an_answer_leaves_every_other_line_place_and_button_the_control_that_it_was(
    cabinet: Cabinet, large: str
) -> None:
    untouched = (
        "photos",
        "help",
        "emergency",
        "summary",
        "next",
        "place.reception",
        "item.cleaning",
        "item.two-people",
    )
    async with screen(starter(cabinet), route=f"/audit/{large}") as shown:
        await shown.press("place.access")
        before = {key: shown[key] for key in (*untouched, "place.access")}
        await shown.press("answer.compliant.area-complete")
        assert [key for key in before if shown[key] is not before[key]] == ["place.access"]


async def test_a_list_that_was_away_is_drawn_anew_and_takes_what_is_tapped(cabinet: Cabinet, large: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{large}") as shown:
        await shown.press("place.access")
        before = shown["item.cleaning"]
        await shown.press("place.reception")
        assert "item.cleaning" not in shown
        await shown.press("place.access")
        assert shown["item.cleaning"] is not before
        await shown.press("item.cleaning")
        assert "open.cleaning" in shown


async def test_next_and_previous_turn_from_the_item_that_is_open(cabinet: Cabinet, large: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{large}") as shown:
        await shown.press("place.access")
        await shown.press("item.cleaning")
        await shown.press("next")
        assert "open.cleaning" not in shown
        await shown.press("previous")
        assert "open.cleaning" in shown


async def test_the_app_says_why_the_data_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "audits.db").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("MR_AUDIT_HOME", str(tmp_path))

    def started(page: ft.Page) -> None:
        main(page)

    async with screen(started) as shown:
        assert shown.says("The audits cannot be opened")
        assert "again" in shown


async def test_the_app_goes_on_without_lost_entries_after_asking_and_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "home"
    with Store.at(folder) as store:
        visit = worked(store)
    shutil.copytree(folder, tmp_path / "older")
    with Store.at(folder) as store:
        Visit.resume(store, visit.audit.id, ADA).note("sign", "newer")
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "older", folder)
    monkeypatch.setenv("MR_AUDIT_HOME", str(folder))

    def started(page: ft.Page) -> None:
        main(page)

    async with screen(started) as shown:
        assert shown.says("is older than what was here before")
        await shown.press("recover")
        assert shown.says("under a new name") and not list(folder.glob("before-recovery*"))
        await shown.press("go-on")
        assert shown.says("1 place in the log is missing") and shown.says("was kept and is not here")
        await shown.press("again")
        assert "new" in shown
        desk = shown.page.session.store.get("desk")
        assert desk.cabinet.store.device != visit.audit.entries[0].device
        desk.cabinet.store.close()


async def test_a_database_that_is_none_offers_no_going_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "audits.db").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("MR_AUDIT_HOME", str(tmp_path))

    def started(page: ft.Page) -> None:
        main(page)

    async with screen(started) as shown:
        assert "again" in shown and "recover" not in shown
