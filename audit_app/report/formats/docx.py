"""The report as a Word document, for people who paste its tables into their own; the same outline, the same bytes."""

import zipfile
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
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
from audit_app.report.formats.raster import raster, signed
from audit_app.report.logo import logo
from audit_app.report.options import Options, Progress
from audit_app.report.outline import Outline
from audit_app.report.palette import PALETTE, VERDICT_INK
from audit_app.report.visible_text import visible
from audit_app.report.wording import MARKS

HIGHEST = 22.0  # centimetres a picture may take on a page
WIDTH = 17.0  # centimetres between the margins, on either paper
LOGO = (6.0, 2.4)  # centimetres that a logo fits into
SIZES = {"a4": (21.0, 29.7), "letter": (21.59, 27.94)}
EPOCH = (1980, 1, 1, 0, 0, 0)
COLOURS = {"quiet": "muted", "code": "muted", "warning": "warning", "danger": "danger"}


def docx_report(told: Outline, options: Options | None = None, progress: Progress | None = None) -> bytes:
    """The document's bytes, with the logo and the paper asked for; `progress` may raise Cancelled."""
    options, document = options or Options(), Document()
    _set_up(document, told, options)
    if options.logo is not None:
        _logo(document, logo(options.logo))
    document.add_heading(visible(told.title), 0)
    _paragraph(document, told.subject, "lead")
    _block(document, Facts(told.facts))
    _contents(document, told)
    for number, chapter in enumerate(told.chapters, 1):
        _mark(document.add_heading(f"{number} {visible(chapter.title)}", 1), chapter.key, number)
        for block in chapter.blocks:
            _block(document, block)
        if progress is not None:
            progress(number, len(told.chapters))
    return _packed(document)


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
        run.bold, run.font.color.rgb = True, _rgb("danger")
    foot = page.footer.paragraphs[0]
    foot.text = _short(f"Audit {told.audit}, {told.heads}. Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    _speak(normal, told.language)


def _field(paragraph: Any, code: str) -> None:
    """Something that Word works out, such as the number of the page."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        elif text == code:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = f" {code} "
        else:
            mark = OxmlElement("w:t")
            mark.text = text
        run._r.append(mark)


def _speak(normal: Any, language: str) -> None:
    """The language that all words are in, unless they say otherwise."""
    mark = OxmlElement("w:lang")
    for name in ("val", "eastAsia"):
        mark.set(qn(f"w:{name}"), language)
    normal.element.get_or_add_rPr().append(mark)


def _contents(document: Doc, told: Outline) -> None:
    """The contents: each chapter, leading to its heading."""
    document.add_heading("Contents", 1)
    for number, chapter in enumerate(told.chapters, 1):
        _link(document.add_paragraph(), f"{number} {visible(chapter.title)}", _mark_name(chapter.key))


def _link(paragraph: Any, words: str, name: str) -> None:
    """Words that lead to a place in the document."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), name)
    run = paragraph.add_run(words)
    run.font.color.rgb, run.font.underline = _rgb("accent"), True
    link.append(run._r)
    paragraph._p.append(link)


def _mark_name(key: str) -> str:
    """A key as Word names a place: letters and figures, not too many."""
    return f"k{sha256(key.encode('utf-8', 'replace')).hexdigest()[:20]}"


def _mark(paragraph: Any, key: str, number: int) -> None:
    """Makes a heading a place that links lead to."""
    if not key:
        return
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _mark_name(key))
    paragraph._p.insert(0, start)
    paragraph._p.append(end)


def _picture(paragraph: Any, data: Any, width: float, words: str) -> None:
    """A picture with what is said of it to those who cannot see it."""
    made = paragraph.add_run().add_picture(data, width=Cm(width))
    about = made._inline.docPr
    about.set("descr", visible(words)[:2_000])


def _logo(document: Doc, data: bytes) -> None:
    size = frame(data) or Jpeg(1, 1, 3)
    scale = min(LOGO[0] / size.width, LOGO[1] / size.height)
    _picture(document.add_paragraph(), BytesIO(data), size.width * scale, "Logo of the unit")


def _short(text: str) -> str:
    return visible(text)[:250]


def _rgb(name: str) -> RGBColor:
    return RGBColor.from_string(PALETTE[name][1:])


