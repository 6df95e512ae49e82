"""An outline in, PDF bytes out; the same outline gives the same bytes."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Spacer

from audit_app.photos.jpeg_header import Jpeg, frame
from audit_app.report.blocks import Facts
from audit_app.report.logo import logo
from audit_app.report.options import Options, Progress
from audit_app.report.outline import Outline
from audit_app.report.pdf.file.jpeg import JpegBytes, draw_jpeg
from audit_app.report.pdf.flow import Flow, short_story
from audit_app.report.pdf.pages import ReportCanvas
from audit_app.report.pdf.style import BOTTOM, MARGIN, TOP, colour, paragraph
from audit_app.report.pdf.tags import Node, Tags, no_tags
from audit_app.report.pdf.text.fonts import drawable, ready

SIZES = {"a4": A4, "letter": LETTER}
LOGO = (60 * mm, 24 * mm)


class Paged(BaseDocTemplate):  # type: ignore[misc]
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
    tags = Tags()
    flow = Flow(told, *room, tags)
    if told.brief:
        story = [*short_story(flow), *_signs(told, tags)]
    elif told.leads:
        story = [*flow.brief(head(told, options.logo, tags)), *_signs(told, tags)]
    else:
        story = [*front(told, *room, options.logo, flow), PageBreak(), *flow.story(), *_signs(told, tags)]
    count = _counter(len(story), progress)
    document = Paged(file, (width, height), count)
    document.build(story, canvasmaker=partial(ReportCanvas, told=told, tags=tags))


def _signs(told: Outline, tags: Tags) -> list[Flowable]:
    """What a reader must know about signs that the fonts do not have, when there are any in the audit."""
    letters = set(told.data.decode("utf-8", "replace"))
    if not any(ord(letter) > 127 and not drawable(letter) for letter in letters):
        return []
    said = paragraph(
        "Signs that this document’s fonts do not have are printed by their code or the name of their script, e.g. "
        "[U+1F600]; what was written can be copied from the PDF, and is in the attached data and in the web page.",
        "quiet",
    )
    said.tag = tags.root.add("P")
    return [said]


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


def head(told: Outline, mark: Path | None, tags: Tags) -> list[Flowable]:
    """The head of the first page of a short report: what it is, whose, of when, and by whom."""
    made: list[Flowable] = [Logo(mark, tags.root.add("Figure")), Spacer(1, 3 * mm)] if mark else []
    for words, look, kind in ((told.title, "headline", "H1"), (told.byline, "quiet", "P")):
        line = paragraph(words, look)
        line.tag = tags.root.add(kind)
        made += [line, Spacer(1, 1.2 * mm)]
    return [*made, Spacer(1, 2 * mm)]


def front(told: Outline, width: float, height: float, mark: Path | None, flow: Flow) -> list[Flowable]:
    """The front page of the record."""
    root = flow.tags.root
    made: list[Any] = [Spacer(1, 10 * mm), *([Logo(mark, root.add("Figure"))] if mark else []), Spacer(1, 6 * mm)]
    made += [Rule(22 * mm), Spacer(1, 5 * mm)]
    title, subject = paragraph(f"{told.title}: full record", "title"), paragraph(told.subject, "lead")
    title.tag, subject.tag = root.add("H1"), root.add("P")
    return [*made, title, Spacer(1, 2 * mm), subject, Spacer(1, 10 * mm), flow.facts(Facts(told.facts), width)]


class Rule(Flowable):  # type: ignore[misc]
    """A thick short line in the accent's colour."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self.width, self.height = length, 2.2

    def draw(self) -> None:
        """Draws it, for those who look only."""
        with no_tags(self.canv).artifact(self.canv):
            self.canv.setFillColor(colour("accent"))
            self.canv.rect(0, 0, self.width, self.height, stroke=0, fill=1)


class Logo(Flowable):  # type: ignore[misc]
    """The unit's logo, drawn no larger than its box. PhotoRefused when the file is no picture."""

    def __init__(self, path: Path, tag: Node | None = None) -> None:
        super().__init__()
        self.data, self.tag = logo(path), tag

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The logo's size inside its box."""
        self.jpeg = frame(self.data) or Jpeg(1, 1, 3)
        scale = min(LOGO[0] / self.jpeg.width, LOGO[1] / self.jpeg.height)
        self.width, self.height = self.jpeg.width * scale, self.jpeg.height * scale
        return self.width, self.height

    def draw(self) -> None:
        """Draws the logo."""
        box = (0.0, 0.0, self.width, self.height)
        tags = no_tags(self.canv)
        node = tags.own(self, "Figure")
        node.attributes["alt"] = "Logo of the unit"
        with tags.figure(self.canv, node, box):
            draw_jpeg(self.canv, "logo", JpegBytes(self.data, self.jpeg), box)
