"""What falls due: overdue and soon on the home screen in a card, all of it on a screen of its own."""

from collections.abc import Callable, Sequence

import flet as ft

from audit_app.audit.findings.due import Due
from audit_app.dates import spoken
from audit_app.screens.pieces.component import known, view
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import NARROW, S, body, card, empty, label, line, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import Desk, desk_here, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt
from audit_app.visit.register import falling_due, what_is_due

SHOWN = 4  # on the home screen
KINDS: dict[str, tuple[str, ft.IconData]] = {
    "audit": ("Audits", ft.Icons.FACT_CHECK_OUTLINED),
    "calibration": ("Calibrations", ft.Icons.SPEED),
    "action": ("Actions", ft.Icons.TASK_ALT),
}
ONE = {"audit": "Audit", "calibration": "Calibration", "action": "Action"}


@view
def DueScreen() -> ft.View:
    """Everything that is overdue, due soon or without a date, by kind, and the next audit of every unit."""
    desk = use_desk()
    every = what_is_due(desk.cabinet.store, desk.cabinet.clock.now().date())
    parts: list[ft.Control] = []
    for kind, (words, _) in KINDS.items():
        rows = [due_row(each) for each in every if each.kind == kind]
        if rows:
            parts.append(card(title(say(words), size=18), *rows))
    if not parts:
        parts.append(
            empty(ft.Icons.EVENT_AVAILABLE, say("Nothing is due"), say("No audit, calibration or action is due."))
        )
    register = quiet("register", say("Open the register"), go("/register"), icon=ft.Icons.INVENTORY_2_OUTLINED)
    actions = quiet("all-actions", say("All actions"), go("/actions"), icon=ft.Icons.TASK_ALT)
    return frame("/due", say("What is due"), [*parts, line(actions, register)], help_page="due")


def everything_due(desk: Desk) -> tuple[Due, ...]:
    """What is overdue, due soon or without a date, as of today."""
    return falling_due(desk.cabinet.store, desk.cabinet.clock.now().date())


def due_card(due: tuple[Due, ...]) -> ft.Control:
    """On the home screen: the most pressing audits and calibrations, and how many more; actions have their own card."""
    every = [each for each in due if each.kind != "action" and not begun(each)]
    pressing = sorted(every, key=lambda each: (each.state != "overdue", each.days if each.days is not None else 10**6))
    if not pressing:
        return ft.Container(height=0)
    rows: list[ft.Control] = [due_row(each) for each in pressing[:SHOWN]]
    if len(pressing) > SHOWN:
        rows.append(line(quiet("all-due", say("Show all {n}", n=len(pressing)), go("/due"), icon=ft.Icons.EVENT)))
    return card(title(heading(every), size=18), *rows, key="due-card")


def begun(each: Due) -> bool:
    """True for a unit that is being audited and was not before: its audit stands on the home screen already."""
    return each.kind == "audit" and each.state == "unknown" and bool(each.audit)


def heading(every: Sequence[Due]) -> str:
    """The most pressing of it, in words."""
    overdue = sum(each.state == "overdue" for each in every)
    if overdue:
        return say_many("{n} overdue", "{n} overdue", overdue)
    return say("Due soon") if any(each.state == "soon" for each in every) else say("No date")


def due_row(each: Due) -> ft.Control:
    """One thing that falls due; a tap leads to it."""
    tints = {"overdue": ft.Colors.ERROR, "unknown": ft.Colors.TERTIARY}
    tint = tints.get(each.state, ft.Colors.ON_SURFACE_VARIANT)
    shapes = {"overdue": ft.Icons.ALARM, "unknown": ft.Icons.HELP}
    about = " · ".join(part for part in (say(ONE[each.kind]), each.detail) if part)
    when = ft.Text(said(each), size=pt(14), color=tint, weight=ft.FontWeight.W_600)
    narrow = (ft.context.page.width or 1180) < NARROW
    words = stack(body(each.title), label(about), *([when] if narrow else []), spacing=2, expand=True)
    sign = ft.Icon(shapes.get(each.state, KINDS[each.kind][1]), color=tint)
    tile = ft.Container(
        ft.Row([sign, words, *([] if narrow else [when])], spacing=S),
        padding=ft.Padding.symmetric(vertical=S),
        ink=True,
        border_radius=8,
        on_click=start_audit(each) if each.kind == "audit" and not each.audit else go(there(each)),
    )
    return known(f"due.{each.kind}.{each.subject}", tile, button=True)


def said(each: Due) -> str:
    """When it is due, in words; the day itself where that is far away."""
    return say("Due {day}", day=spoken(each.due)) if each.state == "later" else say(each.words)


def start_audit(each: Due) -> Callable[[], None]:
    """A handler that leads to the form of a new audit, with this unit and a regular audit filled in."""

    def leave() -> None:
        desk = desk_here()
        if desk is not None:
            desk.trail.want("/new", each.subject)
        go("/new")()

    return leave


def there(each: Due) -> str:
    """Where to do something about it."""
    if each.kind == "action":
        return f"/audit/{each.audit}/actions"
    if each.kind == "calibration":
        return "/register"
    return f"/audit/{each.audit}" if each.audit else "/new"
