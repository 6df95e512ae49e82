"""How alike two texts are, and what in a text should perhaps not be there."""

import re
import unicodedata
from collections.abc import Iterable

from audit_app.audit.log.names import name_key

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,6}")
_NHS = re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b")
_DATE = re.compile(r"\b(?:born|d\.?o\.?b\.?|date of birth|hospital number|patient id)\b", re.IGNORECASE)
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def phrases(text: str, length: int) -> frozenset[tuple[str, ...]]:
    """Every run of `length` words in a text."""
    said = words(text)
    return frozenset(tuple(said[at : at + length]) for at in range(len(said) - length + 1))


def similarity(one: str, other: str) -> float:
    """How much of the shorter text's phrases of four words the other has too, 0 to 1; 0 when either says little."""
    mine, theirs = phrases(one, 4), phrases(other, 4)
    fewest = min(len(mine), len(theirs))
    return len(mine & theirs) / fewest if fewest >= 20 else 0.0


def repeated(short: str, long: str) -> float:
    """How much of a short text's phrases of four words stand in a long one, 0 to 1."""
    mine = phrases(short, 4)
    return len(mine & phrases(long, 4)) / len(mine) if mine else 0.0


def emails(text: str) -> tuple[str, ...]:
    """The e-mail addresses in a text, each once, in lower case."""
    return tuple(dict.fromkeys(found.lower() for found in _EMAIL.findall(text)))


def named(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of these names stand in a text, whatever their case, accents, spacing, apostrophes and dashes."""
    said = f" {' '.join(words(_plain(text)))} "
    return tuple(name for name in names if (sought := " ".join(words(_plain(name)))) and f" {sought} " in said)


def patient_marks(text: str) -> tuple[str, ...]:
    """What looks as if it could identify a patient: numbers that pass the NHS number's check, and such headings."""
    numbers = (found for found in _NHS.findall(text) if _passes(re.sub(r"\D", "", found)))
    return tuple(dict.fromkeys([*numbers, *(found.lower() for found in _DATE.findall(text))]))


def _passes(digits: str) -> bool:
    """The check digit of an NHS number (modulus 11); all figures alike is none."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return len(set(digits)) > 1 and (11 - total % 11) % 11 == int(digits[9])


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name_key(text)).casefold().translate(_STROKES)
    return "".join(each for each in decomposed if not unicodedata.combining(each))
