"""Drawings and signatures as pictures, for Word."""

from itertools import pairwise
from math import hypot

from audit_app.photos.sheet import DrawingSheet
from audit_app.report.blocks import Box, Dot, Drawing, Label, Line, Plate, Point, Shape, Signature
from audit_app.report.palette import PALETTE
from audit_app.report.visible_text import visible
from audit_app.resources import asset

FONTS = {False: asset("fonts/DejaVuSans.ttf"), True: asset("fonts/DejaVuSans-Bold.ttf")}
SIGNED = (280.0, 100.0)


def raster(drawing: Drawing) -> bytes:
    """A drawing as PNG."""
    sheet = DrawingSheet(drawing.width, drawing.height + 2)
    for shape in drawing.shapes:
        _draw(sheet, shape)
    return sheet.png()


def signed(signature: Signature) -> bytes:
    """A signature drawn by hand as PNG."""
    sheet = DrawingSheet(*SIGNED)
    for stroke in signature.strokes:
        points = [(x * SIGNED[0], (1 - y) * SIGNED[1]) for x, y in stroke]
        if len(points) > 1:
            sheet.line(points, PALETTE["ink"], 1.5)
    return sheet.png()


def _draw(sheet: DrawingSheet, shape: Shape) -> None:
    match shape:
        case Box(x, y, width, height, fill, stroke):
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
            sheet.area(corners, _ink(fill), _ink(stroke))
        case Line():
            _line(sheet, shape)
        case Dot():
            _dot(sheet, shape)
        case Plate() if shape.shot.path is not None:
            sheet.picture(shape.shot.path, shape.x, shape.y, shape.width, shape.height)
        case Label():
            font, ink = FONTS[shape.strong], PALETTE[shape.colour]
            sheet.words(shape.x, shape.y, visible(shape.text), shape.size, ink, shape.anchor, font)
        case _:
            pass


def _ink(name: str) -> str:
    return PALETTE[name] if name else ""


def _line(sheet: DrawingSheet, line: Line) -> None:
    if line.fill and len(line.points) > 2:
        sheet.area(line.points, PALETTE[line.fill], _ink(line.stroke))
    elif len(line.points) > 1 and line.stroke:
        for part in _dashed(line.points, line.dash) if line.dash else (line.points,):
            sheet.line(part, PALETTE[line.stroke], line.width)


def _dashed(points: tuple[Point, ...], dash: tuple[float, ...]) -> list[tuple[Point, Point]]:
    """The drawn parts of a dashed line."""
    parts, on, left = [], True, dash[0]
    for (x, y), (to_x, to_y) in pairwise(points):
        length, done = hypot(to_x - x, to_y - y), 0.0
        while length - done > 1e-6:
            step = min(left, length - done)
            ends = [(x + (to_x - x) * at / length, y + (to_y - y) * at / length) for at in (done, done + step)]
            if on:
                parts.append((ends[0], ends[1]))
            done, left = done + step, left - step
            if left <= 1e-6:
                on, left = not on, dash[-1 if on else 0]
    return parts


def _dot(sheet: DrawingSheet, dot: Dot) -> None:
    x, y, size, ink = dot.x, dot.y, dot.size, PALETTE[dot.fill]
    if dot.shape == "circle":
        sheet.disc(x, y, size, ink)
    elif dot.shape == "cross":
        sheet.line(((x - size, y - size), (x + size, y + size)), ink, 1)
        sheet.line(((x - size, y + size), (x + size, y - size)), ink, 1)
    elif dot.shape == "square":
        sheet.area(((x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size)), ink)
    else:
        far = size * 1.3
        sheet.area(((x, y - far), (x + far, y), (x, y + far), (x - far, y)), ink)
