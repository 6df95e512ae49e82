"""A portfolio at a glance: its items with what was read from them so far, and the one thing to do next."""

import threading
from dataclasses import dataclass, replace
from datetime import date

from audit_app.checklist.reference.scheme import scheme
from audit_app.counting import counted
from audit_app.portfolio.evidence.document import held
from audit_app.portfolio.evidence.evidence import Evidence, FromAudit, applicant, evidence
from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.rules.scheme_rules import concerns, ready
from audit_app.portfolio.rules.state import Concern, Portfolio
from audit_app.store.shelf.shelf import Shelf
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
    """What an item's document depends on: its source, its pages, and how far the audits of its unit have come."""
    source, audits = item.source, store.audits()
    own = [each.about.get("unit_id") for each in audits if isinstance(source, FromAudit) and each.id == source.audit]
    stamps = [each.updated_at for each in audits if each.about.get("unit_id") in own]
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
    """What to do next: who, then something to show, then what keeps things back, then gaps, then doubts, the bundle."""
    if not whole.applicant.person.name.strip():
        return Step("Say whose portfolio this is", "Every document names the applicant.", "applicant")
    if not whole.held:
        return Step("Add your first item of evidence", "An audit you signed is the shortest way.", "add")
    ids = {each.item.code: each.item.id for each in whole.held}
    found = [each for each in concerns(whole) if each.weight != "reminds"]
    first = [each for each in found if each.weight == "blocks" or each.about in ids]
    if first:
        return _step(first[0], ids)
    empty = [sub for sub in whole.scope if not whole.of(sub.id)]
    if empty:
        sub = empty[0]
        return Step(f"Add an item for {sub.id}", f"Nothing yet for {sub.title.lower()}.", "add")
    if found:
        return _step(found[0], ids)
    return Step("Make the bundle", f"{counted(len(ready(whole)), 'item')} ready.", "bundle")


def _step(found: Concern, ids: dict[str, str]) -> Step:
    """What to do about a concern: at its item, or with another item where it is about the whole."""
    words = f"{found.about}: {found.remedy}" if found.about in ids else found.remedy
    return Step(words, f"{found.said}.", ids.get(found.about, "add"))
