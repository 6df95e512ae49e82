"""The app in a page of its own: large files come in pieces, made ones go to the share sheet, a backup is one tap."""

from pathlib import Path
from types import SimpleNamespace

import flet as ft
import pytest

from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.screens.app import starter
from audit_app.screens.device.backup import forget_backup, is_backup_due
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.backup import back_up
from audit_app.store.store import Store
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK
from tests.screen import screen
from tests.screens.conftest import ADA
from tests.screens.own_page import OwnPage
from tests.screens.test_photos import UNIT, Scanner

LARGE = 300_000_000  # bytes: far more than a browser may send


def signed(store: Store) -> Visit:
    walk = parse(WALK, "walk.toml")
    visit = begin(store, ADA, walk, Library(), unit=UNIT, scanner=Scanner(), settings=(), on="2026-01-02")
    visit.sign(ADA, "It is as I found it.")
    return visit


async def test_a_backup_larger_than_a_browser_sends_is_restored_and_the_picked_copy_is_gone(tmp_path: Path) -> None:
    with Store.at(tmp_path / "old") as store:
        signed(store)
        back_up(tmp_path / "old", tmp_path / "backup.zip", store=store)
    with Store.at(tmp_path / "new") as store:
        cabinet = Cabinet(store, tmp_path / "new")
        cabinet.served, cabinet.page_files = True, OwnPage((tmp_path / "backup.zip").read_bytes())
        async with screen(starter(cabinet), route="/about") as shown:
            picker = shown["restore"].action.file_picker
            await picker.on_result(SimpleNamespace(files=[ft.FilePickerFile(0, "backup.zip", LARGE)]))
            await shown.until(lambda: "restored" in shown)
        assert len(cabinet.store.audits()) == 1
        assert list(cabinet.shelf.incoming.iterdir()) == []


async def test_a_large_audit_that_is_none_is_refused_and_nothing_of_it_stays(cabinet: Cabinet) -> None:
    cabinet.served, cabinet.page_files = True, OwnPage(b"no audit")
    async with screen(starter(cabinet), route="/take") as shown:
        picker = shown["take"].action.file_picker
        await picker.on_result(SimpleNamespace(files=[ft.FilePickerFile(0, "a.mraudit", LARGE)]))
        await shown.until(lambda: "trouble" in shown and "not packed by this app" in shown["trouble"].value)
    assert list(cabinet.shelf.incoming.iterdir()) == []


async def test_a_file_that_finds_no_room_is_refused_before_it_comes(
    cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit_app.screens.pieces.files.free", lambda folder: 2 * LARGE - 1)
    cabinet.served, cabinet.page_files = True, OwnPage(b"never asked for")
    async with screen(starter(cabinet), route="/take") as shown:
        picker = shown["take"].action.file_picker
        await picker.on_result(SimpleNamespace(files=[ft.FilePickerFile(0, "a.mraudit", LARGE)]))
        await shown.until(lambda: "trouble" in shown)
        assert shown["trouble"].value.startswith("a.mraudit needs more room than is free.")
    assert not cabinet.shelf.incoming.exists() or list(cabinet.shelf.incoming.iterdir()) == []


def test_what_was_picked_when_the_app_ended_is_deleted_at_its_next_start(cabinet: Cabinet) -> None:
    incoming = cabinet.shelf.incoming
    incoming.mkdir(exist_ok=True)
    for name in ("file-0123", "0124"):
        (incoming / name).write_bytes(b"half")
    Cabinet(cabinet.store, cabinet.folder)
    assert [each.name for each in incoming.iterdir()] == ["0124"]  # bytes of a photo are no picked file


async def test_a_backup_is_one_tap_and_due_again_when_the_person_kept_none(tmp_path: Path) -> None:
    page = OwnPage(b"")
    with Store.at(tmp_path) as store:
        signed(store)
        cabinet = Cabinet(store, tmp_path)
        cabinet.served, cabinet.page_files = True, page
        async with screen(starter(cabinet), route="/about") as shown:
            await shown.press("backup")
            await shown.until(lambda: bool(page.out))
        assert page.out[0].endswith(".zip") and not is_backup_due(cabinet)
        forget_backup(cabinet)
        assert is_backup_due(cabinet)


@pytest.mark.parametrize(
    ("endings", "downloads", "ways"),
    [
        ({"pdf"}, True, ["save", "save.share"]),
        ({"pdf"}, False, ["save.share"]),
        (set[str](), True, ["save"]),
        ({"csv"}, False, ["save"]),
    ],
)
async def test_a_report_goes_to_the_share_sheet_where_the_browser_has_one_for_it(
    cabinet: Cabinet, endings: set[str], downloads: bool, ways: list[str]
) -> None:
    page, visit = OwnPage(b""), signed(cabinet.store)
    page.endings, page.downloads = frozenset(endings), downloads
    cabinet.served, cabinet.page_files = True, page
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/report") as shown:
        await shown.until(lambda: "make" in shown)
        await shown.press("make")
        await shown.until(lambda: "ready" in shown)
        assert [key for key in ("save", "save.share") if key in shown] == ways
        if "save.share" in ways:
            await shown.press("save.share")
            assert page.out[0].endswith(".pdf")
