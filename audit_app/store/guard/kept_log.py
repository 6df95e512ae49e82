"""What was kept, noted a second time: one line a write in `kept.log`, outside the database and its write-ahead file.

The digests in the log tell whether an entry is as it was written; they cannot tell that the newest are gone, and the
register, the preferences and the drafts have none. Each line has the number of the write, the row's table and key,
its place in a chain (0 where there is none) and its SHA-256; the newest line of a key holds. A line is written after
its transaction is durable, so the database may be ahead of this file and never behind it.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from platformdirs import user_state_path

from audit_app.store.durable import flush_folder

FILE = "kept.log"
LARGEST = 100_000_000  # bytes read at most
TIDIED_AT = 2_000_000  # bytes after which only the newest line of each key is kept
LOST = "lost"  # stands in the place of a table: what is known to be missing, so that nobody forgets it
_SHAPE = [int, str, str, int, str]


@dataclass(frozen=True)
class Note:
    """One row as it was written: its table, its key, its place in a chain, its digest (empty: it was deleted)."""

    table: str
    key: str
    seq: int
    digest: str


@dataclass
class Kept:
    """What a file of notes says: the newest note of each row, the number of the newest write, the lines not read."""

    notes: dict[tuple[str, str], Note]
    writes: int = 0
    spoilt: int = 0

    def of(self, table: str) -> tuple[Note, ...]:
        """The notes of one table."""
        return tuple(note for note in self.notes.values() if note.table == table)


def read(path: Path) -> Kept:
    """The notes of a file; none when it is not there. A line that was cut or changed is counted and left out."""
    found = Kept({})
    try:
        with path.open("rb") as file:
            lines = file.read(LARGEST).split(b"\n")
    except FileNotFoundError:
        return found
    for line in lines:
        said = _said(line)
        if said is None:
            found.spoilt += bool(line)
            continue
        found.writes = max(found.writes, said[0])
        found.notes[said[1].table, said[1].key] = said[1]
    return found


def add(path: Path, writes: int, notes: Iterable[Note], synced: bool = True) -> None:
    """Writes notes behind those that are there, durable when this returns (unless not `synced`)."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        cut = os.fstat(handle).st_size and os.pread(handle, 1, os.fstat(handle).st_size - 1) != b"\n"
        os.write(handle, (b"\n" if cut else b"") + b"".join(_line(writes, note) for note in notes))
        if synced:
            os.fsync(handle)
    finally:
        os.close(handle)


def rewrite(path: Path, writes: int, notes: Iterable[Note]) -> None:
    """Puts these notes in place of the file, whole or not at all."""
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    half.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    add(half, writes, notes)
    half.replace(path)
    flush_folder(path.parent)


def witness(folder: Path) -> Path | None:
    """Where the same is noted outside the data folder, so that an older folder put in its place is told; None: nowhere.

    In MR_AUDIT_STATE, or the place that the system has for what programs remember.
    """
    named = os.environ.get("MR_AUDIT_STATE")
    try:
        state = Path(named) if named else user_state_path("mr-audit", appauthor=False)
    except (OSError, RuntimeError, ImportError):
        return None
    return state / "kept" / f"{sha256(str(folder.absolute()).encode()).hexdigest()[:24]}.log"


def digest_of(*texts: str) -> str:
    """The digest of a row's texts."""
    return sha256(json.dumps(texts).encode()).hexdigest()


def _line(writes: int, note: Note) -> bytes:
    said = json.dumps([writes, note.table, note.key, note.seq, note.digest])
    return f"{crc32(said.encode()):08x} {said}\n".encode()


def _said(line: bytes) -> tuple[int, Note] | None:
    """What a line says: the number of its write, and its note; None when it is not as it was written."""
    worked, _, said = line.partition(b" ")
    if worked != f"{crc32(said):08x}".encode():
        return None
    try:
        values = json.loads(said)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, list) or list(map(type, values)) != _SHAPE:
        return None
    return values[0], Note(*values[1:])
