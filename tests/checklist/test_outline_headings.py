"""Headings from a PDF's own outline, which comes before what its text says."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from audit_app.checklist.reference.guideline import check_clauses, read_guideline
from audit_app.checklist.reference.headings import headings
from audit_app.checklist.reference.sources import library
from audit_app.documents.pdf_text import pdf_text
from tests.checklist.guides import SECTIONS, guide


def outlined(data: bytes, *entries: tuple[str, int, int], circle: bool = False) -> bytes:
    """The PDF with an outline: title, page from 1, depth from 0."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    parents = [None]
    for title, page, depth in entries:
        made = writer.add_outline_item(title=title, page_number=page - 1, parent=parents[depth])
        parents = [*parents[: depth + 1], made]
    if circle:
        parents[-1].get_object()[NameObject("/Next")] = parents[1]
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_outline_is_read_with_the_pages_it_leads_to():
    data = outlined(guide(), ("1 Introduction", 1, 0), ("1.1 Who this is for", 2, 1), ("Foreword", 1, 0))
    assert pdf_text(data, "g.pdf").outline == (("1 Introduction", 1), ("1.1 Who this is for", 2), ("Foreword", 1))


def test_a_heading_of_the_outline_comes_before_what_the_text_says():
    data = outlined(guide(), ("1 Beginning", 1, 0), ("9.7  A heading\nof two lines", 2, 0))
    found = {each.number: each for each in read_guideline(data, "g.pdf", library()).headings}
    assert (found["9.7"].title, found["9.7"].page, found["9.7"].listed) == ("A heading of two lines", 2, True)
    assert found["1"].title == "Beginning"


def test_what_the_outline_leaves_out_is_read_from_the_text():
    plain = read_guideline(guide(), "g.pdf", library()).headings
    number, title, page = SECTIONS[0]
    with_one = read_guideline(outlined(guide(), (f"{number} {title}", 1, 0)), "g.pdf", library()).headings
    assert with_one == plain
    assert next(each.page for each in with_one if each.number == number) == page


def test_a_file_without_an_outline_is_read_as_before():
    assert pdf_text(guide(), "g.pdf").outline == ()
    assert [each.number for each in read_guideline(guide(), "g.pdf", library()).headings][:1] == [SECTIONS[0][0]]


def test_an_entry_without_a_number_is_no_heading():
    assert headings(("",), [("Contents", 1), ("Figure 3", 2), ("", 0), ("4.2 Access", 0)])[0].number == "4.2"
    assert len(headings(("",), [("Contents", 1), ("4.2 Access", 0), ("4.2 Access again", 9)])) == 1


def test_an_outline_that_runs_in_a_circle_is_read_to_an_end():
    data = outlined(guide(), ("1 One", 1, 0), ("2 Two", 2, 0), circle=True)
    assert len(pdf_text(data, "g.pdf").outline) <= 3


def test_a_damaged_outline_leaves_the_text():
    writer = PdfWriter(clone_from=PdfReader(BytesIO(guide())))
    writer.root_object[NameObject("/Outlines")] = TextStringObject("nothing of the kind")
    out = BytesIO()
    writer.write(out)
    damaged, whole = (read_guideline(data, "g.pdf", library()) for data in (out.getvalue(), guide()))
    assert damaged.headings == whole.headings
    assert check_clauses(damaged, library()) == check_clauses(whole, library())
