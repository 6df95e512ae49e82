"""One palette and one typographic scale for the whole report: calm, clinical, dark on white."""

from functools import cache

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm

from audit_app.report.blocks import Said
from audit_app.report.palette import PALETTE, VERDICT_INK
from audit_app.report.pdf.text.fonts import ready
from audit_app.report.pdf.text.glyphs import HARD
from audit_app.report.pdf.text.paragraph import Run, Style, Text, runs
from audit_app.report.wording import MARKS

MARGIN, TOP, BOTTOM = 18 * mm, 24 * mm, 18 * mm
SMALL = 8.0  # points; nothing in a document is set smaller
TABLE = 8.6  # points, of the words in a table
INDENT = 12.0  # of the lines of a list

_SIZES = {"title": 24.0, "headline": 18.0, "chapter": 15.0, "heading": 11.0, "lead": 11.0, "banner": 13.0}
_SMALL = ("quiet", "code", "caption", "head", "warning", "small bullet")
_STRONG = ("strong", "title", "headline", "chapter", "heading", "danger", "head", "banner")
_INK = {
    **dict.fromkeys(("quiet", "code", "caption", "head"), "muted"),
    **dict.fromkeys(("chapter", "title", "headline"), "accent"),
    **{name: name for name in ("warning", "danger")},
}


def colour(name: str) -> Color:
    """A colour of the palette by name."""
    return HexColor(PALETTE[name])


@cache
def style(look: str, body: float = 9.5, right: bool = False) -> Style:
    """A style by the name of its look; `body` is the size of ordinary words where it stands."""
    size = _SIZES.get(look, SMALL if look in _SMALL else body)
    leading = size * (1.22 if look in ("title", "headline", "chapter", "banner") else 1.36 if size <= SMALL else 1.32)
    indent = INDENT if look.endswith("bullet") else 0.0
    return Style(size, leading, _INK.get(look, "ink"), look in _STRONG, right, indent)


def paragraph(text: str, look: str = "body", body: float = 9.5) -> Text:
    """Any text at all as a paragraph."""
    ready()
    return Text(runs(text), style(look, body), bullet="•" if look.endswith("bullet") else "")


def said(one: Said, number: bool = False, body: float = TABLE) -> Text:
    """One line of a cell."""
    ready()
    ink = PALETTE[one.tone] if one.tone else PALETTE["accent"] if one.link else ""
    of = runs(one.text, ink=ink)
    if one.verdict is not None:
        word = one.verdict.words.replace(" ", HARD) if len(one.verdict.words) < 12 else one.verdict.words
        of += (Run(f"{MARKS[one.verdict]}{HARD}{word}", True, VERDICT_INK[one.verdict]),)
    return Text(of, style(one.look, body, number), one.link)
