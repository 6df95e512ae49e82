"""Pages: what stands at their head and foot, the contents, bookmarks, and 'page x of y', in one pass.

Pages are kept open until the last one is known; then heads, feet and the page numbers of the contents are drawn.
"""

from functools import lru_cache
from typing import Any, BinaryIO

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from audit_app.report.outline import Outline
from audit_app.report.palette import PALETTE
from audit_app.report.pdf.archive import write
from audit_app.report.pdf.fonts import BOLD, REGULAR
from audit_app.report.pdf.glyphs import shown
from audit_app.report.pdf.style import BOTTOM, MARGIN, TOP, colour, markup, style
from audit_app.report.wording import shortened

UNDER = 8 * mm  # a title nearer to the top of its page has no text of another chapter above it


class ReportCanvas(Canvas):  # type: ignore[misc]
    """A canvas that keeps its pages until the end, remembers where everything is, and writes an archive file."""

    def __init__(self, file: BinaryIO, *, told: Outline, plain: bool = False, **settings: Any) -> None:
        super().__init__(file, **{**settings, "initialFontName": REGULAR, "initialFontSize": 8, "lang": told.language})
        self.told, self.file, self.plain = told, file, plain
        self.kept: list[dict[str, Any]] = []
        self.found: dict[str, int] = {}  # key -> page number
        self.leads: dict[str, int] = {}  # key -> the first page whose top belongs to the part
        self.awaited: dict[int, list[tuple[str, float, float]]] = {}  # page number -> (key, x, y) of its number
        self.chapter = ""

    def arrive(self, key: str, top: float) -> None:
        """Remembers that the part with this key starts on this page, its title hanging from `top`."""
        self.found.setdefault(key, self._pageNumber)
        first = top > self._pagesize[1] - TOP - UNDER
        self.leads.setdefault(key, self._pageNumber if first else self._pageNumber + 1)

    def await_number(self, key: str, x: float, y: float) -> None:
        """Has the page number of a part drawn here, flush right, when it is known."""
        self.awaited.setdefault(self._pageNumber, []).append((key, x, y))

    def showPage(self) -> None:  # noqa: N802 (the library's name)
        """Keeps the page instead of closing it."""
        self.kept.append(dict(self.__dict__))
        self._startPage()

    def _addAnnotation(self, annotation: Any, name: str | None = None, addtopage: int = 1) -> None:  # noqa: N802
        annotation.otherkw["F"] = 4  # an archive file's links must be printable
        super()._addAnnotation(annotation, name, addtopage)

    def save(self) -> None:
        """Closes every page with its head and foot, and writes the file."""
        if self._code:
            self.showPage()
        pages, found, awaited, leads = self.kept, self.found, self.awaited, self.leads
        for number, page in enumerate(pages, 1):
            self.__dict__.update(page)
            for key, x, y in awaited.get(number, ()):
                self.setFont(REGULAR, 8.2)
                self.setFillColor(colour("ink"))
                self.drawRightString(x, y, str(found.get(key, "")))
            _furnish(self, number, len(pages), leads)
            super().showPage()
        write(self._doc, self, self.file, self.told)


