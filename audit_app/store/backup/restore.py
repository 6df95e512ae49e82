"""A backup put back: only where nothing is, all that is whole in it, and what is not is marked.

What is put back is a new device: entries made since the backup on the old one, and entries made from now on, can then
be joined. Unpacking and checking are done beside; one rename at the end puts it in place.
"""

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from audit_app.audit.log.chain import Flaw
from audit_app.audit.trial import try_out
from audit_app.checklist.reference.confirmations import confirmed_fault
from audit_app.errors import AuditError, BundleRefused, StoreDamaged, StoreError
from audit_app.steps import Advance, Steps, silent
from audit_app.store import database
from audit_app.store.backup.pack import FORMAT, MANIFEST, Tell, copied, is_kept, photo_in
from audit_app.store.backup.trial import Trial, foreign, swollen_paper, too_large
from audit_app.store.disk_errors import explained
from audit_app.store.durable import flush, flush_folder, make_folder
from audit_app.store.guard import kept_log
from audit_app.store.guard.arrival import READY
from audit_app.store.integrity import verified
from audit_app.store.shelf.shelf import DAMAGED, Shelf
from audit_app.store.store import Store

LARGEST_MANIFEST = 50_000_000  # bytes
MOST_FILES = 300_000
REMEDY = "Choose a backup file"
NOT_IN_IT = "is not in the backup"


def restore(
    file: Path, folder: Path, tell: Tell = lambda said: None, trial: Trial = try_out, advance: Advance = silent
) -> tuple[str, ...]:
    """Puts a backup back into a folder where nothing is; gives the ids of its audits.

    Each audit is held against the same rules as one from another tablet, and `trial` works everything out once.
    `tell` is called with a sentence for everything that is not what was backed up, or not to be believed; it is
    marked, and the rest is put back. BundleRefused says why nothing could be; the folder is then as it was, as when
    `advance`, which hears how far it is, raises something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StoreError(str(folder), "is not empty", "Choose another folder for the data; nothing was changed")
    if not file.is_file():
        raise BundleRefused(str(file), "is not a file that is there", "Check the name and the folder")
    half = folder.with_name(f".{folder.name}.restoring")
    told: list[str] = []
    steps = Steps(2 * file.stat().st_size, advance)
    with explained(str(folder)):
        shutil.rmtree(half, ignore_errors=True)
        make_folder(half)
        try:
            _unpack(file, half, told, steps)
            with _as_in(file.name, half):
                audits = _settled(half, told, trial, steps)
            _flush_all(half)
            if folder.exists():
                folder.rmdir()
            half.replace(folder)
            flush_folder(folder.parent)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    for said in told:
        tell(_elsewhere(said, half, file.name))
    return audits


@contextmanager
def _as_in(backup: str, half: Path) -> Iterator[None]:
    """Has a refusal name files as the backup has them."""
    try:
        yield
    except BundleRefused as error:
        where, fault = (_elsewhere(said, half, backup) for said in (error.where, error.fault))
        raise BundleRefused(where, fault, error.remedy) from error


def _elsewhere(said: str, half: Path, backup: str) -> str:
    """The same words about the backup instead of the folder where it is tried: nobody knows that folder."""
    return said.replace(f"{half}{os.sep}", f"{backup}, ").replace(str(half), backup)


def _unpack(file: Path, half: Path, told: list[str], steps: Steps) -> None:
    try:
        with zipfile.ZipFile(file) as parcel:
            for name, digest in _manifest(parcel, file, told).items():
                _put(parcel, name, digest, half, told, steps)
    except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BundleRefused(file.name, "is not a backup, or is damaged", REMEDY) from error


def _put(parcel: zipfile.ZipFile, name: str, digest: str, half: Path, told: list[str], steps: Steps) -> None:
    """One file in its place; a photograph that is not what was kept goes beside it, under a name that says so."""
    place = half / name
    place.parent.mkdir(parents=True, exist_ok=True)
    found = ""
    try:
        with parcel.open(name) as source, place.open("wb") as target:
            found = copied(steps.read_from(source), target)
    except (zipfile.BadZipFile, EOFError):
        pass  # it is marked below
    if found == digest and photo_in(name) in ("", digest):
        return
    if not photo_in(name) and name != database.FILE:
        place.unlink()
    elif photo_in(name):
        place.replace(place.with_suffix(DAMAGED))
    told.append(f"{name} is not what was backed up" if found != digest else f"{name} was damaged when it was backed up")


def _manifest(parcel: zipfile.ZipFile, file: Path, told: list[str]) -> dict[str, str]:
    """The digests of a data folder's files in the backup; what is none is left out, what is made to harm is refused."""
    where, infos = file.name, parcel.infolist()
    if any(info.file_size != info.compress_size for info in infos):
        raise BundleRefused(where, "is compressed, which this app never does", "Do not open it")
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > file.stat().st_size:
        raise BundleRefused(where, "claims to hold more than its size allows", "Do not open it")
    if any(info.filename == MANIFEST and info.file_size > LARGEST_MANIFEST for info in infos):
        raise BundleRefused(where, "has a list of files that is too long", "Do not open it")
    try:
        says = json.loads(parcel.read(MANIFEST))
        sums = {str(name): str(digest) for name, digest in says["files"].items()}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BundleRefused(where, "has no list of its files", REMEDY) from error
    held = [info.filename for info in infos]
    if says.get("format") != FORMAT or sorted(held) != sorted([*sums, MANIFEST]) or database.FILE not in sums:
        raise BundleRefused(where, "does not hold the files it lists", REMEDY)
    for name in sums:
        if not _stays_inside(name):
            raise BundleRefused(f"{where}, {name[:80]}", "is not a file of a data folder", "Do not open it")
        if not is_kept(name):
            told.append(f"{name[:80]} was left out: it is not a file of a data folder")
    return {name: digest for name, digest in sums.items() if is_kept(name)}


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def _settled(half: Path, told: list[str], trial: Trial, steps: Steps) -> tuple[str, ...]:
    """Opens what was unpacked as a new device and tries every audit; BundleRefused when none of them is whole."""
    try:
        if not database.is_of_this_app(half):
            raise StoreDamaged(str(half / database.FILE), "holds nothing that this app made")
        with Store.at(half) as store:
            store.become_new_device()
            audits = store.audit_ids()
            broken = _tried(store, Shelf(half), audits, trial, told, steps)
            told += list(store.drawers.unreadable())
            told += [fault] if (fault := confirmed_fault(half)) else []
            store.sum_up_again()
        if (place := kept_log.witness(half)) is not None:
            place.unlink(missing_ok=True)  # it is remembered under the folder's own name, once that is opened
    except BundleRefused:
        raise
    except AuditError as error:
        raise BundleRefused(error.where, error.fault, "Use an earlier backup; keep this one") from error
    if told and not audits:
        raise BundleRefused(told[0], "so no audit in the backup can be read", "Use an earlier backup; keep this one")
    if audits and len(broken) == len(audits):
        flaw = next(iter(broken.values()))[0]
        raise BundleRefused(flaw.place, flaw.fault, "Use an earlier backup; keep this one")
    told += [str(flaw) for flaws in broken.values() for flaw in flaws]
    return audits


