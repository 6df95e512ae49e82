"""The report as a Word document, for people who paste its tables into their own; the same outline, the same bytes."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from audit_app.photos.jpeg_header import Jpeg, frame
from audit_app.report.blocks import (
    Block,
    Bullets,
    Card,
    Cell,
    Drawing,
    Facts,
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
from audit_app.report.formats.docx_parts import (
    colour,
    field,
    from_right,
    grid,
    link,
    packed,
    picture,
    place,
    repeat,
    speak,
    turn,
    widths,
    worked_out,
)
from audit_app.report.formats.raster import raster, signed
from audit_app.report.links import keys
from audit_app.report.logo import logo
from audit_app.report.options import Options, Progress
from audit_app.report.outline import Outline
from audit_app.report.palette import VERDICT_INK
from audit_app.report.pdf.pictures import tiles
from audit_app.report.visible_text import visible
from audit_app.report.wording import MARKS

WIDTH = 17.0  # centimetres between the margins, on either paper
LOGO = (6.0, 2.4)  # centimetres that a logo fits into
SIZES = {"a4": (21.0, 29.7), "letter": (21.59, 27.94)}
COLOURS = {"quiet": "muted", "code": "muted", "warning": "warning", "danger": "danger"}


def docx_report(told: Outline, options: Options | None = None, progress: Progress | None = None) -> bytes:
    """The document's bytes, with the logo and the paper asked for; `progress` may raise Cancelled."""
    return _Word(told, options or Options(), progress).bytes()


class _Word:
    """One document being written; places that links lead to are numbered as they come."""

    def __init__(self, told: Outline, options: Options, progress: Progress | None) -> None:
        self.told, self.options, self.progress = told, options, progress
        self.document, self.keys, self.places = Document(), set(keys(told.chapters)), count(1)

    def bytes(self) -> bytes:
        """The whole document."""
        told, document = self.told, self.document
        _set_up(document, told, self.options)
        if self.options.logo is not None:
            _logo(document, logo(self.options.logo))
        document.add_heading(visible(told.title), 0)
        self.words(document, told.byline if told.leads else told.subject, "lead")
        if not told.leads:
            self.block(document, Facts(told.facts))
            self.contents()
        for number, chapter in enumerate(told.chapters, 1):
            self.heading(document, f"{number} {chapter.title}", 1, chapter.key)
            for block in chapter.blocks:
                self.block(document, block)
            if told.leads and number == 1:
                self.contents()
            if self.progress is not None:
                self.progress(number, len(told.chapters))
        return packed(document)

    def contents(self) -> None:
        """The contents, which Word can work out again: each chapter and its parts, leading to their headings."""
        self.document.add_heading("Contents", 1)
        lines = [*self.lines()]
        made = [self.document.add_paragraph() for _ in lines]
        if not made:
            return
        with worked_out(made[0], 'TOC \\o "1-2" \\h \\z', made[-1]):
            for paragraph, (words, key, deep) in zip(made, lines, strict=True):
                paragraph.paragraph_format.left_indent = Cm(0.8 * deep)
                paragraph.paragraph_format.space_after = Pt(2)
                link(paragraph, visible(words), key)

    def lines(self) -> Iterator[tuple[str, str, int]]:
        """What the contents name: words, where they lead, how deep they stand."""
        for number, chapter in enumerate(self.told.chapters, 1):
            yield f"{number} {chapter.title}", chapter.key, 0
            for block in chapter.blocks:
                if isinstance(block, Card | Heading) and block.key:
                    yield f"{block.number} {block.title}" if isinstance(block, Card) else block.text, block.key, 1

    def heading(self, document: Any, words: str, level: int, key: str) -> None:
        """A heading, which links lead to where it has a key."""
        made = document.add_heading(visible(words), level)
        _turned(made)
        self.place(made, key)

    def place(self, paragraph: Any, key: str) -> None:
        """Makes a paragraph a place that links lead to, where it has a key."""
        if key:
            place(paragraph, key, next(self.places))

    def block(self, document: Any, block: Block) -> None:
        """One block, in the document or in a cell of it."""
        match block:
            case Words():
                self.words(document, block.text, block.look)
            case Bullets():
                for item in block.items:
                    _turned(document.add_paragraph(visible(item), style="List Bullet"))
            case Facts():
                self.facts(document, block)
            case Heading():
                self.heading(document, block.text, 2, block.key)
            case Table():
                self.table(document, block)
            case Gallery():
                for shot in block.shots:
                    self.shot(document, shot, 8.0)
            case Drawing():
                wide = WIDTH * min(1.0, block.width / 480)
                picture(document.add_paragraph(), BytesIO(raster(block)), wide, block.about)
                self.words(document, f"Figure. {block.caption}", "quiet")
            case Card():
                self.card(document, block)
            case Numbers():
                for one in block.figures:
                    small = f" ({one.small})" if one.small else ""
                    self.words(document, f"{one.number} {one.words}{small}", "strong")
            case Signature():
                if block.strokes:
                    picture(document.add_paragraph(), BytesIO(signed(block)), 6.0, f"Signature of {block.name}")
                self.words(document, f"{block.name}. {block.words}", "quiet")

    def card(self, document: Any, block: Card) -> None:
        """A finding with its title and badge, and its picture below its words."""
        badge = f" ({block.badge})" if block.badge else ""
        self.heading(document, f"{block.number} {block.title}{badge}".strip(), 2, block.key)
        for inner in block.blocks:
            self.block(document, inner)
        for shot in block.beside:
            self.shot(document, shot, 8.0)

    def words(self, document: Any, text: str, look: str, key: str = "") -> Any:
        """A paragraph."""
        made = document.add_paragraph()
        self.run(made, Said(text, look, link=key))  # type: ignore[arg-type]  # a look of Words is one of Said
        return made

    def run(self, paragraph: Any, one: Said) -> None:
        """A line of text in a paragraph; one that leads nowhere in this layout is plain."""
        words = visible(one.text) + (f"{MARKS[one.verdict]} {one.verdict.words}" if one.verdict else "")
        if one.link and one.link in self.keys:
            link(paragraph, words, one.link)
        else:
            _plain(paragraph, one, words)
        _turned(paragraph, words)

    def facts(self, document: Any, block: Facts) -> None:
        """Names and what they are, side by side."""
        table = grid(document, (3.5, WIDTH - 3.5), len(block.pairs))
        for row, (name, said) in zip(table.rows, block.pairs, strict=True):
            self.fill(row.cells[0], (Said(name, "quiet"),))
            self.fill(row.cells[1], (Said(said),))
        document.add_paragraph()

    def table(self, document: Any, block: Table) -> None:
        """A table under its caption, its head repeated on every page."""
        if block.caption:
            self.words(document, block.caption, "quiet").paragraph_format.keep_with_next = True
        table = grid(document, widths(block, WIDTH), 1 + sum(2 if row.under or row.shots else 1 for row in block.rows))
        table.style = "Table Grid"
        rows = iter(table.rows)
        head = next(rows)
        repeat(head)
        for cell, column in zip(head.cells, block.columns, strict=True):
            self.fill(cell, (Said(column.title, "strong"),))
            cell.paragraphs[0].paragraph_format.keep_with_next = True  # a head is not left at a page's foot
        for row in block.rows:
            self.row(next(rows), row)
            if row.under or row.shots:
                cells = next(rows).cells
                under = cells[0].merge(cells[-1])
                self.fill(under, row.under)
                for shot in row.shots:
                    self.shot(under, shot, 6.0)
        document.add_paragraph()

    def row(self, made: Any, row: Row) -> None:
        """A row; what stands under it stays on its page."""
        cells = made.cells
        for cell, said in zip(cells, row.cells, strict=True):
            self.fill(cell, said)
        self.place(cells[0].paragraphs[0], row.key)
        if row.under or row.shots:
            cells[0].paragraphs[0].paragraph_format.keep_with_next = True

    def fill(self, cell: Any, said: Cell) -> None:
        """The lines of a cell."""
        for number, one in enumerate(said):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            self.run(paragraph, one)

    def shot(self, document: Any, shot: Shot, width: float) -> None:
        """A picture with its caption, a very tall one in parts; one that cannot be shown is named with the reason."""
        if shot.path is None:
            self.words(document, f"{shot.name} {shot.fault}", "warning")
        else:
            wide = width if shot.width >= shot.height else width * 0.6
            for part in tiles(shot):
                over = document.add_paragraph()
                over.paragraph_format.keep_with_next = True
                picture(over, str(shot.path), wide, part.said, part.part)
        self.words(document, shot.said, "quiet")


