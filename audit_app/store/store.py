"""Where audits are kept: one SQLite file, one writer, one transaction an entry, durable before it is shown."""

import atexit
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from audit_app.audit.audit import Audit, replay
from audit_app.audit.editions import checklist_named, from_papers, paper_of, papers_named
from audit_app.audit.findings.going_on import PURPOSE
from audit_app.audit.log.canonical import canonical
from audit_app.audit.log.chain import Flaw, Log, checked
from audit_app.audit.log.clock import DeviceClock
from audit_app.audit.log.entries import Begun, Entry, Signed
from audit_app.audit.log.strict import strict_flaws
from audit_app.audit.pen import written
from audit_app.audit.trial import TROUBLE, cannot, try_out
from audit_app.checklist.model import Checklist
from audit_app.checklist.reference.sources import Library
from audit_app.errors import AuditError, BundleRefused, StoreDamaged, StoreError
from audit_app.register.log import is_register
from audit_app.store import database
from audit_app.store.connection import Connection, put
from audit_app.store.device_tables import Drawers, now
from audit_app.store.disk_errors import explained
from audit_app.store.durable import make_folder
from audit_app.store.folder import Hold, refuse_file
from audit_app.store.guard.arrival import finish_restore
from audit_app.store.guard.branches import Way, body_of
from audit_app.store.guard.kept_log import digest_of
from audit_app.store.guard.own_folder import is_another, mark
from audit_app.store.partner.receipts import Receipts
from audit_app.store.register.logs import RegisterLogs
from audit_app.store.register.old_table import move_table
from audit_app.store.stored_entries import entry_in, gaps, named_papers, paper_digest
from audit_app.store.stored_rows import Rows
from audit_app.store.summary import Summary, summary_in, summary_row, unopened_row, unreadable

NOTHING: Mapping[str, Any] = {}
TRIES = 3  # of taking in a log without anybody waiting for it
BEGUN_TWICE = (
    "Ask both people which of them began it: nothing in an audit of an older version tells. Nothing was imported; the "
    "other one can be opened in a data folder of its own"
)
PAPERS_KEPT = 8  # read papers remembered at once: a checklist of 600 items and the library are a MB or two each


