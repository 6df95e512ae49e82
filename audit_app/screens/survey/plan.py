"""The plan with its form beside it: tap a place, type a value, choose a reading, move it, set the plan's scale."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import PlanSet
from audit_app.audit.survey.survey import (
    Surveyed,
    Taken,
    isocentre_height,
    own_floor,
    plans,
    published,
    taken,
    working_line,
)
from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.screens.photos.strip import source_of
from audit_app.screens.pieces.component import held, held_from, known, piece
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.layout import M, S, body, card, label, line, stack, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.survey.answer import beside_plan
from audit_app.screens.survey.canvas import PlanLayers, Sheet, plan_view
from audit_app.screens.survey.marks import Spot, bands, swatch
from audit_app.screens.survey.other_place import Place, Placing
from audit_app.screens.survey.reading_form import ReadingForm, ReadingTask, as_typed
from audit_app.screens.survey.reading_text import TypedReading
from audit_app.screens.survey.results import drawn_levels
from audit_app.screens.survey.setup import NewPlan, PlanSettings, Task
from audit_app.screens.survey.trace import TRACE, TraceForm, trace_button
from audit_app.screens.survey.verbs import Surveyor

PANEL = 400  # logical pixels of the form beside the plan on a wide window
UPRIGHT = 0.66  # of the height of an upright window that its plan may take; the form stands below
BARS = 300  # height of what stands above and below the plan


@dataclass(frozen=True)
class PlanState:
    """What is being looked at and done on the plan; `forms` counts the forms begun, so that each starts clean."""

    plan: str = ""
    cross: Spot | None = None
    task: Task | None = None
    moving: bool = False
    every: bool = False
    forms: int = 0
    start: TypedReading = field(default_factory=TypedReading)


Change = Callable[..., None]


@piece
def PlanView(
    desk: Desk, audit: Audit, surveyor: Surveyor, found: Surveyed | None, chosen: str, choose: Callable[[str], None]
) -> ft.Control:
    """The plan, and the form beside it, or under it where the window is upright; the form alone without a plan."""
    now, set_now = held_from(lambda: PlanState(start=first_form(audit)))

    def change(**what: Any) -> None:
        set_now(replace(now, **what))

    every = plans(audit)
    plan = next((p for p in every if p.plan == now.plan), every[0] if every else None)
    source = use_picture(desk, surveyor, plan)
    one = next((t for t in taken(audit) if t.entry.reading == chosen), None)
    signed = audit.state == "signed"
    sheet = sheet_of(desk, plan) if plan else None
    placing, _ = held_from(Placing)
    form = form_for(audit, surveyor, sheet, one, now, change, choose, placing)
    if plan is None or sheet is None:
        first = [] if signed else [no_plan(), NewPlan(desk, surveyor.plans, lambda made: change(plan=made), key="new")]
        return scrolled(*first, form)
    own = own_floor(audit, plan)
    here = (plan.plan, "") if own else (plan.plan,)
    readings = tuple(t for t in taken(audit) if t.entry.plan in here)
    tapped = finger(surveyor, sheet, readings, one, now, change, choose, signed, placing)
    drawn = layers_now(desk, audit, found, readings, chosen, now, own)
    above = line(plan_choice(every, plan, change), lines_choice(now.every, change))
    told = [] if own else [label(other_floor(), key="other-floor")]
    picture = stack(ft.Container(height=S), above, *told, plan_view(sheet, drawn, source, tapped))
    table = beside_plan(audit, found, plan)
    settings = settings_now(surveyor, plan, sheet, now, change, signed)
    side = [*settings, form, *table, legend(audit, desk.window.dark)]
    if desk.window.upright:
        return scrolled(picture, *side)
    beside = ft.Container(ft.Column(side, scroll=ft.ScrollMode.AUTO, spacing=M), width=PANEL, padding=M)
    left = ft.Container(picture, expand=True, padding=ft.Padding.only(left=M, right=S))
    return ft.Row([left, beside], expand=True, spacing=0, vertical_alignment=ft.CrossAxisAlignment.START)


def first_form(audit: Audit) -> TypedReading:
    """The form of the next reading: in the unit of the last one; before there is one, its unit must be chosen."""
    last = taken(audit)[-1:]
    return TypedReading(unit=last[0].entry.quantity.unit if last else "", height=str(isocentre_height(audit)))


def use_picture(desk: Desk, surveyor: Surveyor, plan: PlanSet | None) -> str:
    """Where the client finds the plan's picture; empty for a drawn room and until it is ready."""
    source, set_source = held("")
    digest = plan.picture if plan else ""

    async def find() -> None:
        if not digest:
            set_source("")
            return
        try:
            path: Path = await beside(surveyor.plans.source_of_picture, digest)
        except AuditError as error:
            desk.report(error)
        else:
            set_source(source_of(desk, path))

    ft.use_effect(find, [digest])
    return source


def sheet_of(desk: Desk, plan: PlanSet) -> Sheet:
    """The plan as large as the window has room."""
    under = desk.window.upright
    width = desk.window.width - (2 * M if under else PANEL + 2 * M)
    return Sheet.fitting(plan, width, desk.window.height * UPRIGHT if under else desk.window.height - BARS)


def layers_now(
    desk: Desk,
    audit: Audit,
    found: Surveyed | None,
    readings: tuple[Taken, ...],
    chosen: str,
    now: PlanState,
    lines: bool,
) -> PlanLayers:
    """What is drawn over the plan; no lines on a floor that is not the magnet's."""
    return PlanLayers(
        taken=readings,
        found=found,
        levels=drawn_levels(audit, now.every) if lines else (),
        plot=published(audit),
        working_line=working_line(audit),
        chosen=chosen,
        cross=now.cross,
        points=now.task.points if now.task else (),
        dark=desk.window.dark,
    )


