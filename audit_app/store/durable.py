"""Bytes that stay: a file and its folder flushed to the disk, and a file of any size read for its digest."""

import hashlib
import os
from pathlib import Path

BLOCK = 1 << 20


def hashed(path: Path) -> tuple[str, bytes]:
    """The SHA-256 of a file of any size, and its first bytes."""
    found, start = hashlib.sha256(), b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            start = start or block[:132]
            found.update(block)
    return found.hexdigest(), start


def flush(path: Path) -> None:
    """Makes what was written to a file durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Makes a rename durable; Windows has no such thing and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it that are not there, each durable in the one that holds it."""
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in new:
        flush_folder(each.parent)


def write_private(path: Path, data: bytes, again: bool = False) -> None:
    """Keeps a few bytes for their owner alone, whole or not at all; what is there stays, unless `again`."""
    make_folder(path.parent)
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    flush(half)
    if again or not path.exists():
        half.replace(path)
    half.unlink(missing_ok=True)
    flush_folder(path.parent)
