"""Tablets, each enrolled under a person's login; a lost one is cut off at once."""

import re
from datetime import datetime
from math import ceil

from audit_app.errors import UsageError
from audit_app.exchange.revocation import Revocation
from audit_app.hub.database import Database, Within, now
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import grants_of
from audit_app.hub.identity.tokens import digest_of, new_token, tenant_of
from audit_app.hub.tables import table

LONGEST_NAME = 100
ENDED = "the device is let in no more"
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
_KEY = re.compile(r"[0-9a-f]{64}")


class Taken(UsageError):
    """A device that is let in under somebody else's login."""


def enrol(within: Within, device: str, name: str, person: str, public_key: str) -> str:
    """Enrols a device under a person; gives its token, and ends one it had before.

    UsageError when it is no device, Taken when somebody else's login lets it in: its id is no secret.
    """
    if not _ID.fullmatch(device) or (public_key and not _KEY.fullmatch(public_key)):
        raise UsageError("The device", "does not say properly what it is", "Update the app on it")
    known = within.one("devices", id=device)
    if known and not known["ended_at"] and known["person"] != person:
        whose = within.one("people", id=known["person"])
        if whose and not whose["ended_at"]:
            raise Taken("This device", "is joined under somebody else", "Leave the hub on it, or have it cut off there")
    if public_key and _is_anothers(within, public_key, device, person):
        raise Taken("This device's key", "is that of somebody else's device", "Join with the device itself")
    token = new_token(within.tenant)
    called = " ".join("".join(c if c.isprintable() else " " for c in name[:LONGEST_NAME]).split()) or "Tablet"
    row = {"person": person, "name": called, "token": digest_of(token), "public_key": public_key or None}
    within.put("devices", {"id": device}, **row, enrolled_at=now(), behind_s=0, ended_at=None)
    return token


def _is_anothers(within: Within, public_key: str, device: str, person: str) -> bool:
    """Whether a key came with another device of another person: it is no secret, and would be taken back with this."""
    own = table("devices")
    return bool(within.count("devices", own.c.public_key == public_key, own.c.id != device, own.c.person != person))


def device_of(database: Database, token: str) -> Caller | None:
    """Which device a token is of, with the roles of its person; None when it was cut off or is none."""
    tenant = tenant_of(token)
    if not tenant:
        return None
    with database.within(tenant) as within:
        row = within.one("devices", token=digest_of(token))
        if row is None or row["ended_at"]:
            return None
        person = within.one("people", id=row["person"])
        if person is None or person["ended_at"]:
            return None
        return Caller(tenant, person["id"], person["name"], grants_of(within, person["id"], person), device=row["id"])


def cut_off(within: Within, device: str) -> bool:
    """Lets a device in no more; what it sent stays. False when it is not here."""
    own = table("devices")
    return within.change("devices", own.c.id == device, own.c.ended_at.is_(None), ended_at=now(), token="") == 1


def revoked(within: Within) -> tuple[Revocation, ...]:
    """The keys of devices that are let in no more, since when: their certificates do not count from then on."""
    own = table("devices")
    ended = within.find("devices", own.c.ended_at.is_not(None), own.c.public_key.is_not(None))
    return tuple(Revocation(key=row["public_key"], since=_seconds(row["ended_at"]), reason=ENDED) for row in ended)


def _seconds(moment: str) -> int:
    return ceil(datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp())


def seen(within: Within, device: str) -> None:
    """Notes that a device spoke."""
    within.change("devices", table("devices").c.id == device, seen_at=now())
