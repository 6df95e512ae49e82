"""Where the bytes of pictures lie: a folder or a bucket, under tenant, unit and digest; read again after."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from audit_app.errors import StoreDamaged, StoreError
from audit_app.store.durable import flush, flush_folder

if TYPE_CHECKING:
    from obstore.store import RetryConfig

TRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}  # a tablet tries again by itself
AGAIN = "Try again later; entries and checklists go on without it"


class StoreSilent(StoreError):
    """The place for pictures does not answer now."""


class PictureStore:
    """Pictures in one place. StoreSilent when it does not answer: what waits for it waits, and nothing else does."""

    def __init__(self, url: str) -> None:
        self._store = _opened(url)
        parts = urlsplit(url)
        self._folder = Path(unquote(parts.path)) if parts.scheme == "file" else None

    def put(self, place: str, digest: str, parts: Iterable[bytes]) -> None:
        """Keeps a picture, and reads it again; StoreDamaged when that gives another digest."""
        try:
            obstore.put(self._store, place, iter(parts))
            if self._folder:  # a bucket answers when it has kept it; a folder's disk is asked to
                flush(self._folder / place)
                flush_folder((self._folder / place).parent)
            worked = sha256()
            for chunk in obstore.get(self._store, place).stream():
                worked.update(chunk)
        except (BaseError, OSError) as error:
            raise _silent(error) from error
        if worked.hexdigest() != digest:
            raise StoreDamaged(f"Picture {digest[:12]}", "was read back otherwise than it was written", AGAIN)

    def read(self, place: str, offset: int, length: int) -> bytes:
        """Some bytes of a picture."""
        try:
            return bytes(obstore.get_range(self._store, place, start=offset, length=length))
        except (BaseError, OSError) as error:
            raise _silent(error) from error

    def whole(self, place: str) -> Iterator[bytes]:
        """A picture, part by part."""
        try:
            for chunk in obstore.get(self._store, place).stream():
                yield bytes(chunk)
        except (BaseError, OSError) as error:
            raise _silent(error) from error

    def forget(self, place: str) -> None:
        """Deletes a picture for good; one that is not there is gone already."""
        try:
            obstore.delete(self._store, place)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise _silent(error) from error


def _opened(url: str) -> ObjectStore:
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(prefix=folder)
    return MemoryStore() if parts.scheme == "memory" else from_url(url, retry_config=TRIES)


def _silent(error: Exception) -> StoreSilent:
    return StoreSilent("The place for pictures", f"does not answer ({type(error).__name__})", AGAIN)
