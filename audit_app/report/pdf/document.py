"""An outline in, PDF bytes out; the same outline gives the same bytes."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, HRFlowable, PageBreak, PageTemplate, Paragraph, Spacer

from audit_app.photos.jpeg_header import Jpeg, frame
from audit_app.report.logo import logo
from audit_app.report.options import Options, Progress
from audit_app.report.outline import Outline
from audit_app.report.pdf.flow import Flow, short_story
from audit_app.report.pdf.fonts import drawable, ready
from audit_app.report.pdf.grid import GUTTER, Cells, Grid
from audit_app.report.pdf.pages import ReportCanvas
from audit_app.report.pdf.pictures import JpegBytes, draw_jpeg
from audit_app.report.pdf.right_to_left import has_rtl
from audit_app.report.pdf.style import BOTTOM, MARGIN, TOP, colour, markup, paragraph, style

SIZES = {"a4": A4, "letter": LETTER}
LOGO = (60 * mm, 24 * mm)


class _Paged(BaseDocTemplate):  # type: ignore[misc]
    """A document that says how far it has come."""

    def __init__(self, file: BinaryIO, size: tuple[float, float], progress: Callable[[], None]) -> None:
        super().__init__(file, pagesize=size, pageCompression=1, invariant=1)
        width, height = size
        frame = Frame(MARGIN, BOTTOM, width - 2 * MARGIN, height - TOP - BOTTOM, 0, 0, 0, 0, id="page")
        self.addPageTemplates(PageTemplate("page", [frame]))
        self.progress = progress

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (the library's name)
        """Called by the library after each flowable."""
        self.progress()


def write_pdf(told: Outline, file: BinaryIO, options: Options | None = None, progress: Progress | None = None) -> None:
    """Writes the outline's PDF into an open file; `progress` may raise Cancelled, and then the file is worthless."""
    ready()
    options = options or Options()
    width, height = SIZES[options.paper]
    room = width - 2 * MARGIN, height - TOP - BOTTOM
    flow = Flow(told, *room)
    whole = short_story(flow) if told.brief else (*front(told, *room, options.logo), PageBreak(), *flow.story())
    story = [*whole, *_signs(told)]
    count = _counter(len(story), progress)
    document = _Paged(file, (width, height), count)
    document.build(story, canvasmaker=partial(ReportCanvas, told=told))


def _signs(told: Outline) -> list[Flowable]:
    """What a reader must know about signs that the fonts do not have, when there are any in the audit."""
    letters = set(told.data.decode("utf-8", "replace"))
    said = []
    if any(ord(letter) > 127 and not drawable(letter) for letter in letters):
        said.append("Signs that this report's fonts do not have are printed by their code, e.g. [U+4E2D].")
    if has_rtl("".join(letters)):
        said.append("Text written from right to left is turned line by line; where it wraps, read run by run.")
    return [paragraph(" ".join(said), "quiet")] if said else []


def pdf(told: Outline, options: Options | None = None, progress: Progress | None = None) -> bytes:
    """The outline's PDF as bytes."""
    file = BytesIO()
    write_pdf(told, file, options, progress)
    return file.getvalue()


def _counter(total: int, progress: Progress | None) -> Callable[[], None]:
    done = 0

    def count() -> None:
        nonlocal done
        done = min(done + 1, total)
        if progress is not None:
            progress(done, total)

    return count


def front(told: Outline, width: float, height: float, mark: Path | None) -> list[Flowable]:
    """The front page."""
    made: list[Any] = [Spacer(1, 14 * mm), *([Logo(mark)] if mark else []), Spacer(1, 8 * mm)]
    made += [HRFlowable(22 * mm, 2.2, color=colour("accent"), hAlign="LEFT"), Spacer(1, 5 * mm)]
    made += [Paragraph(markup(told.title), style("title")), Spacer(1, 2 * mm)]
    made += [paragraph(told.subject, "lead"), Spacer(1, 12 * mm)]
    name = 38 * mm
    widths = (name, width - name - GUTTER)
    rows = [Cells(widths, ((paragraph(key, "head"),), (paragraph(text),))) for key, text in told.facts]
    return [*made, Grid(width, None, rows)]


class Logo(Flowable):  # type: ignore[misc]
    """The unit's logo, drawn no larger than its box. PhotoRefused when the file is no picture."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.data = logo(path)

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The logo's size inside its box."""
        self.jpeg = frame(self.data) or Jpeg(1, 1, 3)
        scale = min(LOGO[0] / self.jpeg.width, LOGO[1] / self.jpeg.height)
        self.width, self.height = self.jpeg.width * scale, self.jpeg.height * scale
        return self.width, self.height

    def draw(self) -> None:
        """Draws the logo."""
        draw_jpeg(self.canv, "logo", JpegBytes(self.data, self.jpeg), (0, 0, self.width, self.height))
