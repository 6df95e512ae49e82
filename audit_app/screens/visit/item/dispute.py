"""Two answers to one item that did not know of each other: side by side, until someone picks the one that holds."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.audit import Line
from audit_app.audit.judge import Verdict
from audit_app.audit.log.entries import Answered, Entry, Measured
from audit_app.screens.pieces.dialogs import plain
from audit_app.screens.pieces.layout import M, body, line, stack
from audit_app.screens.pieces.verdicts import verdict_words
from audit_app.screens.session.language import say
from audit_app.screens.visit.item.answer_words import by, shown, typed
from audit_app.screens.visit.item.verbs import LineVerbs


def dispute(line_: Line, verbs: LineVerbs) -> ft.Control:
    """Two answers that did not know of each other, side by side, to pick one."""
    rows: list[ft.Control] = [body(say("Two answers differ. Pick the one that holds; the other stays in the history."))]
    for number, entry in enumerate(line_.live, start=1):
        words = f"{_disputed(line_, entry)} · {by(entry)}"
        rows.append(
            line(body(words), plain(f"pick.{number}.{line_.key}", say("Pick this one"), _picking(verbs, line_, entry)))
        )
    return ft.Container(stack(*rows), padding=M, border_radius=10, bgcolor=ft.Colors.TERTIARY_CONTAINER)


def _picking(verbs: LineVerbs, line_: Line, entry: Entry) -> Callable[[], None]:
    return lambda: verbs.pick(line_.key, entry)


def _disputed(line_: Line, entry: Entry) -> str:
    if isinstance(entry, Measured):
        return typed(entry)
    if isinstance(entry, Answered) and entry.verdict:
        return verdict_words(Verdict(entry.verdict)) + (f": {entry.reason}" if entry.reason else "")
    return shown(line_, getattr(entry, "value", ""))