def _tried(
    store: Store, shelf: Shelf, audits: tuple[str, ...], trial: Trial, told: list[str], steps: Steps
) -> dict[str, tuple[Flaw, ...]]:
    """What is wrong with each audit that is not whole, or that no device wrote; the latter is marked, never opened.

    A photograph that the backup lacks is told; the audit that names it comes back all the same.
    """

    def absence(digest: str) -> str:
        return shelf.absence(digest) or ("" if shelf.has(digest) else NOT_IN_IT)

    def fault(digest: str) -> str:
        found = shelf.fault(digest)
        steps.add(shelf.path(digest).stat().st_size if shelf.has(digest) else 0)
        return found

    if flaw := swollen_paper(store):
        raise BundleRefused(flaw.place, flaw.fault, "Do not open it; use an earlier backup")
    broken: dict[str, tuple[Flaw, ...]] = {}
    for audit_id in audits:
        flaws: list[Flaw] = []
        odd = too_large(store, audit_id)
        if odd is None:
            found = verified(store, audit_id, fault, absence)
            told += [f"audit {audit_id}, {flaw}" for flaw in found.absent if flaw.fault == NOT_IN_IT]
            flaws = [Flaw(f"audit {audit_id}, {flaw.place}", flaw.fault) for flaw in found.flaws]
            odd = foreign(store, audit_id, trial, bool(flaws))
        if odd is not None:
            store.drawers.refuse(audit_id, str(odd))
            flaws.append(odd)
        if flaws:
            broken[audit_id] = tuple(flaws)
    return broken


def _flush_all(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            flush_folder(path)
        elif path.is_file():
            mode = path.stat().st_mode
            path.chmod(0o600)
            flush(path)
            path.chmod(0o400 if path.parent.parent.name == "photos" else mode)
    flush_folder(folder)


def switch(staged: Path, folder: Path) -> None:
    """Gives a restored folder to a data folder whose store is closed: with this rename it counts, whatever happens."""
    with explained(str(folder)):
        staged.replace(folder / READY)
        flush_folder(folder)
