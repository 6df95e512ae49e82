"""A signature drawn with a finger: strokes as shares of the pad, so that they can be printed at any size."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import flet as ft
import flet.canvas as cv

from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.layout import XS, label, line, stack
from audit_app.screens.session.language import say

HEIGHT = 160  # logical pixels of the pad
MOST_POINTS = 4000  # a signature needs a few hundred

DOT = Decimal("0.005")  # share of the width that a dot is long

Touch = (
    ft.DragDownEvent[ft.GestureDetector]
    | ft.DragStartEvent[ft.GestureDetector]
    | ft.DragUpdateEvent[ft.GestureDetector]
    | ft.TapEvent[ft.GestureDetector]
)
Stroke = tuple[tuple[Decimal, Decimal], ...]
NO_STROKE: Stroke = ()


@dataclass(frozen=True)
class Finger:
    """What happens where a finger comes down, moves, is lifted, or only tapped."""

    down: Callable[[Touch], None]
    at: Callable[[Touch], None]
    lifted: Callable[[], None]
    dotted: Callable[[Touch], None]


@piece
def SignaturePad(strokes: tuple[Stroke, ...], width: int, signed: Callable[[tuple[Stroke, ...]], None]) -> ft.Control:
    """A pad to draw on; `signed` hears every finished stroke, with those before it."""
    going, set_going = held(NO_STROKE)

    room = sum(map(len, strokes)) + len(going) < MOST_POINTS

    def down(event: Touch) -> None:
        if room:
            set_going((_spot(event, width),))  # where the finger came down: a drag is told some 20 pixels later

    def at(event: Touch) -> None:
        if room:
            set_going((*going, _spot(event, width)))

    def dotted(event: Touch) -> None:
        x, y = _spot(event, width)
        if room:
            signed((*strokes, ((x, y), (min(Decimal(1), x + DOT), y))))
        set_going(NO_STROKE)

    def lifted() -> None:
        if len(going) > 1:
            signed((*strokes, going))
        set_going(NO_STROKE)

    finger = Finger(down, at, lifted, dotted)
    pad = surface([path(each, width) for each in (*strokes, *([going] if len(going) > 1 else []))], width, finger)
    words = say("Draw your signature here") if not strokes else say("Signature drawn")
    clear = [quiet("clear-signature", say("Clear"), lambda: signed(()), icon=ft.Icons.CLEAR)] if strokes else []
    return stack(ft.Row([known("signature-pad", pad, label=words)]), line(label(words), *clear), spacing=XS)


def surface(paths: list[cv.Path], width: int, finger: Finger) -> ft.GestureDetector:
    """The paper with its line, and what was drawn on it.

    It hears drags, not pans: a pan waits longer than the page round it, which would scroll away under the finger.
    """
    base = cv.Line(16, HEIGHT - 32, width - 16, HEIGHT - 32, paint=ft.Paint(color=ft.Colors.OUTLINE, stroke_width=1))
    paper = ft.Container(
        cv.Canvas([base, *paths], width=width, height=HEIGHT),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE),
        border_radius=8,
        width=width,
        height=HEIGHT,
    )
    return ft.GestureDetector(
        paper,
        on_tap_up=finger.dotted,
        on_horizontal_drag_down=finger.down,
        on_vertical_drag_down=finger.down,
        on_horizontal_drag_start=finger.at,
        on_horizontal_drag_update=finger.at,
        on_horizontal_drag_end=finger.lifted,
        on_vertical_drag_start=finger.at,
        on_vertical_drag_update=finger.at,
        on_vertical_drag_end=finger.lifted,
        drag_interval=20,
    )


def _spot(event: Touch, width: int) -> tuple[Decimal, Decimal]:
    """Where a finger is, as shares of the pad."""
    where = event.local_position
    return (_share(where.x, width), _share(where.y, HEIGHT)) if where else (Decimal(0), Decimal(0))


def _share(pixels: float, of: int) -> Decimal:
    return Decimal(str(round(min(1.0, max(0.0, pixels / of)), 4)))


def path(stroke: Stroke, width: int, height: int = HEIGHT) -> cv.Path:
    """One stroke as a line on a canvas of this size."""
    spots = [(float(x) * width, float(y) * height) for x, y in stroke]
    begins = [cv.Path.MoveTo(*spot) for spot in spots[:1]]  # none in an empty one, which comes from elsewhere
    steps: list[cv.Path.PathElement] = [*begins, *(cv.Path.LineTo(*spot) for spot in spots[1:])]
    ink = ft.Paint(
        color=ft.Colors.ON_SURFACE, stroke_width=2.5, style=ft.PaintingStyle.STROKE, stroke_cap=ft.StrokeCap.ROUND
    )
    return cv.Path(steps, paint=ink)
