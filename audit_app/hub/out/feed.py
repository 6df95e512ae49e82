"""The feed as lines of JSON: everything that a caller may see, as it was written, by its number."""

import json
from collections.abc import Iterator
from dataclasses import replace

from audit_app.exchange.bounds import MOST_ENTRIES
from audit_app.hub.database import Database
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import grants_of
from audit_app.hub.keeping.kept import TenantKept
from audit_app.hub.keeping.picture_store import PictureStore

FOR_EVER = 1 << 53


def lines(
    database: Database, pictures: PictureStore, caller: Caller, after: int = 0, until: int = FOR_EVER
) -> Iterator[str]:
    """A line each, from the number `after` on and up to `until`; bodies stand in them letter for letter."""
    while True:
        with database.within(caller.tenant) as within:
            if caller.person:  # what was taken away from somebody meanwhile is not read on
                caller = replace(caller, grants=grants_of(within, caller.person))
            rows = TenantKept(within, caller, pictures).feed(after, MOST_ENTRIES)
        for row in (each for each in rows if each.n <= until):
            head = json.dumps({"n": row.n, "kind": row.kind, "audit": row.audit, "digest": row.digest})
            yield f'{head[:-1]}, "body": {row.body}}}\n'
        if len(rows) < MOST_ENTRIES or rows[-1].n >= until:
            return
        after = rows[-1].n
