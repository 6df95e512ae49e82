"""The report as one web page that holds everything it needs: no script, no other file, readable by everyone.

Headings, tables with scopes, descriptions of every picture, a skip link, its language, and a style for printing.
"""

import re
from collections.abc import Iterator
from html import escape

from audit_app.report.blocks import (
    Block,
    Bullets,
    Card,
    Cell,
    Chapter,
    Drawing,
    Facts,
    Figure,
    Gallery,
    Heading,
    Numbers,
    Row,
    Said,
    Shot,
    Signature,
    Table,
    Words,
)
from audit_app.report.formats.svg import address, encoded, strokes, svg
from audit_app.report.links import keys
from audit_app.report.logo import logo
from audit_app.report.options import Options, Progress
from audit_app.report.outline import Outline
from audit_app.report.palette import PALETTE, VERDICT_INK
from audit_app.report.visible_text import visible
from audit_app.report.wording import MARKS
from audit_app.resources import asset

_LONG = re.compile(r"(\S{30})(?=\S)")
TALL = 3  # height over width from which a picture is shown as wide as it can be
LOOKS = {
    "lead": "lead",
    "quiet": "quiet",
    "code": "quiet code",
    "warning": "warning",
    "danger": "danger",
    "strong": "strong",
}


def web(told: Outline, options: Options | None = None, progress: Progress | None = None) -> bytes:
    """The page as UTF-8, with the logo and the paper to print it on; `progress` may raise Cancelled."""
    return "".join(_Page(told, options or Options(), progress).parts()).encode("utf-8", "replace")


def text(words: str) -> str:
    """Any text as HTML: every sign stands for itself, line ends are kept."""
    return escape(visible(words)).replace("\n", "<br>")


