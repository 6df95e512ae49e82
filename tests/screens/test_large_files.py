"""A file too large for one go comes in pieces, goes on after a cut, and is taken in or deleted on the screen."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import flet as ft
import pytest

from audit_app.errors import UsageError
from audit_app.exchange.bounds import PIECE
from audit_app.portfolio.share.mraudit import share
from audit_app.screens.app import starter
from audit_app.screens.server.web_app import web_app
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.backup import back_up
from audit_app.store.shelf import arriving as place
from audit_app.store.shelf.arriving import Arriving, Coming
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from tests.screen import Screen, screen
from tests.screens.test_serving import ask, by_address
from tests.store.conftest import worked

NAME = "MRI 1.mraudit"


@pytest.fixture
def shared(tmp_path: Path) -> bytes:
    """A shared audit of another device."""
    store = Store.in_memory()
    visit = worked(store)
    return share(store, Shelf(tmp_path / "other"), visit.audit.id, tmp_path / NAME).path.read_bytes()


async def told(site: Any, data: bytes | None, size: int, offset: int = 0, name: str = NAME) -> dict[str, Any]:
    """What the server answers to a piece, or to the question where the file goes on."""
    query = urlencode({"name": name, "size": size, "stamp": "1", "offset": offset})
    answer = await ask(site, f"/pieces?{query}", "GET" if data is None else "PUT", data or b"")
    found: dict[str, Any] = json.loads(answer.body)
    return found


async def test_a_file_goes_on_where_it_was_cut_also_after_a_restart_and_is_taken_in(
    cabinet: Cabinet, shared: bytes, tmp_path: Path
) -> None:
    site, half = await by_address(web_app(cabinet), cabinet), len(shared) // 2
    assert await told(site, shared[:half], len(shared)) == {"offset": half}
    again = Cabinet(cabinet.store, cabinet.folder)
    site = await by_address(web_app(again), again)
    assert await told(site, None, len(shared)) == {"offset": half}
    async with screen(starter(again), route="/take") as shown:
        assert shown.says("Choose it again under Send a large file") and "send-large" in shown
    assert await told(site, shared[half:], len(shared), half) == {"offset": len(shared)}
    async with screen(starter(again), route="/take") as shown:
        [key] = [each for each in shown.known() if each.startswith("arrived.take.")]
        await shown.press(key)
        await shown.until(lambda: "open-taken" in shown)
        assert len(again.store.audits()) == 1 and not list((tmp_path / "arriving").iterdir())


async def test_a_piece_sent_twice_or_too_early_changes_nothing(cabinet: Cabinet) -> None:
    site = await by_address(web_app(cabinet), cabinet)
    assert await told(site, b"abc", 9) == {"offset": 3}
    assert await told(site, b"abc", 9) == {"offset": 3}
    assert await told(site, b"ghi", 9, 6) == {"offset": 3}
    assert [each.path.read_bytes() for each in Arriving(cabinet.folder).files()] == [b"abc"]


async def test_what_cannot_be_a_piece_is_refused_and_leaves_nothing(cabinet: Cabinet) -> None:
    site = await by_address(web_app(cabinet), cabinet)
    assert "fault" in await told(site, b"x" * (PIECE + 1), PIECE + 1)
    assert "fault" in await told(site, b"abcd", 3)
    assert "fault" in await told(site, b"a", 4_000_000_000_000)
    assert "fault" in await told(site, b"a", 3, -1)
    assert Arriving(cabinet.folder).files() == ()


async def test_a_name_from_a_client_names_no_file_of_the_server(cabinet: Cabinet, tmp_path: Path) -> None:
    site = await by_address(web_app(cabinet), cabinet)
    assert await told(site, b"abc", 3, name="../../audits.db") == {"offset": 3}
    [one] = Arriving(cabinet.folder).files()
    assert one.path.parent == tmp_path / "arriving" and re.fullmatch(r"[0-9a-f]{24}\.part", one.path.name)


def test_no_more_files_come_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arriving = Arriving(tmp_path)
    for number in range(place.MOST):
        arriving.add(Coming(f"{number}", 9), 0, b"a")
    with pytest.raises(UsageError, match="one more than"):
        arriving.add(Coming("more", 9), 0, b"a")
    monkeypatch.setattr(place, "SPARE", 1 << 62)
    with pytest.raises(UsageError, match="needs more room"):
        arriving.add(Coming("0", 9), 1, b"a")


async def test_nobody_who_is_not_let_in_sends_a_piece(cabinet: Cabinet) -> None:
    answer = await ask(web_app(cabinet), "/pieces?name=a&size=3", "PUT", b"abc")
    assert answer.status in (401, 403) and Arriving(cabinet.folder).files() == ()


async def test_a_made_file_is_handed_out_from_where_it_was_cut(cabinet: Cabinet) -> None:
    made = cabinet.made / "a.mraudit"
    made.write_bytes(b"0123456789")
    site = await by_address(web_app(cabinet), cabinet)
    answer = await ask(site, cabinet.offer(made), range="bytes=4-")
    assert (answer.status, answer.body) == (206, b"456789")


async def sent_in_two(cabinet: Cabinet, data: bytes, name: str) -> None:
    """A file that came in two pieces."""
    site, half = await by_address(web_app(cabinet), cabinet), len(data) // 2
    assert await told(site, data[:half], len(data), name=name) == {"offset": half}
    assert await told(site, data[half:], len(data), half, name=name) == {"offset": len(data)}


async def pressed_among(shown: Screen, start: str) -> None:
    [key] = [each for each in shown.known() if each.startswith(start)]
    await shown.press(key)


async def test_a_backup_too_large_for_one_go_comes_in_pieces_and_is_restored(tmp_path: Path) -> None:
    with Store.at(tmp_path / "old") as store:
        worked(store)
        back_up(tmp_path / "old", tmp_path / "backup.zip", store=store)
    with Store.at(tmp_path / "new") as store:
        cabinet = Cabinet(store, tmp_path / "new")
        await sent_in_two(cabinet, (tmp_path / "backup.zip").read_bytes(), "backup.zip")
        async with screen(starter(cabinet), route="/about") as shown:
            assert shown["send-large"].action.url.endswith("send?back=about")
            await pressed_among(shown, "arrived.take.")
            await shown.until(lambda: "restored" in shown)
        assert len(cabinet.store.audits()) == 1 and Arriving(cabinet.folder).files() == ()


async def test_a_bundle_too_large_for_one_go_is_checked_and_stays_until_it_is_deleted(cabinet: Cabinet) -> None:
    await sent_in_two(cabinet, b"this is no bundle", "portfolio.zip")
    async with screen(starter(cabinet), route="/portfolio") as shown:
        await pressed_among(shown, "arrived.take.")
        await shown.until(lambda: "verify-outcome" in shown or bool(shown.page.session.store.get("desk").trouble))
        assert len(Arriving(cabinet.folder).files()) == 1
        await pressed_among(shown, "arrived.delete.")
        assert Arriving(cabinet.folder).files() == ()


@pytest.mark.parametrize(("asked", "leads"), [("?back=about", "about"), ("?back=//evil.example", "take"), ("", "take")])
async def test_the_page_for_large_files_leads_back_to_a_screen_and_nowhere_else(
    cabinet: Cabinet, asked: str, leads: str
) -> None:
    site = await by_address(web_app(cabinet), cabinet)
    answer = await ask(site, f"/send{asked}")
    assert f'href="/{leads}"'.encode() in answer.body


async def test_a_backup_that_is_too_large_for_one_go_is_told_the_other_way(cabinet: Cabinet) -> None:
    web_app(cabinet)
    async with screen(starter(cabinet), route="/about") as shown:
        picker = shown["restore"].action.file_picker
        await picker.on_result(SimpleNamespace(files=[ft.FilePickerFile(0, "backup.zip", 81_000_000)]))
        await shown.settle()
        assert "Use Send a large file" in shown["trouble"].value
