"""How an item is answered, by what it asks: a verdict, a choice, or something typed."""

import flet as ft

from audit_app.audit.audit import Line
from audit_app.audit.log.entries import Answered
from audit_app.audit.verdicts.judge import Verdict
from audit_app.checklist.model import Choice, Compliance, Count, DateAsk, Option, QuantityAsk, Text
from audit_app.screens.pieces.fields.radio import one_of, radio
from audit_app.screens.pieces.layout import XS, S, line, stack
from audit_app.screens.pieces.verdicts import LOOKS, colour, verdict_words
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.screens.visit.item.typed_answers import DateField, ReadingField, WordsField
from audit_app.screens.visit.item.unanswered import SetAside
from audit_app.screens.visit.item.verbs import LineVerbs
from audit_app.screens.visit.item.verdict_button import verdict_outline

ASKED = (Verdict.COMPLIANT, Verdict.PARTLY, Verdict.DEFICIENT)


def answer_area(line_: Line, dark: bool, narrow: bool, below: bool, verbs: LineVerbs) -> ft.Control:
    """The controls that answer a line, and the two ways of leaving it unanswered with a reason.

    `below` says that the verdict buttons stand at the bottom of the screen instead.
    """
    aside = SetAside(line_, dark, narrow, verbs, key=f"aside.{line_.key}")
    if below and isinstance(line_.item.ask, Compliance):
        return aside
    return stack(main_answer(line_, dark, narrow, verbs), aside, spacing=S)


def main_answer(line_: Line, dark: bool, narrow: bool, verbs: LineVerbs) -> ft.Control:
    """The controls for what the item asks."""
    match line_.item.ask:
        case Compliance():
            return verdict_buttons(line_, dark, narrow, verbs)
        case Choice() as ask:
            return choices(line_, ask, dark, verbs)
        case QuantityAsk() as ask:
            return ReadingField(line_, ask, verbs, key=f"reading.{line_.key}")
        case DateAsk():
            return DateField(line_, verbs, key=f"date.{line_.key}")
        case Count():
            field = {"keyboard_type": ft.KeyboardType.NUMBER, "width": 200}
            return WordsField(line_, say("Number"), verbs.count, field, key=f"count.{line_.key}")
        case Text():
            return WordsField(line_, say("Answer"), verbs.words, {}, joins=True, key=f"text.{line_.key}")


def verdict_buttons(line_: Line, dark: bool, narrow: bool, verbs: LineVerbs) -> ft.Control:
    """Compliant, partly, deficient: large, each with word and shape; on a phone side by side in equal shares."""
    buttons = [verdict_button(line_, verdict, dark, narrow, verbs) for verdict in ASKED]
    beside = ft.Row([ft.Container(each, expand=True) for each in buttons], spacing=S) if narrow else line(*buttons)
    return one_of(line_.verdict.value, beside, lambda verdict: verbs.answer(line_.key, verdict))


def verdict_button(line_: Line, verdict: Verdict, dark: bool, narrow: bool, verbs: LineVerbs) -> ft.Control:
    """One verdict to tap; the one that holds is filled."""

    def give() -> None:
        verbs.answer(line_.key, verdict.value)

    button = verdict_outline(verdict, line_.verdict is verdict, dark, narrow, give, 2)
    return radio(f"answer.{verdict.value}.{line_.key}", verdict.value, button)


def choices(line_: Line, ask: Choice, dark: bool, verbs: LineVerbs) -> ft.Control:
    """The states to choose from, one under the other."""
    value = line_.answer.value if isinstance(line_.answer, Answered) else ""
    rows = [option_row(line_, option, option.value == value, dark, verbs) for option in ask.options]
    return one_of(value, stack(*rows, spacing=XS), lambda option: verbs.choose(line_.key, option))


def option_row(line_: Line, option: Option, chosen: bool, dark: bool, verbs: LineVerbs) -> ft.Control:
    """One state: its words, and the verdict it carries."""
    shape = ft.Icons.RADIO_BUTTON_CHECKED if chosen else ft.Icons.RADIO_BUTTON_UNCHECKED
    parts: list[ft.Control] = [
        ft.Icon(shape, color=ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE),
        ft.Text(option.label, size=pt(16), expand=True),
    ]
    if option.verdict != "recorded":
        verdict = Verdict(option.verdict)
        parts.append(ft.Icon(LOOKS[verdict].icon, color=colour(verdict, dark), size=18))
        parts.append(ft.Text(verdict_words(verdict), size=pt(13), color=colour(verdict, dark)))
    tile = ft.Container(
        ft.Row(parts, spacing=S),
        padding=ft.Padding.symmetric(horizontal=S + XS, vertical=S + XS),
        border_radius=10,
        ink=True,
        border=ft.Border.all(2 if chosen else 1, ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE_VARIANT),
        on_click=lambda: verbs.choose(line_.key, option.value),
    )
    return radio(f"choose.{option.value}.{line_.key}", option.value, tile)
