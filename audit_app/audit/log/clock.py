"""Time as entries carry it: a hybrid logical clock in UTC, and the local time zone beside it.

A stamp is `2026-11-20T09:30:00.123Z-0000`: milliseconds in UTC and a counter. It never goes back, whatever the
device's clock does: when the clock is behind the latest entry seen, the stamp stays there and the counter grows.
Stamps sort as text.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol
from uuid import UUID


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
