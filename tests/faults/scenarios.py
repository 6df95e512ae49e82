"""Faults brought about for real, each in a process of its own, and what the auditor sees of each.

    python -m tests.faults.scenarios        runs them all and prints what was seen as JSON

A scenario gets a data folder in which an audit was kept, brings its fault about, and gives the words that the auditor
sees. It asserts that nothing kept was changed. Nothing here imitates a fault: the limits, locks, rights, clocks and
bytes are real ones.
"""

import json
import os
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from audit_app.audit.log.clock import uuid7
from audit_app.errors import AuditError
from audit_app.report import report_pdf
from audit_app.store import database
from audit_app.store.integrity import verified
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.visit.photos import developed, enter
from audit_app.visit.visit import Visit
from tests.faults import walker

NOBODY = 65534


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: the kernel refuses the write as it does on a full disk (EFBIG)."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def kept(folder: Path) -> dict[str, list[str]]:
    """Everything that is kept, by audit; every audit must be whole."""
    with Store.to_read(folder) as store:
        for summary in store.audits():
            assert verified(store, summary.id, Shelf(folder).fault).sound
        return {summary.id: sorted(store.raw(summary.id), key=_number) for summary in store.audits()}


def _number(body: str) -> int:
    """An entry's number on the one device there is: its stamp may go back with a clock."""
    return int(json.loads(body)["seq"])


def seen(deed: Callable[[], Any]) -> str:
    """What the auditor sees of a deed: the words of its refusal."""
    try:
        deed()
    except AuditError as error:
        return f"{error.fault}. {error.remedy}".strip()
    return ""


def resumed(store: Store, clock: Any = None) -> Visit:
    return Visit.resume(store, store.audits()[-1].id, walker.ADA, clock)


def disk_full_while_answering(folder: Path) -> str:
    """The disk is full at each point of a write in turn; the entry is refused, and goes through once there is room."""
    said = set()
    with Store.at(folder) as store:
        visit = resumed(store)
        ahead = folder / f"{database.FILE}-wal"
        for more in (0, 1, 100, 2000, 4095, 4200, 8000):
            before, audit = store.raw(visit.audit.id), visit.audit
            with room(ahead.stat().st_size + more):
                words = seen(lambda: visit.note("sign", "x" * 20_000))
            assert words, f"{more} bytes were room enough"
            said.add(words)
            assert store.raw(visit.audit.id) == before
            assert visit.audit == audit == store.load(audit.id)
            visit.answer("sign", "compliant")
    return _one(said)


