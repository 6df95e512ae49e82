"""The copies that are shown, printed and handed over: upright, sRGB, small, and holding no metadata.

Made once, when a photo arrives or its redaction changes, never when a report is written. The same bytes and
marks always give the same copy.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from audit_app.photos.colour import box_shrunk, srgb
from audit_app.photos.decoder import DECODED, lacks_end, opened, refuse_if_much_is_missing
from audit_app.photos.drawing import draw
from audit_app.photos.facts import metadata, orientation
from audit_app.photos.kinds import kind_of
from audit_app.photos.marks import Mark, Part, redactions

THUMBNAIL = 320  # longest side, pixels
WORKING = 1600
PRINTED = 1200  # 370 dots an inch where a report prints it largest, at half the size of the working copy
QUALITY = 80
GAP = DECODED / WORKING  # decode at least this many times larger than wanted, then average, as for thumbnails
ENDS_EARLY = "Its last bytes are missing: look whether the whole picture is there."

# A JPEG decoder lets a pixel touch its whole block of 16 and, through smoothed colour, two pixels more.
BLOCK = 16
SMOOTHED = 2

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Copies:
    """JPEG bytes of working copy, print and thumbnail, what was lost on the way, and the working copy's size."""

    working: bytes
    printed: bytes
    thumbnail: bytes
    width: int
    height: int
    remarks: tuple[str, ...]


def thumbnail(data: bytes, name: str) -> bytes:
    """A JPEG of at most 320 pixels a side, fast enough to be shown at once. Raises PhotoRefused."""
    return first_look(data, name)[0]


def first_look(data: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    """The same thumbnail, with the remarks that every copy of these bytes gives. Raises PhotoRefused."""
    picture, remarks = upright(data, name, THUMBNAIL)
    return jpeg(picture), remarks


def copies(
    data: bytes, name: str, marks: Sequence[Mark] = (), longest: int = WORKING, font: Path | None = None
) -> Copies:
    """The working copy with `marks` drawn and redactions burnt in, its print and thumbnail. Raises PhotoRefused.

    `font` is the TrueType file labels are lettered in.

    Under a redaction nothing of the original reaches either copy: the pixels are overwritten, with a margin for
    what the camera's own compression spread, before anything is averaged, turned or encoded.
    """
    picture, remarks = upright(data, name, longest, redactions(marks))
    draw(picture, marks, font)
    return Copies(
        jpeg(picture),
        jpeg(resized(picture, within(picture.size, PRINTED), picture.size)),
        jpeg(resized(picture, within(picture.size, THUMBNAIL), picture.size)),
        picture.width,
        picture.height,
        remarks,
    )


def upright(data: bytes, name: str, longest: int, hidden: Sequence[Part] = ()) -> tuple[Image.Image, tuple[str, ...]]:
    """The picture as RGB, right side up, at most `longest` pixels a side, and remarks on what was changed."""
    with opened(data, name) as image:
        profile, full = image.info.get("icc_profile"), image.size
        image.draft(None, (int(longest * GAP), int(longest * GAP)))  # None keeps the mode
        image.load()
        if cut := lacks_end(data, kind_of(data)):
            refuse_if_much_is_missing(image, name)
        turn = orientation(metadata(image)[0])
        if image.format == "TIFF":  # Pillow turns these itself, and says so by their size
            full, turn = image.size, 1
        for part in hidden:
            image.paste(0, erased(stored_part(part, turn), image.size, full[0]))
        factor = max(1, int(max(image.size) / (longest * GAP)))
        shrunk = box_shrunk(image, factor)
        scale = factor * round(full[0] / image.width)
        small = resized(shrunk, within(full, longest), (full[0] / scale, full[1] / scale))
        picture, remark = srgb(small, profile if isinstance(profile, bytes) else None)
    picture.info = {}  # Pillow would write a comment or XMP found here into the copy
    remarks = (remark, ENDS_EARLY if cut else "")
    return turned(picture, turn), tuple(each for each in remarks if each)


def turned(picture: Image.Image, turn: int) -> Image.Image:
    return picture.transpose(TURNS[turn]) if turn in TURNS else picture


def within(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The size shrunk, never enlarged, until its longest side is `longest` pixels."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def resized(picture: Image.Image, size: tuple[int, int], used: tuple[float, float]) -> Image.Image:
    """The picture at `size`; `used` is how much of it is picture, without what rounding added right and below."""
    if picture.size == size:
        return picture
    box = (0.0, 0.0, min(used[0], picture.width), min(used[1], picture.height))
    return picture.resize(size, Image.Resampling.BICUBIC, box, reducing_gap=GAP)


def stored_part(part: Part, turn: int) -> Part:
    """Where a part of the upright picture lies in the pixels as stored, for each of the eight EXIF orientations."""
    u0, v0, u1, v1 = part
    return {
        1: (u0, v0, u1, v1),
        2: (1 - u1, v0, 1 - u0, v1),
        3: (1 - u1, 1 - v1, 1 - u0, 1 - v0),
        4: (u0, 1 - v1, u1, 1 - v0),
        5: (v0, u0, v1, u1),
        6: (v0, 1 - u1, v1, 1 - u0),
        7: (1 - v1, 1 - u1, 1 - v0, 1 - u0),
        8: (1 - v1, u0, 1 - v0, u1),
    }[turn]


def erased(part: Part, size: tuple[int, int], full_width: int) -> tuple[int, int, int, int]:
    """The pixels to overwrite: the part, and around it all that its content may have touched when it was encoded."""
    width, height = size
    margin = math.ceil(BLOCK * width / full_width) + SMOOTHED
    left, top, right, bottom = part
    return (
        max(0, math.floor(left * width) - margin),
        max(0, math.floor(top * height) - margin),
        min(width, math.ceil(right * width) + margin),
        min(height, math.ceil(bottom * height) + margin),
    )


def jpeg(picture: Image.Image) -> bytes:
    """Encoded with nothing beside the pixels: no EXIF, no profile, no comment."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
