"""Whether a database and its pictures are whole, as after a restore: everything read again, nothing changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from audit_app.audit.log.canonical import digest
from audit_app.errors import AuditError
from audit_app.exchange.kept import ENTRY, PAPER
from audit_app.hub.database import Database, Row, Within
from audit_app.hub.keeping import reply_photos
from audit_app.hub.keeping.kept import STORED, place_of
from audit_app.hub.keeping.picture_store import PictureStore
from audit_app.hub.tables import table

AT_ONCE = 1000


@dataclass(frozen=True)
class Drill:
    """What was read, and what is wrong with it, each fault in words."""

    entries: int
    papers: int
    pictures: int
    faults: tuple[str, ...]


def drilled(database: Database, pictures: PictureStore) -> Drill:
    """Reads everything of every tenant again."""
    entries = papers = looked = 0
    faults: list[str] = []
    for tenant in database.tenants():
        with database.within(tenant) as within:
            count, found = _feed(within)
            entries, faults = entries + count, faults + found
            for row in within.find("papers"):
                papers += 1
                if digest(json.loads(row["body"])) != row["digest"]:
                    faults.append(f"paper {row['digest'][:12]} was changed")
            for row in within.find("pictures", table("pictures").c.state == STORED):
                looked += 1
                faults += _picture(row["digest"], place_of(tenant, row["unit"], row["digest"]), pictures)
            for row in reply_photos.here(within):
                looked += 1
                faults += _picture(row["digest"], reply_photos.place_of(tenant, row["digest"]), pictures)
    return Drill(entries, papers, looked, tuple(faults))


def _feed(within: Within) -> tuple[int, list[str]]:
    """How many entries the feed holds, and where it has gaps or rows that were changed."""
    kept, due, entries, faults = table("kept"), 1, 0, list[str]()
    disposed = {row["id"] for row in within.find("audits", table("audits").c.disposed_at.is_not(None))}
    while rows := within.find("kept", kept.c.n >= due, order=kept.c.n, limit=AT_ONCE):
        for row in rows:
            if row["n"] != due:
                faults.append(f"numbers {due} to {row['n'] - 1} of the feed are missing")
            due = row["n"] + 1
            entries += row["kind"] == ENTRY
            faults += () if row["audit"] in disposed and not row["body"] else _row(row)
    if within.feed() != due - 1:
        faults.append(f"numbers {due} to {within.feed()} of the feed are missing")
    return entries, faults


def _row(row: Row) -> Iterator[str]:
    body = str(row["body"])
    if row["kind"] == PAPER:
        return
    found = digest(json.loads(body)) if row["kind"] == ENTRY else sha256(body.encode()).hexdigest()
    if found != row["digest"]:
        yield f"number {row['n']} of the feed was changed"


def _picture(digest: str, place: str, pictures: PictureStore) -> Iterator[str]:
    worked = sha256()
    try:
        for chunk in pictures.whole(place):
            worked.update(chunk)
    except AuditError as error:
        yield f"picture {digest[:12]}: {error}"
        return
    if worked.hexdigest() != digest:
        yield f"picture {digest[:12]} is not what was kept"
