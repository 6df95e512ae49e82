"""The log of one unit, instrument or person: its id, and what of its entries is about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

from audit_app.audit.log.entries import Entry, Slot
from audit_app.audit.log.slots import Slots, gathered
from audit_app.register.statements import (
    AncillaryStated,
    CardStated,
    InstrumentCalibrated,
    InstrumentStated,
    PersonStated,
    ScannerStated,
    UnitStated,
)

ABOUT = ("unit", "instrument", "person")  # what has a log of its own
_PLAIN = re.compile(r"[A-Za-z0-9_:-]{1,64}")
_ID = re.compile(rf"({'|'.join(ABOUT)})\.([A-Za-z0-9_:-]{{1,64}})")


def log_id(about: str, subject: str) -> str:
    """The id of the log of a unit, instrument or person (`about`), the same on every device.

    It holds the subject's own id where that is plain, and otherwise its digest.
    """
    return f"{about}.{subject if _PLAIN.fullmatch(subject) else sha256(subject.encode()).hexdigest()}"


def is_register(audit_id: str) -> bool:
    """Whether an id is that of a log of the register, and of no audit."""
    return _ID.fullmatch(audit_id) is not None


def home_of(entry: Entry) -> str:
    """The id of the log that an entry belongs in; its own where it says nothing of a subject."""
    match entry:
        case UnitStated() | ScannerStated() | CardStated() | AncillaryStated():
            return log_id("unit", entry.unit)
        case InstrumentStated() | InstrumentCalibrated():
            return log_id("instrument", entry.instrument)
        case PersonStated():
            return log_id("person", entry.person)
        case _:
            return entry.audit


@dataclass(frozen=True)
class RegisterLog:
    """One log and what stands in it; what is about another unit, instrument or person has no effect."""

    id: str
    slots: Slots = field(default_factory=Slots, repr=False)

    @property
    def about(self) -> str:
        """What it is about: unit, instrument or person."""
        return self.id.partition(".")[0]

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in the order of the log."""
        return tuple(self.slots.known.values())

    def with_entry(self, entry: Entry) -> "RegisterLog":
        """The log after one more entry."""
        after = log_of(self.id, (*self.entries, entry))
        return replace(after, slots=replace(after.slots, own=self.slots.own_after(entry)))

    def live(self, slot: Slot) -> tuple[Entry, ...]:
        """What is stated about something of this log: more than one entry is a dispute."""
        return tuple(entry for entry in self.slots.live(slot) if home_of(entry) == self.id)

    def of_kind(self, first: str) -> tuple[tuple[Entry, ...], ...]:
        """What is stated about everything of one kind, in the order it was first stated."""
        found = (self.live(slot) for slot in self.slots.of_kind(first))
        return tuple(live for live in found if live)


def log_of(log: str, entries: Iterable[Entry]) -> RegisterLog:
    """The log that these entries make, whatever order they come in and however often each is given."""
    return RegisterLog(log, gathered(entries))
