"""What stands above the items of a visit: that answers come from paper, and the first time, how a visit goes."""

from datetime import timedelta

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.log.clock import utc as stamp_of
from audit_app.dates import spoken
from audit_app.screens.pieces.component import piece
from audit_app.screens.pieces.dialogs import plain, quiet
from audit_app.screens.pieces.layout import XS, M, S, body, line, stack, title
from audit_app.screens.session.desk import use_desk
from audit_app.screens.session.language import say

BEHIND = timedelta(minutes=5)  # two tablets may be as far apart as this without a word


@piece
def FromPaper() -> ft.Control:
    """Answers to what a paper sheet asks carry its code until all is typed in, or this is stopped."""
    desk = use_desk()
    if desk.transcribing is None:
        return ft.Container(height=0)
    code = desk.transcribing.paper
    words = say("Typing in paper sheet {code}: answers to what it asks carry its code.", code=code)

    def stop() -> None:
        desk.transcribing = None

    return ft.Container(
        line(
            ft.Icon(ft.Icons.DESCRIPTION_OUTLINED, color=ft.Colors.ON_TERTIARY_CONTAINER),
            body(words, color=ft.Colors.ON_TERTIARY_CONTAINER),
            plain("transcribing.stop", say("Stop"), stop),
        ),
        bgcolor=ft.Colors.TERTIARY_CONTAINER,
        padding=ft.Padding.symmetric(horizontal=M, vertical=XS),
    )


@piece
def WrongClock(audit: Audit) -> ft.Control:
    """The device's clock stands before what is in the audit already: times in the report come from it."""
    desk = use_desk()
    latest = audit.latest.partition("Z")[0] + "Z" if audit.latest else ""
    if not latest or stamp_of(desk.cabinet.clock.now() + BEHIND) > latest:
        return ft.Container(height=0)
    here = desk.cabinet.clock.now()
    now = f"{spoken(here.date().isoformat())}, {here:%H:%M}"
    words = say(
        "This device says it is {now}, which is earlier than entries already made. "
        "Set its clock: the report prints its times.",
        now=now,
    )
    return ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.SCHEDULE, color=ft.Colors.ON_ERROR_CONTAINER),
                body(words, color=ft.Colors.ON_ERROR_CONTAINER, expand=True, key="wrong-clock"),
            ],
            spacing=S,
        ),
        bgcolor=ft.Colors.ERROR_CONTAINER,
        padding=ft.Padding.symmetric(horizontal=M, vertical=S),
    )


@piece
def Guide() -> ft.Control:
    """The first visit: four sentences, then never again."""
    desk = use_desk()
    if desk.preferences.guided:
        return ft.Container(height=0)
    tips = (
        (ft.Icons.LIST_ALT, say("The list shows the places in walking order, from outside to the magnet.")),
        (ft.Icons.TOUCH_APP_OUTLINED, say("One tap answers an item and opens the next. Undo is in the dark bar.")),
        (
            ft.Icons.STRAIGHTEN,
            say("Type readings as the meter shows them, then tap Keep. You are asked about doubtful ones."),
        ),
        (ft.Icons.SAVE_OUTLINED, say("Answers are saved as you go.")),
    )
    rows = [
        ft.Row([ft.Icon(icon, color=ft.Colors.ON_PRIMARY_CONTAINER), body(words, expand=True)], spacing=S)
        for icon, words in tips
    ]
    return ft.Container(
        stack(
            title(say("Your first visit"), size=18),
            *rows,
            line(quiet("guide.done", say("Understood"), lambda: desk.prefer(guided=True), icon=ft.Icons.CHECK)),
        ),
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        padding=M,
        margin=ft.Margin.only(bottom=M),
        border_radius=12,
        key="guide",
    )
