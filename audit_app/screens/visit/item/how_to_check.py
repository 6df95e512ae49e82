"""How an item is checked, what good looks like, and where it comes from; folded away until wanted."""

import flet as ft

from audit_app.audit.audit import Line
from audit_app.checklist.reference.sources import Library
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.layout import XS, S, body, copied, label, line, stack
from audit_app.screens.session.language import say


@piece
def HowToCheck(line_: Line, library: Library) -> ft.Control:
    """How to check, what good looks like, and where it comes from; folded away until wanted."""
    shown, set_shown = held(False)
    item = line_.item
    if not (item.how or item.good or item.references):
        return ft.Container(height=0)
    words = say("Hide how to check") if shown else say("How to check, and why")
    shape = ft.Icons.EXPAND_LESS if shown else ft.Icons.EXPAND_MORE
    toggle = known(
        f"about.{line_.key}",
        ft.TextButton(words, icon=shape, on_click=lambda: set_shown(not shown)),
        expanded=shown,
    )
    if not shown:
        return line(toggle)
    parts: list[ft.Control] = [line(toggle)]
    if item.how:
        parts += [label(say("How to check")), copied(body(item.how.strip()))]
    if item.good:
        parts += [label(say("What good looks like")), copied(body(item.good.strip()))]
    if item.references:
        parts.append(label(say("Where it comes from")))
        parts += [copied(body(_cited(library, each))) for each in item.references]
    return ft.Container(stack(*parts, spacing=XS), padding=S, border_radius=10, bgcolor=ft.Colors.SURFACE_CONTAINER_LOW)


def _cited(library: Library, clause: str) -> str:
    if clause not in library:
        return say("{clause}: not in the reference library of this audit", clause=clause)
    citation = library.cite(clause)
    return f"{citation.text}. {citation.paraphrase}".strip()
