"""How far out the site's field line lies, as points for the trends over audits."""

from decimal import Decimal

from audit_app.audit.audit import Audit
from audit_app.audit.comparison import Point
from audit_app.audit.survey.survey import surveyed, taken, working_line
from audit_app.field.lines import Crossing

WAYS = {0: "along the bore", 90: "across the bore"}


def line_distances(audit: Audit) -> dict[str, Point]:
    """The distance in m of the working line from the isocentre, along and across the bore, where readings support it.

    By the title of its series, e.g. '0.5 mT line along the bore, m'. Takes up to a second for a large survey.
    """
    if not any(each.reading for each in taken(audit)):
        return {}
    level = working_line(audit)
    crossings = next((each for at, each in surveyed(audit).account.lines if abs(at - level) < 1e-9), ())
    found: dict[str, Point] = {}
    for crossing in crossings:
        way = WAYS.get(round(crossing.angle))
        if way and crossing.supported and crossing.distance is not None:
            found[f"{level:g} mT line {way}, m"] = _point(audit, crossing)
    return found


def _point(audit: Audit, crossing: Crossing) -> Point:
    distance = Decimal(f"{crossing.distance:.2f}")
    bounds = f" ({crossing.low:.2f} to {crossing.high:.2f} m)" if crossing.low and crossing.high else ""
    return Point(audit.id, audit.begun.on, distance, f"{distance} m{bounds}", crossing.by)
