"""The first line of the survey: is the working line inside the controlled area, what lies against it, what differs."""

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.history.disputes import Dispute
from audit_app.audit.survey.controlled_area import Standing, against_line, area_answer
from audit_app.audit.survey.survey import Surveyed, working_line
from audit_app.screens.pieces.disputes import dispute_cards
from audit_app.screens.pieces.layout import S, body, label, stack
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say

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
