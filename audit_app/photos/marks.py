"""What is drawn over a photo, and what is blacked out: a layer of values, never pixels of the original.

Positions are shares of the upright picture, from 0, 0 at its top left to 1, 1 at its bottom right, so a mark
stays where it was put at any size. A mark may come from another tablet: whatever it holds is drawn safely or
refused, and a redaction that cannot be placed is always refused.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from audit_app.errors import PhotoRefused

ARROW, BOX, TEXT, REDACTION = "arrow", "box", "text", "redaction"
LONGEST_TEXT = 120  # characters
PLACES = Decimal("0.0001")

Point = tuple[Decimal, Decimal]
Part = tuple[float, float, float, float]  # left, top, right, bottom, each a share of the picture


class Mark(Protocol):
    """An arrow from its first point to its last, a box or redaction around its points, or a text at its first."""

    @property
    def shape(self) -> str: ...
    @property
    def points(self) -> Sequence[Point]: ...
    @property
    def text(self) -> str: ...


def dragged(start: tuple[float, float], end: tuple[float, float]) -> tuple[Point, Point]:
    """The two ends of a finger's drag, held inside the picture, to four decimals. Raises PhotoRefused for a tap."""
    first, last = held(*start), held(*end)
    if first == last:
        raise PhotoRefused("This mark", "covers nothing", "Drag from one end or corner to the other.")
    return first, last


def held(x: float, y: float) -> Point:
    """A position held inside the picture, to four decimals."""
    across, down = (min(max(Decimal(str(at)), Decimal(0)), Decimal(1)).quantize(PLACES) for at in (x, y))
    return across, down


def around(mark: Mark) -> Part:
    """The box around a mark's points, held inside the picture. Raises PhotoRefused when it has fewer than two."""
    if len(mark.points) < 2:
        raise PhotoRefused(f"A {mark.shape} on this photo", "has no corners", "Remove it and draw it again.")
    across = [min(max(float(x), 0.0), 1.0) for x, _ in mark.points]
    down = [min(max(float(y), 0.0), 1.0) for _, y in mark.points]
    return min(across), min(down), max(across), max(down)


def redactions(marks: Sequence[Mark]) -> tuple[Part, ...]:
    """The parts of the picture that are hidden."""
    return tuple(around(one) for one in marks if one.shape == REDACTION)
