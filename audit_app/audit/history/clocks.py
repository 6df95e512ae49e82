"""Clocks that cannot be right, in words: an entry from the future, one before what it builds on, a partner's clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit_app.audit.log.clock import AHEAD, lead, utc
from audit_app.audit.log.entries import Entry
from audit_app.audit.pen import Log
from audit_app.counting import counted

_SPANS = ((365 * 86_400, "year"), (86_400, "day"), (3_600, "hour"), (60, "minute"))  # in seconds


@dataclass(frozen=True)
class ClockDoubt:
    """An entry whose stamp cannot be right, and why: the rest of a sentence that starts with the entry."""

    entry: Entry
    words: str

    def __str__(self) -> str:
        return f"entry {self.entry.seq} of device {self.entry.device[-12:]} ({self.entry.kind}): {self.words}"


def clock_doubts(log: Log, now: datetime) -> tuple[ClockDoubt, ...]:
    """The entries, of an audit or of the register, stamped minutes ahead of this device's clock, or before what they
    build on."""
    return tuple(_doubts(log, utc(now)))


def _doubts(log: Log, now: str) -> Iterator[ClockDoubt]:
    for entry in log.entries:
        ahead, behind = lead(entry.at, now), lead(log.slots.place_of(entry)[0], entry.at)
        if ahead > AHEAD:
            yield ClockDoubt(entry, f"stamped {span(ahead)} ahead of this device's clock")
        elif behind > AHEAD and lead(log.slots.place_of(entry)[0], now) <= AHEAD:
            yield ClockDoubt(entry, f"stamped {span(behind)} before what it builds on")


def partner_clock(written: str, now: datetime, seen: str) -> str:
    """What to say of the clock that wrote a file at `written`; empty when it may be right.

    `seen` is the newest time of this device that the file knows of, or empty: the file was written after it.
    """
    here = utc(now)
    wrong = "Put the wrong one right before you go on"
    if lead(written, here) > AHEAD:
        return f"The other device's clock is {span(lead(written, here))} ahead of this one. {wrong}"
    if lead(seen, written) > AHEAD:
        return f"The other device's clock is at least {span(lead(seen, written))} behind this one. {wrong}"
    if lead(here, written) > AHEAD:
        ago = span(lead(here, written))
        return f"By the other device's clock the file is {ago} old; if it was made just now, the clocks differ by that"
    return ""


def hub_clock(told: str, now: datetime) -> str:
    """What to say of a hub whose clock said `told` just now; empty when it agrees with this one, or said nothing."""
    for ahead, words in ((lead(told, utc(now)), "ahead of"), (lead(utc(now), told), "behind")):
        if ahead > AHEAD:
            return f"The hub's clock is {span(ahead)} {words} this device's. Put the wrong one right before you go on"
    return ""


def span(time: timedelta) -> str:
    """A length of time in its largest whole unit, e.g. 73 years, 2 hours."""
    seconds = int(time.total_seconds())
    size, name = next(((size, name) for size, name in _SPANS if seconds >= size), _SPANS[-1])
    return counted(seconds // size, name)
