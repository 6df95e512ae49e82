"""Plans, the maker's plot, and readings of the fringe field."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from audit_app.audit.log.entries.entry import Entry, Slot
from audit_app.audit.log.people import Fact
from audit_app.units import Quantity


class PlanSet(Entry):
    """A floor plan as it stands: picture or drawn room, scale, isocentre and bore axis.

    Points are (x, y) in pixels of the plan's picture, as decimals in text; `metres` is the known distance between
    the two `scale` points; `axis` is the bore's direction in degrees, clockwise from the picture's right; `floor` is
    how high this floor lies above the scan room's, in m. None: not told.
    """

    kind: Literal["plan_set"] = "plan_set"
    plan: str
    name: str
    picture: str = Field(default="", description="SHA-256 of the picture; empty for a drawn room")
    width: Decimal
    height: Decimal
    outline: tuple[tuple[Decimal, Decimal], ...] = ()
    scale: tuple[tuple[Decimal, Decimal], ...] = ()
    metres: Decimal | None = None
    isocentre: tuple[Decimal, Decimal] | None = None
    axis: Decimal | None = None
    storey: str = ""
    floor: Decimal | None = None
    boundary: tuple[tuple[Decimal, Decimal], ...] = Field(default=(), description="drawn edge of the controlled area")
    carried_from: str = Field(default="", description="audit it was carried over from")

    @property
    def slot(self) -> Slot:
        return ("plan", self.plan)


class PlotLine(Fact):
    """One published isocontour: level in mT, its radial and axial distance in m, or points traced on the plan in m."""

    level: Decimal
    radial: Decimal | None = None
    axial: Decimal | None = None
    traced: tuple[tuple[Decimal, Decimal], ...] = ()


class PlotSet(Entry):
    """The manufacturer's published isocontours for this scanner, with their source."""

    kind: Literal["plot_set"] = "plot_set"
    source: str
    verified: bool = False
    lines: tuple[PlotLine, ...]
    carried_from: str = Field(default="", description="audit it was carried over from")

    @property
    def slot(self) -> Slot:
        return ("plot",)


class FieldMeasured(Entry):
    """One reading of the fringe field: x radial, y along the bore, in m from isocentre; height above floor in m.

    `line_for` names the ancillary item whose floor line it verifies; `side` is the side of the line it was taken on.
    `spot` is the pixel of the plan that was tapped: x and y follow it when the plan's scale or isocentre is corrected.
    """

    kind: Literal["field_measured"] = "field_measured"
    reading: str
    plan: str = ""
    x: Decimal | None = None
    y: Decimal | None = None
    height: Decimal | None = None
    spot: tuple[Decimal, Decimal] | None = None
    place: str = ""
    quantity: Quantity
    components: tuple[Quantity, ...] = ()
    probe: str = Field(default="", description="thing id of the instrument")
    zero_before: Quantity | None = None
    zero_after: Quantity | None = None
    background: Quantity | None = None
    at_field: bool = True
    line_for: str = ""
    side: Literal["", "permitted", "restricted", "on_line"] = ""
    log: str = Field(default="", description="SHA-256 of the meter log it was imported from")
    row: int | None = None
    sheet: str = Field(default="", description="code of the paper page it was written down on")
    confirmed: str = ""
    challenges: tuple[str, ...] = ()

    @property
    def slot(self) -> Slot:
        return ("field", self.reading)


class FieldSetAside(Entry):
    """A field reading was taken off the survey."""

    kind: Literal["field_set_aside"] = "field_set_aside"
    reading: str
    reason: str = ""

    @property
    def slot(self) -> Slot:
        return ("field", self.reading)
