"""Short papers that are no report: title and facts at the head, then the chapters one after another, no contents."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer

from audit_app.report.blocks import Chapter, Drawing, Facts
from audit_app.report.outline import Outline
from audit_app.report.pdf.document import SIZES, _Paged
from audit_app.report.pdf.flow import Flow
from audit_app.report.pdf.fonts import ready
from audit_app.report.pdf.frames import settled
from audit_app.report.pdf.pages import ReportCanvas, Title
from audit_app.report.pdf.style import BOTTOM, MARGIN, TOP, markup, paragraph, style


def document_pdf(told: Outline) -> bytes:
    """The outline as a short paper on A4; the same outline gives the same bytes."""
    ready()
    width, height = SIZES["a4"]
    flow = Flow(told, width - 2 * MARGIN, height - TOP - BOTTOM)
    file = BytesIO()
    document = _Paged(file, (width, height), lambda: None)
    document.build(list(_story(told, flow)), canvasmaker=partial(ReportCanvas, told=told))
    return file.getvalue()


def _story(told: Outline, flow: Flow) -> Iterator[Flowable]:
    yield Paragraph(markup(told.title), style("title"))
    yield Spacer(1, 2 * mm)
    yield paragraph(told.subject, "lead")
    yield Spacer(1, 5 * mm)
    if told.facts:
        yield from flow.block(Facts(told.facts), flow.width)
    for chapter in told.chapters:
        yield Spacer(1, 5 * mm)
        yield CondPageBreak((150 if any(isinstance(block, Drawing) for block in chapter.blocks) else 45) * mm)
        yield from _chapter(chapter, flow)


def _chapter(chapter: Chapter, flow: Flow) -> list[Flowable]:
    made: list[Flowable] = [Title(chapter.title, chapter.key, 0), Spacer(1, 3 * mm)]
    for block in chapter.blocks:
        made += flow.block(block, flow.width)
    return list(settled(made, flow.width))
