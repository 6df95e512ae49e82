"""Giving out what is kept, page by page, by a number without gaps: whoever asks again from there misses nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from audit_app.exchange import bounds
from audit_app.exchange.kept import Kept, Row
from audit_app.exchange.messages import Page, Pull


@dataclass(frozen=True)
class Shown:
    """A page before it is sent: its rows, and what stands beside them in a `Page`."""

    rows: Sequence[Row]
    next: int
    epoch: int
    more: bool

    def json(self, revoked: str = "", now: str = "") -> str:
        """The page as it is sent: a `Page` in which every body stands letter for letter, as it is kept."""
        page = Page(items=(), next=self.next, epoch=self.epoch, more=self.more, revoked=revoked, now=now)
        head, tail = page.model_dump_json().split('"items":[]', 1)
        return f'{head}"items":[{",".join(map(_item, self.rows))}]{tail}'


def page(kept: Kept, pull: Pull) -> Shown:
    """What comes after a number; an empty page with `next` 0 when what may be seen has changed since the last one."""
    if pull.epoch is not None and pull.epoch != kept.epoch:
        return Shown(rows=(), next=0, epoch=kept.epoch, more=True)
    found = kept.feed(pull.after, pull.limit + 1)
    rows = _fitting(found[: pull.limit])
    return Shown(rows, next=rows[-1].n if rows else pull.after, epoch=kept.epoch, more=len(found) > len(rows))


def _item(row: Row) -> str:
    head = json.dumps({"n": row.n, "kind": row.kind, "audit": row.audit, "digest": row.digest}, separators=(",", ":"))
    return f'{head[:-1]},"body":{row.body}}}'


def _fitting(rows: Sequence[Row]) -> Sequence[Row]:
    """As many as a page may hold, one at least."""
    size = 0
    for place, row in enumerate(rows):
        size += len(row.body.encode())
        if place and size > bounds.PAGE_BYTES:
            return rows[:place]
    return rows
