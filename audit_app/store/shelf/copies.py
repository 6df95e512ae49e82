"""Copies of the photos on the shelf: made once, and made again when missing or cut short by a power cut.

What is printed, sent or looked through before it leaves comes from the sealed original: a copy on the disk serves only
when this process made it and its bytes are still the same. Thumbnails, which never leave, are only asked to be whole.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from audit_app.apart import apart
from audit_app.errors import PhotoRefused, StoreDamaged
from audit_app.photos.copies import PRINTED, THUMBNAIL, WORKING, copies, first_look, thumbnail
from audit_app.photos.decoder import costly, lacks_end
from audit_app.photos.kinds import kind_of
from audit_app.photos.marks import Mark
from audit_app.resources import asset
from audit_app.store.disk_errors import explained
from audit_app.store.durable import hashed

MOST_KNOWN = 10_000  # copies whose digest is remembered
FONT = asset("fonts/DejaVuSans.ttf")


class Copies:
    """The copies of one data folder, upright, without metadata, marks drawn and redactions burnt in.

    `read` gives the bytes of a picture as they were received, by their digest; it raises StoreDamaged.
    """

    def __init__(self, folder: Path, read: Callable[[str], bytes]) -> None:
        self.folder, self._read = folder, read
        self._made: dict[Path, str] = {}

    def thumbnail(self, digest: str, marks: Sequence[Mark] = ()) -> Path:
        """A JPEG of 320 pixels with the marks drawn and redactions burnt in. Raises PhotoRefused or StoreDamaged."""
        path = self._copy_path(digest, marks, THUMBNAIL)
        if not _is_whole(path):
            if marks:
                self.develop(digest, marks)
            else:
                name = digest[:12]
                self._cache(path, apart(costly(name), thumbnail, self._read(digest), name))
        return path

    def ready(self, digest: str, marks: Sequence[Mark] = ()) -> Path | None:
        """The thumbnail when it is made already; asks the disk only whether it is there and whole."""
        path = self._copy_path(digest, marks, THUMBNAIL)
        return path if _is_whole(path) else None

    def working(self, digest: str, marks: Sequence[Mark] = ()) -> Path:
        """A JPEG of 1600 pixels with the marks drawn and redactions burnt in. Raises PhotoRefused or StoreDamaged."""
        path = self._copy_path(digest, marks, WORKING)
        if not self._is_ours(path):
            self.develop(digest, marks)
        return path

    def working_copy(self, digest: str, marks: Sequence[Mark]) -> Path | None:
        """The working copy, or None when there can be none: the file is missing, damaged or no picture."""
        try:
            return self.working(digest, marks)
        except (PhotoRefused, StoreDamaged):
            return None

    def printed_copy(self, digest: str, marks: Sequence[Mark]) -> Path | None:
        """The copy a report prints, 1200 pixels; None when there can be none."""
        path = self._copy_path(digest, marks, PRINTED)
        try:
            if not self._is_ours(path):
                self.develop(digest, marks)
        except (PhotoRefused, StoreDamaged):
            return None
        return path

    def develop(
        self, digest: str, marks: Sequence[Mark] = (), name: str = "", data: bytes | None = None
    ) -> tuple[str, ...]:
        """Makes every copy of a photo now; gives remarks on what was changed. Raises PhotoRefused, naming `name`.

        `data` is what `read` gave just now, where it was asked already.
        """
        called, font = name or f"Photo {digest[:12]}", FONT if FONT.is_file() else None
        made = apart(costly(called), copies, data or self._read(digest), called, marks, font=font)
        self._cache(self._copy_path(digest, marks, WORKING), made.working)
        self._cache(self._copy_path(digest, marks, PRINTED), made.printed)
        self._cache(self._copy_path(digest, marks, THUMBNAIL), made.thumbnail)
        return made.remarks

    def look(self, digest: str, data: bytes, name: str = "") -> tuple[str, ...]:
        """Makes the thumbnail alone of what `read` gave just now, a quarter of the work; else as `develop`.

        How much is missing of a picture that ends early is seen in its full size only: of that every copy is made.
        """
        called = name or f"Photo {digest[:12]}"
        if lacks_end(data, kind_of(data)):
            return self.develop(digest, name=name, data=data)
        made, remarks = apart(costly(called), first_look, data, called)
        self._cache(self._copy_path(digest, (), THUMBNAIL), made)
        return remarks

    def _copy_path(self, digest: str, marks: Sequence[Mark], longest: int) -> Path:
        layer = f"-{_layer(marks)}" if marks else ""
        return self.folder / digest[:2] / f"{digest}{layer}-{longest}.jpg"

    def _cache(self, path: Path, data: bytes) -> None:
        with explained(str(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"{path.name}.{os.getpid()}.part")
            part.write_bytes(data)
            part.replace(path)
        if len(self._made) >= MOST_KNOWN:
            self._made.clear()
        self._made[path] = hashlib.sha256(data).hexdigest()

    def _is_ours(self, path: Path) -> bool:
        """Whether a copy is the one that this process made from the sealed original."""
        try:
            return path in self._made and hashed(path)[0] == self._made[path]
        except OSError:
            return False


def _is_whole(path: Path) -> bool:
    """Whether a copy is there from its first to its last mark: one that a power cut left empty is made again."""
    try:
        with path.open("rb") as copy:
            start, size = copy.read(3), copy.seek(0, os.SEEK_END)
            copy.seek(max(0, size - 2))
            return start == b"\xff\xd8\xff" and copy.read(2) == b"\xff\xd9"
    except OSError:
        return False


def _layer(marks: Sequence[Mark]) -> str:
    """A short name for a set of marks, the same for the same marks."""
    said = [(one.shape, [[str(x), str(y)] for x, y in one.points], one.text) for one in marks]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
