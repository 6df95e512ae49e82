"""A checklist as TOML text, laid out as physicists write it; it reads back as the same checklist."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from audit_app.checklist.model import Checklist
from audit_app.checklist.reader import parse
from audit_app.errors import ChecklistError


def to_toml(checklist: Checklist) -> str:
    """The text of a checklist file; ChecklistError when it would not read back as the same checklist."""
    raw = checklist.model_dump(mode="python", by_alias=True, exclude_none=True, exclude_defaults=True)
    text = "\n".join(_table(raw, ())).strip() + "\n"
    if parse(text, f"{checklist.title}, version {checklist.version}") != checklist:
        raise ChecklistError(checklist.title, "cannot be written as a file", "Edit the file instead")
    return text


def _table(values: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    tables = {name: each for name, each in values.items() if _is_tables(each) and (len(path) < 2)}
    for name, each in values.items():
        if name not in tables:
            yield f"{name} = {_value(each)}"
    for name, many in tables.items():
        for each in many:
            yield ""
            yield f"[[{'.'.join((*path, name))}]]"
            yield from _table(each, (*path, name))


def _is_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    return "[" + ", ".join(_value(each) for each in value) + "]"


def _quoted(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    safe = (
        escapes.get(each, each if each.isprintable() or ord(each) > 159 else f"\\u{ord(each):04X}") for each in text
    )
    return f'"{"".join(safe)}"'
