"""Frames round other flowables: set in from the left, a band with a badge, or held to one page."""

from collections.abc import Callable, Sequence

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from audit_app.report.blocks import Card, Figure
from audit_app.report.pdf.grid import Grid
from audit_app.report.pdf.pages import mark, write_at
from audit_app.report.pdf.style import SMALL, colour, paragraph, style
from audit_app.report.pdf.tags import Node, no_tags
from audit_app.report.pdf.text.fonts import BOLD, width_of
from audit_app.report.pdf.text.glyphs import shown
from audit_app.report.pdf.text.paragraph import Style, Text, runs
from audit_app.report.wording import shortened

ENOUGH = 60 * mm  # text that is higher than this may part from what follows it

READABLE = 0.98  # of the size everything else is set in
SMALLEST = 0.45


class Hold(CondPageBreak):  # type: ignore[misc]
    """Goes to a new page when what must stay together does not fit.

    How high that is gets measured by `settled`, unless it is given.
    """

    def __init__(self, height: float = 0.0) -> None:
        super().__init__(height)
        self.given = height > 0


def settled(made: list[Flowable], width: float) -> list[Flowable]:
    """The same flowables, each Hold knowing what follows it: up to the start of a table, or a good piece of text.

    The space after the last of them is left out: where a page is full, it would make an empty one.
    """
    while made and isinstance(made[-1], Spacer):
        made.pop()
    for at, one in enumerate(made):
        if isinstance(one, Hold) and not one.given:
            one.height = _together(made[at + 1 :], width)
    return made


def _together(following: list[Flowable], width: float) -> float:
    height = 0.0
    for one in following:
        if isinstance(one, Hold):
            if one.given:
                return float(min(height + float(one.height), 4 * ENOUGH))
            continue
        inner = one.inner if isinstance(one, Inset) else one
        if isinstance(inner, Grid):
            return height + float(inner.least)
        height += float(one.wrap(width, 1e6)[1])
        if height > ENOUGH:
            break
    return float(min(height, 4 * ENOUGH))


