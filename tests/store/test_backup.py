"""Everything kept as one file, and put back whole or not at all."""

import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit_app.__main__ import app
from audit_app.audit.log.canonical import canonical
from audit_app.errors import AuditError, BundleRefused, Cancelled, StoreDamaged, StoreError
from audit_app.portfolio.share.foreign_log import try_whole
from audit_app.store.backup import MANIFEST, back_up, restore, switch
from audit_app.store.integrity import verified
from audit_app.store.log_json import exported, received
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.visit.photos import developed, enter
from audit_app.visit.visit import Visit
from tests.conftest import SteppingClock
from tests.faults.scenarios import NOBODY
from tests.faults.walker import picture
from tests.portfolio.test_hostile_audits import REFUSED, forged
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


class Stopping:
    """Whoever is told how far it is asks to stop at the step with this number."""

    def __init__(self, at: int) -> None:
        self.at, self.told = at, list[float]()

    def __call__(self, done: int, of: int) -> None:
        self.told.append(done / of)
        if len(self.told) == self.at:
            raise Cancelled


def test_a_backup_and_a_restore_tell_how_far_they_are_and_leave_nothing_when_they_are_stopped(
    home: Path, backup: Path, tmp_path: Path
) -> None:
    told, put_in = Stopping(0), tmp_path / "new"
    back_up(home, tmp_path / "whole.zip", advance=told)
    assert told.told == sorted(told.told) and told.told[-1] == 1
    for at in range(1, len(told.told) + 1):
        with pytest.raises(Cancelled):
            back_up(home, tmp_path / "half.zip", advance=Stopping(at))
    assert not list(tmp_path.glob("*half*"))
    told = Stopping(0)
    restore(backup, tmp_path / "whole", advance=told)
    assert told.told == sorted(told.told) and len(told.told) > 3
    for at in range(1, len(told.told) + 1):
        with pytest.raises(Cancelled):
            restore(backup, put_in, advance=Stopping(at))
        assert not put_in.exists() and not list(tmp_path.glob(".*restoring"))
    assert restore(backup, put_in)


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
        (lambda files, says: files.pop(photo(files)), "does not hold the files it lists"),
        (lambda files, says: files.update(extra=b""), "does not hold the files it lists"),
        (lambda files, says: files.pop(MANIFEST), "is not a backup"),
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


def spoil(folder: Path, change: bytes = b"other") -> Path:
    [(_, path)] = list(Shelf(folder).originals())
    path.chmod(0o600)
    path.write_bytes(change)
    return path


def test_a_photo_altered_in_a_backup_is_marked_and_all_the_rest_is_put_back(
    home: Path, backup: Path, tmp_path: Path
) -> None:
    repacked(backup, lambda files, says: files.update({photo(files): b"other"}))
    told: list[str] = []
    [audit_id] = restore(backup, tmp_path / "new", told.append)
    assert len(told) == 1 and "is not what was backed up" in told[0]
    assert text(tmp_path / "new") == text(home)
    shelf = Shelf(tmp_path / "new")
    with Store.to_read(tmp_path / "new") as store:
        [absent] = verified(store, audit_id, shelf.fault, shelf.absence).absent
    assert absent.fault == "was damaged in the backup it came from"
    [(digest, path)] = list(Shelf(home).originals())
    assert shelf.keep(path.read_bytes()) == digest
    assert shelf.fault(digest) == "" and shelf.absence(digest) == ""


def test_a_damaged_photo_is_named_when_it_is_backed_up_and_the_last_good_backup_stays(
    home: Path, backup: Path, tmp_path: Path
) -> None:
    good, path = backup.read_bytes(), spoil(home)
    told: list[str] = []
    back_up(home, backup, told.append)
    assert told == [f"photos/{path.parent.name}/{path.name} is no longer as it was stored"]
    assert (tmp_path / "backup.1.zip").read_bytes() == good
    restore(backup, tmp_path / "new", told.append)
    assert "was damaged when it was backed up" in told[-1]
    assert text(tmp_path / "new") == text(home)


