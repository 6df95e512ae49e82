"""Large files on their way in, piece by piece: each goes on where it was cut, whoever or whatever cut it.

    arriving/<id>.json     what is coming: its name and size
    arriving/<id>.part     what of it is here; the id follows from name, size and age, so the same file goes on

What a file is worth is found out by whoever takes it in: all of it is checked then.
"""

import json
import threading
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from audit_app.errors import UsageError
from audit_app.exchange.bounds import PIECE
from audit_app.store.disk_errors import explained
from audit_app.store.disk_space import free
from audit_app.store.durable import flush, make_folder
from audit_app.store.shelf.shelf import ARRIVING

LARGEST = 3_900_000_000  # bytes of one file
MOST = 8  # files on their way at once
LONGEST_NAME = 200
SPARE = 200_000_000  # bytes of the disk that are left free
ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Coming:
    """A file as the client tells it: its name, its size in bytes, and when it was changed last (any text)."""

    name: str
    size: int
    stamp: str = ""

    @property
    def id(self) -> str:
        """The same for the same file; it names nothing of this device."""
        return sha256(json.dumps([self.name, self.size, self.stamp]).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Arrived:
    """A file that is here in part or whole: where it lies, and how many of its bytes are here."""

    name: str
    size: int
    here: int
    path: Path

    @property
    def whole(self) -> bool:
        """Whether all of it is here."""
        return self.here == self.size


class Arriving:
    """The large files of one data folder; UsageError for one that cannot be taken, StoreError when the disk fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / ARRIVING

    def offset(self, one: Coming) -> int:
        """How many bytes of a file are here: where it goes on."""
        path = self._part(one)
        with explained(str(path)):
            return path.stat().st_size if path.is_file() else 0

    def add(self, one: Coming, offset: int, data: bytes) -> int:
        """Takes in a piece, durably; gives where it goes on. A piece that is not the next one changes nothing."""
        with ONE_AT_A_TIME:
            here = self.offset(one)
            if len(data) > PIECE or not 0 <= offset <= one.size or offset + len(data) > one.size:
                raise UsageError(one.name[:80], "arrived in a piece of the wrong size", "Choose the file again")
            if offset != here or not data:
                return here
            self._admit(one, here)
            path = self._part(one)
            with explained(str(path)), path.open("ab") as file:
                file.write(data)
            flush(path)
            return self.offset(one)

    def _admit(self, one: Coming, here: int) -> None:
        """Looks at a file before its first byte is kept, and at the room on the disk before each."""
        if not 0 < one.size <= LARGEST or not one.name or len(one.name) > LONGEST_NAME:
            raise UsageError("The file", f"is empty or larger than {LARGEST // 1_000_000:,} MB", "Send it in parts")
        with explained(str(self.folder)):
            make_folder(self.folder)
            if free(self.folder) - (one.size - here) < SPARE:
                raise UsageError(one.name, "needs more room than is free", "Free some space on the device and continue")
            if not here:
                if len(self.files()) >= MOST:
                    raise UsageError(one.name, f"is one more than {MOST}", "Import or delete those that are here")
                note = self.folder / f"{one.id}.json"
                note.write_text(json.dumps(asdict(one)), encoding="utf-8")
                flush(note)

    def files(self) -> tuple[Arrived, ...]:
        """Every file that is here, in part or whole, by name."""
        notes = sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []
        found = (self._arrived(note) for note in notes)
        return tuple(sorted((each for each in found if each), key=lambda each: (each.name, each.path)))

    def _arrived(self, note: Path) -> Arrived | None:
        try:
            one = Coming(**json.loads(note.read_text(encoding="utf-8")))
            return Arrived(one.name, one.size, self.offset(one), self._part(one)) if one.id == note.stem else None
        except (OSError, ValueError, TypeError):
            return None

    def remove(self, one: Arrived) -> None:
        """Deletes what is here of a file."""
        with explained(str(one.path)):
            one.path.unlink(missing_ok=True)
            one.path.with_suffix(".json").unlink(missing_ok=True)

    def _part(self, one: Coming) -> Path:
        return self.folder / f"{one.id}.part"
