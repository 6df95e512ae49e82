"""A small signed audit with photographs on a tablet, and the applicant's own files."""

import zipfile
from io import BytesIO
from pathlib import Path

import docx
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from audit_app.audit.log.people import Person
from audit_app.portfolio.evidence.evidence import Applicant, Evidence, FromAudit, FromFile
from audit_app.visit.photos import review
from tests.portfolio.tablets import Tablet

ADA = Applicant(
    person=Person(name="Ada Byron", role="MR Safety Expert", registration="RCT0001"),
    referee=Person(name="Ben Carr", role="Head of MR Physics"),
)

MAIL = b"""From: Ada Byron <ada@riverside.nhs.uk>
To: Estates <estates@riverside.nhs.uk>
Date: Mon, 9 Mar 2026 09:00:00 +0000
Subject: Quench pipe outlet
Content-Type: text/plain; charset=utf-8

The fence by the quench pipe outlet is open. Please close it before Friday.
"""


def jpeg(colour: str = "white") -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


def members(path: Path) -> dict[str, bytes]:
    """What a parcel holds, but for its manifest, which says when it was written."""
    with zipfile.ZipFile(path) as parcel:
        return {name: parcel.read(name) for name in parcel.namelist() if name != "manifest.json"}


def pdf(*pages: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for text in pages:
        canvas.drawString(60, 700, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word(*lines: str) -> bytes:
    out = BytesIO()
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Limit", "0.5 mT"
    document.save(out)
    return out.getvalue()


def signed_audit(tablet: Tablet, reviewed: bool = True) -> str:
    audit = tablet.begin()
    visit = tablet.at()
    door = visit.add_thing("door", "Scan room door")
    visit.answer("sign", "compliant")
    visit.measure("field", "0.4 mT")
    visit.measure("oxygen", "20.8 % O2")
    visit.answer("closes", "deficient", thing=door)
    visit.date("tested", "2027-01-01", thing=door)
    photo = visit.add_photo("closes", tablet.shelf.keep(jpeg("grey")), thing=door, name="door.jpg")
    if reviewed:  # else it cannot be signed yet
        review(visit, photo)
        visit.sign(tablet.person, "This is what I saw")
    return audit


def item(number: int, title: str, source: FromAudit | FromFile, **says: object) -> Evidence:
    sure = {"on": "2026-01-02", "sub_categories": ("7.2",), "commentary": "I led the visit."}
    return Evidence.model_validate(
        {"id": f"id-{number}", "number": number, "title": title, "source": source, **sure, **says}
    )


def filed(tablet: Tablet, number: int, name: str, data: bytes, media: str, **says: object) -> Evidence:
    source = FromFile(digest=tablet.shelf.keep(data), name=name, media=media, looked_over=True)
    return item(number, name.partition(".")[0].capitalize(), source, **says)
