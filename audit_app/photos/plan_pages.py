"""A page of a PDF floor plan as a picture: its scanned image where it is one, else its lines drawn.

Lettering and shading of a drawn page are left out; walls, doors and dimensions lines stay. Nothing in the file runs.
"""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from math import hypot
from typing import Any

from PIL import Image, ImageDraw
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream

from audit_app.errors import PhotoRefused
from audit_app.photos.decoder import MOST_PIXELS

# What a page that is damaged, or made to do harm, makes the library raise besides its own errors.
BROKEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError,
    OSError, RecursionError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
LONGEST = 2200  # pixels of a drawn page
MOST_STROKES = 200_000
MOST_IMAGES = 200  # pictures on one page, those inside its drawings too
SCANNED = 0.5  # an image with at least this share of the page's length is the plan itself
Spot = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
STILL: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def pages(data: bytes, name: str) -> int:
    """How many pages a PDF has; PhotoRefused when it cannot be opened."""
    return len(_opened(data, name).pages)


def page_as_picture(data: bytes, name: str, number: int = 1) -> bytes:
    """One page (counted from 1) as PNG bytes; PhotoRefused with a remedy when it cannot be shown."""
    reader = _opened(data, name)
    if not 1 <= number <= len(reader.pages):
        raise PhotoRefused(name, f"has no page {number}", f"Choose a page from 1 to {len(reader.pages)}.")
    page = reader.pages[number - 1]
    try:
        picture = _scanned(page) or _drawn(reader, page, name)
    except (*BROKEN, PyPdfError, Image.DecompressionBombError) as error:
        raise PhotoRefused(
            name, f"has a page that cannot be read ({error})", "Save the page as a PNG or JPEG."
        ) from error
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _opened(data: bytes, name: str) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if locked else len(reader.pages)
    except (*BROKEN, PyPdfError) as error:
        raise PhotoRefused(name, "is not a PDF that can be opened", "Save the plan as a PNG or JPEG.") from error
    if locked or not count:
        fault = "is locked with a password" if locked else "has no pages"
        raise PhotoRefused(name, fault, "Save the plan as a PNG or JPEG.")
    return reader


def _scanned(page: Any) -> Image.Image | None:
    """The page's one large image, upright as the page is; None for a drawn page."""
    _refuse_large(page)
    images = [file.image for file in page.images if file.image is not None]
    large = [image for image in images if max(image.size) >= 800]
    if len(large) != 1 or len(page.get_contents().operations if page.get_contents() else []) > 400:
        return None
    upright: Image.Image = large[0].convert("RGB").rotate(-int(page.get("/Rotate", 0) or 0), expand=True)
    return upright


def _refuse_large(page: Any) -> None:
    """ValueError when decoding the pictures of a page would take more than one photograph may: all are decoded."""
    pixels, many, waiting = 0, 0, [page]
    while waiting:
        inside = (waiting.pop().get("/Resources") or {}).get("/XObject") or {}
        many += len(inside)
        if many > MOST_IMAGES:
            raise ValueError("it holds too many pictures")
        for each in (inside[name] for name in inside):
            if each.get("/Subtype") == "/Form":
                waiting.append(each)
            pixels += int(each.get("/Width", 0)) * int(each.get("/Height", 0))
    if pixels > MOST_PIXELS:
        raise ValueError("its pictures are too large")


def _drawn(reader: PdfReader, page: Any, name: str) -> Image.Image:
    """The page's lines on white."""
    box = page.mediabox
    left, bottom, width, height = (float(v) for v in (box.left, box.bottom, box.width, box.height))
    scale = LONGEST / max(width, height, 1.0)
    sheet = Image.new("L", (max(1, round(width * scale)), max(1, round(height * scale))), 255)
    pen = ImageDraw.Draw(sheet)
    count = 0
    for stroke in _strokes(reader, page):
        count += 1
        if count > MOST_STROKES:
            raise PhotoRefused(name, "holds more lines than a tablet can draw", "Save the page as a PNG or JPEG.")
        pen.line([((x - left) * scale, (height - (y - bottom)) * scale) for x, y in stroke], fill=40, width=2)
    if not count:
        raise PhotoRefused(name, "has nothing on this page that can be drawn", "Save the page as a PNG or JPEG.")
    return sheet.rotate(-int(page.get("/Rotate", 0) or 0), expand=True)


def _strokes(reader: PdfReader, page: Any) -> Iterator[list[Spot]]:
    """Every run of straight lines that the page paints, in page units."""
    contents = page.get_contents()
    if contents is None:
        return
    yield from _Drawing().run(ContentStream(contents, reader).operations)


class _Drawing:
    """Where the pen stands while a page's operators are followed; only paths and their matrix matter."""

    def __init__(self) -> None:
        self.matrix: Matrix = STILL
        self.saved: list[Matrix] = []
        self.path: list[list[Spot]] = []

    def run(self, operations: Any) -> Iterator[list[Spot]]:
        """The painted runs of lines, in order."""
        for operands, operator in operations:
            numbers = [float(v) for v in operands if isinstance(v, int | float)]
            code = operator.decode("latin-1") if isinstance(operator, bytes) else str(operator)
            if code in ("S", "s", "f", "F", "f*", "B", "B*", "b", "b*"):
                yield from (run for run in self.path if len(run) > 1 and _length(run) > 0)
                self.path = []
            elif code == "n":
                self.path = []
            else:
                self._step(code, numbers)

    def _step(self, code: str, v: list[float]) -> None:
        if code == "q":
            self.saved.append(self.matrix)
        elif code == "Q" and self.saved:
            self.matrix = self.saved.pop()
        elif code == "cm" and len(v) == 6:
            self.matrix = _times((v[0], v[1], v[2], v[3], v[4], v[5]), self.matrix)
        elif code == "m" and len(v) == 2:
            self.path.append([self._at(v[0], v[1])])
        elif code == "l" and len(v) == 2 and self.path:
            self.path[-1].append(self._at(v[0], v[1]))
        elif code in ("c", "v", "y") and len(v) >= 4 and self.path:
            self.path[-1].append(self._at(v[-2], v[-1]))
        elif code == "h" and self.path and self.path[-1]:
            self.path[-1].append(self.path[-1][0])
        elif code == "re" and len(v) == 4:
            x, y, w, h = v
            corners = ((x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y))
            self.path.append([self._at(*corner) for corner in corners])

    def _at(self, x: float, y: float) -> Spot:
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _length(run: list[Spot]) -> float:
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(run))
