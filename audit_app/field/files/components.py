"""Which columns make up the field: the total if it is there, else its components, else somebody is asked."""

from collections.abc import Sequence

SETS = (("x", "y", "z"), ("r", "phi", "z"), ("r", "theta", "phi"))
PARTS = ("x", "y", "z", "r", "phi", "theta")


def field_columns(meanings: Sequence[str], names: Sequence[str]) -> tuple[dict[str, int], str]:
    """The column of the total ("field") and of each part ("field x", ...), and a question where it is not plain.

    `meanings` and `names` are those of every column, from the left.
    """
    by: dict[str, list[int]] = {}
    for i, meaning in enumerate(meanings):
        by.setdefault(meaning, []).append(i)
    parts = {f"field {p}": by[f"field {p}"] for p in PARTS if f"field {p}" in by}
    if "field total" in by and "field" in by:
        either = [*by["field total"], *by["field"]]
        return {}, f"{_named(names, either)} could each be the field. Which column is it? Count from 1, left to right."
    for meaning in ("field total", "field"):
        if len(by.get(meaning, ())) == 1:
            return {"field": by[meaning][0]} | {m: at[0] for m, at in parts.items() if len(at) == 1}, ""
    totals = [i for m in ("field total", "field", "field max", "field mean") for i in by.get(m, ())]
    if len(totals) > 1:
        return {}, f"{_named(names, totals)} could each be the field. Which column is it? Count from 1, left to right."
    if totals and not parts:
        return {"field": totals[0]}, ""
    if any(len(at) > 1 for at in parts.values()):
        every = [i for at in parts.values() for i in at]
        return {}, f"{_named(names, every)} are of more than one probe. Which column is the field?"
    return {m: at[0] for m, at in parts.items()} | ({"field": totals[0]} if totals else {}), ""


def whole(fields: Sequence[str]) -> bool:
    """Whether components make up a vector: all three of one set."""
    return any(all(f"field {p}" in fields for p in kind) for kind in SETS)


def _named(names: Sequence[str], which: Sequence[int]) -> str:
    return " and ".join(f"column {i + 1} (“{names[i].strip()[:40]}”)" for i in sorted(which))
