"""What an audit's copy of an instrument tells about a reading: its uncertainty, and its calibration on that day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import spoken
from audit_app.audit.log.entries import FieldMeasured, Measured
from audit_app.audit.things import Thing
from audit_app.dates import day
from audit_app.errors import QuantityError
from audit_app.units import UNITS, Quantity, Uncertainty, convert, kind_of

INSTRUMENT = "instrument"  # kind of thing, and kind of register entry
# What the words for what it measures, or its name, tell about an instrument.
_TELLING = {
    "field gradient": ("gradient",),
    "magnetic field": ("gauss", "tesla", "hall", "magnet", "fluxmeter", "flux density"),
    "oxygen": ("oxygen", "o2", "o₂"),
    "sound level": ("sound", "noise", "db(a)", "dba"),
    "time": ("stopwatch", "stop watch", "timer", "clock"),
    "temperature": ("thermomet", "temperature"),
    "humidity": ("hygromet", "humidity"),
    "air flow": ("anemomet", "air flow", "balometer"),
    "pressure": ("manomet", "pressure"),
    "length": ("tape measure", "ruler", "laser distance", "distance"),
}
NUMBER = r"(?<![\d.,])(\d+(?:[.,]\d+)?)"  # 1.5 or 1,5, and nothing that is only part of a number


@dataclass(frozen=True)
class Calibration:
    """Whether an instrument was in calibration on a day; `due` is the date it is told until, empty when not known."""

    state: Literal["valid", "lapsed", "unknown"]
    due: str = ""

    @property
    def words(self) -> str:
        """The same as a report prints it."""
        if self.state == "unknown":
            return "Calibration date not known"
        return f"{'Calibrated until' if self.state == 'valid' else 'Calibration lapsed on'} {spoken(self.due)}"


def calibration(details: dict[str, str], on: str) -> Calibration:
    """The calibration on a local day (ISO 8601), from an instrument's details; it still holds on the day it is due."""
    due, taken = day(details.get("calibration_due", "")), day(on)
    if due is None or taken is None:
        return Calibration("unknown")
    return Calibration("valid" if taken <= due else "lapsed", due.isoformat())


def uncertainty_of(details: dict[str, str], unit: str) -> Uncertainty | None:
    """The uncertainty that an instrument's details tell, its fixed part in `unit`; None when they tell none for it."""
    said = re.sub(r"\(k ?= ?2\)", "", details.get("uncertainty", ""))
    fixed = re.search(rf"{NUMBER}\s*({_spellings(unit)})(?!\w)", said)
    rest = said.replace(fixed[0], "", 1) if fixed else said
    share = re.search(rf"{NUMBER}\s*%", rest)
    left = rest.replace(share[0], "", 1) if share else rest
    if not (share or fixed) or re.search(r"\d", left):  # a part that cannot be read would be left out of the sum
        return None
    try:
        offset = convert(_number(fixed[1]), _unit(fixed[2], unit), unit) if fixed else Decimal(0)
    except QuantityError:
        return None
    return Uncertainty(percent=_number(share[1]) if share else Decimal(0), offset=offset)


def uncertainty_known(audit: Audit, quantity: Quantity) -> Uncertainty | None:
    """The uncertainty that the audit's copy of a reading's instrument tells; None when it names none."""
    copy = next((thing for thing in audit.things if thing.id == quantity.instrument), None)
    return uncertainty_of(copy.details, quantity.unit) if copy else None


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "."))


def _names(unit: str) -> dict[str, str]:
    """Every spelling of the units of this kind, and the unit it means; a bare % is a share of the reading."""
    known = UNITS[kind_of(unit)]
    return {name: each for each, (_, more) in known.items() for name in (each, *more) if name != "%"}


def _spellings(unit: str) -> str:
    return "|".join(re.escape(name) for name in sorted(_names(unit), key=len, reverse=True)) or "(?!)"


def _unit(spelled: str, unit: str) -> str:
    return _names(unit)[spelled]


def suits(details: dict[str, str], unit: str, name: str = "") -> bool:
    """True when the instrument measures the kind of quantity that this unit belongs to.

    One that is not said to measure anything is known by its name, else it is taken for a field meter, the usual one
    here, and offered for nothing else: a reading takes over the calibration and uncertainty of its instrument.
    """
    return (measured(details, name) or "magnetic field") == kind_of(unit)


def measured(details: dict[str, str], name: str = "") -> str:
    """The kind of quantity an instrument measures, as it is said or as its name tells; empty when neither does."""
    for said in (details.get("measures", ""), name):
        words = " ".join(said.casefold().split())
        if words in UNITS:
            return words
        found = next((kind for kind, marks in _TELLING.items() if any(mark in words for mark in marks)), "")
        if found:
            return found
    return ""


def last_used(audit: Audit, among: Iterable[Thing], unit: str) -> str:
    """The instrument of these that the newest reading of this kind of quantity names; empty when it names none."""
    known, kind = {thing.id for thing in among}, kind_of(unit)
    for entry in reversed(audit.entries) if known else ():
        if not isinstance(entry, Measured | FieldMeasured) or kind_of(entry.quantity.unit) != kind:
            continue
        named = entry.quantity.instrument or getattr(entry, "probe", "")
        return named if named in known else ""
    return ""
