"""What a partner must be able to keep, as a small protocol: a file, a hub's tables and memory each fulfil it.

Whoever keeps opens one transaction, calls one rule, makes it durable, and only then sends the answer. Within a feed the
numbers 1, 2, 3 … have no gap and are given in the order in which transactions become visible.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

ENTRY, PAPER = "entry", "paper"


@dataclass(frozen=True)
class Link:
    """An entry as its chain sees it: number, own digest, that of the one before; `n` its number in the feed."""

    device: str
    seq: int
    sha: str
    prev: str
    n: int = 0


@dataclass(frozen=True)
class New:
    """Something to be kept for good: `body` is canonical JSON, `link` its place in a chain when it is an entry."""

    kind: str
    audit: str
    digest: str
    body: str
    link: Link | None = None


@dataclass(frozen=True)
class Row:
    """Something that is kept, with its number in the feed."""

    n: int
    kind: str
    audit: str
    digest: str
    body: str


@dataclass(frozen=True)
class Held:
    """A picture that an entry names: how many bytes of it are here, of how many (0: not known).

    `sealed` when all are here and final; `gone` when it was expunged, so that it is never taken again.
    """

    here: int = 0
    size: int = 0
    sealed: bool = False
    gone: bool = False

    @property
    def awaited(self) -> bool:
        """Whether bytes of it are still to come."""
        return not (self.sealed or self.gone)


class Kept(Protocol):
    """What is kept of a tenant, a file or a device, as far as the one who asks may see it."""

    @property
    def epoch(self) -> int:
        """Grows when what may be seen changes, so that everything is walked through again."""

    def links(self, audit: str, device: str) -> Sequence[Link]:
        """Every entry that is kept of a device in an audit, by number; two of one number are a fork."""

    def known(self, kind: str, audit: str, digests: Iterable[str]) -> set[str]:
        """Which of these are kept for an audit."""

    def add(self, items: Sequence[New]) -> Sequence[int]:
        """Keeps what is new, all of it, and gives the numbers it got in the feed."""

    def feed(self, after: int, limit: int) -> Sequence[Row]:
        """What has a higher number than `after`, by number."""

    def expect(self, audit: str, pictures: Iterable[str]) -> None:
        """Notes the pictures that entries of an audit name, so that they are awaited and may be taken."""

    def expunge(self, audit: str, picture: str) -> None:
        """Deletes the bytes of a picture that somebody expunged, and takes none again; its digest stays."""

    def pictures(self, digests: Iterable[str]) -> dict[str, Held]:
        """Those of these pictures that are expected here, and how far each is."""

    def write(self, digest: str, size: int, offset: int, data: bytes) -> None:
        """Keeps a piece of an expected picture at its offset, durable when this returns."""

    def read(self, digest: str, offset: int, length: int) -> bytes:
        """Bytes of a picture as they are kept; fewer at its end."""

    def seal(self, digest: str) -> None:
        """Makes a picture that was found whole final."""

    def drop(self, digest: str) -> None:
        """Forgets the pieces of a picture that turned out to be another; it is awaited again."""
