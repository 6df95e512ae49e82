"""The note of a line: kept as it is typed, entered when the field is left."""

import flet as ft

from audit_app.audit.audit import Line
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.fields import text_field
from audit_app.screens.pieces.layout import body
from audit_app.screens.session.language import say
from audit_app.screens.visit.item.verbs import LineVerbs


@piece
def Note(line_: Line, signed: bool, verbs: LineVerbs) -> ft.Control:
    """The note of a line: kept as it is typed, entered when the field is left."""
    kept = verbs.draft(line_.key, "note")
    typed, set_typed = held(kept if kept is not None else line_.note)

    def change(event: ft.Event[ft.TextField]) -> None:
        set_typed(event.data or "")
        verbs.typed(line_.key, "note", event.data or "", line_.note)

    def leave() -> None:
        verbs.note(line_.key, typed)

    if signed:
        return body(typed) if typed else ft.Container(height=0)
    field = text_field(
        say("Note"),
        typed,
        change,
        on_blur=leave,
        multiline=True,
        min_lines=1,
        max_lines=8,
    )
    return known(f"note.{line_.key}", field)
