"""A level's line by direction, as a table: how far out it lies, between which bounds, and how far inside the area."""

from collections.abc import Sequence

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import PlanSet
from audit_app.audit.survey.survey import Surveyed, beyond_boundary, boundary, own_floor, working_line
from audit_app.field.contours import Beyond
from audit_app.field.lines import Crossing
from audit_app.field.telling import rests_on
from audit_app.screens.pieces.layout import S, card, label, stack, title
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt


def beside_plan(audit: Audit, found: Surveyed | None, plan: PlanSet) -> list[ft.Control]:
    """The working line all round, beside the picture it is drawn on; nothing on another floor's plan."""
    if found is None or not own_floor(audit, plan):
        return []
    level = working_line(audit)
    around = next((crossings for at, crossings in found.account.around if abs(at - level) < 1e-9), ())
    if not any(each.supported for each in around):
        return []
    edge = beyond_boundary(audit, plan) if boundary(plan) else ()
    heading = title(say("{level} mT line by direction", level=f"{level:g}"), size=18)
    note = label(say("Degrees from the bore axis (+y), turning towards +x; metres from the isocentre; k = 2."))
    return [card(heading, note, direction_table(around, edge), key="directions")]


def direction_table(crossings: Sequence[Crossing], edge: Sequence[Beyond] = ()) -> ft.Control:
    """One row for each direction; `edge` adds how far the line lies inside the area or outside it."""
    heads = [say("Angle, °"), say("Line at, m"), say("From–to, m"), say("Based on")]
    inside = {each.angle: each for each in edge}
    if edge:
        heads[3] = say("To the edge, m")
    rows = [cells(heads, strong=True)]
    for each in crossings:
        last = edge_words(inside.get(int(each.angle))) if edge else say(rests_on(each))
        rows.append(cells([f"{each.angle:g}", *distances(each), last], faint=not each.supported))
    return stack(*rows, spacing=0)


def distances(one: Crossing) -> tuple[str, str]:
    """How far out a line lies and its bounds, or that readings do not say."""
    if one.distance is None or one.low is None or one.high is None:
        return say("not known"), "–"
    return f"{one.distance:.2f}", f"{one.low:.2f}–{one.high:.2f}"


def edge_words(one: Beyond | None) -> str:
    """How far the line lies inside the area there or outside it."""
    if one is None:
        return say("not known")
    way = say("outside") if one.distance > 0 else say("inside")
    return f"{abs(one.distance):.2f} {way}" + (" ?" if one.low <= 0 <= one.high else "")


def cells(texts: Sequence[str], strong: bool = False, faint: bool = False) -> ft.Control:
    """One row of the table, read out as one."""
    weight = ft.FontWeight.W_600 if strong else None
    colour = ft.Colors.ON_SURFACE_VARIANT if faint else ft.Colors.ON_SURFACE
    shown: list[ft.Control] = [
        ft.Container(ft.Text(text, size=pt(14), weight=weight, color=colour), expand=share)
        for text, share in zip(texts, (2, 2, 3, 3), strict=True)
    ]
    row = ft.Container(
        ft.Row(shown, spacing=S),
        padding=ft.Padding.symmetric(vertical=5),
        border=ft.Border.only(bottom=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)),
    )
    return ft.Semantics(content=row, label="; ".join(texts), container=True, exclude_semantics=True)
