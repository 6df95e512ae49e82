"""Whether lines can be right: beside the maker's plot in every supported direction, or what a magnet of its field has.

The only guard against feet or yards typed as metres, a wrong scale of the plan, and gauss under a header of millitesla.
"""

from collections.abc import Sequence
from math import cos, hypot, radians, sin

from audit_app.field.lines import Crossing
from audit_app.field.published import PublishedPlot

LOW, HIGH = 0.75, 1.33  # of what is expected: a line outside is asked about
RADIAL, AXIAL, AT = 2.5, 4.0, 1.5  # m: the usual 0.5 mT line of a shielded whole-body magnet of 1.5 T
LEVEL = 0.5  # mT
GROWS = (0.1, 0.2)  # how radial and axial distance grow with the field


def usual(tesla: float, angle: float) -> float:
    """Where a shielded whole-body magnet of so many T usually has its 0.5 mT line, m at degrees from its bore axis."""
    size = min(max(tesla, 0.05), 12.0) / AT
    radial, axial = RADIAL * size ** GROWS[0], AXIAL * size ** GROWS[1]
    return 1 / hypot(sin(radians(angle)) / radial, cos(radians(angle)) / axial)


def beside_plot(lines: Sequence[tuple[float, Sequence[Crossing]]], plot: PublishedPlot) -> list[str]:
    """A question for each level whose lines lie far from the maker's."""
    said = []
    for level, crossings in lines:
        ratios = [
            (c.distance / there, c.angle)
            for c in crossings
            if c.distance and (there := plot.distance(level, min(c.angle % 180, 180 - c.angle % 180)))
        ]
        if found := _far(ratios):
            said.append(f"The {level:g} mT line lies {found} the maker's plot gives. {_causes()}")
    return said


def beside_field(lines: Sequence[tuple[float, Sequence[Crossing]]], magnet: float) -> list[str]:
    """A question where the 0.5 mT line lies far from that of other magnets of the same field (`magnet` in mT)."""
    crossings = next((c for level, c in lines if abs(level - LEVEL) < 1e-9), ())
    ratios = [(c.distance / usual(magnet / 1e3, c.angle), c.angle) for c in crossings if c.distance]
    found = _far(ratios)
    return [f"The {LEVEL:g} mT line lies {found} is usual at {magnet / 1e3:g} T. {_causes()}"] if found else []


def _far(ratios: Sequence[tuple[float, float]]) -> str:
    """How far the worst direction is off, in words; empty when none is."""
    off = [(ratio, angle) for ratio, angle in ratios if not LOW <= ratio <= HIGH]
    if not off:
        return ""
    ratio, angle = max(off, key=lambda each: max(each[0], 1 / each[0]))
    many = f"in {len(off)} of {len(ratios)} directions" if len(ratios) > 1 else "in the one direction"
    return f"{ratio:.2g} times as far out at {angle:.0f}° ({many} outside {LOW:g} to {HIGH:g} times) as"


def _causes() -> str:
    return (
        "Are the places in the unit that was named (a foot is 0.30 m, a yard 0.91 m), is the plan's scale right, and "
        "is the field in mT, not G?"
    )
