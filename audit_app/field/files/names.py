"""What a column's name says: a place, the field or one part of it, a time, or something else."""

import re

PLACES = {
    "height": r"height.*|h|elevation|above.*|höhe.*|hoehe.*|hauteur.*|altura.*|altezza.*|hoogte.*|uchder.*",
    "x": r"(pos(ition)?[ _-]?)?x([ _-]?pos.*|[ _-]?from.*)?|radial.*|across.*|lateral.*|rho|quer.*|transvers.*",
    "y": r"(pos(ition)?[ _-]?)?y([ _-]?pos.*|[ _-]?from.*)?|axial.*|along.*|bore.*|längs.*|laengs.*|longitudinal.*",
    "z": r"(pos(ition)?[ _-]?)?z([ _-]?pos.*|[ _-]?from.*)?",
}
OTHERS = {
    "uncertainty": r"((expanded|standard) )?uncertainty.*|messunsicherheit.*|u\(b\)|u|±|error",
    "time": r"time.*|elapsed.*|date.*|clock|timestamp.*|t|seconds|utc.*",
    "label": r"label|place|location|point.*|note.*|comment.*|position|name|where|description|row|no\.?|n|#|id|index|"
    r"sample.*|landmark.*",
}
BEHIND = (
    *("background", "baseline", "offset", "zero", "ambient", "noise", "std", "stdev", "sd", "sigma", "min", "minimum"),
    *("temperature", "range", "threshold", "limit", "status", "quality", "flag", "gradient", "db/dt", "ac", "rms"),
    *("db", "δb", "delta", "difference", "diff", "change", "deviation", "residual", "err"),
    *("log", "log10", "ln", "lg", "ratio", "relative", "normalised", "normalized"),
    *("expected", "predicted", "published", "theoretical", "calculated", "nominal", "specified", "simulated"),
    *("calc", "calc.", "computed", "model", "modelled", "modeled", "fitted", "interpolated", "estimated", "theory"),
    *("reference", "ref", "ref.", "spec", "spec.", "specification", "design", "target", "previous", "prior", "old"),
    *("rf", "b1+", "electric", "e", "hf"),
)
TOTAL = ("total", "tot", "abs", "absolute", "magnitude", "mod", "modulus", "norm", "vector", "resultant", "sum", "v")
NAMED = ("point", "place", "location", "position", "row", "sample", "landmark", "note", "comment", "label")
COUNTED = ("no", "no.", "number", "id", "#", "index", "count", "name")
UNITS = ("unit", "units", "einheit", "einheiten", "unité", "unités", "unidad", "unidades")
AVERAGE, LARGEST = ("mean", "average", "avg", "median"), ("max", "maximum", "peak", "hold")
_FIELD = re.compile(
    r"\|?b\d?\|?|b[\d_ -]*(x|y|z|r|phi|theta|rho|v|tot|total|mag|abs|field|sum|mod|magnitude|norm|max|mean)|field|feld|"
    r"champ|campo|feldstärke|flussdichte|veld|maes|magnet\w*|mag|reading|value|flux|gauss|induction|measured|"
    r"measurement|tesla|static|total|modulus|vector"
)
_AXIS = re.compile(
    r"(?:^|[^a-z])(?:b\d?)?(x|y|z|r|phi|theta|rho|radial|axial)(?:[ _-]?(?:axis|component|comp))?(?:$|[^a-z])"
)
_BEHIND_B = re.compile(r"b\d?(?:rms|ac|pp|std|sd|min|off|offset|bg|noise|err)")
_OF_PLACES = {"x", "y", "z", "position", "place", "distance", "height", "positioning"}
_SAME = {"rho": "r", "radial": "r", "axial": "z"}


def words(name: str) -> list[str]:
    """A name's words in small letters, parted at blanks, underscores, strokes and where an axis follows a B."""
    return [w for w in re.split(r"[\s_,;/()\[\]-]+", name.lower().strip(" _-")) if w]


def meaning(body: str, field_unit: bool) -> str:
    """What a name without its unit says; `field_unit` tells that its unit is one of field.

    A field is "field", or "field total", "field mean", "field max", one part of it ("field x", "field r", ...), or
    "background" for what is beside it.
    """
    lower = body.lower().strip(" _-")
    if not field_unit:
        place = next((m for m, p in PLACES.items() if re.fullmatch(p, lower)), "")
        if place:
            return place
    said = words(lower)
    if not field_unit and any(w in UNITS for w in said):
        return "other"
    other = next((m for m, p in OTHERS.items() if re.fullmatch(p, lower)), "")
    if other == "uncertainty" and _OF_PLACES & {*said}:
        return "other"
    if not field_unit and (other in {"uncertainty", "time"} or (said and (said[0] in NAMED or said[-1] in COUNTED))):
        return other or "label"
    if field_unit or any(_FIELD.fullmatch(w) for w in said) or lower in {"|b|", "b"}:
        return _of_field(lower, said, field_unit)
    return other or "other"


def _of_field(lower: str, said: list[str], field_unit: bool) -> str:
    if re.fullmatch(OTHERS["uncertainty"], lower):
        return "uncertainty"
    if any(w in BEHIND or _BEHIND_B.fullmatch(w) for w in said):
        return "background" if field_unit or said[0] in {"b", "field"} else "other"
    if any(w in TOTAL for w in said) or re.search(r"\bb\d?[_ -]?(tot|total|mag|abs|sum|mod|norm|v)\b", lower):
        return "field total"
    axis = _AXIS.search(" ".join(said))
    if axis:
        return f"field {_SAME.get(axis[1], axis[1])}"
    if any(w in AVERAGE for w in said):
        return "field mean"
    return "field max" if any(w in LARGEST for w in said) else "field"
