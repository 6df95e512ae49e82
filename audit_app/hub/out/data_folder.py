"""What is kept, put into a data folder of the tablet app, by the rules by which a tablet takes in what a hub has."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from audit_app.errors import AuditError, StoreError
from audit_app.exchange.kept import ENTRY, PAPER
from audit_app.hub.database import Row, Within
from audit_app.hub.keeping.kept import STORED, place_of
from audit_app.hub.keeping.picture_store import PictureStore
from audit_app.hub.tables import table
from audit_app.portfolio.share.partner import Inbox, settle_one
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store


def put_log(within: Within, store: Store, log: str, until: int) -> str:
    """Puts an audit, or a log of the register, into a store, in every way it forked; why not all of it, or empty.

    Nothing that came after number `until` of the feed is taken.
    """
    kept = table("kept")
    fits = (kept.c.audit == log, kept.c.kind == ENTRY, kept.c.n <= until, kept.c.body != "")  # not disposed of
    rows = within.find("kept", *fits, order=kept.c.n)
    if not rows:
        return ""
    inbox = Inbox({log: {row["digest"]: json.loads(row["body"]) for row in rows}}, _papers(within, log))
    try:
        settled = settle_one(store, inbox, log)
    except AuditError as error:
        return str(error)
    left = len(inbox.entries.get(log, {}))
    return settled.refused.get(log, "") or (f"{left} entries wait for what has not arrived" if left else "")


def _papers(within: Within, log: str) -> dict[str, Any]:
    kept = table("kept")
    named = within.run(select(kept.c.digest, kept.c.tenant).where(kept.c.audit == log, kept.c.kind == PAPER))
    found = (within.one("papers", digest=row["digest"]) for row in named)
    return {row["digest"]: json.loads(row["body"]) for row in found if row}


def pictures_of(within: Within, unit: str) -> list[Row]:
    """The pictures of a unit whose bytes are here."""
    own = table("pictures")
    return within.find("pictures", own.c.unit == unit, own.c.state == STORED, order=own.c.digest)


def put_pictures(tenant: str, rows: Iterable[Row], pictures: PictureStore, shelf: Shelf) -> list[str]:
    """Puts pictures on a shelf, part by part; gives the digests of those whose bytes are not what was kept."""
    return [row["digest"] for row in rows if not _put(tenant, row, pictures, shelf)]


def _put(tenant: str, row: Row, pictures: PictureStore, shelf: Shelf) -> bool:
    try:
        with shelf.coming(row["digest"]).open("wb") as file:
            for chunk in pictures.whole(place_of(tenant, row["unit"], row["digest"])):
                file.write(chunk)
    except StoreError:
        return False
    return shelf.arrive(row["digest"])
