"""The marks of a photo as vectors over its picture, and the finger that draws one more."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft
import flet.canvas as cv

from audit_app.audit.log.entries import Mark
from audit_app.errors import PhotoRefused
from audit_app.photos.marks import dragged
from audit_app.screens.pieces.component import held, known, piece

INK, EDGE = "#ffd400", "#000000"
TOOLS = ("look", "arrow", "box", "text", "redaction")

Spot = tuple[float, float]
OnDraw = Callable[[str, Sequence[tuple[float, float]]], None]


@dataclass(frozen=True)
class SizedPicture:
    """A picture as it is shown: where it comes from, what it shows in words, and its size in logical pixels."""

    source: str
    words: str
    width: int
    height: int

    def share(self, at: Spot) -> Spot:
        """A place in logical pixels as shares of the picture."""
        return at[0] / self.width, at[1] / self.height

    def with_marks(self, marks: Sequence[cv.Shape]) -> ft.Control:
        """The picture and the shapes over it."""
        size: dict[str, Any] = {"width": self.width, "height": self.height}
        picture = ft.Image(
            src=self.source, fit=ft.BoxFit.FILL, gapless_playback=True, semantics_label=self.words, **size
        )
        return ft.Stack([picture, cv.Canvas(list(marks), **size)], **size)


@piece
def MarkedPhoto(
    source: str, words: str, width: int, height: int, marks: Sequence[Mark], tool: str, drawn: OnDraw
) -> ft.Control:
    """The picture with its marks; with a tool chosen, a drag draws and a tap places a text.

    `drawn` hears the shape and its points as shares of the picture. With the tool "look" it zooms and moves instead.
    """
    picture = SizedPicture(source, words, width, height)
    nowhere: tuple[Spot, Spot] | None = None
    line, set_line = held(nowhere)
    there = [shape for one in marks for shape in shapes(one, width, height)]
    shown = picture.with_marks([*there, *being_drawn(tool, line, width, height)])
    if tool == "look":
        return known("photo.view", ft.InteractiveViewer(shown, max_scale=8, min_scale=1))
    finger = placing(shown, picture, drawn) if tool == "text" else dragging(shown, picture, tool, line, set_line, drawn)
    return known("photo.draw", finger)


def placing(shown: ft.Control, picture: SizedPicture, drawn: OnDraw) -> ft.Control:
    """A tap places a text."""

    def place(event: ft.TapEvent[ft.GestureDetector]) -> None:
        if event.local_position is not None:
            drawn("text", [picture.share((event.local_position.x, event.local_position.y))])

    return ft.GestureDetector(shown, on_tap_up=place, drag_interval=30, mouse_cursor=ft.MouseCursor.PRECISE)


def dragging(
    shown: ft.Control,
    picture: SizedPicture,
    tool: str,
    line: tuple[Spot, Spot] | None,
    set_line: Callable[[tuple[Spot, Spot] | None], None],
    drawn: OnDraw,
) -> ft.Control:
    """A drag draws a shape from where the finger came down to where it is lifted."""

    def begin(event: ft.DragStartEvent[ft.GestureDetector]) -> None:
        at = (event.local_position.x, event.local_position.y)
        set_line((at, at))

    def go_on(event: ft.DragUpdateEvent[ft.GestureDetector]) -> None:
        if line is not None:
            set_line((line[0], (event.local_position.x, event.local_position.y)))

    def finish(event: ft.DragEndEvent[ft.GestureDetector]) -> None:
        set_line(None)
        if line is not None:
            ends = (line[0], (event.local_position.x, event.local_position.y))
            drawn(tool, [picture.share(each) for each in ends])

    precise = ft.MouseCursor.PRECISE
    return ft.GestureDetector(
        shown, on_pan_start=begin, on_pan_update=go_on, on_pan_end=finish, drag_interval=30, mouse_cursor=precise
    )


def being_drawn(tool: str, line: tuple[Spot, Spot] | None, width: int, height: int) -> list[cv.Shape]:
    """The shape under the finger, before it is lifted."""
    if line is None:
        return []
    try:
        points = dragged(*((x / width, y / height) for x, y in line))
        return shapes(Mark(shape=tool, points=points), width, height)  # type: ignore[arg-type]
    except PhotoRefused:
        return []


def shapes(one: Mark, width: int, height: int) -> list[cv.Shape]:
    """A mark as canvas shapes, drawn as it will be printed: yellow on black, hidden parts black."""
    points = [(float(x) * width, float(y) * height) for x, y in one.points]
    stroke = max(2.0, max(width, height) * 0.006)
    if one.shape == "text":
        return text(one.text, points[0], max(width, height)) if points else []
    if len(points) < 2:
        return []
    if one.shape == "arrow":
        return arrow(points[0], points[-1], stroke)
    across, down = [x for x, _ in points], [y for _, y in points]
    edges = min(across), min(down), max(across) - min(across), max(down) - min(down)
    if one.shape == "redaction":
        return [cv.Rect(*edges, paint=ft.Paint(color=EDGE))]
    return [cv.Rect(*edges, paint=pen(colour, size)) for colour, size in ((EDGE, stroke * 2), (INK, stroke))]


def arrow(start: Spot, end: Spot, stroke: float) -> list[cv.Shape]:
    """A line whose head is at its end."""
    direction = math.atan2(end[1] - start[1], end[0] - start[0])
    wings = [
        (end[0] - 5 * stroke * math.cos(direction + side), end[1] - 5 * stroke * math.sin(direction + side))
        for side in (0.5, -0.5)
    ]
    lines = [(start, end), (end, wings[0]), (end, wings[1])]
    return [
        cv.Line(*first, *last, paint=pen(colour, size))
        for colour, size in ((EDGE, stroke * 2), (INK, stroke))
        for first, last in lines
    ]


def text(words: str, at: Spot, side: int) -> list[cv.Shape]:
    style = ft.TextStyle(size=side * 0.03, color=INK, bgcolor=EDGE, weight=ft.FontWeight.W_600)
    return [cv.Text(at[0], at[1], value=f" {words} ", style=style)]


def pen(colour: str, size: float) -> ft.Paint:
    return ft.Paint(color=colour, stroke_width=size, style=ft.PaintingStyle.STROKE, stroke_cap=ft.StrokeCap.ROUND)
