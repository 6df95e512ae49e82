"""Setting up a survey: plans from a picture, a PDF page or a drawn room, what is set on them, the maker's plot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import PlanSet, PlotLine, PlotSet
from audit_app.audit.survey.survey import geometry
from audit_app.errors import AuditError, FieldError, UsageError
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields.choice import tick
from audit_app.screens.pieces.fields.draft_field import clash_cards, clashing, stood_on
from audit_app.screens.pieces.fields.drafts import Edit, FormEdit, drafted, edited, form_edited
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.files import FileIn
from audit_app.screens.pieces.layout import body, card, grid, label, line, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.survey.marks import Spot
from audit_app.screens.survey.plan_verbs import Draughtsman
from audit_app.screens.survey.reading_text import TypedReading, number
from audit_app.units import convert, read

SETTING = ("scale", "isocentre", "axis", "boundary")


@piece
def NewPlan(desk: Desk, plans: Draughtsman, chosen: Callable[[str], None]) -> ft.Control:
    """A plan from a file, or a room drawn by its two lengths."""
    name, set_name, forget = drafted("plan-new:", "")
    along, set_along, forget_along = drafted("plan-along:", "")
    across, set_across, forget_across = drafted("plan-across:", "")
    page, set_page, _ = drafted("plan-page:", "1")
    fault, set_fault = held("")

    def take(file: str, data: bytes) -> None:
        chosen(plans.import_plan(file, data, page_number(page) if data[:5] == b"%PDF-" else 1))

    def draw() -> None:
        try:
            made = plans.draw_room(name, across, along)
            for each in (forget, forget_along, forget_across):
                each()
            chosen(made)
        except AuditError as error:
            set_fault(str(error))

    def field(key: str, words: str, value: str, put: Callable[[str], None], **more: object) -> ft.Control:
        return known(key, text_field(words, value, lambda e: put(e.data or ""), **more))

    return card(
        title(say("New plan"), size=18),
        body(say("Bring in the floor plan as PNG, JPEG or a page of a PDF:")),
        line(
            FileIn(desk, "plan.file", say("Choose a file"), ft.Icons.UPLOAD_FILE, ("png", "jpg", "jpeg", "pdf"), take),
            ft.Container(field("plan.page", say("Page of the PDF"), page, set_page), width=160),
        ),
        body(say("Or draw the room as a rectangle:")),
        grid(
            field("room.name", say("Name, e.g. Scan room, floor above"), name, set_name),
            field("room.along", say("Length along the bore, m"), along, set_along),
            field("room.across", say("Width across the bore, m"), across, set_across, error=fault or None),
        ),
        line(strong("room.draw", say("Draw the room"), draw)),
        key="plan.new",
    )


def page_number(typed: str) -> int:
    """A page of a PDF, from 1; a UsageError for anything else."""
    text = typed.strip()
    if not text.isascii() or not text.isdigit() or int(text[:6]) < 1:
        fault, remedy = say("is not a page of a PDF"), say("Type its number, counted from 1")
        raise UsageError(f"“{text[:20]}”", fault, remedy)
    return int(text[:6])


@dataclass(frozen=True)
class Task:
    """What taps on the plan set now: scale, isocentre, axis or boundary; and the points tapped so far."""

    what: str
    points: tuple[Spot, ...] = ()

    def with_point(self, point: Spot) -> "Task":
        """The points after one more tap: one for the isocentre, two for a scale or an axis, any number for an edge."""
        most = {"isocentre": 1, "scale": 2, "axis": 2}.get(self.what, 200)
        return replace(self, points=(*self.points, point)[-most:])


@piece
def PlanSettings(
    plans: Draughtsman,
    plan: PlanSet,
    task: Task | None,
    begin: Callable[[str], None],
    end: Callable[[], None],
    folded: bool = False,
) -> ft.Control:
    """What is set of a plan and what is not, and the way to set it by taps; folded away once it is ready."""
    opened, set_opened = held(not folded)
    metres = edited(f"plan-metres:{plan.plan}", str(plan.metres) if plan.metres else "")
    fault, set_fault = held("")

    def keep() -> None:
        try:
            plans.set_points(plan, task.what if task else "", task.points if task else (), metres.text)
        except AuditError as error:
            set_fault(str(error))
        else:
            set_fault("")
            metres.settle()
            end()

    def leave() -> None:
        metres.give_up()
        end()

    if task is not None:
        return points_card(task, metres, fault, keep, leave)
    if not opened:
        more = say("Change scale, isocentre, axis or edge")
        return line(quiet("plan.more", more, lambda: set_opened(True), icon=ft.Icons.TUNE))
    rows = [
        line(plain(f"set.{what}", words, partial(begin, what)), label(standing(plan, what)))
        for what, words in names().items()
    ]
    return card(title(say("Plan: {name}", name=plan.name), size=18), *rows, key="plan.settings")


def points_card(task: Task, metres: Edit, fault: str, keep: Callable[[], None], end: Callable[[], None]) -> ft.Control:
    """What is being set by taps: what to tap, how far apart, what was refused, and the ways out."""
    parts: list[ft.Control] = [body(task_words(task))]
    if task.what == "scale":
        words = say("Metres between the two points")
        field = text_field(words, metres.text, lambda e: metres.put(e.data or "", stood_on(e)))
        parts += [known("scale.metres", field), *clashing("scale.metres", metres)]
    if fault:
        parts.append(body(fault, color=ft.Colors.ERROR))
    set_it = strong("points.keep", say("Save"), keep, disabled=not task.points or metres.stale)
    parts.append(line(set_it, plain("points.cancel", say("Cancel"), end)))
    return card(title(names()[task.what], size=18), *parts, key="points", emphasis=True)


def names() -> dict[str, str]:
    """What can be set on a plan, in words."""
    return {
        "scale": say("Scale"),
        "isocentre": say("Isocentre"),
        "axis": say("Bore axis"),
        "boundary": say("Edge of the controlled area"),
    }


def task_words(task: Task) -> str:
    """What to tap, and how far one is."""
    words = {
        "scale": say("Tap two points that are a known distance apart, far from each other."),
        "isocentre": say("Tap the middle of the magnet."),
        "axis": say("Tap one end of the bore, then the other."),
        "boundary": say("Tap the corners of the controlled area, one after the other."),
    }
    return f"{words[task.what]} {say('Points so far: {n}', n=len(task.points))}"


def standing(plan: PlanSet, what: str) -> str:
    """Whether something is set, in words."""
    if what == "scale":
        where = geometry(plan)
        return say("{m} m between two points", m=plan.metres) if where or plan.metres else say("not set")
    if what == "axis":
        return say("{a}° from the picture's right", a=plan.axis) if plan.axis is not None else say("not set")
    if what == "isocentre":
        return say("set") if plan.isocentre else say("not set")
    return say("{n} corners", n=len(plan.boundary)) if plan.boundary else say("not drawn")


@piece
def PlotForm(audit: Audit, plans: Draughtsman) -> ft.Control:
    """The maker's published distances: one row for each level, and their source."""
    kept = audit.slots.last(("plot",))
    plot = kept if isinstance(kept, PlotSet) else None
    source = edited("plot:source", plot.source if plot else "")
    verified, set_verified = held(plot.verified if plot else False)
    start = _rows(plot)
    edit = form_edited("plot:", {f"{i}.{j}": w for i, r in enumerate(start) for j, w in enumerate(r)})
    cells = edit.now
    rows = tuple((cells[f"{i}.0"], cells[f"{i}.1"], cells[f"{i}.2"]) for i in range(len(start)))
    fault, set_fault = held("")
    traced = tuple(each for each in plot.lines if each.traced) if plot else ()

    def keep() -> None:
        try:
            typed = (line_ for r in rows if (line_ := _line(r)))
            plans.plot(source.text, (*typed, *(each.model_dump() for each in traced)), verified)
        except AuditError as error:
            set_fault(str(error))
        else:
            set_fault("")
            source.settle()
            edit.forget()

    words = say("Source: document, edition, page")
    asked = text_field(words, source.text, lambda e: source.put(e.data or "", stood_on(e)), error=fault or None)
    return card(
        title(say("Published plot"), size=18),
        label(say("The app has no manufacturers' figures. Copy them from your own document; leave unused rows blank.")),
        known("plot.source", asked),
        *clashing("plot.source", source),
        *plot_rows(edit, rows),
        *[traced_line(plans, each) for each in traced],
        tick("plot.verified", say("I have checked these figures against the document"), verified, set_verified),
        *clash_cards(edit, {}),
        line(strong("plot.keep", say("Keep the plot"), keep, disabled=source.stale or bool(edit.clashes))),
        key="plot",
    )