class Inset(Flowable):  # type: ignore[misc]
    """A flowable set in from the left."""

    def __init__(self, inner: Flowable, indent: float) -> None:
        super().__init__()
        self.inner, self.indent = inner, indent

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The inner size and the indent."""
        width, self.height = self.inner.wrap(room_x - self.indent, room_y)
        self.width = width + self.indent
        return self.width, self.height

    def split(self, room_x: float, room_y: float) -> list[Flowable]:
        """Splits as the inner one does."""
        return [Inset(part, self.indent) for part in self.inner.split(room_x - self.indent, room_y)]

    def getSpaceBefore(self) -> float:  # noqa: N802 (the library's name)
        """As the inner one."""
        return float(self.inner.getSpaceBefore())

    def getSpaceAfter(self) -> float:  # noqa: N802
        """As the inner one."""
        return float(self.inner.getSpaceAfter())

    def draw(self) -> None:
        """Draws the inner one."""
        self.inner.drawOn(self.canv, self.indent, 0)


class Badge(Flowable):  # type: ignore[misc]
    """The head of a card: a band in the colour of its tone, with number, title and a badge in words."""

    def __init__(self, card: Card, tag: Node | None = None) -> None:
        super().__init__()
        self.card, self.tag = card, tag
        self.keepWithNext = 1

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """As high as the title needs; a title without a number stands out."""
        self.badge = shortened(self.card.badge, 24)
        self.badge_width = width_of(shown(self.badge), BOLD) * SMALL + 14 if self.badge else 0
        words = " ".join(part for part in (self.card.number, shortened(self.card.title, 400)) if part)
        look = style("heading") if self.card.number else style("banner")
        tone = self.card.tone or "plain"
        self.words = Text(runs(words, ink="" if self.card.number else tone), look)
        self.words_height = self.words.wrap(room_x - self.badge_width - 24, 1e6)[1]
        self.width, self.height = room_x, self.words_height + 9
        return self.width, self.height

    def draw(self) -> None:
        """Draws band, title and badge, and marks the place."""
        canvas, tone, tags = self.canv, colour(self.card.tone or "plain"), no_tags(self.canv)
        node = tags.own(self, "H3")
        with tags.artifact(canvas):
            canvas.setFillColor(colour("panel"))
            canvas.rect(0, 0, self.width, self.height, stroke=0, fill=1)
            canvas.setFillColor(tone)
            canvas.rect(0, 0, 1.4 * mm, self.height, stroke=0, fill=1)
        self.words.tag = node
        self.words.drawOn(canvas, 4 * mm, (self.height - self.words_height) / 2)
        if self.badge:
            x, y = self.width - self.badge_width - 5, self.height / 2 - 7
            with tags.artifact(canvas):
                canvas.setFillColor(tone)
                canvas.roundRect(x, y, self.badge_width, 14, 3, stroke=0, fill=1)
            with tags.content(canvas, node):
                look = Style(SMALL, SMALL, "paper", bold=True)
                write_at(canvas, x + self.badge_width / 2, y + 4.2, self.badge, look, middle=True)
        if self.card.key:
            mark(canvas, self.card.key, f"{self.card.number} {self.card.title}", 1, self.height)


class Panels(Flowable):  # type: ignore[misc]
    """A few numbers side by side, each in a panel with what it counts."""

    GAP = 3 * mm

    def __init__(self, figures: Sequence[Figure], tag: Node | None = None) -> None:
        super().__init__()
        self.figures, self.tag = figures, tag

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """As high as the one with the most words needs."""
        self.each = (room_x - self.GAP * (len(self.figures) - 1)) / len(self.figures)
        self.told: list[list[Text]] = []
        for one in self.figures:
            number = Text(runs(one.number, ink=one.tone), Style(19, 22, bold=True))
            self.told.append(
                [number, paragraph(one.words, "strong"), *([paragraph(one.small, "quiet")] if one.small else [])]
            )
        room = self.each - 6 * mm
        heights = [sum(part.wrap(room)[1] for part in parts) for parts in self.told]
        self.width, self.height = room_x, max(heights) + 3 * mm
        return self.width, self.height

    def draw(self) -> None:
        """Draws panels from left to right."""
        canvas, tags, x = self.canv, no_tags(self.canv), 0.0
        listed = tags.own(self, "L")
        for one, parts in zip(self.figures, self.told, strict=True):
            with tags.artifact(canvas):
                canvas.setFillColor(colour("panel"))
                canvas.rect(x, 0, self.each, self.height, stroke=0, fill=1)
                canvas.setFillColor(colour(one.tone or "plain"))
                canvas.rect(x, self.height - 1.2 * mm, self.each, 1.2 * mm, stroke=0, fill=1)
            body, y = listed.add("LI").add("LBody"), self.height - 2 * mm
            for part in parts:
                y -= part.height
                part.tag = body.add("P")
                part.drawOn(canvas, x + 3 * mm, y)
            x += self.each + self.GAP


class OnePage(Flowable):  # type: ignore[misc]
    """A stack that never takes more than one page: told in fewer words when it must, and made a little smaller.

    Each of `builds` gives the parts for a width, the fullest first: a smaller scale leaves more width for each line.
    """

    def __init__(self, builds: Sequence[Callable[[float], list[Flowable]]], height: float) -> None:
        super().__init__()
        self.builds, self.most = builds, height - 1

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The stack's size: the fullest that can still be read, and whatever fits when none can."""
        self.width = room_x
        for build in self.builds:
            self._set(build, room_x, SMALLEST if build is self.builds[-1] else READABLE)
            if self.scale >= READABLE:
                break
        self.height = sum(self.heights) * self.scale
        return self.width, self.height

    def _set(self, build: Callable[[float], list[Flowable]], room: float, least: float) -> None:
        self.scale = 1.0
        while True:
            width = room / self.scale
            self.parts = [part for part in build(width) if not isinstance(part, Hold)]
            self.heights = [float(part.wrap(width, 1e6)[1]) for part in self.parts]
            if sum(self.heights) * self.scale <= self.most or self.scale < least:
                break
            self.scale *= 0.98
        self.scale = min(self.scale, self.most / max(1.0, sum(self.heights)))

    def split(self, room_x: float, room_y: float) -> list[Flowable]:
        """Never split."""
        return []

    def draw(self) -> None:
        """Draws the parts from the top."""
        self.canv.saveState()
        self.canv.scale(self.scale, self.scale)
        y = self.height / self.scale
        for part, height in zip(self.parts, self.heights, strict=True):
            y -= height
            part.drawOn(self.canv, 0, y)
        self.canv.restoreState()
