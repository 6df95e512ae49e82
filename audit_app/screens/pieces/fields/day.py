"""A day that is typed or picked: read as people here write it, shown in one way, the week beginning on Monday."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import flet as ft

from audit_app.dates import day, spoken, typed_day
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import plain
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import NARROW, S, beside_field, line, stack
from audit_app.screens.session.desk import desk_here
from audit_app.screens.session.language import say

LOCALE = ft.Locale("en", "GB")  # its calendar begins on Monday and says the day first
FIRST, LAST = date(1950, 1, 1), date(2100, 1, 1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def today_here() -> date:
    """Today by the clock of this device."""
    desk = desk_here()
    return desk.cabinet.clock.now().date() if desk is not None else date.today()


def read_as(text: str) -> str:
    """A day that was typed, as it is read: with its weekday and year; empty for text that is no day."""
    given = typed_day(text, today_here()) if text.strip() else None
    return f"{say(WEEKDAYS[given.weekday()])}, {spoken(given.isoformat())}" if given else ""


def day_field(name: str, label: str, value: str, change: Callable[[str], None], **more: Any) -> ft.Control:
    """A field for a day with its calendar; `change` hears what is typed, and a picked day as a reader says it."""
    more.setdefault("helper", read_as(value) or None)
    shown = spoken(value) if day(value) else value
    field = text_field(
        label, shown, lambda event: change(event.data or ""), keyboard_type=ft.KeyboardType.DATETIME, **more
    )
    return with_calendar(name, known(name, field), value, change)


def with_calendar(name: str, field: ft.Control, value: str, pick: Callable[[str], None], **more: Any) -> ft.Control:
    """A field for a day, and beside it the button that opens a calendar; on a phone it stands below."""
    calendar = Calendar(name, value, pick, key=f"days.{name}")
    if (ft.context.page.width or NARROW) < NARROW:
        return stack(field, line(calendar), **more)
    button = beside_field(calendar)
    wide = ft.Container(field, expand=True)
    return ft.Row([wide, button], spacing=S, vertical_alignment=ft.CrossAxisAlignment.START, **more)


@piece
def Calendar(name: str, value: str, pick: Callable[[str], None]) -> ft.Control:
    """The button that opens a calendar at the day that is typed, else at today."""
    opened, open_ = held(False)

    def picked(event: ft.Event[ft.DatePicker]) -> None:
        open_(False)
        chosen = local_day(event.control.value)
        if chosen is not None:
            pick(spoken(chosen.isoformat()))

    given = typed_day(value, today_here()) if value.strip() else None
    calendar = ft.DatePicker(
        value=given or today_here(),
        current_date=today_here(),
        on_change=picked,
        on_dismiss=lambda: open_(False),
        first_date=FIRST,
        last_date=LAST,
        locale=LOCALE,
        help_text=say("Choose a day"),
        cancel_text=say("Cancel"),
        confirm_text=say("Take this day"),
    )
    ft.use_dialog(calendar if opened else None)
    return plain(f"calendar.{name}", say("Calendar"), lambda: open_(True), icon=ft.Icons.CALENDAR_MONTH)


def local_day(picked: Any) -> date | None:
    """The day that was picked: a client tells the midnight of its own place in UTC, half a day off at most."""
    return (picked + timedelta(hours=12)).date() if isinstance(picked, datetime) else picked
