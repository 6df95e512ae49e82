"""A partner that forgets everything when it ends: what a file is unpacked into, and what rules are tried on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from audit_app.exchange.kept import Held, Link, New, Row


@dataclass
class Memory:
    """`Kept` in memory. `rows` is the feed, number n at place n - 1."""

    epoch: int = 1
    rows: list[Row] = field(default_factory=list)
    _links: dict[tuple[str, str], list[Link]] = field(default_factory=dict)
    _known: set[tuple[str, str, str]] = field(default_factory=set)
    _pictures: dict[str, Held] = field(default_factory=dict)
    _bytes: dict[str, bytearray] = field(default_factory=dict)

    def links(self, audit: str, device: str) -> Sequence[Link]:
        """See `Kept`."""
        return sorted(self._links.get((audit, device), ()), key=lambda link: link.seq)

    def known(self, kind: str, audit: str, digests: Iterable[str]) -> set[str]:
        """See `Kept`."""
        return {each for each in digests if (kind, audit, each) in self._known}

    def add(self, items: Sequence[New]) -> Sequence[int]:
        """See `Kept`."""
        first = len(self.rows) + 1
        for n, new in enumerate(items, first):
            self.rows.append(Row(n, new.kind, new.audit, new.digest, new.body))
            self._known.add((new.kind, new.audit, new.digest))
            if new.link is not None:
                self._links.setdefault((new.audit, new.link.device), []).append(replace(new.link, n=n))
        return range(first, first + len(items))

    def feed(self, after: int, limit: int) -> Sequence[Row]:
        """See `Kept`."""
        return self.rows[after : after + limit]

    def expect(self, audit: str, pictures: Iterable[str]) -> None:
        """See `Kept`."""
        for digest in pictures:
            self._pictures.setdefault(digest, Held())

    def expunge(self, audit: str, picture: str) -> None:
        """See `Kept`."""
        self._bytes.pop(picture, None)
        self._pictures[picture] = Held(gone=True)

    def pictures(self, digests: Iterable[str]) -> dict[str, Held]:
        """See `Kept`."""
        return {each: self._pictures[each] for each in digests if each in self._pictures}

    def write(self, digest: str, size: int, offset: int, data: bytes) -> None:
        """See `Kept`."""
        kept = self._bytes.setdefault(digest, bytearray())
        kept[offset : offset + len(data)] = data
        self._pictures[digest] = Held(len(kept), size)

    def read(self, digest: str, offset: int, length: int) -> bytes:
        """See `Kept`."""
        return bytes(self._bytes.get(digest, b"")[offset : offset + length])

    def seal(self, digest: str) -> None:
        """See `Kept`."""
        self._pictures[digest] = replace(self._pictures[digest], sealed=True)

    def drop(self, digest: str) -> None:
        """See `Kept`."""
        self._bytes.pop(digest, None)
        self._pictures[digest] = Held()
