"""One audit as the file that a tablet shares: every way it forked, its unit's register, and what was done since."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from audit_app.audit.audit import Audit
from audit_app.audit.findings.going_on import PURPOSE
from audit_app.errors import AuditError, StoreDamaged
from audit_app.exchange.kept import ENTRY
from audit_app.hub.database import Row, Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.audits import AWAITED, REGISTER
from audit_app.hub.keeping.picture_store import PictureStore
from audit_app.hub.out.data_folder import pictures_of, put_log, put_pictures
from audit_app.hub.tables import table
from audit_app.portfolio.share.mraudit import share
from audit_app.portfolio.share.register_part import logs_needed
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store


def shared(within: Within, pictures: PictureStore, caller: Caller, audit: str) -> bytes:
    """The `.mraudit` of an audit, with what the caller may see; StoreDamaged while something it needs is awaited."""
    until = within.feed()
    with TemporaryDirectory(prefix="mr-audit-hub-", ignore_cleanup_errors=True) as name, Store.in_memory() as store:
        shelf = Shelf(Path(name))
        told = _put(within, store, audit, until)
        unit = told.begun.unit.id
        for log in (*_follow_ups(within, caller, unit, audit), *_register(within, caller, told)):
            put_log(within, store, log, until)
        put_pictures(within.tenant, _named(within, unit, store), pictures, shelf)
        path = Path(name) / "audit.mraudit"
        share(store, shelf, audit, path)
        return path.read_bytes()


def _put(within: Within, store: Store, audit: str, until: int) -> Audit:
    fault = put_log(within, store, audit, until)
    try:
        return store.load(audit)
    except AuditError as error:
        where = f"Audit {audit}"
        raise StoreDamaged(where, fault or "has no beginning here yet", AWAITED) from error


def _follow_ups(within: Within, caller: Caller, unit: str, audit: str) -> Iterator[str]:
    """The logs of what was done about the unit's actions."""
    own, kept = table("audits"), table("kept")
    for about in within.find("audits", own.c.unit == unit, own.c.kind != REGISTER, own.c.id != audit):
        first = within.one("kept", kept.c.body != "", audit=about["id"], kind=ENTRY, seq=1)
        if first and json.loads(first["body"]).get("purpose") == PURPOSE and caller.grants.may(Right.SEE, about):
            yield about["id"]


def _register(within: Within, caller: Caller, audit: Audit) -> Iterator[str]:
    """The logs of the register that the audit is about or copied from."""
    found = (within.one("audits", id=log) for log in logs_needed(audit))
    yield from (about["id"] for about in found if about and caller.grants.may(Right.SEE, about))


def _named(within: Within, unit: str, store: Store) -> list[Row]:
    """The pictures of the unit that any of these logs names."""
    own = table("picture_names")
    logs = (row["digest"] for log in store.audit_ids() for row in within.find("picture_names", own.c.audit == log))
    names = set(logs)
    return [row for row in pictures_of(within, unit) if row["digest"] in names]
