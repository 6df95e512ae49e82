"""The one connection to a database, and the two ways into it: one transaction at a time, under one lock.

Every write of a row is noted outside the database too, once it is durable.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from audit_app.store.disk_errors import explained
from audit_app.store.guard import kept_log
from audit_app.store.guard.kept_log import Note
from audit_app.store.guard.losses import heads_of, rows_of, writes_in

QUIET = 3.0  # seconds after a write until what was written ahead is brought into the database itself


def put(db: Database, table: str, row: Mapping[str, Any], *key: str) -> None:
    """Writes a row over the one with the same key.

    sqlite-utils does the same, and looks into the shape of the database eight times first: nearly as long as the rest.
    """
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    changed = ", ".join(f"{name} = excluded.{name}" for name in row if name not in key)
    on = f"on conflict ({', '.join(key)}) do update set {changed}"
    db.execute(f"insert into {table} ({names}) values ({marks}) {on}", list(row.values()))


class Connection:
    """A database and the lock that all of this process take turns by; `where` is its place in error messages.

    `folder` is where `kept.log` lies, None for a database that is forgotten.
    """

    def __init__(self, db: Database, where: str, folder: Path | None = None) -> None:
        self.db, self.where, self.folder, self.lock = db, where, folder, threading.RLock()
        self._writes = writes_in(db)
        self._pending: list[Note] = []
        self._depth = 0
        self._synced = False
        self._timer: threading.Timer | None = None
        self._is_behind = False

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction, under the lock: all of it is kept or none of it, and its rows are noted once it is."""
        with self.lock, explained(self.where):
            if not self._depth:
                self._pending, self._synced = [], False
            self._depth += 1
            try:
                with self.db.atomic():
                    yield self.db
                    if self._depth == 1 and self._pending:
                        self.db.execute(f"pragma user_version = {self._writes + 1}")
            finally:
                self._depth -= 1
            if not self._depth and self._pending:
                self._writes += 1
                self._note_down()

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database, under the lock."""
        with self.lock, explained(self.where):
            yield self.db

    def note(self, table: str, key: str, seq: int, digest: str, synced: bool = True) -> None:
        """A row that the transaction going on writes; an empty digest says that it is deleted."""
        self._pending.append(Note(table, key, seq, digest))
        self._synced = self._synced or synced

    def _note_down(self) -> None:
        """Notes what is durable by now. What cannot be noted is no loss: all of it is noted again the next time."""
        if self.folder is None:
            return
        path = self.folder / kept_log.FILE
        try:
            if self._is_behind or (path.exists() and path.stat().st_size > kept_log.TIDIED_AT):
                self._note_all_again(path)
            else:
                kept_log.add(path, self._writes, self._pending, self._synced)
            self._is_behind = False
        except OSError:
            self._is_behind = True
        self._rest_soon()

    def catch_up(self) -> None:
        """Notes everything again when the notes are behind the database, or when there are none yet."""
        if self.folder is None:
            return
        kept = kept_log.read(self.folder / kept_log.FILE)
        if not kept.of("device") or kept.writes != self._writes:
            with self.lock, explained(self.where):
                self._note_all_again(self.folder / kept_log.FILE)

    def _note_all_again(self, path: Path) -> None:
        lost = kept_log.read(path).of(kept_log.LOST)
        kept_log.rewrite(path, self._writes, [*heads_of(self.db), *rows_of(self.db), *lost])

    def _rest_soon(self) -> None:
        if self._timer is not None and self._timer.is_alive():
            return
        self._timer = threading.Timer(QUIET, self._rest_if_quiet, [self._writes])
        self._timer.daemon = True
        with suppress(RuntimeError):  # where no thread can be started, the file is brought in on closing and signing
            self._timer.start()

    def _rest_if_quiet(self, writes: int) -> None:
        with self.lock:
            self._timer = None
            if writes == self._writes:
                self.rest()
            else:
                self._rest_soon()

    def rest(self) -> None:
        """Brings what was written ahead into the database itself, and notes its newest entries outside the folder."""
        with self.lock, suppress(sqlite3.Error, OSError):
            self.db.execute("pragma wal_checkpoint(truncate)").fetchall()
            place = kept_log.witness(self.folder) if self.folder else None
            if place is not None:
                devices = [note for note in rows_of(self.db) if note.table == "device"]
                kept_log.rewrite(place, self._writes, [*heads_of(self.db), *devices])

    def stop_resting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
