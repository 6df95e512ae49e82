"""Whether a table says a unit twice and not the same: in one name, in a row below the names, in a column of units."""

import re
from collections.abc import Iterator, Sequence

from audit_app.field.files.names import PLACES, UNITS
from audit_app.field.files.symbols import FIELD, LENGTH, in_base, kind, symbol

_UNIT_COLUMN = re.compile(rf"(?:^|[^a-z])(?:{'|'.join(UNITS)})(?:$|[^a-z])", re.IGNORECASE)
_NO_UNIT = re.compile(  # a gauss meter, a 5 G line
    r"(?<![A-Za-z])[A-Za-z]+[ -](?:meter|metre|probe|lines?|contours?)\b|\d+(?:\.\d+)?\s*[A-Za-zµ]+", re.IGNORECASE
)


def of(meaning: str) -> str:
    """The kind of quantity that a column of a meaning holds; empty for what is neither place nor field."""
    return LENGTH if meaning in PLACES else FIELD if meaning.startswith("field") else ""


def same(one: str, other: str) -> bool:
    """Whether two words name one unit."""
    return in_base(one) == in_base(other) if kind(one) and kind(other) else one == other


def units_in(name: str, wanted: str) -> list[str]:
    """The different units of a kind that a column's name says: both of “radial ft (m)”."""
    bare = _NO_UNIT.sub(" ", name)
    words = re.findall(r"[A-Za-zµßß]+|['\"]", bare)
    if "(in" not in bare.replace(" ", "") and "[in" not in bare.replace(" ", ""):
        words = [word for word in words if word.lower() != "in"]
    found: list[str] = []
    for word in words:
        if kind(word) == wanted and not any(same(word, other) for other in found):
            found.append(word)
    return found


def twice(name: str, meaning: str, said: str, below: str, plain: bool) -> str:
    """What is wrong where a column's name and the row of units below it say two; `plain`: its cells are no pairs."""
    wanted = of(meaning)
    shown = name.strip()[:60]
    if below and said and wanted and kind(said) and not same(said, below):
        return f"has “{shown}” above “{below}”, two units"
    units = units_in(name, wanted) if wanted and plain else []
    return f"has “{shown}”, which names two units, {' and '.join(units)}" if len(units) > 1 else ""


def unit_columns(names: Sequence[str], meanings: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Columns that hold units, each with the columns that they are of: as named, else to their left, else the field."""
    for i, name in enumerate(names):
        if not _UNIT_COLUMN.search(name.replace("_", " ")):
            continue
        rest = re.sub(_UNIT_COLUMN, " ", name.replace("_", " ")).strip(" -()[]").lower()
        places = [j for j, m in enumerate(meanings) if m in PLACES]
        fields = [j for j, m in enumerate(meanings) if m.startswith("field")]
        if rest in PLACES:
            yield i, [j for j in places if meanings[j] == rest]
        elif re.match(r"len|dist|pos|plac|coord|länge", rest):
            yield i, places
        elif rest or (i and of(meanings[i - 1]) == FIELD):
            yield i, fields if re.match(r"field|b\b|mag|feld|flux|reading|value", rest) or not rest else []
        else:
            yield i, [i - 1] if i and of(meanings[i - 1]) else fields


def unlike(cells: Sequence[str], meaning: str, unit: str) -> str:
    """The first cell of a column of units that cannot be of a column that it belongs to; empty for none.

    A field's own unit may differ from row to row; a place's must be that of its column.
    """
    wanted = of(meaning)
    fits = {
        c: bool(symbol(c)) and kind(c) == wanted and (wanted == FIELD or not unit or same(c, unit)) for c in {*cells}
    }
    return next((cell for cell in cells if cell and not fits[cell]), "")
