"""Paper sheets on paper: boxes to tick, lines to write on, a grid to draw the room on, and the sheet's code."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageBreak, PageTemplate, Spacer
from reportlab.platypus.doctemplate import NextPageTemplate

from audit_app.audit.audit import Audit, Line
from audit_app.checklist.model import Choice, Count, DateAsk, QuantityAsk, Text
from audit_app.checklist.reference.zones import zone_words
from audit_app.report.chapters import cover
from audit_app.report.options import Paper
from audit_app.report.outline import LANGUAGE, Outline
from audit_app.report.pdf.document import SIZES
from audit_app.report.pdf.pages import ReportCanvas, fitting, write_at
from audit_app.report.pdf.style import MARGIN, SMALL, colour, paragraph
from audit_app.report.pdf.tags import Node, Tags, no_tags
from audit_app.report.pdf.text.fonts import REGULAR, ready, width_of
from audit_app.report.pdf.text.glyphs import shown
from audit_app.report.pdf.text.paragraph import Style
from audit_app.report.sheets import Sheet, grid_code
from audit_app.report.wording import log_heads, shortened

TOP, BOTTOM = 46 * mm, 20 * mm
BOX = 3.6 * mm
TICKED = 8.4  # points, of the words beside a box
STEPS = (6.5 * mm, 5.8 * mm, 5.2 * mm)  # from one line to fill in to the next
VERDICTS = ("Compliant", "Partly", "Deficient", "Not applicable", "Not assessed")
ROOM_NOTE = (
    "Scan room: nothing of steel goes in, no clipboard clip, no pen spring; no tablet, field meter, test gas, steps, "
    "torch or camera that is not labelled for it; and nobody with a patient there."
)
FIELD_COLUMNS = ("No", "Place", "x, m", "y, m", "Height, m", "Reading", "Unit", "Side of line")


def sheets_pdf(audit: Audit, some: tuple[Sheet, ...], paper: Paper = "a4", grid: bool = True) -> bytes:
    """The sheets as a PDF to print: each starts on a new page; with `grid`, pages for field readings follow."""
    ready()
    file, size = BytesIO(), SIZES[paper]
    told = Outline(
        audit=audit.id,
        title="Paper sheets",
        subject=f"{audit.begun.unit.name}, {audit.checklist.title}",
        author=audit.begun.auditor.name,
        at=audit.latest,
        banners=cover.banners(audit)[:1] if audit.begun.simulated else (),
        facts=(),
        chapters=(),
        heads=log_heads(audit.heads),
        language=LANGUAGE,
    )
    tags = Tags()
    document = BaseDocTemplate(file, pagesize=size, pageCompression=1, invariant=1)
    frame = (MARGIN, BOTTOM, size[0] - 2 * MARGIN, size[1] - TOP - BOTTOM, 0, 0, 0, 0)
    section = [tags.root.add("Sect") for _ in (*some, None)]
    heads = [section[place].add("Sect") for place in range(len(section))]
    for place, sheet in enumerate(some):
        page = partial(_head, sheet, audit, heads[place])
        document.addPageTemplates(PageTemplate(f"sheet{place}", [Frame(*frame)], onPage=page))
    document.addPageTemplates(PageTemplate("grid", [Frame(*frame)], onPage=partial(_grid_head, audit, heads[-1])))
    story = list(_story(some, section, frame[2], frame[3], grid))
    document.build(story, canvasmaker=partial(ReportCanvas, told=told, tags=tags, plain=True))
    return file.getvalue()


def _story(some: tuple[Sheet, ...], section: list[Node], width: float, height: float, grid: bool) -> Iterator[Flowable]:
    for place, sheet in enumerate(some):
        if place:
            yield NextPageTemplate(f"sheet{place}")
            yield PageBreak()
        yield from _sheet(sheet, section[place], width, height)
    if grid:
        yield NextPageTemplate("grid")
        yield PageBreak()
        yield PlanGrid(height, section[-1])
    if not some and not grid:
        yield paragraph("Nothing is left to ask.")


def _sheet(sheet: Sheet, section: Node, width: float, height: float) -> list[Flowable]:
    """A sheet's items, set closer where that holds them on one page."""
    for step in STEPS:
        made = [part for line in sheet.lines for part in _asked(line, section, step)]
        if sum(float(one.wrap(width, 1e6)[1]) for one in made if not isinstance(one, CondPageBreak)) <= height:
            return [one for one in made if not isinstance(one, CondPageBreak)]
    return [part for line in sheet.lines for part in _asked(line, section, STEPS[0])]


def _head(sheet: Sheet, audit: Audit, tag: Node, canvas: ReportCanvas, document: BaseDocTemplate) -> None:
    """The head of a sheet of items."""
    kind = audit.checklist.thing_kind(sheet.section.repeats_over or "") if sheet.wants_thing else None
    title = f"{sheet.title}: which {kind.one}? ____________" if kind else sheet.title
    zone = sheet.lines[0].item.zone or sheet.section.zone
    inside = any(line.zone == "IV" for line in sheet.lines)
    _headed(audit, title, f"Zone {zone}: {zone_words(zone).said()}", inside, sheet.code, canvas, tag)


