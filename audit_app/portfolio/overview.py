"""A portfolio at a glance: its items with what was read from them so far, and the one thing to do next."""

import threading
from dataclasses import dataclass, replace
from datetime import date

from audit_app.checklist.scheme import scheme
from audit_app.portfolio.evidence import Evidence, FromAudit, applicant, evidence
from audit_app.portfolio.making import held
from audit_app.portfolio.rules import concerns, ready
from audit_app.portfolio.state import Held, Portfolio
from audit_app.store.shelf import Shelf
from audit_app.store.store import Store


class Readings:
    """What was read from the items' documents, so that each is made and read once until it changes."""

    def __init__(self) -> None:
        self._lock, self._known = threading.Lock(), dict[str, Held]()

    def known(self, store: Store, item: Evidence) -> Held:
        """The item as it is now with what was read from its document; nothing yet when it was not read."""
        with self._lock:
            found = self._known.get(_mark(store, item))
        return replace(found, item=item) if found else Held(item)

    def read(self, store: Store, shelf: Shelf, item: Evidence) -> Held:
        """Makes and reads the item's document; seconds for a long one."""
        mark, found = _mark(store, item), held(store, shelf, item)
        with self._lock:
            self._known[mark] = found
        return found


def _mark(store: Store, item: Evidence) -> str:
    """What an item's document depends on: its source, its pages, and how far its audit has come."""
    source = item.source
    stamps = [each.updated_at for each in store.audits() if isinstance(source, FromAudit) and each.id == source.audit]
    return "|".join((source.model_dump_json(), item.pages, *stamps))


def portfolio(store: Store, readings: Readings, today: date) -> Portfolio:
    """The portfolio kept on this device."""
    items = tuple(readings.known(store, item) for item in evidence(store))
    return Portfolio(applicant(store), items, scheme(), today)


def unread(whole: Portfolio) -> tuple[Evidence, ...]:
    """The items whose documents were not read yet."""
    return tuple(each.item for each in whole.held if each.text is None)


@dataclass(frozen=True)
class Step:
    """The one thing to do next: what, why, and where: 'applicant', 'add', an item's id, or 'bundle'."""

    words: str
    why: str
    where: str


def next_step(whole: Portfolio) -> Step:
    """What to do next: who, then something to show, then whatever keeps an item back, then doubts, then the bundle."""
    if not whole.applicant.person.name.strip():
        return Step("Say whose portfolio this is", "Every paper names the applicant.", "applicant")
    if not whole.held:
        return Step("Add your first item of evidence", "An audit you signed is the shortest way.", "add")
    ids = {each.item.code: each.item.id for each in whole.held}
    found = [each for each in concerns(whole) if each.about in ids and each.weight != "reminds"]
    if found:
        first = found[0]
        return Step(f"{first.about}: {first.remedy}", f"{first.said}.", ids[first.about])
    empty = [sub for sub in whole.scope if not whole.of(sub.id)]
    if empty:
        sub = empty[0]
        return Step(f"Add an item for {sub.id}", f"Nothing yet for {sub.title.lower()}.", "add")
    count = len(ready(whole))
    return Step("Make the bundle", f"{count} item{'s' if count != 1 else ''} ready.", "bundle")
