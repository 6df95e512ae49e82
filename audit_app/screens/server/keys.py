"""What the door is locked with: a key kept in the data folder, signed passes, and those that were given back.

A pass is what a browser keeps in its cookie: `until.id.signature`. It names nobody. The key outlives a restart, so a
tablet that is in stays in; it never leaves the data folder, not in a backup either.
"""

import hashlib
import hmac
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from audit_app.errors import StoreError
from audit_app.store.disk_errors import explained

KEY, LEFT = "door.key", "door.left"
LENGTH = 32  # bytes
OTHERS = 0o077  # the rights of everyone but the owner


def kept_key(folder: Path) -> bytes:
    """The key of a data folder, made at the first start; one that others may read, or that is cut short, is replaced.

    Raises StoreError when it can be neither read nor written.
    """
    path = folder / KEY
    with explained(str(path)):
        if path.is_file() and not _open_to_others(path) and len(key := path.read_bytes()) == LENGTH:
            return key
        half = path.with_suffix(".new")
        half.unlink(missing_ok=True)
        file = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(file, key := secrets.token_bytes(LENGTH))
            os.fsync(file)
        finally:
            os.close(file)
        half.replace(path)
    return key


def keep_from_others(folder: Path) -> None:
    """Takes the rights of other users of this computer from the data folder, where there are such rights."""
    if os.name != "posix" or not _open_to_others(folder):
        return
    try:
        folder.chmod(folder.stat().st_mode & ~OTHERS)
    except OSError as error:
        fault = f"can be read by other users of this computer ({error.strerror})"
        raise StoreError(str(folder), fault, "Choose a folder of your own with --data") from error


def _open_to_others(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & OTHERS)


@dataclass(frozen=True)
class Pass:
    """One browser's pass: its id, and until when it opens (seconds since 1970)."""

    id: str
    until: int


class Passes:
    """Writes and reads passes with the folder's key and the passphrase: another passphrase ends all of them."""

    def __init__(self, folder: Path, passphrase: str) -> None:
        kept = kept_key(folder)
        self._key = hmac.digest(kept, b"door " + passphrase.encode(), "sha256")
        self.tag = hmac.new(kept, b"name", hashlib.sha256).hexdigest()[
            :8
        ]  # cookies of a host are those of all its ports
        self._file = folder / LEFT
        self._left = self._read_left()

    @property
    def token(self) -> str:
        """What stands in the address that opens the app without a passphrase; the same after a restart."""
        return hmac.new(self._key, b"address", hashlib.sha256).hexdigest()[:40]

    def issue(self, lasts: int) -> str:
        """A new pass that opens for `lasts` seconds, as a cookie holds it."""
        text = f"{int(time.time()) + lasts}.{secrets.token_hex(16)}"
        return f"{text}.{self._signed(text)}"

    def read(self, written: str) -> Pass | None:
        """The pass, also one that has run out or was given back; None when it is none of ours."""
        text, _, signature = written.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signed(text).encode()):
            return None
        until, _, one = text.partition(".")
        return Pass(one, int(until))

    def opens(self, one: Pass) -> bool:
        """Whether the pass opens now."""
        return one.until > time.time() and one.id not in self._left

    def was_left(self, one: Pass) -> bool:
        """Whether it was given back."""
        return one.id in self._left

    def leave(self, one: Pass) -> None:
        """The pass was given back: it opens nothing any more, after a restart neither."""
        self._left[one.id] = one.until
        now = time.time()
        self._left = {each: until for each, until in self._left.items() if until > now}
        with explained(str(self._file)):
            half = self._file.with_suffix(".half")
            half.write_text("".join(f"{each} {until}\n" for each, until in self._left.items()), encoding="ascii")
            half.replace(self._file)

    def _read_left(self) -> dict[str, int]:
        with explained(str(self._file)):
            lines = self._file.read_text(encoding="ascii", errors="replace").split("\n") if self._file.exists() else []
        pairs = (line.partition(" ") for line in lines)
        return {each: int(until) for each, _, until in pairs if until.isascii() and until.isdigit()}

    def _signed(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
