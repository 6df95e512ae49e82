"""The first start: who are you, which line do you work to, and then the first unit or the sample."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.log.people import Person
from audit_app.checklist.reference.settings import setting
from audit_app.screens.home.home import OpenSample
from audit_app.screens.home.shelf_notice import ShelfNotice
from audit_app.screens.pieces.component import held, known, view
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import M, app_mark, body, card, grid, label, line, stack, title
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say


@view
def FirstStart() -> ft.View:
    """Three short steps on one screen."""
    desk = use_desk()
    start = (desk.preferences.person or Person(name="")).model_dump(include={"name", "role", "registration"})
    kept, put, forget = drafted("/welcome", start)
    typed = Person(**kept)
    fault, set_fault = held("")

    def change(name: str, event: ft.Event[ft.TextField]) -> None:
        put({**kept, name: event.data or ""})
        set_fault("")

    def keep() -> bool:
        if not typed.name.strip():
            set_fault(say("Every answer carries a name. Enter yours."))
            return False
        known_as = desk.preferences.person or typed
        desk.prefer(person=known_as.model_copy(update=kept), welcomed=True)
        forget()
        return True

    def later() -> None:
        if typed.name.strip():
            keep()
        desk.settled()
        ft.context.page.navigate(back)

    back = desk.trail.way_back("welcome", "/")
    about = say("MR Audit walks you through a safety audit or an acceptance of an MR unit, and makes its report.")
    heading = ft.Row([app_mark(64), stack(title(say("Welcome"), size=24), body(about), expand=True)], spacing=M)
    parts = [ShelfNotice(), heading, who_are_you(typed, fault, change), which_line(desk), the_guideline(keep)]
    parts.append(first_audit(keep, later))
    return frame("/welcome", "MR Audit", parts, back=None, help_page="home")


def who_are_you(typed: Person, fault: str, change: Callable[[str, ft.Event[ft.TextField]], None]) -> ft.Control:
    """Name, role and registration, as answers and signatures carry them."""

    def field(name: str, words: str, hint: str = "", error: str | None = None) -> ft.Control:
        how = {"hint_text": hint or None, "error": error}
        return known(f"who.{name}", text_field(words, getattr(typed, name), partial(change, name), **how))

    return card(
        title(say("1. Who are you?"), size=18),
        label(say("Your name goes on answers and signatures. There is no account, and nothing leaves this device.")),
        grid(
            field("name", say("Name"), error=fault or None),
            field("role", say("Role"), say("MR Safety Expert")),
            field("registration", say("Registration number"), say("HCPC or IPEM")),
            wide=4,
        ),
    )


def which_line(desk: Desk) -> ft.Control:
    """The field line that this device works to; kept as it is chosen."""
    working = setting("working_line")
    options = [(each.id, each.label) for each in working.values]

    def choose(value: str) -> None:
        desk.prefer(working_line=value)

    return card(
        title(say("2. Which field line do you work to?"), size=18),
        body(working.about, color=ft.Colors.ON_SURFACE_VARIANT),
        choice("working-line", working.title, desk.preferences.working_line, options, choose, width=420),
    )


def the_guideline(keep: Callable[[], bool]) -> ft.Control:
    """Whether the guideline is held, and the way to have its section numbers read from it."""

    def to_guideline() -> None:
        if keep():
            ft.context.page.navigate("/references")

    return card(
        title(say("3. Do you hold the MHRA guideline?"), size=18),
        body(say("Choose your copy as a PDF. Its edition, contents and headings are read here and sent nowhere.")),
        label(say("Until then, reports cite it by topic and say that the section is to be confirmed.")),
        line(quiet("guideline", say("Choose its PDF"), to_guideline, icon=ft.Icons.UPLOAD_FILE)),
    )


def first_audit(keep: Callable[[], bool], later: Callable[[], None]) -> ft.Control:
    """The ways on; each but the last once it is known who audits. The last keeps a name that was typed."""

    def to_first_unit() -> None:
        if keep():
            ft.context.page.navigate("/new")

    return card(
        title(say("4. Begin"), size=18),
        line(
            strong("first-unit", say("Set up the first unit"), to_first_unit, icon=ft.Icons.ADD),
            OpenSample(before=keep, key="open-sample"),
            quiet("later", say("Later"), later),
        ),
    )
