"""A value that was doubted: the questions, a reason to keep it, or back to correct it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import flet as ft

from audit_app.dates import spoken
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import dialog, plain, strong
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import body, label, line
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

    def put_right(text: str) -> None:
        if challenge is not None:
            desk.challenge = None
            set_reason("")
            challenge.correct(text)

    def keep() -> None:
        if challenge is not None and reason.strip():
            confirm = challenge.confirm
            desk.challenge = None
            words = reason
            set_reason("")
            confirm(words)

    ways = Ways(set_reason, keep, correct, put_right)
    ft.use_dialog(doubt_dialog(challenge, reason, ways) if challenge else None)
    return ft.Container(height=0)


@dataclass(frozen=True)
class Ways:
    """The ways out of the question: a reason to keep it, back to the field, or another text in its place."""

    set_reason: Give
    keep: Do
    correct: Do
    put_right: Give


def doubt_dialog(challenge: Challenge, reason: str, ways: Ways) -> ft.AlertDialog:
    """The dialog itself: what is asked, what may have been meant, and the reason to keep it as it is."""
    field = text_field(
        say("Reason it is right as typed"),
        reason,
        lambda event: ways.set_reason(event.data or ""),
        on_submit=ways.keep,
        autofocus=not challenge.corrections,
    )
    quick = [say("I read it twice"), say("A second person read it"), say("The meter shows exactly this")]
    return dialog(
        say("Is {typed} right?", typed=challenge.typed),
        [
            *[body(question) for question in challenge.questions],
            *meant(challenge, ways),
            line(*[plain(f"doubt.{n}", words, partial(ways.set_reason, words)) for n, words in enumerate(quick, 1)]),
            known("doubt.reason", field),
        ],
        [
            plain("doubt.correct", say("Correct it"), ways.correct),
            strong("doubt.keep", say("Keep it as it is"), ways.keep, disabled=not reason.strip()),
        ],
        ways.correct,
    )


def meant(challenge: Challenge, ways: Ways) -> list[ft.Control]:
    """What may have been meant, each to keep with one tap."""
    if not challenge.corrections:
        return []
    offered = [
        strong(f"doubt.meant.{n}", say("It is {text}", text=spoken(text)), partial(ways.put_right, text))
        for n, text in enumerate(challenge.corrections, 1)
    ]
    return [line(*offered), label(say("Or keep it as typed, with a reason:"))]
