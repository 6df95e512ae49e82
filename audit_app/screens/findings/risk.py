"""A risk as it is shown and chosen: the matrix as a grid to tap, and a rating as word, mark and colour."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.findings.finding import Finding
from audit_app.checklist.reference.risk import RiskMatrix, risk_matrix
from audit_app.screens.pieces.component import piece
from audit_app.screens.pieces.fields.radio import one_of, radio
from audit_app.screens.pieces.layout import TARGET, XS, S, body, giving_way, label, stack
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt

BLACK, WHITE = "#000000", "#FFFFFF"


def ink_on(ground: str) -> str:
    """Black or white, whichever can be read better on a ground given as #rrggbb."""
    channels = [int(ground[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return WHITE if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else BLACK


def rating(found: Finding, key: str | None = None) -> ft.Control:
    """The rating of a finding: its mark and word on its colour."""
    words = ft.Text(
        f"{found.mark} {say(found.level)}" + (f" {found.score}" if found.score else ""),
        size=pt(14),
        weight=ft.FontWeight.W_700,
        color=ink_on(found.colour),
        key=key,
    )
    return ft.Container(
        words, bgcolor=found.colour, border_radius=8, padding=ft.Padding.symmetric(horizontal=S, vertical=XS)
    )


def danger_badge(found: Finding) -> ft.Control:
    """Immediate danger, and whether it is under control."""
    words = (
        say("Immediate danger: no interim control yet") if found.uncontrolled else say("Immediate danger, controlled")
    )
    ground = ft.Colors.ERROR if found.uncontrolled else ft.Colors.ERROR_CONTAINER
    ink = ft.Colors.ON_ERROR if found.uncontrolled else ft.Colors.ON_ERROR_CONTAINER
    parts: list[ft.Control] = [
        ft.Icon(ft.Icons.REPORT, size=18, color=ink),
        giving_way(ft.Text(words, size=pt(14), weight=ft.FontWeight.W_700, color=ink)),
    ]
    box = ft.Row(parts, spacing=XS, tight=True)
    return ft.Container(box, bgcolor=ground, border_radius=8, padding=ft.Padding.symmetric(horizontal=S, vertical=XS))


@piece
def RiskGrid(likelihood: int, consequence: int, narrow: bool, choose: Callable[[int, int], None]) -> ft.Control:
    """The five by five matrix: one tap rates likelihood (rows, high ones on top) and consequence (columns)."""
    matrix = risk_matrix()
    here = (likelihood, consequence)
    rows: list[ft.Control] = [
        ft.Row(
            [_row_head(matrix, each, narrow), *[_cell(matrix, each, bad, here, narrow, choose) for bad in range(1, 6)]],
            spacing=XS,
        )
        for each in range(5, 0, -1)
    ]
    heads = [ft.Container(_small(matrix.consequences[bad - 1].word, bad, narrow), expand=True) for bad in range(1, 6)]
    rows.append(ft.Row([_row_head(matrix, 0, narrow), *heads], spacing=XS))

    def rate(cell: str) -> None:
        likely, bad = cell.split(".")
        choose(int(likely), int(bad))

    grid = one_of(f"{likelihood}.{consequence}", stack(*rows, spacing=XS), rate)
    return stack(grid, *_meaning(matrix, *here), spacing=XS)


def _row_head(matrix: RiskMatrix, likelihood: int, narrow: bool) -> ft.Control:
    words = matrix.likelihoods[likelihood - 1].word if likelihood else ""
    inner = _small(words, likelihood, narrow) if likelihood else label("")
    return ft.Container(inner, width=28 if narrow else 120, alignment=ft.Alignment.CENTER_LEFT)


def _small(words: str, number: int, narrow: bool) -> ft.Text:
    text = str(number) if narrow else f"{number} {say(words)}"
    return ft.Text(text, size=pt(13), color=ft.Colors.ON_SURFACE_VARIANT, text_align=ft.TextAlign.START)


def _cell(
    matrix: RiskMatrix,
    likelihood: int,
    consequence: int,
    here: tuple[int, int],
    narrow: bool,
    choose: Callable[[int, int], None],
) -> ft.Control:
    level, chosen = matrix.level(likelihood, consequence), here == (likelihood, consequence)
    ink = ink_on(level.colour) if chosen else ft.Colors.ON_SURFACE
    number = ft.Text(f"{level.mark} {likelihood * consequence}", size=pt(15), weight=ft.FontWeight.W_700, color=ink)
    tick = chosen and not narrow
    inside: list[ft.Control] = [ft.Icon(ft.Icons.CHECK_CIRCLE, size=18, color=ink)] if tick else []
    box = ft.Container(
        ft.Row([*inside, number], spacing=2, alignment=ft.MainAxisAlignment.CENTER, tight=True),
        bgcolor=level.colour if chosen else ft.Colors.with_opacity(0.3, level.colour),
        border=ft.Border.all(3 if chosen else 1, ft.Colors.ON_SURFACE if chosen else level.colour),
        border_radius=8,
        height=TARGET,
        alignment=ft.Alignment.CENTER,
        on_click=partial(choose, likelihood, consequence),
        key=f"risk.{likelihood}.{consequence}",
    )
    words = matrix.words(likelihood, consequence)
    said = ft.Semantics(content=box, exclude_semantics=True, key=f"risk.{likelihood}.{consequence}.seen")
    cell = radio(f"risk.{likelihood}.{consequence}", f"{likelihood}.{consequence}", said, label=words)
    return ft.Container(cell, expand=True)


def _meaning(matrix: RiskMatrix, likelihood: int, consequence: int) -> list[ft.Control]:
    """What the chosen rating means, in words; how to read the grid while nothing is chosen."""
    if not (likelihood and consequence):  # an audit from elsewhere may have one of them
        return [label(say("Tap a cell: how likely (up) and how bad (across)."))]
    likely, bad = matrix.likelihoods[likelihood - 1], matrix.consequences[consequence - 1]
    level = matrix.level(likelihood, consequence)
    return [
        body(matrix.words(likelihood, consequence), key="risk.words", weight=ft.FontWeight.W_600),
        label(f"{say(likely.word)}: {likely.means} {say(bad.word)}: {bad.means}"),
        label(level.means),
    ]
