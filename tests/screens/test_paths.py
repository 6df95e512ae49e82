"""Nothing a client says names a file on the server: where the app is served, a path in its choice of files is none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from audit_app.screens.app import starter
from audit_app.screens.pieces import files as pieces_files
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.store import Store
from tests.photos.pictures import busy, encoded
from tests.screen import Screen, screen
from tests.screens.conftest import ADA
from tests.screens.test_photos import begun, kept

SECRET = b"nobody outside this computer may read this"
DOORS = {  # each way a chosen file is taken in -> the screen with such a button; {audit} is the audit's id
    "photo.add.": "/audit/{audit}/photos",  # a photo
    "logo": "/audit/{audit}/report",  # a file read whole
    "take": "/take",  # a file handed on as a place on the disk
    "restore": "/about",  # a backup
}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Cabinet]:
    with Store.at(tmp_path / "home") as store:
        cabinet = Cabinet(store, tmp_path / "home")
        cabinet.served = True
        prefer(store, Preferences(person=ADA, welcomed=True))
        yield cabinet


async def chosen(shown: Screen, key: str, **file: Any) -> list[str]:
    """The client's own message for a choice of files; gives the names of the files it was then asked to send."""
    picker, asked = shown[key].action.file_picker, []

    async def upload(files: list[ft.FilePickerUploadFile]) -> None:
        asked.extend(one.name or "" for one in files)
        for one in files:
            picker.on_upload(ft.FilePickerUploadEvent("upload", picker, file_name=one.name, error="no"))

    picker.upload = upload
    await shown.session.dispatch_event(picker._i, "result", {"files": [{"id": 1, "name": "a.jpg", "size": 9, **file}]})
    await shown.settle()
    return asked


def holds(folder: Path, words: bytes) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file() and words in path.read_bytes()]


@pytest.mark.parametrize("key", DOORS)
async def test_a_path_from_a_served_client_opens_nothing_at_any_door(served: Cabinet, tmp_path: Path, key: str) -> None:
    secret = tmp_path / "id_rsa"
    secret.write_bytes(SECRET)
    audit = begun(served).audit.id if "{audit}" in DOORS[key] else ""
    async with screen(starter(served), route=DOORS[key].format(audit=audit)) as shown:
        shown.page.web = False  # a client may claim this of itself
        await shown.until(lambda: key in shown)
        assert await chosen(shown, key, path=str(secret)) == ["a.jpg"]
    assert holds(served.folder, SECRET) == []


async def test_a_path_without_end_from_a_served_client_is_not_read(served: Cabinet) -> None:
    visit = begun(served)
    async with screen(starter(served), route=f"/audit/{visit.audit.id}/photos") as shown:
        await shown.until(lambda: "photo.add." in shown)
        assert await chosen(shown, "photo.add.", path="/dev/zero") == ["a.jpg"]
    assert kept(served, visit) == ()


async def test_on_the_device_itself_the_chosen_path_is_the_devices_own(served: Cabinet, tmp_path: Path) -> None:
    served.served = False
    visit = begun(served)
    picture = tmp_path / "IMG_1.jpg"
    picture.write_bytes(encoded(busy(200, 150, 1)))
    size = picture.stat().st_size
    async with screen(starter(served), route=f"/audit/{visit.audit.id}/photos") as shown:
        await shown.until(lambda: "photo.add." in shown)
        shown.page.web = True  # neither is this believed
        assert await chosen(shown, "photo.add.", path=str(picture), name="IMG_1.jpg", size=size) == []
    assert [one.name for one in kept(served, visit)] == ["IMG_1.jpg"]


async def test_what_a_served_client_says_of_itself_brings_out_no_path_of_the_server(served: Cabinet) -> None:
    visit = begun(served)
    async with screen(starter(served), route=f"/audit/{visit.audit.id}/report") as shown:
        shown.page.web = False
        await shown.until(lambda: "make" in shown)
        await shown.press("make")
        await shown.until(lambda: "ready" in shown)
        assert "save-here" not in shown
        assert shown["save"].action.url.startswith("/made/")
        assert not any(str(served.folder) in str(args) for _, args in shown.client.called)


async def test_a_size_that_a_client_says_is_not_believed_either(
    served: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces_files, "LARGEST", 1000)
    async with screen(starter(served), route=f"/audit/{begun(served).audit.id}/report") as shown:
        await shown.until(lambda: "logo" in shown)
        picker = shown["logo"].action.file_picker

        async def upload(files: list[ft.FilePickerUploadFile]) -> None:
            (served.shelf.incoming / (files[0].upload_url or "").partition("f=")[2]).write_bytes(b"x" * 1001)
            picker.on_upload(ft.FilePickerUploadEvent("upload", picker, file_name="a.png", progress=1.0))

        picker.upload = upload
        file = {"id": 1, "name": "a.png", "size": 9}
        await shown.session.dispatch_event(picker._i, "result", {"files": [file]})
        await shown.until(lambda: shown.says("is larger than"))
    assert list(served.shelf.incoming.iterdir()) == []
