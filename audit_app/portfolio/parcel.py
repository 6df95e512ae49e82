"""A parcel: a zip of stored files in one exact layout, so that the same files always give the same bytes.

Nothing in a parcel is left to the program that made it: no compression, no time, no comment, no extra field, files
in the order of their names. So a parcel that differs in a single byte, in a file or between the files, is found.
"""

import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from audit_app.atomic_file import outgoing
from audit_app.errors import BundleRefused
from audit_app.portfolio.filenames import names_fault
from audit_app.steps import Advance, Steps, silent

Content = bytes | Path

CHUNK = 1 << 20
MOST_FILES = 20_000
LARGEST_DIRECTORY = 8_000_000  # bytes
LARGEST = 3_900_000_000  # bytes, whole parcel: below where zip needs its 64-bit extension
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_MIDNIGHT_1980 = (0, 33)  # the first moment a zip can name
_MODE = (0o100644 << 16) | 0  # a plain file


@dataclass(frozen=True)
class Member:
    """One file of a parcel: its name, size in bytes, CRC-32 and where its bytes begin."""

    name: str
    size: int
    crc: int
    start: int

    @property
    def local(self) -> bytes:
        """The header before the file's bytes."""
        name = self.name.encode("ascii")
        fixed = (b"PK\3\4", 20, 0, 0, *_MIDNIGHT_1980, self.crc, self.size, self.size, len(name), 0)
        return _LOCAL.pack(*fixed) + name

    @property
    def central(self) -> bytes:
        """The record in the directory at the end."""
        name = self.name.encode("ascii")
        fixed = (b"PK\1\2", 3 << 8 | 20, 20, 0, 0, *_MIDNIGHT_1980, self.crc, self.size, self.size, len(name), 0)
        return _CENTRAL.pack(*fixed, 0, 0, 0, _MODE, self.start - len(self.local)) + name


def write_parcel(path: Path, files: Mapping[str, Content], advance: Advance = silent) -> str:
    """Writes a parcel and gives its SHA-256; the file is there whole or not at all.

    Raises BundleRefused when the files are too many or too large, or the place cannot be written.
    """
    with outgoing(path, BundleRefused) as half:
        steps = Steps(2 * sum(_size(each) for each in files.values()), advance)
        with half.open("wb") as out:
            _write(out, files, path.name, steps)
            out.flush()
            os.fsync(out.fileno())
        return digest_of(half)


def _write(out: BinaryIO, files: Mapping[str, Content], where: str, steps: Steps) -> None:
    wrong = names_fault(files)
    if wrong:
        raise BundleRefused(f"{where}, {wrong[0][:80]}", wrong[1], "Rename it")
    members: list[Member] = []
    for name in sorted(files):
        member = _measured(name, files[name], out.tell())
        if member.start + member.size > LARGEST or len(members) >= MOST_FILES:
            raise BundleRefused(where, "would be too large", "Leave out some items, or the originals")
        out.write(member.local)
        steps.add(member.size)  # they were measured
        for chunk in _chunks(files[name]):
            out.write(chunk)
            steps.add(len(chunk))
        members.append(member)
    start = out.tell()
    for member in members:
        out.write(member.central)
    out.write(_end(members, start))


def _size(content: Content) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _measured(name: str, content: Content, at: int) -> Member:
    size = crc = 0
    for chunk in _chunks(content):
        size, crc = size + len(chunk), crc32(chunk, crc)
    return Member(name, size, crc, at + _LOCAL.size + len(name))


def _end(members: Iterable[Member], start: int) -> bytes:
    known = list(members)
    length = sum(len(member.central) for member in known)
    return _END.pack(b"PK\5\6", 0, 0, len(known), len(known), length, start, 0)


def _chunks(content: Content) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def digest_of(content: Content) -> str:
    """The SHA-256 (hex) of bytes or of a file."""
    worked = sha256()
    for chunk in _chunks(content):
        worked.update(chunk)
    return worked.hexdigest()


class Parcel:
    """A parcel opened for reading: its members by name. Every structural byte was checked when it was opened."""

    def __init__(self, file: BinaryIO, where: str, members: Mapping[str, Member], steps: Steps) -> None:
        self._file, self.where, self.members, self._steps = file, where, members, steps

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one file, piece by piece; BundleRefused at the end when its checksum is wrong."""
        member = self.members[name]
        left, at, crc = member.size, member.start, 0
        while left:
            self._file.seek(at)
            chunk = self._file.read(min(CHUNK, left))
            if not chunk:
                raise BundleRefused(f"{self.where}, {name}", "is cut short", "Copy the file again")
            left, at, crc = left - len(chunk), at + len(chunk), crc32(chunk, crc)
            self._steps.add(len(chunk))
            yield chunk
        if crc != member.crc:
            raise BundleRefused(f"{self.where}, {name}", "was changed after packing", "Copy the file again")

    def read(self, name: str, most: int) -> bytes:
        """One file's bytes; BundleRefused when there are more than `most` or the file is not there."""
        if name not in self.members:
            raise BundleRefused(f"{self.where}, {name}", "is missing", "Ask for the file again")
        if self.members[name].size > most:
            raise BundleRefused(f"{self.where}, {name}", "is larger than it can be", "Ask for the file again")
        return b"".join(self.chunks(name))


