"""What travels with an item besides its pages is read for names too, and what cannot be read is named."""

import zipfile
from datetime import date
from email.message import EmailMessage
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from audit_app.checklist.reference.scheme import scheme
from audit_app.errors import PhotoRefused
from audit_app.portfolio.bundle.bundle import bundle
from audit_app.portfolio.bundle.front_matter import redaction_lines
from audit_app.portfolio.evidence.document import held, make
from audit_app.portfolio.evidence.hidden_text import all_text
from audit_app.portfolio.rules.scheme_rules import concerns
from audit_app.portfolio.rules.state import Portfolio
from tests.portfolio.samples import ADA, filed, jpeg, pdf, word
from tests.portfolio.tablets import Tablet

SECRET = ADA.model_copy(update={"undisclosed": ("Zoë Łuczak",)})


@pytest.fixture
def tablet(tmp_path, clock):
    return Tablet(tmp_path, "Ada Byron", clock)


def said(tablet, name, data, media, rule, **says):
    item = filed(tablet, 1, name, data, media, **says)
    one = held(tablet.store, tablet.shelf, item)
    found = concerns(Portfolio(SECRET, (one,), scheme(), date(2026, 11, 20)))
    return [each.said for each in found if each.rule == rule]


def mail(*attached):
    message = EmailMessage()
    message["From"], message["Subject"] = "Ada Byron <ada@riverside.nhs.uk>", "Visit"
    message.set_content("Ada Byron wrote this.")
    for name, data, kind in attached:
        message.add_attachment(data, maintype="application", subtype=kind, filename=name)
    return message.as_bytes()


def with_attachment(data, name, inner, **properties):
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(data)))
    writer.add_attachment(name, inner)
    writer.add_metadata({f"/{key}": value for key, value in properties.items()})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def sheet():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", "<si><t>One</t></si><si><t>Zo&#235; \u0141uczak</t></si>")
    return out.getvalue()


def with_header():
    document = docx.Document(BytesIO(word("Ada Byron")))
    document.sections[0].header.paragraphs[0].add_run("Zoë Łu").bold = True
    document.sections[0].header.paragraphs[0].add_run("czak")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


NAMED = {
    "a text file in an e-mail": ("a.eml", mail(("notes.txt", "Zoë Łuczak".encode(), "text")), "email"),
    "an old spreadsheet's table in an e-mail": (
        "a.eml",
        mail(("t.csv", "a,Zo\xeb Luczak".encode("cp1252"), "csv")),
        "email",
    ),
    "a PDF in an e-mail": ("a.eml", mail(("a.pdf", pdf("Zoe Luczak was there"), "pdf")), "email"),
    "a workbook in an e-mail": ("a.eml", mail(("a.xlsx", sheet(), "xlsx")), "email"),
    "an e-mail in an e-mail": ("a.eml", mail(("b.eml", mail(("c.txt", b"Zoe Luczak", "text")), "eml")), "email"),
    "the name of an attachment": ("a.eml", mail(("Zoe Luczak.txt", b"", "text")), "email"),
    "another header of an e-mail": ("a.eml", b"Received: by Zoe Luczak\n" + mail(), "email"),
    "a file attached to a PDF": ("a.pdf", with_attachment(pdf("Ada Byron"), "n.txt", b"Zoe Luczak"), "pdf"),
    "the properties of a PDF": ("a.pdf", with_attachment(pdf("Ada"), "n.txt", b"", Author="Zoe Luczak"), "pdf"),
    "the header of a Word document": ("a.docx", with_header(), "docx"),
}


@pytest.mark.parametrize("where", NAMED)
def test_a_name_is_found_wherever_it_travels(tablet, where):
    assert said(tablet, *NAMED[where], "undisclosed") == ["Holds the name “Zoë Łuczak”"]


UNREAD = {
    "an old Word file in an e-mail": ("a.eml", mail(("old.doc", b"\xd0\xcf\x11\xe0", "msword")), "email", "old.doc"),
    "a locked PDF in an e-mail": ("a.eml", mail(("cut.pdf", b"%PDF-1.4 cut", "pdf")), "email", "cut.pdf"),
    "a page that was scanned": ("a.pdf", pdf("Ada Byron", ""), "pdf", "page 2 of its document (no text in it)"),
}


@pytest.mark.parametrize("what", UNREAD)
def test_what_cannot_be_read_is_said_to_be_not_checked(tablet, what):
    *item, part = UNREAD[what]
    [told] = said(tablet, *item, "read_whole")
    assert told.startswith("Not checked for names and patients: ") and part in told


def test_pages_that_stay_behind_are_not_held_against_the_item(tablet):
    assert said(tablet, "a.pdf", pdf("Ada Byron", "Zoe Luczak"), "pdf", "undisclosed", pages="1") == []
    attached = mail(("screen.jpg", jpeg(), "jpeg"))
    assert said(tablet, "a.eml", attached, "email", "read_whole", pages="1") == []


def test_a_hostile_attachment_is_not_unpacked():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/a.xml", b"\0" * 40_000_000)
    assert all_text(out.getvalue(), "a.xlsx").unread == ("a.xlsx",)
    deep = b"Zoe"
    for _ in range(6):
        deep = mail(("in.eml", deep, "eml"))
    assert all_text(deep, "deep.eml").unread == ("in.eml",)


PICTURED = {
    "in an e-mail": ("a.eml", mail(("screen.jpg", jpeg(), "jpeg")), "email", "screen.jpg"),
    "attached to a PDF": ("a.pdf", with_attachment(pdf("Ada"), "p.jpg", jpeg()), "pdf", "p.jpg"),
    "on its own": ("face.jpg", jpeg(), "image", "face.jpg"),
}


@pytest.mark.parametrize("where", PICTURED)
def test_a_picture_leaves_only_after_somebody_looked_it_over(tablet, tmp_path, where):
    name, data, media, called = PICTURED[where]
    one = filed(tablet, 1, name, data, media)
    unseen = one.model_copy(update={"source": one.source.model_copy(update={"looked_over": False})})
    assert make(tablet.store, tablet.shelf, unseen).held.unreviewed == (called,)
    with pytest.raises(PhotoRefused, match=called):
        bundle(tablet.store, tablet.shelf, [unseen], ADA, tmp_path / "b.zip")
    seen = make(tablet.store, tablet.shelf, one)
    assert seen.held.unreviewed == ()
    assert redaction_lines([seen]) == (("E01", "Picture 1 of a file", "looked over", "0", "the applicant"),)
