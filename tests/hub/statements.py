"""What a statement of the hub must be like, so that its tables can be parted by tenant over several servers.

A statement that names one tenant for every table of tenants in it is answered by one partition, or one server, whatever
else it does. Wherever a hub runs in these tests, each of its statements is looked at before it is carried out.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import BindParameter, Delete, Insert, Select, Table, Update
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, ClauseElement, Grouping, TextClause
from sqlalchemy.sql.functions import Function, next_value
from sqlalchemy.sql.selectable import Alias, Join, Subquery

from audit_app.hub.database import sources

HUB = Path(__file__).parents[2] / "audit_app" / "hub"
TEXTS = ("select set_config('mr_audit.tenant', :tenant, true)",)  # what is said in SQL itself, and names no table
OF_ONE_SERVER = ("nextval", "currval", "setval", "lastval", "pg_notify", "txid_current", "pg_current_xact_id")


def faults(statement: object, values: dict[str, Any] | None = None) -> list[str]:
    """Why a statement would not carry over; nothing when it would. `values` are those given beside it."""
    if isinstance(statement, TextClause):
        return [] if statement.text in TEXTS else [f"SQL as text: {statement.text[:80]}"]
    if not isinstance(statement, ClauseElement):
        return []
    found, tenants = [], set[object]()
    for part in visitors.iterate(statement):
        if isinstance(part, next_value) or (isinstance(part, Function) and _of_one_server(part.name)):
            found.append(f"what one server alone knows: {part}")
        if isinstance(part, Select | Update | Delete):
            found += _unheld(part, tenants)
        if isinstance(part, Insert):
            found += _put(part, values or {}, tenants)
    return found + ([f"several tenants at once: {sorted(map(str, tenants))}"] if len(tenants) > 1 else [])


def _of_one_server(name: str) -> bool:
    return name in OF_ONE_SERVER or name.startswith("pg_advisory")


def _unheld(part: Any, tenants: set[object]) -> Iterator[str]:
    """Tables that no condition holds to a tenant; fills `tenants` with those that are named."""
    read_from = sources(part) if isinstance(part, Select) else [part.table]
    conditions = list(_and(part.whereclause))
    tables: list[Any] = []
    for each in read_from:
        _walk(each, tables, conditions)
    pairs = [each for each in conditions if isinstance(each, BinaryExpression) and each.operator is operators.eq]
    held: set[object] = set()
    for pair in pairs:
        for one, other in ((pair.left, pair.right), (pair.right, pair.left)):
            if getattr(one, "name", "") == "tenant" and isinstance(other, BindParameter):
                held.add(one.table)
                tenants.add(other.value)
    for pair in pairs * 2:  # held by being the same as one that is
        if getattr(pair.left, "name", "") == getattr(pair.right, "name", "") == "tenant":
            held |= {pair.left.table, pair.right.table} if held & {pair.left.table, pair.right.table} else set()
    for each in tables:
        if each not in held:
            yield f"{type(part).__name__.lower()} of {each.name} without a tenant"
    if isinstance(part, Update) and any(_name(key) == "tenant" for key in part._values or ()):
        yield "changes whose a row is"


def _put(part: Insert, values: dict[str, Any], tenants: set[object]) -> Iterator[str]:
    said = {_name(key): value for key, value in (part._values or {}).items()} | values
    table: Any = part.table
    if part.select is not None:
        yield "insert of what a query finds"
    if "tenant" in table.c and "tenant" not in said:
        yield f"insert into {table.name} without a tenant"
    if "tenant" in table.c and "tenant" in said:
        given = said["tenant"]
        tenants.add(given.value if isinstance(given, BindParameter) else given)


def _name(key: Any) -> str:
    return str(getattr(key, "name", key))


def _walk(source: Any, tables: list[Any], conditions: list[Any]) -> None:
    if isinstance(source, Join):
        conditions += _and(source.onclause)
        _walk(source.left, tables, conditions)
        _walk(source.right, tables, conditions)
    elif isinstance(source, Table | Alias) and not isinstance(source, Subquery) and "tenant" in source.c:
        tables.append(source)


def _and(clause: Any) -> Iterator[Any]:
    """The conditions that all hold."""
    if isinstance(clause, Grouping):
        yield from _and(clause.element)
    elif isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for each in clause.clauses:
            yield from _and(each)
    elif clause is not None:
        yield clause


def of_the_hub() -> bool:
    """Whether the statement that is about to be carried out stands in the hub's own code, its migrations apart."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if "sqlalchemy" not in name and name != __file__ and not name.endswith("tests/hub/conftest.py"):
            path = Path(name)
            return path.is_relative_to(HUB) and "migrations" not in path.parts
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False
