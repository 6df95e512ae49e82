"""What is wrong with the shape of a checklist file, in the file's own words: sections and items by their id."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from audit_app.checklist.fault import Fault

# What the reader of a file needs to hear, for each kind of fault that the shape of a value can have.
WORDS: dict[str, tuple[str, str]] = {
    "missing": ("is not given", "Add it"),
    "extra_forbidden": ("is not a field this app knows", "Remove it or correct its spelling"),
    "union_tag_invalid": (
        "is an unknown kind of question",
        "Use compliance, choice, quantity, count, date or text",
    ),
    "union_tag_not_found": ("does not say its kind", "Add kind = compliance, choice, quantity, count, date or text"),
    "string_pattern_mismatch": ("is not an id", "Use small letters, digits, - and _, starting with a letter or digit"),
    "string_type": ("should be words in quotes", "Put it in quotes"),
    "string_too_short": ("is empty", "Fill it in"),
    "tuple_type": ("should be a list", "Put it in [ ]"),
    "too_short": ("has too few entries", "Add what is missing"),
    "bool_type": ("should be true or false", "Write true or false without quotes"),
    "bool_parsing": ("should be true or false", "Write true or false without quotes"),
    "decimal_parsing": ("is not a number", "Write a number, or name an item or a setting to take it from"),
    "decimal_type": ("is not a number", "Write a number, or name an item or a setting to take it from"),
    "finite_number": ("is not an ordinary number", "Write a number"),
    "int_type": ("should be a whole number", "Write a whole number"),
    "int_parsing": ("should be a whole number", "Write a whole number"),
    "int_from_float": ("should be a whole number", "Write a whole number"),
    "model_type": ("should be a table with named fields", "Write it as { name = value }"),
}
SOURCE = "Name the clause of the reference library that it comes from"
_TAGS = {"compliance", "choice", "quantity", "count", "date", "text", "decimal", "FromSetting", "FromItem"}


def shape_faults(raw: Any, error: ValidationError) -> tuple[Fault, ...]:
    """Every fault that pydantic found in a parsed file, one for each place, in file order."""
    found: dict[str, Fault] = {}
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    above = {each["loc"][:end] for each in errors for end in range(len(each["loc"]))}
    for each in errors:
        if each["type"] == "too_short" and each["loc"] in above:
            continue  # a list counts as short only because what is in it is wrong
        place = place_of(raw, each["loc"])
        said, remedy = WORDS.get(each["type"], (_lower(each["msg"]), "Correct it"))
        if each["type"] == "missing" and each["loc"][-1:] == ("source",):
            remedy = SOURCE
        found.setdefault(place, Fault(place, said, remedy))
    return tuple(found.values())


def _lower(message: str) -> str:
    said = message.removeprefix("Input ").removeprefix("Value error, ")
    return said[:1].lower() + said[1:]


def place_of(raw: Any, loc: Iterable[int | str]) -> str:
    """Where a fault is, as words: 'section doors, item door-lock, ask, limit, source'."""
    words: list[str] = []
    at = raw
    for step in loc:
        if isinstance(at, list) and isinstance(step, int) and step < len(at):
            at = at[step]
            named = at.get("id") if isinstance(at, dict) else None
            words[-1:] = [f"{_one(words[-1]) if words else 'entry'} {named or step + 1}"]
            continue
        if step in _TAGS and not (isinstance(at, dict) and step in at):
            continue
        at = at.get(str(step)) if isinstance(at, dict) else None
        words.append(str(step))
    return ", ".join(words) or "the file"


def _one(many: str) -> str:
    """The singular of a list's name: sections, items, history."""
    return many.removesuffix("s")
