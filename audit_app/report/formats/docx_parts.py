"""What Word asks for beyond words: fields, links and the places they lead to, descriptions of pictures, directions."""

import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

from audit_app.report.blocks import Table
from audit_app.report.palette import PALETTE
from audit_app.report.visible_text import visible

AFTER_BIDI = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")  # in this order
EPOCH = (1980, 1, 1, 0, 0, 0)
LETTER, EDGES, WIDEST = 0.18, 0.42, 4.0  # centimetres: a letter in a table, a cell's own margins, a word's most room


def colour(name: str) -> RGBColor:
    """A colour of the palette."""
    return RGBColor.from_string(PALETTE[name][1:])


def element(tag: str, **attributes: str) -> Any:
    """An element of Word's own, e.g. w:bidi."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def field(paragraph: Any, code: str) -> None:
    """Something that Word works out, such as the number of the page."""
    with worked_out(paragraph, code, paragraph):
        paragraph.add_run("1")


@contextmanager
def worked_out(first: Any, code: str, last: Any) -> Iterator[None]:
    """A field from one paragraph to another (which may be made meanwhile): what stands in it is what it was last."""
    first.add_run()._r.append(element("w:fldChar", fldCharType="begin"))
    instruction = element("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    first.add_run()._r.append(instruction)
    first.add_run()._r.append(element("w:fldChar", fldCharType="separate"))
    yield
    last.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def link(paragraph: Any, words: str, key: str) -> None:
    """Words that lead to a place in the document."""
    made = element("w:hyperlink", anchor=place_name(key), history="1")
    run = paragraph.add_run(words)
    run.font.color.rgb, run.font.underline = colour("accent"), True
    made.append(run._r)
    paragraph._p.append(made)


def place_name(key: str) -> str:
    """A key as Word names a place: letters and figures, not too many."""
    return f"k{sha256(key.encode('utf-8', 'replace')).hexdigest()[:20]}"


def place(paragraph: Any, key: str, number: int) -> None:
    """Makes a paragraph a place that links lead to."""
    start = element("w:bookmarkStart", id=str(number), name=place_name(key))
    end = element("w:bookmarkEnd", id=str(number))
    before = paragraph._p.pPr
    paragraph._p.insert(0 if before is None else 1, start)
    paragraph._p.append(end)


def picture(paragraph: Any, data: Any, width: float, words: str, part: tuple[float, float] = (0.0, 1.0)) -> None:
    """A picture, or a part of it from its top, with what is said of it to those who cannot see it."""
    made = paragraph.add_run().add_picture(data, width=Cm(width))
    made._inline.docPr.set("descr", visible(words)[:2_000])
    if part != (0.0, 1.0):
        fill = made._inline.graphic.graphicData.pic.blipFill
        cut = OxmlElement("a:srcRect")
        cut.set("t", str(round(part[0] * 100_000)))
        cut.set("b", str(round((1 - part[1]) * 100_000)))
        fill.insert(1, cut)
        made.height = round(made.height * (part[1] - part[0]))


def speak(normal: Any, language: str) -> None:
    """The language that all words are in, unless they say otherwise."""
    normal.element.get_or_add_rPr().append(element("w:lang"))
    for mark in normal.element.getparent().iter(qn("w:lang")):
        for name, said in (("val", language), ("eastAsia", language), ("bidi", "ar-SA")):
            mark.set(qn(f"w:{name}"), said)


def from_right(words: str) -> bool:
    """Whether a text begins on the right: by its first letter that has a direction."""
    kinds = (unicodedata.bidirectional(letter) for letter in words)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)


def turn(paragraph: Any) -> None:
    """Sets a paragraph from right to left."""
    paragraph._p.get_or_add_pPr().insert_element_before(element("w:bidi"), *AFTER_BIDI)
    for run in paragraph.runs:
        run._r.get_or_add_rPr().insert_element_before(element("w:rtl"), "w:cs", "w:em", "w:lang", "w:oMath")


def repeat(row: Any) -> None:
    """Has Word print this row again at the head of every page."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))


def widths(block: Table, whole: float) -> tuple[float, ...]:
    """The columns' widths in centimetres by their shares, none narrower than its longest word."""
    shares = sum(column.share for column in block.columns)
    wanted = [whole * column.share / shares for column in block.columns]
    least = [min(WIDEST, EDGES + LETTER * _longest(block, at)) for at in range(len(wanted))]
    short = sum(max(0.0, low - wide) for low, wide in zip(least, wanted, strict=True))
    spare = sum(max(0.0, wide - low) for low, wide in zip(least, wanted, strict=True))
    if not short or short > spare:
        return tuple(wanted)
    give = short / spare
    return tuple(low if wide < low else wide - (wide - low) * give for low, wide in zip(least, wanted, strict=True))


def _longest(block: Table, at: int) -> int:
    """The letters of the longest word of a column's head, and of what its cells name in a word."""
    said = [block.columns[at].title, *(one.text for row in block.rows[:200] for one in row.cells[at])]
    said += [one.verdict.words for row in block.rows[:200] for one in row.cells[at] if one.verdict]
    return _letters(said)


def _letters(said: Sequence[str]) -> int:
    return max((len(word) for text in said for word in text[:500].split()), default=0)


def grid(document: Any, columns: tuple[float, ...], rows: int) -> Any:
    """A table whose rows no page end breaks, its columns as wide as told in centimetres."""
    table = document.add_table(rows=rows, cols=len(columns))
    table.autofit = False
    for row in table._tbl.tr_lst:
        row.get_or_add_trPr().append(element("w:cantSplit"))
    for column, width in zip(table.columns, columns, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return table


def packed(document: Any) -> bytes:
    """The document's file with one date for all its parts, so that it does not depend on when it was made."""
    loose, fixed = BytesIO(), BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as parts, zipfile.ZipFile(fixed, "w") as kept:
        for part in parts.infolist():
            how = zipfile.ZIP_STORED if part.filename.endswith((".jpg", ".jpeg")) else zipfile.ZIP_DEFLATED
            kept.writestr(zipfile.ZipInfo(part.filename, EPOCH), parts.read(part), how)
    return fixed.getvalue()
