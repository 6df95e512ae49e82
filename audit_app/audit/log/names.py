"""Whether two spellings are one name: keyboards, spreadsheets and mail programs change how a name is spelt."""

import unicodedata
from functools import lru_cache

# Taken before the compatibility form, which would make a space with an accent of some of them.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʻʽʹʾʿˈ′‵`´＇՚＇ꞌ"))
_DASHES = dict.fromkeys(map(ord, "−⁃˗"), " ")


@lru_cache(maxsize=1024)  # an audit names the same few people in every entry
def name_key(name: str) -> str:
    """A name without what a keyboard may change: Unicode form, case, spaces, apostrophes, dashes, unseen marks."""
    plain = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES).translate(_DASHES)).casefold()
    kept = (_kept(each) for each in unicodedata.normalize("NFKC", plain).translate(_APOSTROPHES))
    return " ".join("".join(kept).split())


def _kept(letter: str) -> str:
    kind = unicodedata.category(letter)
    return "" if kind == "Cf" else " " if kind == "Pd" else letter


def same_name(one: str, other: str) -> bool:
    """True when two names differ in nothing but how they were typed; one of no letters is nobody's."""
    key = name_key(one)
    return bool(key) and key == name_key(other)


def spelt_alike(one: str, other: str) -> bool:
    """True when they are the same letter for letter, but for case and the spaces around them."""
    return one.strip().casefold() == other.strip().casefold()
