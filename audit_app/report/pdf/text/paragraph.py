"""Words on paper: runs of text broken into lines, each line in the order it is read, drawn as one piece of content.

A paragraph is measured and broken once for its width and never parsed: a report sets ten thousand of them.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.platypus import Flowable

from audit_app.report.palette import PALETTE
from audit_app.report.pdf.tags import Node, no_tags
from audit_app.report.pdf.text.arabic import forms_of
from audit_app.report.pdf.text.bidi import has_rtl, levels, mirror, order
from audit_app.report.pdf.text.fonts import BOLD, REGULAR, drawable, width_of
from audit_app.report.pdf.text.glyphs import language_of, pieces


@dataclass(frozen=True)
class Style:
    """How words look: `size` and `leading` in points, `ink` a name of the palette."""

    size: float
    leading: float
    ink: str = "ink"
    bold: bool = False
    right: bool = False
    indent: float = 0.0


@dataclass(frozen=True)
class Run:
    """Words that look alike; `actual` and `language` where what is drawn is not what was written."""

    text: str
    bold: bool = False
    ink: str = ""
    actual: str = ""
    language: str = ""


@dataclass(frozen=True)
class Line:
    """One line: its words with their runs in writing order, its width, and whether the paragraph goes on below it.

    `start` is the place of its first letter in the words of all runs.
    """

    parts: tuple[tuple[str, Run], ...]
    width: float
    goes_on: bool
    start: int = 0


def runs(text: str, bold: bool = False, ink: str = "") -> tuple[Run, ...]:
    """Any text at all as runs that can be drawn."""
    return tuple(Run(piece.drawn, bold, ink, piece.actual, piece.language) for piece in pieces(text))


class Text(Flowable):  # type: ignore[misc]
    """A paragraph; `link` is the part of the document that the whole of it leads to, `tag` its place in the tree."""

    def __init__(self, of: Sequence[Run], style: Style, link: str = "", bullet: str = "") -> None:
        super().__init__()
        self.runs, self.style, self.link, self.bullet = tuple(of), style, link, bullet
        self.lines: tuple[Line, ...] | None = None
        self.broken_at = -1.0
        self.rtl = any(has_rtl(run.text) for run in self.runs)
        self.tag: Node | None = None

    @property
    def words(self) -> str:
        """What it says, in writing order."""
        return "".join(run.actual or run.text for run in self.runs)

    def wrap(self, room_x: float, room_y: float = 0.0) -> tuple[float, float]:
        """The paragraph's size at a width."""
        if self.lines is None or (self.broken_at >= 0 and abs(self.broken_at - room_x) > 0.01):
            self.lines = tuple(broken(self.runs, self.style, room_x - self.style.indent))
            self.broken_at = room_x
        self.width, self.height = room_x, len(self.lines) * self.style.leading
        return self.width, self.height

    def split(self, room_x: float, room_y: float) -> list[Flowable]:
        """The lines that fit and the others; nothing when not one fits."""
        self.wrap(room_x)
        assert self.lines is not None
        fit = int((room_y + 0.01) / self.style.leading)
        if fit >= len(self.lines):
            return [self]
        return [self._of(self.lines[:fit]), self._of(self.lines[fit:], "")] if fit > 0 else []

    def _of(self, lines: tuple[Line, ...], bullet: str | None = None) -> "Text":
        part = Text(self.runs, self.style, self.link, self.bullet if bullet is None else bullet)
        part.lines, part.tag = lines, self.tag
        return part

    def getSpaceBefore(self) -> float:  # noqa: N802 (the library's name)
        """None."""
        return 0.0

    def draw(self) -> None:
        """Draws the lines as content of the paragraph's node."""
        canvas = self.canv
        tags = no_tags(canvas)
        node = tags.own(self)
        if self.link and not tags.inside:
            node = node.add("Link")
        if self.bullet:
            with tags.artifact(canvas) if self.tag is None else tags.content(canvas, self._label(node)):
                show(canvas, 0.0, self._baseline(0), ((self.bullet, Run(self.bullet)),), self.style)
        with tags.content(canvas, node):
            for place, line in enumerate(self.lines or ()):
                self._line(place, line)
        if self.link:
            canvas.follow(self.link, self.words, (0, 0, self.width, self.height), node)

    def _label(self, body: Node) -> Node:
        """The node of a list item's point, before its body."""
        item = body.parent or body
        label = Node("Lbl", item)
        item.children.insert(item.children.index(body), label)
        return label

    def _baseline(self, place: int) -> float:
        return self.height - place * self.style.leading - self.style.size * 0.95

    def _line(self, place: int, line: Line) -> None:
        parts, x, style = line.parts, self.style.indent, self.style
        right = style.right
        if self.rtl:
            parts, turned = visual(self.runs, line)
            right = right or turned
        if right:
            x = self.width - (line.width if not self.rtl else _wide(parts, style))
        if line.goes_on and parts:
            parts = (*parts[:-1], (parts[-1][0] + " ", parts[-1][1]))  # read aloud, the last word is not the next one's
        if self.rtl and has_rtl("".join(words for words, _ in line.parts)):
            show_as(self.canv, x, self._baseline(place), parts, style, line)
        else:
            show(self.canv, x, self._baseline(place), parts, style)


def _wide(parts: Sequence[tuple[str, Run]], style: Style) -> float:
    return sum(width_of(words, BOLD if run.bold or style.bold else REGULAR) for words, run in parts) * style.size


