"""The rows of a store as they are: entries that hold and that do not, papers, and what is wrong with any of them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from audit_app.audit.log.chain import Flaw
from audit_app.counting import counted
from audit_app.store import database
from audit_app.store.connection import Connection
from audit_app.store.device_tables import now
from audit_app.store.guard import kept_log
from audit_app.store.guard.branches import Branch, body_of, effective, placed, with_links
from audit_app.store.guard.kept_log import Kept
from audit_app.store.guard.losses import changed, missing, rows_of, writes_in
from audit_app.store.guard.shape import differences

COLUMNS = ("id", "audit", "device", "seq", "at", "kind", "sha")  # of an entry's row beside its branch and its body


class Rows:
    """What a database says, for reading, checking and joining."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read_notes: tuple[tuple[int, int], Kept] | None = None

    def raw(self, audit_id: str) -> list[str]:
        """Every entry of an audit that holds, as it was written, in the order of their stamps."""
        return [str(row["body"]) for row in self.holding(audit_id)]

    def naming(self, fields: Iterable[str]) -> dict[str, list[str]]:
        """The entries of every audit that have one of these fields, as they were written, by audit."""
        found: dict[str, list[str]] = {}
        like = [f'%"{field}":%' for field in fields]
        with self._connection.reading() as db:
            where = " or ".join("body like ?" for _ in like)
            for row in db.query(f"select audit, body from entries where {where} order by audit, at, device, seq", like):
                found.setdefault(row["audit"], []).append(str(row["body"]))
        return found

    def holding(self, audit_id: str) -> list[dict[str, Any]]:
        """Every row of an audit's entries that hold, what the database says of each beside it; for checking."""
        with self._connection.reading() as db:
            found = list(db.query("select * from entries where audit = ? order by at, device, seq", [audit_id]))
        return effective(with_links(found), self.chosen(audit_id)) if self._has_branches(audit_id) else found

    def bodies(self, audit_id: str) -> Iterator[str]:
        """Every entry of an audit as it was written, also those that do not hold, none of them read."""
        with self._connection.reading() as db:
            for row in db.execute("select body from entries where audit = ? order by at, device, seq", [audit_id]):
                yield str(row[0])

    def odd_audits(self) -> frozenset[str]:
        """The audits with a branch, with a contribution set aside, or with entries that are known to be lost."""
        asked = "select audit from branches union select audit from entries where kind = 'contribution_set_aside'"
        with self._connection.reading() as db:
            found = {str(row[0]) for row in db.execute(asked).fetchall()}
        return frozenset({*found, *(note.key.split(" ")[0] for note in self.noted().of(kept_log.LOST))})

    def size_of(self, audit_id: str) -> tuple[int, int, int]:
        """How many entries an audit has, and how many characters the longest and all of them."""
        asked = "select count(*), coalesce(max(length(body)), 0), coalesce(sum(length(body)), 0) from entries"
        with self._connection.reading() as db:
            count, longest, whole = db.execute(f"{asked} where audit = ?", [audit_id]).fetchone()
            return int(count), int(longest), int(whole)

    def counts(self) -> dict[str, int]:
        """How many entries each audit has, those that do not hold among them."""
        with self._connection.reading() as db:
            return dict(db.execute("select audit, count(*) from entries group by audit").fetchall())

    def _has_branches(self, audit_id: str) -> bool:
        with self._connection.reading() as db:
            return db.execute("select 1 from branches where audit = ? limit 1", [audit_id]).fetchone() is not None

    def every(self, audit_id: str) -> list[dict[str, Any]]:
        with self._connection.reading() as db:
            return with_links(db.query("select * from entries where audit = ? order by seq", [audit_id]))

    def chosen(self, audit_id: str) -> dict[str, int]:
        """The branch that holds instead of the first, by device."""
        with self._connection.reading() as db:
            found = db.query("select device, branch from branches where audit = ? and chosen = 1", [audit_id])
            return {row["device"]: int(row["branch"]) for row in found}

    def branches(self, audit_id: str) -> tuple[Branch, ...]:
        """The ways in which a device's log of an audit went on that do not hold here; none, as a rule."""
        holding = {row["sha"] for row in self.holding(audit_id)}
        with self._connection.reading() as db:
            found = list(db.query("select * from entries where audit = ? order by device, seq", [audit_id]))
            since = {(row["device"], row["branch"]): row["since"] for row in
                     db.query("select * from branches where audit = ?", [audit_id])}  # fmt: skip
        apart: dict[tuple[str, int], list[str]] = {}
        for row in found:
            if row["sha"] not in holding:
                apart.setdefault((row["device"], row["branch"]), []).append(str(row["body"]))
        return tuple(
            Branch(audit_id, device, number, since.get((device, number), ""), tuple(bodies))
            for (device, number), bodies in apart.items()
        )

    def papers(self) -> dict[str, str]:
        """Every paper as it was written, by its digest; for checking."""
        with self._connection.reading() as db:
            return {row["digest"]: row["body"] for row in db.query("select digest, body from papers")}

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong with the file: nothing, as a rule."""
        with self._connection.reading() as db:
            found = [str(row[0]) for row in db.execute("pragma integrity_check(10)").fetchall()]
            orphans = [
                f"holds a row of {row[0]} that belongs to nothing" for row in db.execute("pragma foreign_key_check")
            ]
            shape = differences(db) if database.is_current(self._connection.db) else []
        return [each for each in found if each != "ok"] + orphans + shape

    def insert(self, db: Database, entries: Iterable[dict[str, Any]]) -> None:
        """Keeps entries; one with a `branch` goes on that branch of its device's log, any other on the first."""
        rows = []
        for entry in entries:
            branch = entry.get("branch", 0)
            rows.append((*(entry[name] for name in COLUMNS), branch, body_of(entry)))
            self._connection.note("entries", f"{entry['audit']} {entry['device']} {branch}", entry["seq"], entry["sha"])
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        db.conn.executemany(f"insert into entries ({', '.join(COLUMNS)}, branch, body) values ({marks})", rows)

    def joined(
        self, audit_id: str, incoming: Iterable[dict[str, Any]], apart: Sequence[dict[str, Any]] = ()
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """The rows that are new of a log that came in, and the bodies of all that hold once they are kept.

        What is `apart` did not hold where it came from.
        """
        holding = with_links(self.holding(audit_id))
        new = placed(self.every(audit_id), holding, (*incoming, *apart), apart)
        return new, [body_of(row) for row in effective([*holding, *new], self.chosen(audit_id))]

    def mark_branches(self, db: Database, audit_id: str, new: Sequence[dict[str, Any]]) -> None:
        """Notes since when the branches are here on which new rows were put."""
        for row in new:
            if row["branch"]:
                key = {"audit": audit_id, "device": row["device"], "branch": row["branch"]}
                db.table("branches").insert({**key, "since": now()}, pk=tuple(key), ignore=True)
        if any(row["branch"] for row in new):
            self.note_branches(db, audit_id)

    def note_branches(self, db: Database, audit_id: str) -> None:
        """Notes the branches of a log outside the database."""
        for note in rows_of(db):
            if note.table == "branches" and note.key.startswith(f"{audit_id} "):
                self._connection.note(note.table, note.key, 0, note.digest)

    def noted(self) -> Kept:
        """What was noted outside the database, read again when it changed; nothing for a store that is forgotten."""
        path = self._connection.folder / kept_log.FILE if self._connection.folder else None
        if path is None or not path.exists():
            return Kept({})
        seen = (path.stat().st_mtime_ns, path.stat().st_size)
        if self._read_notes is None or self._read_notes[0] != seen:
            self._read_notes = (seen, kept_log.read(path))
        return self._read_notes[1]

    def missing(self, audit_id: str) -> tuple[Flaw, ...]:
        """The entries of an audit that were kept once and are not in the database, also those known to be lost."""
        kept = self.noted()
        with self._connection.reading() as db:
            known = {str(row["sha"]) for row in db.query("select sha from entries where audit = ?", [audit_id])}
        return tuple(missing(kept, audit_id, known, ("entries", kept_log.LOST)))

    def unseen(self, audit_id: str, read: set[str], noted: Kept) -> tuple[Flaw, ...]:
        """The entries of an audit that were noted and are not among those that were `read`, nor known to be lost.

        What is `noted` must be asked before the entries are read: beside an app at work there are more a moment later.
        """
        gone = tuple(missing(noted, audit_id, read, ("entries",)))
        if not gone or not self._has_branches(audit_id):
            return gone
        apart = {str(json.loads(body)["sha"]) for branch in self.branches(audit_id) for body in branch.bodies}
        return tuple(missing(noted, audit_id, read | apart, ("entries",)))

    def changed_rows(self) -> tuple[Flaw, ...]:
        """What is kept beside the audits and is not as this app wrote it, and notes that cannot be read."""
        kept = self.noted()
        spoilt = [Flaw(kept_log.FILE, f"has {counted(kept.spoilt, 'line')} that cannot be read")] if kept.spoilt else []
        with self._connection.reading() as db:
            return (*spoilt, *changed(db, kept, writes_in(db)))
