"""The hub's tables can be parted by tenant: keys and statements hold to one, and the hub runs on parted tables."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, inspect, or_, select, text, update

from audit_app.hub.database import Database, Within, sources
from audit_app.hub.migrations import upgrade
from audit_app.hub.migrations.walls import MINE
from audit_app.hub.projections.lists import LISTINGS
from audit_app.hub.settings import Settings
from audit_app.hub.tables import metadata, table
from audit_app.hub.web.hub import Hub
from tests.hub.browser import Browser
from tests.hub.conftest import emptied
from tests.hub.statements import HUB, faults
from tests.hub.tablet import Tablet
from tests.hub.test_exchange import photo

OUTSIDE = {"tenants", "tries"}  # the list of tenants itself, and tries at doors, before anybody is known
TRIGGERS = {"kept", "papers", "access_log", "disposals"}  # whose rows the database itself refuses to change
# where a statement is carried out without `Within`: each on the list of tenants or on tries, or says its tenant itself
BY_HAND = {"identity/tries.py": 5, "identity/tenants.py": 4, "identity/access_log.py": 1, "keeping/kept.py": 1,
           "api/running.py": 1, "out/tenant.py": 1}  # fmt: skip
people, grants, audits = table("people"), table("grants"), table("audits")


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (select(people), "select of people without a tenant"),
        (select(people).where(people.c.id == "1"), "without a tenant"),
        (select(people).where(or_(people.c.tenant == "a", people.c.id == "1")), "without a tenant"),
        (select(people).where(people.c.tenant != "a"), "without a tenant"),
        (select(people.join(grants, grants.c.person == people.c.id)).where(people.c.tenant == "a"), "grants without"),
        (select(people).where(people.c.tenant == "a", people.c.id.in_(select(grants.c.person))), "grants without"),
        (update(people).where(people.c.id == "1").values(name="x"), "update of people without"),
        (update(people).where(people.c.tenant == "a").values(tenant="b"), "changes whose a row is"),
        (people.delete(), "delete of people without"),
        (insert(people).values(id="1"), "insert into people without"),
        (insert(people).from_select(["tenant"], select(grants.c.tenant).where(grants.c.tenant == "a")), "query finds"),
        (select(people, grants).where(people.c.tenant == "a", grants.c.tenant == "b"), "several tenants at once"),
        (select(func.pg_advisory_xact_lock(1)), "what one server alone knows"),
        (select(func.nextval("feed")), "what one server alone knows"),
        (text("select * from people where tenant = 'a'"), "SQL as text"),
    ],
)  # fmt: skip
def test_a_statement_that_would_not_carry_over_is_found(statement: Any, fault: str) -> None:
    assert any(fault in each for each in faults(statement)), faults(statement)


def test_what_a_query_reads_from_is_known_without_putting_it_into_words() -> None:
    joined = people.join(grants, grants.c.person == people.c.id)
    inner = select(people.c.id).where(people.c.tenant == "a").subquery()
    queries = (select(people), select(joined), select(func.count()).where(people.c.id == grants.c.person))
    for each in (*queries, select(inner, audits), select(people.c.id).select_from(joined).where(audits.c.id == "1")):
        assert sources(each) == each.get_final_froms()


def test_a_statement_that_holds_to_one_tenant_carries_over() -> None:
    joined = people.join(grants, (grants.c.person == people.c.id) & (grants.c.tenant == people.c.tenant))
    found = select(joined).where(people.c.tenant == "a").with_for_update()
    assert faults(found) == []
    within = Within(None, "a")  # type: ignore[arg-type] (nothing is asked of the database)
    assert faults(within.held(select(people).where(people.c.id.in_([1, 2])))) == []
    assert faults(insert(people), {"tenant": "a", "id": "1"}) == []


def test_nothing_is_asked_of_the_database_past_the_tenants_rows_but_by_the_few_that_are_named() -> None:
    found = {}
    for path in HUB.rglob("*.py"):
        many = len(re.findall(r"connection\.(?:execute|scalars?|exec_driver_sql)\(", path.read_text("utf-8")))
        if many and "migrations" not in path.parts and path.name != "database.py":
            found[path.relative_to(HUB).as_posix()] = many
    assert found == BY_HAND


def test_every_key_begins_with_the_tenant_and_no_row_points_into_another_table(hub: Hub) -> None:
    inspector = inspect(hub.database.engine)
    assert {name for name, each in metadata.tables.items() if "tenant" not in each.c} == OUTSIDE
    for name in set(metadata.tables) - OUTSIDE:
        assert inspector.get_pk_constraint(name)["constrained_columns"][0] == "tenant", name
        assert inspector.get_foreign_keys(name) == [], name
        for index in inspector.get_indexes(name):
            assert index["column_names"][0] == "tenant", (name, index)
        for unique in inspector.get_unique_constraints(name):
            assert unique["column_names"][0] == "tenant", (name, unique)


def parted(connection: Connection, parts: int = 3) -> None:
    """Puts every table of tenants on hash partitions by tenant, with its rows, keys, walls and triggers."""
    for name in sorted(set(metadata.tables) - OUTSIDE):
        triggers = list(connection.scalars(text(
            "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal and tgrelid = to_regclass(:name)"
        ), {"name": name}))  # fmt: skip
        run = connection.exec_driver_sql
        run(f"alter table {name} rename to {name}_whole")
        run(f"create table {name} (like {name}_whole including all) partition by hash (tenant)")
        for n in range(parts):
            run(f"create table {name}_{n} partition of {name} for values with (modulus {parts}, remainder {n})")
        run(f"alter table {name}_whole no force row level security")
        run(f"insert into {name} select * from {name}_whole")
        run(f"drop table {name}_whole")
        for deed in (f"alter table {name} enable row level security", f"alter table {name} force row level security",
                     f"create policy {name}_own on {name} using ({MINE}) with check ({MINE})", *triggers):  # fmt: skip
            run(deed)


def test_the_hub_runs_on_tables_that_are_parted_by_tenant(postgres: str, tmp_path: Path) -> None:
    with emptied(postgres, "hub_parts") as own:
        database = Database(own)
        with database.outside(write=True) as connection:
            upgrade(connection)
            assert set(connection.scalars(text("select relname from pg_class where relkind = 'S'"))) == set()
            told = "select distinct relname from pg_trigger join pg_class c on c.oid = tgrelid where not tgisinternal"
            assert set(connection.scalars(text(told))) == TRIGGERS
            parted(connection)
        database.close()
        hub = Hub.at(Settings(tmp_path / "hub", database=own))
        try:
            _story(hub)
        finally:
            hub.close()


def _story(hub: Hub) -> None:
    lead = Browser(hub)
    lead.begin()
    tablet = Tablet(lead)
    audit, picture = photo(tablet, b"a picture")
    tablet.put(picture, 9, 0, b"a picture")
    assert [each["audit"] for each in tablet.pull()["items"] if each["kind"] == "entry"][:1] == [audit]
    for name in (*LISTINGS, "people", "devices", "access", "replies", "retention", "disposals", "hooks"):
        lead.open(f"/{name}")
    assert "MRI 1" in lead.open("/audits")
    with hub.database.within(lead.tenant, write=True) as within, pytest.raises(Exception, match="never changed"):
        within.change("kept", body="another")
