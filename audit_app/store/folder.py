"""Where the data folder is, and the hold that lets only one copy of the app write in it."""

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from platformdirs import user_data_path

from audit_app.errors import StoreError, StoreLocked
from audit_app.store.disk_errors import explained

HELD = "in-use.lock"
OPEN = b"open"
PATIENCE = 1.5  # seconds; a process that was just killed may leave a child behind that has not let go yet


def data_folder(chosen: Path | None = None) -> Path:
    """The folder audits are kept in: the one chosen, MR_AUDIT_HOME, the tablet's durable storage, or the user's own."""
    named = os.environ.get("MR_AUDIT_HOME") or os.environ.get("FLET_APP_STORAGE_DATA")
    if chosen is not None:
        return chosen.expanduser().absolute()
    return Path(named).expanduser().absolute() if named else user_data_path("mr-audit", appauthor=False)


def refuse_file(folder: Path) -> None:
    """StoreError when the data folder's name, or one on the way to it, is a file's; a missing folder is none."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir():
        raise StoreError(str(folder), "is not a folder", "Choose another folder for the data")


class Hold:
    """A data folder held by this process until released or until the process ends, however it ends.

    The file it holds also says whether the database is open, so that the next holder can tell a session that was cut
    off. Raises StoreLocked when another process (or another store in this one) holds the folder.
    """

    def __init__(self, folder: Path) -> None:
        with explained(str(folder)):
            self._file = os.open(folder / HELD, os.O_RDWR | os.O_CREAT, 0o600)
        if not _locked(self._file):
            self.release()
            fault = "is in use by another copy of the app"
            raise StoreLocked(str(folder), fault, "Close the other one, or choose another folder for the data")

    @property
    def released(self) -> bool:
        """Whether it was let go."""
        return self._file < 0

    @property
    def was_cut_off(self) -> bool:
        """Whether the last holder ended without closing the database."""
        os.lseek(self._file, 0, os.SEEK_SET)
        return os.read(self._file, len(OPEN)) == OPEN

    def mark(self, is_open: bool) -> None:
        """Notes that the database is open now, or that it is about to be closed properly."""
        os.ftruncate(self._file, 0)
        if is_open:
            os.lseek(self._file, 0, os.SEEK_SET)
            os.write(self._file, OPEN)
        os.fsync(self._file)

    def release(self) -> None:
        """Lets go; more than once does no harm."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _locked(file: int) -> bool:
    """Locks a file, patiently; False when somebody else has it all the time."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            _lock(file)
        except OSError:
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        else:
            return True


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, 1 << 20, os.SEEK_SET)  # far behind what the file says, which must stay readable
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

elif sys.platform == "emscripten":

    def _lock(file: int) -> None:
        """Nothing to do: the disk itself is opened by one page of the browser only (standalone/web/disk.js)."""

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
