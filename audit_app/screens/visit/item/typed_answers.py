"""Answers that are typed: a reading with its unit, a whole number, words, a date."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

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
from audit_app.screens.visit.item.verbs import LineVerbs
from audit_app.units import units_like

FIELD = 56  # a button beside a text field is as tall as the field


@dataclass(frozen=True)
class ReadingText:
    """A reading as it is typed: its number, unit, instrument (an id) and an uncertainty of its own, all as text."""

    number: str = ""
    unit: str = ""
    instrument: str = ""
    doubt: str = ""

    @classmethod
    def kept(cls, line_: Line, ask: QuantityAsk, verbs: LineVerbs) -> Self:
        """The one that is kept; blank, in the unit that is asked for, where there is none."""
        if not isinstance(line_.answer, Measured):
            return cls(unit=ask.unit)
        given = line_.answer.quantity
        return cls(given.typed, given.unit, given.instrument or "", verbs.own_doubt(given))

    def as_left(self, line_: Line, verbs: LineVerbs) -> Self:
        """The same, with what was being typed or chosen when the line was left."""
        return replace(
            self,
            number=_left(line_, verbs, "answer", self.number),
            unit=_left(line_, verbs, "unit", self.unit),
            doubt=_left(line_, verbs, "doubt", self.doubt),
        )


@dataclass(frozen=True)
class ReadingEdit:
    """A reading being typed, as it stands at one drawing: what was kept, what is there now, and what can be done."""

    line: Line
    verbs: LineVerbs
    was: ReadingText
    now: ReadingText
    hold: Callable[[ReadingText], None]
    fault: str
    refuse: Callable[[str], None]
    ref: ft.Ref[ft.TextField]

    @property
    def new(self) -> bool:
        """True when there is something to keep."""
        return bool(self.now.number.strip()) and self.now != self.was

    def type_number(self, event: ft.Event[ft.TextField]) -> None:
        """The number now reads so."""
        words = event.data or ""
        self.hold(replace(self.now, number=words))
        self.refuse("")
        self.verbs.typed(self.line.key, "answer", words, self.was.number)

    def type_doubt(self, event: ft.Event[ft.TextField]) -> None:
        """Its own uncertainty now reads so."""
        words = event.data or ""
        self.hold(replace(self.now, doubt=words))
        self.refuse("")
        self.verbs.typed(self.line.key, "doubt", words, self.was.doubt)

    def choose_unit(self, unit: str) -> None:
        """It is in this unit."""
        self.hold(replace(self.now, unit=unit))
        self.verbs.typed(self.line.key, "unit", unit)

    def take(self, instrument: str) -> None:
        """It was taken with this instrument."""
        self.verbs.take_instrument(instrument)
        self.hold(replace(self.now, instrument=instrument))

    def keep(self) -> None:
        """Keeps it; what is refused is said under the field."""
        now = self.now
        if not self.new:
            return
        try:
            self.verbs.measure(
                self.line.key, now.number, now.unit, now.instrument, now.doubt, again=lambda: focus(self.ref)
            )
        except AuditError as error:
            self.refuse(str(error))


@piece
def ReadingField(line_: Line, ask: QuantityAsk, verbs: LineVerbs) -> ft.Control:
    """A number as typed and its unit; kept on Enter or on the button, never by going on to choose its unit."""
    was = ReadingText.kept(line_, ask, verbs)
    at_hand, _ = held_from(lambda: verbs.instruments(ask.unit, was.instrument))
    ref, _ = held_from(ft.Ref[ft.TextField])

    def start() -> ReadingText:
        again = isinstance(line_.answer, Measured)
        instrument = was.instrument if again else verbs.last_instrument(at_hand)
        return replace(was.as_left(line_, verbs), instrument=instrument)

    now, hold = held_from(start)
    fault, refuse = held("")
    edit = ReadingEdit(line_, verbs, was, now, hold, fault, refuse, ref)
    name = f"instrument.{line_.key}"
    listed = [instrument_choice(name, now.instrument, at_hand, verbs.today, edit.take)] if at_hand else []
    return stack(*listed, reading_row(edit, ask), horizontal_alignment=ft.CrossAxisAlignment.START)


def reading_row(edit: ReadingEdit, ask: QuantityAsk) -> ft.Control:
    """Number, unit, its own uncertainty, and the button that keeps them."""
    key, now = edit.line.key, edit.now
    number = text_field(
        say("Reading"),
        now.number,
        edit.type_number,
        on_submit=edit.keep,
        error=edit.fault or None,
        keyboard_type=ft.KeyboardType.TEXT,
        text_align=ft.TextAlign.END,
        helper=_below(edit.line, edit.new),
        ref=edit.ref,
    )
    own = text_field(
        say("±"),
        now.doubt,
        edit.type_doubt,
        on_submit=edit.keep,
        tooltip=say("Expanded uncertainty of this reading (k = 2), in its unit; blank takes that of the instrument"),
        keyboard_type=ft.KeyboardType.TEXT,
    )
    units = [(each, each) for each in units_like(ask.unit)]
    return line(
        ft.Container(known(f"reading.{key}", number), width=260),
        choice(f"unit.{key}", say("Unit"), now.unit, units, edit.choose_unit, width=140),
        ft.Container(known(f"doubt-of.{key}", own), width=110),
        keep_button(edit.line, edit.keep),
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def keep_button(line_: Line, keep: Callable[[], None]) -> ft.Control:
    """Keeps what is typed in the field beside it."""
    return beside_field(strong(f"keep.{line_.key}", say("Keep"), keep, icon=ft.Icons.CHECK, height=FIELD))


def _left(line_: Line, verbs: LineVerbs, field: str, start: str) -> str:
    """What was being typed or chosen when it was left, else what the field starts with."""
    kept = verbs.draft(line_.key, field)
    return start if kept is None else kept


def _below(line_: Line, new: bool) -> str | None:
    """The words below a reading: that it is still to be kept, and the limit."""
    return " · ".join(each for each in (say("Not kept yet") if new else "", _limit_words(line_) or "") if each) or None


def _limit_words(line_: Line) -> str | None:
    return say("Limit: {limit}", limit=line_.judgement.limit) if line_.judgement.limit else None


@dataclass(frozen=True)
class WordsEdit:
    """An answer of one field being typed, as it stands at one drawing: what was given, and what is there now."""

    line: Line
    verbs: LineVerbs
    given: str
    typed: str
    hold: Callable[[str], None]
    fault: str
    refuse: Callable[[str], None]

    def change(self, event: ft.Event[ft.TextField]) -> None:
        """The field now reads so."""
        words = event.data or ""
        self.hold(words)
        self.refuse("")
        self.verbs.typed(self.line.key, "answer", words, self.given)

    def keep(self, words: str, give: Callable[[str], None]) -> None:
        """Gives the words as the answer where they are new; what is refused is said under the field."""
        if not words.strip() or words == self.given:
            return
        try:
            give(words)
        except AuditError as error:
            self.refuse(str(error))

    def field(self, words: str, keep: Callable[[], None], **more: object) -> ft.TextField:
        """The field; kept on Enter and when it is left."""
        helper, error = _limit_words(self.line), self.fault or None
        how: dict[str, object] = {"on_submit": keep, "on_blur": keep, "error": error, "helper": helper, **more}
        return text_field(words, self.typed, self.change, **how)


def use_words(line_: Line, verbs: LineVerbs) -> WordsEdit:
    """The answer being typed in one field; it starts from what was left, else from what is given."""
    given = line_.answer.value if isinstance(line_.answer, Answered) else ""
    typed, hold = held_from(lambda: _left(line_, verbs, "answer", given))
    fault, refuse = held("")
    return WordsEdit(line_, verbs, given, typed, hold, fault, refuse)


@piece
def WordsField(
    line_: Line, words: str, give: Callable[[str, str], None], more: dict[str, object], verbs: LineVerbs
) -> ft.Control:
    """A whole number or words; kept on Enter, on the button, or when the field is left."""
    edit = use_words(line_, verbs)

    def keep() -> None:
        edit.keep(edit.typed, lambda typed: give(line_.key, typed))

    field = known(f"words.{line_.key}", edit.field(words, keep, **more))
    wide = more.get("width") is None
    return ft.Row(
        [ft.Container(field, expand=wide), keep_button(line_, keep)],
        spacing=S,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


@piece
def DateField(line_: Line, verbs: LineVerbs) -> ft.Control:
    """A date, typed or picked from a calendar."""
    edit = use_words(line_, verbs)
    picking, set_picking = held(False)
    ref, _ = held_from(ft.Ref[ft.TextField])

    def give(words: str) -> None:
        edit.keep(words, lambda day: verbs.date(line_.key, day, again=lambda: focus(ref)))

    def keep() -> None:
        give(edit.typed)

    def picked(event: ft.Event[ft.DatePicker]) -> None:
        set_picking(False)
        if event.control.value is not None:
            day = event.control.value.strftime("%Y-%m-%d")
            edit.hold(day)
            give(day)

    first, close = date(1950, 1, 1), lambda: set_picking(False)
    calendar = ft.DatePicker(value=_as_day(edit.typed), on_change=picked, on_dismiss=close, first_date=first)
    ft.use_dialog(calendar if picking else None)
    words, icon = say("Calendar"), ft.Icons.CALENDAR_MONTH
    return line(
        known(f"words.{line_.key}", edit.field(say("Date (year-month-day)"), keep, ref=ref, width=260)),
        beside_field(plain(f"calendar.{line_.key}", words, lambda: set_picking(True), icon=icon)),
        keep_button(line_, keep),
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
