"""A table of any length: its head is repeated on every page, and a cell taller than a page runs on to the next.

Rows are measured once and never copied, so a table costs the same a row however long it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from audit_app.report.pdf.style import colour
from audit_app.report.pdf.tags import Node, Tags, no_tags

PAD = 2.4  # above and below a cell's content
GUTTER = 7.0  # between columns
TIGHT = 60.0  # a row is cut where it stands only when more than this much of it fits,
REST = 42.0  # and, unless it is so high that a page may be too short for it, when more than this is left over
WHOLE = 400.0


@dataclass(frozen=True, eq=False)
class Cells:
    """A row of cells, each a stack of flowables; `first` is false for the rest of a row cut by a page end.

    `nodes` are their places in the tree, one for each flowable; without them each flowable has its own. A row that
    goes with the part after it is `kept` on its page.
    """

    widths: tuple[float, ...]
    stacks: tuple[tuple[Flowable, ...], ...]
    first: bool = True
    key: str = ""
    nodes: tuple[tuple[Node, ...], ...] = ()
    kept: bool = False
    pad: float = PAD

    @cached_property
    def heights(self) -> tuple[tuple[float, ...], ...]:
        """The height of every flowable of every cell."""
        return tuple(
            tuple(one.wrap(width, 1e6)[1] for one in stack)
            for width, stack in zip(self.widths, self.stacks, strict=True)
        )

    @cached_property
    def height(self) -> float:
        """The height of the row with its padding."""
        return max((sum(column) for column in self.heights), default=0.0) + 2 * self.pad

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draws the row hanging from `top`."""
        if self.key:
            canvas.bookmarkHorizontal(self.key, 0, top)
        x, tags = 0.0, no_tags(canvas)
        for place, (width, stack) in enumerate(zip(self.widths, self.stacks, strict=True)):
            y = top - self.pad
            for at, one in enumerate(stack):
                y -= self.heights[place][at]
                with tags.within(self.nodes[place][at] if self.nodes else None):
                    one.drawOn(canvas, x, y)
            x += width + GUTTER

    def cut(self, room: float) -> "tuple[Cells, Cells] | None":
        """What fits into `room` and what does not, or None when it cannot be cut there."""
        kept: list[tuple[Flowable, ...]] = []
        left: list[tuple[Flowable, ...]] = []
        for width, stack, heights in zip(self.widths, self.stacks, self.heights, strict=True):
            upper, lower = _cut(stack, heights, width, room - 2 * self.pad)
            kept.append(upper)
            left.append(lower)
        if not any(kept) or not any(left):
            return None
        above = tuple(nodes[: len(stack)] for nodes, stack in zip(self.nodes, kept, strict=False))
        below = tuple(nodes[len(nodes) - len(stack) :] for nodes, stack in zip(self.nodes, left, strict=False))
        first = Cells(self.widths, tuple(kept), self.first, self.key, above, pad=self.pad)
        return first, Cells(self.widths, tuple(left), False, "", below, self.kept, self.pad)


def _cut(
    stack: tuple[Flowable, ...], heights: tuple[float, ...], width: float, room: float
) -> tuple[tuple[Flowable, ...], tuple[Flowable, ...]]:
    for place, (one, height) in enumerate(zip(stack, heights, strict=True)):
        if height > room + 0.01:
            parts = one.split(width, room)
            one.wrap(width, 1e6)  # a paragraph that could not be split has forgotten its lines
            if len(parts) < 2:
                return stack[:place], stack[place:]
            return (*stack[:place], parts[0]), (*parts[1:], *stack[place + 1 :])
        room -= height
    return stack, ()