def plot_rows(edit: FormEdit, rows: Sequence[tuple[str, str, str]]) -> list[ft.Control]:
    """Every row of the plot, to be typed in."""

    def change(name: str, words: str) -> None:
        edit.put({**edit.now, name: words})

    return [row_fields(index, row, change) for index, row in enumerate(rows)]


def row_fields(index: int, row: tuple[str, str, str], change: Callable[[str, str], None]) -> ft.Control:
    """The three fields of one row of the plot; `change` hears the cell's name and its words."""

    def cell(name: str, words: str, value: str) -> ft.Control:
        field = text_field(words, value, lambda e: change(name, e.data or ""))
        return ft.Container(known(f"plot.{name}", field), expand=True)

    heads = (say("Level, mT"), say("Radial, m"), say("Axial, m"))
    return ft.Row([cell(f"{index}.{n}", words, row[n]) for n, words in enumerate(heads)])


def traced_line(plans: Draughtsman, kept: PlotLine) -> ft.Control:
    """A line that was traced on the plan, and the way to take it off."""
    words = say("{level} mT: traced on the plan through {n} points", level=kept.level, n=len(kept.traced))
    off = quiet(f"plot.untrace.{kept.level}", say("Remove it"), lambda: plans.untrace(kept.level))
    return line(label(words), off)


def _rows(plot: PlotSet | None) -> tuple[tuple[str, str, str], ...]:
    named = [each for each in plot.lines if not each.traced] if plot else []
    kept = [(str(each.level), str(each.radial or ""), str(each.axial or "")) for each in named]
    return (*kept, *[("", "", "")] * max(1, 4 - len(kept)))


def _line(row: Sequence[str]) -> dict[str, object] | None:
    """One row as a line of the plot; None when it is blank."""
    if not any(cell.strip() for cell in row):
        return None
    level = level_of(row[0])
    radial, axial = (number(cell, say("The plot")) for cell in row[1:])
    if level is None or level <= 0 or (radial is None and axial is None):
        raise FieldError(say("The plot"), say("has a row without a level or a distance"), say("Fill it, or clear it"))
    return {"level": level, "radial": radial, "axial": axial}


def level_of(typed: str) -> Decimal | None:
    """A level in mT, typed bare or with a unit of its own; a FieldError when it can be read in two ways."""
    if not typed.strip():
        return None
    found = read(typed, "mT", TypedReading(value=typed, unit="mT").beside)
    if found.challenges or found.quantity.comparator:
        fault = say("has a level that can be read in two ways: “{typed}”", typed=typed[:20])
        raise FieldError(say("The plot"), fault, say("Type it like 0.5, or 5 G"))
    return convert(found.quantity.value, found.quantity.unit, "mT")
