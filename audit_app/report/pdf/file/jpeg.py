"""JPEG files as picture objects of a PDF: put in as they are, read only when the file is written."""

from collections.abc import Iterator
from pathlib import Path

from reportlab.pdfbase.pdfdoc import PDFObject
from reportlab.pdfgen.canvas import Canvas

from audit_app.errors import ReportError
from audit_app.photos.jpeg_header import Jpeg

CHUNK = 1 << 18


class JpegFile(PDFObject):  # type: ignore[misc]
    """A JPEG file as a picture object of the PDF; its bytes are read only when the PDF is written."""

    __RefOnly__ = 1

    def __init__(self, path: Path, width: int, height: int, channels: int) -> None:
        self.path, self.size = path, path.stat().st_size
        self.head = _head(width, height, channels, self.size)

    def chunks(self) -> Iterator[bytes]:
        """The object's bytes, a piece at a time; ReportError when the file is no longer what it was."""
        yield self.head
        left = self.size
        try:
            with self.path.open("rb") as file:
                while left and (piece := file.read(min(CHUNK, left))):
                    left -= len(piece)
                    yield piece
        except OSError as error:
            raise ReportError(self.path.name, "could not be read", "Make the report again") from error
        if left:
            raise ReportError(self.path.name, "changed while the report was made", "Make the report again")
        yield b"\nendstream\n"


def draw_jpeg(canvas: Canvas, name: str, file: JpegFile, box: tuple[float, float, float, float]) -> None:
    """Draws a JPEG into a box (x, y, width, height); the same name is kept once in the file."""
    document = canvas._doc
    inner = document.getXObjectName(name)
    if inner not in document.idToObject:
        document.Reference(file, inner)
    x, y, width, height = box
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(width, height)
    canvas._code.append(f"/{inner} Do")
    canvas.restoreState()
    canvas._formsinuse.append(name)


class JpegBytes(JpegFile):
    """A JPEG that is in memory already, such as the unit's logo."""

    def __init__(self, data: bytes, jpeg: Jpeg) -> None:
        self.data, self.size = data, len(data)
        self.head = _head(jpeg.width, jpeg.height, jpeg.channels, self.size)

    def chunks(self) -> Iterator[bytes]:
        """The object's bytes."""
        yield self.head + self.data + b"\nendstream\n"


def _head(width: int, height: int, channels: int, size: int) -> bytes:
    space = "/DeviceGray" if channels == 1 else "/DeviceRGB"
    return (
        f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace {space} "
        f"/BitsPerComponent 8 /Filter /DCTDecode /Length {size} >>\nstream\n"
    ).encode()
