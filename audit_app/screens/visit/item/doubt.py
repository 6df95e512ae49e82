"""A value that was doubted: the questions, a reason to keep it, or back to correct it."""

from collections.abc import Callable

import flet as ft

from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import dialog, plain, strong
from audit_app.screens.pieces.fields import text_field
from audit_app.screens.pieces.layout import body, line
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.visit.item.verbs import Challenge

Do = Callable[[], None]
Give = Callable[[str], None]


@piece
def Doubt(desk: Desk) -> ft.Control:
    """A value that was doubted: the questions, a reason to keep it, or back to correct it."""
    reason, set_reason = held("")
    challenge: Challenge | None = desk.challenge

    def correct() -> None:
        desk.challenge = None
        set_reason("")
        if challenge is not None:
            challenge.again()

    def keep() -> None:
        if challenge is not None and reason.strip():
            confirm = challenge.confirm
            desk.challenge = None
            words = reason
            set_reason("")
            confirm(words)

    ft.use_dialog(doubt_dialog(challenge, reason, set_reason, keep, correct) if challenge else None)
    return ft.Container(height=0)


def doubt_dialog(challenge: Challenge, reason: str, set_reason: Give, keep: Do, correct: Do) -> ft.AlertDialog:
    """The dialog itself."""
    field = text_field(
        say("Why it stands"),
        reason,
        lambda event: set_reason(event.data or ""),
        on_submit=keep,
        autofocus=True,
    )
    quick = [say("I read it twice"), say("A second person read it"), say("The meter shows exactly this")]
    return dialog(
        say("Is {typed} right?", typed=challenge.typed),
        [
            *[body(question) for question in challenge.questions],
            line(*[plain(f"doubt.{n}", words, _sets(set_reason, words)) for n, words in enumerate(quick, start=1)]),
            known("doubt.reason", field),
        ],
        [
            plain("doubt.correct", say("Correct it"), correct),
            strong("doubt.keep", say("Keep it as it is"), keep, disabled=not reason.strip()),
        ],
        correct,
    )


def _sets(setter: Give, words: str) -> Do:
    return lambda: setter(words)
