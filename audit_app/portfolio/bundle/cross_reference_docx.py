"""The Experience Cross Reference Table as a Word document that can be filled in and signed; same table, same bytes."""

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from audit_app.audit.log.people import Person
from audit_app.portfolio.bundle.cross_reference import HEADS
from audit_app.portfolio.bundle.front_matter import DECLARATION
from audit_app.report.wording import person

WIDTHS = (38, 18, 50, 22, 34, 40, 55)  # mm
_FIXED = datetime(2000, 1, 1)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def cross_reference_docx(rows: Sequence[Sequence[str]], applicant: Person, referee: Person, scheme: str) -> bytes:
    """The table with the referee's authentication at its end, as .docx bytes."""
    document = docx.Document()
    _wide(document)
    document.add_heading("Experience Cross Reference Table", 0)
    document.add_paragraph(f"Applicant: {person(applicant)}\n{scheme}")
    _table(document, rows)
    _authentication(document, applicant, referee)
    core = document.core_properties
    core.author, core.title = applicant.name, "Experience Cross Reference Table"
    core.created = core.modified = _FIXED
    core.last_modified_by, core.comments = "", ""
    out = BytesIO()
    document.save(out)
    return still(out.getvalue())


def _wide(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
    document.styles["Normal"].font.size = Pt(9)


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1 + len(rows), cols=len(HEADS))
    table.style = "Table Grid"
    for line, cells in zip(table.rows, (HEADS, *rows), strict=True):
        for place, text, width in zip(line.cells, cells, WIDTHS, strict=True):
            place.text, place.width = text, Mm(width)
    for place in table.rows[0].cells:
        place.paragraphs[0].runs[0].bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)


def _authentication(document: Any, applicant: Person, referee: Person) -> None:
    document.add_page_break()
    document.add_heading("Authentication", 1)
    document.add_paragraph(f"Applicant: {person(applicant)}")
    document.add_paragraph(DECLARATION)
    known = {"Name and position": person(referee)}
    table = document.add_table(rows=4, cols=2)
    table.style = "Table Grid"
    for line, head in zip(table.rows, ("Signature", "Name and position", "Organisation", "Date"), strict=True):
        line.height = Mm(16)
        line.cells[0].text, line.cells[1].text = head, known.get(head, "")
        line.cells[0].width, line.cells[1].width = Mm(50), Mm(140)


def still(data: bytes) -> bytes:
    """The same Word document without the moment it was packed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            member = zipfile.ZipInfo(each.filename, _ZIP_TIME)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(member, old.read(each.filename))
    return out.getvalue()


def table_in(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The cells of the first table of a Word document made here, its head left out."""
    table = docx.Document(BytesIO(data)).tables[0]
    return tuple(tuple(place.text for place in line.cells) for line in table.rows)[1:]
