"""A signature drawn with a finger: strokes as shares of the pad, so that they can be printed at any size."""

from collections.abc import Callable
from decimal import Decimal

import flet as ft
import flet.canvas as cv

from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.layout import XS, label, line, stack
from audit_app.screens.session.language import say

HEIGHT = 160  # logical pixels of the pad
MOST_POINTS = 4000  # a signature needs a few hundred

Stroke = tuple[tuple[Decimal, Decimal], ...]
NO_STROKE: Stroke = ()


@piece
def SignaturePad(strokes: tuple[Stroke, ...], width: int, signed: Callable[[tuple[Stroke, ...]], None]) -> ft.Control:
    """A pad to draw on; `signed` hears every finished stroke, with those before it."""
    going, set_going = held(NO_STROKE)

    def at(event: ft.DragStartEvent[ft.GestureDetector] | ft.DragUpdateEvent[ft.GestureDetector]) -> None:
        spot = (_share(event.local_position.x, width), _share(event.local_position.y, HEIGHT))
        if sum(map(len, strokes)) + len(going) < MOST_POINTS:
            set_going((*going, spot))

    def lifted() -> None:
        if len(going) > 1:
            signed((*strokes, going))
        set_going(NO_STROKE)

    paths = [path(each, width) for each in (*strokes, *([going] if going else []))]
    base = cv.Line(16, HEIGHT - 32, width - 16, HEIGHT - 32, paint=ft.Paint(color=ft.Colors.OUTLINE, stroke_width=1))
    pad = ft.GestureDetector(
        ft.Container(
            cv.Canvas([base, *paths], width=width, height=HEIGHT),
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            border=ft.Border.all(1, ft.Colors.OUTLINE),
            border_radius=8,
            width=width,
            height=HEIGHT,
        ),
        # drags, not pans: a pan waits longer than the page round it, which would scroll away under the finger
        on_horizontal_drag_start=at,
        on_horizontal_drag_update=at,
        on_horizontal_drag_end=lifted,
        on_vertical_drag_start=at,
        on_vertical_drag_update=at,
        on_vertical_drag_end=lifted,
        drag_interval=20,
    )
    words = say("Draw your signature here") if not strokes else say("Signature drawn")
    clear = [quiet("clear-signature", say("Clear"), lambda: signed(()), icon=ft.Icons.CLEAR)] if strokes else []
    return stack(ft.Row([known("signature-pad", pad, label=words)]), line(label(words), *clear), spacing=XS)


def _share(pixels: float, of: int) -> Decimal:
    return Decimal(str(round(min(1.0, max(0.0, pixels / of)), 4)))


def path(stroke: Stroke, width: int, height: int = HEIGHT) -> cv.Path:
    """One stroke as a line on a canvas of this size."""
    spots = [(float(x) * width, float(y) * height) for x, y in stroke]
    steps: list[cv.Path.PathElement] = [cv.Path.MoveTo(*spots[0]), *(cv.Path.LineTo(*spot) for spot in spots[1:])]
    ink = ft.Paint(
        color=ft.Colors.ON_SURFACE, stroke_width=2.5, style=ft.PaintingStyle.STROKE, stroke_cap=ft.StrokeCap.ROUND
    )
    return cv.Path(steps, paint=ink)
