"""Where the bytes of pictures lie: a folder or a bucket, under tenant, unit and digest; read again after."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
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
NOWHERE = "nowhere"  # a place where nothing lies
AGAIN = "Try again later; entries and checklists go on without it"


class StoreSilent(StoreError):
    """The place for pictures does not answer now."""


class PictureStore:
    """Pictures in one place. StoreSilent when it does not answer: what waits for it waits, and nothing else does.

    `silent_since` is the moment from which it has not answered this process; None while it does.
    """

    def __init__(self, url: str) -> None:
        self._store = _opened(url)
        parts = urlsplit(url)
        self._folder = Path(unquote(parts.path)) if parts.scheme == "file" else None
        self.silent_since: datetime | None = None

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Around whatever asks the place: whether it answers is known afterwards."""
        try:
            yield
        except (BaseError, OSError) as error:
            if not isinstance(error, FileNotFoundError):
                self.silent_since = self.silent_since or datetime.now(UTC)
            fault = f"does not answer ({type(error).__name__})"
            raise StoreSilent("The place for pictures", fault, AGAIN) from error
        self.silent_since = None

    def ask_again(self) -> None:
        """Asks a place that has not answered whether it does now."""
        if self.silent_since:
            with suppress(StoreSilent), self._answering(), suppress(FileNotFoundError):
                obstore.head(self._store, NOWHERE)

    def put(self, place: str, digest: str, parts: Iterable[bytes]) -> None:
        """Keeps a picture, and reads it again; StoreDamaged when that gives another digest."""
        worked = sha256()
        with self._answering():
            obstore.put(self._store, place, iter(parts))
            if self._folder:  # a bucket answers when it has kept it; a folder's disk is asked to
                flush(self._folder / place)
                flush_folder((self._folder / place).parent)
            for chunk in obstore.get(self._store, place).stream():
                worked.update(chunk)
        if worked.hexdigest() != digest:
            raise StoreDamaged(f"Picture {digest[:12]}", "was read back otherwise than it was written", AGAIN)

    def read(self, place: str, offset: int, length: int) -> bytes:
        """Some bytes of a picture."""
        with self._answering():
            return bytes(obstore.get_range(self._store, place, start=offset, length=length))

    def whole(self, place: str) -> Iterator[bytes]:
        """A picture, part by part."""
        with self._answering():
            for chunk in obstore.get(self._store, place).stream():
                yield bytes(chunk)

    def forget(self, place: str) -> None:
        """Deletes a picture for good; one that is not there is gone already."""
        with self._answering(), suppress(FileNotFoundError):
            obstore.delete(self._store, place)


def _opened(url: str) -> ObjectStore:
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(prefix=folder)
    return MemoryStore() if parts.scheme == "memory" else from_url(url, retry_config=TRIES)
