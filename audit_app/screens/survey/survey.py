"""The field survey: readings on a plan, in a table and on a chart, and what they show."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import PlanSet
from audit_app.audit.survey.survey import (
    ISOCENTRE,
    Surveyed,
    isocentre_height,
    levels,
    plans,
    surveyed,
    taken,
    working_line,
)
from audit_app.beside import beside
from audit_app.screens.pieces.component import held, held_from, piece, view
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.frame import frame, scrolling
from audit_app.screens.pieces.layout import M, S, body, card, grid, label, line, stack
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.pieces.scroll import use_tab
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.survey.answer import first_line, survey_disputes
from audit_app.screens.survey.chart import chart
from audit_app.screens.survey.import_file import ReadingsImport
from audit_app.screens.survey.plan import BARS, PlanView, legend, scrolled
from audit_app.screens.survey.plan_verbs import Draughtsman
from audit_app.screens.survey.reading_text import TypedReading, number
from audit_app.screens.survey.results import results, table
from audit_app.screens.survey.setup import NewPlan, PlotForm
from audit_app.screens.survey.verbs import Surveyor


@view
def PlanScreen() -> ft.View:
    """The survey of an audit."""
    desk, audit = use_audit()
    if audit is None:
        return frame("/survey", say("Field survey"), [still_opening()])
    route, back = f"/audit/{audit.id}/survey", f"/audit/{audit.id}"
    inner = ft.Container(SurveyBody(desk, audit), expand=True)
    return frame(route, say("Field survey"), inner, back=back, help_page="survey", subtitle=audit.begun.unit.name)


def use_findings(audit: Audit) -> Surveyed | None:
    """What the survey shows, worked out beside the screen; None until it is."""
    nothing: Surveyed | None = None
    found, set_found = held(nothing)
    readings = tuple((t.entry.id, t.number) for t in taken(audit))

    async def work_out() -> None:
        set_found(await beside(surveyed, audit))

    ft.use_effect(work_out, [readings, levels(audit), isocentre_height(audit)])
    return found


@piece
def SurveyBody(desk: Desk, audit: Audit) -> ft.Control:
    """Plan, table, chart, results or setting up: one at a time."""
    showing, show = use_tab(desk, f"/audit/{audit.id}/survey", "plan")
    chosen, choose = held("")
    found = use_findings(audit)
    surveyor, _ = held_from(lambda: Surveyor(desk))
    views = {
        "plan": say("Plan"),
        "table": say("Table"),
        "chart": say("Chart"),
        "results": say("Results"),
        "setup": say("Set up"),
    }

    def open_reading(reading: str) -> None:
        choose(reading)
        show("plan")

    tabs = segments("survey.view", showing, list(views.items()), show)
    if showing == "plan":
        inside: ft.Control = PlanView(desk, audit, surveyor, found, chosen, choose, key="plan")
    else:
        inside = other_view(desk, audit, showing, found, surveyor, open_reading)
    told = [] if showing == "setup" or audit.state == "signed" else [stays_outside()]
    answered = [] if showing == "setup" else [first_line(audit, found)]
    differing = survey_disputes(desk, audit)
    return stack(
        ft.Container(stack(*answered, line(tabs), *told, spacing=S), padding=M),
        *([ft.Container(ft.Column(differing, scroll=ft.ScrollMode.AUTO), padding=M, height=280)] if differing else []),
        ft.Container(inside, expand=True),
        spacing=0,
        expand=True,
    )


def stays_outside() -> ft.Control:
    """The reminder that no reading inside the scan room is typed in there."""
    words = say("The tablet stays outside the scan room; take the paper sheet in")
    sign = ft.Icon(ft.Icons.DO_NOT_DISTURB, size=18, color=ft.Colors.ERROR)
    return ft.Row([sign, label(words, color=ft.Colors.ERROR, expand=True)], spacing=S, key="stays-outside")


def other_view(
    desk: Desk,
    audit: Audit,
    showing: str,
    found: Surveyed | None,
    surveyor: Surveyor,
    open_reading: Callable[[str], None],
) -> ft.Control:
    """The part of the survey that was asked for, other than the plan."""
    readings, dark = taken(audit), desk.window.dark

    def scrolled(*controls: ft.Control) -> ft.Control:
        return scrolling(f"/audit/{audit.id}/survey", controls, showing)

    if showing == "table":
        return scrolled(table(audit, readings, found, dark, open_reading))
    if showing == "chart":
        width, height = min(desk.window.width, 1100) - 3 * M, max(320, desk.window.height - BARS)
        drawn = chart(readings, found, working_line(audit), width, height, dark)
        return scrolled(drawn, legend(audit, dark))
    if showing == "setup":
        return PlotAndPlans(desk, audit, surveyor, key="setup")
    if found is None:
        return scrolled(body(say("Working out the lines …"), key="working"))
    return scrolled(results(audit, found, dark, lambda key: to_item(desk, audit, key)))


def to_item(desk: Desk, audit: Audit, key: str) -> None:
    """Turns the visit to an item and goes there."""
    desk.go_to(key)
    ft.context.page.navigate(f"/audit/{audit.id}")


@piece
def PlotAndPlans(desk: Desk, audit: Audit, surveyor: Surveyor) -> ft.Control:
    """Plans and their names, the maker's plot, and files brought in."""
    if audit.state == "signed":
        return scrolled(label(say("This audit is signed: its survey can be looked at, not changed.")))
    parts: list[ft.Control] = [stays_outside()]
    parts.append(NewPlan(desk, surveyor.plans, lambda plan: None, key="new"))
    height = str(isocentre_height(audit))
    words = say("Isocentre above the floor of the scan room, m")
    told = say("Not entered yet: taken as {m} m. See the manufacturer's drawing.", m=height)
    centre = TypedField("isocentre.height", words, height, surveyor.plans.put_isocentre, key="isocentre", joins=False)
    parts.append(card(grid(centre), *([] if ISOCENTRE in audit.settings else [label(told)])))
    every = plans(audit)
    parts += [named(surveyor.plans, plan) for plan in every]
    here = every[0].plan if every else ""

    def use(typed: TypedReading) -> None:
        surveyor.keep(typed, here)

    parts += [PlotForm(audit, surveyor.plans, key="plot"), ReadingsImport(desk, surveyor, every, use, key="log")]
    return scrolled(*parts)


def named(verbs: Draughtsman, plan: PlanSet) -> ft.Control:
    """A plan's name, storey and height above the scan room."""

    def rename(text: str) -> None:
        verbs.plan(plan.plan, name=text)

    def on_storey(text: str) -> None:
        verbs.plan(plan.plan, storey=text)

    def lies(text: str) -> None:
        verbs.plan(plan.plan, floor=number(text, say("The floor")))

    name = TypedField(
        f"plan.name.{plan.plan}",
        say("Name of the plan"),
        plan.name,
        rename,
        draft=f"plan-name:{plan.plan}",
        key=f"name.{plan.plan}",
    )
    storey = TypedField(
        f"plan.storey.{plan.plan}", say("Storey, e.g. floor above"), plan.storey, on_storey, key=f"storey.{plan.plan}"
    )
    height = "" if plan.floor is None else str(plan.floor)
    told = say("How high above the scan room's floor, m (0: the same)")
    floor = TypedField(f"plan.floor.{plan.plan}", told, height, lies, joins=False, key=f"floor.{plan.plan}")
    return card(
        grid(name, storey, floor), label(say("Scale, isocentre, bore axis and edge are set by taps in the plan view."))
    )
