"""How a magnet lies in the plan: where its middle is, which way its axis points, and how large it is."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from audit_app.field.multipoles import R0, Array, basis


@dataclass(frozen=True)
class Frame:
    """A magnet's own axes: turned from y towards x by degrees, set off by metres, or with its axis upright.

    `size` (m) is a distance that its readings were taken at: lengths are measured in it, so that coefficients of a
    small magnet and of a large one are alike.
    """

    size: float = R0
    turn: float = 0.0
    across: float = 0.0
    along: float = 0.0
    upright: bool = False

    def basis(self, x: Array, y: Array, height: Array) -> Array:
        """Field vectors (n, 3, TERMS) of each unit parameter at places in the plan, along the magnet's own axes."""
        return basis(*self.local(x, y, height))

    def local(self, x: Array, y: Array, height: Array) -> tuple[Array, Array, Array]:
        """Places along the magnet's own axes: across, along its axis, and the third way, in lengths of its size."""
        scale = R0 / self.size
        left, ahead = (x - self.across) * scale, (y - self.along) * scale
        if self.upright:
            return left, height * scale, ahead
        c, s = cos(radians(self.turn)), sin(radians(self.turn))
        return left * c - ahead * s, left * s + ahead * c, height * scale

    def moved(self, turn: float, across: float, along: float) -> "Frame":
        """The frame with a little more turn (degrees) and offset (m)."""
        more = 0.0 if self.upright else turn
        return Frame(self.size, self.turn + more, self.across + across, self.along + along, self.upright)


def directions(x: Array, y: Array, height: Array) -> tuple[Array, Array]:
    """ln of the distance from the marked isocentre (m), and the unit vector (n, 3) towards each place."""
    r = np.sqrt(x * x + y * y + height * height)
    return np.log(r), np.column_stack([x, y, height]) / r[:, None]
