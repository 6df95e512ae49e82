"""An answer in words: what was given, why the verdict is what it is, who gave it, and what is still wanted."""

import flet as ft

from audit_app.audit.audit import Line
from audit_app.audit.history.sentences import moment
from audit_app.audit.log.entries import Answered, Entry, Measured
from audit_app.screens.pieces.component import piece
from audit_app.screens.pieces.instrument import instrument_words
from audit_app.screens.pieces.layout import S, body, label
from audit_app.screens.session.desk import use_desk
from audit_app.screens.session.language import say
from audit_app.units import plain


def answer_in_words(line_: Line) -> str:
    """The answer in few words, for the row."""
    answer = line_.answer
    if isinstance(answer, Measured):
        return f"{answer.quantity.typed.strip()}" if answer.quantity.unit in answer.quantity.typed else typed(answer)
    if isinstance(answer, Answered):
        return answer.reason or shown(line_, answer.value)
    return line_.judgement.because


def typed(answer: Measured) -> str:
    return f"{answer.quantity.typed.strip()} {answer.quantity.unit}"


def shown(line_: Line, value: str) -> str:
    options = getattr(line_.item.ask, "options", ())
    return next((option.label for option in options if option.value == value), value)


@piece
def AnswerLine(line_: Line) -> ft.Control:
    """Why the verdict is what it is: the instrument, the reason, the limit, who answered and when."""
    desk = use_desk()
    answer, parts = line_.answer, []
    if isinstance(answer, Measured):
        parts.append(say("Read as {quantity}", quantity=str(answer.quantity)))
        if answer.quantity.uncertainty:
            parts.append(say("± {doubt} (k = 2)", doubt=f"{plain(answer.quantity.doubt)} {answer.quantity.unit}"))
        parts += instrument_words(desk, answer)
        if answer.confirmed:
            parts.append(say("confirmed: {reason}", reason=answer.confirmed))
    because = line_.judgement.because
    if because:
        parts.append(because)
    if line_.judgement.limit:
        parts.append(say("limit: {limit}", limit=line_.judgement.limit))
    if answer is not None:
        parts.append(by(answer))
    return label(" · ".join(parts), key=f"told.{line_.key}") if parts else ft.Container(height=0)


def by(entry: Entry) -> str:
    """Who made an entry, and when in local time."""
    return say("{who}, {when}", who=entry.by.name, when=moment(entry))


def missing_words(what: str) -> str:
    return {"photo": say("Photo still needed"), "note": say("Note still needed")}.get(what, what)


def missing(line_: Line) -> list[ft.Control]:
    """What the checklist still wants for this line."""
    return [
        ft.Row(
            [ft.Icon(ft.Icons.WARNING_AMBER, color=ft.Colors.ERROR), body(missing_words(each), color=ft.Colors.ERROR)],
            spacing=S,
        )
        for each in line_.missing
    ]
