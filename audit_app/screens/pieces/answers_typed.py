"""Answers that are typed: a reading with its unit, a whole number, words, a date."""

from collections.abc import Callable
from datetime import date

import flet as ft

from audit_app.audit.audit import Line
from audit_app.audit.entries import Answered, Measured
from audit_app.checklist.model import QuantityAsk
from audit_app.errors import AuditError
from audit_app.screens.hand import Hand
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.drawing import held, held_from, known, piece
from audit_app.screens.pieces.fields import choice, text_field
from audit_app.screens.pieces.instrument import instrument_choice
from audit_app.screens.pieces.layout import S, line, stack
from audit_app.screens.words import say
from audit_app.units import units_like

FIELD = 56  # a button beside a text field is as tall as the field


@piece
def ReadingField(line_: Line, ask: QuantityAsk, hand: Hand) -> ft.Control:
    """A number as typed and its unit; kept on Enter, on the button, or when the field is left."""
    given = line_.answer.quantity if isinstance(line_.answer, Measured) else None
    start = hand.draft(line_.key, "answer")
    typed, set_typed = held_from(lambda: start if start is not None else (given.typed if given else ""))
    unit, set_unit = held(given.unit if given else ask.unit)
    at_hand = hand.instruments(ask.unit)
    used = given.instrument or "" if given else hand.last_instrument(at_hand)
    by, set_by = held(used)
    fault, set_fault = held("")

    def change(event: ft.Event[ft.TextField]) -> None:
        set_typed(event.control.value or "")
        set_fault("")
        hand.typed(line_.key, "answer", event.control.value or "")

    def take(instrument: str) -> None:
        hand.take_instrument(instrument)
        set_by(instrument)

    def keep() -> None:
        if not typed.strip() or (given and (typed, unit, by) == (given.typed, given.unit, given.instrument or "")):
            return
        try:
            hand.measure(line_.key, typed, unit, by)
        except AuditError as error:
            set_fault(str(error))

    field = text_field(
        say("Reading"),
        typed,
        change,
        on_submit=keep,
        on_blur=keep,
        error=fault or None,
        keyboard_type=ft.KeyboardType.TEXT,
        text_align=ft.TextAlign.END,
        helper=_limit_words(line_),
    )
    units = [(each, each) for each in units_like(ask.unit)]
    row = line(
        ft.Container(known(f"reading.{line_.key}", field), width=260),
        choice(f"unit.{line_.key}", say("Unit"), unit, units, set_unit, width=140),
        strong(f"keep.{line_.key}", say("Keep"), keep, icon=ft.Icons.CHECK, height=FIELD),
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    # before the reading: leaving the reading's field keeps it, with the instrument chosen by then
    listed = [instrument_choice(f"instrument.{line_.key}", by, at_hand, hand.today, take)] if at_hand else []
    return stack(*listed, row, horizontal_alignment=ft.CrossAxisAlignment.START)


def _limit_words(line_: Line) -> str | None:
    return say("Limit: {limit}", limit=line_.judgement.limit) if line_.judgement.limit else None


@piece
def WordsField(
    line_: Line, words: str, give: Callable[[str, str], None], more: dict[str, object], hand: Hand
) -> ft.Control:
    """A whole number or words; kept on Enter, on the button, or when the field is left."""
    given = line_.answer.value if isinstance(line_.answer, Answered) else ""
    start = hand.draft(line_.key, "answer")
    typed, set_typed = held_from(lambda: start if start is not None else given)
    fault, set_fault = held("")

    def change(event: ft.Event[ft.TextField]) -> None:
        set_typed(event.control.value or "")
        set_fault("")
        hand.typed(line_.key, "answer", event.control.value or "")

    def keep() -> None:
        if not typed.strip() or typed == given:
            return
        try:
            give(line_.key, typed)
        except AuditError as error:
            set_fault(str(error))

    field = text_field(
        words,
        typed,
        change,
        on_submit=keep,
        on_blur=keep,
        error=fault or None,
        helper=_limit_words(line_),
        **more,
    )
    wide = more.get("width") is None
    return ft.Row(
        [
            ft.Container(known(f"words.{line_.key}", field), expand=wide),
            strong(f"keep.{line_.key}", say("Keep"), keep, icon=ft.Icons.CHECK, height=FIELD),
        ],
        spacing=S,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


@piece
def DateField(line_: Line, hand: Hand) -> ft.Control:
    """A date, typed or picked from a calendar."""
    given = line_.answer.value if isinstance(line_.answer, Answered) else ""
    start = hand.draft(line_.key, "answer")
    typed, set_typed = held_from(lambda: start if start is not None else given)
    fault, set_fault = held("")
    picking, set_picking = held(False)

    def give(words: str) -> None:
        if not words.strip() or words == given:
            return
        try:
            hand.date(line_.key, words)
        except AuditError as error:
            set_fault(str(error))

    def change(event: ft.Event[ft.TextField]) -> None:
        set_typed(event.control.value or "")
        set_fault("")
        hand.typed(line_.key, "answer", event.control.value or "")

    def keep() -> None:
        give(typed)

    def picked(event: ft.Event[ft.DatePicker]) -> None:
        set_picking(False)
        if event.control.value is not None:
            day = event.control.value.strftime("%Y-%m-%d")
            set_typed(day)
            give(day)

    calendar = ft.DatePicker(
        value=_as_day(typed), on_change=picked, on_dismiss=lambda: set_picking(False), first_date=date(1950, 1, 1)
    )
    ft.use_dialog(calendar if picking else None)
    field = text_field(
        say("Date (year-month-day)"),
        typed,
        change,
        on_submit=keep,
        on_blur=keep,
        error=fault or None,
        helper=_limit_words(line_),
        width=260,
    )
    return line(
        known(f"words.{line_.key}", field),
        plain(f"calendar.{line_.key}", say("Calendar"), lambda: set_picking(True), icon=ft.Icons.CALENDAR_MONTH),
        strong(f"keep.{line_.key}", say("Keep"), keep, icon=ft.Icons.CHECK, height=FIELD),
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
