"""The rows of a store as they are: entries, papers, and what is wrong with any of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from audit_app.audit.log.chain import Flaw
from audit_app.counting import counted
from audit_app.store import database
from audit_app.store.connection import Connection
from audit_app.store.device_tables import now
from audit_app.store.guard import kept_log
from audit_app.store.guard.branches import Way, body_of, placed, ways, with_links
from audit_app.store.guard.kept_log import Kept
from audit_app.store.guard.losses import changed, missing, rows_of, writes_in
from audit_app.store.guard.shape import differences

ORDER = "at, device, seq, sha"  # of entries as they are given out
COLUMNS = ("id", "audit", "device", "seq", "at", "kind", "sha")  # of an entry's row beside its branch and its body


class Rows:
    """What a database says, for reading, checking and joining."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read_notes: tuple[tuple[int, int], Kept] | None = None

    def raw(self, audit_id: str) -> list[str]:
        """Every entry of an audit, as it was written, in the order of their stamps."""
        return list(self.bodies(audit_id))

    def naming(self, fields: Iterable[str]) -> dict[str, list[str]]:
        """The entries of every audit that have one of these fields, as they were written, by audit."""
        found: dict[str, list[str]] = {}
        like = [f'%"{field}":%' for field in fields]
        with self._connection.reading() as db:
            where = " or ".join("body like ?" for _ in like)
            for row in db.query(f"select audit, body from entries where {where} order by audit, at, device, seq", like):
                found.setdefault(row["audit"], []).append(str(row["body"]))
        return found

    def rows(self, audit_id: str) -> list[dict[str, Any]]:
        """Every row of an audit's entries, what the database says of each beside it; for checking."""
        with self._connection.reading() as db:
            return list(db.query(f"select * from entries where audit = ? order by {ORDER}", [audit_id]))

    def bodies(self, audit_id: str) -> Iterator[str]:
        """Every entry of an audit as it was written, none of them read."""
        with self._connection.reading() as db:
            for row in db.execute(f"select body from entries where audit = ? order by {ORDER}", [audit_id]):
                yield str(row[0])

    def odd_audits(self) -> frozenset[str]:
        """The audits with a log of more than one way, a contribution set aside, or entries known to be lost."""
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
        """How many entries each audit has."""
        with self._connection.reading() as db:
            return dict(db.execute("select audit, count(*) from entries group by audit").fetchall())

    def every(self, audit_id: str) -> list[dict[str, Any]]:
        with self._connection.reading() as db:
            return with_links(db.query("select * from entries where audit = ? order by seq", [audit_id]))

    def ways(self, audit_id: str) -> tuple[Way, ...]:
        """The ways in which a device's log of an audit went on, where it did in more than one; none, as a rule."""
        with self._connection.reading() as db:
            asked = "select * from branches where audit = ?"
            since = {(row["device"], row["branch"]): str(row["since"]) for row in db.query(asked, [audit_id])}
        return ways(audit_id, self.every(audit_id), since) if since else ()

    def own_tip(self, audit_id: str, new: Iterable[dict[str, Any]] = ()) -> str:
        """The newest entry that this device wrote, where others are here, or `new`, under its name; otherwise empty."""
        device = self._device()
        asked = "select sha, branch from entries where audit = ? and device = ? order by seq"
        with self._connection.reading() as db:
            found = [(str(row["sha"]), row["branch"]) for row in db.query(asked, [audit_id, device])]
        foreign = any(branch for _, branch in found) or any(row["device"] == device for row in new)
        return next((sha for sha, branch in reversed(found) if not branch), "") if foreign else ""

    def written_here(self, audit_id: str) -> frozenset[str]:
        """The digests of what this device itself wrote: what came from elsewhere under its name has another branch."""
        asked = "select sha from entries where audit = ? and device = ? and branch = 0"
        with self._connection.reading() as db:
            return frozenset(str(row["sha"]) for row in db.query(asked, [audit_id, self._device()]))

    def _device(self) -> str:
        with self._connection.reading() as db:
            return next((str(row["id"]) for row in db.query("select id from device")), "")

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
        """Keeps entries; one with a `branch` goes on that branch of its device's log, what was made here on the first.

        Two that were made here cannot take one place in it.
        """
        rows = []
        for entry in entries:
            branch = entry.get("branch", 0)
            rows.append((*(entry[name] for name in COLUMNS), branch, body_of(entry)))
            self._connection.note("entries", f"{entry['audit']} {entry['device']} {branch}", entry["seq"], entry["sha"])
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        db.conn.executemany(f"insert into entries ({', '.join(COLUMNS)}, branch, body) values ({marks})", rows)

    def joined(self, audit_id: str, incoming: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
        """The rows that are new of a log that came in, and the bodies of all that there are once they are kept."""
        here = self.every(audit_id)
        new = placed(here, incoming, self._device())
        return new, [body_of(row) for row in (*here, *new)]

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
        return tuple(missing(noted, audit_id, read, ("entries",)))

    def changed_rows(self) -> tuple[Flaw, ...]:
        """What is kept beside the audits and is not as this app wrote it, and notes that cannot be read."""
        kept = self.noted()
        spoilt = [Flaw(kept_log.FILE, f"has {counted(kept.spoilt, 'line')} that cannot be read")] if kept.spoilt else []
        with self._connection.reading() as db:
            return (*spoilt, *changed(db, kept, writes_in(db)))
