"""Links and codes that let somebody do one thing: begin an organisation or an account, set a password, join a tablet,
reply, and read a calendar until its address is taken back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from audit_app.audit.log.clock import utc
from audit_app.hub.database import Database, Within, now
from audit_app.hub.identity.tokens import digest_of, new_code, new_token, plain_code, tenant_of
from audit_app.hub.tables import table

LASTS = {"account": timedelta(days=3), "tenant": timedelta(days=3), "tablet": timedelta(minutes=10),
         "actions": timedelta(days=21), "oidc": timedelta(minutes=10), "calendar": timedelta(days=36525)}  # fmt: skip
LEEWAY = timedelta(minutes=5)  # a clock may be put back by


@dataclass(frozen=True)
class Link:
    """A link as it is kept: what it is for, and whose account, tablet or actions it is about."""

    tenant: str
    hash: str
    kind: str
    subject: str


def make(within: Within, kind: str, subject: str) -> str:
    """The secret of a new link."""
    token = new_token(within.tenant)
    _keep(within, token, kind, subject)
    return token


def make_code(within: Within, kind: str, subject: str) -> str:
    """A new code to type by hand; an older one for the same ends."""
    own = table("links")
    within.remove("links", own.c.kind == kind, own.c.subject == subject)
    code = new_code()
    _keep(within, code, kind, subject)
    return code


def _keep(within: Within, secret: str, kind: str, subject: str) -> None:
    ends = utc(datetime.now(UTC) + LASTS[kind])
    within.add("links", hash=digest_of(secret), kind=kind, subject=subject, created_at=now(), ends_at=ends)


def found(database: Database, token: str, kind: str) -> Link | None:
    """What a link's secret opens; None when it is none, was used or ran out."""
    tenant = tenant_of(token)
    return _look(database, tenant, token, kind) if tenant else None


def found_code(database: Database, typed: str, kind: str) -> Link | None:
    """What a typed code opens, in whichever tenant it was made."""
    code = plain_code(typed[:40])
    links = (_look(database, tenant, code, kind) for tenant in database.tenants()) if code else ()
    return next((each for each in links if each), None)


def _look(database: Database, tenant: str, secret: str, kind: str) -> Link | None:
    with database.within(tenant) as within:
        row = within.one("links", hash=digest_of(secret), kind=kind)
    if row is None or row["used_at"] or row["ends_at"] < now():
        return None
    if kind in LASTS and row["ends_at"] > utc(datetime.now(UTC) + LASTS[kind] + LEEWAY):
        return None  # made while the clock was ahead
    return Link(tenant, row["hash"], row["kind"], row["subject"])


def begun(within: Within, kind: str, subject: str) -> str:
    """Since when there is a link of a kind for somebody; empty when there is none."""
    row = within.one("links", kind=kind, subject=subject)
    return str(row["created_at"]) if row else ""


def take_back(within: Within, kind: str, subject: str) -> bool:
    """Ends every link of a kind for somebody, at once. False when there was none."""
    own = table("links")
    return within.remove("links", own.c.kind == kind, own.c.subject == subject) > 0


def use_up(within: Within, link: Link) -> bool:
    """Uses a link up; False when somebody else just did."""
    own = table("links")
    return within.change("links", own.c.hash == link.hash, own.c.used_at.is_(None), used_at=now()) == 1
