"""Opening a data folder: one writer, readers beside it, older and newer versions, and folders that cannot be used."""

import errno
import hashlib
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit_app.errors import StoreDamaged, StoreError, StoreLocked, StoreNewer
from audit_app.store import database
from audit_app.store.backup import back_up
from audit_app.store.folder import HELD, Hold, data_folder
from audit_app.store.store import Store
from tests.store.conftest import walk, worked

ROOT = Path(__file__).resolve().parents[2]


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder that holds anything, as a digest; the index SQLite rebuilds at will (-shm) is left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    files = (path for path in files if not path.name.endswith("-shm"))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_folder_chosen_wins_then_the_environment_then_the_users_own(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MR_AUDIT_HOME", raising=False)
    monkeypatch.delenv("FLET_APP_STORAGE_DATA", raising=False)
    assert data_folder().name == "mr-audit"
    monkeypatch.setenv("FLET_APP_STORAGE_DATA", str(tmp_path / "tablet"))
    assert data_folder() == tmp_path / "tablet"
    monkeypatch.setenv("MR_AUDIT_HOME", str(tmp_path / "home"))
    assert data_folder() == tmp_path / "home"
    assert data_folder(tmp_path / "chosen") == tmp_path / "chosen"


def test_a_second_writer_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with Store.at(tmp_path) as store:
        worked(store)
        before = contents(tmp_path)
        with pytest.raises(StoreLocked, match="is in use by another copy of the app"):
            Store.at(tmp_path)
        assert contents(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that leaves a copy of itself behind")
def test_a_folder_that_a_killed_app_has_just_left_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit_app.store.folder.PATIENCE", 60)  # on a busy machine what is left behind takes longer
    pid = os.fork()
    if not pid:
        Hold(tmp_path)
        if not os.fork():  # begun a moment before the kill: it still has what its parent held
            time.sleep(0.4)
        os._exit(0)
    os.waitpid(pid, 0)
    with Hold(tmp_path) as hold:
        assert not hold.released


def test_a_reader_sees_what_was_just_written_and_cannot_write(tmp_path: Path) -> None:
    with Store.at(tmp_path) as store, Store.to_read(tmp_path) as reader:
        visit = worked(store)
        assert reader.load(visit.audit.id) == visit.audit
        with pytest.raises(StoreError, match="cannot be written"):
            reader.drawers.prefer("theme", "dark")


def test_reading_where_nothing_is_kept_makes_no_folder(tmp_path: Path) -> None:
    with Store.to_read(tmp_path / "none") as reader:
        assert reader.audits() == ()
    assert not (tmp_path / "none").exists()


def test_closing_gives_the_folder_back(tmp_path: Path) -> None:
    Store.at(tmp_path).close()
    Store.at(tmp_path).close()


@pytest.mark.parametrize("door", [Store.at, Store.to_read])
def test_data_from_a_newer_version_is_refused_and_not_touched(tmp_path: Path, door) -> None:
    with Store.at(tmp_path) as store:
        worked(store)
    newer = sqlite3.connect(tmp_path / database.FILE)
    newer.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('mr_audit', 'm900_x', '')")
    newer.commit()
    newer.close()
    before = contents(tmp_path)
    with pytest.raises(StoreNewer, match=r"written by a newer version of the app.*m900_x.*Update this app"):
        door(tmp_path)
    assert contents(tmp_path) == before


def test_a_folder_half_made_is_finished(tmp_path: Path) -> None:
    (tmp_path / database.FILE).touch()
    with Store.at(tmp_path) as store:
        assert worked(store).audit.id in [summary.id for summary in store.audits()]


def test_a_reader_brings_an_older_database_to_the_newest_shape(tmp_path: Path) -> None:
    (tmp_path / database.FILE).touch()
    with Store.to_read(tmp_path) as reader:
        assert reader.audits() == ()


def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    (tmp_path / database.FILE).write_bytes(b"not a database at all, " * 100)
    before = (tmp_path / database.FILE).read_bytes()
    with pytest.raises(StoreDamaged, match=r"is damaged\. Restore a backup"):
        Store.at(tmp_path)
    assert (tmp_path / database.FILE).read_bytes() == before


def test_a_file_in_the_folders_place_is_said_to_be_no_folder(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(StoreError, match="is not a folder"):
        Store.at(tmp_path / "home")


def test_the_data_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    Store.at(tmp_path / "home").close()
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0


def test_what_is_kept_survives_without_a_proper_closing(tmp_path: Path) -> None:
    store = Store.at(tmp_path / "home")
    visit = worked(store)
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in (database.FILE, f"{database.FILE}-wal"):
        (copy / name).write_bytes((tmp_path / "home" / name).read_bytes())
    with Store.at(copy) as after:
        assert after.load(visit.audit.id) == visit.audit
    store.close()


def cut_off(folder: Path) -> str:
    """An audit kept in a session that ended as when the app is killed; gives its id."""
    store = Store.at(folder)
    audit_id = worked(store).audit.id
    ahead = (folder / f"{database.FILE}-wal").read_bytes()
    store.close()
    (folder / f"{database.FILE}-wal").write_bytes(ahead)
    (folder / HELD).write_bytes(b"open")
    return audit_id


def test_a_session_that_was_cut_off_is_gone_on_with(tmp_path: Path) -> None:
    audit_id = cut_off(tmp_path)
    with Store.at(tmp_path) as store:
        assert [summary.id for summary in store.audits()] == [audit_id]


def test_a_missing_write_ahead_file_is_noticed_and_the_way_on_is_said(tmp_path: Path) -> None:
    audit_id = cut_off(tmp_path)
    (tmp_path / f"{database.FILE}-wal").unlink()
    for _ in range(2):
        with pytest.raises(StoreDamaged, match=r"was left open, and audits.db-wal is gone: the newest entries"):
            Store.at(tmp_path)
    (tmp_path / HELD).unlink()
    with Store.at(tmp_path) as store:
        assert [summary.id for summary in store.audits()] == [audit_id]


def test_a_process_that_ends_without_closing_does_not_lock_anybody_out(tmp_path):
    script = "import sys, pathlib; from audit_app.store.store import Store; "
    script += "Store.at(pathlib.Path(sys.argv[1])).drawers.prefer('a', 1)"
    for _ in range(2):
        command = [sys.executable, "-c", script, str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    with Store.at(tmp_path) as store:
        assert store.drawers.preferred("a") == 1


def test_a_folder_named_from_where_one_stands_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Store.at(Path("data")) as store:
        worked(store)
    with Store.to_read(Path("data")) as reader:
        assert len(reader.audits()) == 1
    back_up(Path("data"), Path("b.zip"))
    assert Path("b.zip").is_file()


def test_a_disk_that_fails_on_closing_is_told_and_the_folder_given_back_with_all_that_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    store = Store.at(tmp_path)
    audit = walk(store).audit
    with monkeypatch.context() as patch, pytest.raises(StoreError, match=r"cannot be used \(Input/output error\)"):
        patch.setattr(os, "fsync", failing)
        store.close()
    with Store.at(tmp_path) as again:
        assert again.load(audit.id) == audit
