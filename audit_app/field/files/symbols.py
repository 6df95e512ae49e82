"""Units as files write them: of which quantity, in the app's spelling, and lengths that are never converted."""

import re
from decimal import Decimal
from functools import lru_cache

from audit_app.errors import QuantityError
from audit_app.units import MAGNETISING, MU_0, UNITS, convert, read

FIELD, LENGTH = "magnetic field", "length"
IN_METRES = {
    **dict.fromkeys(("in", "inch", "inches", "zoll", '"', "″", "”", "pouce", "pouces", "pulgada", "pulgadas"), 0.0254),
    **dict.fromkeys(("ft", "foot", "feet", "fuß", "fuss", "'", "′", "’", "pied", "pieds", "pie", "pies"), 0.3048),
    **dict.fromkeys(("yd", "yard", "yds", "yards"), 0.9144),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), 1e3),
    **dict.fromkeys(("dm", "decimetre", "decimetres", "decimeter", "decimeters"), 0.1),
    **dict.fromkeys(("µm", "um"), 1e-6),
}
_OTHER = {
    *("v", "mv", "µv", "uv", "a", "ma", "µa", "ua", "w", "mw", "hz", "khz", "mhz", "ghz", "ppm", "ppb", "%", "°"),
    *("deg", "degrees", "degree", "rad", "counts", "count", "cts", "digits", "lsb", "adc", "a.u.", "au", "arb", "ω"),
    *("ohm", "s", "ms", "min", "h", "°c", "c", "k", "°f", "f", "db", "dbm", "dbv", "dba", "db(a)", "v/m", "kv/m"),
    *("m/s", "kg", "t/m", "mt/m", "g/cm", "t/s", "mt/s", "g/s", "dbµt", "dbut", "dbmt", "dbpt", "dbg", "volt"),
    *("volts", "percent"),
}  # of other quantities, in small letters
_OF_FIELD = re.compile(  # what can only be meant as a unit of field, whether the app knows it or not
    r"[^\sA-Za-z]{0,2}[A-Za-zµ]?[A-Za-zµ?]?[TG]|[a-zµ]?(?:t|g|gs|oe|GS|OE)|"
    r"(?i:(?:[a-zµ]{1,6}[ -]?)?(?:tesla|gauss|gauß|oersted)s?|gamma|γ|m?(?:wb|vs|v[·*]?s)\s?[/·*].{1,4}|"
    r"k?a[ ·*]?m\^?-1)"
)
_GARBLED = re.compile(r"[^\sA-Za-zµ]{1,2}µ?T|æT")  # a micro sign that was written in one alphabet and read in another
_WORDS = {
    **dict.fromkeys(("mtr", "mtrs", "metern", "mètre", "mètres", "metro", "metros", "metri"), "m"),
    **dict.fromkeys(("zentimeter", "zentimetern", "centimètre", "centimètres", "centímetro", "centímetros"), "cm"),
    **dict.fromkeys(("centimetro", "centimetros", "centimetri"), "cm"),
    **dict.fromkeys(("millimetern", "millimètre", "millimètres", "milímetro", "milímetros", "millimetri"), "mm"),
    **dict.fromkeys(("gauß", "gausses"), "G"),
}  # in small letters, of other languages and of people in a hurry
_PREFIX = re.compile(r"(nano|micro|milli|kilo|centi)[ -]+(?=[a-z]{4})", re.IGNORECASE)
_FACTOR = re.compile(r"10\s*\^|10[⁻⁰¹²³⁴-⁹]|[×*÷]|\bx\s*\d|\d[eE][+-]?\d|[²³]|\^\s*\d|T[23]\b|log|\bln\b|\bdb")
FOREIGN = (*IN_METRES, "px", "pixel", "pixels")  # lengths that are asked about, never taken and never converted


@lru_cache(maxsize=512)
def known_unit(text: str) -> str:
    """The kind of quantity a unit is of, field or length; empty for anything else."""
    return next((of for of, like in ((FIELD, "mT"), (LENGTH, "m")) if _as_unit(text, like)), "")


@lru_cache(maxsize=512)
def kind(word: str) -> str:
    """The same, where lengths that are never converted are lengths too."""
    return LENGTH if word.lower().strip(". ") in FOREIGN else known_unit(word)


def no_length(said: str) -> bool:
    """Whether a unit in brackets behind a distance's name would be wrong to take for metres: inches, or a field's."""
    return bool(said) and (said.lower().strip(". ") in FOREIGN or known_unit(said) == FIELD)


def no_field(said: str) -> bool:
    """Whether a unit behind a field's name is one of something else, or a field times a factor: V, ppm, 10^-3 T."""
    word = said.strip().lower().replace("μ", "µ")
    return bool(word) and not known_unit(said) and (word in _OTHER or bool(_FACTOR.search(said)) or "%" in word)


def another(said: str, answered: str) -> bool:
    """Whether a name's own word for a unit, which the app does not take for one, is another than was answered.

    “(MT)” may be mT and “(?T)” is µT, of which a sign was lost; “(pT)” and “(gamma)” are no unit of the app's.
    """
    word = said.strip().replace("μ", "µ")
    if not word or known_unit(word):
        return False
    meant = _spelt().get(word.lower().rstrip("."), set())
    if meant:
        return answered not in meant
    if _GARBLED.fullmatch(word):
        return answered != "µT"
    return known_unit(answered) == FIELD and bool(_OF_FIELD.fullmatch(word))


@lru_cache(maxsize=1)
def _spelt() -> dict[str, set[str]]:
    """The units of field that each spelling may stand for, in small letters."""
    found: dict[str, set[str]] = {}
    for unit, (_, others) in UNITS["magnetic field"].items():
        for spelling in (unit, *others):
            found.setdefault(spelling.lower(), set()).add(unit)
    return found


def unit_like(cell: str) -> bool:
    """Whether a cell of a row of units is one, of any quantity."""
    return bool(kind(cell)) or cell.lower().replace("μ", "µ") in _OTHER or cell in {"-", "–", "1"}


@lru_cache(maxsize=512)
def symbol(text: str) -> str:
    """A unit in the app's own spelling; empty when it is neither a field nor a length."""
    return _as_unit(text, "mT") or _as_unit(text, "m")


def _as_unit(text: str, like: str) -> str:
    text = _PREFIX.sub(r"\1", text.strip().removesuffix("."))
    text = _WORDS.get(text.lower(), text)
    if not text or any(c.isdigit() for c in text) or " " in text.strip():
        return ""
    if text in MAGNETISING:  # a unit of its own here: one ampere per metre is more than one microtesla
        return text if like == "mT" else ""
    try:
        return read(f"1 {text}", like).quantity.unit
    except QuantityError:
        return ""


@lru_cache(maxsize=64)
def factor(unit: str, to: str) -> float:
    """How many of one unit make one of another; amperes per metre as the field that they give in air."""
    if unit in MAGNETISING:
        return float(MU_0) * factor(MAGNETISING[unit], to)
    return float(convert(Decimal(1), unit, to))


def in_base(unit: str) -> float | None:
    """How many m, or mT, a unit is of, those that are never converted with them; None for what is none."""
    foreign = IN_METRES.get(unit.lower().strip(". "))
    of = known_unit(unit)
    return foreign or (factor(symbol(unit), "m" if of == LENGTH else "mT") if of else None)
