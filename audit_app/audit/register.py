"""What is known beyond one audit: units and their interval, scanners, instruments and their calibration, people."""

from decimal import Decimal
from typing import Any

from pydantic import Field

from audit_app.audit.log.people import Fact, Scanner, Unit
from audit_app.units import Uncertainty

INTERVAL_MONTHS = 12  # where a new unit starts; each site decides its own, no guideline seen sets one


class KnownUnit(Unit):
    """A unit with the months between its periodic audits."""

    interval_months: int = Field(default=INTERVAL_MONTHS, ge=1, le=120)
    note: str = ""


class KnownScanner(Scanner):
    """A scanner and the unit it stands in (the unit's id)."""

    unit: str = ""


class AncillaryItem(Fact):
    """An ancillary item of a unit (the unit's id), its label as it is on it, and where it is kept."""

    id: str
    unit: str
    name: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    label: str = Field(default="", description="mr_safe, mr_conditional, mr_unsafe, none; empty: nobody has said")
    conditions: str = ""
    place: str = ""


class Instrument(Fact):
    """A measuring instrument: what it measures, and its calibration. Uncertainty is expanded (k = 2)."""

    id: str
    name: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    measures: str = Field(default="", description="a kind of quantity, e.g. magnetic field")
    calibrated_on: str = Field(default="", description="local date, ISO 8601")
    calibration_due: str = Field(default="", description="local date, ISO 8601")
    certificate: str = ""
    percent: Decimal = Field(default=Decimal(0), ge=0, le=1000, description="share of the reading, in percent")
    offset: Decimal = Field(default=Decimal(0), ge=0, description="in `unit`, added to the share")
    unit: str = Field(default="", description="unit of the offset")
    retired: bool = False

    @property
    def uncertainty(self) -> Uncertainty | None:
        """The uncertainty of its readings, or None when none is recorded."""
        if not self.percent and not self.offset:
            return None
        return Uncertainty(percent=self.percent, offset=self.offset)

    @property
    def details(self) -> dict[str, str]:
        """What an audit copies of it, so that a later calibration cannot change an old reading."""
        doubt = f"{self.percent} %" if self.percent else ""
        doubt += f"{' + ' if doubt else ''}{self.offset} {self.unit}" if self.offset else ""
        kept: dict[str, Any] = self.model_dump(
            include={"maker", "model", "serial", "measures", "calibrated_on", "calibration_due", "certificate"}
        )
        known = {**kept, "uncertainty": f"{doubt} (k = 2)" if doubt else ""}
        return {name: value for name, value in known.items() if value}
