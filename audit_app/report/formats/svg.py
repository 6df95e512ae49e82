"""Drawings and signatures as SVG inside a web page."""

from base64 import b64encode
from html import escape

from audit_app.report.blocks import Box, Dot, Drawing, Label, Line, Plate, Shape, Shot, Signature
from audit_app.report.palette import PALETTE
from audit_app.report.visible_text import visible


def svg(drawing: Drawing) -> str:
    """A drawing as one image with its description."""
    shapes = "".join(_shape(shape) for shape in drawing.shapes)
    size = f'viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" style="--w:{_n(drawing.width)}"'
    return f'<svg class="drawn" role="img" aria-label="{_text(drawing.about)}" {size}>{shapes}</svg>'


def strokes(signature: Signature) -> str:
    """A signature drawn by hand."""
    width, height = 280, 100
    lines = (" ".join(f"{_n(x * width)},{_n((1 - y) * height)}" for x, y in stroke) for stroke in signature.strokes)
    drawn = "".join(
        f'<polyline points="{points}" fill="none" stroke="{PALETTE["ink"]}" stroke-width="2"/>' for points in lines
    )
    label = _text(f"Signature of {signature.name}")
    return f'<svg class="signature" role="img" aria-label="{label}" viewBox="0 0 {width} {height}">{drawn}</svg>'


def _shape(shape: Shape) -> str:
    match shape:
        case Box():
            size = f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
            return f"<rect {size} {_paint(shape.fill, shape.stroke)}/>"
        case Line():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
            dash = f' stroke-dasharray="{" ".join(map(_n, shape.dash))}"' if shape.dash else ""
            kind = "polygon" if shape.fill else "polyline"
            return (
                f'<{kind} points="{points}" {_paint(shape.fill, shape.stroke)} stroke-width="{_n(shape.width)}"{dash}/>'
            )
        case Dot():
            return _dot(shape)
        case Plate():
            return _plate(shape)
        case Label():
            weight = ' font-weight="bold"' if shape.strong else ""
            place = f'x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}" text-anchor="{shape.anchor}"'
            return f'<text {place} fill="{PALETTE[shape.colour]}"{weight}>{_text(shape.text)}</text>'


def _plate(plate: Plate) -> str:
    data = encoded(plate.shot)
    place = f'x="{_n(plate.x)}" y="{_n(plate.y)}" preserveAspectRatio="none"'
    size = f'width="{_n(plate.width)}" height="{_n(plate.height)}"'
    return f'<image href="{data}" {place} {size}/>' if data else ""


def encoded(shot: Shot) -> str:
    """A picture as a data address; empty when it cannot be read."""
    try:
        data = shot.path.read_bytes() if shot.path is not None else b""
    except OSError:
        return ""
    return address(data) if data else ""


def address(jpeg: bytes) -> str:
    """A JPEG as a data address."""
    return f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"


def _dot(dot: Dot) -> str:
    x, y, r, paint = dot.x, dot.y, dot.size, PALETTE[dot.fill]
    match dot.shape:
        case "circle":
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" fill="{paint}"/>'
        case "square":
            return f'<rect x="{_n(x - r)}" y="{_n(y - r)}" width="{_n(2 * r)}" height="{_n(2 * r)}" fill="{paint}"/>'
        case "diamond":
            side = r * 1.3
            corners = ((x, y - side), (x + side, y), (x, y + side), (x - side, y))
            points = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
            return f'<polygon points="{points}" fill="{paint}"/>'
        case _:
            path = f"M{_n(x - r)} {_n(y - r)}L{_n(x + r)} {_n(y + r)}M{_n(x - r)} {_n(y + r)}L{_n(x + r)} {_n(y - r)}"
            return f'<path d="{path}" stroke="{paint}" fill="none"/>'


def _paint(fill: str, stroke: str) -> str:
    return f'fill="{PALETTE[fill] if fill else "none"}" stroke="{PALETTE[stroke] if stroke else "none"}"'


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    return escape(visible(text))
