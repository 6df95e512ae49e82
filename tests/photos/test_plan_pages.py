"""A page of a PDF floor plan as a picture."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject
from reportlab.pdfgen.canvas import Canvas

from audit_app.errors import PhotoRefused
from audit_app.photos.plan_pages import page_as_picture, pages


def drawn(rotate: int = 0, password: str = "") -> bytes:
    """A page of 400 by 200 points with a room drawn on it, and an empty page."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(400, 200))
    canvas.translate(100, 50)
    canvas.rect(0, 0, 200, 100)
    canvas.line(0, 50, 200, 50)
    canvas.drawString(20, 20, "Scan room")
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    writer = PdfWriter(PdfReader(BytesIO(out.getvalue())))
    writer.pages[0].rotate(rotate)
    if password:
        writer.encrypt(password)
    done = BytesIO()
    writer.write(done)
    return done.getvalue()


def test_a_drawn_page_becomes_its_lines() -> None:
    picture = Image.open(BytesIO(page_as_picture(drawn(), "plan.pdf")))
    assert picture.size == (2200, 1100)
    scale = 2200 / 400
    wall = picture.getpixel((round(100 * scale), round(100 * scale)))
    assert wall == 40  # the left wall, half way up
    assert picture.getpixel((round(150 * scale), round(125 * scale))) == 255


def test_a_turned_page_comes_upright() -> None:
    assert Image.open(BytesIO(page_as_picture(drawn(90), "plan.pdf"))).size == (1100, 2200)


def test_a_scanned_page_is_its_image() -> None:
    scan = Image.new("RGB", (1200, 900), "white")
    out = BytesIO()
    scan.save(out, "PDF")
    picture = Image.open(BytesIO(page_as_picture(out.getvalue(), "scan.pdf")))
    assert picture.size == (1200, 900)


@pytest.mark.parametrize(
    ("data", "page", "said"),
    [
        (b"%PDF-1.7 rubbish", 1, "cannot be opened|can be opened"),
        (drawn(password="secret"), 1, "locked"),
        (drawn(), 3, "no page 3"),
        (drawn(), 2, "nothing on this page"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_remedy(data: bytes, page: int, said: str) -> None:
    with pytest.raises(PhotoRefused, match=said):
        page_as_picture(data, "plan.pdf", page)


def test_pages_are_counted() -> None:
    assert pages(drawn(), "plan.pdf") == 2


def test_a_page_whose_pictures_are_larger_than_any_photo_is_refused_before_they_are_decoded() -> None:
    scan, out = Image.new("RGB", (1200, 900), "white"), BytesIO()
    scan.save(out, "PDF")
    huge = out.getvalue().replace(b"/Width 1200", b"/Width 120000")
    assert huge != out.getvalue()
    with pytest.raises(PhotoRefused, match="pictures are too large"):
        page_as_picture(huge, "scan.pdf")


def test_a_page_that_holds_itself_is_answered() -> None:
    writer = PdfWriter(PdfReader(BytesIO(drawn())))
    form = StreamObject()
    form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
    itself = writer._add_object(form)
    inside = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/A"): itself})})
    form[NameObject("/Resources")] = inside
    writer.pages[0][NameObject("/Resources")] = inside
    done = BytesIO()
    writer.write(done)
    with pytest.raises(PhotoRefused, match="too many pictures"):
        page_as_picture(done.getvalue(), "plan.pdf")
