"""The logs of the register in the database: read once, replayed, and joined with those of other devices."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from audit_app.audit.log.canonical import canonical
from audit_app.audit.log.chain import Flaw, Log, checked
from audit_app.audit.log.entries import Entry
from audit_app.audit.log.strict import strict_flaws
from audit_app.audit.pen import written
from audit_app.audit.trial import TROUBLE, cannot
from audit_app.errors import BundleRefused, StoreDamaged
from audit_app.register.log import ABOUT, RegisterLog, home_of, is_register, log_of
from audit_app.register.replay import Register
from audit_app.register.statements import read_statement
from audit_app.store.connection import Connection
from audit_app.store.guard.branches import body_of
from audit_app.store.stored_entries import entry_in, gaps
from audit_app.store.stored_rows import Rows

REMEDY = "Nothing was imported; ask for the file again"


class RegisterLogs:
    """Every log of the register of one database."""

    def __init__(self, connection: Connection, rows: Rows) -> None:
        self._connection, self._rows = connection, rows
        self._register: Register | None = None

    @property
    def now(self) -> Register:
        """The register as its logs make it; one that is not as it was written is left out, and said so."""
        with self._connection.lock:
            if self._register is None:
                self._register = self._read()
            return self._register

    def _read(self) -> Register:
        logs: dict[str, RegisterLog] = {}
        unreadable: list[str] = []
        for each in self.ids():
            try:
                logs[each] = self._log_of(each)
            except StoreDamaged as error:
                unreadable.append(f"{error.where}: {error.fault}")
        return Register(logs, tuple(unreadable))

    def _log_of(self, log: str) -> RegisterLog:
        found, own = log_of(log, self._entries(log)), self._rows.own_tip(log)
        return replace(found, slots=replace(found.slots, own=own)) if own else found

    def _entries(self, log: str) -> list[Entry]:
        where = f"The register's log {log}"
        noted = self._rows.noted()
        entries = [entry_in(body, where, read_statement) for body in self.raw(log)]
        for flaw in (*gaps(entries), *self._rows.unseen(log, {entry.sha for entry in entries}, noted)):
            raise StoreDamaged(f"{where}, {flaw.place}", flaw.fault, "Restore a backup")
        return entries

    def ids(self) -> tuple[str, ...]:
        """The id of every log that has an entry."""
        found: list[str] = []
        with self._connection.reading() as db:
            for about in ABOUT:
                asked = "select distinct audit from entries where audit >= ? and audit < ? order by audit"
                found += [str(row["audit"]) for row in db.query(asked, [f"{about}.", f"{about}/"])]
        return tuple(filter(is_register, found))

    def log(self, log: str) -> RegisterLog:
        """One log; an empty one when nothing is stated yet. StoreDamaged when it is not as it was written."""
        known = self.now.logs.get(log)
        return known if known is not None else self._log_of(log)

    def raw(self, log: str) -> list[str]:
        """Every entry of a log, as it was written."""
        return self._rows.raw(log)

    def append(self, log: RegisterLog, *entries: Entry) -> None:
        """Keeps the newest entries of a log, all or none; returns when they are durable."""
        with self._connection.writing() as db:
            self._rows.insert(db, map(written, entries))
            self._show(log)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is kept meanwhile is kept whole or not at all."""
        with self._connection.writing():
            try:
                yield
            except BaseException:
                self._register = None
                raise

    def _show(self, log: RegisterLog) -> None:
        if self._register is not None:
            self._register = Register({**self._register.logs, log.id: log}, self._register.unreadable)

    def take(self, bodies: Iterable[str]) -> int:
        """Takes in entries of one or more logs, joined with what is here; gives how many are new.

        All of it is kept, just as it was written, or nothing: BundleRefused says what is wrong with it.
        """
        logs = foreign_logs(bodies)
        with self._connection.writing() as db:
            try:
                return sum(self._take(db, each, log) for each, log in logs.items())
            finally:
                self._register = None

    def _take(self, db: Any, log_id: str, log: Log) -> int:
        new, joined = self._rows.joined(log_id, log.entries)
        whole = checked(joined, begins=False)
        refuse_flaws(whole)
        fresh = read_all((body_of(row) for row in new), log_id)
        for flaw in strict_flaws(fresh, read_all(map(canonical, whole.entries), log_id)):
            raise BundleRefused(flaw.place, flaw.fault, REMEDY)
        self._rows.insert(db, new)
        self._rows.mark_branches(db, log_id, new)
        return len(new)

    def flaws(self) -> Iterator[Flaw]:
        """Everything in the logs that is not as it was written, and what was kept and is missing."""
        for each in self.ids():
            for flaw in (*checked(self.raw(each), begins=False).flaws, *self._rows.missing(each)):
                yield Flaw(f"the register's log {each}, {flaw.place}", flaw.fault)


def foreign_logs(bodies: Iterable[str]) -> Mapping[str, Log]:
    """The logs of the register that entries from elsewhere make, by id, each by itself whole and plausible.

    BundleRefused names the first thing that is wrong.
    """
    found: dict[str, list[str]] = {}
    for body in bodies:
        found.setdefault(_log_named(body), []).append(body)
    logs = {each: checked(own, begins=False) for each, own in found.items()}
    for each, log in logs.items():
        if not is_register(each):
            raise BundleRefused(f"The log {each[:40]}", "does not belong to the register", REMEDY)
        refuse_flaws(log)
        entries = read_all(map(canonical, log.entries), each)
        for flaw in strict_flaws(entries):
            raise BundleRefused(flaw.place, flaw.fault, REMEDY)
        for entry in entries:
            if home_of(entry) != each:
                raise BundleRefused(f"Entry {entry.seq} of the log {each}", "is about something else", REMEDY)
    return logs


def _log_named(body: str) -> str:
    try:
        raw = json.loads(body)
        return str(raw["audit"])
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BundleRefused("The register", "holds an entry that cannot be read", REMEDY) from error


def refuse_flaws(log: Log) -> None:
    """BundleRefused with the first flaw of a log, where it has any."""
    for flaw in log.flaws:
        raise BundleRefused(flaw.place, flaw.fault, REMEDY)


def read_all(bodies: Iterable[str], log: str) -> Sequence[Entry]:
    """The entries in these texts; BundleRefused when one cannot be read."""
    try:
        return [entry_in(body, f"The register's log {log}", read_statement) for body in bodies]
    except TROUBLE as error:
        raise BundleRefused("The register", *cannot(error)) from error