def test_older_backups_of_the_same_name_are_counted_up_and_the_oldest_whole_one_outlives_damaged_ones(
    home: Path, backup: Path, tmp_path: Path
) -> None:
    for _ in range(5):
        back_up(home, backup)
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == [
        "backup.1.zip", "backup.2.zip", "backup.3.zip", "backup.zip",
    ]  # fmt: skip
    spoil(home)
    for _ in range(4):
        back_up(home, backup)
    oldest = tmp_path / "backup.7.zip"
    told: list[str] = []
    restore(oldest, tmp_path / "new", told.append)
    assert told == []


def test_the_only_audit_comes_back_though_the_backup_lacks_its_only_photo(home: Path, tmp_path: Path) -> None:
    [(digest, photo)] = Shelf(home).originals()
    photo.unlink()
    told: list[str] = []
    back_up(home, tmp_path / "b.zip", told.append)
    [audit_id] = restore(tmp_path / "b.zip", tmp_path / "new", told.append)
    assert len(told) == 2 and all(digest[:12] in said for said in told) and told[1].endswith("is not in the backup")
    assert text(tmp_path / "new") == text(home) and audit_id in told[1]


def test_a_stone_that_is_no_text_and_very_long_stops_nothing(home: Path, tmp_path: Path) -> None:
    [(digest, photo)] = Shelf(home).originals()
    photo.with_suffix(".purged").write_bytes(b"\xff" * 100_000)
    photo.unlink()
    back_up(home, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "new")
    assert len(Shelf(tmp_path / "new").absence(digest)) < 5_000


def test_what_a_killed_backup_left_goes_with_the_next_one_a_day_later(home: Path, tmp_path: Path) -> None:
    old, fresh = (tmp_path / f".b.zip.{number}.checked" for number in (11, 12))
    for each in (old, fresh):
        each.mkdir()
        (each / "audits.db").write_bytes(b"a copy of everything")
    half, another = tmp_path / ".b.zip.11.part", tmp_path / ".c.zip.11.part"
    half.write_bytes(b"half a backup")
    another.write_bytes(b"of another file")
    for each in (old, half, another):
        os.utime(each, (0, 0))
    back_up(home, tmp_path / "b.zip")
    assert [each.name for each in sorted(tmp_path.glob(".*"))] == [fresh.name, another.name]


@contextmanager
def somebody_else(*folders: Path) -> Iterator[None]:
    """Somebody who may read less than the computer's owner; these folders are theirs."""
    if os.geteuid() != 0:
        yield
        return
    for folder in folders:
        os.chown(folder, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="rights are told apart by users on POSIX only")
