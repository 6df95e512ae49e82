"""Photographs in owners' replies: decoded apart, kept as they were sent, and shown as a copy without metadata."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from audit_app.apart import apart
from audit_app.errors import PhotoRefused, UsageError, one_line
from audit_app.hub.database import Row, Within
from audit_app.hub.keeping.picture_store import PictureStore
from audit_app.hub.tables import table
from audit_app.photos.copies import copies
from audit_app.photos.decoder import costly

MOST = 6  # of one reply


@dataclass(frozen=True)
class ReplyPhoto:
    """A photograph as it was sent, and the JPEG of it that is shown."""

    name: str
    data: bytes
    shown: bytes


def looked_at(sent: Iterable[tuple[str, bytes]]) -> list[ReplyPhoto]:
    """The photographs in what was sent; UsageError names the first that is none, or says that they are too many."""
    files = [(one_line(name)[-80:] or "The photograph", data) for name, data in sent]
    if len(files) > MOST:
        raise UsageError("The reply", f"has {len(files)} photographs", f"Send {MOST} at most, and another reply")
    found = []
    for name, data in files:
        try:
            found.append(ReplyPhoto(name, data, apart(costly(name), copies, data, name).working))
        except PhotoRefused as error:
            raise UsageError(error.where, error.fault, error.remedy) from error
    return found


def put(pictures: PictureStore, tenant: str, photos: Iterable[ReplyPhoto]) -> None:
    """Puts their bytes in their place, before anything names them."""
    for each in photos:
        for data in (each.data, each.shown):
            digest = sha256(data).hexdigest()
            pictures.put(place_of(tenant, digest), digest, [data])


def name(within: Within, reply: str, photos: Iterable[ReplyPhoto]) -> None:
    """Says that they belong to a reply."""
    for n, each in enumerate(photos):
        row = {"reply": reply, "n": n, "name": each.name, "size": len(each.data)}
        digests = {"digest": sha256(each.data).hexdigest(), "shown": sha256(each.shown).hexdigest()}
        within.add("reply_photos", **row, **digests)


def place_of(tenant: str, digest: str) -> str:
    """Where the bytes lie: beside the units' pictures, whose folders are named in hexadecimal."""
    return f"{tenant}/replies/{digest[:2]}/{digest}"


def here(within: Within) -> list[Row]:
    """Every one whose bytes are kept: those that were disposed of have no size any more."""
    return within.find("reply_photos", table("reply_photos").c.size > 0)


def forget(within: Within, audit: str) -> list[str]:
    """The bytes of those in an audit's replies are to go; their digests stay. Gives the places to be emptied."""
    own, replies = table("reply_photos"), table("replies")
    told = {row["id"] for row in within.find("replies", replies.c.audit == audit)}
    rows = here(within)
    digests = {row[which] for row in rows if row["reply"] in told for which in ("digest", "shown")}
    elsewhere = {row[which] for row in rows if row["reply"] not in told for which in ("digest", "shown")}
    for reply in {row["reply"] for row in rows} & told:
        within.change("reply_photos", own.c.reply == reply, name="", size=0)
    return [place_of(within.tenant, digest) for digest in sorted(digests - elsewhere)]


def of_replies(within: Within, replies: Iterable[str]) -> dict[str, list[Row]]:
    """The photographs that are kept of each of these replies that has some."""
    own, found = table("reply_photos"), dict[str, list[Row]]()
    known = list(replies)
    for start in range(0, len(known), 500):
        some = own.c.reply.in_(known[start : start + 500])
        for row in within.find("reply_photos", some, own.c.size > 0, order=(own.c.reply, own.c.n)):
            found.setdefault(row["reply"], []).append(row)
    return found
