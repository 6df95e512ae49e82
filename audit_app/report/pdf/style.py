"""One palette and one typographic scale for the whole report: calm, clinical, dark on white."""

from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

from audit_app.report.blocks import Said
from audit_app.report.palette import PALETTE, VERDICT_INK
from audit_app.report.pdf.fonts import BOLD, REGULAR, ready
from audit_app.report.pdf.glyphs import shown
from audit_app.report.wording import MARKS

MARGIN, TOP, BOTTOM = 18 * mm, 26 * mm, 19 * mm


INDENT = 12.0  # of the lines of a list


def colour(name: str) -> Color:
    """A colour of the palette by name."""
    return HexColor(PALETTE[name])


_SIZES = {"title": 24.0, "chapter": 15.0, "heading": 10.5, "lead": 10.0, "body": 8.2, "small": 6.9}


@cache
def style(name: str) -> ParagraphStyle:
    """A paragraph style by the name of its look."""
    ready()
    size = _SIZES.get(
        {
            "quiet": "small",
            "code": "small",
            "caption": "small",
            "head": "small",
            "head-number": "small",
            "warning": "small",
        }.get(name, name),
        _SIZES["body"],
    )
    ink = {
        "quiet": "muted",
        "code": "muted",
        "caption": "muted",
        "head": "muted",
        "head-number": "muted",
        "chapter": "accent",
        "title": "accent",
    }
    strong = name in ("strong", "title", "chapter", "heading", "danger", "head", "head-number")
    return ParagraphStyle(
        name,
        fontName=BOLD if strong else REGULAR,
        fontSize=size,
        leading=size * (1.22 if name in ("title", "chapter") else 1.42),
        textColor=colour(ink.get(name, name if name in ("warning", "danger") else "ink")),
        alignment=TA_RIGHT if name.endswith("number") else TA_LEFT,
        splitLongWords=1,
        leftIndent=INDENT if name == "bullet" else 0,
        bulletFontName=REGULAR,
        spaceShrinkage=0,
    )


def paragraph(text: str, look: str = "body") -> Paragraph:
    """Any text at all as a paragraph."""
    return Paragraph(markup(text), style(look))


def markup(text: str) -> str:
    """Text as the markup of a paragraph: every sign stands for itself, line ends are kept."""
    return escape(shown(text)).replace("\n", "<br/>")


def _right(look: str) -> str:
    return "head-number" if look == "head" else "number"


def said(one: Said, number: bool = False) -> Paragraph:
    """One line of a cell."""
    text, look = markup(one.text), _right(one.look) if number else one.look
    if one.verdict is not None:
        word = f"{MARKS[one.verdict]}&nbsp;{one.verdict.words}"
        text = f'{text}<font name="{BOLD}" color="{VERDICT_INK[one.verdict]}">{word}</font>'
    if one.tone:
        text = f'<font color="{PALETTE[one.tone]}">{text}</font>'
    if one.link:
        text = f'<a href="#{escape(one.link)}" color="{PALETTE["accent"]}">{text}</a>'
    return Paragraph(text, style(look))
