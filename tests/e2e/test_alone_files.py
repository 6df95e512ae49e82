"""Large files in the app alone, without a network: put back, stopped halfway, handed out; and what it cannot open."""

import random
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from audit_app.store.backup import back_up
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from tests.e2e.test_alone import on_the_tablet
from tests.e2e.test_main_job import begun
from tests.e2e.test_photos import pick
from tests.standalone.alone import Device, Files
from tests.store.conftest import worked
from tests.walks.browser import Tablet

pytestmark = pytest.mark.browser

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(2000)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of 80 MB: an audit with photographs."""
    folder, chance = tmp_path / "laptop", random.Random(1)
    with Store.at(folder) as store:
        visit, shelf = worked(store), Shelf(folder)
        for number in range(16):
            visit.add_photo("sign", shelf.keep(b"\xff\xd8" + chance.randbytes(5_000_000)), name=f"{number}.jpg")
    back_up(folder, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def chosen(tablet: Tablet, button: str, files: Path | Sequence[Path]) -> None:
    with tablet.page.expect_file_chooser() as dialog:
        tablet.press(button)
    dialog.value.set_files(files)


def photographs_in(file: Path) -> set[str]:
    with zipfile.ZipFile(file) as parcel:
        return {name for name in parcel.namelist() if name.startswith("photos/")}


def test_a_large_backup_is_stopped_then_put_back_and_leaves_again_by_one_tap(
    device: Device, files: Files, backup: Path, tmp_path: Path
) -> None:
    tablet = on_the_tablet(device, files)
    tablet.page.evaluate("location.hash = '#/about'")
    chosen(tablet, "restore", backup)
    shown = tablet.page.locator("#work")
    shown.get_by_role("button", name="Cancel").click()
    tablet.sees("Stopped; nothing was changed")
    shown.wait_for(state="hidden")
    chosen(tablet, "restore", backup)
    shown.get_by_text("Restoring the backup …").wait_for()
    tablet.sees("1 audit restored and checked", timeout=120_000)
    with tablet.page.expect_download() as waiting:
        tablet.press("backup")
    assert waiting.value.failure() is None
    assert photographs_in(waiting.value.path()) == photographs_in(backup)
    assert len(photographs_in(backup)) == 16


def test_a_picture_that_nothing_here_can_open_says_how_to_get_a_jpeg_and_can_be_left_out(
    device: Device, files: Files, tmp_path: Path
) -> None:
    visit = begun(on_the_tablet(device, files))
    visit.answer("site-changes", "deficient")
    (tmp_path / "IMG_1.HEIC").write_bytes(HEIC)
    pick(visit.tablet, [str(tmp_path / "IMG_1.HEIC")])
    visit.tablet.sees("or save it as JPEG and add that")
    visit.tablet.press("photo.drop")
    visit.tablet.at("photo.drop").wait_for(state="detached")
