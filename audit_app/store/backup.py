"""A data folder as one file, and back: the database as it stands, every photograph, and a list of digests.

A backup can be made while the app runs. It is put back only where nothing is, whole or not at all, and what is put
back is a new device: entries made since the backup on the old one, and entries made from now on, can then be joined.
"""

import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import IO

from audit_app.atomic_file import outgoing
from audit_app.errors import BundleRefused, StoreError
from audit_app.store import database
from audit_app.store.disk_errors import explained
from audit_app.store.folder import HELD, refuse_file
from audit_app.store.integrity import verified
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store

MANIFEST, FORMAT = "backup.json", "mr-audit-backup-1"
ASIDE = "before-restore"  # where the database goes that a restored one takes the place of
FOLDERS = ("photos", "incoming")
SETTINGS = ("confirmed_references.json",)
BLOCK = 1 << 20
_NAME = re.compile(r"audits\.db|confirmed_references\.json|(photos|incoming)(/[A-Za-z0-9][A-Za-z0-9._-]{0,120}){1,3}")


def back_up(folder: Path, file: Path, store: Store | None = None) -> int:
    """Writes the backup of a data folder, whole or not at all; gives the number of files in it beside the database."""
    refuse_file(folder)
    if not (folder / database.FILE).exists():
        raise StoreError(str(folder), "holds no audits", "Choose the data folder with --data")
    with outgoing(file) as half:
        copy = half.with_suffix(".db")
        try:
            with explained(str(file)):
                _copy_database(folder, copy) if store is None else store.copy_to(copy)
            paths = {database.FILE: copy, **{str(path.relative_to(folder).as_posix()): path for path in _kept(folder)}}
            _pack(half, paths)
        finally:
            copy.unlink(missing_ok=True)
    return len(paths) - 1


def _copy_database(folder: Path, copy: Path) -> None:
    database.to_read(folder).close()  # refuses one of a newer version
    with (
        closing(sqlite3.connect(f"{(folder / database.FILE).as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)


def _kept(folder: Path) -> Iterator[Path]:
    """The files beside the database; looked up after it was copied, so that none that it names is missing."""
    yield from (folder / name for name in SETTINGS if (folder / name).is_file())
    for name in FOLDERS:
        yield from (path for path in sorted((folder / name).rglob("*")) if path.is_file())


def _pack(half: Path, paths: dict[str, Path]) -> None:
    sums = {}
    with zipfile.ZipFile(half, "w", zipfile.ZIP_STORED) as parcel:
        for name, path in paths.items():
            with path.open("rb") as source, parcel.open(name, "w", force_zip64=True) as target:
                sums[name] = _copied(source, target)
        parcel.writestr(MANIFEST, json.dumps({"format": FORMAT, "files": sums}, indent=1))


def _copied(source: IO[bytes], target: IO[bytes]) -> str:
    """Copies bytes and gives their SHA-256."""
    worked = sha256()
    while block := source.read(BLOCK):
        worked.update(block)
        target.write(block)
    return worked.hexdigest()


def restore(file: Path, folder: Path) -> tuple[str, ...]:
    """Puts a backup back into a folder where nothing is; gives the ids of its audits, each verified.

    BundleRefused says what is wrong with the file; the folder is then as it was.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StoreError(str(folder), "is not empty", "Choose another folder with --data; nothing was changed")
    if not file.is_file():
        raise BundleRefused(str(file), "is not a file that is there", "Check the name and the folder")
    half = folder.with_name(f".{folder.name}.restoring")
    with explained(str(folder)):
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True, mode=0o700)
        try:
            _unpack(file, half)
            audits = _settled(half)
            if folder.exists():
                folder.rmdir()
            half.replace(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return audits


def take_place(restored: Path, folder: Path) -> None:
    """Puts a restored data folder in the place of another, whose store must be closed; it is gone afterwards.

    The database that was there is moved aside, not deleted; what else was there is added to. The hold stays.
    """
    aside = folder / ASIDE
    aside.mkdir(exist_ok=True)
    for old in database.files(folder):
        old.replace(aside / old.name)
    for new in restored.iterdir():
        _move_in(new, folder / new.name)
    shutil.rmtree(restored, ignore_errors=True)


def _move_in(new: Path, to: Path) -> None:
    if new.is_dir() and to.is_dir():
        for each in new.iterdir():
            _move_in(each, to / each.name)
    elif not (to.exists() and to.name == HELD):
        new.replace(to)


def _unpack(file: Path, half: Path) -> None:
    try:
        with zipfile.ZipFile(file) as parcel:
            sums = _manifest(parcel, file.name)
            for name, digest in sums.items():
                (half / name).parent.mkdir(parents=True, exist_ok=True)
                with parcel.open(name) as source, (half / name).open("wb") as target:
                    if _copied(source, target) != digest:
                        raise BundleRefused(f"{file.name}, {name}", "is not what was backed up", "Use another backup")
    except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
        raise BundleRefused(
            file.name, "is no backup, or is damaged", "Choose a file made by mr-audit backup"
        ) from error


def _manifest(parcel: zipfile.ZipFile, where: str) -> dict[str, str]:
    """The digests of the files; BundleRefused unless they are exactly the files of a data folder."""
    remedy = "Choose a file made by mr-audit backup"
    if any(info.file_size != info.compress_size for info in parcel.infolist()):
        raise BundleRefused(where, "is compressed, which this app never does", "Do not open it")
    try:
        says = json.loads(parcel.read(MANIFEST))
        sums = {str(name): str(digest) for name, digest in says["files"].items()}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BundleRefused(where, "has no list of its files", remedy) from error
    held = [info.filename for info in parcel.infolist()]
    if says.get("format") != FORMAT or sorted(held) != sorted([*sums, MANIFEST]) or database.FILE not in sums:
        raise BundleRefused(where, "does not hold the files it lists", remedy)
    for name in sums:
        if not _NAME.fullmatch(name) or ".." in name:
            raise BundleRefused(f"{where}, {name[:80]}", "is not a file of a data folder", "Do not open it")
    return sums


def _settled(half: Path) -> tuple[str, ...]:
    with Store.at(half) as store:
        store.become_new_device()
        audits = tuple(summary.id for summary in store.audits())
        for audit_id in audits:
            shelf = Shelf(half)
            for flaw in verified(store, audit_id, shelf.fault, shelf.absence).flaws:
                raise BundleRefused(flaw.place, flaw.fault, "Use an earlier backup; keep this one")
    return audits
