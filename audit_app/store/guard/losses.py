"""What was kept once and is not here, or is here otherwise: a database held against the notes made of it."""

from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from audit_app.audit.log.chain import Flaw
from audit_app.counting import counted
from audit_app.errors import StoreBehind
from audit_app.store.guard import kept_log
from audit_app.store.guard.kept_log import Kept, Note, digest_of

# The tables in no chain: the columns that are a row's key, and those that are noted.
ROWS = {
    "register": (("id",), ("kind", "name", "body")),
    "preferences": (("name",), ("value",)),
    "drafts": (("audit", "field"), ("words",)),
    "device": (("id",), ("since",)),
    "branches": (("audit", "device", "branch"), ("since", "chosen")),
}
CALLED = {"register": "the register", "preferences": "the preferences", "drafts": "what was being typed",
          "device": "the name of this device", "branches": "the list of branches"}  # fmt: skip
GO_ON = "to continue without them, recover the data folder"


def heads_of(db: Database) -> list[Note]:
    """The newest entry of each device in each audit, as it is noted."""
    found = db.execute("select audit, device, branch, max(seq), sha from entries group by audit, device, branch")
    return [Note("entries", f"{row[0]} {row[1]} {row[2]}", row[3], row[4]) for row in found.fetchall()]


def rows_of(db: Database) -> list[Note]:
    """Every row of the tables that are in no chain, as it is noted."""
    found = []
    for table, (keys, columns) in ROWS.items():
        for row in db.execute(f"select {', '.join((*keys, *columns))} from {table}").fetchall():
            texts = [str(each) for each in row]
            found.append(Note(table, " ".join(texts[: len(keys)]), 0, digest_of(*texts[len(keys) :])))
    return found


def writes_in(db: Database) -> int:
    """How many writes a database has seen that were noted; 0 for one of the first version."""
    return int(db.execute("pragma user_version").fetchone()[0])


def refuse_losses(folder: Path, db: Database) -> None:
    """StoreDamaged when writes that were kept are not in the database, or when it is older than this device knows."""
    here = kept_log.read(folder / kept_log.FILE)
    if here.writes > writes_in(db):
        many = counted(here.writes - writes_in(db), "write")
        fault = f"lacks the newest of what was kept: {many}{_entries(db, here)}"
        raise StoreBehind(str(folder), fault, f"Put back what was removed or restore a backup; {GO_ON}")
    place = kept_log.witness(folder)
    seen = kept_log.read(place) if place else Kept({})
    if seen.writes > writes_in(db) and _device_of(db) in {note.key for note in seen.of("device")}:
        fault = f"is older than what was here before: it lacks {counted(seen.writes - writes_in(db), 'newer write')}"
        raise StoreBehind(str(folder), fault + _entries(db, seen), f"Put back the newer folder; {GO_ON}")


def _device_of(db: Database) -> str:
    found = db.execute("select id from device").fetchone() if "device" in db.table_names() else None
    return str(found[0]) if found else ""


def _entries(db: Database, kept: Kept) -> str:
    """How many entries are gone, in words."""
    has_any = "entries" in db.table_names()
    gone = sum(
        note.seq - (_newest(db, note) if has_any else 0)
        for note in kept.of("entries")
        if not (has_any and _has(db, note))
    )
    return f", {counted(gone, 'entry', 'entries')} among them" if gone > 0 else ""


def _newest(db: Database, note: Note) -> int:
    found = db.execute(
        "select max(seq) from entries where audit = ? and device = ? and seq < ?", [*_key(note), note.seq]
    )
    return int(found.fetchone()[0] or 0)


def _key(note: Note) -> list[str]:
    """The audit and the device of a note about entries."""
    return [*note.key.split(" "), "", ""][:2]


def missing(kept: Kept, audit_id: str, known: set[str], tables: tuple[str, ...]) -> Iterator[Flaw]:
    """The entries of an audit that were noted as the newest of their device and are not among the digests `known`."""
    for note in kept.notes.values():
        audit, device = _key(note)
        if note.table in tables and audit == audit_id and note.digest not in known:
            yield Flaw(f"device {device[-12:]}", f"entry {note.seq} was kept and is not here as it was")


def _has(db: Database, note: Note) -> bool:
    """Whether an entry is here, in whichever branch: one that was lost may have come back."""
    found = db.execute("select 1 from entries where audit = ? and sha = ?", [_key(note)[0], note.digest])
    return found.fetchone() is not None


def changed(db: Database, kept: Kept, writes: int) -> Iterator[Flaw]:
    """The rows in no chain that are not as this app wrote them; nothing when the notes are of an older state."""
    if kept.writes != writes or not kept.of("device"):
        return
    found = {(note.table, note.key): note for note in rows_of(db)}
    for key, note in kept.notes.items():
        if note.table in ROWS and note.digest and key not in found:
            yield Flaw(CALLED[note.table], f"lacks “{note.key[:60]}”, which was kept")
    for key, note in found.items():
        known = kept.notes.get(key)
        if known is None or not known.digest:
            yield Flaw(CALLED[note.table], f"has “{note.key[:60]}”, which this app did not write")
        elif known.digest != note.digest:
            yield Flaw(CALLED[note.table], f"has “{note.key[:60]}” changed after it was written")
