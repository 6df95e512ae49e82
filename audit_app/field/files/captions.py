"""What words beside a table say of its values that would make every one of them wrong: a factor, another origin."""

import re
from collections.abc import Iterable

LONGEST = 500  # letters of a line that are looked at
MULTIPLIED = "Numbers are used as they stand. Multiply them, and name the unit they are then in."
AS_THEY_ARE = (
    "Places count from the isocentre, x across the bore and y along it; numbers are used as they stand. "
    "Put the file right, or take that line out where it does not matter."
)
_MIDDLE = re.compile(r"iso-?cent|cent(?:re|er)\b|middle|mitte", re.IGNORECASE)
_PLACES = r"distances?|positions?|places?|coordinates?|measured|origin|reference|zero|datum|relative|wrt|[xyz0]"
_FIXED = (
    r"corner|walls?|doors?|covers?|face|front|rear|back|ends?|opening|shell|housing|edge|window|pillar|gantry|couch|"
    r"enclosure|skin|surface|flange|hinge|ecke|wand|tür|mur|porte|pared|puerta"
)
_ELSEWHERE = re.compile(
    rf"\b(?:{_PLACES})\b[^.;]{{0,60}}?(?:\b(?:from|at|to|is|vom|von|du|de|desde)\b|[:=,])[^.;]{{0,30}}?\b(?:{_FIXED})\b",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"\b(?:plan|axes|axis|[xyz]|coordinates?|grid|map|drawing|places|positions)\b[^.;]{0,40}"
    r"\b(?:rotated|swapped|interchanged|mirrored|flipped|inverted|transposed|reversed)\b",
    re.IGNORECASE,
)
_SIDE_TO_SIDE = re.compile(
    r"\b(?:contours?|lines?|distances?|dimensions?|extents?|source)\b[^.;]{0,60}"
    r"\b(?:diameters?|full[ -](?:width|length)|edge[ -]to[ -]edge|side[ -]to[ -]side)\b",
    re.IGNORECASE,
)
_FACTOR = re.compile(
    r"(?<!full )(?<!full-)\b(?:scal(?:e|ing)(?: factor)?|multipl(?:ier|y|ied)|factor|times|values?)\b"
    r"(?: (?:all|values?|by|are|is))*\s*[:=,;]*\s*(?:(?P<sign>[x×*÷/])\s*)?"
    r"(?P<number>\d[\d.]*(?:\s*[eE^][+-]?\d+)?)(?![\d.]*\s*[A-Za-z:µ])",
    re.IGNORECASE,
)
_Z_ALONG = re.compile(r"\bz\b[^.;,]{0,25}\b(?:along|bore|axial|b0)\b", re.IGNORECASE)
_BY = re.compile(
    r"[*×÷·⋅]\s*\d|[(\[]\s*\d+(?:[.,]\d+)?\s*[A-Za-zµ]+\s*[)\]]|\bB\s*/\s*B_?[0o]\b|\d\s*[A-Za-zµ]+\s*=\s*\d|/\s*\d|\bx\s?1(?:0+|[eE]\d)|10\s*\^|\b1[eE][+-]?\d|10[⁻⁰¹²³⁴-⁹]"
)


def factor_said(lines: Iterable[str]) -> str:
    """A line that says that values are to be multiplied; empty for none, for a factor of one and a drawing's scale."""
    for line in lines:
        found = _FACTOR.search(line[:LONGEST])
        said = "values" in found[0].lower() or "times" in found[0].lower() if found else False
        if found and float(found["number"].rstrip(".").split("^")[0] or 0) != 1 and (found["sign"] or not said):
            return line.strip(" \t;,|#")
    return ""


def by_factor(name: str) -> bool:
    """Whether a column's name says that its numbers are multiplied, as “B*1000 (mT)” or “B x10 (mT)”."""
    return bool(_BY.search(name))


def misplacing(lines: Iterable[str]) -> str:
    """A line that says that places count from elsewhere, along other axes or from side to side; empty for none."""
    for line in lines:
        here = line[:LONGEST]
        if _TURNED.search(here) or (_SIDE_TO_SIDE.search(here) and "bore" not in here.lower()):
            return line.strip(" \t;,|#")
        if _ELSEWHERE.search(here) and not _MIDDLE.search(here):
            return line.strip(" \t;,|#")
    return ""


def z_along(lines: Iterable[str]) -> str:
    """A line that says that z runs along the bore; empty for none."""
    return next((line.strip(" \t;,|#") for line in lines if _Z_ALONG.search(line[:LONGEST])), "")
