"""Transactions on the hub's database, and the one place where a tenant's rows are told from others'.

Everything a tenant owns is reached through `Within`, which adds the tenant to every statement. On PostgreSQL the
transaction also names its tenant, and the policies of the tables show it no other rows: a second wall.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Connection,
    Engine,
    Executable,
    FromClause,
    Select,
    Subquery,
    Table,
    and_,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.sql.selectable import Join, SelectState

from audit_app.audit.log.clock import utc
from audit_app.hub.tables import table

Row = dict[str, Any]
BUSY_MS = 20_000  # how long a writer waits for another one on SQLite
NAME_TENANT = text("select set_config('mr_audit.tenant', :tenant, true)")


class Database:
    """The hub's database; every deed is one transaction, durable when the block around it ends."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.postgres = self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Gives its connections back."""
        self.engine.dispose()

    @contextmanager
    def within(self, tenant: str, write: bool = False) -> Iterator["Within"]:
        """A transaction on one tenant's rows; `write` lets it change them."""
        with self._transaction(write) as connection:
            if self.postgres:
                connection.execute(NAME_TENANT, {"tenant": tenant})
            yield Within(connection, tenant)

    @contextmanager
    def outside(self, write: bool = False) -> Iterator[Connection]:
        """A transaction on what belongs to no tenant: the list of tenants, and tries at doors."""
        with self._transaction(write) as connection:
            yield connection

    @contextmanager
    def _transaction(self, write: bool) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            changed = connection.execution_options(hub_writes=write)
            with changed.begin():
                yield changed

    def tenants(self) -> list[str]:
        """The ids of every tenant, the oldest first."""
        tenants = table("tenants")
        with self.outside() as connection:
            return list(connection.scalars(select(tenants.c.id).order_by(tenants.c.created_at, tenants.c.id)))

    def alive(self) -> bool:
        """Whether it answers."""
        with self.outside() as connection:
            return connection.scalar(select(1)) == 1


