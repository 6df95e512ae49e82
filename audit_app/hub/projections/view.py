"""A list as somebody asked for it: the database filters, sorts, counts and pages; no more rows come than are shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Float, FromClause, Select, Text, and_, case, cast, func, literal, or_, select

from audit_app.hub.database import Row, Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.projections.choices import count_and_choices, with_choices
from audit_app.hub.projections.lists import Column, Listing
from audit_app.hub.tables import table

MOST_SORTED = 200  # letters by which a text is sorted: the index that has the first order holds no endless ones


@dataclass(frozen=True)
class Asked:
    """Words that a row holds somewhere, values chosen in columns, the column to sort by (- downward)."""

    words: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.words.split() and not any(self.chosen.values())


@dataclass(frozen=True)
class Sheet:
    """What a page shows of a list: some rows from one on, how many fit and how many there are, what can be chosen."""

    rows: list[Row]
    start: int
    many: int
    every: int
    choices: dict[str, list[str]]


class View:
    """One list for one caller on a day, in a transaction."""

    def __init__(self, within: Within, listing: Listing, caller: Caller, today: date) -> None:
        self._within, self._listing, self._caller = within, listing, caller
        query = within.held(listing.query(within, caller, today))
        self._all: FromClause = query.cte("listed") if listing.dear else query.subquery("listed")
        self._rows = within.held(select(self._all))

    def sheet(self, asked: Asked, start: int, most: int) -> Sheet:
        """A page of it; a list that is dear is worked out once for all of the page."""
        if self._listing.dear:
            page = self._wanted(asked).offset(start).limit(most)
            fits = self._rows.where(self._fits(asked))
            found = with_choices(self._within, self._all, self._choices, fits, page, partial(self._order, asked.sort))
            return Sheet(found.rows, min(start, found.many), found.many, found.every, found.choices)
        every, choices = self.whole()
        many = every if asked.everything else self.count(asked)
        start = min(start, many)
        return Sheet(self.page(asked, start, most), start, many, every, choices)

    def count(self, asked: Asked | None = None) -> int:
        """How many rows there are, or fit."""
        wanted = self._rows.with_only_columns(func.count().label("n"), maintain_column_froms=True)
        return int(self._within.run(wanted.where(self._fits(asked)) if asked else wanted)[0]["n"])

    def page(self, asked: Asked, start: int, most: int) -> list[Row]:
        """The rows that fit, from one on, so many at most."""
        return self._within.run(self._wanted(asked).offset(start).limit(most))

    def stream(self, asked: Asked) -> Iterator[Row]:
        """Every row that fits, one after another."""
        return self._within.stream(self._wanted(asked))

    def whole(self) -> tuple[int, dict[str, list[str]]]:
        """How many rows there are, and what can be chosen in each column: each value that some row has."""
        names = self._choices
        return count_and_choices(self._within, self._all, names, self._own(names))

    @property
    def _choices(self) -> list[str]:
        return [each.name for each in self._listing.columns if each.choice]

    def _own(self, names: Sequence[str]) -> dict[str, ColumnElement[str]]:
        """The table's own columns where a list shows each row of it and the caller may see them all."""
        if not self._listing.table or not self._caller.grants.everywhere(Right.SEE):
            return {}
        return {name: table(self._listing.table).c["unit_name" if name == "unit" else name] for name in names}

    def _wanted(self, asked: Asked) -> Select[Any]:
        return self._rows.where(self._fits(asked)).order_by(*self._order(asked.sort, self._all))

    def _fits(self, asked: Asked) -> ColumnElement[bool]:
        fits = [self._all.c[name] == _plain(value) for name, value in asked.chosen.items() if value]
        words = _plain(asked.words).lower().split()
        if words:
            text, folds = self._text(), self._within.connection.dialect.name == "sqlite"
            for word in words:  # to LIKE of SQLite the case of English letters is one
                whole = text if folds and word.isascii() else func.lower(text)
                fits.append(whole.contains(word, autoescape=True))
        return and_(literal(True), *fits)

    def _text(self) -> ColumnElement[str]:
        """Everything a row shows."""
        parts = [func.coalesce(cast(self._all.c[each.name], Text), "") for each in self._listing.columns]
        whole: ColumnElement[str] = parts[0]
        for part in parts[1:]:
            whole = whole + " " + part
        return whole

    def _order(self, sort: str, rows: FromClause) -> list[ColumnElement[Any]]:
        """By one column, what is empty last; rows that are alike in it always in the same order."""
        name = sort.removeprefix("-")
        column = next((each for each in self._listing.columns if each.name == name), None)
        if column is None:
            return [rows.c.key.asc()]
        by = _key(rows.c[name], column)
        return [_empty(rows.c[name], column), by.desc() if sort.startswith("-") else by.asc(), rows.c.key]


def _key(own: ColumnElement[Any], column: Column) -> ColumnElement[Any]:
    if not column.number:
        return func.substr(func.lower(own), 1, MOST_SORTED)
    return cast(func.nullif(own, ""), Float) if isinstance(own.type, Text) else own


def _empty(own: ColumnElement[Any], column: Column) -> ColumnElement[int]:
    blank = own.is_(None) if column.number and not isinstance(own.type, Text) else or_(own.is_(None), own == "")
    return case((blank, 1), else_=0)


def _plain(text: str) -> str:
    """Without the one character that no row can hold."""
    return text.replace("\x00", " ")