class _Page:
    """One page being written; tables are numbered as they come."""

    def __init__(self, told: Outline, options: Options, progress: Progress | None) -> None:
        self.told, self.options, self.progress = told, options, progress
        self.keys, self.tables = set(keys(told.chapters)), 0

    def parts(self) -> Iterator[str]:
        """The page from its head to its end."""
        told = self.told
        yield f'<!DOCTYPE html>\n<html lang="{told.language}">\n<head>\n<meta charset="utf-8">\n'
        yield f"<title>{escape(visible(f'{told.title}: {told.subject}'))}</title>\n"
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        yield f'<meta name="author" content="{escape(visible(told.author))}">\n'
        size = "@page{size:letter}\n" if self.options.paper == "letter" else ""
        yield f"<style>\n{asset('report.css').read_text('utf-8')}{size}</style>\n</head>\n"
        yield '<body class="marked">\n' if told.banners else "<body>\n"
        yield '<a class="skip" href="#main">Skip to the report</a>\n'
        if told.banners:  # fixed, it stands on every printed page
            yield f'<div class="running" aria-hidden="true">{"".join(map(self.banner, told.banners))}</div>\n'
        yield "<header>\n"
        yield from (self.banner(banner) for banner in told.banners)
        yield self.logo()
        yield f'<h1>{text(told.title)}</h1>\n<p class="lead" dir="auto">{text(self.about())}</p>\n'
        yield "</header>\n" if told.leads else f"{self.facts(Facts(told.facts))}</header>\n{self.contents()}"
        yield '<main id="main" tabindex="-1">\n'
        for number, chapter in enumerate(told.chapters, 1):
            yield from self.chapter(number, chapter)
            if told.leads and number == 1:
                yield self.contents()
            if self.progress is not None:
                self.progress(number, len(told.chapters))
        yield f'</main>\n<footer class="quiet"><p>Audit {text(told.audit)}, {text(told.heads)}</p>'
        yield from (self.banner(banner) for banner in told.banners)
        yield "</footer>\n</body>\n</html>\n"

    def about(self) -> str:
        """The line under the title."""
        return self.told.byline if self.told.leads else self.told.subject

    def logo(self) -> str:
        """The unit's logo, held in the page."""
        if self.options.logo is None:
            return ""
        return f'<p><img class="logo" src="{address(logo(self.options.logo))}" alt="Logo of the unit"></p>\n'

    def banner(self, said: str) -> str:
        """What must be said above all else."""
        return f'<p class="banner{"" if said.startswith("SIMULATED") else " draft"}">{text(said)}</p>\n'

    def contents(self) -> str:
        """The contents with links."""
        lines = []
        for number, chapter in enumerate(self.told.chapters, 1):
            named = [
                (block.key, _title(block))
                for block in chapter.blocks
                if isinstance(block, Heading | Card) and block.key
            ]
            inner = "".join(f'<li><a href="#{_id(key)}">{text(words)}</a></li>' for key, words in named)
            inner = f"<ol>{inner}</ol>" if inner else ""
            lines.append(f'<li><a href="#{_id(chapter.key)}">{number} {text(chapter.title)}</a>{inner}</li>')
        items = "\n".join(lines)
        return f'<nav aria-label="Contents">\n<h2 id="contents">Contents</h2>\n<ol>{items}</ol>\n</nav>\n'

    def chapter(self, number: int, chapter: Chapter) -> Iterator[str]:
        """One chapter as a section."""
        key = _id(chapter.key)
        yield f'<section aria-labelledby="{key}">\n<h2 id="{key}">{number} {text(chapter.title)}</h2>\n'
        yield from map(self.block, chapter.blocks)
        yield "</section>\n"

    def block(self, block: Block) -> str:
        """One block."""
        match block:
            case Words():
                return f'<p{_look(block.look)} dir="auto">{text(block.text)}</p>\n'
            case Bullets():
                look = ' class="quiet"' if block.small else ""
                return f"<ul{look}>" + "".join(f'<li dir="auto">{text(item)}</li>' for item in block.items) + "</ul>\n"
            case Facts():
                return self.facts(block)
            case Heading():
                return f'<h3{_key(block.key)} dir="auto">{text(block.text)}</h3>\n'
            case Table():
                return self.table(block)
            case Gallery():
                return self.shots(block.shots)
            case Drawing():
                caption = f"<figcaption>Figure. {text(block.caption)}</figcaption>"
                return f"<figure>{_scrolling(block.caption, svg(block))}{caption}</figure>\n"
            case Card():
                return self.card(block)
            case Numbers():
                return self.numbers(block)
            case Signature():
                drawn = strokes(block) if block.strokes else ""
                return f"<figure>{drawn}<figcaption>{text(f'{block.name}. {block.words}')}</figcaption></figure>\n"

    def numbers(self, block: Numbers) -> str:
        """A few numbers side by side."""
        return '<ul class="numbers">' + "".join(map(_figure, block.figures)) + "</ul>\n"

    def facts(self, block: Facts) -> str:
        """Names and what they are."""
        pairs = (f'<dt>{text(key)}</dt><dd dir="auto">{text(said)}</dd>' for key, said in block.pairs)
        return f"<dl>{''.join(pairs)}</dl>\n"

    def table(self, block: Table) -> str:
        """A table with its caption, its head and a head for each row."""
        caption = block.caption
        if caption and block.numbered:
            self.tables += 1
            caption = f"Table {self.tables}. {caption}"
        heads = "".join(
            f'<th scope="col"{_number(column.number)}>{text(column.title) or "Note"}</th>' for column in block.columns
        )
        rows = "".join(self.row(row, block) for row in block.rows)
        shares = sum(column.share for column in block.columns)
        widths = "".join(f'<col style="width:{100 * column.share / shares:.1f}%">' for column in block.columns)
        said = (f"<caption>{text(caption)}</caption>" if caption else "") + f"<colgroup>{widths}</colgroup>"
        return _scrolling(caption or "Table", f"<table>{said}<thead><tr>{heads}</tr></thead>{rows}</table>") + "\n"

    def row(self, row: Row, block: Table) -> str:
        """A row, and what stands under it across the whole width, as one group."""
        first, *rest = zip(row.cells, block.columns, strict=True)
        cells = f'<th scope="row"{_number(first[1].number)}>{self.cell(first[0])}</th>'
        cells += "".join(f"<td{_number(column.number)}>{self.cell(cell)}</td>" for cell, column in rest)
        under = self.cell(row.under) + (self.shots(row.shots) if row.shots else "")
        more = f'<tr><td colspan="{len(block.columns)}">{under}</td></tr>' if under else ""
        return f"<tbody{_key(row.key)}><tr>{cells}</tr>{more}</tbody>\n"

    def cell(self, cell: Cell) -> str:
        """The lines of a cell."""
        return "".join(f'<p{_look(one.look)}{_tone(one)} dir="auto">{self.said(one)}</p>' for one in cell)

    def said(self, one: Said) -> str:
        """One line with its verdict's shape and word, or its link."""
        words = _breakable(one.text)
        if one.verdict is not None:
            shape = f'<span aria-hidden="true">{MARKS[one.verdict]}</span>'
            words += (
                f'<span class="verdict" style="color:{VERDICT_INK[one.verdict]}">{shape} {one.verdict.words}</span>'
            )
        return f'<a href="#{_id(one.link)}">{words}</a>' if one.link in self.keys and one.link else words

    def card(self, block: Card) -> str:
        """A finding with its title and badge."""
        badge = f'<span class="badge">{text(block.badge)}</span>' if block.badge else ""
        beside = f'<div class="beside">{self.shots(block.beside)}</div>' if block.beside else ""
        inner = f'<div class="told">{"".join(map(self.block, block.blocks))}</div>{beside}'
        title = f'<h3{_key(block.key)} dir="auto">{text(_title(block))} {badge}</h3>'
        return f'<div class="card" style="--tone:{PALETTE[block.tone or "plain"]}">{title}{inner}</div>\n'

    def shots(self, shots: tuple[Shot, ...]) -> str:
        """Pictures with their captions, held in the page; one that cannot be shown is named with the reason."""
        return '<div class="shots">' + "".join(map(self.shot, shots)) + "</div>"

    def shot(self, shot: Shot) -> str:
        """One picture."""
        data = encoded(shot)
        if data:
            size = f'width="{shot.width}" height="{shot.height}"'
            tall = ' class="tall"' if shot.height > TALL * shot.width else ""
            image = f'<img{tall} src="{data}" {size} alt="{escape(visible(shot.caption))}">'
            return f'<figure>{image}<figcaption dir="auto">{text(shot.said)}</figcaption></figure>'
        said = f'<p class="missing">{text(shot.name)} {shot.fault or "could not be read"}</p>'
        return f'<figure>{said}<figcaption dir="auto">{text(shot.said)}</figcaption></figure>'


