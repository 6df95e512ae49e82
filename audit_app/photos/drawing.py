"""Draws marks onto a copy: yellow on black so that they show on any picture, black for what is hidden."""

import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from audit_app.photos.marks import ARROW, BOX, LONGEST_TEXT, REDACTION, TEXT, Mark, Part, around

INK, EDGE, HIDDEN = "#ffd400", "black", "black"
STROKE = 0.006  # of the longest side
LETTERS = 0.03  # of the longest side
HEAD = 5  # an arrow's head, in strokes

Spot = tuple[float, float]


def draw(picture: Image.Image, marks: Sequence[Mark], font: Path | None = None) -> None:
    """Draw every mark onto `picture`, redactions last so that nothing is drawn over them; `font` is a TrueType file."""
    pen = ImageDraw.Draw(picture)
    stroke = max(2, round(max(picture.size) * STROKE))
    for one in sorted(marks, key=lambda one: one.shape == REDACTION):
        if one.shape == ARROW:
            around(one)
            arrow(pen, spot(picture, *one.points[0]), spot(picture, *one.points[-1]), stroke)
        elif one.shape == BOX:
            box(pen, scaled(picture, around(one)), stroke)
        elif one.shape == TEXT and one.points and one.text.strip():
            label(pen, picture, spot(picture, *one.points[0]), one.text.strip()[:LONGEST_TEXT], font)
        elif one.shape == REDACTION:
            pen.rectangle(scaled(picture, around(one)), fill=HIDDEN)


def spot(picture: Image.Image, x: object, y: object) -> Spot:
    across, down = (min(max(float(str(at)), 0.0), 1.0) for at in (x, y))
    return across * (picture.width - 1), down * (picture.height - 1)


def scaled(picture: Image.Image, part: Part) -> Part:
    left, top, right, bottom = part
    return (*spot(picture, left, top), *spot(picture, right, bottom))


def arrow(pen: ImageDraw.ImageDraw, start: Spot, end: Spot, stroke: int) -> None:
    """A line with a solid head at its end, black below and yellow above."""
    direction = math.atan2(end[1] - start[1], end[0] - start[0])
    neck = along(end, direction, -3 * stroke)
    for colour, width, length in ((EDGE, stroke * 2, (HEAD + 1) * stroke), (INK, stroke, HEAD * stroke)):
        wings = [along(end, direction + side, -length) for side in (0.45, -0.45)]
        pen.line([start, neck], fill=colour, width=width)
        pen.polygon([end, *wings], fill=colour)


def along(spot: Spot, direction: float, distance: float) -> Spot:
    return spot[0] + distance * math.cos(direction), spot[1] + distance * math.sin(direction)


def box(pen: ImageDraw.ImageDraw, part: Part, stroke: int) -> None:
    left, top, right, bottom = part
    pen.rectangle(part, outline=EDGE, width=stroke * 2)
    inner = stroke // 2
    if right - left > 2 * inner and bottom - top > 2 * inner:
        pen.rectangle((left + inner, top + inner, right - inner, bottom - inner), outline=INK, width=stroke)


def label(pen: ImageDraw.ImageDraw, picture: Image.Image, start: Spot, text: str, font: Path | None) -> None:
    """Words on a black strip, moved left or up when they would run off the picture, made smaller when too wide."""
    size = max(10, round(max(picture.size) * LETTERS))
    letters = lettering(size, font)
    pad = size // 3
    if (wide := pen.textlength(text, font=letters) + 2 * pad) > picture.width:
        size = max(6, int(size * picture.width / wide))
        letters, pad = lettering(size, font), size // 3
    left, top, right, bottom = pen.textbbox((0, 0), text, font=letters)
    width, height = right - left + 2 * pad, bottom - top + 2 * pad
    x, y = max(0.0, min(start[0], picture.width - width)), max(0.0, min(start[1], picture.height - height))
    pen.rectangle((x, y, x + width, y + height), fill=EDGE)
    pen.text((x + pad - left, y + pad - top), text, font=letters, fill=INK)


def lettering(size: int, font: Path | None) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(str(font), size) if font else ImageFont.load_default(size)