@contextmanager
def open_parcel(path: Path, steps: Steps | None = None) -> Iterator[Parcel]:
    """A parcel, its structure checked byte for byte; BundleRefused says what is wrong. Nothing is unpacked.

    Every byte of a file in it that is read counts among the `steps`.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BundleRefused(path.name, f"cannot be read ({error.strerror})", "Check the name and the folder") from error
    with file:
        try:
            members = _members(file, path.name, path.stat().st_size)
            yield Parcel(file, path.name, {member.name: member for member in members}, steps or Steps(1))
        except OSError as error:
            raise BundleRefused(path.name, f"cannot be read ({error.strerror})", "Copy it again") from error


def _members(file: BinaryIO, where: str, size: int) -> list[Member]:
    count, start = _read_end(file, where, size)
    file.seek(start)
    directory = file.read(size - _END.size - start)
    members, at = [], 0
    for _ in range(count):
        member, length = _read_central(directory[at:], where)
        members.append(member)
        at += length
    if at != len(directory):
        raise _changed(where, start + at, "its directory")
    wrong = names_fault(member.name for member in members)
    if wrong:
        raise BundleRefused(f"{where}, {wrong[0][:80]}", wrong[1], "Do not open it; ask for the file again")
    _match_layout(file, members, where, start, directory)
    return members


def _read_end(file: BinaryIO, where: str, size: int) -> tuple[int, int]:
    if size > LARGEST:
        raise BundleRefused(where, "is larger than a bundle can be", "Check that it is the right file")
    file.seek(max(0, size - _END.size))
    end = file.read(_END.size)
    if len(end) < _END.size or end[:4] != b"PK\5\6":
        raise BundleRefused(where, "is cut short, or was not packed by this app", "Copy it again, or unpack it first")
    _, disk, first, here, count, length, start, comment = _END.unpack(end)
    if 0xFFFF in (here, count) or 0xFFFFFFFF in (length, start):
        raise BundleRefused(where, "uses zip's 64-bit extension, which this app never writes", "Do not open it")
    if count > MOST_FILES:
        raise BundleRefused(where, f"claims to hold {count} files", "Do not open it")
    wrong = disk or first or here != count or comment or start + length + _END.size != size
    if wrong or length > LARGEST_DIRECTORY:
        raise _changed(where, size - _END.size, "its end")
    return count, start


def _read_central(record: bytes, where: str) -> tuple[Member, int]:
    if len(record) < _CENTRAL.size or record[:4] != b"PK\1\2":
        raise BundleRefused(where, "has a damaged directory", "Copy it again")
    fields = _CENTRAL.unpack_from(record)
    flags, method, crc, packed, size, named, extra, comment = (*fields[3:5], *fields[7:13])
    mode, offset = fields[15] >> 16, fields[16]
    raw = record[_CENTRAL.size : _CENTRAL.size + named]
    shown = raw.decode("ascii", "backslashreplace")[:80]
    fault = (
        ("is encrypted" if flags & 1 else "")
        or ("is a link, not a file" if mode & 0o170000 == 0o120000 else "")
        or ("is compressed, which this app never does" if method or packed != size else "")
        or ("carries hidden extra fields" if extra or comment else "")
        or ("has a name that is not plain letters" if not raw.isascii() or len(raw) != named else "")
    )
    if fault:
        raise BundleRefused(f"{where}, {shown}", fault, "Do not open it; ask for the file again")
    return Member(raw.decode("ascii"), size, crc, offset + _LOCAL.size + named), _CENTRAL.size + named


def _match_layout(file: BinaryIO, members: list[Member], where: str, start: int, directory: bytes) -> None:
    """Every byte that is not a file's own must be what this app would have written: no gap, no overlap, no extra."""
    at = 0
    for member in members:
        expected = Member(member.name, member.size, member.crc, at + len(member.local))
        file.seek(at)
        _same(file.read(len(expected.local)), expected.local, where, at, f"the header of {member.name}")
        at = expected.start + member.size
        if at > start or expected != member:
            raise BundleRefused(f"{where}, {member.name}", "overlaps another file or leaves a gap", "Do not open it")
    if at != start:
        raise _changed(where, at, "the space before its directory")
    _same(directory, b"".join(member.central for member in members), where, start, "its directory")
    if [member.name for member in members] != sorted(member.name for member in members):
        raise _changed(where, start, "the order of its files")


def _same(found: bytes, expected: bytes, where: str, at: int, part: str) -> None:
    if found != expected:
        differs = next((i for i, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), len(found))
        raise _changed(where, at + differs, part)


def _changed(where: str, byte: int, part: str) -> BundleRefused:
    return BundleRefused(where, f"was changed after packing, at byte {byte}, in {part}", "Copy it again")
