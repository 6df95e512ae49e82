"""A tenant's tables as the rules of the exchange want them (`exchange.kept.Kept`), as far as one caller may see.

Everything happens in the one transaction it is given: the feed is numbered under the tenant's row lock, so the numbers
have no gap and become visible in their order. Pictures are kept a unit: who may send to one unit reaches none of
another by knowing its digest.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from audit_app.exchange.kept import ENTRY, PAPER, Held, Link, New, Row
from audit_app.hub.database import Within, now
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.picture_store import PictureStore
from audit_app.hub.tables import table

AT_ONCE = 500  # names in one query
AWAITED, STORED, GONE = "awaited", "stored", "gone"


def place_of(tenant: str, unit: str, digest: str) -> str:
    """Where a picture's bytes lie; a unit's id is written so that it can name no other place."""
    return f"{tenant}/{unit.encode().hex() or 'none'}/{digest[:2]}/{digest}"


class TenantKept:
    """`Kept` over the tables of one tenant; `forgotten` are places to be emptied once the transaction is durable."""

    def __init__(self, within: Within, caller: Caller, pictures: PictureStore, right: Right = Right.SEE) -> None:
        self._within, self._caller, self._store, self._right = within, caller, pictures, right
        self.forgotten: list[str] = []
        self.placed = ""  # the place where the bytes of a picture lie already

    @property
    def epoch(self) -> int:
        """See `Kept`."""
        tenants = table("tenants")
        wanted = select(tenants.c.epoch).where(tenants.c.id == self._within.tenant)
        return int(self._within.connection.scalar(wanted) or 0)

    def links(self, audit: str, device: str) -> Sequence[Link]:
        """See `Kept`."""
        kept = table("kept")
        wanted = select(kept.c.device, kept.c.seq, kept.c.digest, kept.c.prev, kept.c.n, kept.c.tenant)
        rows = self._within.run(
            wanted.where(kept.c.kind == ENTRY, kept.c.audit == audit, kept.c.device == device).order_by(kept.c.seq)
        )
        return [Link(row["device"], row["seq"], row["digest"], row["prev"], row["n"]) for row in rows]

    def known(self, kind: str, audit: str, digests: Iterable[str]) -> set[str]:
        """See `Kept`."""
        kept, found = table("kept"), set[str]()
        for some in _batches(digests):
            wanted = select(kept.c.digest, kept.c.tenant).where(kept.c.kind == kind, kept.c.audit == audit)
            found |= {row["digest"] for row in self._within.run(wanted.where(kept.c.digest.in_(some)))}
        return found

    def add(self, items: Sequence[New]) -> Sequence[int]:
        """See `Kept`."""
        if not items:
            return ()
        first, moment = self._within.lock()["feed"] + 1, now()
        rows = [self._row(n, new, moment) for n, new in enumerate(items, first)]
        self._within.add("kept", *rows)
        self._keep_papers(items)
        last = first + len(items) - 1
        self._within.tell_tenant(feed=last)
        for audit in {new.audit for new in items}:
            self._within.change("audits", table("audits").c.id == audit, changed_n=last)
        return range(first, last + 1)

    def _row(self, n: int, new: New, moment: str) -> dict[str, Any]:
        row: dict[str, Any] = {"n": n, "kind": new.kind, "audit": new.audit, "digest": new.digest}
        row |= {"received_at": moment, "by_device": self._caller.device or None}
        if new.link is None:
            return row | {"device": None, "seq": None, "prev": None, "stamp": None, "ahead_s": None,
                          "body": "" if new.kind == PAPER else new.body}  # fmt: skip
        stamp = str(json.loads(new.body)["at"])
        return row | {"device": new.link.device, "seq": new.link.seq, "prev": new.link.prev, "stamp": stamp,
                      "ahead_s": _ahead(stamp, moment), "body": new.body}  # fmt: skip

    def _keep_papers(self, items: Sequence[New]) -> None:
        for new in (each for each in items if each.kind == PAPER):
            if self._within.one("papers", digest=new.digest) is None:
                self._within.add("papers", digest=new.digest, body=new.body)

    def feed(self, after: int, limit: int) -> Sequence[Row]:
        """See `Kept`: only what the caller may see, and what was not disposed of."""
        kept, audits = table("kept"), table("audits")
        joined = kept.join(audits, and_(audits.c.id == kept.c.audit, audits.c.tenant == kept.c.tenant))
        wanted = select(kept.c.n, kept.c.kind, kept.c.audit, kept.c.digest, kept.c.body).select_from(joined)
        seen = self._caller.grants.only(self._right, audits)
        rows = self._within.run(
            wanted.where(kept.c.n > after, audits.c.disposed_at.is_(None), seen).order_by(kept.c.n).limit(limit)
        )
        papers = self._papers(row["digest"] for row in rows if row["kind"] == PAPER)
        for row in rows:
            row["body"] = papers.get(row["digest"], "null") if row["kind"] == PAPER else row["body"]
        return [Row(**row) for row in rows]

    def _papers(self, digests: Iterable[str]) -> dict[str, str]:
        papers, found = table("papers"), dict[str, str]()
        for some in _batches(digests):
            wanted = select(papers.c.digest, papers.c.body, papers.c.tenant).where(papers.c.digest.in_(some))
            found |= {row["digest"]: row["body"] for row in self._within.run(wanted)}
        return found

    # Pictures

    def expect(self, audit: str, pictures: Iterable[str]) -> None:
        """See `Kept`."""
        unit = self._unit_of(audit)
        for digest in pictures:
            if self._within.one("pictures", unit=unit, digest=digest) is None:
                self._within.add("pictures", unit=unit, digest=digest, state=AWAITED, here=0, size=0)
            if self._within.one("picture_names", digest=digest, audit=audit) is None:
                self._within.add("picture_names", digest=digest, audit=audit)

    def expunge(self, audit: str, picture: str) -> None:
        """See `Kept`; in the unit of that audit only."""
        unit, own = self._unit_of(audit), table("pieces")
        self._within.put("pictures", {"unit": unit, "digest": picture}, state=GONE, here=0, size=0, sealed_at=None)
        self._within.remove("pieces", own.c.unit == unit, own.c.digest == picture)
        self.forgotten.append(place_of(self._within.tenant, unit, picture))

    def pictures(self, digests: Iterable[str]) -> dict[str, Held]:
        """See `Kept`."""
        found: dict[str, Held] = {}
        for some in _batches(digests):
            for row in self._seen(table("pictures").c.digest.in_(some)):
                found.setdefault(row["digest"], _held(row))
        return found

    def write(self, digest: str, size: int, offset: int, data: bytes) -> None:
        """See `Kept`."""
        row = self._one(digest)
        self._within.add("pieces", unit=row["unit"], digest=digest, start=offset, body=data)
        self._change(row, here=offset + len(data), size=size)

    def read(self, digest: str, offset: int, length: int) -> bytes:
        """See `Kept`."""
        row = self._one(digest)
        if row["state"] == STORED:
            most = min(length, max(0, row["size"] - offset))
            return self._store.read(place_of(self._within.tenant, row["unit"], digest), offset, most) if most else b""
        found = b""
        for piece in self._pieces(row, offset):
            found += piece["body"][max(0, offset - piece["start"]) :]
            if len(found) >= length:
                break
        return found[:length]

    def seal(self, digest: str) -> None:
        """See `Kept`: the bytes lie in their place and were read again before this returns."""
        row = self._one(digest)
        if self.placed != self._place_of(row):
            self._place(row, ())
        self._change(row, state=STORED, sealed_at=now())
        self._forget_pieces(row)

    def place_ahead(self, digest: str, size: int, offset: int, data: bytes) -> str:
        """Puts a picture that this piece makes whole into its place while nothing is locked: a bucket may be slow.

        Gives the place; empty when this is not the last piece, or the bytes are another picture's.
        """
        row = next(iter(self._seen(table("pictures").c.digest == digest)), None)
        last = row is not None and row["state"] == AWAITED and row["here"] == offset and offset + len(data) == size
        if row is None or not last or (offset and row["size"] != size) or not data:
            return ""
        worked = sha256()
        for part in self._parts(row, data):
            worked.update(part)
        if worked.hexdigest() != digest:
            return ""
        self._place(row, (data,))
        return self._place_of(row)

    def expunged_at(self, place: str, digest: str) -> bool:
        """Whether the picture that lies at a place was expunged meanwhile."""
        own = table("pictures")
        rows = self._within.find("pictures", own.c.digest == digest, own.c.state == GONE)
        return any(self._place_of(row) == place for row in rows)

    def _place_of(self, row: dict[str, Any]) -> str:
        return place_of(self._within.tenant, row["unit"], row["digest"])

    def _place(self, row: dict[str, Any], more: Iterable[bytes]) -> None:
        self._store.put(self._place_of(row), row["digest"], self._parts(row, *more))

    def _parts(self, row: dict[str, Any], *more: bytes) -> Iterator[bytes]:
        yield from (bytes(piece["body"]) for piece in self._pieces(row, 0))
        yield from more

    def drop(self, digest: str) -> None:
        """See `Kept`."""
        row = self._one(digest)
        self._forget_pieces(row)
        self._change(row, here=0, size=0)

    def _unit_of(self, audit: str) -> str:
        row = self._within.one("audits", id=audit)
        return str(row["unit"]) if row else ""

    def _seen(self, *where: ColumnElement[bool]) -> list[dict[str, Any]]:
        """Pictures that audits the caller may see name: to send, those awaited first; to read, those that are here."""
        pictures, names, audits = table("pictures"), table("picture_names"), table("audits")
        joined = pictures.join(names, and_(names.c.digest == pictures.c.digest, names.c.tenant == pictures.c.tenant))
        joined = joined.join(
            audits,
            and_(audits.c.id == names.c.audit, audits.c.unit == pictures.c.unit, audits.c.tenant == names.c.tenant),
        )
        seen = self._caller.grants.only(self._right, audits)
        first = pictures.c.state.desc() if self._right is Right.SEE else pictures.c.state  # awaited, gone, stored
        order = (first, pictures.c.unit)
        return self._within.run(select(pictures).select_from(joined).where(seen, *where).distinct().order_by(*order))

    def _one(self, digest: str) -> dict[str, Any]:
        return self._seen(table("pictures").c.digest == digest)[0]

    def _change(self, row: dict[str, Any], **values: Any) -> None:
        own = table("pictures")
        self._within.change("pictures", own.c.unit == row["unit"], own.c.digest == row["digest"], **values)

    def _pieces(self, row: dict[str, Any], offset: int) -> Iterator[dict[str, Any]]:
        """The pieces from the one that holds an offset, one query each: a picture may be large."""
        own = table("pieces")
        same = own.c.digest == row["digest"], own.c.unit == row["unit"]
        starts = self._within.run(select(own.c.start, own.c.tenant).where(*same).order_by(own.c.start))
        wanted = [each["start"] for each in starts]
        first = max((start for start in wanted if start <= offset), default=0)
        for start in (each for each in wanted if each >= first):
            yield from self._within.find("pieces", *same, own.c.start == start)

    def _forget_pieces(self, row: dict[str, Any]) -> None:
        own = table("pieces")
        self._within.remove("pieces", own.c.unit == row["unit"], own.c.digest == row["digest"])


def _held(row: dict[str, Any]) -> Held:
    return Held(row["here"], row["size"], sealed=row["state"] == STORED, gone=row["state"] == GONE)


def _batches(digests: Iterable[str]) -> Iterator[list[str]]:
    known = list(dict.fromkeys(digests))
    for start in range(0, len(known), AT_ONCE):
        yield known[start : start + AT_ONCE]


def _ahead(stamp: str, moment: str) -> int:
    """By how many seconds an entry's stamp is ahead of the hub's time when it came in; 0 when it is not."""
    at = datetime.fromisoformat(stamp[:24].replace("Z", "+00:00"))
    return max(0, int((at - datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(UTC)).total_seconds()))
