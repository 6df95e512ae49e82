"""Pictures on paper: strips of them side by side with their captions; a very tall one in tiles."""

from dataclasses import replace
from math import ceil

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from audit_app.report.blocks import Shot
from audit_app.report.pdf.file.jpeg import JpegFile, draw_jpeg
from audit_app.report.pdf.style import colour, paragraph
from audit_app.report.pdf.tags import Node, no_tags
from audit_app.report.pdf.text.paragraph import Text
from audit_app.report.wording import shortened

TALLEST = 62 * mm
GAP = 5 * mm
LONGEST_CAPTION = 180
TALL, TILE = 3.0, 1.4  # height over width from which a picture is drawn in tiles, and of a tile
TILES = 3  # side by side
MOST_TILES = 60  # of one picture, 1,080 × 90,000 pixels; a taller one, which no screen has, is drawn narrower


class ShotStrip(Flowable):  # type: ignore[misc]
    """Pictures side by side with their captions; one that cannot be shown is a box with its name and the reason."""

    def __init__(self, shots: tuple[Shot, ...], across: int, tallest: float = TALLEST, tag: Node | None = None) -> None:
        super().__init__()
        self.shots, self.across, self.tallest, self.tag = shots, across, tallest, tag

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The strip's size: the tallest picture and the longest caption."""
        self.each = (room_x - GAP * (self.across - 1)) / self.across
        self.sizes = [self._fitted(shot) for shot in self.shots]
        self.captions: list[Text] = [paragraph(_caption(shot), "caption") for shot in self.shots]
        self.words = [caption.wrap(self.each, 1e6)[1] for caption in self.captions]
        self.picture = max(height for _, height in self.sizes)
        self.width, self.height = room_x, self.picture + max(self.words) + 7
        return self.width, self.height

    def _fitted(self, shot: Shot) -> tuple[float, float]:
        if shot.path is None:
            return self.each, min(self.tallest, 24 * mm)
        height = shot.height * (shot.part[1] - shot.part[0])
        scale = min(self.each / shot.width, self.tallest / height)
        return max(1.0, shot.width * scale), max(1.0, height * scale)

    def split(self, room_x: float, room_y: float) -> list[Flowable]:
        """Never split."""
        return []

    def draw(self) -> None:
        """Draws pictures from a common top line, captions under a common line."""
        x, top, tags = 0.0, self.height, no_tags(self.canv)
        over = tags.own(self, "Div")
        for shot, size, caption, words in zip(self.shots, self.sizes, self.captions, self.words, strict=True):
            node = over.add("Figure", alt=alternative(shot))
            with tags.figure(self.canv, node, (x, top - size[1], *size)):
                if shot.path is not None:
                    self._picture(shot, x, top, *size)
                else:
                    self._placeholder(shot, x, top, *size)
            caption.tag = over.add("P")
            caption.drawOn(self.canv, x, top - self.picture - 3 - words)
            x += self.each + GAP

    def _picture(self, shot: Shot, x: float, top: float, width: float, height: float) -> None:
        assert shot.path is not None
        canvas, (first, last) = self.canv, shot.part
        file = JpegFile(shot.path, shot.width, shot.height, shot.channels)
        whole = height / (last - first)
        canvas.saveState()
        if shot.part != (0.0, 1.0):
            frame = canvas.beginPath()
            frame.rect(x, top - height, width, height)
            canvas.clipPath(frame, stroke=0, fill=0)
        draw_jpeg(canvas, f"photo{shot.digest[:12]}-{shot.number}", file, (x, top - whole * (1 - first), width, whole))
        canvas.restoreState()
        canvas.setStrokeColor(colour("rule"))
        canvas.setLineWidth(0.4)
        canvas.rect(x, top - height, width, height)

    def _placeholder(self, shot: Shot, x: float, top: float, width: float, height: float) -> None:
        self.canv.setFillColor(colour("panel"))
        self.canv.setStrokeColor(colour("muted"))
        self.canv.setLineWidth(0.6)
        self.canv.setDash([3, 2])
        self.canv.rect(x, top - height, width, height, fill=1)
        self.canv.setDash([])
        words = paragraph(f"{shortened(shot.name, 60)} {shot.fault}", "warning")
        _, tall = words.wrap(width - 12, height)
        words.drawOn(self.canv, x + 6, top - height / 2 - tall / 2)


def alternative(shot: Shot) -> str:
    """What is said of a picture to those who cannot see it."""
    return shot.said if shot.path is not None else f"{shot.said} {shot.name} {shot.fault}"


def _caption(shot: Shot) -> str:
    return shortened(shot.said, LONGEST_CAPTION)


def tall(shot: Shot) -> bool:
    """Whether a picture is so tall that it is drawn in tiles."""
    return shot.path is not None and shot.height > TALL * shot.width


def tiles(shot: Shot) -> tuple[Shot, ...]:
    """A very tall picture in parts from its top to its end; any other as it is."""
    if not tall(shot):
        return (shot,)
    count = min(MOST_TILES, ceil(shot.height / (TILE * shot.width)))
    return tuple(
        replace(shot, caption=f"{shot.caption} (part {part + 1} of {count})", part=(part / count, (part + 1) / count))
        for part in range(count)
    )


def strips(shots: tuple[Shot, ...], across: int, tallest: float = TALLEST, tag: Node | None = None) -> list[ShotStrip]:
    """Pictures as strips of at most `across` each; the tiles of very tall ones in strips of their own."""
    usual = tuple(shot for shot in shots if not tall(shot))
    made = [ShotStrip(usual[at : at + across], across, tallest, tag) for at in range(0, len(usual), across)]
    for shot in (each for each in shots if tall(each)):
        parts = tiles(shot)
        made += [ShotStrip(parts[at : at + TILES], TILES, 80 * mm, tag) for at in range(0, len(parts), TILES)]
    return made