def _grid_head(audit: Audit, tag: Node, canvas: ReportCanvas, document: BaseDocTemplate) -> None:
    """The head of the page for field readings, which are taken inside the scan room too."""
    where = "Type the code to go to the survey's plan, and the readings there."
    _headed(audit, "Field readings in plan", where, True, grid_code(audit), canvas, tag)


def _headed(audit: Audit, title: str, where: str, inside: bool, code: str, canvas: ReportCanvas, tag: Node) -> None:
    """A page's title, its code as text and as a square to scan, and who filled it in; repeated heads are not read."""
    width, height = canvas._pagesize
    top, first, room = height - 15 * mm, not tag.children, width - 2 * MARGIN - 24 * mm
    about = f"{audit.begun.unit.name}, {audit.begun.unit.site} · {audit.checklist.title} v{audit.checklist.version}"
    lines = [
        ("H1", fitting(title, room - 22 * mm, 14.5), 3.0, Style(13, 16, "accent", True)),
        ("P", fitting(about, room - 22 * mm), 8.0, Style(SMALL, 10, "muted")),
        ("P", fitting(where, room), 12.0, Style(SMALL, 10, "muted")),
    ]
    for kind, words, below, look in lines:
        with canvas.tags.content(canvas, tag.add(kind)) if first else canvas.tags.artifact(canvas, "Pagination"):
            write_at(canvas, MARGIN, top - below * mm, words, look)
    if inside:
        with canvas.tags.content(canvas, tag.add("P")) if first else canvas.tags.artifact(canvas, "Pagination"):
            note = paragraph(ROOM_NOTE, "quiet")
            note.style = Style(SMALL, 10.5, "danger")
            note.wrap(room)
            note.drawOn(canvas, MARGIN, top - 13.4 * mm - note.height)
    with canvas.tags.artifact(canvas):
        canvas.setFillColor(colour("ink"))
        _square(canvas, code, width - MARGIN - 20 * mm, top - 17 * mm, 20 * mm)
    with canvas.tags.content(canvas, tag.add("P")) if first else canvas.tags.artifact(canvas, "Pagination"):
        write_at(canvas, width - MARGIN - 23 * mm, top - 3.5 * mm, "Sheet ", Style(SMALL, 10), right=True)
        write_at(canvas, width - MARGIN - 23 * mm, top - 8 * mm, code, Style(11, 13, bold=True), right=True)
    with canvas.tags.content(canvas, tag.add("P")) if first else canvas.tags.artifact(canvas, "Pagination"):
        _lines(canvas, ("Name", "Date", "From", "To", "Checked by"), (4, 2.4, 1.5, 1.5, 3.6), width, top - 24 * mm)


def _lines(canvas: ReportCanvas, names: tuple[str, ...], shares: tuple[float, ...], width: float, y: float) -> None:
    x, unit = MARGIN, (width - 2 * MARGIN) / sum(shares)
    canvas.setStrokeColor(colour("muted"))
    canvas.setLineWidth(0.5)
    for name, share in zip(names, shares, strict=True):
        write_at(canvas, x, y, f"{name} ", Style(SMALL, 10))
        canvas.line(x + width_of(name, REGULAR) * SMALL + 4, y - 1, x + share * unit - 8, y - 1)
        x += share * unit


def _square(canvas: Canvas, code: str, x: float, y: float, side: float) -> None:
    """The code as a QR square, drawn as plain boxes."""
    widget = QrCodeWidget(code, barLevel="M")
    widget.qr.make()
    count = widget.qr.getModuleCount()
    step = side / count
    path = canvas.beginPath()
    for row in range(count):
        for column in range(count):
            if widget.qr.isDark(row, column):
                path.rect(x + column * step, y + side - (row + 1) * step, step, step)
    canvas.drawPath(path, stroke=0, fill=1)


def _asked(line: Line, section: Node, step: float) -> Iterator[Flowable]:
    yield CondPageBreak(32 * mm)
    asked = paragraph(shortened(line.item.text, 400), "strong")
    asked.tag = section.add("P")
    yield asked
    how = shortened(line.item.how, 300)
    words = paragraph(" · ".join(part for part in (line.item.id, how) if part), "quiet")
    words.tag = section.add("P")
    yield words
    yield Spacer(1, step / 4)
    yield Boxes(line, section.add("L"), step)
    yield Spacer(1, step / 2)


