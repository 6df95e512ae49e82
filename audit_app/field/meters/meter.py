"""What a gaussmeter tells, whichever it is."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from audit_app.errors import FieldError


class MeterSilent(FieldError):
    """The meter does not answer, or hangs up; nothing was read."""


class MeterUnclear(FieldError):
    """The meter answers, but not with what was asked; nothing was read."""


@dataclass(frozen=True)
class Described:
    """A meter and its probe as they call themselves; empty where they do not say."""

    maker: str
    model: str
    serial: str
    probe: str = ""
    probe_serial: str = ""
    calibrated: str = ""  # the probe's calibration date as the meter writes it


@dataclass(frozen=True)
class Live:
    """One reading: the very text, its value and unit, the range it was read on, when, and by which meter.

    `parts` are the three components where the probe has them, in the same unit.
    """

    typed: str
    value: Decimal
    unit: str
    range: str
    at: datetime
    meter: Described
    over_range: bool = False
    parts: tuple[Decimal, ...] = ()


class Meter(Protocol):
    """A meter that can be asked. Every call is bounded in time and raises MeterSilent or MeterUnclear."""

    def described(self) -> Described:
        """Who it is."""
        ...

    def read(self) -> Live:
        """The field now."""
        ...

    def close(self) -> None:
        """Lets go of the meter; calling it twice does no harm."""
        ...