def test_a_photo_that_cannot_be_read_is_named_and_keeps_nothing_else_out_of_the_backup(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as name:
        own, place = Path(name) / "home", Path(name)
        place.chmod(0o755)
        monkeypatch.setenv("MR_AUDIT_STATE", str(place / "state"))
        shutil.copytree(home, own)
        [(_, photo)] = Shelf(own).originals()
        photo.chmod(0)
        told: list[str] = []
        every = [each for each in (place, *own.rglob("*")) if each != photo]
        with somebody_else(own, *every):
            back_up(own, place / "b.zip", told.append)
        inside = f"photos/{photo.parent.name}/{photo.name}"
        assert told[0] == f"{inside} cannot be read (Permission denied) and is not in it"
        [audit_id] = restore(place / "b.zip", place / "new", told.append)
        assert text(place / "new") == text(home) and audit_id in told[1]


@pytest.mark.parametrize("stray", ["photos/.DS_Store", "photos/ab/Thumbs.db", "incoming/.hidden", "photos/a b.jpg"])
def test_what_a_file_browser_leaves_in_the_data_folder_is_left_out(home: Path, tmp_path: Path, stray: str) -> None:
    (home / stray).parent.mkdir(parents=True, exist_ok=True)
    (home / stray).write_bytes(b"stray")
    told: list[str] = []
    back_up(home, tmp_path / "b.zip", told.append)
    restore(tmp_path / "b.zip", tmp_path / "new", told.append)
    assert told == [] and text(tmp_path / "new") == text(home)


def test_a_stray_in_an_older_backup_is_left_out_and_said(home: Path, backup: Path, tmp_path: Path) -> None:
    def stray(files, says) -> None:
        files["photos/.DS_Store"] = b"x"
        says["files"]["photos/.DS_Store"] = sha256(b"x").hexdigest()

    repacked(backup, stray)
    told: list[str] = []
    restore(backup, tmp_path / "new", told.append)
    assert told == ["photos/.DS_Store was left out: it is not a file of a data folder"]
    assert text(tmp_path / "new") == text(home)


def test_names_that_share_the_bytes_of_one_file_are_not_unpacked(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup, "a") as parcel:
        body = b"x" * 100_000
        parcel.writestr("incoming/first", body)
        info = parcel.getinfo("incoming/first")
        for number in range(50):
            other = zipfile.ZipInfo(f"incoming/f{number:04d}")
            other.header_offset, other.CRC = info.header_offset, info.CRC
            other.file_size = other.compress_size = len(body)
            parcel.filelist.append(other)
            parcel.NameToInfo[other.filename] = other
    with pytest.raises(BundleRefused, match="claims to hold more than its size allows"):
        restore(backup, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "deed",
    [
        "alter table _sqlite_migrations rename to old; create view _sqlite_migrations as with recursive c(x) as "
        "(select 1 union all select x + 1 from c) select old.*, x from old, c",
        "create trigger evil after insert on entries begin delete from drafts; end",
        "drop trigger entries_no_update",
    ],
)
def test_a_backup_whose_database_could_act_by_itself_is_not_put_back(backup: Path, tmp_path: Path, deed: str) -> None:
    def changed(files, says) -> None:
        place = tmp_path / "changed.db"
        place.write_bytes(files["audits.db"])
        db = sqlite3.connect(place)
        db.executescript(deed)
        db.close()
        files["audits.db"] = place.read_bytes()
        place.unlink()
        says["files"]["audits.db"] = sha256(files["audits.db"]).hexdigest()

    repacked(backup, changed)
    with pytest.raises(BundleRefused):
        restore(backup, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("spoilt", [b"", b"no database" * 1000, None])
def test_no_refusal_names_the_folder_in_which_a_backup_is_tried(
    backup: Path, tmp_path: Path, spoilt: bytes | None
) -> None:
    def changed(files, says) -> None:
        whole = files["audits.db"]
        files["audits.db"] = whole[:-5000] if spoilt is None else spoilt
        says["files"]["audits.db"] = sha256(files["audits.db"]).hexdigest()

    repacked(backup, changed)
    with pytest.raises(BundleRefused) as refused:
        restore(backup, tmp_path / "new")
    assert "restoring" not in str(refused.value) and "/" not in str(refused.value) and "backup" in str(refused.value)


def test_a_restore_killed_before_any_of_its_renames_is_whole_or_not_at_all_and_finishes_by_itself(
    home: Path, backup: Path, tmp_path: Path
) -> None:
    for number in range(1, 30):
        folder = tmp_path / f"device-{number}"
        Store.at(folder).close()
        if not killed_at_rename(number, lambda folder=folder: put_in(backup, folder)):
            break
        with Store.at(folder) as store:
            audits = store.audits()
        if not audits:
            put_in(backup, folder)
        assert text(folder) == text(home)
        assert [digest for digest, _ in Shelf(folder).originals()] == [digest for digest, _ in Shelf(home).originals()]
    assert number > 4


def put_in(backup: Path, folder: Path) -> None:
    shutil.rmtree(folder / "restoring", ignore_errors=True)
    restore(backup, folder / "restoring")
    switch(folder / "restoring", folder)
    Store.at(folder).close()


def killed_at_rename(number: int, deed) -> bool:
    """Whether a process doing a deed was killed just before its renaming of that number, counted from 1."""
    process = os.fork()
    if process == 0:
        try:
            seen = [0]

            def watch(event: str, _: object) -> None:
                seen[0] += event == "os.rename"
                if event == "os.rename" and seen[0] == number:
                    os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(watch)
            deed()
            os._exit(0)
        finally:
            os._exit(1)
    status = os.waitpid(process, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_the_same_photo_taken_in_again_mends_the_one_that_was_spoilt(home: Path) -> None:
    shelf = Shelf(home)
    [(digest, path)] = list(shelf.originals())
    good = path.read_bytes()
    for damage in (good[:100] + bytes([good[100] ^ 1]) + good[101:], b""):
        spoil(home, damage)
        assert shelf.fault(digest)
        shelf.receive(Capture("again", "audit", "sign", name="a.jpg", received="2026-11-20T09:00:00+00:00"), good)
        assert shelf.fault(digest) == ""


def test_the_command_names_what_is_damaged_and_fails(home: Path, tmp_path: Path) -> None:
    spoil(home)
    shown = CliRunner().invoke(app, ["backup", str(tmp_path / "b.zip"), "--data", str(home)])
    assert isinstance(shown.exception, StoreDamaged) and "DAMAGED  photos/" in shown.output
    shown = CliRunner().invoke(app, ["restore", str(tmp_path / "b.zip"), "--data", str(tmp_path / "new")])
    assert isinstance(shown.exception, StoreDamaged) and "NOT AS IT WAS  photos/" in shown.output
    assert text(tmp_path / "new") == text(home)


def slip_in(folder: Path, says: list[dict[str, object]]) -> str:
    """Puts entries that no device writes into the newest audit of a closed folder, past every check; gives its id."""
    with Store.to_read(folder) as store:
        audit_id = store.audits()[0].id
        entries = json.loads(forged(exported(store, audit_id), says))["entries"]
    with closing(sqlite3.connect(folder / "audits.db")) as db:
        for each in entries[-len(says) :]:
            row = [audit_id, *(each[name] for name in ("device", "seq", "id", "at", "kind", "sha")), canonical(each)]
            db.execute(
                "insert into entries (audit, device, seq, id, at, kind, sha, body) values (?,?,?,?,?,?,?,?)", row
            )
        db.execute("update audits set summary = ?, title = ?", ["", "x" * 5_000])
        db.commit()
    return audit_id


HOSTILE = ["a stamp in the year 9999", "a reading of 1e900000", "an undoing of itself", "nesting of a hundred lists"]


@pytest.mark.parametrize("name", [*HOSTILE, "a hundred thousand lists", "a checklist that is not there"])
def test_a_backup_whose_only_audit_says_what_no_device_writes_is_refused(home: Path, tmp_path: Path, name: str) -> None:
    slip_in(home, REFUSED[name])
    back_up(home, tmp_path / "b.zip")
    with pytest.raises(BundleRefused) as refusal:
        restore(tmp_path / "b.zip", tmp_path / "new", trial=try_whole)
    assert refusal.value.where and refusal.value.fault and refusal.value.remedy
    assert not (tmp_path / "new").exists() and not list(tmp_path.glob(".new*"))


@pytest.mark.parametrize("name", HOSTILE)
def test_an_audit_that_no_device_writes_is_marked_and_the_others_come_back(
    home: Path, tmp_path: Path, name: str
) -> None:
    odd = slip_in(home, REFUSED[name])
    with Store.at(home) as store:
        good = worked(store, SteppingClock(ids=count(500))).audit.id
    back_up(home, tmp_path / "b.zip")
    told: list[str] = []
    assert set(restore(tmp_path / "b.zip", tmp_path / "new", told.append, try_whole)) == {odd, good}
    assert any(odd in each and ("entry" in each or "holds" in each) for each in told)
    with Store.at(tmp_path / "new") as store:
        assert store.load(good).id == good
        with pytest.raises(StoreDamaged, match="not accepted"):
            store.load(odd)
        shown = {each.id: each for each in store.audits()}
        assert shown[odd].title.startswith("Damaged") and len(shown[odd].title) < 300
        assert {json.loads(body)["device"] for body in store.bodies(odd)} >= {"eve-tablet"}  # nothing is deleted


def test_a_backup_of_the_app_itself_passes_the_rules_for_foreign_audits(backup: Path, tmp_path: Path) -> None:
    told: list[str] = []
    assert len(restore(backup, tmp_path / "new", told.append, try_whole)) == 1 and told == []


def test_confirmed_sections_that_cannot_be_read_are_told_by_verify_and_by_a_restore(home: Path, tmp_path: Path) -> None:
    (home / "confirmed_references.json").write_text("{{{")
    back_up(home, tmp_path / "b.zip")
    told: list[str] = []
    [audit_id] = restore(tmp_path / "b.zip", tmp_path / "new", told.append)
    assert told == ["confirmed_references.json is damaged"]
    said = CliRunner().invoke(app, ["verify", audit_id, "--data", str(tmp_path / "new")])
    assert "In this data folder, confirmed_references.json is damaged" in said.output and said.exit_code == 0
