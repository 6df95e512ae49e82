"""Pages: what stands at their head and foot, the contents, bookmarks, and 'page x of y', in one pass.

Pages are kept open until the last one is known; then heads, feet and the page numbers of the contents are drawn.
"""

from functools import lru_cache
from typing import Any, BinaryIO

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import LinkAnnotation, PDFName
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from audit_app.report.outline import Outline
from audit_app.report.palette import PALETTE
from audit_app.report.pdf.file.archive import write
from audit_app.report.pdf.style import BOTTOM, MARGIN, SMALL, TOP, colour, style
from audit_app.report.pdf.tags import Linked, Node, Tags
from audit_app.report.pdf.text.fonts import BOLD, REGULAR, width_of
from audit_app.report.pdf.text.glyphs import shown
from audit_app.report.pdf.text.paragraph import Run, Style, Text, runs, show
from audit_app.report.wording import shortened

UNDER = 8 * mm  # a title nearer to the top of its page has no text of another chapter above it
SIZE = 9.5  # of the contents
LinkAnnotation.permitted = (*LinkAnnotation.permitted, "StructParent")  # the library knows the key for others only


class ReportCanvas(Canvas):  # type: ignore[misc]
    """A canvas that keeps its pages until the end, remembers where everything is, and writes an archive file."""

    def __init__(
        self, file: BinaryIO, *, told: Outline, tags: Tags | None = None, plain: bool = False, **settings: Any
    ) -> None:
        usual = {"initialFontName": REGULAR, "initialFontSize": SMALL, "lang": told.language}
        super().__init__(file, **{**settings, **usual})
        self.told, self.file, self.plain, self.tags = told, file, plain, tags or Tags()
        self.kept: list[dict[str, Any]] = []
        self.found: dict[str, int] = {}  # key -> page number
        self.leads: dict[str, int] = {}  # key -> the first page whose top belongs to the part
        self.awaited: dict[int, list[tuple[str, float, float, Node]]] = {}  # page -> (key, x, y, node) of its number
        self.known: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}  # (words, font) -> as they are written

    def encoded(self, words: str, font: str, size: float) -> list[str]:
        """Words as a page's code has them."""
        known = self.known.get((words, font))
        if known is None:
            face = getFont(font)
            parts = face.splitString(words, self._doc)
            known = tuple((face.getSubsetInternalName(subset, self._doc), self._escape(data)) for subset, data in parts)
            self.known[words, font] = known
        return [f"{name} {size:g} Tf ({data}) Tj" for name, data in known]

    def follow(self, key: str, words: str, box: tuple[float, float, float, float], node: Node) -> None:
        """Makes a box (left, bottom, right, top) a link to a part of the document, as part of its node."""
        name = f"L{len(self.tags.links)}"
        said = shown(shortened(words, 200)) or "Go to this part"
        self.linkRect(said, key, box, relative=1, thickness=0, name=name, StructParent=2 * len(self.tags.links) + 1)
        node.children.append(Linked(self._pageNumber, name))
        self.tags.links.append(node)

    def arrive(self, key: str, top: float) -> None:
        """Remembers that the part with this key starts on this page, its title hanging from `top`."""
        self.found.setdefault(key, self._pageNumber)
        first = top > self._pagesize[1] - TOP - UNDER
        self.leads.setdefault(key, self._pageNumber if first else self._pageNumber + 1)

    def await_number(self, key: str, x: float, y: float, node: Node) -> None:
        """Has the page number of a part drawn here, flush right, when it is known."""
        self.awaited.setdefault(self._pageNumber, []).append((key, x, y, node))

    def showPage(self) -> None:  # noqa: N802 (the library's name)
        """Keeps the page instead of closing it."""
        self.kept.append({**self.__dict__, "_code": ["\n".join(self._code)]})  # one string takes a third of many
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
            for key, x, y, node in awaited.get(number, ()):
                words = str(found.get(key, ""))
                with self.tags.content(self, node):
                    show(self, x - width_of(words, REGULAR) * SIZE, y, ((words, Run(words)),), Style(SIZE, SIZE))
            _furnish(self, number, len(pages), leads)
            super().showPage()
            made = self._doc.Pages.pages[-1]
            made.__NoDefault__ = [*made.__NoDefault__, "StructParents", "Tabs"]
            made.StructParents, made.Tabs = 2 * (number - 1), PDFName("S")
            page.clear()  # its code is in the document now
        write(self._doc, self, self.file, self.told)


def _furnish(canvas: ReportCanvas, number: int, pages: int, leads: dict[str, int]) -> None:
    """Head and foot; what they say once to those who listen is what stands above all else."""
    top = canvas._pagesize[1] - 9 * mm
    for place, banner in enumerate(canvas.told.banners):
        if number == 1:
            node = Node("P", canvas.tags.root)
            canvas.tags.root.children.insert(place, node)
            _band(canvas, banner, top, node)
        else:
            with canvas.tags.artifact(canvas, "Pagination"):
                _band(canvas, banner, top, None)
        top -= 4.8 * mm
    with canvas.tags.artifact(canvas, "Pagination"):
        _head_and_foot(canvas, number, pages, leads, top)


