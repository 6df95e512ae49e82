"""What kind of document a file is, by what is in it."""

from typing import Literal

from audit_app.documents.mail import looks_like_mail
from audit_app.errors import BundleRefused
from audit_app.photos.kinds import Kind, kind_of

LARGEST = 100_000_000  # bytes of a file, and of what is inside a Word document
PICTURES = (Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.TIFF, Kind.HEIC, Kind.GIF, Kind.BMP, Kind.AVIF)


def media_of(data: bytes, name: str) -> Literal["pdf", "docx", "email", "image"]:
    """What a file is, by what is in it; BundleRefused when it is nothing a portfolio can hold."""
    if not 0 < len(data) <= LARGEST:
        raise BundleRefused(name, "is empty or too large", "Keep only the pages that show your part")
    kind = kind_of(data)
    if kind is Kind.PDF:
        return "pdf"
    if kind in PICTURES:
        return "image"
    if data[:4] == b"PK\3\4" and b"word/" in data[:LARGEST]:
        return "docx"
    if name.lower().endswith(".eml") or looks_like_mail(data):
        return "email"
    raise BundleRefused(name, "is not a PDF, a Word document (.docx), an e-mail (.eml) or a picture", "Save it as one")
