"""What words beside a table say of its units: “all values in gauss”, “Distances (ft)”, “units: ft”, “feet”."""

import re
from collections.abc import Collection, Sequence

from audit_app.field.files.symbols import FIELD, LENGTH, kind, symbol

_WORD = r"[A-Za-zµμßß]+|['\"′″]"
LONGEST = 500  # letters of a line that are looked at
_END = r"(?=\s*(?:[,.;:!)\]|/\t\"”]|and\b|und\b|et\b|y\b|from\b|to\b|on\b|$))"
_QUANTITY = (
    r"distances?|positions?|coordinates?|places?|lengths?|dimensions?|radial|axial|fields?|levels?|readings?|values?|"
    r"field strengths?|flux density|induction|contours?|isolines?|isocontours?|radii|radius|entfernung(?:en)?|abstand|"
    r"abstände|feld|"
    r"(?-i:[xyzB])"
)
# after these words the next one is a unit, where it is one at all
_SAID = (
    re.compile(rf"\b(?:in|measured in|given in)\s+[(\[]?({_WORD})[)\]]?{_END}", re.IGNORECASE),
    re.compile(rf"\b(?:switched|changed|set|converted|turned)\s+(?:over\s+)?to\s+({_WORD}){_END}", re.IGNORECASE),
    re.compile(
        rf"\b(?:from here(?: on)?|from now(?: on)?|from row \d+|now)[\s,:]+(?:in\s+)?({_WORD}){_END}", re.IGNORECASE
    ),
    re.compile(rf"\brange\s*[:=]\s*[\d.,]+\s*(?!T\b)({_WORD}){_END}", re.IGNORECASE),
    re.compile(rf"\b(?:{_QUANTITY})[\s:=,;|/\t(\[\"“]+({_WORD})[)\]]?{_END}", re.IGNORECASE),
)
_UNITS = re.compile(r"(?<!\bMR )(?<!\bmr )(?:unit(?:s|és?)?|einheit(?:en)?|scale)(?![a-zé])", re.IGNORECASE)
_BESIDE = {
    *("of", "for", "is", "are", "and", "in", "the", "all", "length", "lengths", "distance", "distances", "field"),
    *("fields", "position", "positions", "level", "levels", "place", "places", "radial", "axial", "x", "y", "z", "b"),
    *("used", "names", "name", "values", "readings", "coordinates", "dimensions", "measured", "given"),
}
_FEET = re.compile(r"\bimperial\b|\b(?:US|U\.S\.|english) (?:customary|units)\b", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w.,])(?<!\d )(?<!\d-)(ft|feet|inch(?:es)?|yds?|yards|zoll|fu(?:ß|ss)|pieds|pouces|cm|mm|"
    r"cent[ií]m[eè]t(?:res?|ers?)|millim[eè]t(?:res?|ers?))(?![\w²³])",
    re.IGNORECASE,
)
_GAUSS = re.compile(  # as a word alone; not in 5 gauss line, gauss meter
    r"(?<![\w.,/])(?<!\d )(?<!\d-)(gau(?:ss|ß)|oersteds?|(?:milli|micro|nano)[- ]?tesla|milli[- ]?gauss)(?![\w/²³])"
    r"(?!\s*-?\s*(?:met(?:er|re)|probe|sensor|lines?|contours?|zone|level|law|limit|survey|map|plot))",
    re.IGNORECASE,
)
_CONVERTED = re.compile(r"\(?\s*\d[\d.,]*\s*[A-Za-zµμ]+\s*=\s*\d[\d.,]*\s*[A-Za-zµμ]+\s*\)?")  # (1 G = 0.1 mT)


def spoken(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Words that are units, each with the line that says it."""
    return [(word, line.strip(" \t;,|#")) for line in lines for word in _of(line[:LONGEST]) if kind(word)]


def _of(line: str) -> list[str]:
    line = _CONVERTED.sub(" ", line).strip()
    found = [each[1] for pattern in _SAID for each in pattern.finditer(line)]
    for each in _UNITS.finditer(line):
        found += listed(line[each.end() : each.end() + 80])
    if _FEET.search(line):
        found.append("ft")
    return found + [each[1] for bare in (_BARE, _GAUSS) for each in bare.finditer(line)]


def listed(text: str) -> list[str]:
    """The units that a text begins with, passing over names of quantities: “length ft, field G”."""
    found = []
    for word in re.findall(_WORD + r"|\d+", text):
        if kind(word) and word.lower() != "in" and word not in {"x", "y", "z", "B"}:
            found.append(word)
        elif word.lower() not in _BESIDE:
            break
    return found


def contradicted(told: Collection[str], lines: Sequence[str]) -> str:
    """The line that names other units than those of the columns (`told`), one kind at a time; empty for none."""
    said = spoken(lines)
    for of in (FIELD, LENGTH):
        used = {unit for unit in told if kind(unit) == of}
        here = [(word, line) for word, line in said if kind(word) == of]
        if used and here and not used & {symbol(word) for word, _ in here}:
            return here[0][1]
    return ""
