"""Pictures on paper: JPEG files are put into the PDF as they are, read one at a time when the file is written."""

from collections.abc import Iterator
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFObject
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from audit_app.errors import ReportError
from audit_app.photos.jpeg_header import Jpeg
from audit_app.report.blocks import Shot
from audit_app.report.pdf.style import colour, paragraph
from audit_app.report.wording import shortened

TALLEST = 62 * mm
GAP = 5 * mm
CHUNK = 1 << 18
LONGEST_CAPTION = 180


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


class ShotStrip(Flowable):  # type: ignore[misc]
    """Pictures side by side with their captions; one that cannot be shown is a box with its name and the reason."""

    def __init__(self, shots: tuple[Shot, ...], across: int, tallest: float = TALLEST) -> None:
        super().__init__()
        self.shots, self.across, self.tallest = shots, across, tallest

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The strip's size: the tallest picture and the longest caption."""
        self.each = (room_x - GAP * (self.across - 1)) / self.across
        self.sizes = [self._fitted(shot) for shot in self.shots]
        self.captions: list[Paragraph] = [paragraph(_caption(shot), "caption") for shot in self.shots]
        self.words = [caption.wrap(self.each, 1e6)[1] for caption in self.captions]
        self.picture = max(height for _, height in self.sizes)
        self.width, self.height = room_x, self.picture + max(self.words) + 7
        return self.width, self.height

    def _fitted(self, shot: Shot) -> tuple[float, float]:
        if shot.path is None:
            return self.each, min(self.tallest, 24 * mm)
        scale = min(self.each / shot.width, self.tallest / shot.height)
        return max(1.0, shot.width * scale), max(1.0, shot.height * scale)

    def split(self, room_x: float, room_y: float) -> list[Flowable]:
        """Never split."""
        return []

    def draw(self) -> None:
        """Draws pictures from a common top line, captions under a common line."""
        x, top = 0.0, self.height
        for shot, (width, height), caption, words in zip(
            self.shots, self.sizes, self.captions, self.words, strict=True
        ):
            if shot.path is not None:
                file = JpegFile(shot.path, shot.width, shot.height, shot.channels)
                draw_jpeg(self.canv, f"photo{shot.number}", file, (x, top - height, width, height))
                self.canv.setStrokeColor(colour("rule"))
                self.canv.setLineWidth(0.4)
                self.canv.rect(x, top - height, width, height)
            else:
                self._placeholder(shot, x, top, width, height)
            caption.drawOn(self.canv, x, top - self.picture - 3 - words)
            x += self.each + GAP

    def _placeholder(self, shot: Shot, x: float, top: float, width: float, height: float) -> None:
        self.canv.setFillColor(colour("panel"))
        self.canv.setStrokeColor(colour("muted"))
        self.canv.setLineWidth(0.6)
        self.canv.setDash([3, 2])
        self.canv.rect(x, top - height, width, height, fill=1)
        self.canv.setDash([])
        words = paragraph(f"{shortened(shot.name, 60)} {shot.fault}", "warning")
        _, tall = words.wrap(width - 12, height)
        words.drawOn(self.canv, x + 6, top - height / 2 - tall / 2)


def _caption(shot: Shot) -> str:
    return shortened(shot.said, LONGEST_CAPTION)


def strips(shots: tuple[Shot, ...], across: int, tallest: float = TALLEST) -> list[ShotStrip]:
    """Pictures as strips of at most `across` each."""
    return [ShotStrip(shots[at : at + across], across, tallest) for at in range(0, len(shots), across)]
