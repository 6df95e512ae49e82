"""The kinds of entry a register has: each states how something is, replacing what it knew to be stated before.

Two statements of one thing that did not know of each other are a dispute. Shapes are for ever: later fields need a
default.
"""

from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args

from pydantic import Field

from audit_app.audit.log.entries import ContributionSetAside, Entry, Saw, Slot, Undone
from audit_app.audit.log.entries.entry import Unknown
from audit_app.audit.register import INTERVAL_MONTHS
from audit_app.units import Quantity

What = Literal["unit", "scanner", "instrument", "person", "ancillary"]


class Statement(Entry):
    """What every statement carries; `moved_from` says where it stood before there was a log, and since when."""

    moved_from: str = ""


class UnitStated(Statement):
    """A unit is called so, stands there, and is audited so often."""

    kind: Literal["unit_stated"] = "unit_stated"
    unit: str
    name: str
    organisation: str = ""
    site: str = ""
    interval_months: int = Field(default=INTERVAL_MONTHS, ge=1, le=120)
    note: str = ""

    @property
    def slot(self) -> Slot:
        return ("unit", self.unit)


class ScannerStated(Statement):
    """A scanner of a unit is this machine."""

    kind: Literal["scanner_stated"] = "scanner_stated"
    scanner: str
    unit: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    field: Quantity | None = None
    magnet_type: Literal["superconducting", "permanent", "resistive"] = "superconducting"
    vent: Literal["", "yes", "no"] = ""
    mobile: Literal["", "yes", "no"] = ""
    research: Literal["", "yes", "no"] = ""
    hybrid: Literal["", "none", "pet", "linac", "intra-operative"] = ""

    @property
    def slot(self) -> Slot:
        return ("scanner", self.scanner)


class CardStated(Statement):
    """The numbers and places on a unit's emergency card, by the id of what is asked."""

    kind: Literal["card_stated"] = "card_stated"
    unit: str
    facts: dict[str, str] = Field(default_factory=dict)

    @property
    def slot(self) -> Slot:
        return ("card", self.unit)


class AncillaryStated(Statement):
    """An ancillary item of a unit: what it is, its label as it is on it, and where it is kept."""

    kind: Literal["ancillary_stated"] = "ancillary_stated"
    ancillary: str
    unit: str
    name: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    label: Literal["", "mr_safe", "mr_conditional", "mr_unsafe", "none"] = Field(
        default="", description="as labelled; none: it bears no label; empty: nobody has said"
    )
    conditions: str = ""
    place: str = ""

    @property
    def slot(self) -> Slot:
        return ("ancillary", self.ancillary)


class InstrumentStated(Statement):
    """A measuring instrument is this one, and measures that."""

    kind: Literal["instrument_stated"] = "instrument_stated"
    instrument: str
    name: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    measures: str = ""

    @property
    def slot(self) -> Slot:
        return ("instrument", self.instrument)


class InstrumentCalibrated(Statement):
    """An instrument was calibrated, with this certificate and uncertainty (expanded, k = 2)."""

    kind: Literal["instrument_calibrated"] = "instrument_calibrated"
    instrument: str
    calibrated_on: str = Field(default="", description="local date, ISO 8601")
    calibration_due: str = Field(default="", description="local date, ISO 8601")
    certificate: str = ""
    percent: Decimal = Field(default=Decimal(0), ge=0, le=1000, description="share of the reading, in percent")
    offset: Decimal = Field(default=Decimal(0), ge=0, description="in `unit`, added to the share")
    unit: str = ""

    @property
    def slot(self) -> Slot:
        return ("calibration", self.instrument)


class PersonStated(Statement):
    """A person of the register."""

    kind: Literal["person_stated"] = "person_stated"
    person: str
    name: str
    role: str = ""
    registration: str = ""
    email: str = ""

    @property
    def slot(self) -> Slot:
        return ("person", self.person)


class OutOfUse(Statement):
    """Something of this log is no longer used; or is again, where `out` is False."""

    kind: Literal["out_of_use"] = "out_of_use"
    what: What
    subject: str
    out: bool = True
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("out-of-use", self.what, self.subject)


class SameAs(Statement):
    """What this log is about is the same as what another is about; or is not, where `same` is False."""

    kind: Literal["same_as"] = "same_as"
    what: What
    subject: str
    other: str
    same: bool = True
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("same-as", self.what, *sorted((self.subject, self.other)))


Known = (
    UnitStated | ScannerStated | CardStated | AncillaryStated | InstrumentStated | InstrumentCalibrated | PersonStated
    | OutOfUse | SameAs | Undone | Saw | ContributionSetAside
)  # fmt: skip


@cache
def kinds() -> dict[str, type[Entry]]:
    """Every kind of entry a register has in this version, by its name."""
    return {str(each.model_fields["kind"].default): each for each in get_args(Known)}


def read_statement(raw: dict[str, Any]) -> Entry:
    """An entry of a register from its JSON object; pydantic's ValidationError when it is malformed."""
    return kinds().get(str(raw.get("kind")), Unknown).model_validate(raw)
