"""Answers that are typed: a reading with its unit, a whole number, words, a date."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import flet as ft

from audit_app.audit.audit import Line
from audit_app.audit.log.entries import Answered, Measured
from audit_app.checklist.model import DateAsk, QuantityAsk
from audit_app.dates import spoken
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, held_from, known, piece
from audit_app.screens.pieces.dialogs import strong
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.fields.day import Calendar, read_as
from audit_app.screens.pieces.fields.draft_field import asks, stood_on
from audit_app.screens.pieces.fields.drafts import Edit, edited
from audit_app.screens.pieces.fields.text import focus, text_field
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


@dataclass(frozen=True)
class ReadingEdit:
    """A reading being typed, as it stands at one drawing: what was kept, what is there now, and what can be done."""

    line: Line
    verbs: LineVerbs
    was: ReadingText
    number: Edit
    doubt: Edit
    chosen: dict[str, str]
    choose: Callable[[dict[str, str]], None]
    preset: str
    fault: str
    refuse: Callable[[str], None]
    asking: bool
    ask: Callable[[bool], None]
    ref: ft.Ref[ft.TextField]

    @property
    def now(self) -> ReadingText:
        """What is there now: what was typed and chosen, on top of what was kept."""
        still = replace(self.was, number=self.number.text, doubt=self.doubt.text)
        return replace(still, **{"instrument": self.was.instrument or self.preset, **self.chosen})

    @property
    def new(self) -> bool:
        """True when there is something to keep."""
        return bool(self.now.number.strip()) and self.now != self.was

    def type_number(self, event: ft.Event[ft.TextField]) -> None:
        """The number now reads so."""
        self.number.put(event.data or "", stood_on(event))
        self.refuse("")

    def type_doubt(self, event: ft.Event[ft.TextField]) -> None:
        """Its own uncertainty now reads so."""
        self.doubt.put(event.data or "", stood_on(event))
        self.refuse("")

    def choose_unit(self, unit: str) -> None:
        """It is in this unit."""
        self.choose({**self.chosen, "unit": unit})
        self.verbs.typed(self.line.key, "unit", unit)

    def take(self, instrument: str) -> None:
        """It was taken with this instrument."""
        self.verbs.take_instrument(instrument)
        self.choose({**self.chosen, "instrument": instrument})

    def keep(self) -> None:
        """Keeps it; one that was typed on top of an older reading asks first."""
        if self.number.stale or self.doubt.stale:
            self.ask(True)
        elif self.new:
            self.give()

    def give(self, number: str = "") -> None:
        """Keeps it as it is now; what is refused is said under the field."""
        now = self.now
        number = number or now.number
        try:
            self.verbs.measure(self.line.key, number, now.unit, now.instrument, now.doubt, again=self.correct)
        except AuditError as error:
            self.refuse(str(error))
        else:
            self.number.given()
            self.doubt.given()
        self.ask(False)

    def correct(self) -> None:
        """It was doubted: back to its field, where nothing of it is kept."""
        self.number.taken_back()
        self.doubt.taken_back()
        focus(self.ref)


@piece
def ReadingField(line_: Line, ask: QuantityAsk, verbs: LineVerbs) -> ft.Control:
    """A number as typed and its unit; kept on Enter or on the button, never by going on to choose its unit."""
    was = ReadingText.kept(line_, ask, verbs)
    at_hand, _ = held_from(lambda: verbs.instruments(ask.unit, was.instrument))
    known, _ = held_from(lambda: bool(at_hand) or verbs.knows_instruments)
    ref, _ = held_from(ft.Ref[ft.TextField])
    number = edited(f"answer:{line_.key}", was.number)
    doubt = edited(f"doubt:{line_.key}", was.doubt)
    chosen, choose = held_from(lambda: _unit_left(line_, verbs))
    known_answer, answered = held(line_.answer)
    if line_.answer != known_answer:  # another reading is kept: what was chosen for the one before is its own affair
        answered(line_.answer)
        choose({})
        chosen = {}
    preset = "" if isinstance(line_.answer, Measured) else verbs.last_instrument(at_hand, ask.unit)
    fault, refuse = held("")
    asking, asked = held(number.stale)
    edit = ReadingEdit(line_, verbs, was, number, doubt, chosen, choose, preset, fault, refuse, asking, asked, ref)
    name = f"instrument.{line_.key}"
    listed = [instrument_choice(name, edit.now.instrument, at_hand, verbs.today, edit.take)] if known else []
    return stack(*listed, reading_row(edit, ask), *_asked(edit), horizontal_alignment=ft.CrossAxisAlignment.START)


def _unit_left(line_: Line, verbs: LineVerbs) -> dict[str, str]:
    """The unit that was chosen and not kept."""
    left = verbs.draft(line_.key, "unit")
    return {"unit": left} if left is not None else {}


def _asked(edit: ReadingEdit) -> list[ft.Control]:
    """Which of two readings is to be kept, where one was typed on top of an older one."""
    stale = next((each for each in (edit.number, edit.doubt) if each.stale), None)
    if not edit.asking or stale is None:
        return []
    number = stale is edit.number
    return asks(f"reading.{edit.line.key}", stale, lambda text: edit.give(text if number else ""), joins=False)


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


def _below(line_: Line, new: bool) -> str | None:
    """The words below a reading: that it is still to be kept, and the limit."""
    return " · ".join(each for each in (say("Not kept yet") if new else "", _limit_words(line_) or "") if each) or None


def _limit_words(line_: Line) -> str | None:
    return say("Limit: {limit}", limit=line_.judgement.limit) if line_.judgement.limit else None


@dataclass(frozen=True)
class WordsEdit:
    """An answer of one field being typed, as it stands at one drawing, and what can be done with it."""

    line: Line
    edit: Edit
    fault: str
    refuse: Callable[[str], None]
    asking: bool
    ask: Callable[[bool], None]

    def change(self, event: ft.Event[ft.TextField]) -> None:
        """The field now reads so."""
        self.edit.put(event.data or "", stood_on(event))
        self.refuse("")

    def keep(self, words: str, give: Callable[[str], None]) -> None:
        """Gives the words as the answer where they are new; those typed on top of an older answer ask first."""
        if self.edit.stale:
            self.ask(True)
        elif words.strip() and words != self.edit.kept:
            self.give(words, give)

    def give(self, words: str, give: Callable[[str], None]) -> None:
        """Gives the words as the answer; what is refused is said under the field."""
        try:
            give(words)
        except AuditError as error:
            self.refuse(str(error))
        else:
            self.edit.given()
        self.ask(False)

    def field(self, words: str, keep: Callable[[], None], **more: object) -> ft.TextField:
        """The field; kept on Enter and when it is left."""
        helper, error = _limit_words(self.line), self.fault or None
        how: dict[str, object] = {"on_submit": keep, "on_blur": keep, "error": error, "helper": helper, **more}
        return text_field(words, self.edit.text, self.change, **how)

    def asks(self, give: Callable[[str], None], joins: bool = False) -> list[ft.Control]:
        """Which of two answers is to be kept, where one was typed on top of an older one."""
        if not self.asking or not self.edit.stale:
            return []
        return asks(f"words.{self.line.key}", self.edit, lambda words: self.give(words, give), joins)


def use_words(line_: Line) -> WordsEdit:
    """The answer being typed in one field; it starts from what was left, else from what is given."""
    given = line_.answer.value if isinstance(line_.answer, Answered) else ""
    edit = edited(f"answer:{line_.key}", spoken(given) if isinstance(line_.item.ask, DateAsk) else given)
    fault, refuse = held("")
    asking, ask = held(edit.stale)
    return WordsEdit(line_, edit, fault, refuse, asking, ask)


@piece
def WordsField(
    line_: Line, words: str, give: Callable[[str, str], None], more: dict[str, object], joins: bool = False
) -> ft.Control:
    """A whole number or words; kept on Enter, on the button, or when the field is left."""
    edit = use_words(line_)

    def given(typed: str) -> None:
        give(line_.key, typed)

    def keep() -> None:
        edit.keep(edit.edit.text, given)

    field = known(f"words.{line_.key}", edit.field(words, keep, **more))
    wide = more.get("width") is None
    row = ft.Row(
        [ft.Container(field, expand=wide), keep_button(line_, keep)],
        spacing=S,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return stack(row, *edit.asks(given, joins))


@piece
def DateField(line_: Line, verbs: LineVerbs) -> ft.Control:
    """A date, typed or picked from a calendar."""
    edit = use_words(line_)
    ref, _ = held_from(ft.Ref[ft.TextField])

    def correct() -> None:
        edit.edit.taken_back()
        focus(ref)

    def give(day: str) -> None:
        verbs.date(line_.key, day, again=correct)

    def keep() -> None:
        edit.keep(edit.edit.text, give)

    def picked(day: str) -> None:
        edit.edit.put(day)
        edit.keep(day, give)

    hints = (read_as(edit.edit.text), _limit_words(line_) or "")
    more = {"ref": ref, "width": 260, "helper": " · ".join(each for each in hints if each) or None}
    row = line(
        known(f"words.{line_.key}", edit.field(say("Date, e.g. 27/11/2026"), keep, **more)),
        beside_field(Calendar(line_.key, edit.edit.text, picked, key="days")),
        keep_button(line_, keep),
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return stack(row, *edit.asks(give))
