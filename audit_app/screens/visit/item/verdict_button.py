"""A button in a verdict's colour, with its shape and its word."""

from collections.abc import Callable
from typing import Any, cast

import flet as ft

from audit_app.audit.verdicts.judge import Verdict
from audit_app.screens.pieces.layout import TARGET, XS, M, S
from audit_app.screens.pieces.verdicts import LOOKS, colour, verdict_words
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.screens.theme import ringed


def verdict_outline(
    verdict: Verdict, chosen: bool, dark: bool, narrow: bool, give: Callable[[], None], edge: int
) -> ft.OutlinedButton:
    """A button in a verdict's colour: its shape beside its word, or above it where there is little room."""
    tint = colour(verdict, dark)
    ink = ft.Colors.SURFACE_CONTAINER_LOWEST if chosen else tint
    style = ft.ButtonStyle(
        color=ink,
        icon_color=ink,
        bgcolor=tint if chosen else None,
        side=cast(Any, ringed(ft.Colors.ON_SURFACE, ft.BorderSide(edge, tint))),
        padding=ft.Padding.symmetric(horizontal=XS if narrow else M, vertical=S),
    )
    if not narrow:
        height = TARGET + XS * 2 if edge > 1 else TARGET
        return ft.OutlinedButton(
            verdict_words(verdict), icon=LOOKS[verdict].icon, on_click=give, height=height, style=style
        )
    words = ft.Text(short_words(verdict), size=pt(14), weight=ft.FontWeight.W_600, color=ink, max_lines=1)
    upright = ft.Column(
        [ft.Icon(LOOKS[verdict].icon, color=ink, size=22), words],
        spacing=2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.OutlinedButton(content=upright, on_click=give, height=64, style=style)


def short_words(verdict: Verdict) -> str:
    """A verdict in one word, for a narrow button."""
    return say("Partly") if verdict is Verdict.PARTLY else verdict_words(verdict)
