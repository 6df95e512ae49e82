"""The report's fonts: DejaVu Sans and its bold, embedded in part in every file."""

from functools import cache, lru_cache
from typing import Any

from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase.pdfmetrics import getFont, registerFont
from reportlab.pdfbase.ttfonts import TTFont

from audit_app.errors import ReportError
from audit_app.resources import asset

REGULAR, BOLD = "Report", "Report-Bold"
FILES = {REGULAR: "fonts/DejaVuSans.ttf", BOLD: "fonts/DejaVuSans-Bold.ttf"}
LAST_CODE = 0xFFFF  # what lies beyond is drawn, but read out of the file as something else
BLOCK = 100  # lines of a table of codes that stand together

rl_config.useA85 = 0  # binary streams: writing pictures as text takes fifty times longer


class ReportFont(TTFont):  # type: ignore[misc]
    """A font whose table from codes to letters tells only of codes that have one, as archive files need it."""

    def addObjects(self, document: Any) -> None:  # noqa: N802 (the library's name)
        """Adds the font's parts that were used to the document."""
        subsets = [list(subset) for subset in self.state[document].subsets]
        super().addObjects(document)
        kept = [document.idToObject[name] for name in document.idToObject if name.startswith("toUnicodeCMap:")]
        for stream, subset in zip(kept[-len(subsets) :], subsets, strict=True):
            stream.content = to_unicode(subset)


def to_unicode(subset: list[int]) -> str:
    """The table from a font's codes to the letters they stand for."""
    pairs = [
        f"<{code:02X}> <{chr(letter).encode('utf-16-be').hex().upper()}>"
        for code, letter in enumerate(subset)
        if letter
    ]
    blocks = [pairs[at : at + BLOCK] for at in range(0, len(pairs), BLOCK)]
    told = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    head = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    head += "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    head += "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
    return f"{head}{told}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


@cache
def ready() -> frozenset[int]:
    """Registers the fonts, once; gives the code points that both can draw. ReportError when a file is missing."""
    covered = []
    for name, file in FILES.items():
        try:
            font = ReportFont(name, str(asset(file)))
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


@lru_cache(maxsize=65_536)
def width_of(word: str, font: str) -> float:
    """How wide a word is at a size of one point."""
    face = getFont(font).face
    widths, usual = face.charWidths, face.defaultWidth
    return float(sum(widths.get(code, usual) for code in map(ord, word))) / 1000
