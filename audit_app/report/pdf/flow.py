"""Blocks of an outline as things that flow over pages, and the tree that tells what each of them is."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import assert_never

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from audit_app.report.blocks import (
    Block,
    Bullets,
    Card,
    Chapter,
    Column,
    Drawing,
    Facts,
    Gallery,
    Heading,
    Numbers,
    Row,
    Said,
    Signature,
    Table,
    Words,
)
from audit_app.report.links import keys
from audit_app.report.outline import Outline
from audit_app.report.pdf.figures import Figure, Strokes
from audit_app.report.pdf.frames import Badge, Hold, Inset, OnePage, Panels, settled
from audit_app.report.pdf.grid import GUTTER, Cells, Grid, Part, Strip
from audit_app.report.pdf.pages import ContentsLine, Title
from audit_app.report.pdf.pictures import ShotStrip, strips
from audit_app.report.pdf.style import paragraph, said
from audit_app.report.pdf.tags import Node, Tags
from audit_app.report.pdf.text.paragraph import Text

GAP = 2.6 * mm
BESIDE = {"report": (0.25, 30 * mm)}  # of a card's width, for the picture to the right of its words, and how tall
USUALLY = (0.34, 50 * mm)


class Flow:
    """Sets an outline at one width; lines that occur again in the same column are laid out once."""

    def __init__(self, told: Outline, width: float, height: float, tags: Tags | None = None) -> None:
        self.told, self.width, self.height = told, width, height
        self.tags = tags or Tags()
        self.at = self.tags.root
        self.keys = set(keys(told.chapters))
        self._lines: dict[tuple[Said, float, bool], Text] = {}
        self._tables: dict[int, int] = {}

    def story(self) -> Iterator[Flowable]:
        """The record after its front page: contents, then chapter by chapter."""
        yield from self.contents()
        for number, chapter in enumerate(self.told.chapters, 1):
            yield CondPageBreak(55 * mm) if number > 1 else PageBreak()
            yield Spacer(1, 7 * mm if number > 1 else 0)
            yield from self.chapter(number, chapter)

    def brief(self, first: list[Flowable]) -> Iterator[Flowable]:
        """The short report: its first page under its title, then chapter by chapter."""
        chapter, *others = self.told.chapters
        every = (chapter, *(replace(chapter, blocks=blocks) for blocks in chapter.shorter))
        over = sum(float(one.wrap(self.width, 1e6)[1]) for one in first)
        yield from first
        section = self.tags.root.add("Sect")
        yield OnePage([partial(self.within, section, 0, one) for one in every], self.height - over - 4)
        for number, one in enumerate(others, 1):
            drawn = any(isinstance(block, Drawing) for block in one.blocks[:2])
            yield PageBreak() if number == 1 else CondPageBreak((170 if drawn else 42) * mm)
            yield Spacer(1, 0 if number == 1 else 6 * mm)
            yield from self.chapter(number + 1, one)

    def contents(self) -> Iterator[Flowable]:
        """The contents: chapters, and their parts where they have keys."""
        title = Title("Contents", "contents", 0)
        title.tag = self.at.add("H2")
        tree = self.at.add("TOC")
        lines = list(self._contents(tree))
        high = sum(line.wrap(self.width, self.height)[1] for line in lines)
        tight = min(1.0, max(0.8, (self.height - 16 * mm) / max(high, 1.0)))
        for line in lines:
            line.tight = tight
        yield title
        yield Spacer(1, 3 * mm)
        yield from lines

    def _contents(self, tree: Node) -> Iterator[ContentsLine]:
        for number, chapter in enumerate(self.told.chapters, 1):
            yield ContentsLine(f"{number}  {chapter.title}", chapter.key, 0, tag=tree.add("TOCI"))
            parts = list(_parts(chapter))
            inner = tree.add("TOC") if parts else tree
            for line in parts:
                yield ContentsLine(*line, tag=inner.add("TOCI"))

    def chapter(self, number: int, chapter: Chapter) -> Iterator[Flowable]:
        """A chapter with its title."""
        yield from settled(self.within(self.tags.root.add("Sect"), number, chapter, self.width), self.width)

    def within(self, section: Node, number: int, chapter: Chapter, width: float) -> list[Flowable]:
        """A chapter's title and blocks at a width, as children of a node; without a number it has no title line."""
        before, self.at = self.at, section
        title = Title(f"{number}  {chapter.title}" if number else chapter.title, chapter.key, 0)
        title.tag = self.at.add("H2")
        made: list[Flowable] = [Hold(), title, Spacer(1, 3 * mm)]
        for block in chapter.blocks:
            made += self.block(block, width)
        self.at = before
        return made

    def block(self, block: Block, width: float) -> list[Flowable]:
        """One block as flowables, with the space that follows it."""
        match block:
            case Words():
                return [self.words(block), Spacer(1, GAP)]
            case Bullets():
                return self.bullets(block)
            case Facts():
                return [self.facts(block, width), Spacer(1, GAP)]
            case Heading():
                title = Title(block.text, block.key, 1)
                title.tag = self.at.add("H3")
                return [Hold(), Spacer(1, 3 * mm), title, Spacer(1, 1.5 * mm)]
            case Table():
                return self.table(block, width)
            case Gallery():
                over = self.at.add("Div")
                made = strips(block.shots, block.across, tag=over)
                return [part for strip in made for part in (strip, Spacer(1, GAP))]
            case Drawing():
                return self.drawing(block, width)
            case Card():
                return self.card(block, width)
            case Numbers():
                return [Panels(block.figures, self.at.add("L")), Spacer(1, 2 * GAP)]
            case Signature():
                return self.signature(block, width)
            case _:
                assert_never(block)

    def words(self, block: Words) -> Text:
        """A paragraph."""
        made = paragraph(block.text, block.look)
        made.tag = self.at.add("P")
        return made

    def bullets(self, block: Bullets) -> list[Flowable]:
        """A list, each of its lines hanging from its point."""
        listed = self.at.add("L", points=True)
        made: list[Flowable] = []
        for item in block.items:
            line = paragraph(item, "small bullet" if block.small else "bullet")
            line.tag = listed.add("LI").add("LBody")
            made.append(line)
        return [*made, Spacer(1, GAP)]

    def drawing(self, block: Drawing, width: float) -> list[Flowable]:
        """A figure with its caption."""
        caption = paragraph(f"Figure. {block.caption}", "caption")
        figure = Figure(block, width, tag=self.at.add("Figure"))
        caption.tag = self.at.add("P")
        return [_held(figure, caption, width=width), figure, caption, Spacer(1, GAP)]

    def signature(self, block: Signature, width: float) -> list[Flowable]:
        """A drawn signature, and whose it is."""
        strokes = Strokes(block, self.at.add("Figure"))
        words = paragraph(f"{block.name}. {block.words}", "body")
        words.tag = self.at.add("P")
        return [_held(strokes, words, width=width), strokes, words, Spacer(1, GAP)]

    def facts(self, block: Facts, width: float) -> Grid:
        """Pairs side by side, told as a list of names and what they are."""
        name = 34 * mm if width >= self.width else 28 * mm
        widths = (name, width - name - GUTTER)
        listed, rows = self.at.add("L"), []
        for key, text in block.pairs:
            item = listed.add("LI")
            nodes = ((item.add("Lbl"),), (item.add("LBody"),))
            rows.append(Cells(widths, ((paragraph(key, "head"),), (paragraph(text),)), nodes=nodes, pad=0.8))
        return Grid(width, None, tuple(rows), ruled=False)

    def table(self, block: Table, width: float) -> list[Flowable]:
        """A table with its caption above it."""
        room = width - GUTTER * (len(block.columns) - 1)
        shares = sum(column.share for column in block.columns)
        widths = tuple(room * column.share / shares for column in block.columns)
        tree, caption = self.at.add("Table"), []
        if block.caption:
            words = paragraph(self._caption(block), "caption")
            words.tag = tree.add("Caption")
            caption = [words, Spacer(1, 1.2 * mm)]
        head = self._head(tree, block.columns, widths)
        parts = [part for row in block.rows for part in self.row(tree, row, block, widths, width)]
        return [Hold(), *caption, Grid(width, head, parts), Spacer(1, 2 * GAP)]

    def _head(self, tree: Node, columns: tuple[Column, ...], widths: tuple[float, ...]) -> Cells:
        heads = tuple(
            (self.line(Said(column.title, "head"), wide, column.number),)
            for column, wide in zip(columns, widths, strict=True)
        )
        row = tree.add("TR")
        return Cells(widths, heads, nodes=tuple((row.add("TH", scope="Column"),) for _ in columns))

    def _caption(self, block: Table) -> str:
        if not block.numbered:
            return block.caption
        number = self._tables.setdefault(id(block), len(self._tables) + 1)
        return f"Table {number}. {block.caption}"

    def row(self, tree: Node, row: Row, block: Table, widths: tuple[float, ...], width: float) -> Iterator[Part]:
        """A row and the strips that belong to it, held together."""
        stacks = tuple(
            tuple(self.line(one, wide, column.number) for one in cell)
            for cell, wide, column in zip(row.cells, widths, block.columns, strict=True)
        )
        under = [self.line(one, width, False) for one in row.under]
        shots = strips(row.shots, 3, 34 * mm)
        nodes = _cell_nodes(tree.add("TR"), stacks)
        yield Cells(widths, stacks, key=row.key, nodes=nodes, kept=bool(under or shots))
        below: list[Text | ShotStrip] = [*under, *shots]
        for place, one in enumerate(below):
            node = tree.add("TR").add("TD", span=len(widths))
            yield Strip(one, width, node=node, kept=place < len(below) - 1)

    def line(self, one: Said, width: float, number: bool) -> Text:
        """A line of a cell at a width; one that leads nowhere in this layout is plain."""
        if one.link and one.link not in self.keys:
            one = Said(one.text, one.look, one.verdict, one.tone)
        key = (one, round(width, 2), number)
        if key not in self._lines:
            self._lines[key] = said(one, number)
        return self._lines[key]

    def card(self, block: Card, width: float) -> list[Flowable]:
        """A band with number, title and badge, and what belongs to it, set in a little; its picture on the right."""
        inset = 4 * mm
        before, self.at = self.at, self.at.add("Sect")
        parts: list[list[Flowable]] = [[Badge(block, self.at.add("H3")), Spacer(1, 1.5 * mm)]]
        if block.beside:
            parts.append([Inset(self.side_by_side(block, width - inset), inset)])
        else:
            for inner in block.blocks:
                made = [one for one in self.block(inner, width - inset) if not isinstance(one, Hold)]
                parts.append([Inset(one, inset) for one in made])
        self.at = before
        return [*self.kept(parts, width), Spacer(1, 0.8 * GAP)]

    def side_by_side(self, block: Card, width: float) -> Grid:
        """A card's words on the left, its picture on the right; what is wide follows below both."""
        share, tallest = BESIDE.get(self.told.layout, USUALLY)
        right = width * share
        left = width - right - GUTTER
        words = [one for inner in block.blocks for one in self.block(inner, left) if not isinstance(one, Hold)]
        words = [Spacer(1, GAP / 2) if isinstance(one, Spacer) and one.height == GAP else one for one in words]
        while words and isinstance(words[-1], Spacer):
            words.pop()
        shots = tuple(strips(block.beside, 1, tallest, self.at.add("Div")))
        return Grid(width, None, (Cells((left, right), (tuple(words), shots), pad=0.8),), ruled=False)

    def kept(self, parts: list[list[Flowable]], width: float) -> Iterator[Flowable]:
        """Parts on one page where they fit; else each of them whole, the first ones up to the facts together."""
        heights = [sum(float(one.wrap(width, 1e6)[1]) for one in part) for part in parts]
        room = self.height * 0.9
        if sum(heights) > room:
            first = next((at + 1 for at, part in enumerate(parts) if _facts(part)), 1)
            parts = [[one for part in parts[:first] for one in part], *parts[first:]]
            heights = [sum(heights[:first]), *heights[first:]]
        else:
            parts, heights = [[one for part in parts for one in part]], [sum(heights)]
        for part, height in zip(parts, heights, strict=True):
            yield Hold(height if height <= room else 0.0)
            yield from part


