"""Text as the report's fonts can show it: nothing is left out silently, and nothing prints as an empty box.

A character without a glyph is printed as its code, e.g. [U+1F600].
"""

from audit_app.report.pdf.fonts import drawable
from audit_app.report.pdf.right_to_left import has_rtl, visual
from audit_app.report.visible_text import named, visible


def shown(text: str) -> str:
    """The text with a visible sign for everything the fonts cannot draw; right-to-left runs in drawing order."""
    plain = visible(text)
    if plain.isascii():
        return plain
    drawn = "\n".join(visual(line) if has_rtl(line) else line for line in plain.split("\n"))
    return "".join(letter if letter == "\n" or drawable(letter) else named(letter) for letter in drawn)
