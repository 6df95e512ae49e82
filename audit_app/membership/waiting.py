"""What still waits, told thing by thing: entries the hub has not acknowledged, files to go and files to come."""

import json
from dataclasses import dataclass
from datetime import datetime

from audit_app.audit.history.sentences import deed, moment
from audit_app.audit.log.entries import read_entry
from audit_app.audit.trial import TROUBLE
from audit_app.errors import AuditError
from audit_app.exchange.push import pictures_of
from audit_app.membership.files import Files, unsent
from audit_app.membership.membership import Member, choice, logs_taking_part
from audit_app.membership.send import Outbox
from audit_app.register.log import is_register
from audit_app.register.statements import read_statement
from audit_app.register.words import deed as stated
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store


@dataclass(frozen=True)
class Unsent:
    """An audit or log of the register of which something waits: how many entries and files; `why`, if it is refused."""

    log: str
    title: str
    entries: int
    files: int = 0
    why: str = ""


@dataclass(frozen=True)
class State:
    """How the exchange stands. `reached` is when everything went to and fro last, `away` since when nothing does.

    `refused` are audits that were not taken in, with why; `offered` the hub's units that do not take part, with names.
    `clock` says by how much the clocks of hub and device differ, where it is more than minutes.
    """

    address: str = ""
    unsent: tuple[Unsent, ...] = ()
    coming: int = 0
    reached: datetime | None = None
    away: datetime | None = None
    trouble: str = ""
    refused: tuple[tuple[str, str], ...] = ()
    offered: tuple[tuple[str, str], ...] = ()
    going_on: bool = False
    clock: str = ""

    @property
    def entries(self) -> int:
        """How many entries wait."""
        return sum(each.entries for each in self.unsent)

    @property
    def files(self) -> int:
        """How many files wait to be sent."""
        return sum(each.files for each in self.unsent)

    @property
    def up_to_date(self) -> bool:
        """Whether nothing waits and nothing was refused, as far as is known."""
        return not (self.unsent or self.coming or self.refused or self.trouble or self.away)


def counted(store: Store, shelf: Shelf, joined: Member, files: Files, outbox: Outbox) -> tuple[Unsent, ...]:
    """What waits of each audit and log that takes part."""
    entries = store.receipts.waiting(joined.key)
    left: dict[str, int] = {}
    for digest in unsent(store, shelf, joined, files):
        left[files.named[digest]] = left.get(files.named[digest], 0) + 1
    every = [
        Unsent(log, title, entries.get(log, 0), left.get(log, 0), outbox.denied.get(log, ""))
        for log, title in logs_taking_part(store, choice(store))
    ]
    return tuple(each for each in every if each.entries or each.files)


def named(store: Store, shelf: Shelf, joined: Member, files: Files, log: str, most: int) -> tuple[str, ...]:
    """Each thing of an audit or a log that waits, in words, the oldest first; at most so many."""
    bodies = [json.loads(body) for body in store.bodies(log)]
    known = store.receipts.among(joined.key, [each["sha"] for each in bodies])
    waiting = [each for each in bodies if each["sha"] not in known]
    found = [_entry_words(store, log, each) for each in waiting[:most]]
    left = {each for each in unsent(store, shelf, joined, files) if files.named[each] == log}
    for each in bodies:
        for digest in pictures_of(each):
            if digest in left:
                left.discard(digest)
                found.append(_file_words(shelf, digest, each))
    return tuple(found[:most])


def _entry_words(store: Store, log: str, raw: dict[str, object]) -> str:
    try:
        if is_register(log):
            entry = read_statement(raw)
            return f"{moment(entry)}, {entry.by.name}: {stated(store.register.log(log), entry)}"
        entry = read_entry(raw)
        return f"{moment(entry)}, {entry.by.name}: {deed(store.load(log), entry)}"
    except (AuditError, *TROUBLE):
        return f"Entry {raw.get('seq')} of device {str(raw.get('device'))[-12:]}"


def _file_words(shelf: Shelf, digest: str, raw: dict[str, object]) -> str:
    size = shelf.path(digest).stat().st_size if shelf.has(digest) else 0
    what = str(raw.get("name") or raw.get("kind", "file")).replace("_", " ")
    return f"File {digest[:12]}, {what}, {max(1, size // 1000)} kB"
