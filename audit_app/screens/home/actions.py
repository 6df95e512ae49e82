"""The actions of every unit: the most pressing on the home screen, all of them on a screen of their own."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.findings.actions import STATES
from audit_app.audit.findings.every_action import Planned
from audit_app.dates import spoken
from audit_app.screens.pieces.component import held, known, piece, row, view
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import NARROW, M, S, body, card, chip, empty, label, line, stack, tappable, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.scroll import use_tab
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt
from audit_app.visit.register import actions_everywhere

FEW = 3  # on the home screen
SHOWN = 60  # in the list at once


@view
def ActionsEverywhere() -> ft.View:
    """Every action over all units."""
    desk = use_desk()
    which, turn = use_tab(desk, "/actions", "open")
    parts = [EveryAction(every_action(desk), which, turn, key="every")]
    return frame("/actions", say("Actions of all units"), parts, help_page="actions", tab=which)


def every_action(desk: Desk) -> tuple[Planned, ...]:
    """Every action that is followed, as of today."""
    return actions_everywhere(desk.cabinet.store, desk.cabinet.clock.now().date())


@piece
def EveryAction(every: tuple[Planned, ...], which: str, set_which: Callable[[str], None]) -> ft.Control:
    """The list, by how the actions stand and by what is looked for."""
    sought, set_sought = held("")
    if not every:
        told = say("An action is set on a finding of an audit. Those of simulated audits are not listed here.")
        return empty(ft.Icons.TASK_ALT, say("No actions yet"), told)
    ways = {"open": [each for each in every if each.open], "done": [each for each in every if each.state == "done"]}
    ways["all"] = list(every)
    words = {"open": say("Open"), "done": say("To verify"), "all": say("All")}
    options = [(name, f"{words[name]} ({len(some)})") for name, some in ways.items()]
    found = [each for each in ways[which] if sought.casefold() in each.searched]
    search = text_field(
        say("Search by unit, owner or action"), sought, lambda event: set_sought(event.data or ""),
        prefix_icon=ft.Icons.SEARCH, draws="pause",
    )  # fmt: skip
    none = [label(say("No action here."))] if not found else []
    rows = [ActionOfUnit(each, key=each.action) for each in found[:SHOWN]]
    more = [label(say("and {n} more; search for a unit, an owner or an action", n=len(found) - SHOWN))]
    beside = [known("actions.search", search)] if len(every) > FEW else []
    chosen = line(segments("which", which, options, set_which))
    return stack(chosen, *beside, *rows, *none, *(more if len(found) > SHOWN else []), spacing=M)


@row
def ActionOfUnit(each: Planned) -> ft.Control:
    """One action: what, by when, by whom, and of which unit; a tap leads to its finding."""
    place = ", ".join(part for part in (each.unit_name, each.site) if part)
    heading = ft.Text(each.what, size=pt(16), weight=ft.FontWeight.W_600)
    words = stack(heading, label(place), line(*facts(each)), spacing=4, expand=True)
    return known(f"action.{each.action}", tappable(words, go(address(each))), button=True)


def address(each: Planned) -> str:
    """Where something is done about an action."""
    return f"/audit/{each.audit}/finding/{each.finding}"


def facts(each: Planned) -> list[ft.Control]:
    """When it is due, by whom, how grave its finding is and how far it is, as chips."""
    owner = say("No owner yet") if each.owner == "No owner yet" else each.owner
    found = [when(each), chip(owner, ft.Icons.PERSON_OUTLINE), chip(say("{level} risk", level=say(each.level)))]
    if each.state != "open":
        found.append(chip(say(STATES.get(each.state, each.state))))
    return found if each.level else [*found[:2], *found[3:]]


def when(each: Planned) -> ft.Control:
    """The day, and how long it is over; one that nobody gave stands out."""
    if each.days is None:
        return chip(say("No due date"), ft.Icons.EVENT_BUSY, ft.Colors.ERROR if each.open else ft.Colors.OUTLINE)
    if each.overdue:
        late = say_many("{n} day overdue", "{n} days overdue", -each.days)
        return chip(f"{late}, {spoken(each.due)}", ft.Icons.ALARM, ft.Colors.ERROR)
    return chip(say("Due {day}", day=spoken(each.due)), ft.Icons.EVENT)


@row
def ActionsCard(every: tuple[Planned, ...]) -> ft.Control:
    """On the home screen: how many are open and overdue, the most pressing few, and the way to all."""
    left = [each for each in every if each.open]
    if not every:
        return ft.Container(height=0)
    late = sum(each.overdue for each in left)
    said = say_many("{n} open action", "{n} open actions", len(left))
    heading = f"{said}, {say_many('{n} overdue', '{n} overdue', late)}" if late else said
    show = quiet("all-actions", say("All actions"), go("/actions"), icon=ft.Icons.TASK_ALT)
    rows = [action_line(each, go(address(each))) for each in left[:FEW]]
    return card(title(heading, size=18), *rows, line(show), key="actions-card")


def action_line(each: Planned, lead: Callable[[], None]) -> ft.Control:
    """One of the few."""
    narrow = (ft.context.page.width or 1180) < NARROW
    about = " · ".join(part for part in (each.unit_name, each.owner) if part)
    day = when(each)
    words = stack(body(each.what), label(about), *([line(day)] if narrow else []), spacing=2, expand=True)
    tint = ft.Colors.ERROR if each.overdue else ft.Colors.ON_SURFACE_VARIANT
    sign = ft.Icon(ft.Icons.ALARM if each.overdue else ft.Icons.TASK_ALT, color=tint)
    inside = ft.Row([sign, words, *([] if narrow else [day])], spacing=S)
    tile = ft.Container(inside, padding=ft.Padding.symmetric(vertical=S), ink=True, border_radius=8, on_click=lead)
    return known(f"todo.{each.action}", tile, button=True)
