"""Time as entries carry it: a hybrid logical clock in UTC, and the local time zone beside it.

A stamp is `2026-11-20T09:30:00.123Z-0000`: milliseconds in UTC and a counter. When the clock is a little behind the
latest entry seen, the stamp stays there and the counter grows. What lies further ahead leads no stamp: one tablet whose
clock is years out must not take everyone's time along. Which entry came first is then told by what it names (`order`).
Stamps sort as text.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol
from uuid import UUID

AHEAD = timedelta(minutes=5)  # how far before its own clock a device lets itself be led by others' stamps


class Clock(Protocol):
    """Where an entry's time and identity come from."""

    def now(self) -> datetime:
        """The device's time, aware, in its local time zone."""

    def new_id(self) -> str:
        """A new UUIDv7."""


@dataclass(frozen=True)
class DeviceClock:
    """The device's own clock."""

    def now(self) -> datetime:
        return datetime.now().astimezone()

    def new_id(self) -> str:
        return uuid7(datetime.now(UTC))


def uuid7(now: datetime) -> str:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits."""
    millis = max(0, int(now.timestamp() * 1000)) & ((1 << 48) - 1)
    random_bits = int.from_bytes(os.urandom(10), "big")
    rand_a, rand_b = random_bits >> 68, random_bits & ((1 << 62) - 1)
    return str(UUID(int=(millis << 80) | (0x7 << 76) | ((rand_a & 0xFFF) << 64) | (0b10 << 62) | rand_b))


def stamp(now: datetime, latest: str = "") -> str:
    """The next hybrid stamp for a device time, later than `latest` (a stamp, or empty)."""
    wall = utc(now)
    if not latest or wall > latest.partition("Z")[0] + "Z":
        return f"{wall}-0000"
    seen, _, counter = latest.rpartition("-")
    count = int(counter) + 1
    if count < 10_000:
        return f"{seen}-{count:04d}"
    bumped = datetime.fromisoformat(seen.removesuffix("Z") + "+00:00") + timedelta(milliseconds=1)
    return f"{utc(bumped)}-0000"


def led_by(now: datetime, latest: str, others: Iterable[str]) -> str:
    """The latest stamp that may lead a device's clock: `latest` itself, or the newest of `others` not too far ahead."""
    bound = utc(now + AHEAD)
    if latest[:24] <= bound:
        return latest
    return max((each for each in others if each[:24] <= bound), default="")


def is_ahead(stamp: str, wall: str) -> bool:
    """True when a stamp lies too far ahead of what a device's clock said (`wall`) to lead it."""
    return lead(stamp, wall) > AHEAD


def lead(stamp: str, wall: str) -> timedelta:
    """How far a stamp lies ahead of what a clock said; nothing where either is no time."""
    try:
        return _moment(stamp.partition("Z")[0]) - _moment(wall.partition("Z")[0])
    except ValueError:
        return timedelta(0)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def utc(moment: datetime) -> str:
    """An aware moment as UTC text with milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def offset(moment: datetime) -> str:
    """The local time zone of an aware moment as an offset from UTC, e.g. +01:00."""
    text = moment.isoformat()
    return text[-6:] if text[-6] in "+-" else "+00:00"


def local(wall: str, zone: str) -> datetime:
    """The local time that a `wall` text in UTC was, in the zone (offset) kept beside it."""
    moment = datetime.fromisoformat(wall.replace("Z", "+00:00"))
    sign = -1 if zone.startswith("-") else 1
    hours, _, minutes = zone.lstrip("+-").partition(":")
    return moment.astimezone(timezone(sign * timedelta(hours=int(hours or 0), minutes=int(minutes or 0))))
