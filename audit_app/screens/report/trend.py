"""A reading over several audits: a small chart that says little, and the table beside it that says all."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import flet as ft
import flet.canvas as cv

from audit_app.audit.comparison import Point, Series
from audit_app.audit.history.sentences import spoken
from audit_app.screens.pieces.component import row
from audit_app.screens.pieces.layout import S, body, stack
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.units import plain

WIDTH, HEIGHT, EDGE = 300, 96, 12


@row
def Trend(series: Series) -> ft.Control:
    """One series: its chart, and every value with its date."""
    unit = f" ({series.unit})" if series.unit else ""
    rows = [
        ft.Row(
            [ft.Text(spoken(each.on), width=150, size=pt(14)), body(said(each, series.unit), expand=True)], spacing=S
        )
        for each in series.points
    ]
    chart = ft.Semantics(content=cv.Canvas(shapes(series.points), width=WIDTH, height=HEIGHT), label=in_words(series))
    beside = ft.ResponsiveRow(
        [ft.Container(chart, col={"xs": 12, "md": 5}), ft.Container(stack(*rows, spacing=2), col={"xs": 12, "md": 7})],
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    heading = ft.Text(f"{series.title}{unit}", size=pt(16), weight=ft.FontWeight.W_600)
    return ft.Container(stack(heading, beside), padding=ft.Padding.symmetric(vertical=S), key=f"trend.{series.key}")


def value_row(each: Point, unit: str) -> ft.Control:
    """One value with its date."""
    when = ft.Text(spoken(each.on), width=150, size=pt(14))
    return ft.Row([when, body(said(each, unit), expand=True)], spacing=S)


def said(each: Point, unit: str) -> str:
    """A value as recorded, with its verdict; a date also in days from its audit."""
    days = say(", {n} days from the audit", n=plain(each.value)) if unit == "days from the audit" else ""
    verdict = f" · {say(each.verdict)}" if each.verdict else ""
    return f"{each.words}{days}{verdict}"


def in_words(series: Series) -> str:
    """The chart for those who do not see it."""
    first, last = series.points[0], series.points[-1]
    way = say("unchanged") if last.value == first.value else say("higher") if last.value > first.value else say("lower")
    return say(
        "{title}: from {first} to {last}, {way}", title=series.title, first=first.words, last=last.words, way=way
    )


def shapes(points: tuple[Point, ...]) -> list[cv.Shape]:
    """The points in order of their dates, joined; the lowest and highest value written at the side."""
    spots = placed(points)
    line = ft.Paint(color=ft.Colors.PRIMARY, stroke_width=2.5, style=ft.PaintingStyle.STROKE)
    rule = ft.Paint(color=ft.Colors.OUTLINE_VARIANT, stroke_width=1)
    drawn: list[cv.Shape] = [cv.Line(EDGE, HEIGHT - EDGE, WIDTH - 60, HEIGHT - EDGE, paint=rule)]
    drawn += [cv.Line(*one, *other, paint=line) for one, other in pairwise(spots)]
    drawn += [cv.Circle(x, y, 5, paint=ft.Paint(color=ft.Colors.PRIMARY)) for x, y in spots]
    values = [each.value for each in points]
    style = ft.TextStyle(size=pt(13), color=ft.Colors.ON_SURFACE_VARIANT)
    for value in {min(values), max(values)}:
        drawn.append(cv.Text(WIDTH - 52, _up(value, values) - 8, value=plain(value), style=style))
    return drawn


def placed(points: tuple[Point, ...]) -> list[tuple[float, float]]:
    """Where each point stands in the chart."""
    days = [_day(each.on) for each in points]
    values = [each.value for each in points]
    return [(_across(day, days), _up(value, values)) for day, value in zip(days, values, strict=True)]


def _across(day: int, days: list[int]) -> float:
    span = max(days) - min(days)
    share = (day - min(days)) / span if span else 0.5
    return EDGE + share * (WIDTH - 72 - EDGE)


def _up(value: Decimal, values: list[Decimal]) -> float:
    span = max(values) - min(values)
    share = float((value - min(values)) / span) if span else 0.5
    return HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)


def _day(iso: str) -> int:
    try:
        return date.fromisoformat(iso).toordinal()
    except ValueError:
        return 0
