"""What a person read off a meter: where, how much, with which probe, and how sure that is."""

from dataclasses import dataclass
from functools import cached_property
from math import atan2, copysign, degrees, hypot, inf

from audit_app.errors import FieldError

INSIDE, OUTSIDE, AT_THE_LINE = "inside", "outside", "at the line"


@dataclass(frozen=True)
class Probe:
    """A meter as its calibration describes it: expanded uncertainty (k = 2) as % of reading plus an offset in mT."""

    name: str = ""
    serial: str = ""
    calibrated: str = ""
    percent: float = 5.0
    offset: float = 0.01
    assumed: bool = True

    def __post_init__(self) -> None:
        if not (0 <= self.percent <= 100 and 0 <= self.offset < inf):
            raise FieldError(
                self.name or "probe", "has an uncertainty that is not a share and an offset", "Give % and mT from 0 up."
            )

    def doubt(self, field: float) -> float:
        """Expanded uncertainty (k = 2) in mT of a reading in mT."""
        return abs(field) * self.percent / 100 + self.offset

    def __str__(self) -> str:
        stated = f"{self.percent:g} % of reading + {self.offset:g} mT (k = 2)"
        return stated + (", assumed because none was given" if self.assumed else "")


NO_PROBE = Probe()


@dataclass(frozen=True)
class Reading:
    """One field magnitude at one place: metres from the isocentre, mT, and the very text that was typed."""

    row: int
    x: float
    y: float
    height: float
    field: float
    typed: str
    doubt: float
    label: str = ""

    @cached_property
    def direction(self) -> float:
        """Degrees from +y towards +x, 0 to 360; a place above or below the isocentre is laid down to its own side."""
        return degrees(atan2(copysign(hypot(self.x, self.height), self.x), self.y)) % 360

    @cached_property
    def distance(self) -> float:
        """Metres from the isocentre."""
        return float((self.x**2 + self.y**2 + self.height**2) ** 0.5)

    def side(self, level: float) -> str:
        """Inside, outside or at the line of `level` mT, given the reading's own uncertainty."""
        return side(self.field, self.doubt, level)


def side(field: float, doubt: float, level: float) -> str:
    """Inside when the whole interval is above the level, outside when it is below, else at the line (mT)."""
    if abs(field - level) <= doubt:
        return AT_THE_LINE
    return INSIDE if field > level else OUTSIDE


def make_reading(
    row: int, place: tuple[float, float, float], field: float, typed: str = "", probe: Probe = NO_PROBE, label: str = ""
) -> Reading:
    """A reading with the uncertainty its probe gives it; `place` is x, y and height above the isocentre in m."""
    return Reading(row, *place, abs(field), typed or f"{field:g} mT", probe.doubt(field), label)
