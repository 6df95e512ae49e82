"""Making room: photographs of signed audits may go from a device once the hub has signed that it keeps them.

Each leaves a mark that says where it is, and can be fetched again.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from audit_app.exchange.messages import PictureReceipt
from audit_app.exchange.push import pictures_of
from audit_app.exchange.receipt import is_from
from audit_app.membership.membership import Member, choice, logs_taking_part
from audit_app.store.shelf.inventory import documents
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store


@dataclass(frozen=True)
class Freeable:
    """The files that may go, and how many bytes they take; `freed` went before and can be fetched again."""

    digests: tuple[str, ...] = ()
    size: int = 0
    freed: tuple[str, ...] = ()


def freeable(store: Store, shelf: Shelf, joined: Member) -> Freeable:
    """What only signed audits that take part name, and what the hub has signed a receipt for, of just this size."""
    part = {log for log, _ in logs_taking_part(store, choice(store))}
    done = {each.id for each in store.logs() if each.state == "signed" and each.id in part}
    needed = {each.digest for each in documents(store)}
    named: dict[str, None] = {}
    for audit in (*store.audit_ids(), *store.register.ids()):
        digests = _named(store, audit)
        (named.update(dict.fromkeys(digests)) if audit in done else needed.update(digests))
    found = {each: shelf.path(each).stat().st_size for each in named if each not in needed and shelf.has(each)}
    kept = {each: size for each, size in found.items() if _is_kept(store, joined, each, size)}
    freed = tuple(each for each in named if _mark(joined) in shelf.purged(each))
    return Freeable(tuple(kept), sum(kept.values()), freed)


def free(store: Store, shelf: Shelf, joined: Member, day: str) -> int:
    """Deletes here what may go, looked at once more; gives how many files went."""
    digests = freeable(store, shelf, joined).digests
    for each in digests:
        shelf.purge(shelf.path(each), f"{day}{_mark(joined)}")
    return len(digests)


def fetch_back(store: Store, shelf: Shelf, joined: Member) -> int:
    """Has what went fetched again with the next round; gives how many files that are."""
    freed = freeable(store, shelf, joined).freed
    for each in freed:
        shelf.want_again(each)
    return len(freed)


def _named(store: Store, audit: str) -> Iterator[str]:
    for body in store.bodies(audit):
        yield from pictures_of(json.loads(body))


def _is_kept(store: Store, joined: Member, digest: str, size: int) -> bool:
    try:
        receipt = PictureReceipt.model_validate_json(store.receipts.receipt(joined.key, digest))
    except ValidationError:
        return False
    return (receipt.picture, receipt.size) == (digest, size) and is_from(receipt, joined.key)


def _mark(joined: Member) -> str:
    """What a deleted file's mark says after the day."""
    return f"; {joined.address} keeps it"
