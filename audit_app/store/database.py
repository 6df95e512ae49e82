"""Opening the database file: to write (alone), or to read beside a running app; never one from a newer version."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from audit_app.errors import StoreBehind, StoreDamaged, StoreError, StoreNewer
from audit_app.store.disk_errors import explained
from audit_app.store.guard import shape
from audit_app.store.guard.losses import refuse_losses
from audit_app.store.schema import migrations

FILE = "audits.db"
# in a browser no memory is shared between processes: the write-ahead log has one reader
ALONE = sys.platform == "emscripten"
PRAGMAS = ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "fullfsync=on", "trusted_schema=off")


def to_write(folder: Path) -> Database:
    """The database of a data folder the caller holds, brought to the newest shape; made when it is not there yet."""
    with explained(str(folder)):
        if (folder / FILE).exists() and not was_cut_off_at_birth(folder):
            to_read(folder).close()
        db = Database(_connected(f"{(folder / FILE).absolute().as_uri()}?mode=rwc"))
        try:
            _refuse_newer(db, folder)
            for pragma in PRAGMAS:
                db.execute(f"pragma {pragma}")
            with db.atomic():
                migrations.apply(db)
            for fault in shape.altered(db):
                raise StoreDamaged(str(folder), fault, "Restore a backup; keep the damaged file for recovery")
        except BaseException:
            db.close()
            raise
        return db


def to_read(folder: Path) -> Database:
    """The database of a data folder, to read only; StoreNewer when a newer version of the app wrote it.

    StoreDamaged when something in it is nothing that this app makes, or when writes that were kept are missing.
    """
    with explained(str(folder)):
        db = Database(_connected(f"{(folder / FILE).absolute().as_uri()}?mode=ro"))
        try:
            _refuse_newer(db, folder)
            refuse_losses(folder, db)
        except BaseException:
            db.close()
            raise
        return db


def copy_to(db: Database, file: Path) -> None:
    """Writes a database as it is now into a new file."""
    with closing(sqlite3.connect(file)) as copy:
        db.conn.backup(copy)


def sqlite_version() -> str:
    """The version of SQLite that audits are kept with."""
    return sqlite3.sqlite_version


def in_memory() -> Database:
    """A database that is forgotten when closed."""
    db = Database(_connected("file::memory:"))
    shape.newest().conn.backup(db.conn)
    db.execute("pragma foreign_keys=on")
    return db


def holds_audits(folder: Path) -> bool:
    """Whether a folder is one that audits are kept in, if none so far."""
    return (folder / FILE).exists() or was_cut_off_at_birth(folder)


def is_of_this_app(folder: Path) -> bool:
    """Whether some version of the app made the database of a folder: an empty file is one, too, and holds nothing."""
    with closing(to_read(folder)) as db:
        return bool(migrations.applied(db))


def files(folder: Path) -> tuple[Path, ...]:
    """The files of a data folder's database: itself and what SQLite keeps beside it."""
    return tuple(folder.glob(f"{FILE}*"))


def was_cut_off_at_birth(folder: Path) -> bool:
    """Whether the app was killed while it first made the database: only a writer can put that right."""
    return (folder / f"{FILE}-journal").exists()


def refuse_cut_short(folder: Path) -> None:
    """StoreDamaged when the last session was cut off and what SQLite wrote ahead of the database is gone since."""
    ahead = folder / f"{FILE}-wal"
    if (folder / FILE).exists() and not ahead.exists():
        fault = f"was left open, and {ahead.name} is gone: the newest entries are missing"
        remedy = (
            f"Put {ahead.name} back or restore a backup; to continue without those entries, recover the data folder"
        )
        raise StoreBehind(str(folder), fault, remedy)


def is_current(db: Database) -> bool:
    """False when this version of the app would still have to change the database's shape."""
    return not migrations.pending(db)


def _connected(uri: str) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < (3, 37):
        fault = f"is too old to keep audits in (SQLite {sqlite3.sqlite_version})"
        raise StoreError("This Python's database", fault, "Install a newer Python")
    made = sqlite3.connect(uri, uri=True, check_same_thread=False, timeout=2, isolation_level=None)
    if ALONE:
        made.execute("pragma locking_mode=exclusive")
    made.execute("pragma trusted_schema=off")
    made.execute("pragma cell_size_check=on")
    if sys.version_info >= (3, 12):  # below it, what would use these is refused by its shape
        made.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        made.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
    return made


def _refuse_newer(db: Database, folder: Path) -> None:
    """StoreNewer for a newer version's database; StoreDamaged for one with views or tables that no version makes."""
    remedy = "Restore a backup; do not open this file elsewhere"
    if fault := shape.no_table(db):
        raise StoreDamaged(str(folder), fault, remedy)
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    for applied in migrations.applied(db):
        if applied.name not in known:
            fault = f"was written by a newer version of the app (it has “{applied.name}”)"
            raise StoreNewer(str(folder), fault, "Update this app; nothing was changed")
    if fault := shape.foreign(db):
        raise StoreDamaged(str(folder), fault, remedy)