def _block(document: Any, block: Block) -> None:
    match block:
        case Words():
            _paragraph(document, block.text, block.look)
        case Bullets():
            for item in block.items:
                document.add_paragraph(visible(item), style="List Bullet")
        case Facts():
            columns = (3.5, WIDTH - 3.5)
            table = _grid(document, columns, len(block.pairs))
            for row, (name, said) in zip(table.rows, block.pairs, strict=True):
                _fill(row.cells[0], (Said(name, "quiet"),))
                _fill(row.cells[1], (Said(said),))
            document.add_paragraph()
        case Heading():
            document.add_heading(visible(block.text), 2)
        case Table():
            _table(document, block)
        case Gallery():
            for shot in block.shots:
                _shot(document, shot, 8.0)
        case Drawing():
            _picture(document.add_paragraph(), BytesIO(raster(block)), WIDTH * min(1.0, block.width / 480), block.about)
            _paragraph(document, f"Figure. {block.caption}", "quiet")
        case Card():
            badge = f" ({block.badge})" if block.badge else ""
            heading = document.add_heading(visible(f"{block.number} {block.title}{badge}".strip()), 2)
            _mark(heading, block.key, 1_000 + len(document.paragraphs))
            for inner in block.blocks:
                _block(document, inner)
            for shot in block.beside:
                _shot(document, shot, 8.0)
        case Numbers():
            for one in block.figures:
                small = f" ({one.small})" if one.small else ""
                _paragraph(document, f"{one.number} {one.words}{small}", "strong")
        case Signature():
            if block.strokes:
                _picture(document.add_paragraph(), BytesIO(signed(block)), 6.0, f"Signature of {block.name}")
            _paragraph(document, f"{block.name}. {block.words}", "quiet")


def _paragraph(document: Any, text: str, look: str) -> None:
    _run(document.add_paragraph(), Said(text, look))  # type: ignore[arg-type]


def _run(paragraph: Any, one: Said) -> None:
    words = visible(one.text) + (f"{MARKS[one.verdict]} {one.verdict.words}" if one.verdict else "")
    if one.link:
        _link(paragraph, words, _mark_name(one.link))
        return
    run = paragraph.add_run(words)
    run.bold = True if one.look in ("strong", "danger") or one.verdict else None
    if one.look in ("quiet", "code"):
        run.font.size = Pt(8)
    if one.verdict:
        run.font.color.rgb = RGBColor.from_string(VERDICT_INK[one.verdict][1:])
    elif one.tone or one.look in COLOURS:
        run.font.color.rgb = _rgb(one.tone or COLOURS[one.look])


def _grid(document: Any, widths: tuple[float, ...], rows: int) -> Any:
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    for row in table._tbl.tr_lst:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return table


def _table(document: Any, block: Table) -> None:
    if block.caption:
        _paragraph(document, block.caption, "quiet")
    shares = sum(column.share for column in block.columns)
    widths = tuple(WIDTH * column.share / shares for column in block.columns)
    table = _grid(document, widths, 1 + sum(2 if row.under or row.shots else 1 for row in block.rows))
    table.style = "Table Grid"
    rows = iter(table.rows)
    head = next(rows)
    _repeat(head)
    for cell, column in zip(head.cells, block.columns, strict=True):
        _fill(cell, (Said(column.title, "strong"),))
    for row in block.rows:
        _row(next(rows), row)
        if row.under or row.shots:
            cells = next(rows).cells
            under = cells[0].merge(cells[-1])
            _fill(under, row.under)
            for shot in row.shots:
                _shot(under, shot, 6.0)
    document.add_paragraph()


def _row(cells: Any, row: Row) -> None:
    for cell, said in zip(cells.cells, row.cells, strict=True):
        _fill(cell, said)


def _fill(cell: Any, said: Cell) -> None:
    for place, one in enumerate(said):
        _run(cell.paragraphs[0] if place == 0 else cell.add_paragraph(), one)


def _repeat(row: Any) -> None:
    """Has Word print this row again at the head of every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _shot(document: Any, shot: Shot, width: float) -> None:
    if shot.path is None:
        _paragraph(document, f"{shot.name} {shot.fault}", "warning")
    else:
        wide = width if shot.width >= shot.height else width * 0.6
        high = wide * shot.height / shot.width
        _picture(document.add_paragraph(), str(shot.path), wide * min(1.0, HIGHEST / high), shot.said)
    _paragraph(document, shot.said, "quiet")


def _packed(document: Doc) -> bytes:
    """The document's file with one date for all its parts, so that it does not depend on when it was made."""
    loose, fixed = BytesIO(), BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as parts, zipfile.ZipFile(fixed, "w") as kept:
        for part in parts.infolist():
            how = zipfile.ZIP_STORED if part.filename.endswith((".jpg", ".jpeg")) else zipfile.ZIP_DEFLATED
            kept.writestr(zipfile.ZipInfo(part.filename, EPOCH), parts.read(part), how)
    return fixed.getvalue()
