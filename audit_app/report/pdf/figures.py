"""Drawn figures and hand-drawn signatures on paper."""

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from audit_app.report.blocks import Box, Dot, Drawing, Label, Line, Plate, Shape, Signature
from audit_app.report.pdf.file.jpeg import JpegFile, draw_jpeg
from audit_app.report.pdf.style import colour
from audit_app.report.pdf.tags import Node, no_tags
from audit_app.report.pdf.text.fonts import BOLD, REGULAR, width_of
from audit_app.report.pdf.text.paragraph import Style, runs, show

BOX = (62 * mm, 22 * mm)


class Figure(Flowable):  # type: ignore[misc]
    """A drawing, scaled to the width it gets and no taller than a page."""

    def __init__(self, drawing: Drawing, width: float, tag: Node | None = None) -> None:
        super().__init__()
        self.drawing, self.tag = drawing, tag
        self.scale = min(width / drawing.width, drawing.tallest / drawing.height, 1.6)

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The scaled size."""
        self.width, self.height = self.drawing.width * self.scale, self.drawing.height * self.scale + 4
        return self.width, self.height

    def draw(self) -> None:
        """Draws every shape; the drawing's y runs downwards."""
        tags = no_tags(self.canv)
        node = tags.own(self, "Figure")
        node.attributes["alt"] = self.drawing.about or self.drawing.caption
        with tags.figure(self.canv, node, (0, 0, self.width, self.height)):
            self.canv.saveState()
            self.canv.scale(self.scale, self.scale)
            for shape in self.drawing.shapes:
                _draw(self.canv, shape, self.height / self.scale)
            self.canv.restoreState()


def _draw(canvas: Canvas, shape: Shape, top: float) -> None:
    match shape:
        case Box():
            _fill(canvas, shape.fill, shape.stroke)
            canvas.rect(
                shape.x, top - shape.y - shape.height, shape.width, shape.height, bool(shape.stroke), bool(shape.fill)
            )
        case Line():
            _line(canvas, shape, top)
        case Dot():
            _dot(canvas, shape, top)
        case Plate():
            if shape.shot.path is not None:
                file = JpegFile(shape.shot.path, shape.shot.width, shape.shot.height, shape.shot.channels)
                name = f"plan{shape.shot.digest}"
                draw_jpeg(canvas, name, file, (shape.x, top - shape.y - shape.height, shape.width, shape.height))
        case Label():
            _label(canvas, shape, top)


def _label(canvas: Canvas, shape: Label, top: float) -> None:
    words = [(run.text, run) for run in runs(shape.text, shape.strong)]
    wide = sum(width_of(text, BOLD if shape.strong else REGULAR) for text, _ in words) * shape.size
    x = shape.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor] * wide
    show(canvas, x, top - shape.y, words, Style(shape.size, shape.size, shape.colour))


def _fill(canvas: Canvas, fill: str, stroke: str, width: float = 0.6) -> None:
    if fill:
        canvas.setFillColor(colour(fill))
    if stroke:
        canvas.setStrokeColor(colour(stroke))
        canvas.setLineWidth(width)


def _line(canvas: Canvas, shape: Line, top: float) -> None:
    if len(shape.points) < 2:
        return
    _fill(canvas, shape.fill, shape.stroke, shape.width)
    canvas.setDash(list(shape.dash))
    path = canvas.beginPath()
    path.moveTo(shape.points[0][0], top - shape.points[0][1])
    for x, y in shape.points[1:]:
        path.lineTo(x, top - y)
    if shape.fill:
        path.close()
    canvas.drawPath(path, stroke=bool(shape.stroke), fill=bool(shape.fill))
    canvas.setDash([])


def _dot(canvas: Canvas, shape: Dot, top: float) -> None:
    x, y, size = shape.x, top - shape.y, shape.size
    _fill(canvas, shape.fill, shape.fill, 1.0)
    if shape.shape == "circle":
        canvas.circle(x, y, size, stroke=0, fill=1)
    elif shape.shape == "square":
        canvas.rect(x - size, y - size, 2 * size, 2 * size, stroke=0, fill=1)
    elif shape.shape == "cross":
        canvas.line(x - size, y - size, x + size, y + size)
        canvas.line(x - size, y + size, x + size, y - size)
    else:
        path = canvas.beginPath()
        path.moveTo(x, y + size * 1.3)
        for across, up in ((size * 1.3, 0), (0, -size * 1.3), (-size * 1.3, 0)):
            path.lineTo(x + across, y + up)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


class Strokes(Flowable):  # type: ignore[misc]
    """A signature drawn by hand, in a box."""

    def __init__(self, signature: Signature, tag: Node | None = None) -> None:
        super().__init__()
        self.signature, self.tag = signature, tag

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """The box, or nothing when no strokes were drawn."""
        self.width, self.height = BOX[0], BOX[1] + 4 if self.signature.strokes else 0.0
        return self.width, self.height

    def draw(self) -> None:
        """Draws the strokes."""
        if not self.signature.strokes:
            return
        tags = no_tags(self.canv)
        node = tags.own(self, "Figure")
        node.attributes["alt"] = f"Signature of {self.signature.name}, drawn by hand"
        with tags.figure(self.canv, node, (0, 2, *BOX)):
            self.canv.setStrokeColor(colour("rule"))
            self.canv.setLineWidth(0.5)
            self.canv.rect(0, 2, *BOX)
            for stroke in self.signature.strokes:
                points = tuple((min(max(x, 0), 1) * BOX[0], min(max(y, 0), 1) * BOX[1]) for x, y in stroke)
                _line(self.canv, Line(points, "ink", 1.1), BOX[1] + 2)