def _furnish(canvas: ReportCanvas, number: int, pages: int, leads: dict[str, int]) -> None:
    told, (width, height) = canvas.told, canvas._pagesize
    left, right = MARGIN, width - MARGIN
    top = height - 9 * mm
    for banner in told.banners:
        canvas.setFillColor(colour("danger" if banner.startswith("SIMULATED") else "warning"))
        canvas.rect(0, top + 3.4 * mm, width, 4.6 * mm, stroke=0, fill=1)
        canvas.setFillColor(colour("paper"))
        canvas.setFont(BOLD, 7)
        canvas.drawCentredString(width / 2, top + 4.8 * mm, banner)
        top -= 4.8 * mm
    canvas.setFont(REGULAR, 6.9)
    canvas.setFillColor(colour("muted"))
    if number > 1 and not canvas.plain:
        here = _fitting(_running(told, number, leads), (right - left) * 0.5)
        room = right - left - stringWidth(here, REGULAR, 6.9) - 12
        canvas.drawString(left, top, _fitting(f"{told.title}: {told.subject}", room))
        canvas.drawRightString(right, top, here)
        canvas.setStrokeColor(colour("rule"))
        canvas.setLineWidth(0.5)
        canvas.line(left, top - 2.2 * mm, right, top - 2.2 * mm)
    foot = BOTTOM - 8 * mm
    canvas.setStrokeColor(colour("rule"))
    canvas.setLineWidth(0.5)
    canvas.line(left, foot + 4 * mm, right, foot + 4 * mm)
    said = told.foot or f"Audit {shortened(shown(told.audit), 40)} · {told.heads}"
    canvas.drawString(left, foot, _fitting(said, (right - left) * 0.8))
    canvas.drawRightString(right, foot, f"Page {number} of {pages}")


def _running(told: Outline, number: int, leads: dict[str, int]) -> str:
    """The chapter that the top of a page belongs to."""
    at = [
        (leads[each.key], place, each.title)
        for place, each in enumerate(told.chapters)
        if leads.get(each.key, 1e9) <= number
    ]
    return max(at)[2] if at else ""


@lru_cache(maxsize=512)
def _fitting(text: str, width: float, size: float = 6.9) -> str:
    """Text on one line, cut with an ellipsis when it is wider than `width`."""
    plain = shown(shortened(text, 300))
    while plain and stringWidth(plain, REGULAR, size) > width:
        plain = plain[: -max(2, len(plain) // 20)].rstrip("…") + "…"
    return plain


class Title(Paragraph):  # type: ignore[misc]
    """A heading that the contents, the bookmarks and links lead to; level 0 is a chapter."""

    def __init__(self, text: str, key: str, level: int) -> None:
        super().__init__(markup(text), style("heading" if level else "chapter"))
        self.words, self.key, self.level = text, key, level

    def draw(self) -> None:
        """Draws the heading and marks its place."""
        if self.key:
            mark(self.canv, self.key, self.words, self.level, self.height)
        super().draw()


def mark(canvas: ReportCanvas, key: str, words: str, level: int, height: float) -> None:
    """Makes the place where a part starts known to contents, bookmarks and links."""
    canvas.arrive(key, canvas.absolutePosition(0, height)[1])
    canvas.bookmarkHorizontal(key, 0, height + 8)
    canvas.addOutlineEntry(shortened(shown(words), 120), key, level, closed=level == 0)


class ContentsLine(Flowable):  # type: ignore[misc]
    """One line of the contents: the part's title, dots, and its page number, the whole of it a link."""

    def __init__(self, text: str, key: str, level: int, tight: float = 1.0) -> None:
        super().__init__()
        self.text, self.key, self.level, self.tight = text, key, level, tight

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The line's size."""
        self.width, self.height = room_x, (12.5 if self.level else 19.0) * self.tight
        return self.width, self.height

    def draw(self) -> None:
        """Draws the title and dots; the number follows when it is known."""
        canvas, indent = self.canv, 12 * self.level
        font = REGULAR if self.level else BOLD
        words = _fitting(self.text, self.width - indent - 60, 8.2)
        canvas.setFont(font, 8.2)
        canvas.setFillColor(colour("ink"))
        canvas.drawString(indent, 3, words)
        start = indent + stringWidth(words, font, 8.2) + 6
        canvas.setStrokeColor(PALETTE["rule"])
        canvas.setDash([0.5, 3])
        canvas.setLineWidth(0.8)
        canvas.line(start, 4, self.width - 26, 4)
        canvas.setDash([])
        x, y = canvas.absolutePosition(self.width, 3)
        canvas.await_number(self.key, x, y)
        canvas.linkRect(self.text[:200], self.key, (0, 0, self.width, self.height - 2), relative=1, thickness=0)