def finger(
    surveyor: Surveyor,
    sheet: Sheet,
    readings: tuple[Taken, ...],
    one: Taken | None,
    now: PlanState,
    change: Change,
    choose: Callable[[str], None],
    signed: bool,
    placing: Placing,
) -> Callable[[Spot], None]:
    """What a tap on the plan does: sets a point, moves the chosen reading, chooses one, or begins a new one there."""

    def tapped(pixel: Spot) -> None:
        under = sheet.nearest(pixel, readings)
        if now.task is not None and not signed:
            change(task=now.task.with_point(pixel))
        elif now.moving and one is not None and sheet.where is not None and not signed:
            surveyor.move(one.entry.reading, sheet.where.to_metres(pixel), pixel)
            change(moving=False)
        elif under or signed or sheet.where is None:
            choose(under)
            change(cross=None)
        else:
            x, y = sheet.where.to_metres(pixel)
            place = Place(f"{x:.2f}", f"{y:.2f}", pixel)
            if one is None and placing.take is not None:
                change(cross=pixel)
                placing.take(place)
                return
            choose("")
            change(cross=pixel, start=place.of(replace(now.start, value="", place="")), forms=now.forms + 1)

    return tapped


def form_for(
    audit: Audit,
    surveyor: Surveyor,
    sheet: Sheet | None,
    one: Taken | None,
    now: PlanState,
    change: Change,
    choose: Callable[[str], None],
    placing: Placing,
) -> ft.Control:
    """The form for a new reading or the chosen one."""
    if audit.state == "signed":
        return label(say("This audit is signed: its survey can be looked at, not changed."))

    def place(x: str, y: str) -> None:
        if sheet is not None and sheet.where is not None:
            try:
                change(cross=sheet.where.to_pixel((float(x.replace(",", ".")), float(y.replace(",", ".")))))
            except ValueError:
                change(cross=None)

    def done(kept: TypedReading, then: Place | None) -> None:
        choose("")
        again = TypedReading(
            unit=kept.named, height=kept.height, probe=kept.probe, line_for=kept.line_for, side=kept.side
        )
        start, cross = (then.of(again), then.spot) if then else (again, None)
        change(cross=cross, moving=False, start=start, forms=now.forms + 1)

    begin = as_typed(one.entry) if one else now.start
    key = f"form.{one.entry.id}" if one else f"form.new.{now.forms}"
    plan = sheet.plan.plan if sheet else ""
    move = (lambda: change(moving=True)) if one and sheet and sheet.where else None
    task = ReadingTask(plan, one.entry if one else None, begin, place, done, placing, move, now.moving)
    return ReadingForm(audit, surveyor, task, key=key)


def settings_now(
    surveyor: Surveyor, plan: PlanSet, sheet: Sheet, now: PlanState, change: Change, signed: bool
) -> list[ft.Control]:
    """What the plan still needs, or what is being set on it by taps."""
    if signed:
        return []
    ready = sheet.where is not None
    key = f"settings.{plan.plan}.{ready}"

    def begin(what: str) -> None:
        change(task=Task(what))

    if now.task is not None and now.task.what == TRACE:
        return [
            TraceForm(
                surveyor.plans, plan, surveyor.plans.kept_plot, now.task.points, lambda: change(task=None), key="trace"
            )
        ]
    settings = PlanSettings(surveyor.plans, plan, now.task, begin, lambda: change(task=None), ready, key=key)
    if now.task is not None or ready:
        return [settings, *([trace_button(begin)] if ready and now.task is None else [])]
    words = body(say("A tap on the plan then gives a position in metres."))
    return [
        card(title(say("Set the scale, the isocentre and the bore axis first"), size=18), words, key="first"),
        settings,
    ]


def no_plan() -> ft.Control:
    """Before there is a plan."""
    words = say("Readings can be typed with x and y straight away. With a plan you can tap where each was taken.")
    return card(title(say("No floor plan yet"), size=18), body(words), key="no-plan")


def other_floor() -> str:
    """Why no line is drawn on the plan of another floor."""
    words = say("Lines are worked out at the height of the isocentre, so none is drawn on the plan of another floor.")
    return f"{words} {say('The height of each floor is entered under Set up.')}"


def plan_choice(every: tuple[PlanSet, ...], plan: PlanSet, change: Change) -> ft.Control:
    """Which plan is shown."""
    options = [(p.plan, f"{p.name} · {p.storey}" if p.storey else p.name) for p in every]

    def turn(to: str) -> None:
        change(plan=to, task=None, cross=None)

    return choice("plan.choice", say("Plan"), plan.plan, options, turn, width=280)


def lines_choice(every: bool, change: Change) -> ft.Control:
    """Which lines are drawn."""
    options = [("main", say("Main lines")), ("all", say("All lines"))]
    return segments("plan.lines", "all" if every else "main", options, lambda which: change(every=which == "all"))


def legend(audit: Audit, dark: bool) -> ft.Control:
    """What marks and lines mean, in shapes and words."""
    rows: list[ft.Control] = [
        ft.Row([swatch(band, dark), label(band.words)], spacing=S) for band in bands(working_line(audit))
    ]
    more = [
        say("Hollow mark: reading not used for any line."),
        say("Solid line: supported by readings here. Dashed: by symmetry. No line: not supported by readings."),
        say("Cross: published distance. Dash and dot: drawn edge of the controlled area."),
    ]
    return known("legend", card(title(say("Legend"), size=16), *rows, *[label(words) for words in more]))


def scrolled(*parts: ft.Control) -> ft.Control:
    """Parts in one column that scrolls."""
    column = ft.Column(
        [*parts, ft.Container(height=M)],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        spacing=M,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(column, padding=M, expand=True)
