"""Where labels of a drawing go: beside what they name, off marks, lines and other labels."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from math import hypot

from audit_app.report.blocks import Label, Point

CELL = 24.0  # how far round a label others are looked for, in points
LETTER = 0.6  # width of a letter, as a share of its size


class Crowd:
    """What is drawn already, by place."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Point]] = defaultdict(list)

    def add(self, places: Iterable[Point]) -> None:
        """Remembers places that labels must keep off."""
        for x, y in places:
            self._cells[int(x // CELL), int(y // CELL)].append((x, y))

    def line(self, points: tuple[Point, ...]) -> None:
        """Remembers a line, by its points and the middles between them."""
        self.add(points)
        self.add(((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in pairwise(points))

    def room(self, label: Label, beside: Point) -> float:
        """How far the nearest thing is from a label's letters, not counting what it stands beside."""
        return min(self._free(place, beside) for place in _letters(label))

    def _free(self, place: Point, beside: Point) -> float:
        column, row = int(place[0] // CELL), int(place[1] // CELL)
        cells = (self._cells.get((column + a, row + b), ()) for a in (-1, 0, 1) for b in (-1, 0, 1))
        near = (hypot(x - place[0], y - place[1]) for cell in cells for x, y in cell if (x, y) != beside)
        return min(near, default=CELL)

    def place(self, spots: Iterable[Point], text: str, size: float, colour: str, strong: bool = False) -> Label:
        """A label beside one of these spots, where most is free round it; then that place is taken."""
        tried = (
            (self.room(label, spot), label) for spot in spots for label in _round(spot, text, size, colour, strong)
        )
        best = max(tried, key=lambda each: round(each[0]))[1]
        self.add(_letters(best))
        return best


def _letters(label: Label) -> tuple[Point, ...]:
    """The first letter of a label, its middle and its last."""
    width, y = len(label.text) * label.size * LETTER, label.y - label.size * 0.35
    left = label.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor] * width
    return (left, y), (left + width / 2, y), (left + width, y)


def _round(spot: Point, text: str, size: float, colour: str, strong: bool) -> Iterable[Label]:
    """The label to the right of a spot, to its left, above, below, and at its corners."""
    x, y = spot
    above, middle, below = y - 4.6, y + size * 0.37, y + 4.4 + size * 0.72
    yield Label(x + 4.2, middle, text, size, colour, "start", strong)
    yield Label(x - 4.2, middle, text, size, colour, "end", strong)
    for level in (above, below):
        yield Label(x, level, text, size, colour, "middle", strong)
        yield Label(x + 3, level, text, size, colour, "start", strong)
        yield Label(x - 3, level, text, size, colour, "end", strong)