@dataclass(frozen=True, eq=False)
class Strip:
    """One flowable across the whole width that belongs to the row above it, such as a strip of pictures."""

    content: Flowable
    width: float
    first: bool = False
    node: Node | None = None
    kept: bool = False

    @cached_property
    def height(self) -> float:
        """The strip's height with its padding."""
        return float(self.content.wrap(self.width, 1e6)[1]) + PAD

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draws the strip hanging from `top`."""
        with no_tags(canvas).within(self.node):
            self.content.drawOn(canvas, 0, top - self.height + PAD)

    def cut(self, room: float) -> "tuple[Strip, Strip] | None":
        """What fits into `room` and the rest, where it is words; pictures are never cut."""
        parts = self.content.split(self.width, room - PAD)
        self.content.wrap(self.width, 1e6)
        if len(parts) < 2:
            return None
        first, second = (Strip(part, self.width, node=self.node) for part in parts)
        return first, second


Part = Cells | Strip


class Grid(Flowable):  # type: ignore[misc]
    """Rows under a head; `width` is the table's own; without `ruled` no line is drawn between rows."""

    def __init__(
        self,
        width: float,
        head: Cells | None,
        parts: Sequence[Part],
        start: int = 0,
        ruled: bool = True,
        heads: list[int] | None = None,
    ) -> None:
        super().__init__()
        self.ruled, self.heads = ruled, [] if heads is None else heads  # pages the head was drawn on
        self.table_width, self.head, self.parts, self.start = width, head, parts, start

    @property
    def least(self) -> float:
        """The height that must be free for the table to start here: its head and its first rows, or their beginning."""
        at = end = self.start
        while end < len(self.parts) and (end - at < 2 or self.parts[end - 1].kept):
            end += 1
        some = sum(part.height for part in self.parts[at:end])
        return self._head_height + min(some, 4 * TIGHT)

    @property
    def _head_height(self) -> float:
        return self.head.height if self.head else 0.0

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The table's size; measuring stops when it is known not to fit."""
        height = self._head_height
        for at in range(self.start, len(self.parts)):
            height += self.parts[at].height
            if height > room_y:
                break
        self.width, self.height = self.table_width, height
        return self.width, self.height

    def split(self, room_x: float, room_y: float) -> list[Flowable]:
        """The part that fits and the rest, or nothing when it should start on a new page."""
        room, at = room_y - self._head_height, self.start
        while at < len(self.parts) and self.parts[at].height <= room:
            room -= self.parts[at].height
            at += 1
        if at == len(self.parts):
            return [self]
        own = self._whole_before(at)  # a row is not torn from the strips that belong to it
        if own > self.start and (own == at or self._height(own) + self._head_height < WHOLE):
            room += sum(part.height for part in self.parts[own:at])
            at = own
        return self._cut_at(at, room)

    def _whole_before(self, at: int) -> int:
        """The first part of the row that the part at a place belongs to."""
        while at > self.start and self.parts[at - 1].kept:
            at -= 1
        return at

    def _height(self, at: int) -> float:
        """The height of a row with everything that belongs to it."""
        end = at + 1
        while end < len(self.parts) and self.parts[end - 1].kept:
            end += 1
        return sum(part.height for part in self.parts[at:end])

    def _cut_at(self, at: int, room: float) -> list[Flowable]:
        row = self.parts[at]
        whole = row.kept and self._height(at) + self._head_height < WHOLE
        halves = row.cut(room) if room > TIGHT and not (whole and at > self.start) else None
        if halves and halves[1].height < REST and row.height + self._head_height < WHOLE:
            halves = None
        if halves:
            upper, lower = halves
            fits = [*self.parts[self.start : at], upper]
            return [self._of(fits), self._of([lower, *self.parts[at + 1 :]])]
        if at == self.start:
            return []
        return [self._of(self.parts[self.start : at]), self._of(self.parts, at)]

    def _of(self, parts: Sequence[Part], start: int = 0) -> "Grid":
        return Grid(self.table_width, self.head, parts, start, self.ruled, self.heads)

    def draw(self) -> None:
        """Draws head and rows, with a fine line above each row."""
        canvas, y, tags = self.canv, self.height, no_tags(self.canv)
        y -= self._draw_head(canvas, y, tags)
        rules = []
        for at in range(self.start, len(self.parts)):
            part = self.parts[at]
            if self.ruled and part.first and (at > self.start or not self.head):
                rules.append(y)
            part.draw(canvas, y)
            y -= part.height
        if self.ruled:
            with tags.artifact(canvas):
                canvas.setLineWidth(0.5)
                canvas.setStrokeColor(colour("rule"))
                for at_height in (*rules, y):
                    canvas.line(-3, at_height, self.width + 3, at_height)

    def _draw_head(self, canvas: Canvas, y: float, tags: Tags) -> float:
        """The head, which is read out where it stands first and repeated only for those who look."""
        if self.head is None:
            return 0.0
        with tags.artifact(canvas):
            canvas.setFillColor(colour("panel"))
            canvas.rect(-3, y - self.head.height, self.width + 6, self.head.height, stroke=0, fill=1)
        if self.heads:
            with tags.artifact(canvas):
                self.head.draw(canvas, y)
        else:
            self.heads.append(canvas._pageNumber)
            self.head.draw(canvas, y)
        return self.head.height
