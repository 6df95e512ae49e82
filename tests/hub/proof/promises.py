"""What must hold of a hub whatever happened to it, stated in one place, against what senders and readers were told.

Whatever was acknowledged is kept as it was sent and once, the feed has no gap, a reader who goes on where he was sees
every number once, pictures read back as they were, and what lists show can be made again alike.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock

from audit_app.exchange.kept import ENTRY
from audit_app.hub.keeping.drill import drilled
from audit_app.hub.keeping.kept import STORED
from audit_app.hub.projections.shown import catch_up, rebuild
from audit_app.hub.tables import SHOWN_TABLES, table
from audit_app.hub.web.hub import Hub


@dataclass
class Told:
    """What senders and readers were told."""

    entries: dict[str, str] = field(default_factory=dict)  # body by digest
    pictures: set[str] = field(default_factory=set)
    read: dict[int, str] = field(default_factory=dict)  # what each number of the feed was
    wrong: list[str] = field(default_factory=list)
    did: dict[str, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def count(self, deed: str) -> None:
        """Counts something done."""
        with self.lock:
            self.did[deed] = self.did.get(deed, 0) + 1


def wrong_in(hub: Hub, told: Told) -> Iterator[str]:
    """Everything that does not hold of what is kept against what was told."""
    yield from drilled(hub.database, hub.pictures).faults
    tenant, own = hub.database.tenants()[0], table("kept")
    with hub.database.within(tenant) as within:
        kept = {row["digest"]: row["body"] for row in within.find("kept", own.c.kind == ENTRY)}
        numbers = {row["n"]: row["body"] for row in within.find("kept")}
        whole = {row["digest"] for row in within.find("pictures") if row["state"] == STORED}
    with told.lock:
        entries, pictures, read = dict(told.entries), set(told.pictures), dict(told.read)
    yield from (f"entry {each[:12]} was acknowledged and is lost" for each in entries if each not in kept)
    yield from (f"entry {each[:12]} was changed" for each in entries if kept.get(each, entries[each]) != entries[each])
    yield from (f"picture {each[:12]} was acknowledged and is lost" for each in pictures - whole)
    yield from (f"number {n} was read and is another" for n, body in read.items() if body and numbers.get(n) != body)


def wrong_at_rest(hub: Hub, told: Told) -> Iterator[str]:
    """The same when nothing is under way: nothing more is there than was sent, and lists can be made again alike."""
    yield from wrong_in(hub, told)
    tenant = hub.database.tenants()[0]

    def shown() -> list[list[str]]:
        with hub.database.within(tenant) as within:
            return [sorted(map(str, within.find(name))) for name in SHOWN_TABLES]

    with hub.database.within(tenant) as within:
        more = {row["digest"] for row in within.find("kept", table("kept").c.kind == ENTRY)} - set(told.entries)
        last = within.feed()
    yield from (f"entry {each[:12]} is there and was never acknowledged" for each in more)
    if set(told.read) != set(range(1, last + 1)):
        yield f"a reader saw {len(told.read)} of the {last} numbers"
    catch_up(hub.database, tenant)
    before = shown()
    rebuild(hub.database)
    if shown() != before:
        yield "what lists show is another when it is made again"


def wrong_at_rest_of(hub: Hub, bodies: Iterable[str]) -> Iterator[str]:
    """The same where nobody read, and only these entries were acknowledged."""
    told = Told(entries={json.loads(body)["sha"]: body for body in bodies})
    with hub.database.within(hub.database.tenants()[0]) as within:
        told.read = {row["n"]: "" for row in within.find("kept")}
    yield from wrong_at_rest(hub, told)