def _cell_nodes(row: Node, stacks: tuple[tuple[Text, ...], ...]) -> tuple[tuple[Node, ...], ...]:
    """The nodes of a row's cells: the first one heads the row; more than one line are paragraphs of their cell."""
    made = []
    for place, stack in enumerate(stacks):
        cell = row.add("TH", scope="Row") if place == 0 and stack else row.add("TD")
        made.append((cell,) if len(stack) == 1 else tuple(cell.add("P") for _ in stack))
    return tuple(made)


def _held(*made: Flowable, width: float) -> Hold:
    """These on one page, whatever follows them: else a heading before them may be left behind."""
    return Hold(sum(float(one.wrap(width, 1e6)[1]) for one in made))


def _facts(part: list[Flowable]) -> bool:
    return any(isinstance(one, Inset) and isinstance(one.inner, Grid) for one in part)


def _parts(chapter: Chapter) -> Iterator[tuple[str, str, int]]:
    """The lines of the contents below a chapter: its headings and cards that have keys."""
    for block in chapter.blocks:
        if isinstance(block, Heading) and block.key:
            yield block.text, block.key, 1
        elif isinstance(block, Card) and block.key:
            yield f"{block.number}  {block.title}", block.key, 1


def short_story(flow: Flow) -> Iterator[Flowable]:
    """An outline as a short paper: title and facts at the head, then the chapters one after another."""
    told, root = flow.told, flow.tags.root
    title, subject = paragraph(told.title, "title"), paragraph(told.subject, "lead")
    title.tag, subject.tag = root.add("H1"), root.add("P")
    yield from (title, Spacer(1, 2 * mm), subject, Spacer(1, 5 * mm))
    if told.facts:
        yield from flow.block(Facts(told.facts), flow.width)
    for chapter in told.chapters:
        yield Spacer(1, 5 * mm)
        yield CondPageBreak((150 if any(isinstance(block, Drawing) for block in chapter.blocks) else 45) * mm)
        yield from settled(flow.within(root.add("Sect"), 0, chapter, flow.width), flow.width)
