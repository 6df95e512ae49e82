"""Leaving an item unanswered: not applicable or not assessed, each with its reason, tapped or typed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import flet as ft

from audit_app.audit.audit import Line
from audit_app.audit.verdicts.judge import Verdict
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, held_from, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import M, S, body, line, stack
from audit_app.screens.pieces.verdicts import verdict_words
from audit_app.screens.session.language import say
from audit_app.screens.visit.item.verbs import LineVerbs
from audit_app.screens.visit.item.verdict_button import verdict_outline

SET_ASIDE = (Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSED)


def reasons(verdict: Verdict) -> tuple[str, ...]:
    """Reasons that are often true, to tap instead of typing."""
    if verdict is Verdict.NOT_APPLICABLE:
        return (say("Not installed at this unit"), say("Does not exist here"), say("Done by another department"))
    return (say("Area not accessible today"), say("Instrument not available"), say("Left for the next visit"))


@dataclass(frozen=True)
class Reason:
    """The reason for leaving a line unanswered, as it stands at one drawing; `asking` is the verdict it is for."""

    line: Line
    verbs: LineVerbs
    asking: str
    ask: Callable[[str], None]
    words: str
    hold: Callable[[str], None]
    fault: str
    refuse: Callable[[str], None]

    def change(self, event: ft.Event[ft.TextField]) -> None:
        """It now reads so."""
        self.hold(event.data or "")
        self.refuse("")
        self.verbs.typed(self.line.key, "reason", event.data or "")

    def keep(self, words: str) -> None:
        """Leaves the line unanswered for this reason; what is refused is said under the field."""
        try:
            self.verbs.answer(self.line.key, self.asking, words)
        except AuditError as error:
            self.refuse(str(error))
            return
        self.ask("")
        self.hold("")

    def stop(self) -> None:
        """Asks no more; what was typed is given up."""
        self.ask("")
        self.verbs.typed(self.line.key, "reason", "")


@piece
def SetAside(line_: Line, dark: bool, narrow: bool, verbs: LineVerbs) -> ft.Control:
    """Not applicable and not assessed: each needs a reason, tapped or typed."""
    left, _ = held_from(lambda: verbs.draft(line_.key, "reason") or "")
    asking, ask = held("not_assessed" if left else "")
    words, hold = held(left)
    fault, refuse = held("")
    buttons = [_aside_button(line_, verdict, asking, dark, narrow, ask) for verdict in SET_ASIDE]
    side = ft.Row([ft.Container(each, expand=True) for each in buttons], spacing=S) if narrow else line(*buttons)
    if not asking:
        return side
    return stack(side, reason_box(Reason(line_, verbs, asking, ask, words, hold, fault, refuse)))


def reason_box(reason: Reason) -> ft.Control:
    """Why: reasons to tap, one to type, and the ways out."""
    key, verdict = reason.line.key, Verdict(reason.asking)

    def keep() -> None:
        reason.keep(reason.words)

    quick = [
        plain(f"reason.{n}.{key}", words, partial(reason.keep, words))
        for n, words in enumerate(reasons(verdict), start=1)
    ]
    field = text_field(say("Reason"), reason.words, reason.change, error=reason.fault or None, on_submit=keep)
    box = stack(
        body(say("{verdict}: why?", verdict=verdict_words(verdict))),
        line(*quick),
        known(f"reason.{key}", field),
        line(
            strong(f"reason.keep.{key}", say("Keep"), keep, icon=ft.Icons.CHECK),
            quiet(f"reason.stop.{key}", say("Cancel"), reason.stop),
        ),
    )
    return ft.Container(box, padding=M, border_radius=10, bgcolor=ft.Colors.SURFACE_CONTAINER)


def _aside_button(
    line_: Line, verdict: Verdict, asking: str, dark: bool, narrow: bool, ask: Callable[[str], None]
) -> ft.Control:
    chosen = line_.verdict is verdict or asking == verdict.value

    def toggle() -> None:
        ask("" if asking == verdict.value else verdict.value)

    button = verdict_outline(verdict, chosen, dark, narrow, toggle, 1)
    return known(f"answer.{verdict.value}.{line_.key}", button, selected=chosen)
