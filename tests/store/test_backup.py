"""Everything kept as one file, and put back whole or not at all."""

import json
import zipfile
from pathlib import Path

import pytest

from audit_app.errors import AuditError, BundleRefused, StoreError
from audit_app.store.backup import MANIFEST, back_up, restore
from audit_app.store.log_json import exported, received
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.visit.photos import developed, enter
from audit_app.visit.visit import Visit
from tests.faults.walker import picture
from tests.store.conftest import ADA, worked


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with one audit and one photograph."""
    folder = tmp_path / "home"
    with Store.at(folder) as store:
        visit, shelf = worked(store), Shelf(folder)
        capture = Capture("one", visit.audit.id, "sign", name="a.jpg", received="2026-11-20T09:00:00+00:00")
        enter(visit, shelf, developed(shelf, shelf.receive(capture, picture(1))))
        store.drawers.prefer("theme", "dark")
    return folder


@pytest.fixture
def backup(home: Path, tmp_path: Path) -> Path:
    back_up(home, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def text(folder: Path) -> str:
    with Store.to_read(folder) as store:
        return exported(store, store.audits()[0].id)


def test_what_is_put_back_is_what_was_backed_up(home: Path, backup: Path, tmp_path: Path) -> None:
    [audit_id] = restore(backup, tmp_path / "new")
    assert text(tmp_path / "new") == text(home)
    assert [digest for digest, _ in Shelf(tmp_path / "new").originals()] == [d for d, _ in Shelf(home).originals()]
    with Store.to_read(tmp_path / "new") as store:
        assert store.drawers.preferred("theme") == "dark"
        assert store.audits()[0].id == audit_id


def test_a_backup_is_made_while_the_app_runs(home: Path, tmp_path: Path) -> None:
    with Store.at(home) as store:
        Visit.resume(store, store.audits()[0].id, ADA).note("sign", "just now")
        back_up(home, tmp_path / "b.zip")
        restore(tmp_path / "b.zip", tmp_path / "new")
        assert text(tmp_path / "new") == text(home)


def test_what_goes_on_after_a_restore_can_be_joined_with_what_went_on_before_it(
    home: Path, backup: Path, tmp_path
) -> None:
    restore(backup, tmp_path / "new")
    with Store.at(home) as old, Store.at(tmp_path / "new") as new:
        assert old.device != new.device
        audit_id = old.audits()[0].id
        Visit.resume(old, audit_id, ADA).note("sign", "on the old tablet")
        Visit.resume(new, audit_id, ADA).answer("sign", "partly")
        joined = received(old, exported(new, audit_id), Shelf(home).has)
        assert joined.lines["sign"].verdict.value == "partly"
        assert joined.lines["sign"].note == "on the old tablet"


def test_a_backup_is_put_back_only_where_nothing_is(home: Path, backup: Path) -> None:
    before = text(home)
    with pytest.raises(StoreError, match="is not empty"):
        restore(backup, home)
    assert text(home) == before


def test_nothing_to_back_up_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no audits"):
        back_up(tmp_path / "none", tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []


def repacked(backup: Path, change) -> None:
    """The backup with its files and its list changed by someone who knows how it is made."""
    with zipfile.ZipFile(backup) as parcel:
        files = {name: parcel.read(name) for name in parcel.namelist()}
    says = json.loads(files[MANIFEST])
    change(files, says)
    if MANIFEST in files:
        files[MANIFEST] = json.dumps(says).encode()
    with zipfile.ZipFile(backup, "w") as parcel:
        for name, data in files.items():
            parcel.writestr(name, data)


def photo(files: dict[str, bytes]) -> str:
    return next(name for name in files if name.startswith("photos/"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda files, says: files.update({photo(files): b"other"}), "is not what was backed up"),
        (lambda files, says: files.pop(photo(files)), "does not hold the files it lists"),
        (lambda files, says: files.update(extra=b""), "does not hold the files it lists"),
        (lambda files, says: files.pop(MANIFEST), "is no backup"),
        (lambda files, says: says.update(format="x"), "does not hold the files it lists"),
        (lambda files, says: says.update(files=[]), "has no list of its files"),
        (
            lambda files, says: (files.update({"photos/../../x": b""}), says["files"].update({"photos/../../x": "0"})),
            "is not a file of a data folder",
        ),
        (lambda files, says: (files.update({"/x": b""}), says["files"].update({"/x": "0"})), "is not a file of a data"),
    ],
)
def test_a_backup_that_is_not_whole_is_refused_and_leaves_nothing(
    backup: Path, tmp_path: Path, change, said: str
) -> None:
    repacked(backup, change)
    with pytest.raises(BundleRefused, match=said):
        restore(backup, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "home"]


def test_any_cut_in_a_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    for size in range(0, len(whole), len(whole) // 20):
        backup.write_bytes(whole[:size])
        with pytest.raises(AuditError):
            restore(backup, tmp_path / "new")
        assert not (tmp_path / "new").exists()
