"""Field against distance, both on logarithmic scales, with the fitted field along the bore and across it."""

from collections.abc import Sequence
from math import log10, pi

import flet as ft
import flet.canvas as cv
import numpy as np

from audit_app.audit.survey.survey import Surveyed, Taken
from audit_app.screens.pieces.layout import label, stack, title
from audit_app.screens.session.language import say
from audit_app.screens.survey.canvas import placed
from audit_app.screens.survey.marks import Spot, band_of, bands, mark, path, pen, words

LEFT, BOTTOM, EDGE = 64.0, 40.0, 12.0
NEAR, FAR = 1.0, 10.0  # m
WEAK, STRONG = 0.01, 1000.0  # mT


def chart(
    taken: Sequence[Taken], found: Surveyed | None, working_line: float, width: float, height: float, dark: bool
) -> ft.Control:
    """The chart; the table tells the same in numbers."""
    drawn = [*axes(width, height, working_line), *curves(found, width, height)]
    among = bands(working_line)
    for one in taken:
        if one.entry.x is None or one.field <= 0:
            continue
        distance = float(np.hypot(*placed(one)))
        if NEAR <= distance <= FAR and WEAK <= one.field <= STRONG:
            spot = at(distance, float(one.field), width, height)
            rests = found is None or found.used(one.number)
            drawn += mark(spot, band_of(float(one.field), among), dark, 6, hollow=not rests)
            drawn.append(words((spot[0] + 8, spot[1] - 7), str(one.number), ft.Colors.ON_SURFACE, 10))
    canvas = cv.Canvas(drawn, width=width, height=height)
    heading = title(say("Field, mT, against distance from the isocentre, m"), size=18)
    said = say("Field of {n} readings against distance from the isocentre, on logarithmic scales.", n=len(taken))
    note = label(
        say("Solid: fitted along the bore. Dashed: fitted across it. Hollow marks: readings not used for the lines.")
    )
    return stack(heading, ft.Semantics(content=canvas, label=said, container=True), note)


def at(distance: float, field: float, width: float, height: float) -> Spot:
    """A distance in m and a field in mT as a spot on the chart."""
    along = log10(distance / NEAR) / log10(FAR / NEAR)
    up = log10(field / WEAK) / log10(STRONG / WEAK)
    return LEFT + along * (width - LEFT - EDGE), (height - BOTTOM) - up * (height - BOTTOM - EDGE)


def axes(width: float, height: float, working_line: float) -> list[cv.Shape]:
    """Grid and numbers in m, mT and G, and the working line."""
    ink, faint = ft.Colors.ON_SURFACE_VARIANT, pen(ft.Colors.OUTLINE_VARIANT, 1)
    drawn: list[cv.Shape] = []
    for metre in range(int(NEAR), int(FAR) + 1):
        x, y = at(metre, WEAK, width, height)
        drawn.append(cv.Line(x, y, x, EDGE, paint=faint))
        if metre in (1, 2, 3, 4, 5, 7, 10):
            drawn.append(words((x - 6, y + 6), f"{metre}", ink, 12))
    for power in range(-2, 4):
        x, y = at(NEAR, 10.0**power, width, height)
        drawn.append(cv.Line(x, y, width - EDGE, y, paint=faint))
        drawn.append(words((4, y - 8), f"{10.0**power:g} mT", ink, 12))
    x, y = at(NEAR, working_line, width, height)
    drawn.append(cv.Line(x, y, width - EDGE, y, paint=pen(ft.Colors.ERROR, 2, [10, 5])))
    drawn.append(
        words((width - 150, y - 18), say("{level} mT contour", level=f"{working_line:g}"), ft.Colors.ERROR, 12)
    )
    drawn.append(words((width / 2 - 60, height - 18), say("m from the isocentre"), ink, 12))
    return drawn


def curves(found: Surveyed | None, width: float, height: float) -> list[cv.Shape]:
    """The fitted field along the bore and across it, as far as it means something."""
    fit = found.account.examined.fit if found else None
    if fit is None:
        return []
    distances = np.geomspace(1.3, 9.0, 80)
    drawn: list[cv.Shape] = []
    for angle, dash in ((0.0, None), (pi / 2, [8.0, 5.0])):
        field, error = fit.along(angle, distances)
        spots = [
            at(float(r), float(b), width, height)
            for r, b, e in zip(distances, field, error, strict=True)
            if WEAK < b < STRONG and e < 0.4 * b
        ]
        if len(spots) > 1:
            drawn.append(path(spots, pen(ft.Colors.PRIMARY, 2, dash), closed=False))
    return drawn