class Boxes(Flowable):  # type: ignore[misc]
    """Where an item is answered by hand: boxes to tick, room for what is read, and a line for a note."""

    def __init__(self, line: Line, tag: Node, step: float) -> None:
        super().__init__()
        self.line, self.tag, self.step = line, tag, step

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """As many lines of boxes as the options need."""
        self.rows = list(_rows(self._options(), room_x))
        self.writes = self._written_answer()
        self.width, self.height = room_x, self.step * (len(self.rows) + len(self.writes) + 1)
        return self.width, self.height

    def _options(self) -> list[str]:
        match self.line.item.ask:
            case Choice() as ask:
                return [*(shortened(option.label, 60) for option in ask.options), *VERDICTS[3:]]
            case QuantityAsk() | Count() | DateAsk() | Text():
                return list(VERDICTS[3:])
            case _:
                return list(VERDICTS)

    def _written_answer(self) -> list[str]:
        match self.line.item.ask:
            case QuantityAsk() as ask:
                return [f"Reading with its unit (e.g. {ask.unit})", "Instrument, and ± (k = 2)"]
            case Count():
                return ["Number"]
            case DateAsk():
                return ["Date: year, month, day"]
            case Text():
                return ["Answer"]
            case _:
                return []

    def draw(self) -> None:
        """Draws lines to write on, then boxes, then the line for a note."""
        canvas, y, tags = self.canv, self.height - self.step * 0.77, no_tags(self.canv)
        for words in self.writes:
            self._line(words, y)
            y -= self.step
        for row in self.rows:
            for x, words in row:
                with tags.artifact(canvas):
                    canvas.setStrokeColor(colour("ink"))
                    canvas.setLineWidth(0.7)
                    canvas.rect(x, y - 0.8 * mm, BOX, BOX)
                with tags.content(canvas, self.tag.add("LI").add("LBody")):
                    write_at(canvas, x + BOX + 4, y, f"{words} ", Style(TICKED, 10))
            y -= self.step
        self._line("Note, photo number, reason", y)

    def _line(self, words: str, y: float) -> None:
        canvas, tags = self.canv, no_tags(self.canv)
        with tags.content(canvas, self.tag.add("LI").add("LBody")):
            write_at(canvas, 0, y, f"{words} ", Style(SMALL, 10, "muted"))
        with tags.artifact(canvas):
            canvas.setLineWidth(0.4)
            canvas.setStrokeColor(colour("muted"))
            canvas.line(width_of(words, REGULAR) * SMALL + 5, y - 1, self.width, y - 1)


def _rows(words: list[str], room: float) -> Iterator[list[tuple[float, str]]]:
    """Boxes side by side, as many as fit."""
    row: list[tuple[float, str]] = []
    x = 0.0
    for each in words:
        wide = BOX + 4 + width_of(shown(each), REGULAR) * TICKED + 14
        if row and x + wide > room:
            yield row
            row, x = [], 0.0
        row.append((x, each))
        x += wide
    yield row


class PlanGrid(Flowable):  # type: ignore[misc]
    """A grid for drawing the room, one square a half metre, and a table for field readings."""

    def __init__(self, room: float, tag: Node) -> None:
        super().__init__()
        self.room, self.tag = room, tag

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The whole frame."""
        self.width, self.height = room_x, self.room - 1
        return self.width, self.height

    def draw(self) -> None:
        """Draws the grid above, the table below."""
        canvas, step, tags = self.canv, 5 * mm, no_tags(self.canv)
        words = paragraph("Mark the isocentre and the bore. Write the scale of a square here: ______ m", "strong")
        words.tag = self.tag.add("P")
        words.wrap(self.width, 1e6)
        words.drawOn(canvas, 0, self.height - 5 * mm)
        rows = 12
        bottom, top = (rows + 1) * 7 * mm + 6 * mm, self.height - 8 * mm
        across, up = int(self.width / step), int((top - bottom) / step)
        alt = f"Squared paper to draw the room on, {across} squares wide and {up} high"
        with tags.figure(canvas, self.tag.add("Figure", alt=alt), (0, bottom, self.width, top - bottom)):
            canvas.setLineWidth(0.3)
            canvas.setStrokeColor(colour("rule"))
            for n in range(across + 1):
                canvas.line(n * step, top - up * step, n * step, top)
            for n in range(up + 1):
                canvas.line(0, top - n * step, across * step, top - n * step)
        self._table(rows)

    def _table(self, rows: int) -> None:
        canvas, shares, tags = self.canv, (0.5, 2.6, 0.9, 0.9, 1.1, 1.4, 0.8, 1.4), no_tags(self.canv)
        edges, x = [0.0], 0.0
        for share in shares:
            x += share * self.width / sum(shares)
            edges.append(x)
        with tags.artifact(canvas):
            canvas.setStrokeColor(colour("muted"))
            for n in range(rows + 2):
                canvas.line(0, n * 7 * mm, self.width, n * 7 * mm)
            for edge in edges:
                canvas.line(edge, 0, edge, (rows + 1) * 7 * mm)
        listed = self.tag.add("P")
        for name, edge in zip(FIELD_COLUMNS, edges, strict=False):
            with tags.content(canvas, listed):
                write_at(canvas, edge + 3, rows * 7 * mm + 5, f"{name} ", Style(SMALL, 10, "muted", True))