def broken(of: Sequence[Run], style: Style, width: float) -> Iterator[Line]:
    """Runs as lines no wider than `width`; a word that is wider is broken anywhere."""
    parts: list[tuple[str, Run]] = []
    used, start = 0.0, 0
    for words, run, space, at in _tokens(of):
        if not words:
            yield Line(_merged(parts), used, True, start)
            parts, used = [], 0.0
            continue
        font = BOLD if run.bold or style.bold else REGULAR
        wide = width_of(words, font) * style.size
        gap = width_of(" ", font) * style.size if space and parts else 0.0
        if used + gap + wide > width + 0.01 and parts:
            yield Line(_merged(parts), used, True, start)
            parts, used, gap = [], 0.0, 0.0
        while wide > width + 0.01 and len(words) > 1:
            fit = _fitting(words, font, style.size, width)
            yield Line(((words[:fit], run),), width_of(words[:fit], font) * style.size, False, at)
            words, at = words[fit:], at + fit
            wide = width_of(words, font) * style.size
        start = start if parts else at
        parts.append((" " + words if gap else words, run))
        used += gap + wide
    if parts:
        yield Line(_merged(parts), used, False, start)


def _tokens(of: Sequence[Run]) -> Iterator[tuple[str, Run, bool, int]]:
    """Words with their run, whether a space stands before them, and their place; no word where a line ends."""
    space, at = False, 0
    for run in of:
        for place, line in enumerate(run.text.split("\n")):
            if place:
                yield "", run, False, at
                space, at = False, at + 1
            for count, word in enumerate(line.split(" ")):
                space, at = space or count > 0, at + (count > 0)
                if word:
                    yield word, run, space, at
                    space, at = False, at + len(word)


def _fitting(word: str, font: str, size: float, width: float) -> int:
    """How many letters of a word fit, at least one; only the letters that fit are measured."""
    used = 0.0
    for place, letter in enumerate(word):
        used += width_of(letter, font)
        if used * size > width:
            return max(1, place)
    return len(word)


def _merged(parts: list[tuple[str, Run]]) -> tuple[tuple[str, Run], ...]:
    """Neighbours of one run as one piece of text."""
    made: list[tuple[str, Run]] = []
    for words, run in parts:
        if made and made[-1][1] is run:
            made[-1] = (made[-1][0] + words, run)
        else:
            made.append((words, run))
    return tuple(made)


def visual(of: Sequence[Run], line: Line) -> tuple[tuple[tuple[str, Run], ...], bool]:
    """A line's words from left to right, and whether its paragraph begins on the right."""
    found, base = _on_line("".join(run.text for run in of), line)
    owners = [run for words, run in line.parts for _ in words]
    text = "".join(words for words, _ in line.parts)
    shaped = forms_of(text)
    made = []
    for at in order(found, base, [unicodedata.bidirectional(letter) for letter in text]):
        other = mirror(text[at]) if found[at] % 2 else text[at]
        form = shaped[at] if other == text[at] else other
        made.append((form if not form or drawable(form) else text[at], owners[at]))
    return _merged(made), base == 1


def _on_line(whole: str, line: Line) -> tuple[list[int], int]:
    """The levels of a line's letters, of which only spaces were left out, and that of its paragraph."""
    every, bases = _worked_out(whole)
    found, at = [], line.start
    for letter in (letter for words, _ in line.parts for letter in words):
        while letter != " " and whole[at] == " ":
            at += 1
        found.append(every[at])
        at += 1
    return found, bases[min(line.start, len(bases) - 1)]


@lru_cache(maxsize=32)
def _worked_out(whole: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The level of every letter, and of its paragraph: a line end parts paragraphs (P1), the end of a line does not."""
    every: list[int] = []
    bases: list[int] = []
    for paragraph in whole.split("\n"):
        found, base = levels(paragraph)
        every += [*found, base]
        bases += [base] * (len(found) + 1)
    return tuple(every), tuple(bases)


def show_as(canvas: Any, x: float, y: float, parts: tuple[tuple[str, Run], ...], style: Style, line: Line) -> None:
    """Draws a line whose letters are turned, with what it says in writing order beside it."""
    said = "".join(run.actual or words for words, run in line.parts) + (" " if line.goes_on else "")
    language = next((found for letter in said if (found := language_of(letter))), "")
    canvas._code.append(f"/Span <</ActualText {hexed(said)}{f' /Lang ({language})' if language else ''}>> BDC")
    show(canvas, x, y, tuple((words, Run(run.text, run.bold, run.ink)) for words, run in parts), style)
    canvas._code.append("EMC")


def hexed(text: str) -> str:
    """A text as a PDF writes it beyond Latin."""
    return f"<{(chr(0xFEFF) + text).encode('utf-16-be', 'replace').hex().upper()}>"


def show(canvas: Any, x: float, y: float, parts: Sequence[tuple[str, Run]], style: Style) -> None:
    """Draws words from left to right at a place."""
    code = canvas._code
    code.append(f"BT 1 0 0 1 {x:.3f} {y:.3f} Tm")
    for words, run in parts:
        code.append(colour_of(run.ink or style.ink))
        if run.actual:
            language = f" /Lang ({run.language})" if run.language else ""
            code.append(f"/Span <</ActualText {hexed(run.actual)}{language}>> BDC")
        code += canvas.encoded(words, BOLD if run.bold or style.bold else REGULAR, style.size)
        if run.actual:
            code.append("EMC")
    code.append("ET")


@lru_cache(maxsize=64)
def colour_of(ink: str) -> str:
    """A colour of the palette as the pen is set to it."""
    value = PALETTE.get(ink, ink)
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return f"{red:.4g} {green:.4g} {blue:.4g} rg"