class Within:
    """One tenant's rows, in one transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self.connection, self.tenant = connection, tenant

    def run(self, statement: Select[Any]) -> list[Row]:
        """The rows of a query, of this tenant only, whatever tables it names."""
        return [dict(row) for row in self.connection.execute(self.held(statement)).mappings()]

    def stream(self, statement: Select[Any], at_once: int = 500) -> Iterator[Row]:
        """The rows of a query as they come, never more in memory than `at_once`."""
        found = self.connection.execution_options(yield_per=at_once).execute(self.held(statement))
        yield from (dict(row) for row in found.mappings())

    def held(self, statement: Select[Any]) -> Select[Any]:
        """A query that sees this tenant's rows only; a query in it must be held before it is put there.

        What was held stays so while conditions and an order are added to it.
        """
        if self._is_held(statement):
            return statement
        own = [each.c.tenant == self.tenant for each in self._tables_of(statement)]
        return statement.where(*own).execution_options(hub_tenant=self.tenant)

    def own(self, name: str) -> Subquery:
        """One table's rows of this tenant, to be joined with others; the only way to the right of an outer join."""
        return self.held(select(table(name))).subquery()

    def together(self, *statements: Select[Any]) -> CompoundSelect[Any]:
        """The rows of several queries one after another, each held to this tenant."""
        return union_all(*map(self.held, statements)).execution_options(hub_tenant=self.tenant)

    def steps(self, own: ColumnElement[str]) -> Select[Any]:
        """Each `value` of a table's column once, the empty one left out.

        From each it steps to the next one by an index that begins with the tenant and the column, so it costs as much
        as there are values, however many rows there are.
        """
        least = select(func.min(own).label("value"))
        found = self.held(least.where(own > "")).cte(recursive=True)
        after = self.held(least.where(own > found.c.value).correlate(found)).scalar_subquery()
        every = found.union_all(select(after).where(found.c.value.is_not(None)))
        wanted: Select[Any] = select(every.c.value).where(every.c.value.is_not(None))
        return wanted.execution_options(hub_tenant=self.tenant)

    def _tables_of(self, statement: Select[Any]) -> Iterator[FromClause]:
        for each in sources(statement):
            yield from self._parts(each)

    def _parts(self, source: FromClause) -> Iterator[FromClause]:
        if isinstance(source, Join):
            yield from self._parts(source.left)
            right = list(self._parts(source.right))
            if right and source.isouter:  # a condition on it would drop the rows that have none
                raise TypeError("what is joined on where there is one must be held to the tenant first")
            yield from right
        elif isinstance(source, Table) and "tenant" in source.c:
            yield source
        elif not (isinstance(source, Subquery | CTE) and self._is_held(source.element)):
            raise TypeError(f"a query over {source} cannot be held to one tenant")

    def _is_held(self, statement: object) -> bool:
        return isinstance(statement, Executable) and statement.get_execution_options().get("hub_tenant") == self.tenant

    def find(self, name: str, /, *where: ColumnElement[bool], order: Any = (), limit: int | None = None) -> list[Row]:
        """The rows of one table that fit."""
        own = table(name)
        wanted = select(own).where(self._own(own, where))
        wanted = wanted.order_by(*(order if isinstance(order, tuple | list) else (order,))).limit(limit)
        return [dict(row) for row in self.connection.execute(wanted).mappings()]

    def one(self, name: str, /, *where: ColumnElement[bool], **equal: Any) -> Row | None:
        """The first row that fits, or None."""
        same = [table(name).c[key] == value for key, value in equal.items()]
        return next(iter(self.find(name, *same, *where, limit=1)), None)

    def count(self, name: str, /, *where: ColumnElement[bool]) -> int:
        """How many rows fit."""
        own = table(name)
        found = self.connection.scalar(select(func.count()).select_from(own).where(own.c.tenant == self.tenant, *where))
        return int(found or 0)

    def add(self, name: str, /, *rows: Mapping[str, Any], **values: Any) -> None:
        """Adds rows, each with this tenant; several at once are several mappings."""
        given = rows or (values,)
        self.connection.execute(insert(table(name)), [{**row, "tenant": self.tenant} for row in given])

    def change(self, name: str, /, *where: ColumnElement[bool], **values: Any) -> int:
        """Changes the rows that fit; gives how many."""
        own = table(name)
        return int(self.connection.execute(update(own).where(self._own(own, where)).values(**values)).rowcount)

    def remove(self, name: str, /, *where: ColumnElement[bool]) -> int:
        """Deletes the rows that fit; gives how many."""
        own = table(name)
        return int(self.connection.execute(delete(own).where(self._own(own, where))).rowcount)

    def put(self, name: str, keys: Mapping[str, Any], /, **values: Any) -> None:
        """Changes the row with these keys, or adds it."""
        same = [table(name).c[key] == value for key, value in keys.items()]
        if not self.change(name, *same, **values):
            self.add(name, {**keys, **values})

    def lock(self) -> Row:
        """The tenant's own row, held until the transaction ends: whoever numbers the feed waits here for its turn."""
        tenants = table("tenants")
        wanted = select(tenants).where(tenants.c.id == self.tenant).with_for_update()
        return dict(self.connection.execute(wanted).mappings().one())

    def feed(self) -> int:
        """The newest number of the tenant's feed."""
        tenants = table("tenants")
        return int(self.connection.scalar(select(tenants.c.feed).where(tenants.c.id == self.tenant)) or 0)

    def tell_tenant(self, **values: Any) -> None:
        """Changes the tenant's own row."""
        tenants = table("tenants")
        self.connection.execute(update(tenants).where(tenants.c.id == self.tenant).values(**values))

    def _own(self, own: Table, where: tuple[ColumnElement[bool], ...]) -> ColumnElement[bool]:
        return and_(own.c.tenant == self.tenant, *where)


def sources(statement: Select[Any]) -> list[FromClause]:
    """What `statement.get_final_froms()` gives, by what it asks itself.

    It would put the whole query into words first, at every step of a query's making: most of a page's time.
    """
    return SelectState(statement, None)._get_display_froms()  # type: ignore[arg-type]  # it asks nothing of it


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(
            url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=10, pool_timeout=30
        )
    engine = create_engine(
        url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000}
    )
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_sqlite(made: Any, _record: object) -> None:
    made.isolation_level = None  # transactions are begun here, in so many words
    made.create_function("lower", 1, _lower, deterministic=True)  # its own knows only the letters of English
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "fullfsync=on", "trusted_schema=off"):
        made.execute(f"pragma {pragma}")


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("hub_writes")
    connection.exec_driver_sql("begin immediate" if writes else "begin")


def now() -> str:
    """The moment in UTC, as the tables have it."""
    return utc(datetime.now(UTC))


def clock_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000
