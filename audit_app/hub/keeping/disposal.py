"""Disposal of an audit, or of its photographs, by two people: one proposes, another confirms.

What goes is the text of entries and replies and the bytes of photographs. Their digests, numbers and receipts stay, so
that what is kept elsewhere can still be proven to be the same. Everything is looked at again when it is confirmed.
"""

from datetime import date
from hashlib import sha256

from sqlalchemy import and_, select

from audit_app.audit.log.clock import DeviceClock
from audit_app.errors import UsageError
from audit_app.exchange.kept import PAPER
from audit_app.hub.database import Row, Within, now
from audit_app.hub.keeping import reply_photos
from audit_app.hub.keeping.kept import GONE, STORED, place_of
from audit_app.hub.keeping.retention import CLASSES, holds_on, kept_until, rules
from audit_app.hub.tables import table


def hindered(within: Within, about: Row, name: str, today: date) -> str:
    """Why something of an audit may not be disposed of on a day; empty when it may."""
    until, holds = kept_until(within, about, name), holds_on(within, about)
    if about["disposed_at"]:
        return f"It was disposed of on {about['disposed_at'][:10]}."
    if holds:
        return f"It is under a hold: {holds[0]['reason']}."
    if until is None:
        return "How long it is kept is not known yet: say when its scanner was taken out of use."
    return "" if today > until else f"It is kept until {until.isoformat()}."


def propose(within: Within, about: Row, name: str, person: str, today: date) -> str:
    """Proposes to dispose of something; gives the proposal's id. UsageError when it may not be."""
    within.lock()
    if name not in CLASSES:
        raise UsageError("What to dispose of", "is not known", "Choose one from the list")
    _refuse(within, about, name, today)
    if waiting(within, about["id"]):
        raise UsageError("This audit", "has a proposal already", "Confirm or withdraw that one")
    until = kept_until(within, about, name)
    entries, digest = digest_of_audit(within, about["id"])
    made = DeviceClock().new_id()
    within.add(
        "disposals", {"class": name, "id": made, "audit": about["id"], "unit_name": about["unit_name"],
                      "held_on": about["begun"], "kept_until": until.isoformat() if until else "",
                      "basis": rules(within)[name].words, "entries": entries, "digest": digest,
                      "pictures": len(_pictures(within, about)), "proposed_by": person, "proposed_at": now()},
    )  # fmt: skip
    return made


def waiting(within: Within, audit: str) -> list[Row]:
    """The proposals for an audit that nobody confirmed or withdrew."""
    own = table("disposals")
    return within.find("disposals", own.c.audit == audit, own.c.confirmed_at.is_(None), own.c.withdrawn_at.is_(None))


def withdraw(within: Within, proposal: Row, person: str) -> None:
    """Withdraws a proposal: whoever made it, or another."""
    own = table("disposals")
    open_yet = (own.c.confirmed_at.is_(None), own.c.withdrawn_at.is_(None))
    if not within.change("disposals", own.c.id == proposal["id"], *open_yet, withdrawn_by=person, withdrawn_at=now()):
        raise UsageError("This proposal", "was confirmed or withdrawn", "Load the page again")


def confirm(within: Within, proposal: Row, about: Row, person: str, today: date) -> list[str]:
    """Disposes of what another proposed; gives the places to be emptied once the transaction is durable."""
    within.lock()
    name, own = proposal["class"], table("disposals")
    if proposal["proposed_by"] == person:
        raise UsageError("You", "proposed this yourself", "Another person confirms it")
    _refuse(within, about, name, today)
    if digest_of_audit(within, about["id"]) != (proposal["entries"], proposal["digest"]):
        raise UsageError("This audit", "has grown since it was proposed", "Withdraw the proposal and look again")
    fits = (own.c.confirmed_at.is_(None), own.c.withdrawn_at.is_(None), own.c.proposed_by != person)
    if not within.change("disposals", own.c.id == proposal["id"], *fits, confirmed_by=person, confirmed_at=now()):
        raise UsageError("This proposal", "was confirmed or withdrawn", "Load the page again")
    if name == "audit":
        _empty(within, about["id"])
    return _forget_pictures(within, about) + reply_photos.forget(within, about["id"])


def _refuse(within: Within, about: Row, name: str, today: date) -> None:
    why = hindered(within, about, name, today)
    if why:
        raise UsageError("This cannot be disposed of.", why, "Nothing was changed")


def _empty(within: Within, audit: str) -> None:
    kept, audits, replies = table("kept"), table("audits"), table("replies")
    within.change("kept", kept.c.audit == audit, kept.c.kind != PAPER, kept.c.body != "", body="")
    within.change("replies", replies.c.audit == audit, text="", email="")
    within.change("audits", audits.c.id == audit, disposed_at=now(), shown_n=-1)


def _pictures(within: Within, about: Row) -> list[Row]:
    """The photographs whose bytes are here and that no other audit of the unit names."""
    names, own, audits = table("picture_names"), table("pictures"), table("audits")
    joined = names.join(own, and_(own.c.tenant == names.c.tenant, own.c.digest == names.c.digest))
    mine = within.run(
        select(own.c.unit, own.c.digest).select_from(joined)
        .where(names.c.audit == about["id"], own.c.unit == about["unit"], own.c.state == STORED)
    )  # fmt: skip
    others = names.join(audits, and_(audits.c.tenant == names.c.tenant, audits.c.id == names.c.audit))
    found = select(names.c.digest).select_from(others).where(
        audits.c.id != about["id"], audits.c.unit == about["unit"], audits.c.disposed_at.is_(None)
    )  # fmt: skip
    shared = {row["digest"] for row in within.run(found)}
    return [row for row in mine if row["digest"] not in shared]


def _forget_pictures(within: Within, about: Row) -> list[str]:
    own, places = table("pictures"), []
    for row in _pictures(within, about):
        same = (own.c.unit == row["unit"], own.c.digest == row["digest"])
        within.change("pictures", *same, state=GONE, here=0, size=0, sealed_at=None)
        places.append(place_of(within.tenant, row["unit"], row["digest"]))
    return places


def digest_of_audit(within: Within, audit: str) -> tuple[int, str]:
    """How many entries and records an audit has, and one digest over all of theirs in their order."""
    kept = table("kept")
    wanted = select(kept.c.digest).where(kept.c.audit == audit, kept.c.kind != PAPER).order_by(kept.c.n)
    digests = [row["digest"] for row in within.run(wanted)]
    return len(digests), sha256("".join(digests).encode()).hexdigest()
