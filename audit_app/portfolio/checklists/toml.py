"""A checklist as TOML text: what its writer laid out and remarked stays, and only what differs is written anew."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, InlineTable, Item, Key, Null, Table, Whitespace

from audit_app.checklist.model import Checklist
from audit_app.checklist.reader import parse
from audit_app.errors import ChecklistError

Raw = Mapping[str, Any]
TABLES = ("history", "things", "sections", "items")  # what is written as tables of their own, not within a line


def to_toml(checklist: Checklist, like: str = "") -> str:
    """The text of a checklist file; ChecklistError when it would not read back as the same checklist.

    `like` is the text of the version it was made from: its comments and layout are kept.
    """
    where = f"{checklist.title}, version {checklist.version}"
    text = _changed(like, checklist) if like else ""
    if not text or _read_back(text, where) != checklist:
        text = _fresh(checklist)
    if _read_back(text, where) != checklist:
        raise ChecklistError(checklist.title, "cannot be written as a file", "Edit the file instead")
    return text


def _read_back(text: str, where: str) -> Checklist | None:
    try:
        return parse(text, where)
    except ChecklistError:
        return None


def _raw(checklist: Checklist) -> dict[str, Any]:
    return checklist.model_dump(mode="python", by_alias=True, exclude_none=True, exclude_defaults=True)


def _fresh(checklist: Checklist) -> str:
    return raw_text(_raw(checklist))


def raw_text(values: Raw) -> str:
    """Plain values as the lines of a file."""
    document = tomlkit.document()
    _fill(document, values)
    return document.as_string().strip() + "\n"


def _changed(like: str, checklist: Checklist) -> str:
    """The text it was made from, with what differs put in; empty where that cannot be done."""
    try:
        document = tomlkit.parse(like)
        _patch(document, _raw(parse(like, "")), _raw(checklist))
        return document.as_string()
    except (TOMLKitError, ChecklistError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return ""


def _fill(table: Table | Container, values: Raw) -> None:
    for name, value in values.items():
        if name not in TABLES:
            table.append(name, _item(value))
    for name in TABLES:
        if name in values:
            many = tomlkit.aot()
            for each in values[name]:
                many.append(_table(each))
            table.append(name, many)


def _table(values: Raw) -> Table:
    table = tomlkit.table()
    _fill(table, values)
    table.value.body.append((None, Whitespace("\n")))
    return table


def _item(value: Any) -> Item:
    """A value as it stands within a line."""
    if isinstance(value, Decimal):
        return tomlkit.value(f"{value:f}")
    if isinstance(value, Mapping):
        inline: InlineTable = tomlkit.inline_table()
        for name, each in value.items():
            inline.append(name, _item(each))
        return inline
    if isinstance(value, list | tuple):
        array: Array = tomlkit.array()
        for each in value:
            array.append(_item(each))
        return array
    item: Item = tomlkit.item(value)
    return item


def _patch(table: Table | Container, old: Raw, new: Raw) -> None:
    """Puts into a table what differs between two of its states, and leaves the rest of its text alone."""
    for name in old.keys() - new.keys():
        table.remove(name)
    for name, value in new.items():
        if name in TABLES and name in old:
            _patch_many(table, name, old[name], value)
        elif name in TABLES:
            _fill(table, {name: value})
        elif old.get(name) != value:
            table[name] = _item(value)


def _patch_many(parent: Table | Container, name: str, old: Sequence[Raw], new: Sequence[Raw]) -> None:
    many = parent[name]
    if not isinstance(many, AoT):
        raise TypeError(name)
    here = [_key(each) for each in old]
    for place in reversed(range(len(here))):
        if here[place] not in {_key(each) for each in new}:
            _take_out(parent, name, many, place)
            del here[place]
    known = {_key(each): each for each in old}
    for place, each in enumerate(new):
        key = _key(each)
        if place < len(here) and here[place] == key:
            _patch(many[place], known[key], each)
        elif key in known:
            raise ValueError(key)  # in another order: the text is laid out anew
        else:
            _put_in(parent, name, many, place, _table(each))
            here.insert(place, key)


def _key(each: Raw) -> Any:
    return each.get("id", each.get("version"))


# Remarks stand above the table they are about, and TOML counts them to the table before it.


def _take_out(parent: Table | Container, name: str, many: AoT, place: int) -> None:
    """Removes a table with the remarks above it; those above the next one stay."""
    _above(parent, name, many, place).text = _below(many[place]).text
    del many[place]


def _put_in(parent: Table | Container, name: str, many: AoT, place: int, table: Table) -> None:
    """Adds a table between the one before it and the remarks above the one after."""
    above = _above(parent, name, many, place)
    _below(table).text = above.text or "\n"
    above.text = "\n"
    many.insert(place, table)


class _Remarks:
    """The remarks and blank lines that end a body, or the part of it before `end`."""

    def __init__(self, body: list[tuple[Key | None, Item]], end: int) -> None:
        self._body, self._end = body, end
        self._start = end
        while self._start and body[self._start - 1][0] is None:
            self._start -= 1

    @property
    def text(self) -> str:
        """What they say, with their line ends."""
        return "".join(each.as_string() for _, each in self._body[self._start : self._end])

    @text.setter
    def text(self, text: str) -> None:
        if self._start == self._end and self._end < len(self._body):  # no place between two entries: behind the first
            self._body[self._end - 1][1].trivia.trail += text
            return
        self._body[self._start : self._end] = [
            (None, Whitespace(text)),
            *[(None, Null())] * (self._end - self._start - 1),
        ]
        self._end = max(self._end, self._start + 1)


def _above(parent: Table | Container, name: str, many: AoT, place: int) -> _Remarks:
    """The remarks above the place of a table among many."""
    if place:
        return _below(many[place - 1])
    body = _body(parent)
    return _Remarks(body, next(at for at, (key, _) in enumerate(body) if key is not None and key.key == name))


def _below(table: Table | Container) -> _Remarks:
    """The remarks at the end of a table, which are those above whatever comes next."""
    body = _body(table)
    keyed = [each for key, each in body if key is not None]
    last = keyed[-1] if keyed else None
    return _below(last[-1]) if isinstance(last, AoT) and len(last) else _Remarks(body, len(body))


def _body(table: Table | Container) -> list[tuple[Key | None, Item]]:
    return table.body if isinstance(table, Container) else table.value.body
