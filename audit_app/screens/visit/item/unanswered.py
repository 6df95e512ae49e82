"""Leaving an item unanswered: not applicable or not assessed, each with its reason, tapped or typed."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.audit import Line
from audit_app.audit.judge import Verdict
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, held_from, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields import text_field
from audit_app.screens.pieces.layout import M, S, body, line, stack
from audit_app.screens.pieces.verdicts import verdict_words
from audit_app.screens.session.language import say
from audit_app.screens.visit.item.verbs import Hand
from audit_app.screens.visit.item.verdict_button import verdict_outline

SET_ASIDE = (Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSED)


def reasons(verdict: Verdict) -> tuple[str, ...]:
    """Reasons that are often true, to tap instead of typing."""
    if verdict is Verdict.NOT_APPLICABLE:
        return (say("Not installed at this unit"), say("Does not exist here"), say("Done by another department"))
    return (say("Area not accessible today"), say("Instrument not available"), say("Left for the next visit"))


@piece
def SetAside(line_: Line, dark: bool, narrow: bool, hand: Hand) -> ft.Control:
    """Not applicable and not assessed: each needs a reason, tapped or typed."""
    kept = hand.draft(line_.key, "reason")
    asking, set_asking = held_from(lambda: "not_assessed" if kept else "")
    reason, set_reason = held(kept or "")
    fault, set_fault = held("")

    def change(event: ft.Event[ft.TextField]) -> None:
        set_reason(event.data or "")
        set_fault("")
        hand.typed(line_.key, "reason", event.data or "")

    def keep(words: str) -> None:
        try:
            hand.answer(line_.key, asking, words)
        except AuditError as error:
            set_fault(str(error))
            return
        set_asking("")
        set_reason("")

    def stop() -> None:
        set_asking("")
        hand.typed(line_.key, "reason", "")

    buttons = [_aside_button(line_, verdict, asking, dark, narrow, set_asking) for verdict in SET_ASIDE]
    side = ft.Row([ft.Container(each, expand=True) for each in buttons], spacing=S) if narrow else line(*buttons)
    if not asking:
        return side
    verdict = Verdict(asking)
    quick = [
        plain(f"reason.{n}.{line_.key}", words, _with(keep, words)) for n, words in enumerate(reasons(verdict), start=1)
    ]
    field = text_field(
        say("Reason"), reason, change, error=fault or None, on_submit=lambda: keep(reason),
    )  # fmt: skip
    box = stack(
        body(say("{verdict}: why?", verdict=verdict_words(verdict))),
        line(*quick),
        known(f"reason.{line_.key}", field),
        line(
            strong(f"reason.keep.{line_.key}", say("Keep"), lambda: keep(reason), icon=ft.Icons.CHECK),
            quiet(f"reason.stop.{line_.key}", say("Cancel"), stop),
        ),
    )
    ground = ft.Container(box, padding=M, border_radius=10, bgcolor=ft.Colors.SURFACE_CONTAINER)
    return stack(side, ground)


def _with(keep: Callable[[str], None], words: str) -> Callable[[], None]:
    return lambda: keep(words)


def _aside_button(
    line_: Line, verdict: Verdict, asking: str, dark: bool, narrow: bool, ask: Callable[[str], None]
) -> ft.Control:
    chosen = line_.verdict is verdict or asking == verdict.value

    def toggle() -> None:
        ask("" if asking == verdict.value else verdict.value)

    button = verdict_outline(verdict, chosen, dark, narrow, toggle, 1)
    return known(f"answer.{verdict.value}.{line_.key}", button, selected=chosen)
