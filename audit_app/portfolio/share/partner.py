"""What a device says to a partner of an exchange, and what becomes of what the partner says.

Out goes everything of an audit. What comes in waits in an inbox until all that it
builds on is here; then the audit takes it, by the same rules as a shared file. An inbox may be forgotten at any time:
whoever asks the partner again from the number where it was last empty gets all of it again.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.log.canonical import canonical
from audit_app.audit.trial import try_out
from audit_app.errors import BundleRefused, ExchangeRefused
from audit_app.exchange.entry_check import new_entry
from audit_app.exchange.kept import ENTRY, PAPER
from audit_app.exchange.messages import Page, Push, Raw
from audit_app.exchange.push import papers_of
from audit_app.portfolio.share.intake import parts
from audit_app.register.log import is_register
from audit_app.store.guard.branches import needs
from audit_app.store.store import Store


def pushes(store: Store, audit_id: str, known: Collection[str] = ()) -> Iterator[Push]:
    """What is kept here of an audit or a log of the register, with the papers its entries name.

    Entries whose digest is `known` to the partner are left out.
    """
    fresh = (body for body in store.raw(audit_id) if not known or json.loads(body)["sha"] not in known)
    for part in parts(fresh):
        yield _push(store, audit_id, list(map(json.loads, part)))


def _push(store: Store, audit_id: str, entries: list[Raw]) -> Push:
    named = dict.fromkeys(each for entry in entries for each in papers_of(entry))
    return Push(audit=audit_id, entries=tuple(entries), papers={each: store.paper(each) for each in named})


@dataclass
class Inbox:
    """What came from a partner and is not in the store yet: entries of each audit by digest, papers by digest."""

    entries: dict[str, dict[str, Raw]] = field(default_factory=dict)
    papers: dict[str, Any] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether everything that came is in the store."""
        return not self.entries

    def add(self, page: Page) -> None:
        """Takes in a page; ExchangeRefused, with nothing taken, when an entry is not one that a device writes."""
        made = [
            (item.audit, new_entry(item.body, item.audit, f"Item {item.n}"), item.body)
            for item in page.items
            if item.kind == ENTRY and isinstance(item.body, dict)
        ]
        for audit, new, body in made:
            self.entries.setdefault(audit, {})[new.digest] = body
        self.papers |= {item.digest: item.body for item in page.items if item.kind == PAPER}


@dataclass(frozen=True)
class Settled:
    """What became of an inbox: the audits that took something in, and why others were refused, by audit."""

    audits: tuple[Audit, ...]
    refused: dict[str, str]


def settle(store: Store, inbox: Inbox, trial: Callable[[Audit], None] = try_out) -> Settled:
    """Lets each audit take in what is complete; the rest waits. What is refused hurts nothing else.

    What one device wrote and is refused waits too, and is tried again with whatever comes next.
    """
    every = [settle_one(store, inbox, each, trial) for each in list(inbox.entries)]
    return Settled(
        tuple(audit for each in every for audit in each.audits),
        {audit: why for each in every for audit, why in each.refused.items()},
    )


def settle_one(store: Store, inbox: Inbox, audit_id: str, trial: Callable[[Audit], None] = try_out) -> Settled:
    """The same for one audit, or one log of the register, of which something is in the inbox."""
    refused: dict[str, str] = {}
    try:
        found = _take(store, inbox, audit_id, trial)
    except (BundleRefused, ExchangeRefused) as error:
        refused[audit_id] = str(error)
        devices = sorted({str(entry["device"]) for entry in inbox.entries[audit_id].values()})
        found = [audit for each in devices for audit in _take_of(store, inbox, audit_id, trial, each)]
    if not inbox.entries[audit_id]:
        del inbox.entries[audit_id]
    return Settled(tuple(found[-1:]), refused)


def _take_of(store: Store, inbox: Inbox, audit_id: str, trial: Callable[[Audit], None], device: str) -> list[Audit]:
    """The same for what one device wrote, where something in the whole was refused."""
    try:
        return _take(store, inbox, audit_id, trial, device)
    except (BundleRefused, ExchangeRefused):
        return []


def _take(store: Store, inbox: Inbox, audit_id: str, trial: Callable[[Audit], None], device: str = "") -> list[Audit]:
    """The audit with what is complete, in a list; an empty one when nothing is. With `device`, of that one only.

    Then nothing is taken that begins the audit a second time: it would keep out all that its device wrote.
    """
    waiting = inbox.entries[audit_id]
    holding: list[Raw] = [json.loads(body) for body in store.raw(audit_id)]
    for sha in {str(entry["sha"]) for entry in holding} & waiting.keys():
        del waiting[sha]
    wanted = [entry for entry in waiting.values() if not device or entry["device"] == device]
    if device:
        begins = next((each["sha"] for each in (*holding, *waiting.values()) if each["kind"] == "begun"), "")
        wanted = [entry for entry in wanted if entry["kind"] != "begun" or entry["sha"] == begins]
    complete = _complete(wanted, {str(entry[name]) for entry in holding for name in ("id", "sha")})
    log = [*holding, *complete]
    taken: list[Audit] = []
    if complete and is_register(audit_id):
        store.register.take(map(canonical, log))
    elif complete and any(entry["kind"] == "begun" for entry in log):
        papers = _papers(store, inbox, log)
        if papers is None:
            return []
        taken = [store.take(papers, map(canonical, log), trial)]
    else:
        return []
    for entry in complete:
        waiting.pop(str(entry["sha"]), None)
    return taken


def _papers(store: Store, inbox: Inbox, entries: Iterable[Raw]) -> dict[str, Any] | None:
    """The papers that entries name; None while one has not arrived."""
    found: dict[str, Any] = {}
    here = store.papers()
    for each in dict.fromkeys(each for entry in entries for each in papers_of(entry)):
        if each in inbox.papers:
            found[each] = inbox.papers[each]
        elif each in here:
            found[each] = store.paper(each)
        else:
            return None
    return found


def _complete(waiting: Iterable[Raw], known: Collection[str]) -> list[Raw]:
    """Those of the entries that wait of which all that they build on is `known`, or among them, each after that.

    In rounds: each has those of which all that they build on was known before it, in the order in which they came.
    """
    found: list[Raw] = []
    wanting: list[tuple[Raw, set[str]]] = []  # an entry, and what of that which it builds on is not known yet
    waiters: dict[str, list[int]] = {}
    for place, entry in enumerate(waiting):
        wanting.append((entry, needs(entry).difference(known)))
        for each in wanting[place][1]:
            waiters.setdefault(each, []).append(place)
    ready = [place for place, (_, wants) in enumerate(wanting) if not wants]
    while ready:
        freed: set[int] = set()
        for entry in (wanting[place][0] for place in ready):
            found.append(entry)
            for name in (str(entry["id"]), str(entry["sha"])):
                for place in waiters.pop(name, ()):
                    wanting[place][1].discard(name)
                    freed |= set() if wanting[place][1] else {place}
        ready = sorted(freed)
    return found
