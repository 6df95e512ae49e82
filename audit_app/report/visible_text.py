"""Text with nothing hidden in it: control characters and invisible marks are given a visible sign in every format."""

import unicodedata
from functools import lru_cache

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
SPACES = {"\t": "    ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0b": "\n", "\x0c": "\n", "\xad": "-"}


def visible(text: str) -> str:
    """The text in NFC, its lines ended by line feeds, and e.g. [U+202E] in the place of what could not be seen."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain if plain.isascii() and plain.isprintable() else "".join(_sign(letter) for letter in plain)


@lru_cache(maxsize=4096)
def _sign(letter: str) -> str:
    if letter == "\n":
        return letter
    if letter in SPACES:
        return SPACES[letter]
    return named(letter) if unicodedata.category(letter) in INVISIBLE else letter


def named(letter: str) -> str:
    """A character as its code, e.g. [U+1F600]."""
    return f"[U+{ord(letter):04X}]"
