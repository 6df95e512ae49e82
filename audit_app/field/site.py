"""Where readings depart from a symmetric magnet all to one side: iron nearby, so that the model does not hold there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit_app.counting import counted
from audit_app.field.lines import unfolded
from audit_app.field.model import Fit
from audit_app.field.readings import Reading

SECTOR = 45
ONE_SIDED = 0.7  # of the readings on one side less those on the other, as a share
BEYOND_CHANCE = 2.1  # standard errors of a sector's mean
LEAST = 0.06  # share of the field: smaller departures are within what every site shows


@dataclass(frozen=True)
class Disturbance:
    """A sector in degrees from the bore axis (turning from +y to +x) whose readings lie `share` off the fit."""

    start: int
    end: int
    share: float
    readings: int

    def covers(self, angle: float) -> bool:
        """True when a folded direction (0 to 90 degrees) lies in this sector or its mirror images."""
        edges = [_fold(self.start), _fold(self.end)]
        return min(edges) - 7.5 <= angle <= max(edges) + 7.5

    def __str__(self) -> str:
        more = "stronger" if self.share > 0 else "weaker"
        here = counted(self.readings, "reading there is", "readings there are")
        return (
            f"The model does not hold between {self.start}° and {self.end}°: {here} "
            f"{more} than the fitted field, by {abs(self.share):.0%} on average. Is there iron nearby?"
        )


def _fold(angle: int) -> int:
    turned = angle % 180
    return min(turned, 180 - turned)


def disturbances(readings: Sequence[Reading], fit: Fit) -> tuple[Disturbance, ...]:
    """Sectors in which at least three readings lie beyond chance on one side of the fit."""
    sector = np.array([int(unfolded(r.x, r.y) // SECTOR) for r in readings])
    stood = np.abs(fit.excess) < 0.7
    found = []
    for s in range(360 // SECTOR):
        here = (sector == s) & stood
        excess = fit.excess[here]
        if here.sum() < 3 or abs(excess.mean()) < LEAST or abs(np.sign(excess).mean()) < ONE_SIDED:
            continue
        if abs(fit.misfit[here].mean()) * np.sqrt(here.sum()) > BEYOND_CHANCE:
            found.append(Disturbance(s * SECTOR, (s + 1) * SECTOR, float(excess.mean()), int(here.sum())))
    return tuple(found)


def iron(found: Sequence[Disturbance], angle: float) -> float:
    """The share of the field (standard error) to add along a folded direction for the disturbances that cover it."""
    return max((abs(d.share) / 2 for d in found if d.covers(angle)), default=0.0)
