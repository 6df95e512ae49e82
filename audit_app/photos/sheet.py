"""A sheet to draw lines, areas and words on, for programs that take pictures only; kept as PNG."""

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


@lru_cache(maxsize=64)
def _letters(font: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font), size)


class DrawingSheet:
    """Measures are in points from the top left corner; each point is `scale` pixels."""

    def __init__(self, width: float, height: float, scale: float = 3.0) -> None:
        self.scale = scale
        self.image = Image.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
        self.pen = ImageDraw.Draw(self.image)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def area(self, points: Sequence[Point], fill: str, edge: str = "") -> None:
        """A filled polygon."""
        self.pen.polygon(self._at(points), fill or None, edge or None, max(1, round(0.6 * self.scale)))

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle."""
        self.pen.ellipse(self._at([(x - radius, y - radius)])[0] + self._at([(x + radius, y + radius)])[0], fill)

    def line(self, points: Sequence[Point], ink: str, width: float) -> None:
        """A line through points."""
        self.pen.line(self._at(points), ink, max(1, round(width * self.scale)), "curve")

    def words(self, x: float, y: float, text: str, size: float, ink: str, anchor: str, font: Path) -> None:
        """Words on a base line."""
        self.pen.text(self._at([(x, y)])[0], text, ink, _letters(font, size * self.scale), ANCHORS[anchor])

    def picture(self, path: Path, x: float, y: float, width: float, height: float) -> None:
        """A JPEG in a box."""
        size = (max(1, round(width * self.scale)), max(1, round(height * self.scale)))
        with Image.open(path) as kept:
            left, top = self._at([(x, y)])[0]
            self.image.paste(kept.convert("RGB").resize(size), (round(left), round(top)))

    def png(self) -> bytes:
        """The sheet as a file."""
        out = io.BytesIO()
        self.image.save(out, "PNG", optimize=False)
        return out.getvalue()