def disk_full_while_a_photo_arrives(folder: Path) -> str:
    """The disk is full while a photo is taken in; nothing names it, and its bytes are asked for again."""
    data = walker.picture(1)
    with Store.at(folder) as store:
        visit, shelf = resumed(store), Shelf(folder)
        capture = Capture(visit.new_id(), visit.audit.id, "sign", name="a.jpg", received="2026-11-20T09:00:00+00:00")
        with room(len(data) // 2):
            words = seen(lambda: shelf.receive(capture, data))
        assert store.load(visit.audit.id) == visit.audit
        enter(visit, shelf, developed(shelf, shelf.receive(capture, data)))
    return words


def disk_full_while_a_report_is_made(folder: Path) -> str:
    """The disk is full while a report is written; no half report is left under its name."""
    from audit_app.commands.target import written_out

    out = folder / "report.pdf"
    with Store.to_read(folder) as store:
        data = report_pdf(store.load(store.audits()[0].id))
    with room(len(data) // 2):
        words = seen(lambda: written_out(out, data))
    assert not out.exists()
    assert not list(folder.glob(".*part"))
    return words


def disk_full_when_the_app_starts(folder: Path) -> str:
    """There is no room for a new data folder's database."""
    with room(1000):
        return seen(lambda: Store.at(folder / "new"))


def folder_cannot_be_written(folder: Path) -> str:
    """The data folder belongs to somebody else."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.getuid() == 0:
        os.setgroups([])
        os.setuid(NOBODY)
    return seen(lambda: Store.at(folder))


def folder_held_by_another_app(folder: Path) -> str:
    """Two copies of the app on one data folder."""
    with _elsewhere(lambda: Store.at(folder)):
        return seen(lambda: Store.at(folder))


def the_other_app_was_killed(folder: Path) -> str:
    """The copy that held the folder was killed; the folder is free at once."""
    with _elsewhere(lambda: Store.at(folder)):
        pass
    with Store.at(folder) as store:
        resumed(store).answer("sign", "partly")
    return "nothing: the app starts, and everything kept is there"


def killed_while_first_started(folder: Path) -> str:
    """The app was killed while it made the database of a new data folder: a half-written transaction lies there."""
    new = folder / "new"
    new.mkdir()

    def half_made() -> bool:
        db = sqlite3.connect(new / database.FILE, isolation_level=None)
        for words in ("pragma cache_size=1", "create table a (b)", "begin", "insert into a values (zeroblob(100000))"):
            db.execute(words)
        db.execute("insert into a values (zeroblob(100000))")
        _LIVING.append(db)
        return True

    with _elsewhere(half_made):
        pass
    assert (new / f"{database.FILE}-journal").stat().st_size
    shutil.copytree(new, folder / "read")
    with Store.at(new) as store:
        walker.begun(store)
    with Store.to_read(folder / "read") as store:
        assert store.audits() == ()
    return "nothing: the app starts"


_LIVING: list[object] = []  # what a process holds until it is killed


def database_locked_by_another_program(folder: Path) -> str:
    """Somebody opened the file with a database tool and holds it."""
    with Store.at(folder) as store:
        visit = resumed(store)
        with _elsewhere(
            lambda: sqlite3.connect(folder / database.FILE, isolation_level=None).execute("begin immediate")
        ):
            words = seen(lambda: visit.answer("sign", "partly"))
            assert store.load(visit.audit.id) == visit.audit
        visit.answer("sign", "partly")
    return words


def database_of_a_newer_version(folder: Path) -> str:
    """The data was last used by a newer version of the app."""
    db = sqlite3.connect(folder / database.FILE)
    db.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at) values ('mr_audit', 'm900_future', '')"
    )
    db.commit()
    db.close()
    before = (folder / database.FILE).read_bytes()
    words = seen(lambda: Store.at(folder))
    assert (folder / database.FILE).read_bytes() == before
    db = sqlite3.connect(folder / database.FILE)
    db.execute("delete from _sqlite_migrations where name = 'm900_future'")
    db.commit()
    db.close()
    return words


def write_ahead_file_removed(folder: Path) -> str:
    """The app was killed, and somebody tidied away audits.db-wal."""
    with _elsewhere(lambda: resumed(Store.at(folder)).answer("sign", "deficient")):
        pass
    ahead = folder / f"{database.FILE}-wal"
    text = ahead.read_bytes()
    ahead.unlink()
    words = seen(lambda: Store.at(folder))
    ahead.write_bytes(text)
    with Store.at(folder) as store:
        assert resumed(store).audit.lines["sign"].verdict.value == "deficient"
    return words


def bit_flipped_in_the_write_ahead_file(folder: Path) -> str:
    """The app was killed, and a bit of audits.db-wal is flipped: what stood behind it is gone, and said to be."""
    with _elsewhere(lambda: resumed(Store.at(folder)).answer("sign", "deficient")):
        pass
    ahead = folder / f"{database.FILE}-wal"
    whole = ahead.read_bytes()
    ahead.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    words = seen(lambda: Store.at(folder))
    ahead.write_bytes(whole)
    with Store.at(folder) as store:
        assert resumed(store).audit.lines["sign"].verdict.value == "deficient"
    return words


def older_folder_in_the_place_of_the_newer(folder: Path) -> str:
    """Somebody puts an older copy of the data folder in the place of the one that was worked in since."""
    older, newer = folder.with_name("older"), folder.with_name("newer")
    shutil.copytree(folder, older)
    with Store.at(folder) as store:
        resumed(store).note("sign", "since then")
    folder.rename(newer)
    older.rename(folder)
    words = seen(lambda: Store.at(folder))
    shutil.rmtree(folder)
    newer.rename(folder)
    return words


def byte_flipped_in_the_database(folder: Path) -> str:
    """Single bits of the file are flipped: each is harmless or refused, and never read as something else."""
    random, path = Random(5), folder / database.FILE
    sound, whole = kept(folder), path.read_bytes()
    said: set[str] = set()
    for _ in range(150):
        spoilt = bytearray(whole)
        spoilt[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        path.write_bytes(spoilt)
        said.add(seen(lambda: _same_or_refused(folder, sound)))
        for leftover in folder.glob(f"{database.FILE}-*"):
            leftover.unlink()
    path.write_bytes(whole)
    refused = [words for words in said if "changed after it was written" in words]
    assert refused, said
    return "has an entry that was changed after it was written" + refused[0].partition("written")[2]


def _same_or_refused(folder: Path, sound: dict[str, list[str]]) -> None:
    with Store.to_read(folder) as store:
        for audit_id, bodies in sound.items():
            audit = store.load(audit_id)
            assert [entry.sha for entry in audit.entries] == [json.loads(body)["sha"] for body in bodies]


def byte_flipped_in_a_photo(folder: Path) -> str:
    """One bit of a sealed photo is flipped: it is named, and the report shows a placeholder instead."""
    shelf = Shelf(folder)
    with Store.at(folder) as store:
        visit = resumed(store)
        capture = Capture(visit.new_id(), visit.audit.id, "sign", name="a.jpg", received="2026-11-20T09:00:00+00:00")
        enter(visit, shelf, developed(shelf, shelf.receive(capture, walker.picture(2))))
        [(_, path)] = list(shelf.originals())
        path.chmod(0o644)
        spoilt = bytearray(path.read_bytes())
        whole = bytes(spoilt)
        spoilt[100] ^= 1
        path.write_bytes(spoilt)
        [flaw] = verified(store, visit.audit.id, shelf.fault).flaws
        shutil.rmtree(shelf.copies.folder)
        report_pdf(visit.audit, shelf)
        path.write_bytes(whole)
    return f"{flaw.fault} (mr-audit verify), and a placeholder in the report"


def clock_at_1970(folder: Path) -> str:
    """The tablet's battery died and its clock began again at 1970: entries stay in the order they were made."""
    return _clock_told(folder, lambda real: datetime.fromtimestamp(60, UTC))


def clock_an_hour_back(folder: Path) -> str:
    """The clock is put back an hour in the middle of an audit."""
    return _clock_told(folder, lambda real: real - timedelta(hours=1))


def _clock_told(folder: Path, told: Callable[[datetime], datetime]) -> str:
    with Store.at(folder) as store:
        visit = resumed(store, Told(told))
        before = len(visit.audit.entries)
        for verdict in ("compliant", "partly", "deficient"):
            visit.answer("sign", verdict)
        again = store.load(visit.audit.id)
        assert [entry.seq for entry in again.entries] == list(range(1, before + 4))
        assert again == visit.audit
        assert again.lines["sign"].verdict.value == "deficient"
    return "nothing: entries stay in the order they were made, and each keeps what the clock said"


def time_zone_changed(folder: Path) -> str:
    """The tablet's time zone is changed during an audit."""
    with Store.at(folder) as store:
        for zone, offset in (("Asia/Kathmandu", "+05:45"), ("America/St_Johns", "-03:30"), ("UTC", "+00:00")):
            os.environ["TZ"] = zone
            time.tzset()
            entry = resumed(store).answer("sign", "compliant")
            assert entry.zone == offset, (entry.zone, offset)
        audit = resumed(store).audit
        assert [entry.seq for entry in audit.entries] == list(range(1, len(audit.entries) + 1))
    return "nothing: each entry keeps its time in UTC and the zone the tablet was in"


class Told:
    """A clock that says what it is told to say."""

    def __init__(self, told: Callable[[datetime], datetime]) -> None:
        self._told = told

    def now(self) -> datetime:
        return self._told(datetime.now(UTC))

    def new_id(self) -> str:
        return uuid7(self.now())


@contextmanager
def _elsewhere(deed: Callable[[], Any]) -> Iterator[None]:
    """Does a deed in another process, which lives on until it is killed at the end."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        result = deed()
        os.write(writing, b"done")
        signal.pause()
        os._exit(0 if result else 1)
    os.close(writing)
    try:
        assert os.read(reading, 4) == b"done"
        yield
    finally:
        os.close(reading)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _one(said: set[str]) -> str:
    assert len(said) == 1, said
    return said.pop()


SCENARIOS: dict[str, Callable[[Path], str]] = {
    "Disk full while an answer is kept": disk_full_while_answering,
    "Disk full while a photo arrives": disk_full_while_a_photo_arrives,
    "Disk full while a report is written": disk_full_while_a_report_is_made,
    "Disk full when the app first starts": disk_full_when_the_app_starts,
    "Data folder cannot be written": folder_cannot_be_written,
    "Two copies of the app on one data folder": folder_held_by_another_app,
    "The other copy was killed": the_other_app_was_killed,
    "Killed in the first instant of the first start": killed_while_first_started,
    "Database held by another program": database_locked_by_another_program,
    "Database written by a newer version": database_of_a_newer_version,
    "Write-ahead file removed after a crash": write_ahead_file_removed,
    "A bit flipped in the write-ahead file after a crash": bit_flipped_in_the_write_ahead_file,
    "An older data folder put in the place of the newer one": older_folder_in_the_place_of_the_newer,
    "Bits flipped in the database": byte_flipped_in_the_database,
    "A bit flipped in a photo": byte_flipped_in_a_photo,
    "Clock at 1970": clock_at_1970,
    "Clock an hour back": clock_an_hour_back,
    "Time zone changed": time_zone_changed,
}
CHANGES_NOTHING = "what was kept before is gone or changed"


def run(name: str) -> str:
    """One scenario in a process of its own: what the auditor saw. AssertionError when it did not go as it must."""
    base = Path(tempfile.mkdtemp(prefix="mr-audit-fault-"))
    base.chmod(0o755)
    os.environ["MR_AUDIT_STATE"] = str(base / "state")
    folder = base / "home"
    try:
        with Store.at(folder) as store:
            visit = walker.begun(store)
            for words in ("clear", "half hidden", "gone"):
                visit.note("sign", words)
        folder.chmod(0o755)
        before = kept(folder)
        words = _apart(lambda: SCENARIOS[name](folder))
        after = kept(folder)
        for audit_id, bodies in before.items():
            assert after[audit_id][: len(bodies)] == bodies, CHANGES_NOTHING
        return words.replace(str(folder), "the data folder")
    finally:
        shutil.rmtree(base)


def _apart(deed: Callable[[], str]) -> str:
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            said = json.dumps(["said", deed()])
        except BaseException:  # noqa: BLE001 (it is told to the parent)
            said = json.dumps(["failed", traceback.format_exc()])
        os.write(writing, said.encode()[:60_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        outcome, words = json.loads(pipe.read() or b'["failed", "it ended without a word"]')
    os.waitpid(process, 0)
    assert outcome == "said", words
    return str(words)


def main() -> int:
    """The command: every scenario's outcome as JSON, name -> [whether it went as it must, words]."""
    outcomes: dict[str, list[Any]] = {}
    for name in SCENARIOS:
        try:
            outcomes[name] = [True, run(name)]
        except AssertionError as error:
            outcomes[name] = [False, str(error)]
    print(json.dumps(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
