"""Where readings depart from a magnet that is its own mirror image: iron nearby, so that the model does not hold there.

Judged by likelihood: the remainder that a fit leaves must explain the readings far better than their errors do, or what
iron would make of them must stand out from errors as they are stated.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit_app.counting import counted
from audit_app.field.fit.iron import Suspicion, suspicion
from audit_app.field.lines import direction, turned_by
from audit_app.field.model import MISFIT, Fit
from audit_app.field.multipoles import Array
from audit_app.field.readings import Reading

SECTOR = 45
STANDS_OUT = 2.8  # standard errors of the likeliest of some 200 patterns of iron, beyond which it is told
LOOKS_LIKE, MISFIT_TOLD = 2.0, 7.0  # the same where there is tension too, and the tension from which it is told without
WITHIN = 60.0  # degrees of the likeliest iron within which the sector is told that departs most
LEAST = 0.06  # share of the field: smaller departures are within what every site shows


@dataclass(frozen=True)
class Disturbance:
    """Degrees from the bore axis (turning from +y to +x) between which readings lie `share` off the multipoles."""

    start: int
    end: int
    share: float
    readings: int
    mixed: bool = False  # some are stronger, others weaker: `share` is how far they are off, on average

    def covers(self, angle: float) -> bool:
        """True when a direction (0 to 360 degrees) lies in this sector."""
        return (angle - self.start) % 360 <= (self.end - self.start) % 360

    def __str__(self) -> str:
        more = "off" if self.mixed else "stronger than" if self.share > 0 else "weaker than"
        here = counted(self.readings, "reading there is", "readings there are")
        return (
            f"The model does not hold between {self.start}° and {self.end}°: {here} "
            f"{more} the fitted field, by {abs(self.share):.0%} on average. Is there iron nearby, "
            "or were places measured loosely?"
        )


def disturbances(readings: Sequence[Reading], fit: Fit) -> tuple[Disturbance, ...]:
    """The sectors in which the remainder is largest, where the readings speak for one; none where they do not.

    Iron that no remainder shows is looked for by its own patterns; the sector that departs most near it is told.
    """
    seen = suspicion(fit.known)
    tense = fit.tension >= MISFIT_TOLD or (fit.tension >= MISFIT and seen.errors > LOOKS_LIKE)
    if tense and (found := _departing(readings, fit)):
        return found
    return (_nearest(seen),) if seen.errors > STANDS_OUT else ()


def _departing(readings: Sequence[Reading], fit: Fit) -> tuple[Disturbance, ...]:
    stood = [r for r, used in zip(readings, fit.used, strict=True) if used and r.field <= 20.0]
    x, y, height = np.array([(r.x, r.y, r.height) for r in stood]).T
    share = np.expm1(fit.known.remainder(x, y, height))
    found = _by_sector(np.array([direction(r) for r in stood]), share)
    return tuple(each for each in found if abs(each.share) >= LEAST)


def _nearest(seen: Suspicion) -> Disturbance:
    """The sector that departs most among those near the likeliest iron, or of all where nobody read there."""
    nodes = seen.places
    every = _by_sector(np.degrees(np.arctan2(nodes.x, nodes.y)) % 360, np.abs(np.expm1(seen.left)))
    near = [d for d in every if turned_by(d.start + SECTOR / 2, seen.angle) <= WITHIN]
    return replace(max(near or every, key=lambda each: each.share), mixed=True)


def _by_sector(ways: Array, share: Array) -> list[Disturbance]:
    sector = (ways // SECTOR).astype(int)
    return [
        Disturbance(s * SECTOR, (s + 1) * SECTOR, float(share[sector == s].mean()), int((sector == s).sum()))
        for s in sorted({*sector.tolist()})
    ]
