"""How many rows a list has, and what can be chosen in each of its columns, in one statement.

A list may be dear to work out, and its page asks both at once: the rows are gone through once for all of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    Text,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
)

from audit_app.hub.database import Row, Within

MOST_CHOICES = 200
MOST_STEPS = 5000  # values of a column that are found one after another; to go through the rows is quicker then
FIT, PAGE = -2, -1  # how a row tells that it is no choice
Own = Mapping[str, ColumnElement[str]]
Order = Callable[[FromClause], Sequence[ColumnElement[Any]]]


def count_and_choices(
    within: Within, rows: FromClause, names: Sequence[str], own: Own | None = None
) -> tuple[int, dict[str, list[str]]]:
    """The number of rows, and for each name of a column the values that some row has, at most so many.

    Where the rows are all that a table has, `own` are its columns of these names, each with an index: values are found
    by those, and the rows are only counted.
    """
    if own:
        found = within.run(_numbered(within, _stepped(within, rows, names, own), names))
        if all(row["n"] < MOST_STEPS for row in found if row["which"] != _bit(names)):
            return _told(found, names)
    together = within.connection.dialect.name == "postgresql"
    return _told(
        within.run(_numbered(within, (_grouped if together else _one_by_one)(within, rows, names), names)), names
    )


@dataclass(frozen=True)
class Found:
    """The rows of a page, how many fit, how many there are, and what can be chosen."""

    rows: list[Row]
    many: int
    every: int
    choices: dict[str, list[str]]


def with_choices(
    within: Within, rows: FromClause, names: Sequence[str], fits: Select[Any], page: Select[Any], order: Order
) -> Found:
    """The same together with a page of the rows, and how many fit: in one statement, so that they are made once.

    `rows` must be a CTE, and `fits` and `page` read from it; `order` gives what the page is ordered by of its columns.
    """
    every = (_grouped if within.connection.dialect.name == "postgresql" else _one_by_one)(within, rows, names)
    choices = within.held(_numbered(within, every, names)).subquery("choices")
    some = within.held(page).subquery("page")
    fit = within.held(fits).subquery("fit")
    nth = func.row_number().over(order_by=order(some))
    blank = [cast(null(), each.type).label(each.name) for each in rows.c]
    told = within.together(
        select(choices.c.which, choices.c.value.label("choice"), choices.c.n, choices.c.nth, *blank),
        select(literal(FIT), cast(null(), Text), func.count(), literal(1), *blank).select_from(fit),
        select(literal(PAGE), cast(null(), Text), literal(0), nth, *some.c),
    ).subquery("told")
    found = within.run(within.held(select(told)).order_by(told.c.which, told.c.nth))
    groups = [{**row, "value": row["choice"]} for row in found if row["which"] >= 0]
    many = next(row["n"] for row in found if row["which"] == FIT)
    shown = [{each.name: row[each.name] for each in rows.c} for row in found if row["which"] == PAGE]
    return Found(shown, many, *_told(groups, names))


def _told(rows: list[Row], names: Sequence[str]) -> tuple[int, dict[str, list[str]]]:
    by_name = {_bit(names, name): name for name in names}
    many, found = 0, {name: list[str]() for name in names}
    for row in rows:
        if row["which"] in by_name:
            found[by_name[row["which"]]].append(row["value"])
        else:
            many = row["n"]
    return many, found


def _bit(names: Sequence[str], name: str = "") -> int:
    """How GROUPING tells a group by one column, or by none: each column that it is not by is a bit."""
    every = 2 ** len(names) - 1
    return every - 2 ** (len(names) - 1 - names.index(name)) if name else every


def _numbered(within: Within, found: Select[Any] | CompoundSelect[Any], names: Sequence[str]) -> Select[Any]:
    """Each value with which column it is of, in the order of its letters, no more of one column than there may be."""
    each = found.subquery("groups")
    by = func.lower(each.c.value), each.c.value
    nth = func.row_number().over(partition_by=each.c.which, order_by=by).label("nth")
    full = or_(each.c.value != "", each.c.which == _bit(names))
    some = within.held(select(each, nth).where(full)).subquery("numbered")
    return select(some).where(some.c.nth <= MOST_CHOICES).order_by(some.c.which, some.c.nth)


def _grouped(within: Within, rows: FromClause, names: Sequence[str]) -> Select[Any]:
    """By every column at once, as PostgreSQL can."""
    own = [rows.c[name] for name in names]
    sets = func.grouping_sets(tuple_(), *(tuple_(each) for each in own))
    which, value = func.grouping(*own, type_=Integer), func.coalesce(*own, null())
    wanted = select(*_group(which, value)).select_from(rows)
    return within.held(wanted.group_by(sets))


def _one_by_one(within: Within, rows: FromClause, names: Sequence[str]) -> CompoundSelect[Any]:
    """By one column after another, over rows that were worked out once."""
    once = within.held(select(*(rows.c[name] for name in names)).select_from(rows)).cte("once")
    each = [
        (once.c[name], select(*_group(literal(_bit(names, name)), once.c[name])).select_from(once)) for name in names
    ]
    return within.together(_every(once, names), *(wanted.group_by(own) for own, wanted in each))


def _stepped(within: Within, rows: FromClause, names: Sequence[str], own: Own) -> CompoundSelect[Any]:
    """The values of each column by its own index; `n` is how many there are."""
    parts = []
    for name in names:
        steps = within.steps(own[name]).limit(MOST_STEPS).subquery()
        parts.append(select(*_group(literal(_bit(names, name)), steps.c.value, func.count().over())).select_from(steps))
    return within.together(_every(rows, names), *parts)


def _every(rows: FromClause, names: Sequence[str]) -> Select[Any]:
    return select(*_group(literal(_bit(names)), cast(null(), Text))).select_from(rows)


def _group(which: ColumnElement[int], value: ColumnElement[Any], n: Any = None) -> list[ColumnElement[Any]]:
    return [which.label("which"), value.label("value"), (func.count() if n is None else n).label("n")]
