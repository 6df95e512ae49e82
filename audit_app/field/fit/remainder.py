"""What the multipoles leave, as a Gaussian process on ln B over ln r and direction, all round without folding.

Two scales: a wide one for a magnet that is no mirror image of itself, a narrow one for iron nearby.
"""

from dataclasses import dataclass

import numpy as np

from audit_app.field.multipoles import Array

WIDE, NARROW = (0.6, 1.0), (0.3, 0.4)  # lengths in ln r, and in radians of direction


@dataclass(frozen=True)
class Sizes:
    """Standard deviations of the remainder's two parts (in ln B), and how much larger errors are than stated."""

    wide: float = 0.05
    narrow: float = 0.04
    noise: float = 1.0


def correlation(ln_r: Array, way: Array, other_ln_r: Array, other_way: Array, lengths: tuple[float, float]) -> Array:
    """How alike the remainder is at places (n) and others (m): (n, m), one at no distance."""
    apart = (ln_r[:, None] - other_ln_r) ** 2 / (2 * lengths[0] ** 2)
    aside = (1.0 - way @ other_way.T) / lengths[1] ** 2
    alike: Array = np.exp(-apart - aside)
    return alike
