"""A data folder as one file: the database as it stands, every photograph, and a list of digests.

A backup can be made while the app runs. It is read back at once, and what is not whole in it is named; a backup of
the same name is not replaced but counted up, so that the last good one stays.
"""

import json
import os
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import IO

from audit_app.atomic_file import outgoing
from audit_app.errors import StoreError
from audit_app.steps import Advance, Source, Steps, silent
from audit_app.store import database
from audit_app.store.disk_errors import explained
from audit_app.store.durable import make_folder
from audit_app.store.folder import refuse_file
from audit_app.store.integrity import verified
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store

MANIFEST, FORMAT = "backup.json", "mr-audit-backup-1"
FOLDERS = ("photos", "incoming")
SETTINGS = ("confirmed_references.json",)
BLOCK = 1 << 20
GENERATIONS = 3  # older backups of the same name that are kept
_PHOTO = re.compile(r"photos/[0-9a-f]{2}/([0-9a-f]{64})\.[a-z0-9-]{1,12}")
_OTHER = re.compile(r"audits\.db|confirmed_references\.json|incoming/[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
STONES = (".purged", ".left-out", ".damaged")
Tell = Callable[[str], object]


def back_up(
    folder: Path,
    file: Path,
    tell: Tell = lambda said: None,
    store: Store | None = None,
    advance: Advance = silent,
) -> int:
    """Writes the backup of a data folder, whole or not at all; gives the number of files in it beside the database.

    `tell` is called with a sentence for everything in it that is not as it was kept. `store` is the folder's own, where
    this process has it open: in a browser nothing else can read it meanwhile. `advance` hears how far it is; what it
    raises ends the work, and no backup is left.
    """
    refuse_file(folder)
    if not (folder / database.FILE).exists():
        raise StoreError(str(folder), "holds no audits", "Choose another folder for the data")
    wrong: list[str] = []
    with outgoing(file) as half:
        beside = half.with_suffix(".checked")
        try:
            with explained(str(file)):
                make_folder(beside)
                copy = beside / database.FILE
                _copy_database(folder, copy) if store is None else store.copy_to(copy)
            paths = {database.FILE: beside / database.FILE, **dict(_kept(folder))}
            steps = Steps(2 * sum(path.stat().st_size for path in paths.values() if path.is_file()), advance)
            sums = _pack(half, paths, wrong.append, steps)
            _read_back(half, sums, steps)
            wrong += [*_spoilt(sums), *_damaged_audits(beside, folder, sums)]
            _count_up(file, any_wrong=bool(wrong))
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    for said in wrong:
        tell(said)
    return len(sums) - 1


def _copy_database(folder: Path, copy: Path) -> None:
    database.to_read(folder).close()  # refuses one of a newer version
    with (
        closing(sqlite3.connect(f"{(folder / database.FILE).absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)


def _kept(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files beside the database; looked up after it was copied, so that none that it names is missing.

    What the app did not put there, such as the leavings of a file browser, is left out.
    """
    places = [folder / name for name in SETTINGS]
    for name in FOLDERS:
        places += sorted((folder / name).rglob("*"))
    for path in places:
        name = path.relative_to(folder).as_posix()
        if is_kept(name) and path.is_file() and not path.is_symlink():
            yield name, path


def is_kept(name: str) -> bool:
    """Whether this is the name of a file that a data folder keeps."""
    return bool(_PHOTO.fullmatch(name) or _OTHER.fullmatch(name)) and ".." not in name


def photo_in(name: str) -> str:
    """The digest that the name of a photograph or file on the shelf claims; empty for anything else."""
    found = _PHOTO.fullmatch(name)
    return found.group(1) if found and not name.endswith(STONES) else ""


def _pack(half: Path, paths: dict[str, Path], tell: Tell, steps: Steps) -> dict[str, str]:
    """Puts the files into the backup and gives their digests; one that cannot be read keeps none of the others out."""
    sums = {}
    with zipfile.ZipFile(half, "w", zipfile.ZIP_STORED) as parcel:
        for name, path in paths.items():
            source = _opened(name, path, tell)
            if source is None:
                continue
            with source, parcel.open(name, "w", force_zip64=True) as target:
                sums[name] = copied(steps.read_from(_Read(source, name, tell)), target)
        parcel.writestr(MANIFEST, json.dumps({"format": FORMAT, "files": sums}, indent=1))
    return sums


def _opened(name: str, path: Path, tell: Tell) -> IO[bytes] | None:
    """The file, or None when it cannot be read or is gone by now; the copy of the database can be, or nothing can."""
    try:
        return path.open("rb")
    except OSError as error:
        if name == database.FILE:
            raise
        tell(f"{name} cannot be read ({error.strerror}) and is not in it")
        return None


class _Read:
    """A file as far as the disk gives it: what it gives no more is told, and its digest is then another."""

    def __init__(self, file: IO[bytes], name: str, tell: Tell) -> None:
        self._file, self._name, self._tell = file, name, tell

    def read(self, size: int) -> bytes:
        """The next bytes; none at the end, or where the disk fails."""
        try:
            return self._file.read(size)
        except OSError as error:
            if self._name == database.FILE:
                raise
            self._tell(f"{self._name} cannot be read to its end ({error.strerror})")
            return b""


def copied(source: Source, target: IO[bytes] | None) -> str:
    """Copies bytes, or only reads them, and gives their SHA-256."""
    worked = sha256()
    while block := source.read(BLOCK):
        worked.update(block)
        if target is not None:
            target.write(block)
    return worked.hexdigest()


def _read_back(half: Path, sums: dict[str, str], steps: Steps) -> None:
    """Reads what was written, from the disk; StoreError when it is not what was put in."""
    with half.open("rb") as file:
        os.fsync(file.fileno())
    try:
        with zipfile.ZipFile(half) as parcel:
            for name, digest in sums.items():
                with parcel.open(name) as source:
                    if copied(steps.read_from(source), None) != digest:
                        raise zipfile.BadZipFile(name)
    except zipfile.BadZipFile as error:
        fault, remedy = f"could not be read back as it was written ({error})", "Choose another disk; keep older backups"
        raise StoreError("The backup", fault, remedy) from error


def _spoilt(sums: dict[str, str]) -> Iterator[str]:
    for name, digest in sums.items():
        if photo_in(name) not in ("", digest):
            yield f"{name} is no longer as it was stored"


def _damaged_audits(beside: Path, folder: Path, sums: dict[str, str]) -> Iterator[str]:
    """What is wrong with the audits in the copy of the database, and the files they name that are not among these."""
    shelf = Shelf(folder)
    known = {photo_in(name) for name in sums}  # those of them that are spoilt are named already
    with Store.to_read(beside) as store:
        for audit in store.logs():
            found = verified(store, audit.id, lambda each: "" if each in known else "is not here", shelf.absence)
            for flaw in found.flaws:
                yield f"audit {audit.id}, {flaw}"


def _count_up(file: Path, any_wrong: bool) -> None:
    """Moves older backups of this name one further; the oldest goes, unless the newest is not whole itself."""
    if not file.exists():
        return
    names = [file, *(file.with_name(f"{file.stem}.{number}{file.suffix}") for number in range(1, 1000))]
    taken = next(number for number, path in enumerate(names) if not path.exists())
    last = taken if any_wrong else min(taken, GENERATIONS)
    for number in range(last, 0, -1):
        names[number - 1].replace(names[number])
