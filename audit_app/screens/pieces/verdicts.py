"""A verdict as it is shown everywhere: by its word, by the shape of its icon, and only then by colour."""

from dataclasses import dataclass

import flet as ft

from audit_app.audit.verdicts.judge import Verdict
from audit_app.screens.pieces.layout import giving_way
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt


@dataclass(frozen=True)
class Look:
    """How one verdict looks: its icon's shape, and its colours on light and on dark."""

    icon: ft.IconData
    light: str
    dark: str


LOOKS: dict[Verdict, Look] = {
    Verdict.COMPLIANT: Look(ft.Icons.CHECK_CIRCLE, "#1B6B3A", "#7FD8A0"),
    Verdict.PARTLY: Look(ft.Icons.CONTRAST, "#8A5100", "#FFB95C"),
    Verdict.DEFICIENT: Look(ft.Icons.DANGEROUS, "#B3261E", "#FFB4AB"),
    Verdict.NOT_APPLICABLE: Look(ft.Icons.DO_NOT_DISTURB_ON_OUTLINED, "#4A5560", "#B9C4CE"),
    Verdict.NOT_ASSESSED: Look(ft.Icons.HELP, "#5B4B8A", "#CDBDFF"),
    Verdict.AT_THE_LINE: Look(ft.Icons.WARNING, "#8A5100", "#FFB95C"),
    Verdict.NO_LIMIT: Look(ft.Icons.EDIT_NOTE, "#1F5F8B", "#9CCBF2"),
    Verdict.DISPUTED: Look(ft.Icons.CALL_SPLIT, "#8B1F6B", "#FFADE0"),
    Verdict.NOT_DONE: Look(ft.Icons.RADIO_BUTTON_UNCHECKED, "#4A5560", "#B9C4CE"),
}


def colour(verdict: Verdict, dark: bool) -> str:
    """The verdict's colour on the ground it stands on; at least 4.5:1 on both."""
    return LOOKS[verdict].dark if dark else LOOKS[verdict].light


def icon(verdict: Verdict, dark: bool, size: int = 24) -> ft.Icon:
    """The verdict's shape alone, for places where its word stands beside it."""
    return ft.Icon(LOOKS[verdict].icon, color=colour(verdict, dark), size=size)


def verdict_words(verdict: Verdict) -> str:
    """The verdict as the screens say it."""
    return say(verdict.words)


def badge(verdict: Verdict, dark: bool, key: str | None = None, words: str = "") -> ft.Control:
    """Shape and word in the verdict's colour."""
    tint = colour(verdict, dark)
    text = ft.Text(words or verdict_words(verdict), color=tint, size=pt(14), weight=ft.FontWeight.W_600, key=key)
    return ft.Row([icon(verdict, dark, 20), giving_way(text)], spacing=6, tight=True)