class Store:
    """Keeps entries and papers (checklists and libraries copied into audits); what is beside them lies in `drawers`."""

    def __init__(self, db: Database, where: str, folder: Path | None = None, hold: Hold | None = None) -> None:
        self._db, self._connection = db, Connection(db, where, folder)
        self.drawers, self._rows = Drawers(self._connection), Rows(self._connection)
        self.register = RegisterLogs(self._connection, self._rows)
        self.receipts = Receipts(self._connection)
        self._hold, self.folder = hold, folder
        self._read_papers: dict[str, Any] = {}  # read and checked once: many audits copied the same ones
        self._summaries: dict[str, tuple[str, Summary]] = {}
        if hold is not None:
            self._connection.catch_up()  # before anything is written: a note of that would hide that older ones lack
        self.device = self._device()

    @classmethod
    def at(cls, folder: Path) -> "Store":
        """The store in a data folder, made when it is not there yet and held by this process until closed.

        Raises StoreLocked, StoreNewer, StoreReadOnly, StoreFull or StoreDamaged, and then has changed nothing.
        """
        with explained(str(folder)):
            make_folder(folder)
        hold = Hold(folder)
        try:
            with explained(str(folder)):
                finish_restore(folder)
            if hold.was_cut_off:
                database.refuse_cut_short(folder)
            store = cls(database.to_write(folder), str(folder), folder, hold)
            if is_another(folder, store.device):
                store.become_new_device()
            mark(folder, store.device)
            move_table(store.register, store.drawers, store.device)
            hold.mark(is_open=True)
            atexit.register(store.close)  # a process that ends in the ordinary way was not cut off
            return store
        except BaseException:
            hold.release()
            raise

    @classmethod
    def to_read(cls, folder: Path) -> "Store":
        """The store in a data folder to read only, also while the app has it open; an empty one when there is none."""
        refuse_file(folder)
        if not (folder / database.FILE).exists():
            return cls.in_memory()
        if database.was_cut_off_at_birth(folder):
            cls.at(folder).close()
        db = database.to_read(folder)
        if database.is_current(db):
            return cls(db, str(folder), folder)
        db.close()
        cls.at(folder).close()  # brings the database to the newest shape
        return cls(database.to_read(folder), str(folder), folder)

    @classmethod
    def in_memory(cls) -> "Store":
        """A store that forgets everything when closed; for tests."""
        return cls(database.in_memory(), "memory")

    def close(self) -> None:
        """Gives the folder back, also where the disk fails, which a StoreError tells; more than once does no harm."""
        atexit.unregister(self.close)
        with self._connection.lock:
            self._connection.stop_resting()
            try:
                if self._hold and not self._hold.released:
                    self._connection.rest()
                    with explained(str(self.folder)):
                        self._hold.mark(is_open=False)
            finally:
                self._db.close()
                if self._hold:
                    self._hold.release()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *trouble: object) -> None:
        self.close()

    def _device(self) -> str:
        with self._connection.reading() as db:
            for row in db.query("select id from device"):
                return str(row["id"])
        with self._connection.writing() as db:
            device, since = DeviceClock().new_id(), now()
            db.table("device").insert({"id": device, "since": since})
            self._connection.note("device", device, 0, digest_of(since))
            return device

    def become_new_device(self) -> None:
        """Goes on under a new name: after a restore, so that the log of the device it was restored from cannot fork."""
        with self._connection.writing() as db:
            db.execute("delete from device")
            self._connection.note("device", self.device, 0, "")
            device = self._device()
        self.device = device
        if self.folder is not None:
            mark(self.folder, self.device)

    # Entries and audits

    def begin(self, begun: Begun, checklist: Checklist, library: Library, carried: Iterable[Entry] = ()) -> Audit:
        """Keeps the entry an audit begins with, what it carries over and the papers it copies; gives the audit."""
        entries = [begun, *carried]
        with self._connection.writing() as db:
            list_paper, library_paper = (each.model_dump(mode="json", by_alias=True) for each in (checklist, library))
            self._keep_paper(db, begun.checklist, "checklist", canonical(list_paper))
            self._keep_paper(db, begun.references, "library", canonical(library_paper))
            audit = replay(begun.audit, checklist, library, entries)
            self._insert(db, audit, map(written, entries))
        return audit

    def append(self, audit: Audit, *entries: Entry, checklist: Checklist | None = None) -> None:
        """Keeps the newest entries of an audit, all or none; returns when they are durable.

        With `checklist`, the version that the audit is moved to, that paper as well.
        """
        with self._connection.writing() as db:
            if checklist is not None:
                named, body = paper_of(checklist)
                self._keep_paper(db, named, "checklist", body)
            self._insert(db, audit, map(written, entries))
        if any(isinstance(entry, Signed) for entry in entries):
            self._connection.rest()

    def _insert(self, db: Database, audit: Audit, entries: Iterable[dict[str, Any]]) -> None:
        """Keeps the entries, and the summary of the audit they make."""
        put(db, "audits", summary_row(audit), "id")
        self._rows.insert(db, entries)

    def _keep_paper(self, db: Database, named: str, kind: str, body: str) -> None:
        db.table("papers").insert({"digest": named, "kind": kind, "body": body}, pk="digest", ignore=True)

    def copy_to(self, file: Path) -> None:
        """Writes the whole database as it is now into a new file."""
        with self._connection.reading() as db:
            database.copy_to(db, file)

    def raw(self, audit_id: str) -> list[str]:
        """Every entry of an audit, as it was written, in the order of their stamps."""
        return self._rows.raw(audit_id)

    def rows(self, audit_id: str) -> list[dict[str, Any]]:
        """Every row of an audit's entries, what the database says of each beside it; for checking."""
        return self._rows.rows(audit_id)

    def naming(self, fields: Iterable[str]) -> dict[str, list[str]]:
        """The entries of every audit that have one of these fields, as they were written, by audit."""
        return self._rows.naming(fields)

    def papers(self) -> dict[str, str]:
        """Every paper as it was written, by its digest; for checking."""
        return self._rows.papers()

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong with the file, and where its shape differs: nothing, as a rule."""
        return self._rows.faults()

    def bodies(self, audit_id: str) -> Iterator[str]:
        """Every entry of an audit as it was written, none of them read."""
        return self._rows.bodies(audit_id)

    def size_of(self, audit_id: str) -> tuple[int, int, int]:
        """How many entries an audit has, and how many characters the longest and all of them."""
        return self._rows.size_of(audit_id)

    def counts(self) -> dict[str, int]:
        """How many entries each audit has."""
        return self._rows.counts()

    def odd_audits(self) -> frozenset[str]:
        """The audits with a log of more than one way, a contribution set aside, or entries known to be lost."""
        return self._rows.odd_audits()

    def ways(self, audit_id: str) -> tuple[Way, ...]:
        """The ways in which a device's log of an audit went on, where it did in more than one; none, as a rule."""
        return self._rows.ways(audit_id)

    def missing(self, audit_id: str) -> tuple[Flaw, ...]:
        """The entries of an audit that were kept once and are not in the database, also those known to be lost."""
        return self._rows.missing(audit_id)

    def changed_rows(self) -> tuple[Flaw, ...]:
        """What is kept beside the audits and is not as this app wrote it, and notes that cannot be read."""
        return self._rows.changed_rows()

    def load(self, audit_id: str) -> Audit:
        """An audit, replayed from its entries; StoreError when there is none, StoreDamaged when it cannot be read."""
        if refusal := self.drawers.refused().get(audit_id):
            remedy = "Import it from another tablet, or restore another backup; it is kept as it is"
            raise StoreDamaged(f"Audit {audit_id}", f"was not accepted when it was restored: {refusal}", remedy)
        noted, bodies = self._rows.noted(), self.raw(audit_id)
        if not bodies:
            fault = "is not in this data folder"
            raise StoreError(f"Audit {audit_id}", fault, "Choose one from the list of audits")
        entries = [entry_in(body, f"Audit {audit_id}") for body in bodies]
        for flaw in (*gaps(entries), *self._rows.unseen(audit_id, {entry.sha for entry in entries}, noted)):
            remedy = "Check the stored data; import a shared file that has what is missing, or restore a backup"
            raise StoreDamaged(f"Audit {audit_id}, {flaw.place}", flaw.fault, remedy)
        return self._replayed(audit_id, entries)

    def _replayed(
        self, audit_id: str, entries: list[Entry], fresh: Mapping[str, Any] = NOTHING,
        new: Iterable[dict[str, Any]] = (),
    ) -> Audit:  # fmt: skip
        """The audit; `fresh` are papers by digest, `new` rows of entries that are not kept yet."""
        begun = next((entry for entry in entries if isinstance(entry, Begun)), None)
        if begun is None:
            raise StoreDamaged(f"Audit {audit_id}", "has no beginning", "Restore a backup")
        in_force = (checklist_named(entries), begun.references)
        known = [each for each in papers_named(entries) if each in (*in_force, *fresh) or self._has_paper(each)]
        kept = {each: fresh[each] if each in fresh else self.paper(each) for each in known}
        audit, own = from_papers(kept, entries), self._rows.own_tip(audit_id, new)
        return replace(audit, slots=replace(audit.slots, own=own)) if own else audit

    def written_here(self, audit_id: str) -> frozenset[str]:
        """The digests of the entries that this device itself wrote in an audit, and nobody under its name."""
        return self._rows.written_here(audit_id)

    def take(self, papers: Mapping[str, Any], bodies: Iterable[str], trial: Callable[[Audit], None] = try_out) -> Audit:
        """Takes in a log from elsewhere: what is not here yet is kept just as it was written, all of it or nothing.

        `papers` are the checklists and libraries it names, as JSON by digest. The same twice changes nothing.
        BundleRefused when the log says what no device writes, when it is not whole together with what is here, when a
        paper is missing or altered, or when `trial` finds that this app cannot work with the audit.
        """
        log = checked(bodies)
        _refuse(log)
        audit_id = log.entries[0]["audit"]
        if is_register(audit_id):
            raise BundleRefused("The audit", "has the id of a log of the register", "Ask for the file again")
        for _ in range(TRIES):
            stand = self._stand(audit_id)
            arriving = self._tried(log, papers, trial)
            with self._connection.writing() as db:
                if stand == self._stand(audit_id):
                    return self._take_in(db, *arriving)
        with self._connection.writing() as db:  # somebody enters without a pause: now they wait
            return self._take_in(db, *self._tried(log, papers, trial))

    def _stand(self, audit_id: str) -> tuple[int, int, int]:
        """What tells whether something of an audit was kept meanwhile: its entries are only ever added to."""
        return self._rows.size_of(audit_id)

    def _tried(
        self, log: Log, papers: Mapping[str, Any], trial: Callable[[Audit], None]
    ) -> tuple[Audit, list[dict[str, Any]], dict[str, tuple[str, str]]]:
        """The audit as it would be, its new rows, its papers as text; meanwhile others may enter things."""
        audit_id = log.entries[0]["audit"]
        named = named_papers(log, papers)
        new, joined = self._rows.joined(audit_id, log.entries)
        whole = checked(joined)
        _refuse(whole)
        try:
            entries = [entry_in(canonical(entry), f"Audit {audit_id}") for entry in whole.entries]
            fresh = [entry_in(body_of(row), f"Audit {audit_id}") for row in new]
            audit = self._replayed(audit_id, entries, {each: body for each, (_, body) in named.items()}, new)
        except TROUBLE as error:
            raise BundleRefused("The audit", *cannot(error)) from error
        for flaw in strict_flaws(fresh, entries):
            raise BundleRefused(flaw.place, flaw.fault, "Nothing was imported; ask for the file again")
        trial(audit)
        summary_row(audit)  # worked out here, so that keeping it is short
        return audit, new, {each: (kind, canonical(body)) for each, (kind, body) in named.items()}

    def _take_in(
        self, db: Database, audit: Audit, new: list[dict[str, Any]], named: dict[str, tuple[str, str]]
    ) -> Audit:
        for each, (kind, body) in named.items():
            self._keep_paper(db, each, kind, body)
        self._insert(db, audit, new)
        self._rows.mark_branches(db, audit.id, new)
        if audit.id in self.drawers.refused():
            self.drawers.refuse(audit.id, "")
        return audit

    def sum_up(self, audit: Audit) -> None:
        """Keeps anew what the home screen shows of an audit, where it was worked out from less than there is."""
        with self._connection.writing() as db:
            put(db, "audits", summary_row(audit), "id")

    def paper(self, named: str) -> Any:
        """A copied checklist or library by its digest, as JSON; StoreDamaged when it is not as it was written."""
        if named not in self._read_papers:
            if len(self._read_papers) >= PAPERS_KEPT:
                self._read_papers.clear()
            self._read_papers[named] = self._paper(named)
        return self._read_papers[named]

    def _paper(self, named: str) -> Any:
        remedy = "Check the stored data to see what differs, and restore a backup"
        with self._connection.reading() as db:
            for row in db.query("select body from papers where digest = ?", [named]):
                if paper_digest(row["body"]) != named:
                    raise StoreDamaged(f"Paper {named[:12]}", "was changed after it was written", remedy)
                return json.loads(row["body"])
        raise StoreDamaged(f"Paper {named[:12]}", "is missing", remedy)

    def _has_paper(self, named: str) -> bool:
        with self._connection.reading() as db:
            return db.execute("select 1 from papers where digest = ?", [named]).fetchone() is not None

    def holds(self, audit_id: str) -> bool:
        """True when the audit is kept here."""
        with self._connection.reading() as db:
            return db.execute("select 1 from audits where id = ?", [audit_id]).fetchone() is not None

    def audit_ids(self) -> tuple[str, ...]:
        """The id of every audit, and nothing that is said of it."""
        with self._connection.reading() as db:
            return tuple(str(row[0]) for row in db.execute("select id from audits order by id").fetchall())

    def audits(self) -> tuple[Summary, ...]:
        """Every audit, the one worked on last first; without the logs of the units' actions."""
        return tuple(each for each in self.logs() if each.about["purpose"] != PURPOSE)

    def follow_ups(self, unit: str) -> tuple[Summary, ...]:
        """The logs of a unit's actions, and of what is stated to be the same unit: one, or several begun apart."""
        same = self.register.now.same("unit", unit)
        return tuple(each for each in self.logs() if each.about["purpose"] == PURPOSE and each.about["unit_id"] in same)

    def logs(self) -> tuple[Summary, ...]:
        """Everything with a log of its own: every audit, and each unit's actions."""
        with self._connection.reading() as db:
            rows = db.execute("select * from audits order by updated_at desc, id desc")
            names = [column[0] for column in rows.description]
            return tuple(self._summary(dict(zip(names, row, strict=True))) for row in rows.fetchall())

    def _summary(self, row: dict[str, Any]) -> Summary:
        """A summary as it was read the last time, while its text is still the same."""
        before = self._summaries.get(row["id"])
        if before is None or before[0] != row["summary"]:
            before = (row["summary"], summary_in(row) or self._summed_up_again(row))
            self._summaries[row["id"]] = before
        return before[1]

    def sum_up_again(self) -> None:
        """Works out anew what the home screen shows of every audit: what a restored file says of one is not believed.

        Of one that cannot be opened only a title of a bearable length is kept.
        """
        with self._connection.writing() as db:
            for row in list(db.query("select * from audits")):
                try:
                    fresh = summary_row(self.load(row["id"]))
                except AuditError:
                    fresh = unopened_row(row)
                put(db, "audits", fresh, "id")
        self._summaries.clear()

    def _summed_up_again(self, row: dict[str, Any]) -> Summary:
        try:
            fresh = summary_row(self.load(row["id"]))
        except StoreError:
            return unreadable(row)
        if self._hold:
            with self._connection.writing() as db:
                put(db, "audits", fresh, "id")
        return summary_in(fresh) or unreadable(row)


def _refuse(log: Log) -> None:
    if not log.entries:
        raise BundleRefused("The file", "holds no entries", "Ask for it again")
    twice = sum(entry["kind"] == "begun" for entry in log.entries) > 1
    for flaw in log.flaws:
        remedy = BEGUN_TWICE if twice else "Ask for the file again; nothing was imported"
        raise BundleRefused(flaw.place, flaw.fault, remedy)
