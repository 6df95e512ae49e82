"""A file on its way out: written beside its place first, so that it is there whole or not at all."""

import errno
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from audit_app.errors import AuditError, StoreError, StoreFull

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LEFT_FOR = 86_400  # seconds
ANOTHER = "Choose another folder."
FAULTS = {
    errno.ENOENT: ("cannot be written: there is no such folder", "Make the folder first, or choose another."),
    errno.ENOTDIR: ("cannot be written: that is not a folder", ANOTHER),
    errno.EISDIR: ("cannot be written: it is a folder", "Give the name of a file in it."),
    errno.ENAMETOOLONG: ("cannot be written: its name is too long", "Choose a shorter name."),
    errno.EACCES: ("cannot be written: the folder does not allow it", ANOTHER),
    errno.EPERM: ("cannot be written: the folder does not allow it", ANOTHER),
    errno.EROFS: ("cannot be written: the folder can only be read", ANOTHER),
}


@contextmanager
def outgoing(path: Path, refusal: type[AuditError] = StoreError) -> Iterator[Path]:
    """The place to write the file first; it goes to `path` when the block ends well, else nothing is left or changed.

    Raises `refusal` where `path` is no place for a file (a folder or a device is never replaced), StoreFull when the
    device has no room.
    """
    half = path.with_name(f".{path.name}.{os.getpid()}.part") if path.name else path
    try:
        _refuse_what_is_no_file(path, refusal)
        _sweep(path)
        try:
            yield half
            _flush(half)
            half.replace(path)
            _flush(path.parent)
        finally:
            if half.parent.is_dir():
                half.unlink(missing_ok=True)
    except OSError as error:
        raise _refused(path, error, refusal) from error


def _sweep(path: Path) -> None:
    """Takes away what a program that was killed left of this file, halves of a backup and its database among it.

    What is younger than a day may be another's that is at work.
    """
    own = re.compile(rf"\.{re.escape(path.name)}\.\d+\.(part|checked)")
    for left in [each for each in path.parent.iterdir() if own.fullmatch(each.name)]:
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_FOR:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _flush(path: Path) -> None:
    """Makes a file, or the names in a folder, durable; Windows has no such thing for folders and needs none."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_what_is_no_file(path: Path, refusal: type[AuditError]) -> None:
    if not path.name:
        raise refusal(str(path), "is not the name of a file", "Give the name of the file to write.")
    os.lstat(path.parent)
    if path.is_dir():
        raise refusal(str(path), *FAULTS[errno.EISDIR])
    if path.exists() and not path.is_file():
        raise refusal(str(path), "is a device, not a file", "Give the name of the file to write.")


def _refused(path: Path, error: OSError, refusal: type[AuditError]) -> AuditError:
    if error.errno in NO_ROOM:
        return StoreFull(str(path), "has no room left on the device", "Free some space; nothing shown so far is lost")
    usual = (f"cannot be written ({error.strerror or error})", "Choose another place.")
    return refusal(str(path), *FAULTS.get(error.errno or 0, usual))
