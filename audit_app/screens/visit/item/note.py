"""The note of a line: kept as it is typed, entered when the field is left."""

from functools import partial

import flet as ft

from audit_app.audit.audit import Line
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.layout import body
from audit_app.screens.session.language import say
from audit_app.screens.visit.item.verbs import LineVerbs


def note(line_: Line, signed: bool, verbs: LineVerbs) -> ft.Control:
    """Its field; only its words once the audit is signed."""
    if signed:
        return body(line_.note) if line_.note else ft.Container(height=0)
    return TypedField(
        f"note.{line_.key}",
        say("Note"),
        line_.note,
        partial(verbs.note, line_.key),
        draft=f"note:{line_.key}",
        key=f"note.{line_.key}",
        multiline=True,
        min_lines=1,
        max_lines=8,
    )
