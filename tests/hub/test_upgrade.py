"""A hub of the first release with years in it is brought up to date, step after step, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import Connection, MetaData, Table, func, insert, select
from starlette.testclient import TestClient

from audit_app.__main__ import app
from audit_app.hub.database import Database
from audit_app.hub.identity.tenants import further_tenant
from audit_app.hub.migrations import HERE
from audit_app.hub.migrations.versions.m0001_beginning import TABLES
from audit_app.hub.program import program
from audit_app.hub.settings import Settings
from audit_app.hub.shape import columns, described
from audit_app.hub.tables import metadata
from audit_app.hub.web.hub import Hub
from tests.hub.browser import EMAIL, PASSWORD, Browser
from tests.hub.conftest import emptied
from tests.hub.tablet import Tablet
from tests.hub.test_exchange import photo

FIRST = {name: Table(name, MetaData(), *columns(words)) for name, words in described(TABLES).items()}
WORKED_OUT = {name for name in FIRST if name.startswith("shown_")}  # made anew from entries, whatever shape they had


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which there is nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{(tmp_path / 'old.db').as_posix()}"
        return
    with emptied(request.getfixturevalue("postgres"), "hub_old") as own:
        yield own


def walked(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", HERE.as_posix())
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def steps() -> list[str]:
    """Every step, the first one first."""
    found = ScriptDirectory(HERE.as_posix()).walk_revisions()
    return [each.revision for each in found][::-1]


def as_it_was(source: Hub, target: Database) -> None:
    """Puts what a hub keeps into tables of the first release."""
    with target.outside(write=True) as connection:
        walked(connection, steps()[0])
    with source.database.outside() as connection, target.outside(write=True) as there:
        there.execute(insert(FIRST["tenants"]), [dict(row) for row in _rows(connection, "tenants")])
    for tenant in source.database.tenants():
        with source.database.within(tenant) as here, target.within(tenant, write=True) as there:
            for name in FIRST.keys() - WORKED_OUT - {"tenants", "tries"}:
                rows = [row for row in _rows(here.connection, name) if row["tenant"] == tenant]
                if rows:
                    there.connection.execute(insert(FIRST[name]), rows)
            blank = {each.name: "" if each.type.python_type is str else 0 for each in FIRST["shown_audits"].c}
            there.connection.execute(insert(FIRST["shown_audits"]), {**blank, "tenant": tenant})


def _rows(connection: Connection, name: str) -> list[Any]:
    wanted = select(*(metadata.tables[name].c[each.name] for each in FIRST[name].c))
    return [dict(row) for row in connection.execute(wanted).mappings()]


def entries_of(database: Database, tenant: str) -> tuple[int, list[str]]:
    with database.within(tenant) as within:
        kept = FIRST["kept"]
        found = list(within.connection.scalars(select(kept.c.body).where(kept.c.tenant == tenant).order_by(kept.c.n)))
        audits = FIRST["audits"]
        many = within.connection.scalar(select(func.count()).where(audits.c.tenant == tenant))
        return int(many or 0), found


def test_what_the_first_release_kept_is_all_there_after_every_step(empty: str, tmp_path: Path) -> None:
    source = Hub.at(Settings(tmp_path / "hub"))
    lead = Browser(source)
    lead.begin()
    tablet = Tablet(lead)
    audit, picture = photo(tablet, b"a picture")
    tablet.put(picture, 9, 0, b"a picture")
    second, secret = further_tenant(source.database, "Other Trust")
    other = Browser(source, second)
    other.begin(f"/begin/{secret}", "other@example.com")
    theirs = Tablet(other)
    theirs.push(theirs.begin().audit.id)
    pages = [each.pull()["items"] for each in (tablet, theirs)]
    tenants = source.database.tenants()
    before = [entries_of(source.database, each) for each in tenants]
    target = Database(empty)
    as_it_was(source, target)
    source.close()
    for step in steps():
        with target.outside(write=True) as connection:
            walked(connection, step)
        assert [entries_of(target, each) for each in tenants] == before, step
    target.close()

    new = Hub.at(Settings(tmp_path / "hub", database=empty))
    try:
        again = Browser(new)
        assert "MRI 1" in (again.sign_in(EMAIL, PASSWORD), again.open("/audits"))[1]
        assert again.http.get(f"/audits/{audit}/audit.mraudit").status_code == 200
        for each, items in zip((tablet, theirs), pages, strict=True):  # under the token that each had
            http = TestClient(program(new), base_url=new.settings.address, headers=dict(each.http.headers))
            assert http.get("/v1/pull").json()["items"] == items
            each.http = http
        tablet.push(tablet.begin().audit.id)
        with new.database.within(tenants[0], write=True) as within, pytest.raises(Exception, match="never changed"):
            within.change("kept", digest="another")
    finally:
        new.close()
    said = {"MR_AUDIT_HUB_DATABASE": empty, "MR_AUDIT_HUB_HOME": str(tmp_path / "hub")}
    done = CliRunner().invoke(app, ["hub", "drill"], obj={}, env=said)
    assert (done.exit_code, done.output) == (0, "Read 4 entries, 4 papers and 1 pictures\n"), done.exception


def test_a_list_with_a_name_too_long_for_an_index_is_made_again(empty: str) -> None:
    target, name = Database(empty), "\u7a7a" * 501
    blank = {each.name: "" for each in metadata.tables["shown_readings"].c} | {"tenant": "t"}
    audit = {"tenant": "t", "kind": "audit", "unit": "", "unit_name": "", "site": "", "begun": "", "changed_n": 1}
    with target.outside(write=True) as connection:
        walked(connection, "0005")
    with target.within("t", write=True) as within:
        for each, told in (("a", name), ("b", "MRI 1")):
            within.connection.execute(insert(metadata.tables["audits"]), {**audit, "id": each, "shown_n": 1})
            row = {**blank, "audit": each, "unit_name": told}
            within.connection.execute(insert(metadata.tables["shown_readings"]), row)
    with target.outside(write=True) as connection:
        walked(connection, "0006")
    with target.within("t") as within:
        assert [each["audit"] for each in within.find("shown_readings")] == ["b"]
        assert {each["id"]: each["shown_n"] for each in within.find("audits")} == {"a": -1, "b": 1}
    target.close()
