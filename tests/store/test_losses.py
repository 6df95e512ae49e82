"""What was kept is there, or is said to be gone: a hurt write-ahead file, an older folder, rows changed by hand."""

import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from audit_app.errors import AuditError, StoreDamaged
from audit_app.store import database
from audit_app.store.backup import go_on
from audit_app.store.guard import kept_log
from audit_app.store.integrity import verified
from audit_app.store.log_json import exported, received
from audit_app.store.store import Store
from audit_app.visit.visit import Visit
from tests.store.conftest import ADA, walk

NOTES = 12
AHEAD = f"{database.FILE}-wal"


def killed(folder: Path, deed: Callable[[], None]) -> None:
    """Does a deed in a process that is killed as soon as it is done: what it wrote stands in the write-ahead file."""
    process = os.fork()
    if process == 0:
        try:
            deed()
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    assert os.WIFSIGNALED(os.waitpid(process, 0)[1])


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose app was killed with a whole audit in the write-ahead file."""
    folder = tmp_path_factory.mktemp("cut") / "home"

    def deed() -> None:
        store = Store.at(folder)
        visit = walk(store)
        for number in range(NOTES):
            visit.note("sign", f"note {number}")
        store.drawers.register("instrument", "i1", "Hall meter", {"calibration_due": "2026-12-01"})

    killed(folder, deed)
    assert (folder / AHEAD).stat().st_size
    return folder


@pytest.fixture
def home(cut_off: Path, tmp_path: Path) -> Path:
    shutil.copytree(cut_off, tmp_path / "home")
    return tmp_path / "home"


def told(folder: Path) -> str:
    """What is said of a folder when it is opened and verified; empty when all is there."""
    try:
        with Store.at(folder) as store:
            [audit] = store.audits()
            flaws = verified(store, audit.id, lambda _: "").flaws
            whole = len(store.raw(audit.id)) == NOTES + 1 and len(store.drawers.registered("instrument")) == 1
            assert whole or flaws, "lost in silence"
            return "; ".join(map(str, flaws))
    except AuditError as error:
        return str(error)


def hurt(home: Path, change: Callable[[bytearray], object]) -> None:
    data = bytearray((home / AHEAD).read_bytes())
    change(data)
    (home / AHEAD).write_bytes(data)


def test_what_stands_only_in_the_write_ahead_file_is_there_after_a_kill(home: Path) -> None:
    assert told(home) == ""


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9])
def test_a_write_ahead_file_that_was_cut_is_told_and_left_as_it_is(home: Path, share: float) -> None:
    size = (home / AHEAD).stat().st_size
    os.truncate(home / AHEAD, int(size * share))
    said = told(home)
    assert "lacks the newest" in said and "recover the data folder" in said
    assert (home / AHEAD).stat().st_size == int(size * share)


def test_a_write_ahead_file_full_of_zeros_is_told(home: Path) -> None:
    hurt(home, lambda data: data.__setitem__(slice(None), bytes(len(data))))
    assert "lacks the newest" in told(home)


def test_no_flipped_bit_in_the_write_ahead_file_drops_anything_in_silence(home: Path, tmp_path: Path) -> None:
    random, size = Random(5), (home / AHEAD).stat().st_size
    for number in range(40):
        case = tmp_path / f"case-{number}"
        shutil.copytree(home, case)
        at, bit = random.randrange(size), random.randrange(8)
        hurt(case, lambda data, at=at, bit=bit: data.__setitem__(at, data[at] ^ (1 << bit)))
        told(case)  # asserts that nothing is lost in silence


def test_database_alone_carried_off_by_a_program_that_copies_files_is_told(home: Path) -> None:
    (home / AHEAD).unlink()
    (home / "in-use.lock").unlink()
    assert "lacks the newest" in told(home)


def test_who_goes_on_after_the_write_ahead_file_was_removed_is_told_what_is_missing(home: Path) -> None:
    (home / AHEAD).unlink()
    assert "recover the data folder" in told(home)
    [gone] = go_on(home)
    assert f"entry {NOTES + 1} was kept" in str(gone)
    with Store.at(home) as store:
        assert store.audits() == () and walk(store).audit.state == "open"


def test_an_older_data_folder_in_the_place_of_the_newer_one_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    with Store.at(folder) as store:
        visit = walk(store)
    shutil.copytree(folder, tmp_path / "older")
    with Store.at(folder) as store:
        Visit.resume(store, visit.audit.id, ADA).note("sign", "newer")
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "older", folder)
    with pytest.raises(StoreDamaged, match="it lacks 1 newer write, 1 entry among them"):
        Store.at(folder)
    with pytest.raises(StoreDamaged, match="is older than what was here before"):
        Store.to_read(folder)


def test_who_goes_on_without_what_is_lost_does_so_under_a_new_name_and_is_reminded_until_it_is_back(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "home"
    with Store.at(folder) as store:
        visit, device = walk(store), store.device
    shutil.copytree(folder, tmp_path / "older")
    with Store.at(folder) as store:
        Visit.resume(store, visit.audit.id, ADA).note("sign", "newer")
        newer = exported(store, visit.audit.id)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "older", folder)
    [gone] = go_on(folder)
    assert "entry 2 was kept" in str(gone)
    with Store.at(folder) as store:
        assert store.device != device
        Visit.resume(store, visit.audit.id, ADA).answer("sign", "partly")
        assert [str(flaw) for flaw in verified(store, visit.audit.id, lambda _: "").flaws] == [str(gone)]
        received(store, newer, lambda _: True)
        assert verified(store, visit.audit.id, lambda _: "").sound
        assert store.load(visit.audit.id).lines["sign"].note == "newer"
    with Store.at(folder) as store:
        assert verified(store, visit.audit.id, lambda _: "").sound


def test_signing_brings_everything_into_the_database_itself(tmp_path: Path) -> None:
    with Store.at(tmp_path) as store:
        visit = walk(store)
        visit.sign(ADA, "I looked")
        assert (tmp_path / AHEAD).stat().st_size == 0
        assert database.FILE in {path.name for path in tmp_path.iterdir()}
        assert (
            kept_log.read(kept_log.witness(tmp_path) or Path()).of("entries")[0].digest == visit.audit.entries[-1].sha
        )


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("update register set body = replace(body, '2026-12-01', '2036-12-01')", "the register has “i1” changed"),
        ("update preferences set value = '\"light\"'", "the preferences has “theme” changed"),
        ("update drafts set words = 'something else'", "what was being typed has"),
        ("delete from register", "the register lacks “i1”"),
        ("insert into preferences values ('evil', '1')", "the preferences has “evil”, which this app did not write"),
        ("update device set id = 'another'", "the name of this device has “another”"),
        ("insert into device values ('second', '')", "the name of this device has “second”"),
        ("create table other (a)", "has a table “other” that this app never makes"),
        ("drop index entries_by_id", "lacks the index entries_by_id"),
        ("drop trigger entries_no_update", "lacks the trigger entries_no_update"),
    ],
)
def test_what_is_in_no_chain_is_looked_at_too(tmp_path: Path, deed: str, said: str) -> None:
    with Store.at(tmp_path) as store:
        audit = walk(store).audit.id
        store.drawers.register("instrument", "i1", "Hall meter", {"calibration_due": "2026-12-01"})
        store.drawers.prefer("theme", "dark")
        store.drawers.keep_draft(audit, "note:sign", "half a sen")
    changed(tmp_path, deed)
    with Store.to_read(tmp_path) as store:
        flaws = [str(flaw) for flaw in verified(store, audit, lambda _: "").flaws]
    assert any(said in flaw for flaw in flaws), flaws


@pytest.mark.parametrize(
    "deed",
    [
        "create trigger evil after insert on entries begin delete from drafts; end",
        "create view evil as select 1",
        "drop table drafts; create view drafts as with recursive c(x) as (select 1 union all select x + 1 from c) "
        "select 'a' audit, x field, 'w' words, 'n' at from c",
        "alter table _sqlite_migrations rename to old; create view _sqlite_migrations as with recursive c(x) as "
        "(select 1 union all select x + 1 from c) select old.*, x from old, c",
    ],
)
def test_what_could_act_in_the_place_of_a_table_is_refused_before_it_is_asked(tmp_path: Path, deed: str) -> None:
    with Store.at(tmp_path) as store:
        walk(store)
    changed(tmp_path, deed)
    for opening in (Store.at, Store.to_read):
        with pytest.raises(StoreDamaged, match="that this app never makes"):
            opening(tmp_path)


@pytest.mark.parametrize("text", ["{{{", "[1]", "[" * 100_000])
def test_a_register_or_preference_that_cannot_be_read_stops_nothing_and_is_told(tmp_path: Path, text: str) -> None:
    with Store.at(tmp_path) as store:
        walk(store)
        store.drawers.register("instrument", "i1", "Hall meter", {"serial": "7"})
        store.drawers.register("instrument", "i2", "Other meter", {"serial": "8"})
        store.drawers.prefer("theme", "dark")
    changed(tmp_path, f"update register set body = '{text}' where id = 'i1'; update preferences set value = '{{{{'")
    with Store.at(tmp_path) as store:
        assert [each["id"] for each in store.drawers.registered("instrument")] == ["i2"]
        assert store.drawers.preferred("theme", "light") == "light"
        assert len(list(store.drawers.unreadable())) == 2


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("preferences", "[1]", 1), ("preferences", '"dark"', 1), ("pins", '{"a": 1}', 1), ("at/x", "[]", 1),
        ("backup", "3", 1), ("hub.cursor", "null", 0), ("pins", "[]", 0), ("at/x", '"sign"', 0), ("of-later", "3", 0),
    ],
)  # fmt: skip
def test_a_preference_of_another_shape_is_told(tmp_path: Path, name: str, value: str, told: int) -> None:
    with Store.at(tmp_path) as store:
        store.drawers.prefer(name, json.loads(value))
        assert [name[:60] in said for said in store.drawers.unreadable()] == [True] * told


def test_a_kill_between_a_write_and_its_note_is_no_loss_and_no_flaw(tmp_path: Path) -> None:
    with Store.at(tmp_path) as store:
        visit = walk(store)
        before = (tmp_path / kept_log.FILE).read_bytes()
        visit.note("sign", "kept but not noted")
        store.drawers.register("instrument", "i1", "Hall meter", {})
    (tmp_path / kept_log.FILE).write_bytes(before + b"1234 half a li")
    with Store.at(tmp_path) as store:
        assert verified(store, visit.audit.id, lambda _: "").sound


def test_a_folder_without_notes_gets_them_when_it_is_opened_and_has_no_flaw_before(tmp_path: Path) -> None:
    with Store.at(tmp_path) as store:
        audit = walk(store).audit.id
        store.drawers.register("instrument", "i1", "Hall meter", {})
    (tmp_path / kept_log.FILE).unlink()
    changed(tmp_path, "pragma user_version = 0")
    (kept_log.witness(tmp_path) or Path()).unlink()
    with Store.to_read(tmp_path) as store:
        assert verified(store, audit, lambda _: "").sound
    Store.at(tmp_path).close()
    changed(tmp_path, "update register set body = '{\"a\": 1}'")
    with Store.to_read(tmp_path) as store:
        assert not verified(store, audit, lambda _: "").sound


def changed(folder: Path, deeds: str) -> None:
    db = sqlite3.connect(folder / database.FILE)
    db.executescript(deeds)
    db.commit()
    db.close()


def test_whoever_reads_beside_an_app_at_work_takes_nothing_for_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.at(tmp_path / "home") as store:
        visit = walk(store)
        visit.note("sign", "one")
        with Store.to_read(tmp_path / "home") as beside:
            whole = beside.raw

            def read_and_written_to(audit_id: str) -> list[str]:
                found = whole(audit_id)
                visit.note("sign", "written a moment after the entries were read")
                return found

            monkeypatch.setattr(beside, "raw", read_and_written_to)
            assert beside.load(visit.audit.id).lines["sign"].note == "one"
            assert beside.missing(visit.audit.id) == ()


def test_letters_that_are_none_in_the_databases_own_tables_are_damage_and_no_fault_of_the_app(tmp_path: Path) -> None:
    with Store.at(tmp_path / "home") as store:
        walk(store)
    path = tmp_path / "home" / database.FILE
    data = bytearray(path.read_bytes())
    data[data.index(b"tabledevicedevice") + len("table")] ^= 0x80  # of a name in SQLite's list of tables
    path.write_bytes(data)
    with pytest.raises(StoreDamaged):
        Store.at(tmp_path / "home")


def test_a_device_that_was_killed_between_its_two_names_lacks_neither(tmp_path: Path) -> None:
    with Store.at(tmp_path) as store:
        audit = walk(store).audit.id
    with closing(sqlite3.connect(tmp_path / database.FILE)) as db:  # durable, and not noted any more
        (writes,) = db.execute("pragma user_version").fetchone()
        db.execute("delete from device")
        db.execute(f"pragma user_version = {writes + 1}")
        db.commit()
    with Store.at(tmp_path) as store:
        assert verified(store, audit, lambda _: "").flaws == ()
