"""Short papers that are no report: title and facts at the head, then the chapters one after another, no contents."""

from functools import partial
from io import BytesIO

from audit_app.report.outline import Outline
from audit_app.report.pdf.document import SIZES, Paged
from audit_app.report.pdf.flow import Flow, short_story
from audit_app.report.pdf.pages import ReportCanvas
from audit_app.report.pdf.style import BOTTOM, MARGIN, TOP
from audit_app.report.pdf.tags import Tags
from audit_app.report.pdf.text.fonts import ready


def document_pdf(told: Outline) -> bytes:
    """The outline as a short paper on A4; the same outline gives the same bytes."""
    ready()
    width, height = SIZES["a4"]
    tags = Tags()
    flow = Flow(told, width - 2 * MARGIN, height - TOP - BOTTOM, tags)
    file = BytesIO()
    document = Paged(file, (width, height), lambda: None)
    document.build(list(short_story(flow)), canvasmaker=partial(ReportCanvas, told=told, tags=tags))
    return file.getvalue()
