"""How many rows a list has, and what can be chosen in each of its columns, in one statement.

A list may be dear to work out, and its page asks both at once: the rows are gone through once for all of it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, FromClause, Integer, Select, Text, cast, func, literal, null, or_, select, tuple_

from audit_app.hub.database import Within

MOST_CHOICES = 200


def count_and_choices(within: Within, rows: FromClause, names: Sequence[str]) -> tuple[int, dict[str, list[str]]]:
    """The number of rows, and for each name of a column the values that some row has, at most so many."""
    by_name = {_bit(names, name): name for name in names}
    many, found = 0, {name: list[str]() for name in names}
    for row in within.run(_ordered(within, rows, names)):
        if row["which"] in by_name:
            found[by_name[row["which"]]].append(row["value"])
        else:
            many = row["n"]
    return many, found


def _bit(names: Sequence[str], name: str = "") -> int:
    """How GROUPING tells a group by one column, or by none: each column that it is not by is a bit."""
    every = 2 ** len(names) - 1
    return every - 2 ** (len(names) - 1 - names.index(name)) if name else every


def _ordered(within: Within, rows: FromClause, names: Sequence[str]) -> Select[Any]:
    """Each value with which column it is of, in the order of its letters, no more of one column than there may be."""
    together = within.connection.dialect.name == "postgresql"
    each = (_grouped if together else _one_by_one)(within, rows, names).subquery("groups")
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
    wanted: Select[Any] = select(which.label("which"), value.label("value"), func.count().label("n")).select_from(rows)
    return within.held(wanted.group_by(sets))


def _one_by_one(within: Within, rows: FromClause, names: Sequence[str]) -> CompoundSelect[Any]:
    """By one column after another, over rows that were worked out once."""
    once = within.held(select(*(rows.c[name] for name in names)).select_from(rows)).cte("once")
    parts: list[Select[Any]] = [select(literal(_bit(names)).label("which"), cast(null(), Text).label("value"),
                                       func.count().label("n")).select_from(once)]  # fmt: skip
    for name in names:
        own = once.c[name]
        parts.append(select(literal(_bit(names, name)), own, func.count()).select_from(once).group_by(own))
    return within.together(*parts)
