"""Answers that are typed: a reading with its unit, a whole number, words, a date."""

from collections.abc import Callable
from datetime import date

import flet as ft

from audit_app.audit.audit import Line
from audit_app.audit.log.entries import Answered, Measured
from audit_app.checklist.model import QuantityAsk
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, held_from, known, piece
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.fields import choice, focus, text_field
from audit_app.screens.pieces.instrument import instrument_choice
from audit_app.screens.pieces.layout import S, beside_field, line, stack
from audit_app.screens.session.language import say
from audit_app.screens.visit.item.verbs import Hand
from audit_app.units import units_like

FIELD = 56  # a button beside a text field is as tall as the field


@piece
def ReadingField(line_: Line, ask: QuantityAsk, hand: Hand) -> ft.Control:
    """A number as typed and its unit; kept on Enter or on the button, never by going on to choose its unit."""
    given = line_.answer.quantity if isinstance(line_.answer, Measured) else None
    was = ("", ask.unit, "", "")
    if given:
        was = (given.typed, given.unit, given.instrument or "", hand.own_doubt(given))
    at_hand = hand.instruments(ask.unit, was[2])
    ref, _ = held_from(ft.Ref[ft.TextField])
    typed, set_typed = held_from(lambda: _left(line_, hand, "answer", was[0]))
    unit, set_unit = held_from(lambda: _left(line_, hand, "unit", was[1]))
    doubt, set_doubt = held_from(lambda: _left(line_, hand, "doubt", was[3]))
    by, set_by = held(was[2] if given else hand.last_instrument(at_hand))
    fault, set_fault = held("")
    new = bool(typed.strip()) and (typed, unit, by, doubt) != was

    def change(event: ft.Event[ft.TextField]) -> None:
        set_typed(event.data or "")
        set_fault("")
        hand.typed(line_.key, "answer", event.data or "", was[0])

    def choose_unit(chosen: str) -> None:
        set_unit(chosen)
        hand.typed(line_.key, "unit", chosen)

    def change_doubt(event: ft.Event[ft.TextField]) -> None:
        set_doubt(event.data or "")
        set_fault("")
        hand.typed(line_.key, "doubt", event.data or "", was[3])

    def take(instrument: str) -> None:
        hand.take_instrument(instrument)
        set_by(instrument)

    def keep() -> None:
        if not new:
            return
        try:
            hand.measure(line_.key, typed, unit, by, doubt, again=lambda: focus(ref))
        except AuditError as error:
            set_fault(str(error))

    field = text_field(
        say("Reading"),
        typed,
        change,
        on_submit=keep,
        error=fault or None,
        keyboard_type=ft.KeyboardType.TEXT,
        text_align=ft.TextAlign.END,
        helper=_below(line_, new),
        ref=ref,
    )
    own = text_field(
        say("±"),
        doubt,
        change_doubt,
        on_submit=keep,
        tooltip=say("Expanded uncertainty of this reading (k = 2), in its unit; blank takes that of the instrument"),
        keyboard_type=ft.KeyboardType.TEXT,
    )
    units = [(each, each) for each in units_like(ask.unit)]
    row = line(
        ft.Container(known(f"reading.{line_.key}", field), width=260),
        choice(f"unit.{line_.key}", say("Unit"), unit, units, choose_unit, width=140),
        ft.Container(known(f"doubt-of.{line_.key}", own), width=110),
        beside_field(strong(f"keep.{line_.key}", say("Keep"), keep, icon=ft.Icons.CHECK, height=FIELD)),
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    listed = [instrument_choice(f"instrument.{line_.key}", by, at_hand, hand.today, take)] if at_hand else []
    return stack(*listed, row, horizontal_alignment=ft.CrossAxisAlignment.START)


def _left(line_: Line, hand: Hand, field: str, start: str) -> str:
    """What was being typed or chosen when it was left, else what the field starts with."""
    kept = hand.draft(line_.key, field)
    return start if kept is None else kept


def _below(line_: Line, new: bool) -> str | None:
    """The words below a reading: that it is still to be kept, and the limit."""
    return " · ".join(each for each in (say("Not kept yet") if new else "", _limit_words(line_) or "") if each) or None


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
        set_typed(event.data or "")
        set_fault("")
        hand.typed(line_.key, "answer", event.data or "", given)

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
            beside_field(strong(f"keep.{line_.key}", say("Keep"), keep, icon=ft.Icons.CHECK, height=FIELD)),
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
    ref, _ = held_from(ft.Ref[ft.TextField])

    def give(words: str) -> None:
        if not words.strip() or words == given:
            return
        try:
            hand.date(line_.key, words, again=lambda: focus(ref))
        except AuditError as error:
            set_fault(str(error))

    def change(event: ft.Event[ft.TextField]) -> None:
        set_typed(event.data or "")
        set_fault("")
        hand.typed(line_.key, "answer", event.data or "", given)

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
        ref=ref,
        helper=_limit_words(line_),
        width=260,
    )
    return line(
        known(f"words.{line_.key}", field),
        beside_field(
            plain(f"calendar.{line_.key}", say("Calendar"), lambda: set_picking(True), icon=ft.Icons.CALENDAR_MONTH)
        ),
        beside_field(strong(f"keep.{line_.key}", say("Keep"), keep, icon=ft.Icons.CHECK, height=FIELD)),
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
