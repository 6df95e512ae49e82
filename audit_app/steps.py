"""How far long work on many bytes is: told as it goes on, and stopped by whoever is told."""

from collections.abc import Callable
from typing import Protocol

Advance = Callable[[int, int], object]  # so many of so many; what it raises ends the work


def silent(done: int, of: int) -> None:
    """Tells nobody."""


class Steps:
    """So many of so many bytes, told by whoever reads them."""

    def __init__(self, of: int, advance: Advance = silent) -> None:
        self._done, self._of, self._advance = 0, of, advance

    def add(self, count: int) -> None:
        """So many more are done; raises what whoever is told raises to end the work."""
        self._done = min(self._done + count, self._of)
        self._advance(self._done, self._of)

    def read_from(self, source: "Source") -> "Source":
        """A source whose bytes count as they are read."""
        return _Counted(source, self.add)


class Source(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes."""


class _Counted:
    def __init__(self, source: Source, told: Callable[[int], None]) -> None:
        self._source, self._told = source, told

    def read(self, size: int, /) -> bytes:
        block = self._source.read(size)
        self._told(len(block))
        return block
