"""What a picture says of itself, read once when it arrives and kept beside its digest."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from PIL import ExifTags, Image

from audit_app.photos.decoder import BROKEN, MOST_SCANS, opened
from audit_app.photos.jpeg_layout import jpeg_layout
from audit_app.photos.kinds import Kind, kind_of

STAMP = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")
OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
A_DAY = timedelta(days=1)
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True)
class Facts:
    """`size` is in bytes, of the file as received; width and height are in pixels, upright.

    `taken` has no time zone when the camera gave none.
    """

    kind: Kind
    size: int
    width: int
    height: int
    taken: datetime | None
    remarks: tuple[str, ...]


def facts_of(data: bytes, name: str, received: datetime) -> Facts:
    """Read the header and metadata; `received` carries the tablet's time zone. Raises PhotoRefused."""
    with opened(data, name) as image:
        exif, remarks = metadata(image)
        width, height = upright_size(image, exif)
        taken = taken_at(exif)
        remarks += others(image, data) + oddities(taken, received)
    return Facts(kind_of(data), len(data), width, height, taken, remarks)


def metadata(image: Image.Image) -> tuple[Image.Exif, tuple[str, ...]]:
    """The EXIF block, or an empty one and a remark: a bad block never costs the auditor the picture."""
    try:
        exif = image.getexif()
        exif.get_ifd(ExifTags.IFD.Exif)
        exif.get(ExifTags.Base.Orientation)
    except BROKEN:
        return Image.Exif(), ("Its camera data (EXIF) is damaged and was ignored.",)
    return exif, ()


def upright_size(image: Image.Image, exif: Image.Exif) -> tuple[int, int]:
    turned = orientation(exif) in (5, 6, 7, 8) and image.format != "TIFF"  # Pillow has turned those already
    return (image.height, image.width) if turned else (image.width, image.height)


def orientation(exif: Image.Exif) -> int:
    """How the picture must be turned, 1 to 8; anything else found there means as it is."""
    found = exif.get(ExifTags.Base.Orientation)
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def taken_at(exif: Image.Exif) -> datetime | None:
    """When the shutter was pressed, by the camera's clock; the time of digitising or writing when that is missing."""
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    tags = ExifTags.Base
    places = (
        (inner.get(tags.DateTimeOriginal), inner.get(tags.OffsetTimeOriginal)),
        (inner.get(tags.DateTimeDigitized), inner.get(tags.OffsetTimeDigitized)),
        (exif.get(tags.DateTime), inner.get(tags.OffsetTime)),
    )
    return next((found for stamp, offset in places if (found := moment(stamp, offset))), None)


def moment(stamp: object, offset: object) -> datetime | None:
    """An EXIF date, with its offset from UTC when that is given beside it or behind it; None when it is not a date.

    Some phones count the hours of a day from 1 to 24 and write the first minutes after midnight as 24:05, with the date
    of the new day.
    """
    found = STAMP.fullmatch(plain(stamp))
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        return datetime(year, month, day, hour if hour != 24 else 0, minute, second, tzinfo=zone(found[7] or offset))
    except ValueError:
        return None


def zone(offset: object) -> timezone | None:
    if plain(offset) == "Z":
        return UTC
    found = OFFSET.fullmatch(plain(offset))
    if not found or int(found[2]) > 23 or int(found[3]) > 59:
        return None
    away = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(away if found[1] == "+" else -away)


def plain(value: object) -> str:
    """EXIF text without the padding some cameras leave; empty for anything that is not text."""
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else value
    return text.strip("\x00 ") if isinstance(text, str) else ""


def others(image: Image.Image, data: bytes) -> tuple[str, ...]:
    """A remark when the file holds more than the one picture that is used."""
    if image.format in ("JPEG", "MPO") and jpeg_layout(data, MOST_SCANS).video_behind(data):
        return ("It also holds a short video, which is not used.",)
    if not getattr(image, "is_animated", False):
        return ()
    if image.format == "MPO":
        return ("It also holds a second picture (depth or preview), which is not used.",)
    return ("It holds several pictures or moves; only the first picture is used.",)


def oddities(taken: datetime | None, received: datetime) -> tuple[str, ...]:
    """Warnings about the camera's clock: before 2000, in the future, or a day or more from when it was received."""
    if taken is None:
        return ()
    when = taken if taken.tzinfo else taken.replace(tzinfo=received.tzinfo)
    if taken.year < 2000:
        return (f"The camera's clock said {taken:%d.%m.%Y}: it was probably not set.",)
    apart = received - when
    if apart < -CLOCKS_DIFFER and (taken.tzinfo or apart < -A_DAY):
        return (f"By the camera's clock it was taken in the future ({taken:%d.%m.%Y %H:%M}).",)
    if apart > A_DAY:
        days = "a day" if apart.days == 1 else f"{apart.days} days"
        return (f"By the camera's clock it was taken {days} before it was received.",)
    return ()