def _band(canvas: ReportCanvas, banner: str, top: float, node: Node | None) -> None:
    width = canvas._pagesize[0]
    with canvas.tags.artifact(canvas):
        canvas.setFillColor(colour("danger" if banner.startswith("SIMULATED") else "warning"))
        canvas.rect(0, top + 3.4 * mm, width, 4.6 * mm, stroke=0, fill=1)
    x = (width - width_of(banner, BOLD) * SMALL) / 2
    words = ((banner, Run(banner, True)),)
    if node is None:
        show(canvas, x, top + 4.7 * mm, words, Style(SMALL, SMALL, "paper"))
    else:
        with canvas.tags.content(canvas, node):
            show(canvas, x, top + 4.7 * mm, words, Style(SMALL, SMALL, "paper"))


def _head_and_foot(canvas: ReportCanvas, number: int, pages: int, leads: dict[str, int], top: float) -> None:
    told, width = canvas.told, canvas._pagesize[0]
    left, right = MARGIN, width - MARGIN
    quiet = Style(SMALL, SMALL, "muted")
    canvas.setStrokeColor(colour("rule"))
    canvas.setLineWidth(0.5)
    if number > 1 and not canvas.plain:
        here = fitting(_running(told, number, leads), (right - left) * 0.5)
        room = right - left - width_of(here, REGULAR) * SMALL - 12
        about = fitting(f"{told.title}: {told.subject}", room)
        write_at(canvas, left, top, about, quiet)
        write_at(canvas, right, top, here, quiet, right=True)
        canvas.line(left, top - 2.2 * mm, right, top - 2.2 * mm)
    foot = BOTTOM - 8 * mm
    canvas.line(left, foot + 4 * mm, right, foot + 4 * mm)
    said = told.foot or f"Audit {shortened(shown(told.audit), 40)} · {told.heads}"
    write_at(canvas, left, foot, fitting(said, (right - left) * 0.8), quiet)
    write_at(canvas, right, foot, f"Page {number} of {pages}", quiet, right=True)


def write_at(
    canvas: Any, x: float, y: float, words: str, look: Style, *, right: bool = False, middle: bool = False
) -> None:
    """One line of text at a place, whatever letters it has."""
    line = Text(runs(words), look)
    line.wrap(1e6)
    wide = line.lines[0].width if line.lines else 0.0
    line.wrap(wide + 1)
    line.width = wide
    line.drawOn(canvas, x - (wide if right else wide / 2 if middle else 0.0), y - look.leading + look.size * 0.95)


def _running(told: Outline, number: int, leads: dict[str, int]) -> str:
    """The chapter that the top of a page belongs to."""
    at = [
        (leads[each.key], place, each.title)
        for place, each in enumerate(told.chapters)
        if leads.get(each.key, 1e9) <= number
    ]
    return max(at)[2] if at else ""


@lru_cache(maxsize=512)
def fitting(text: str, width: float, size: float = SMALL) -> str:
    """Text on one line, cut with an ellipsis when it is wider than `width`."""
    plain = shortened(text, 300)
    while plain and width_of(shown(plain), REGULAR) * size > width:
        plain = plain[: -max(2, len(plain) // 20)].rstrip("…") + "…"
    return plain


class Title(Text):
    """A heading that the contents, the bookmarks and links lead to; level 0 is a chapter."""

    def __init__(self, text: str, key: str, level: int) -> None:
        super().__init__(runs(text), style("heading" if level else "chapter"))
        self.title, self.key, self.level = text, key, level

    def draw(self) -> None:
        """Draws the heading and marks its place."""
        if self.key:
            mark(self.canv, self.key, self.title, self.level, self.height)
        super().draw()


def mark(canvas: ReportCanvas, key: str, words: str, level: int, height: float) -> None:
    """Makes the place where a part starts known to contents, bookmarks and links."""
    canvas.arrive(key, canvas.absolutePosition(0, height)[1])
    canvas.bookmarkHorizontal(key, 0, height + 8)
    canvas.addOutlineEntry(shortened(shown(words), 120), key, level, closed=level == 0)


class ContentsLine(Flowable):  # type: ignore[misc]
    """One line of the contents: the part's title, dots, and its page number, the whole of it a link."""

    def __init__(self, text: str, key: str, level: int, tight: float = 1.0, tag: Node | None = None) -> None:
        super().__init__()
        self.text, self.key, self.level, self.tight, self.tag = text, key, level, tight, tag

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The line's size."""
        self.width, self.height = room_x, (14.0 if self.level else 20.0) * self.tight
        return self.width, self.height

    def draw(self) -> None:
        """Draws the title and dots; the number follows when it is known."""
        canvas, indent = self.canv, 12.0 * self.level
        link = canvas.tags.own(self, "TOCI").add("Reference").add("Link")
        font = REGULAR if self.level else BOLD
        words = fitting(self.text, self.width - indent - 60, SIZE)
        start = indent + width_of(shown(words), font) * SIZE + 6
        look = Style(SIZE, SIZE, bold=not self.level)
        with canvas.tags.content(canvas, link):
            write_at(canvas, indent, 3, words + " ", look)
        with canvas.tags.artifact(canvas):
            canvas.setStrokeColor(PALETTE["rule"])
            canvas.setDash([0.5, 3])
            canvas.setLineWidth(0.8)
            canvas.line(start, 4, self.width - 26, 4)
            canvas.setDash([])
        x, y = canvas.absolutePosition(self.width, 3)
        canvas.await_number(self.key, x, y, link)
        canvas.follow(self.key, self.text, (0, 0, self.width, self.height - 2), link)
