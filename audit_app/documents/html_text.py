"""What a page in HTML says, line by line, read in one pass however it is made.

A parser of HTML looks for the end of each thing that is open, and one that is opened many times costs it the square of
the file's length. Here every part of the text is looked at once.
"""

import html
import re
from collections.abc import Iterator

LONGEST = 2_000_000  # characters that are read
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
# A quoted value ends at the next "<" at the latest: what stands open is looked for no further than there.
_TAG = re.compile(r"""<[!?/]?([a-zA-Z]\w*)?(?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+(?:>|\Z)""")
_NO_LETTER = re.compile(r"&#[xX]?[0-9a-fA-F]{8,}+;?")  # a number that none has
_LINES = {"p", "br", "div", "tr", "li", "ul", "ol", "table", "hr", *(f"h{n}" for n in range(1, 7))}
_CELLS = {"td", "th"}
_BEGINS, _ENDS = "\n\0+\n", "\n\0-\n"  # of a quotation, in a letter that no page holds
DEEPEST = 9  # quotations in quotations that are told apart


def words_of(page: str) -> str:
    """What a page says; comments, scripts and styles left out, and every line of a quotation behind a “>”."""
    seen = _UNSEEN.sub("", page[:LONGEST].replace("\0", ""))
    return "\n".join(_lines(html.unescape(_NO_LETTER.sub("\ufffd", _TAG.sub(_instead, seen)))))


def _instead(tag: re.Match[str]) -> str:
    """What stands for a tag: an end of a line, a space between two cells, or nothing."""
    name = (tag.group(1) or "").lower()
    if name == "blockquote":
        return _ENDS if tag.group()[1] == "/" else _BEGINS
    if not name and tag.group()[1:2] not in ("!", "?", "/"):
        return tag.group()  # “a < b” is no tag
    return "\n" if name in _LINES else " " if name in _CELLS else ""


def _lines(text: str) -> Iterator[str]:
    """The lines that say anything, each with as many “>” before it as quotations are open."""
    deep = 0
    for line in text.split("\n"):
        if line in ("\0+", "\0-"):
            deep = max(0, deep + (1 if line == "\0+" else -1))
        elif words := " ".join(line.split()):
            yield "> " * min(deep, DEEPEST) + words
