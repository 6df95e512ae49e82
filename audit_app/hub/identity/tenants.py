"""Organisations: the first begins with the link that the first start prints, each further one with its own."""

import secrets

from sqlalchemy import Connection, select

from audit_app.errors import UsageError
from audit_app.hub.database import Database, Within, now
from audit_app.hub.identity import access_log
from audit_app.hub.identity.links import make
from audit_app.hub.identity.passwords import hashed
from audit_app.hub.identity.people import add_person, give, named
from audit_app.hub.tables import table

FIRST_ROLES = ("lead", "operator")
BEGINS = "tenant"  # the kind of link that makes a further organisation's first administrator


def first_person(database: Database, tenant_name: str, name: str, email: str, password: str) -> tuple[str, str]:
    """Makes the tenant and its first administrator; gives their ids. UsageError when there is a tenant already."""
    kept, tenants = hashed(password), table("tenants")
    with database.outside(write=True) as connection:
        if connection.execute(tenants.select().limit(1)).first() is not None:
            raise UsageError("This hub", "has an administrator already", "Sign in")
        tenant = _add(connection, tenant_name)
    with database.within(tenant, write=True) as within:
        return tenant, administrator(within, name, email, kept)


def administrator(within: Within, name: str, email: str, password_digest: str) -> str:
    """Adds the first person of a tenant, with the roles that may give every other; gives the id."""
    person = add_person(within, name, email)
    within.change("people", table("people").c.id == person, password=password_digest)
    for role in FIRST_ROLES:
        give(within, person, role, "tenant", "", "", given_by=person)
    return person


def further_tenant(database: Database, name: str) -> tuple[str, str]:
    """A further tenant that nobody has begun yet; its id, and the secret of the link for its first administrator.

    For the name of one that nobody has begun another link is made, and the one before ends. UsageError when there is no
    first tenant yet, or when one of that name has somebody.
    """
    called, tenants = named(name, "The organisation"), table("tenants")
    with database.outside(write=True) as connection:
        known = {row.name: row.id for row in connection.execute(select(tenants.c.name, tenants.c.id))}
        if not known:
            raise UsageError("This hub", "has no first organisation yet", "Open the link that `mr-audit hub` prints")
        tenant = known.get(called) or _add(connection, called)
    with database.within(tenant, write=True) as within:
        within.lock()
        if within.count("people"):
            raise UsageError(f"“{called}”", "is an organisation of this hub and has begun", "Give another name")
        within.remove("links", table("links").c.kind == BEGINS)
        access_log.note(within, "made the link of the first administrator")
        return tenant, make(within, BEGINS, "")


def name_of(database: Database, tenant: str) -> str:
    """What a tenant is called; empty when there is none."""
    tenants = table("tenants")
    with database.outside() as connection:
        return str(connection.scalar(select(tenants.c.name).where(tenants.c.id == tenant)) or "")


def _add(connection: Connection, name: str) -> str:
    tenant = secrets.token_hex(6)
    row = {"id": tenant, "name": named(name, "The organisation"), "created_at": now()}
    connection.execute(table("tenants").insert().values(**row, epoch=0, feed=0))
    return tenant
