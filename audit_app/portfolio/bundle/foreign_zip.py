"""A bundle that another program packed again: what is in its files can still be told, whatever stands round them.

Nothing in it is believed or unpacked: few files, of sizes that fit the whole, plain names, read piece by piece.
"""

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from audit_app.errors import BundleRefused, one_line
from audit_app.portfolio.bundle.bag import NAME
from audit_app.portfolio.filenames import names_fault
from audit_app.portfolio.parcel import CHUNK, LARGEST, LARGEST_DIRECTORY, MOST_FILES

MOST_SHRUNK = 50  # times smaller than its files a zip of reports, logs and tables can honestly be
SPARE = 10_000_000  # bytes; a small bundle of empty pages shrinks more
_END = struct.Struct("<4s4H2LH")
_TAG = "bagit.txt"
AGAIN = "Do not open it; ask for the bundle again"


class Repacked:
    """The files of such a bundle by the names a parcel would have; `strays` are the names of what it never holds."""

    def __init__(self, archive: zipfile.ZipFile, where: str) -> None:
        self.where, self._archive = where, archive
        self.torn: set[str] = set()
        self.members: dict[str, zipfile.ZipInfo] = {}
        self.strays: list[str] = []
        files = [each for each in archive.infolist() if each.filename and not each.is_dir()]
        self.strays += ["a file without a name" for each in archive.infolist() if not each.filename]
        top = _top(each.filename for each in files)
        for each in sorted(files, key=lambda each: each.filename):
            inside = each.filename.startswith(top)
            name = f"{NAME}/{each.filename[len(top) :]}" if inside else each.filename
            if inside and name not in self.members and not names_fault([name]):
                self.members[name] = each
            else:
                self.strays.append(one_line(each.filename)[:80])

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of one file, piece by piece; never more than its directory record says."""
        try:
            with self._archive.open(self.members[name]) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
            self.torn.add(name)


def _top(names: Iterator[str]) -> str:
    """The folder the bundle lies in: that of its BagIt file nearest to the top."""
    tags = [PurePosixPath(name) for name in names if PurePosixPath(name).name == _TAG]
    nearest = min(tags, key=lambda path: len(path.parts), default=PurePosixPath(NAME, _TAG))
    return f"{nearest.parent}/" if nearest.parent.parts else ""


@contextmanager
def open_repacked(path: Path) -> Iterator[Repacked]:
    """Such a bundle, opened for reading; BundleRefused when it is no zip, or one that may not be read."""
    try:
        with path.open("rb") as file:
            _refuse_vast(_tail(file), path.name)
            with zipfile.ZipFile(file) as archive:
                _refuse_bomb(archive, path.stat().st_size, path.name)
                yield Repacked(archive, path.name)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise BundleRefused(path.name, "cannot be read as a zip", AGAIN) from error


def _tail(file: BinaryIO) -> bytes:
    """Where a zip's end record stands: its last bytes, as many as the longest comment allows for."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - (1 << 16) - _END.size))
    return file.read()


def _refuse_vast(tail: bytes, where: str) -> None:
    """The directory is read whole: none larger than this app could write, by any end record there is."""
    for found in re.finditer(re.escape(b"PK\5\6"), tail):
        record = tail[found.start() : found.start() + _END.size]
        if len(record) == _END.size:
            _, _, _, _, count, length, _, _ = _END.unpack(record)
            if count > MOST_FILES or length > LARGEST_DIRECTORY:
                raise BundleRefused(where, "claims to hold more than a bundle can", AGAIN)
    if b"PK\6\7" in tail:
        raise BundleRefused(where, "uses zip's 64-bit extension, which this app never writes", AGAIN)


def _refuse_bomb(archive: zipfile.ZipFile, size: int, where: str) -> None:
    whole = sum(each.file_size for each in archive.infolist())
    if whole > LARGEST or whole > size * MOST_SHRUNK + SPARE:
        raise BundleRefused(where, "unpacks to more than a bundle can hold", AGAIN)
