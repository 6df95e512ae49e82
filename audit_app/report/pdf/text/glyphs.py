"""Text as the report's fonts can show it: nothing is left out silently, and nothing prints as an empty box.

A sign without a glyph is printed as its code, e.g. [U+1F600]; a run of letters of a script that the fonts do not have
as the name of the script and a count, e.g. [Chinese, 7 signs]. What was written stays in the file, to be read aloud,
searched and copied.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from audit_app.report.pdf.text.fonts import drawable
from audit_app.report.visible_text import named, visible

SCRIPTS = {  # beginning of a letter's Unicode name -> how people call the script, and its usual language
    "CJK": ("Chinese", "zh"),
    "HIRAGANA": ("Japanese", "ja"),
    "KATAKANA": ("Japanese", "ja"),
    "HANGUL": ("Korean", "ko"),
    "THAI": ("Thai", "th"),
    "DEVANAGARI": ("Hindi", "hi"),
    "TAMIL": ("Tamil", "ta"),
    "GUJARATI": ("Gujarati", "gu"),
    "GURMUKHI": ("Punjabi", "pa"),
    "BENGALI": ("Bengali", "bn"),
    "TELUGU": ("Telugu", "te"),
    "SINHALA": ("Sinhala", "si"),
    "ETHIOPIC": ("Ethiopic", "am"),
}
LANGUAGES = {"HEBREW": "he", "ARABIC": "ar"}
HARD = "\u00a0"  # a space where no line ends


@dataclass(frozen=True)
class Piece:
    """A stretch of text as it is drawn; `actual` is what was written where that is something else."""

    drawn: str
    actual: str = ""
    language: str = ""


def pieces(text: str) -> tuple[Piece, ...]:
    """A text in pieces that the fonts can draw."""
    plain = visible(text)
    if plain.isascii():
        return (Piece(plain),) if plain else ()
    return tuple(_pieces(plain))


def shown(text: str) -> str:
    """The same as one text, in the order it was written."""
    return "".join(piece.drawn for piece in pieces(text))


def _pieces(plain: str) -> Iterator[Piece]:
    at = 0
    for found in re.finditer("[^\x00-\x7f]+", plain):
        start = found.start()
        for end, missing in _runs(found[0], start):
            if missing:
                yield from (Piece(plain[at:start]),) if start > at else ()
                yield from _substitutes(plain[start:end])
                at = end
            start = end
    if at < len(plain):
        yield Piece(plain[at:])


def _runs(stretch: str, start: int) -> Iterator[tuple[int, bool]]:
    """Where runs of letters that can or cannot be drawn end."""
    before = drawable(stretch[0])
    for at, letter in enumerate(stretch):
        if drawable(letter) != before:
            yield start + at, not before
            before = not before
    yield start + len(stretch), not before


def _substitutes(run: str) -> Iterator[Piece]:
    """A run that cannot be drawn: by script and count where it is of one, sign by sign otherwise."""
    at = 0
    while at < len(run):
        end, script = at, _script(run[at])
        while script and end < len(run) and _script(run[end]) in (script, ""):
            if not _script(run[end]) and unicodedata.category(run[end])[0] != "M":
                break
            end += 1
        if script and end - at > 1:
            name, language = SCRIPTS[script]
            yield Piece(f"[{name},{HARD}{end - at}{HARD}signs]", run[at:end], language)
        else:
            end = at + 1
            yield Piece(named(run[at]), run[at])
        at = end


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return name if name in SCRIPTS else ""


@lru_cache(maxsize=1024)
def language_of(letter: str) -> str:
    """The usual language of a letter read from right to left; empty for others."""
    return LANGUAGES.get(unicodedata.name(letter, "").split(" ")[0], "")
