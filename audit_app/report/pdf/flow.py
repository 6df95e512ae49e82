"""Blocks of an outline as things that flow over pages."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Paragraph, Spacer

from audit_app.report.blocks import (
    Block,
    Bullets,
    Card,
    Chapter,
    Drawing,
    Facts,
    Gallery,
    Heading,
    Row,
    Said,
    Signature,
    Table,
    Words,
)
from audit_app.report.links import keys
from audit_app.report.outline import Outline
from audit_app.report.pdf.figures import Figure, Strokes
from audit_app.report.pdf.frames import Badge, Hold, Inset, OnePage, settled
from audit_app.report.pdf.grid import GUTTER, Cells, Grid, Part, Strip
from audit_app.report.pdf.pages import ContentsLine, Title
from audit_app.report.pdf.pictures import strips
from audit_app.report.pdf.style import markup, paragraph, said, style

GAP = 2.6 * mm
SHORT = ("basis", "instruments", "contributions", "revisions", "record")  # chapters that may start down a page


class Flow:
    """Sets an outline at one width; lines that occur again in the same column are laid out once."""

    def __init__(self, told: Outline, width: float, height: float) -> None:
        self.told, self.width, self.height = told, width, height
        self.keys = set(keys(told.chapters))
        self._lines: dict[tuple[Said, float, bool], Paragraph] = {}
        self._tables: dict[Table, int] = {}

    def story(self) -> Iterator[Flowable]:
        """The whole report after its front page."""
        yield from self.contents()
        for number, chapter in enumerate(self.told.chapters, 1):
            yield CondPageBreak(90 * mm) if chapter.key in SHORT else PageBreak()
            yield Spacer(1, 7 * mm if chapter.key in SHORT else 0)
            yield from self.chapter(number, chapter)

    def contents(self) -> Iterator[Flowable]:
        """The contents: chapters, and their parts where they have keys."""
        named = [(f"{number}  {chapter.title}", chapter.key, 0) for number, chapter in enumerate(self.told.chapters, 1)]
        lines = [
            line for one, chapter in zip(named, self.told.chapters, strict=True) for line in (one, *_parts(chapter))
        ]
        made = [ContentsLine(*line) for line in lines]
        high = sum(line.wrap(self.width, self.height)[1] for line in made)
        tight = min(1.0, max(0.8, (self.height - 16 * mm) / max(high, 1.0)))
        yield Title("Contents", "contents", 0)
        yield Spacer(1, 3 * mm)
        yield from (ContentsLine(*line, tight) for line in lines)

    def chapter(self, number: int, chapter: Chapter) -> Iterator[Flowable]:
        """A chapter with its title; the summary is held to one page."""
        if chapter.key == "summary":
            every = (chapter, *(replace(chapter, blocks=blocks) for blocks in chapter.shorter))
            yield OnePage([partial(self.stack, number, one) for one in every], self.height)
        else:
            yield from settled(self.stack(number, chapter, self.width), self.width)

    def stack(self, number: int, chapter: Chapter, width: float) -> list[Flowable]:
        """A chapter's title and blocks at a width."""
        made = [Title(f"{number}  {chapter.title}", chapter.key, 0), Spacer(1, 3 * mm)]
        for block in chapter.blocks:
            made += self.block(block, width)
        return made

    def block(self, block: Block, width: float) -> list[Flowable]:
        """One block as flowables, with the space that follows it."""
        match block:
            case Words():
                return [paragraph(block.text, block.look), Spacer(1, GAP)]
            case Bullets():
                return [
                    *(Paragraph(markup(item), style("bullet"), bulletText="•") for item in block.items),
                    Spacer(1, GAP),
                ]
            case Facts():
                return [self.facts(block, width), Spacer(1, GAP)]
            case Heading():
                return [Hold(), Spacer(1, 3 * mm), Title(block.text, block.key, 1), Spacer(1, 1.5 * mm)]
            case Table():
                return self.table(block, width)
            case Gallery():
                return [part for strip in strips(block.shots, block.across) for part in (strip, Spacer(1, GAP))]
            case Drawing():
                return [Figure(block, width), paragraph(f"Figure. {block.caption}", "caption"), Spacer(1, GAP)]
            case Card():
                return self.card(block, width)
            case Signature():
                return [Hold(), Strokes(block), paragraph(f"{block.name}. {block.words}", "quiet"), Spacer(1, GAP)]

    def facts(self, block: Facts, width: float) -> Flowable:
        """Pairs as a table without a head."""
        name = 34 * mm
        widths = (name, width - name - GUTTER)
        rows = tuple(Cells(widths, ((paragraph(key, "head"),), (paragraph(text),))) for key, text in block.pairs)
        return Grid(width, None, rows, ruled=False)

    def table(self, block: Table, width: float) -> list[Flowable]:
        """A table with its caption above it."""
        room = width - GUTTER * (len(block.columns) - 1)
        shares = sum(column.share for column in block.columns)
        widths = tuple(room * column.share / shares for column in block.columns)
        heads = tuple(
            (self.line(Said(column.title, "head"), wide, column.number),)
            for column, wide in zip(block.columns, widths, strict=True)
        )
        parts = [part for row in block.rows for part in self.row(row, block, widths, width)]
        grid = Grid(width, Cells(widths, heads), parts)
        caption = [paragraph(self._caption(block), "caption"), Spacer(1, 1.2 * mm)] if block.caption else []
        return [Hold(), *caption, grid, Spacer(1, 2 * GAP)]

    def _caption(self, block: Table) -> str:
        if not block.numbered:
            return block.caption
        number = self._tables.setdefault(block, len(self._tables) + 1)
        return f"Table {number}. {block.caption}"

    def row(self, row: Row, block: Table, widths: tuple[float, ...], width: float) -> Iterator[Part]:
        """A row and the strips of pictures that belong to it."""
        stacks = tuple(
            tuple(self.line(one, wide, column.number) for one in cell)
            for cell, wide, column in zip(row.cells, widths, block.columns, strict=True)
        )
        yield Cells(widths, stacks, key=row.key)
        yield from (Strip(self.line(one, width, False), width) for one in row.under)
        yield from (Strip(strip, width) for strip in strips(row.shots, 3, 42 * mm))

    def line(self, one: Said, width: float, number: bool) -> Paragraph:
        """A line of a cell at a width; one that leads nowhere in this layout is plain."""
        if one.link and one.link not in self.keys:
            one = Said(one.text, one.look, one.verdict, one.tone)
        key = (one, round(width, 2), number)
        if key not in self._lines:
            self._lines[key] = said(one, number)
        return self._lines[key]

    def card(self, block: Card, width: float) -> list[Flowable]:
        """A band with number, title and badge, and what belongs to it, set in a little."""
        inset = 4 * mm
        parts: list[list[Flowable]] = [[Badge(block), Spacer(1, 1.5 * mm)]]
        for inner in block.blocks:
            made = [one for one in self.block(inner, width - inset) if not isinstance(one, Hold)]
            parts.append([Inset(one, inset) for one in made])
        return [*self.kept(parts, width), Spacer(1, 2 * GAP)]

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
    told = flow.told
    yield Paragraph(markup(told.title), style("title"))
    yield Spacer(1, 2 * mm)
    yield paragraph(told.subject, "lead")
    yield Spacer(1, 5 * mm)
    if told.facts:
        yield from flow.block(Facts(told.facts), flow.width)
    for chapter in told.chapters:
        yield Spacer(1, 5 * mm)
        yield CondPageBreak((150 if any(isinstance(block, Drawing) for block in chapter.blocks) else 45) * mm)
        yield from _short_chapter(chapter, flow)


def _short_chapter(chapter: Chapter, flow: Flow) -> list[Flowable]:
    made: list[Flowable] = [Title(chapter.title, chapter.key, 0), Spacer(1, 3 * mm)]
    for block in chapter.blocks:
        made += flow.block(block, flow.width)
    return list(settled(made, flow.width))
