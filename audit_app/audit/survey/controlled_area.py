"""Whether the working line lies inside the controlled area, and where it comes nearest to its edge: the first answer.

Unknown is said as unknown: inside only where readings support the line all the way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import PlanSet
from audit_app.audit.survey.survey import (
    Surveyed,
    beyond_boundary,
    boundary,
    own_floor,
    plans,
    taken,
    working_line,
)
from audit_app.field.account import Against
from audit_app.field.contours import MIRRORED, STEP, Beyond

Standing = Literal["inside", "outside", "at the edge", "unknown"]


@dataclass(frozen=True)
class AreaAnswer:
    """How the working line lies to the edge of the controlled area: its standing, and the answer in words."""

    standing: Standing
    words: str


def area_answer(audit: Audit, found: Surveyed) -> AreaAnswer:
    """The answer for the plans of the magnet's own floor: the worst of those whose edge is drawn."""
    level = f"{working_line(audit):g} mT line"
    edged = [plan for plan in plans(audit) if own_floor(audit, plan) and boundary(plan)]
    if not taken(audit):
        return AreaAnswer("unknown", f"Not known yet: no reading has been taken, so the {level} cannot be placed.")
    if not edged:
        why = "the edge of the area is not drawn" if plans(audit) else "there is no plan with the edge of the area"
        return AreaAnswer("unknown", f"Not known: {why}. {_nearest_to_magnet(audit, found)}".strip())
    every = [_of_plan(audit, found, plan, level) for plan in edged]
    gravest: tuple[Standing, ...] = ("outside", "at the edge", "unknown", "inside")
    return min(every, key=lambda each: gravest.index(each.standing))


def _of_plan(audit: Audit, found: Surveyed, plan: PlanSet, level: str) -> AreaAnswer:
    points = found.contour(working_line(audit))
    each_way = beyond_boundary(audit, plan)
    if not each_way:
        return AreaAnswer("unknown", f"Not known: the readings do not support the {level} in any direction.")
    out = [each for each in each_way if each.low > 0]
    if out:
        worst = max(out, key=lambda each: each.distance)
        return AreaAnswer("outside", f"No: the {level} lies {_metres(worst)} outside the area at {_way(worst.angle)}.")
    worst = max(each_way, key=lambda each: each.high)
    if worst.high >= 0:
        side = "outside" if worst.distance > 0 else "inside"
        said = (
            f"Too close to say: at {_way(worst.angle)} the {level} lies {_metres(worst)} {side} the edge of the area."
        )
        return AreaAnswer("at the edge", said)
    where = f"nearest to the edge at {_way(worst.angle)}, {_metres(worst)} inside it"
    missing = 360 // STEP - len(points)
    if missing:
        said = f"Not known all round: {missing * STEP}° of the {level} has no readings to support it."
        return AreaAnswer("unknown", f"{said} The rest lies inside the area, {where}.")
    mirrored = " Part of it rests on symmetry alone." if any(each.rests_on == MIRRORED for each in each_way) else ""
    return AreaAnswer("inside", f"Yes: the {level} lies inside the area all round, {where}.{mirrored}")


def _metres(one: Beyond) -> str:
    """The distance with its bounds, without the sign that the words already tell."""
    low, high = (one.low, one.high) if one.distance > 0 else (-one.high, -one.low)
    return f"{abs(one.distance):.2f} m ({low:.2f} to {high:.2f} m)"


def _way(angle: int) -> str:
    return f"{angle}° from the bore axis"


def _nearest_to_magnet(audit: Audit, found: Surveyed) -> str:
    """How far out the line reaches, where nothing is drawn to hold it against."""
    known = [each for each in found.contour(working_line(audit)) if each.crossing.distance is not None]
    if not known:
        return ""
    far = max(known, key=lambda each: each.crossing.distance or 0.0)
    reach = f"{far.crossing.distance:.2f} m from the isocentre at {_way(far.angle)}"
    return f"The {working_line(audit):g} mT line reaches furthest out, {reach}."


def against_line(audit: Audit, found: Surveyed) -> Sequence[Against]:
    """The readings that lie against a fitted line, those against the working line first."""
    level = working_line(audit)
    return sorted(found.account.against, key=lambda each: (each.level != level, each.row, each.level))
