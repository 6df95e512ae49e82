"""How much a JSON text may hold, found without reading it: what a few bytes can blow up is refused before it does.

A list of a million empty lists is two megabytes of text and many times that once it is read; so its parts are counted
in the text, and how deep they nest, before any of it becomes a value.
"""

import re

LONGEST_ENTRY = 2_000_000  # characters; a signature's drawing is the largest thing an entry holds
MOST_ENTRIES = 200_000  # of one audit
MOST_PARTS = 60_000  # of one entry: commas, colons and brackets; a signature's drawing is the largest thing it holds
MOST_PARTS_IN_ALL = 5_000_000  # of one audit; one of 100,000 entries has some 4 million
MOST_PAPER_PARTS = 600_000  # of a checklist or a library
DEEPEST = 24
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*+"')  # possessive: read once, whatever is in it
_BRACKET = re.compile(r"[\[\]{}]")


def parts(text: str) -> int:
    """How many values a JSON text holds at most."""
    return sum(map(text.count, ",:[{"))


def too_much(text: str, most: int = MOST_PARTS) -> str:
    """Why a JSON text is not read: it holds too much, or nests too deep; empty when it is no trouble."""
    if parts(text) > most:
        return f"holds more than {most:,} values"
    if text.count("[") + text.count("{") <= DEEPEST:
        return ""
    depth = 0
    for found in _BRACKET.finditer(_TEXT.sub("", text)):
        depth += 1 if found.group() in "[{" else -1
        if depth > DEEPEST:
            return f"nests more than {DEEPEST} deep"
    return ""
