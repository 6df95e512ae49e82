"""A published line traced on the plan: tapped point by point, with its level and the document it is from."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.log.entries import PlanSet, PlotSet
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import body, card, grid, line, title
from audit_app.screens.session.language import say
from audit_app.screens.survey.marks import Spot
from audit_app.screens.survey.plan_verbs import Draughtsman
from audit_app.screens.survey.setup import level_of

TRACE = "trace"


def trace_button(begin: Callable[[str], None]) -> ft.Control:
    """Begins a trace."""
    return line(quiet("set.trace", say("Trace a published line"), lambda: begin(TRACE), icon=ft.Icons.TIMELINE))


@piece
def TraceForm(
    plans: Draughtsman, plan: PlanSet, plot: PlotSet | None, points: tuple[Spot, ...], end: Callable[[], None]
) -> ft.Control:
    """What to tap, the level of the line, and its source where no plot was kept yet."""
    level, set_level, forget_level = drafted(f"plan-trace:{plan.plan}", "")
    source, set_source, forget_source = drafted("plan-trace-source:", "")
    fault, set_fault = held("")

    def keep() -> None:
        try:
            plans.trace(plan, points, level_of(level), plot.source if plot else source)
        except AuditError as error:
            set_fault(str(error))
        else:
            leave()

    def leave() -> None:
        forget_level()
        forget_source()
        end()

    fields = [known("trace.level", text_field(say("Level, mT"), level, lambda e: set_level(e.data or "")))]
    if plot is None:
        document = text_field(say("Source: document, edition, page"), source, lambda e: set_source(e.data or ""))
        fields.append(known("trace.source", document))
    told = say("Tap along the published line, point by point, on this plan.")
    parts: list[ft.Control] = [body(f"{told} {say('Points so far: {n}', n=len(points))}"), grid(*fields)]
    if fault:
        parts.append(body(fault, color=ft.Colors.ERROR))
    buttons = line(
        strong("trace.keep", say("Keep the line"), keep, disabled=len(points) < 2),
        plain("points.cancel", say("Cancel"), leave),
    )
    return card(title(say("Published line"), size=18), *parts, buttons, key="trace", emphasis=True)
