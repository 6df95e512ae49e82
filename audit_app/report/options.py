"""What a report is asked to be, and where it finds its pictures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import Mark
from audit_app.errors import Cancelled as Cancelled
from audit_app.exchange.standing import Issuers

Layout = Literal["report", "record"]
Paper = Literal["a4", "letter"]
Progress = Callable[[int, int], None]


class Pictures(Protocol):
    """The pictures of an audit by the SHA-256 of their original bytes."""

    def has(self, digest: str) -> bool:
        """Whether the original is kept."""

    def printed_copy(self, digest: str, marks: Sequence[Mark]) -> Path | None:
        """A JPEG file with the marks drawn and redactions burnt in, or None when there is none."""


class NoPictures:
    """For an audit whose pictures are not at hand: each becomes a named placeholder."""

    def has(self, digest: str) -> bool:
        return False

    def printed_copy(self, digest: str, marks: Sequence[Mark]) -> Path | None:
        return None


@dataclass(frozen=True)
class Options:
    """How a report is made: "report" leads with the result and tells what is amiss, "record" tells everything.

    `previous` is the last audit of the same unit, to compare with, and `earlier` are all of its audits
    before this one, oldest first, for the trends. `issuers` are those whose certificates are believed.
    """

    layout: Layout = "report"
    paper: Paper = "a4"
    logo: Path | None = None
    previous: Audit | None = None
    earlier: tuple[Audit, ...] = ()
    issuers: Issuers = field(default_factory=dict)