def _scrolling(name: str, inner: str) -> str:
    """What is too wide for a narrow screen moves within its own frame, with the keyboard too."""
    return f'<div class="scroll" role="group" tabindex="0" aria-label="{escape(visible(name))}">{inner}</div>'


def _breakable(words: str) -> str:
    """Words of a cell; one without a space that is longer than any real one may break."""
    return "<wbr>".join(text(part) for part in _LONG.sub(r"\1\0", visible(words)).split("\0"))


def _figure(one: Figure) -> str:
    small = f'<span class="quiet">{text(one.small)}</span>' if one.small else ""
    words = f"<strong>{text(one.number)}</strong> {text(one.words)}{small}"
    return f'<li style="--tone:{PALETTE[one.tone or "plain"]}">{words}</li>'


def _title(block: Heading | Card) -> str:
    return f"{block.number} {block.title}".strip() if isinstance(block, Card) else block.text


def _look(look: str) -> str:
    return f' class="{LOOKS[look]}"' if look in LOOKS else ""


def _tone(one: Said) -> str:
    return f' style="color:{PALETTE[one.tone]}"' if one.tone else ""


def _number(number: bool) -> str:
    return ' class="n"' if number else ""


def _key(key: str) -> str:
    return f' id="{_id(key)}"' if key else ""


def _id(key: str) -> str:
    """A key as an id without spaces."""
    return escape("_".join(key.split()))
