"""The pieces an outline is made of: words, tables, pictures and drawings, before any thought of paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from audit_app.audit.log.entries import Mark
from audit_app.audit.verdicts.judge import Verdict

Look = Literal["body", "strong", "lead", "quiet", "code", "warning", "danger", "head"]
Tone = Literal["", "low", "moderate", "high", "extreme", "plain"]


@dataclass(frozen=True)
class Said:
    """A line of text: how it looks, the verdict or risk it names, and the chapter or card it leads to."""

    text: str
    look: Look = "body"
    verdict: Verdict | None = None
    tone: Tone = ""
    link: str = ""


Cell = tuple[Said, ...]


def cell(text: str, look: Look = "body", **more: object) -> Cell:
    """A cell with one line of text; an empty one has none."""
    return (Said(text, look, **more),) if text else ()  # type: ignore[arg-type]


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    look: Look = "body"


@dataclass(frozen=True)
class Bullets:
    """A short list; one that is only looked up is set small."""

    items: tuple[str, ...]
    small: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and what they are, one pair a line."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Heading:
    """The title of a part of a chapter, listed in the contents when it has a key."""

    text: str
    key: str = ""


@dataclass(frozen=True)
class Column:
    """A table column: its title and its share of the table's width; numbers are set flush right."""

    title: str
    share: float = 1.0
    number: bool = False


@dataclass(frozen=True)
class Shot:
    """A picture of the audit as the report shows it; `number` is its number in the whole report."""

    number: int
    digest: str
    name: str
    caption: str
    marks: tuple[Mark, ...] = ()
    path: Path | None = None
    width: int = 0
    height: int = 0
    channels: int = 3
    fault: str = field(
        default="", metadata={"about": "why it cannot be shown; a named placeholder stands in its place"}
    )
    part: tuple[float, float] = field(default=(0.0, 1.0), metadata={"about": "of a very tall one, from its top"})

    @property
    def said(self) -> str:
        """Its caption with its number; also its alternative text."""
        return f"Photo {self.number}. {self.caption}"


@dataclass(frozen=True)
class Row:
    """A table row; `under` and its pictures take the whole width below it; other parts refer to it by its key."""

    cells: tuple[Cell, ...]
    under: Cell = ()
    shots: tuple[Shot, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its caption; the head is repeated on every page."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    numbered: bool = True


@dataclass(frozen=True)
class Gallery:
    """Pictures side by side."""

    shots: tuple[Shot, ...]
    across: int = 2


# A drawing's shapes are in points from its top left corner; colours are names of the palette.
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""


@dataclass(frozen=True)
class Line:
    """A line through points; closed and filled when it has a fill."""

    points: tuple[Point, ...]
    stroke: str = "ink"
    width: float = 0.8
    dash: tuple[float, ...] = ()
    fill: str = ""


@dataclass(frozen=True)
class Dot:
    """A point with one of a few shapes."""

    x: float
    y: float
    size: float = 3
    shape: Literal["circle", "square", "diamond", "cross"] = "circle"
    fill: str = "ink"


@dataclass(frozen=True)
class Label:
    """Words in a drawing."""

    x: float
    y: float
    text: str
    size: float = 7
    colour: str = "ink"
    anchor: Literal["start", "middle", "end"] = "start"
    strong: bool = False


@dataclass(frozen=True)
class Plate:
    """A picture under the shapes that follow, such as a floor plan."""

    x: float
    y: float
    width: float
    height: float
    shot: Shot


Shape = Box | Line | Dot | Label | Plate


@dataclass(frozen=True)
class Drawing:
    """A drawn figure with its caption; `about` says in words what it shows."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    caption: str
    about: str
    tallest: float = field(default=538.0, metadata={"about": "points it may take on a page"})


@dataclass(frozen=True)
class Card:
    """A finding or another thing told on its own: a title with a badge, and what belongs to it.

    Pictures `beside` it stand to the right of its words where there is room.
    """

    key: str
    number: str
    title: str
    badge: str
    tone: Tone
    blocks: "tuple[Block, ...]"
    beside: tuple[Shot, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A number that stands out: what it counts, and in small what it is made of."""

    number: str
    words: str
    small: str = ""
    tone: Tone = ""


@dataclass(frozen=True)
class Numbers:
    """A few numbers side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Signature:
    """A signature drawn by hand (strokes, each point a share of the box), with who signed and what they declared."""

    name: str
    words: str
    strokes: tuple[tuple[Point, ...], ...] = ()


Block = Words | Bullets | Facts | Heading | Table | Gallery | Drawing | Card | Numbers | Signature


@dataclass(frozen=True)
class Chapter:
    """A numbered part of the report; `shorter` tells the same in ever fewer words, where it must fit on one page."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    shorter: "tuple[tuple[Block, ...], ...]" = ()


def shots_in(blocks: Sequence[Block]) -> tuple[Shot, ...]:
    """Every picture shown in these blocks, in reading order."""
    found: list[Shot] = []
    for block in blocks:
        if isinstance(block, Card):
            found += (*block.beside, *shots_in(block.blocks))
        elif isinstance(block, Gallery):
            found += block.shots
        elif isinstance(block, Table):
            found += [shot for row in block.rows for shot in row.shots]
    return tuple(found)
