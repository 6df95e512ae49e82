"""Giving out what is kept, page by page, by a number without gaps: whoever asks again from there misses nothing."""

import json
from collections.abc import Sequence

from audit_app.exchange import bounds
from audit_app.exchange.kept import Kept, Row
from audit_app.exchange.messages import Item, Page, Pull


def page(kept: Kept, pull: Pull) -> Page:
    """What comes after a number; an empty page with `next` 0 when what may be seen has changed since the last one."""
    if pull.epoch is not None and pull.epoch != kept.epoch:
        return Page(items=(), next=0, epoch=kept.epoch, more=True)
    found = kept.feed(pull.after, pull.limit + 1)
    shown = _fitting(found[: pull.limit])
    items = tuple(
        Item(n=row.n, kind=row.kind, audit=row.audit, digest=row.digest, body=json.loads(row.body)) for row in shown
    )
    return Page(items=items, next=shown[-1].n if shown else pull.after, epoch=kept.epoch, more=len(found) > len(shown))


def _fitting(rows: Sequence[Row]) -> Sequence[Row]:
    """As many as a page may hold, one at least."""
    size = 0
    for place, row in enumerate(rows):
        size += len(row.body.encode())
        if place and size > bounds.PAGE_BYTES:
            return rows[:place]
    return rows