def _set_up(document: Doc, told: Outline, options: Options) -> None:
    made = datetime.fromisoformat(told.at[:19]) if len(told.at) >= 19 else datetime(2000, 1, 1)
    about = document.core_properties
    about.title, about.author, about.subject = (_short(each) for each in (told.title, told.author, told.subject))
    about.language, about.created, about.modified = told.language, made, made
    about.last_modified_by, about.comments = "", ""
    page = document.sections[0]
    width, height = SIZES[options.paper]
    page.page_width, page.page_height = Cm(width), Cm(height)
    page.left_margin, page.right_margin = Cm(2), Cm(width - 2 - WIDTH)
    normal: Any = document.styles["Normal"]
    normal.font.size, normal.font.name = Pt(9.5), "Calibri"
    for banner in told.banners:
        line = page.header.paragraphs[0] if not page.header.paragraphs[0].text else page.header.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run(banner)
        run.bold, run.font.color.rgb = True, colour("danger")
    foot = page.footer.paragraphs[0]
    foot.text = _short(f"Audit {told.audit}, {told.heads}. Page ")
    field(foot, "PAGE")
    foot.add_run(" of ")
    field(foot, "NUMPAGES")
    speak(normal, told.language)


def _logo(document: Doc, data: bytes) -> None:
    size = frame(data) or Jpeg(1, 1, 3)
    scale = min(LOGO[0] / size.width, LOGO[1] / size.height)
    picture(document.add_paragraph(), BytesIO(data), size.width * scale, "Logo of the unit")


def _short(text: str) -> str:
    return visible(text)[:250]


def _plain(paragraph: Any, one: Said, words: str) -> None:
    run = paragraph.add_run(words)
    run.bold = True if one.look in ("strong", "danger") or one.verdict else None
    if one.look in ("quiet", "code"):
        run.font.size = Pt(8)
    if one.verdict:
        run.font.color.rgb = RGBColor.from_string(VERDICT_INK[one.verdict][1:])
    elif one.tone or one.look in COLOURS:
        run.font.color.rgb = colour(one.tone or COLOURS[one.look])


def _turned(paragraph: Any, words: str = "") -> None:
    if from_right(words or paragraph.text):
        turn(paragraph)
