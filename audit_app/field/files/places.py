"""Which columns are places: one for each axis, counted from the isocentre and the way the axis runs."""

import re
from collections.abc import Sequence

from audit_app.field.files.names import PLACES

_BACKWARDS = re.compile(r"\s*(?:[-−–—]\s*[xyz]\b|(?:minus|negative|neg|inverted|reversed)\b)", re.IGNORECASE)
_DIRECTION = re.compile(r"\b(?:theta|phi|angle|azimuth|bearing|direction|winkel|θ|φ)\b", re.IGNORECASE)
_BELOW = re.compile(r"\b(?:below|under|beneath|depth|unter)\b", re.IGNORECASE)
_MIDDLE = re.compile(r"iso|cent|middle|axis|origin|floor|mitte", re.IGNORECASE)
_ACROSS_ALL = re.compile(r"diameter|Ø|⌀|durchmesser|full (?:width|length)|overall|edge to edge", re.IGNORECASE)
FROM_ISOCENTRE = "Places count from the isocentre, in m, cm or mm. If they do, say so in the column's name."


def place_columns(meanings: Sequence[str], names: Sequence[str], known: Sequence[bool]) -> tuple[dict[str, int], str]:
    """The column of every meaning that is no field, and a fault where a place cannot be told from the names.

    `known` says of each column whether its unit can be a length that the app knows. Of two columns for one axis the
    one whose unit is known is taken, else the one that is named by the letter alone.
    """
    found: dict[str, int] = {}
    for meaning in dict.fromkeys(m for m in meanings if not m.startswith("field")):
        at = [i for i, m in enumerate(meanings) if m == meaning]
        if meaning in PLACES and len(at) > 1:
            good = [i for i in at if known[i]]
            letters = [i for i in good if re.match(r"\W*[xyzh](?![a-z])", names[i], re.IGNORECASE)]
            at = good if len(good) == 1 else letters if len(letters) == 1 else at
            if len(at) > 1:
                said = " and ".join(f"“{names[i].strip()[:40]}”" for i in at)
                return found, f"has {len(at)} columns for {meaning}: {said}"
        found[meaning] = at[0]
    return found, next((fault for m in PLACES if m in found and (fault := misplaced(names[found[m]]))), "")


def around(x: str, names: Sequence[str]) -> str:
    """What is wrong where a distance to the side is radial and another column gives its direction, in words."""
    turning = [n.strip()[:40] for n in names if _DIRECTION.search(n)]
    if turning and not re.match(r"\W*(?:pos(?:ition)?[ _-]?)?x(?![a-z])", x, re.IGNORECASE):
        return f"has “{x.strip()[:40]}” with directions in “{turning[0]}”, not places across and along the bore"
    return ""


def misplaced(name: str) -> str:
    """What keeps a column of places from counting from the isocentre along its axis, in words; empty for none."""
    shown = f"“{name.strip()[:40]}”"
    if _BACKWARDS.match(name) or _BELOW.search(name):
        return f"has {shown}, which runs the other way"
    if re.search(r"\bfrom\b", name, re.IGNORECASE) and not _MIDDLE.search(name):
        return f"has {shown}, which does not count from the isocentre"
    return f"has {shown}, which goes from side to side" if _ACROSS_ALL.search(name) else ""
