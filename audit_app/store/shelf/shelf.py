"""The photo shelf: files named by what is in them, never changed once sealed, and a note for each on its way in.

    photos/ab/abcd….jpg     what was received, as it was received, read-only; the name is its SHA-256
    incoming/…              uploads that are arriving or not yet entered, each with a note of where it belongs
    copies/ab/…             thumbnails and working copies; deleting the folder costs only the time to make them again

A photo survives at every moment: first its note is durable, then its bytes, then its entry, and only then is the
note forgotten. Whatever is interrupted in between is found by its note at the next start and offered again.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from audit_app.errors import StoreDamaged, StoreError, one_line
from audit_app.photos.kinds import kind_of
from audit_app.photos.marks import Mark
from audit_app.store.disk_errors import explained
from audit_app.store.durable import flush, flush_folder, hashed, make_folder

if TYPE_CHECKING:
    from audit_app.store.shelf.copies import Copies

ARRIVING = "arriving"  # the folder of large files on their way in
CALLED = ".called"  # what the file ends with that has the name of a picked one
PICKED = "file-"  # what the name of a picked file begins with that lies in the incoming folder only while it is read
NOTE, PURGED, LEFT_OUT, DAMAGED = ".json", ".purged", ".left-out", ".damaged"
STONES = (PURGED, LEFT_OUT, DAMAGED)  # say why a file is not on the shelf
LONGEST_STONE = 4_000  # bytes of it that are read
EXPUNGED = "was expunged"  # what a purged file's stone begins with when somebody decided it, and why
AWAY, CHANGED = "is not on this device", "is not what was kept"
CAME_DAMAGED = "was damaged in the backup it came from"
NOT_SENT = "did not come along when the audit was shared"
ASK_FOR_IT = "Share the audit with its pictures from the tablet that has them, and import that file"


@dataclass(frozen=True)
class Capture:
    """A photo on its way in: where it belongs, what it was called, and once it is sealed its digest.

    `id` names its files in the incoming folder; `size` is the number of bytes announced, 0 when unknown;
    `received` is when it was taken in, ISO 8601 with the tablet's offset.
    """

    id: str
    audit: str
    item: str = ""
    thing: str | None = None
    finding: str = ""
    paper: str = ""
    name: str = ""
    size: int = 0
    received: str = ""
    digest: str = ""


class Shelf:
    """The pictures of one data folder, and their copies. Every method raises a StoreError child when the disk fails."""

    def __init__(self, folder: Path) -> None:
        self.sealed, self.incoming, self.made = folder / "photos", folder / "incoming", folder / "made"
        self._copies = folder / "copies"
        self._fresh: set[str] = set()

    @cached_property
    def copies(self) -> "Copies":
        """Their copies. What makes them, Pillow and all, is loaded when the first is asked for."""
        from audit_app.store.shelf.copies import Copies

        return Copies(self._copies, self.read)

    # On the way in

    def expect(self, capture: Capture) -> Path:
        """Keeps a note that a photo is coming, and gives the place where its bytes are to be put."""
        self._write_note(capture)
        return self.incoming / capture.id

    def arrived(self, capture: Capture) -> int:
        """How many bytes of a capture are here."""
        places = (self.incoming / capture.id, self._sealed_path(capture.digest))
        return next((place.stat().st_size for place in places if place and place.is_file()), 0)

    def seal(self, capture: Capture) -> Capture:
        """Moves what arrived onto the shelf under its digest; durable when this returns. Doing it twice is no harm.

        Raises StoreError when nothing arrived, or less than was announced.
        """
        place = self.incoming / capture.id
        if capture.digest and not place.is_file():
            return capture
        here = self.arrived(capture)
        if not here or here < capture.size:
            fault = "never arrived" if not here else f"arrived incomplete ({here} of {capture.size} bytes)"
            raise StoreError(capture.name or "The photo", fault, "Add it again, or take it again")
        with explained(str(place)):
            digest, start = hashed(place)
            sealed = replace(capture, digest=digest)
            self._write_note(sealed)
            self._put(place, digest, start)
        return sealed

    def receive(self, capture: Capture, data: bytes) -> Capture:
        """Takes in bytes that are already here, from a camera in the app or a file: noted, then sealed."""
        place = self.expect(replace(capture, size=len(data)))
        with explained(str(place)):
            place.write_bytes(data)
        return self.seal(replace(capture, size=len(data)))

    def settle(self, capture: Capture) -> None:
        """Forgets the note of a capture: its entry is kept, or the auditor decided against it. No byte is deleted."""
        with explained(str(self.incoming)):
            self._note(capture.id).unlink(missing_ok=True)

    def waiting(self) -> tuple[Capture, ...]:
        """The captures that were interrupted before they were entered, oldest first."""
        found = (self._read_note(path) for path in sorted(self.incoming.glob(f"*{NOTE}")))
        return tuple(sorted((one for one in found if one), key=lambda one: (one.received, one.id)))

    def picked(self, name: str, id_: str) -> Path:
        """Where a picked file of this name is put while it is read; the name is kept beside it."""
        place = self.incoming / f"{PICKED}{id_}"
        with explained(str(place)):
            make_folder(self.incoming)
            called = place.with_suffix(CALLED)
            called.write_text(name, "utf-8", "replace")
            flush(called)
        return place

    def read_whole(self, place: Path) -> None:
        """A picked file was read: it is deleted, with its name."""
        place.unlink(missing_ok=True)
        place.with_suffix(CALLED).unlink(missing_ok=True)

    def clear_picked(self) -> tuple[str, ...]:
        """Deletes picked files that were being read when the app ended, and gives the names of those.

        Called at its start, when nobody reads any.
        """
        called = sorted(self.incoming.glob(f"{PICKED}*{CALLED}"))
        names = [one_line(each.read_text("utf-8", "replace")[:LONGEST_STONE]) for each in called]
        for place in self.incoming.glob(f"{PICKED}*"):
            delete(place)
        return tuple(dict.fromkeys(names))

    # On the shelf

    def keep(self, data: bytes) -> str:
        """Seals bytes that need no note, such as those of a shared audit; gives their digest.

        They take the place of a file that is no longer what its name says.
        """
        digest = hashlib.sha256(data).hexdigest()
        if self.fault(digest):
            was_here = self.has(digest)
            place = self.incoming / f"{digest}.part"
            with explained(str(place)):
                make_folder(self.incoming)
                place.write_bytes(data)
                self._put(place, digest, data[:132])
            if not was_here:
                self._fresh.add(digest)
        return digest

    def coming(self, digest: str) -> Path:
        """Where the pieces of a file that is fetched from elsewhere are put together, beside what is sealed."""
        folder = self.sealed.parent / "coming"
        with explained(str(folder)):
            make_folder(folder)
        return folder / digest

    def arrive(self, digest: str) -> bool:
        """Seals what was put together, when its bytes have the digest that it is called by; else it is deleted."""
        place = self.coming(digest)
        with explained(str(place)):
            found, start = hashed(place)
            if found != digest or self.expunged(digest):
                place.unlink()
                return False
            make_folder(self.incoming)
            self._put(place, digest, start)
        return True

    def want_again(self, digest: str) -> None:
        """Lets a file that was purged here be fetched from elsewhere; one that somebody expunged is not."""
        stone = self._stone(digest, PURGED)
        if stone is not None and not self.expunged(digest):
            self.leave_out(digest)
            with explained(str(stone)):
                stone.unlink()
                flush_folder(stone.parent)

    def forget(self, digest: str) -> None:
        """Takes back what `keep` sealed since the app started and nothing names, as when an import is refused."""
        if digest in self._fresh:
            self._fresh.discard(digest)
            delete(self.path(digest))

    def has(self, digest: str) -> bool:
        """Whether the bytes with this digest are on the shelf."""
        return self._sealed_path(digest) is not None

    def path(self, digest: str) -> Path:
        """The file as it was received. Raises StoreDamaged when it is not there."""
        path = self._sealed_path(digest)
        if path is None and self.absence(digest) == NOT_SENT:
            raise StoreDamaged(f"Photo {digest[:12]}", NOT_SENT, ASK_FOR_IT)
        if path is None and self.expunged(digest):
            raise StoreDamaged(f"Photo {digest[:12]}", self.expunged(digest), "Nothing brings it back")
        if path is None:
            raise StoreDamaged(f"Photo {digest[:12]}", AWAY, "Restore a backup, or ask for it again")
        return path

    def read(self, digest: str) -> bytes:
        """The bytes as they were received. Raises StoreDamaged when they are not there or are no longer the same."""
        path = self.path(digest)
        with explained(str(path)):
            data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise StoreDamaged(f"Photo {digest[:12]}", CHANGED, "Restore a backup; keep the damaged file")
        return data

    def printed_copy(self, digest: str, marks: Sequence[Mark]) -> Path | None:
        """The copy of a picture that a report prints; None when there can be none."""
        return self.copies.printed_copy(digest, marks)

    def fault(self, digest: str) -> str:
        """What is wrong with the bytes of this digest, read again from the disk; empty when nothing is."""
        try:
            path = self.path(digest)
            with explained(str(path)):
                return "" if hashed(path)[0] == digest else CHANGED
        except StoreError as error:
            return self.absence(digest) or error.fault

    def absence(self, digest: str) -> str:
        """The known reason why bytes are not here: purged, or left out when the audit was shared; else empty."""
        if self.has(digest):
            return ""
        if when := self.purged(digest):
            return when if when.startswith(EXPUNGED) else f"was deleted by a purge on {when}"
        if self._stone(digest, DAMAGED):
            return CAME_DAMAGED
        return NOT_SENT if self._stone(digest, LEFT_OUT) else ""

    def leave_out(self, digest: str) -> None:
        """Notes that bytes named by an audit did not come along with it, so that nobody takes them for lost."""
        stone = self.sealed / digest[:2] / f"{digest}{LEFT_OUT}"
        if _is_digest(digest) and not self.has(digest):
            with explained(str(stone)):
                make_folder(stone.parent)
                stone.touch()
                flush_folder(stone.parent)

    def purge(self, path: Path, day: str) -> None:
        """Deletes a file for good. One of the shelf leaves its name and the day behind, so that nobody looks for it."""
        if path.parent.parent == self.sealed:
            with explained(str(path)):
                path.with_suffix(PURGED).write_text(day, encoding="utf-8")
        delete(path)

    def expunge(self, digest: str, words: str) -> None:
        """Deletes a picture and every copy of it for good, durably, and leaves `words` (see EXPUNGED) in its place.

        Reports, bundles and backups that lie made in the data folder may show it and go first, however the expunging
        came here. Doing it twice is no harm; what was interrupted is done by the next call.
        """
        if not _is_digest(digest):
            return
        if self.has(digest):
            self.clear_made()
        stone = self.sealed / digest[:2] / f"{digest}{PURGED}"
        with explained(str(stone)):
            stone.parent.mkdir(parents=True, exist_ok=True)
            if self.expunged(digest) != words:
                stone.write_text(words, encoding="utf-8")
                flush(stone)
            for each in (self._sealed_path(digest), *self.copies.folder.glob(f"{digest[:2]}/{digest}*")):
                if each is not None:
                    delete(each)
                    flush_folder(each.parent)
            flush_folder(stone.parent)

    def clear_made(self) -> None:
        """Deletes every file that was made here to be taken along, durably; a logo is the unit's own and stays.

        Large files that lie here to be taken in go with them: they are the same to whoever looks for a picture.
        """
        shutil.rmtree(self.made.parent / ARRIVING, ignore_errors=True)
        with explained(str(self.made)):
            for each in self.made.iterdir() if self.made.is_dir() else ():
                if each.is_file() and not each.name.startswith("logo-"):
                    delete(each)
            if self.made.is_dir():
                flush_folder(self.made)

    def expunged(self, digest: str) -> str:
        """When, by whom and why the bytes with this digest were expunged; empty when they were not."""
        said = self.purged(digest)
        return said if said.startswith(EXPUNGED) else ""

    def purged(self, digest: str) -> str:
        """The day the bytes with this digest were purged; empty when they were not."""
        stone = self._stone(digest, PURGED)
        if stone is None:
            return ""
        with explained(str(stone)), stone.open("rb") as file:
            return one_line(file.read(LONGEST_STONE).decode("utf-8", "replace"))

    def _stone(self, digest: str, why: str) -> Path | None:
        stone = self.sealed / digest[:2] / f"{digest}{why}"
        return stone if _is_digest(digest) and stone.is_file() else None

    def originals(self) -> Iterator[tuple[str, Path]]:
        """Every file on the shelf with the digest its name claims, in order."""
        for path in sorted(self.sealed.glob("??/*")):
            if path.is_file() and path.suffix not in STONES:
                yield path.stem, path

    # Files and notes

    def _put(self, place: Path, digest: str, start: bytes) -> None:
        """Flush, rename, flush the folders: after this the photo is on the shelf whatever happens.

        Good bytes take the place of a file under their name that is no longer what it was.
        """
        here = self._sealed_path(digest)
        if here is not None and hashed(here)[0] == digest:
            place.unlink()
            return
        target = here or self.sealed / digest[:2] / f"{digest}.{kind_of(start).ending}"
        make_folder(target.parent)
        flush(place)
        place.chmod(0o400)
        place.replace(target)
        for stone in STONES:
            if stone != PURGED or not self.expunged(digest):  # what somebody decided stays decided
                target.with_suffix(stone).unlink(missing_ok=True)
        for folder in (target.parent, self.sealed, self.incoming):
            flush_folder(folder)

    def _sealed_path(self, digest: str) -> Path | None:
        if not _is_digest(digest):
            return None
        found = (self.sealed / digest[:2]).glob(f"{digest}.*")
        return next((path for path in found if path.suffix not in STONES), None)

    def _note(self, name: str) -> Path:
        return self.incoming / f"{name}{NOTE}"

    def _write_note(self, capture: Capture) -> None:
        note = self._note(capture.id)
        with explained(str(note)):
            make_folder(self.incoming)
            part = note.with_suffix(".part")
            part.write_text(json.dumps(asdict(capture), ensure_ascii=False), encoding="utf-8")
            flush(part)
            part.replace(note)
            flush_folder(self.incoming)

    def _read_note(self, path: Path) -> Capture | None:
        try:
            noted = Capture(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None  # not a note of ours: `mr-audit purge` lists it
        return noted if noted.id == path.name.removesuffix(NOTE) else None


def _is_digest(text: str) -> bool:
    return len(text) == 64 and text.isalnum()


def delete(path: Path) -> None:
    """Removes a file of the shelf or of the incoming folder for good; only a purge and a refused import do."""
    with explained(str(path)):
        path.chmod(0o600)
        path.unlink()
