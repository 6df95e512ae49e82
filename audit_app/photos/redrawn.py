"""Pictures that Python cannot open here and a browser may: of which kinds, and what is kept of the one it draws."""

from datetime import datetime

from PIL import Image

from audit_app.photos.decoder import BROKEN
from audit_app.photos.facts import taken_at
from audit_app.photos.kinds import Kind, kind_of

KINDS = (Kind.HEIC, Kind.AVIF, Kind.JPEG_2000, Kind.JPEG_XL)
EXIF, TIFF = b"Exif\0\0", (b"II*\0", b"MM\0*")
LONGEST = 65_536  # bytes of camera data


def is_worth_asking(data: bytes) -> bool:
    """Whether a browser may have a decoder for what begins so."""
    return kind_of(data) in KINDS


def taken_in(data: bytes) -> datetime | None:
    """When it was taken, by the camera data that stands open in the file; None when there is none that can be read."""
    at = data.find(EXIF)
    while at >= 0:
        if data.startswith(TIFF, at + len(EXIF)):
            exif = Image.Exif()
            try:
                exif.load(data[at : at + LONGEST])
                return taken_at(exif)
            except BROKEN:
                return None
        at = data.find(EXIF, at + 1)
    return None


def told(data: bytes) -> str:
    """What is said beside a photo that the browser made of this one."""
    return f"It came as {kind_of(data).words}; the browser opened it, and what is kept is a JPEG of it."
