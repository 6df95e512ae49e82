"""SQLite's and the disk's troubles, in words an auditor can act on."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from audit_app.errors import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreReadOnly

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_RIGHT = {errno.EROFS, errno.EACCES, errno.EPERM}
NO_FOLDER = {errno.EEXIST, errno.ENOTDIR}

DAMAGED, REMEDY = "is damaged", "Restore a backup; keep the damaged file for recovery"


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turns what SQLite or the disk raises inside into a StoreError child that names `where`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise trouble(where, error) from error
    except UnicodeDecodeError as error:  # SQLite hands on what stands in its own tables as it is
        raise StoreDamaged(where, DAMAGED, REMEDY) from error


def trouble(where: str, error: sqlite3.Error | OSError) -> StoreError:
    """The StoreError for one failure of SQLite or the disk."""
    reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
    code = error.errno if isinstance(error, OSError) else None
    name = _sqlite_name(error)
    if name in ("BUSY", "LOCKED"):
        return StoreLocked(where, "is in use by another copy of the app", "Close the other one, then try again")
    if name == "FULL" or code in NO_ROOM:
        return StoreFull(where, "has no room left on the device", "Free some space; nothing shown so far is lost")
    if name in ("READONLY", "PERM") or code in NO_RIGHT:
        remedy = "Check the folder's permissions, or choose another folder for the data"
        return StoreReadOnly(where, "cannot be written", remedy)
    if name in ("CORRUPT", "NOTADB") or "could not decode" in reason.lower():
        return StoreDamaged(where, DAMAGED, REMEDY)
    if name == "IOERR":
        remedy = "Check that the device has room and is not failing; nothing shown so far is lost"
        return StoreError(where, f"could not be kept or read ({reason})", remedy)
    if name == "CONSTRAINT":
        remedy = "Open the audit again and repeat the last step; nothing was changed"
        return StoreError(where, "already holds another entry in this place", remedy)
    if code in NO_FOLDER:
        return StoreError(where, "is not a folder", "Choose another folder for the data")
    return StoreError(where, f"cannot be used ({reason})", "Try again; if it stays so, restart the app")


def _sqlite_name(error: sqlite3.Error | OSError) -> str:
    """The first word of SQLite's own name for an error, e.g. IOERR for SQLITE_IOERR_WRITE; empty when it has none."""
    return getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]
