"""Who is signed in: a secret in a cookie, kept as its digest, that ends after a working day or when it lies idle."""

import secrets
from datetime import UTC, datetime, timedelta

from audit_app.audit.log.clock import utc
from audit_app.hub.database import Database, Within, now
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import grants_of
from audit_app.hub.identity.tokens import digest_of, new_token, tenant_of
from audit_app.hub.tables import table

LASTS = timedelta(hours=10)
IDLE = timedelta(hours=2)
LEEWAY = timedelta(minutes=5)  # a clock may be put back by
NOTED_EVERY = timedelta(minutes=5)


def begin(within: Within, person: str) -> str:
    """Signs somebody in: the secret for their cookie, new each time."""
    token, moment = new_token(within.tenant), datetime.now(UTC)
    row = {"hash": digest_of(token), "person": person, "csrf": secrets.token_urlsafe(24), "created_at": utc(moment)}
    within.add("sessions", **row, seen_at=utc(moment), ends_at=utc(moment + LASTS))
    within.remove("sessions", table("sessions").c.ends_at < utc(moment))
    return token


def session_of(database: Database, token: str) -> Caller | None:
    """Whose session a secret opens; None when it is none, ran out, lay idle or belongs to somebody who left."""
    tenant = tenant_of(token)
    if not tenant:
        return None
    moment = datetime.now(UTC)
    with database.within(tenant) as within:
        row = within.one("sessions", hash=digest_of(token))
        if row is None or row["ends_at"] < utc(moment) or row["seen_at"] < utc(moment - IDLE):
            return None
        if row["ends_at"] > utc(moment + LASTS + LEEWAY):  # begun while the clock was ahead
            return None
        person = within.one("people", id=row["person"])
        if person is None or person["ended_at"]:
            return None
        grants = grants_of(within, person["id"], person)
        found = Caller(tenant, person["id"], person["name"], grants, csrf=row["csrf"], session=row["hash"])
    if row["seen_at"] < utc(moment - NOTED_EVERY):
        with database.within(tenant, write=True) as within:
            within.change("sessions", table("sessions").c.hash == row["hash"], seen_at=now())
    return found


def end(within: Within, caller: Caller) -> None:
    """Signs somebody out."""
    within.remove("sessions", table("sessions").c.hash == caller.session)
