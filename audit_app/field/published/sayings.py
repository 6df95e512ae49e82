"""What a structured plot says of its units in its entries, beside those in the names of its levels' distances."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from audit_app.field.files.symbols import in_base, kind, known_unit, symbol
from audit_app.field.files.titles import contradicted, listed

MOST = 20_000  # entries looked at; a plot has some dozens
VALUES = re.compile(r"(level|radial|axial|points)(?:_(\w+))?")  # what `entries.py` reads, with its unit
_UNIT = re.compile(
    r"(?:^|_)(?:units?|scale|scaling|multiplier|factor|multiply(?:_by)?|times|conversion|to_m|m_per_\w+|metres_per_\w+|einheit(?:en)?)(?:$|_)"
)
_NAMES = re.compile(r"(?:^|_)(?:name|mr|hospital|site|number|id)(?:$|_)")  # a unit here is a department
_PLAIN = re.compile(
    r"(?i)\s*(?:metric|si|degrees?|deg|°|1|1\.0|1\s*:\s*\d+|x?\s*1)?\s*"
)  # say nothing of feet or gauss


def told_twice(found: Mapping[str, Any], comments: Sequence[str] = ()) -> str:
    """What entries of a plot say against the units in which its distances and levels are given; empty for nothing."""
    used = _used(found)
    said, strict = captions(found)
    for place, value in strict:
        if word := _against(value, used):
            return f"says {place} “{word}”, but gives {' and '.join(sorted(used))}"
    line = contradicted(used, [*comments, *said][:MOST])
    return f"says “{line[:60]}”, but gives {' and '.join(sorted(used))}" if line else ""


def captions(found: Mapping[str, Any]) -> tuple[list[str], list[tuple[str, Any]]]:
    """Words among a plot's entries, each with its name; and the entries that are about units, with their places."""
    said: list[str] = []
    strict: list[tuple[str, Any]] = []
    for place, key, value in _walk(found):
        name = key.replace("_", " ")
        if _UNIT.search(key) and not _NAMES.search(key):
            strict.append((place, value))
        elif VALUES.fullmatch(key):
            continue
        elif "metric" in key and value is False:
            said.append("imperial units")
        elif isinstance(value, str):
            said.append(f"{name}: {value}" if name else value)
        elif value is True or isinstance(value, Mapping | list):
            said.append(name)
    return said, strict


def _used(found: Mapping[str, Any]) -> set[str]:
    """The units that levels and distances of a plot are given in, by their names and texts."""
    units = set()
    levels = found.get("levels")
    for entry in levels if isinstance(levels, list) else []:
        for key, value in entry.items() if isinstance(entry, dict) else ():
            if value is not None and (named := VALUES.fullmatch(str(key))):
                behind = re.search(r"[A-Za-zµμ]+\s*$", value) if isinstance(value, str) else None
                units.add(symbol(named[2] or (behind[0].strip() if behind else "m" if named[1] == "points" else "")))
    return units - {""}


def _walk(found: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every entry with its place in words and its name in small letters, from the outside in; no pairs of points."""
    left: list[tuple[str, Any]] = [("", found)]
    for _ in range(MOST):
        if not left:
            return
        where, value = left.pop()
        if isinstance(value, Mapping):
            for key, inner in value.items():
                place = f"{where}.{key}" if where else str(key)
                small = re.sub(r"(?<=[a-z])(?=[A-Z])|[\s-]+", "_", str(key)).lower()
                yield place, small, inner
                if not (_UNIT.search(small) or VALUES.fullmatch(small)):
                    left.append((place, inner))
        elif isinstance(value, list):
            left += [(where, each) for each in value if isinstance(each, Mapping | list)]
            for each in value:
                if isinstance(each, str):
                    yield where, "", each


def _against(value: Any, used: Collection[str]) -> str:
    """A unit, scale or unknown word that an entry about units says and that is not what is used; empty for none."""
    for said in _leaves(value):
        words = listed(said)
        if not words and not _PLAIN.fullmatch(said):
            return said[:40]
        for word in words:
            alike = {unit for unit in used if kind(unit) == kind(word)}
            if not known_unit(word) or any(in_base(unit) != in_base(word) for unit in alike):
                return word[:40]
    return ""


def _leaves(value: Any) -> Iterator[str]:
    """Every text and number within an entry."""
    left = [value]
    for _ in range(MOST):
        if not left:
            return
        here = left.pop()
        if isinstance(here, Mapping | list):
            left += here.values() if isinstance(here, Mapping) else here
        elif here is not None and here is not False:
            yield str(here)


def comments_of(text: str) -> list[str]:
    """What stands behind a # in each line of a TOML text, outside quotes."""
    plain = (re.sub(r"\"[^\"]*\"|'[^']*'", "", line[:2_000]) for line in text.splitlines()[:MOST])
    return [line.split("#", 1)[1] for line in plain if "#" in line]


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; ValueError for a name that is given twice, where the last would win in silence."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"it gives “{name[:40]}” twice")
        found[name] = value
    return found


def loaded_json(text: str) -> Any:
    """JSON whose names are each given once."""
    return json.loads(text, object_pairs_hook=once)
