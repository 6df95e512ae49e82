"""What a survey answers: whether the working line is inside the controlled area, and a line by direction as a table."""

from collections.abc import Sequence

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.history.disputes import Dispute
from audit_app.audit.log.entries import PlanSet
from audit_app.audit.survey.controlled_area import Standing, against_line, area_answer
from audit_app.audit.survey.survey import Surveyed, beyond_boundary, boundary, own_floor, working_line
from audit_app.field.contours import Beyond
from audit_app.field.lines import Crossing
from audit_app.field.telling import rests_on
from audit_app.screens.pieces.disputes import dispute_cards
from audit_app.screens.pieces.layout import S, body, card, label, stack, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt

MOST_NAMED = 3  # readings against a line; the table marks every one
SIGNS: dict[Standing, tuple[ft.IconData, ft.ColorValue]] = {
    "inside": (ft.Icons.CHECK_CIRCLE_OUTLINE, ft.Colors.PRIMARY),
    "outside": (ft.Icons.ERROR_OUTLINE, ft.Colors.ERROR),
    "at the edge": (ft.Icons.WARNING_AMBER, ft.Colors.ERROR),
    "unknown": (ft.Icons.HELP_OUTLINE, ft.Colors.ON_SURFACE_VARIANT),
}
SURVEY_SLOTS = ("field", "plan", "plot")


def first_line(audit: Audit, found: Surveyed | None) -> ft.Control:
    """The question that a survey is made for, and its answer; unknown is said as unknown."""
    question = say("Is the {level} mT line inside the controlled area?", level=f"{working_line(audit):g}")
    if found is None:
        return stack(label(question), body(say("Working out the lines …")), spacing=2, key="area-answer")
    answer = area_answer(audit, found)
    icon, colour = SIGNS[answer.standing]
    words = body(answer.words, weight=ft.FontWeight.W_600, expand=True)
    said = ft.Row([ft.Icon(icon, color=colour, size=24), words], spacing=S)
    return stack(label(question), said, *against(audit, found), spacing=2, key="area-answer")


def against(audit: Audit, found: Surveyed) -> list[ft.Control]:
    """The readings that lie against a fitted line, by number."""
    named = against_line(audit, found)
    rows: list[ft.Control] = [body(against_words(each), color=ft.Colors.ERROR) for each in named[:MOST_NAMED]]
    if len(named) > MOST_NAMED:
        rows.append(label(say("and {n} more; the table marks each of them", n=len(named) - MOST_NAMED)))
    return rows


def against_words(one: object) -> str:
    """One reading that a line contradicts, in the words of the survey: its readings are numbered, not in rows."""
    return str(one).replace("Row ", say("Reading") + " ", 1)


def survey_disputes(desk: Desk, audit: Audit) -> list[ft.Control]:
    """What two devices say differently about readings, plans, the maker's plot or the isocentre, to be settled here."""
    return dispute_cards(desk, audit, of_survey)


def of_survey(found: Dispute) -> bool:
    """Whether a dispute is about the survey."""
    return found.slot[0] in SURVEY_SLOTS or found.slot == ("setting", "isocentre_height")


# The line by direction


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
