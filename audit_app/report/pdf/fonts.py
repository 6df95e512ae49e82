"""The report's fonts: DejaVu Sans and its bold, embedded in part in every file."""

from functools import cache

from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from audit_app.errors import ReportError
from audit_app.resources import asset

REGULAR, BOLD = "Report", "Report-Bold"
FILES = {REGULAR: "fonts/DejaVuSans.ttf", BOLD: "fonts/DejaVuSans-Bold.ttf"}
LAST_CODE = 0xFFFF  # what lies beyond is drawn, but read out of the file as something else

rl_config.useA85 = 0  # binary streams: writing pictures as text takes fifty times longer


@cache
def ready() -> frozenset[int]:
    """Registers the fonts, once; gives the code points that both can draw. ReportError when a file is missing."""
    covered = []
    for name, file in FILES.items():
        try:
            font = TTFont(name, str(asset(file)))
        except OSError as error:
            raise ReportError(asset(file).name, "cannot be read", "Install the app again") from error
        registerFont(font)
        covered.append({code for code, glyph in font.face.charToGlyph.items() if glyph and code <= LAST_CODE})
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping(REGULAR, bold, italic, BOLD if bold else REGULAR)
    return frozenset(covered[0] & covered[1])


def drawable(letter: str) -> bool:
    """Whether both fonts have a glyph for a character."""
    return ord(letter) in ready()
