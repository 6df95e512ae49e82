"""The one connection to a database, and the two ways into it: one transaction at a time, under one lock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from audit_app.store.disk_errors import explained


class Connection:
    """A database and the lock that all of this process take turns by; `where` is its place in error messages."""

    def __init__(self, db: Database, where: str) -> None:
        self.db, self.where, self.lock = db, where, threading.RLock()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction, under the lock: all of it is kept or none of it."""
        with self.lock, explained(self.where), self.db.atomic():
            yield self.db

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database, under the lock."""
        with self.lock, explained(self.where):
            yield self.db
