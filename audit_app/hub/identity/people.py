"""People and their roles: added, signed in, ended."""

from datetime import date

from audit_app.audit.log.clock import DeviceClock
from audit_app.errors import UsageError
from audit_app.hub.database import Database, Row, Within, now
from audit_app.hub.identity.one_time_codes import step_of
from audit_app.hub.identity.passwords import fits, hashed
from audit_app.hub.identity.roles import MUST_END, ROLES, SCOPES
from audit_app.hub.tables import table

LONGEST_NAME = 200


def add_person(within: Within, name: str, email: str, registration: str = "") -> str:
    """Adds a person, who may do nothing yet; gives the id. UsageError when the address is no address or is taken."""
    address = email.strip().lower()
    if not _is_address(address):
        raise UsageError("The e-mail address", "is none", "Give one such as a.byron@example.org")
    if within.one("people", email=address):
        raise UsageError("The e-mail address", "is another person's here", "Find that person in the list")
    person = DeviceClock().new_id()
    row = {"id": person, "name": named(name, "The name"), "email": address, "registration": registration.strip()[:100]}
    within.add("people", **row, totp_used=0, created_at=now())
    return person


def give(within: Within, person: str, role: str, kind: str, scope: str, until: str, given_by: str) -> None:
    """Gives a person a role; UsageError when role, scope or end are none."""
    if role not in ROLES or kind not in SCOPES or (kind == "tenant") == bool(scope.strip()):
        raise UsageError("The role", "or where it holds is not known", "Choose both from the lists")
    if until and not _is_day(until):
        raise UsageError("The last day", "is no date", "Give it as 2026-12-31")
    if role in MUST_END and not until:
        raise UsageError(ROLES[role][0], "is a role for a limited time", "Say its last day")
    if within.one("people", id=person) is None:
        raise UsageError("The person", "is not known here", "Choose one from the list")
    row = {"id": DeviceClock().new_id(), "person": person, "role": role, "scope_kind": kind, "scope": scope.strip()}
    within.add("grants", **row, until=until or None, given_by=given_by, given_at=now())
    _raise_epoch(within)


def take_back(within: Within, grant: str) -> None:
    """Ends a role at once."""
    if within.change("grants", table("grants").c.id == grant, ended_at=now()):
        _raise_epoch(within)


def end_person(within: Within, person: str) -> None:
    """Lets somebody in no more: sessions, devices and roles end."""
    within.change("people", table("people").c.id == person, ended_at=now())
    within.remove("sessions", table("sessions").c.person == person)
    within.change("devices", table("devices").c.person == person, table("devices").c.ended_at.is_(None), ended_at=now())
    _raise_epoch(within)


def _raise_epoch(within: Within) -> None:
    """What somebody may see has changed: whoever pulls walks again."""
    within.tell_tenant(epoch=within.lock()["epoch"] + 1)


def by_password(database: Database, email: str, password: str, code: str) -> tuple[str, Row] | None:
    """The tenant and the person whose password this is, the one-time code too where they use one; else None.

    An address may have an account in several tenants: none of them stands in the way of another's password.
    """
    address = email.strip().lower()[:LONGEST_NAME]
    found = []
    for tenant in database.tenants():
        with database.within(tenant) as within:
            person = within.one("people", email=address)
        if person and person["password"] and not person["ended_at"]:
            found.append((tenant, person))
    right = [each for each in found if fits(password, each[1]["password"])]
    if not found:
        fits(password, None)  # a name that nobody has costs as much time
    return next((each for each in right if _code_fits(database, *each, code)), None)


def _code_fits(database: Database, tenant: str, person: Row, code: str) -> bool:
    if not person["totp"]:
        return True
    step = step_of(person["totp"], code, person["totp_used"])
    if step is None:
        return False
    own = table("people")
    with database.within(tenant, write=True) as within:  # only the first to come uses a code up
        return within.change("people", own.c.id == person["id"], own.c.totp_used < step, totp_used=step) == 1


def set_password(within: Within, person: str, password: str) -> None:
    """Sets a password, and ends every session of that person."""
    within.change("people", table("people").c.id == person, password=hashed(password))
    within.remove("sessions", table("sessions").c.person == person)


def named(text: str, where: str) -> str:
    """A name in its one spelling; UsageError when it is empty, too long or cannot be shown."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(where, "is empty or too long", f"Give one of up to {LONGEST_NAME} letters")
    return name


def _is_address(text: str) -> bool:
    before, at, host = text.partition("@")
    plain = text.isprintable() and not any(each in text for each in ' ,;:<>()[]"\\')
    return bool(before and at and host and "@" not in host and len(text) <= LONGEST_NAME and plain)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
