"""Where readings depart from a magnet that is its own mirror image: iron nearby, so that the model does not hold there.

Judged by likelihood: the remainder that a fit leaves must explain the readings far better than their errors do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit_app.counting import counted
from audit_app.field.lines import direction
from audit_app.field.model import MISFIT, Fit
from audit_app.field.readings import Reading

SECTOR = 45
LEAST = 0.06  # share of the field: smaller departures are within what every site shows


@dataclass(frozen=True)
class Disturbance:
    """Degrees from the bore axis (turning from +y to +x) between which readings lie `share` off the multipoles."""

    start: int
    end: int
    share: float
    readings: int

    def covers(self, angle: float) -> bool:
        """True when a direction (0 to 360 degrees) lies in this sector."""
        return (angle - self.start) % 360 <= (self.end - self.start) % 360

    def __str__(self) -> str:
        more = "stronger" if self.share > 0 else "weaker"
        here = counted(self.readings, "reading there is", "readings there are")
        return (
            f"The model does not hold between {self.start}° and {self.end}°: {here} "
            f"{more} than the fitted field, by {abs(self.share):.0%} on average. Is there iron nearby?"
        )


def disturbances(readings: Sequence[Reading], fit: Fit) -> tuple[Disturbance, ...]:
    """The sectors in which the remainder is largest, where the readings speak for one; none where they do not."""
    if fit.tension < MISFIT:
        return ()
    stood = [r for r, used in zip(readings, fit.used, strict=True) if used and r.field <= 20.0]
    x, y, height = np.array([(r.x, r.y, r.height) for r in stood]).T
    share = np.expm1(fit.known.remainder(x, y, height))
    sector = np.array([int(direction(r) // SECTOR) for r in stood])
    found = []
    for s in sorted(set(sector.tolist())):
        mean = float(share[sector == s].mean())
        if abs(mean) >= LEAST:
            found.append(Disturbance(s * SECTOR, (s + 1) * SECTOR, mean, int((sector == s).sum())))
    return tuple(found)
