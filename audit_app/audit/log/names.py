"""Whether two spellings are one name: keyboards, spreadsheets and mail programs change how a name is spelt."""

import unicodedata
from functools import lru_cache

# Taken before the compatibility form, which would make a space with an accent of some of them.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʻʽʹʾʿˈ′‵`´＇՚＇ꞌ"))
_DASHES = dict.fromkeys(map(ord, "−⁃˗"), " ")
# Letters that show nothing, or a blank, and are neither spaces nor marks of order to Unicode.
_BLANK = dict.fromkeys((0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0), " ")
_UNSEEN = {0x034F, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame"}
_TITLES |= {"phd", "msc", "bsc", "md", "mrcp", "frcr", "fipem", "mipem", "mrse", "mrso"}
_SPELT = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "å": "aa"}
_BARE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "a", "œ": "o", "ð": "d", "þ": "t"})


@lru_cache(maxsize=1024)  # an audit names the same few people in every entry
def name_key(name: str) -> str:
    """A name without what a keyboard may change: Unicode form, case, spaces, apostrophes, dashes, unseen marks."""
    seen = name.translate(_BLANK).translate(dict.fromkeys(_UNSEEN))
    plain = unicodedata.normalize("NFKC", seen.translate(_APOSTROPHES).translate(_DASHES)).casefold()
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


def may_be_one(one: str, other: str) -> bool:
    """True when two names may be one person's: titles, accents, the order of the words, initials and gaps aside."""
    short, long = sorted((_words(one), _words(other)), key=len)
    if not short:
        return False
    if any("".join(a) == "".join(b) for a in zip(*short, strict=True) for b in zip(*long, strict=True)):
        return True
    left, whole = list(long), 0
    for word in short:
        same = next((each for each in left if set(word) & set(each)), None)
        found = same or next((each for each in left if _is_initial(word, each)), None)
        if found is None:
            return False
        left.remove(found)
        whole += same is not None and len(word[0]) > 1
    return whole > 0


def _words(name: str) -> list[tuple[str, str]]:
    """The words of a name without titles, each in the two ways in which its accents may be left out."""
    key = name_key(name).replace("i\u0307", "i").replace("\u0131", "i")  # what small letters make of İ and ı
    plain = "".join(each if each.isalnum() or unicodedata.combining(each) else " " for each in key.replace("'", ""))
    return [(_bare(word), _bare("".join(_SPELT.get(each, each) for each in word))) for word in plain.split()
            if word not in _TITLES]  # fmt: skip


def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.translate(_BARE))
    return "".join(each for each in parts if not unicodedata.combining(each))


def _is_initial(one: tuple[str, str], other: tuple[str, str]) -> bool:
    short, long = sorted((one[0], other[0]), key=len)
    return len(short) == 1 and long.startswith(short)
