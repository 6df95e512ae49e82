"""Taking photos into an audit: sealed, looked at, copied, entered, and only then is the note forgotten."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit_app.apart import apart
from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import (
    FindingRaised,
    Mark,
    PhotoExpunged,
    PhotoMarked,
    PhotoMoved,
    PhotoReviewed,
    PhotoSetAside,
)
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Draft, choice, draft
from audit_app.audit.pictures import Picture, hidden, pictures
from audit_app.errors import EntryRefused, PhotoRefused, StoreError
from audit_app.photos.decoder import costly
from audit_app.photos.facts import facts_of
from audit_app.photos.kinds import kind_of
from audit_app.photos.original_name import camera_name
from audit_app.photos.redrawn import taken_in, told
from audit_app.store.shelf.expunging import decide
from audit_app.store.shelf.inventory import is_named
from audit_app.store.shelf.shelf import Capture, Shelf, delete
from audit_app.store.store import Store
from audit_app.visit.disputes import restated
from audit_app.visit.visit import Visit


@dataclass(frozen=True)
class Developed:
    """A capture whose bytes are safe, what its entry will say, and why it cannot be shown (empty when it can)."""

    capture: Capture
    facts: dict[str, Any]
    refusal: str = ""


def developed(shelf: Shelf, capture: Capture, thumbnail_only: bool = False) -> Developed:
    """Seals what arrived, looks at it and makes its copies; takes a moment, so call it off the screen's thread.

    With `thumbnail_only` the larger copies are left to `copied`, once the photo is kept and shown.

    A picture that cannot be opened is no error here: its bytes are sealed and `refusal` says what is wrong, so that
    the auditor decides. Raises StoreError when nothing or too little arrived. The entry is part of every full report's
    data and can never be changed: a file's name that a person gave, which may be a patient's, is not put into it.
    """
    sealed = shelf.seal(capture)
    data = shelf.read(sealed.digest)
    known = {
        "digest": sealed.digest,
        "name": camera_name(sealed.name),
        "media_type": kind_of(data).media_type,
        "size": len(data),
        "received_at": sealed.received,
    }
    try:
        received = datetime.fromisoformat(sealed.received)
        facts = apart(costly(sealed.name), facts_of, data, sealed.name, received)
        make = shelf.copies.look if thumbnail_only else shelf.copies.develop
        remarks = facts.remarks + make(sealed.digest, data=data, name=sealed.name)
    except PhotoRefused as refused:
        warning = f"{refused.fault.rstrip('.')}. {refused.remedy}".strip()
        return Developed(sealed, {**known, "warnings": (warning,)}, str(refused))
    taken = facts.taken.isoformat() if facts.taken else ""
    seen = {"width": facts.width, "height": facts.height, "taken_at": taken, "warnings": remarks}
    return Developed(sealed, {**known, **seen})


def copied(shelf: Shelf, one: Developed) -> None:
    """Makes the larger copies of a photo that is kept; where it was expunged meanwhile, none stays.

    What cannot be made now is made when it is asked for.
    """
    digest = one.capture.digest
    with suppress(PhotoRefused, StoreError):
        shelf.copies.develop(digest, name=one.capture.name)
    if gone := shelf.expunged(digest):
        shelf.expunge(digest, gone)


def redeveloped(store: Store, shelf: Shelf, capture: Capture, jpeg: bytes) -> Developed:
    """The same capture with a picture that a browser made of what arrived, which is sealed in its place.

    What arrived is deleted once the other is sealed, where nothing names it: nobody could expunge it.
    """
    before = shelf.read(capture.digest)
    found = developed(shelf, shelf.receive(capture, jpeg))
    if found.refusal or found.capture.digest == capture.digest:
        return found
    if not is_named(store, shelf, capture.digest, but=capture.id):
        delete(shelf.path(capture.digest))
    taken, words = taken_in(before), told(before)
    facts = {**found.facts, "warnings": (*found.facts["warnings"], words)}
    return Developed(found.capture, {**facts, "taken_at": taken.isoformat()} if taken else facts)


def enter(visit: Visit, shelf: Shelf, one: Developed) -> str:
    """Enters a developed photo and forgets its note; gives its id. EntryRefused when the item has it already."""
    capture = one.capture
    gone = shelf.expunged(capture.digest)
    if gone:
        shelf.settle(capture)
        shelf.expunge(capture.digest, gone)
        raise EntryRefused(capture.name or "This photo", gone, "It will not be added again. Take another picture")
    if already(visit.audit, capture):
        shelf.settle(capture)
        raise EntryRefused(capture.name or "This photo", "is already among the photos of this item", "")
    with visit.one_deed():
        photo = visit.add_photo(
            capture.item, thing=capture.thing, finding=capture.finding, paper=capture.paper, **one.facts
        )
        if capture.paper:
            visit.caption(photo, f"Paper sheet {capture.paper}")
    shelf.settle(capture)
    return photo


def already(audit: Audit, capture: Capture) -> bool:
    """Whether the same bytes are already a photo of the same place."""
    place = (capture.digest, capture.item, capture.thing, capture.finding, capture.paper)
    taken = (one.taken for one in pictures(audit))
    return any((one.digest, one.item, one.thing, one.finding, one.paper) == place for one in taken)


def draw(visit: Visit, photo: str, marks: Iterable[Mark]) -> None:
    """The marks of a photo are now these; a photo whose redactions change must be reviewed again."""
    visit.enter(PhotoMarked, photo=photo, marks=tuple(marks))


def review(visit: Visit, photo: str) -> None:
    """Someone looked for what must not leave, and hid it or found nothing: the redactions as they stand are covered."""
    review_all(visit, [photo])


def review_all(visit: Visit, photos: Iterable[str]) -> int:
    """Someone looked through all of these at once: all are kept, or none; gives how many there were."""
    there = {one.id: one for one in pictures(visit.audit)}
    every = [there.get(photo) for photo in photos]
    found = [one for one in every if one is not None]
    if len(found) < len(every):
        raise EntryRefused("This photo", "is not in the audit any more", "Go back to the photos")
    with visit.one_deed():
        for one in found:
            if len(visit.audit.slots.live(("marks", one.id))) > 1:
                draw(visit, one.id, one.marks)  # two tablets drew different marks: all their redactions hold
        visit.enter_all([_reviewed(visit, one) for one in found])
    return len(found)


def _reviewed(visit: Visit, one: Picture) -> Draft:
    """That a photo was looked over, with the marks as they stand."""
    seen = visit.audit.slots.last(("marks", one.id))
    outcome = "redacted" if hidden(one.marks) else "nothing_to_redact"
    return draft(PhotoReviewed, photo=one.id, outcome=choice(outcome), marks=seen.id if seen else "")


def set_aside(visit: Visit, photo: str, reason: str = "") -> None:
    """Takes a photo out of the audit; its bytes stay, and undo brings it back."""
    with visit.one_deed():
        visit.saw()
        visit.enter(PhotoSetAside, photo=photo, reason=reason.strip())


def move(visit: Visit, photo: str, item: str = "", thing: str | None = None, finding: str = "") -> None:
    """The photo belongs there now, and no longer to what it was taken for or to a finding that names it."""
    _standing(visit, photo)
    with visit.one_deed():
        visit.enter(PhotoMoved, photo=photo, item=item, thing=thing, finding=finding)
        for slot in tuple(visit.audit.slots.of_kind("finding")):
            named = visit.audit.slots.last(slot)
            if isinstance(named, FindingRaised) and photo in named.photos and named.finding != finding:
                kind, says = restated(named)
                left = tuple(each for each in named.photos if each != photo)
                visit.enter_draft(Draft(kind, {**says, "photos": left}))


def use_also(visit: Visit, photo: str, item: str = "", thing: str | None = None, finding: str = "") -> str:
    """The same picture serves another item or finding too; gives the id that it has there.

    A finding names the photo itself. For an item it becomes a photo of its own with the same bytes, caption and marks,
    to be reviewed there.
    """
    one = _standing(visit, photo)
    if finding:
        _named_by(visit, photo, finding)
        return photo
    capture = (one.digest, item, thing)
    if any((each.digest, each.taken.item, each.taken.thing) == capture for each in pictures(visit.audit)):
        raise EntryRefused("This photo", "is already among the photos of that item", "Choose another item")
    names = ("name", "media_type", "size", "width", "height", "taken_at", "received_at", "warnings")
    with visit.one_deed():
        made = visit.add_photo(item, one.digest, thing, **{name: getattr(one.taken, name) for name in names})
        if one.caption:
            visit.caption(made, one.caption)
        if one.marks:
            draw(visit, made, one.marks)
    return made


def _named_by(visit: Visit, photo: str, finding: str) -> None:
    """The finding names this photo from now on."""
    named = visit.audit.slots.last(("finding", finding))
    if not isinstance(named, FindingRaised):
        raise EntryRefused("This finding", "is not in the audit", "Choose one from the list of findings")
    if photo in named.photos:
        raise EntryRefused("This photo", "is already among the photos of that finding", "Choose another finding")
    kind, says = restated(named)
    visit.enter_draft(Draft(kind, {**says, "photos": (*named.photos, photo)}))


def expunge(visit: Visit, photo: str, name: str, reason: str) -> None:
    """Says for good that a photo must not be on this device: with who decided it and why, also in a signed audit.

    Every photo of the audit with the same bytes goes with it. That it was decided here is kept first; `sweep` deletes
    the bytes, and does so again at each start, so that nothing is left of them however the app ends.
    """
    found = _standing(visit, photo)
    if not name.strip() or not reason.strip():
        raise EntryRefused("An expunged photo", "needs a name and a reason", "Say who decides it, and why")
    person = Person(name=name.strip())
    twins = [each for each in pictures(visit.audit) if each.digest == found.digest and not each.expunged]
    decide(visit.store, [found.digest], goes=True)
    visit.enter_all(
        [
            draft(PhotoExpunged, photo=each.id, digest=each.digest, person=person, reason=reason.strip())
            for each in twins
        ]
    )


def _standing(visit: Visit, photo: str) -> Picture:
    found = next((one for one in pictures(visit.audit) if one.id == photo), None)
    if found is None:
        raise EntryRefused("This photo", "is not in the audit any more", "Go back to the photos")
    if found.expunged:
        raise EntryRefused("This photo", found.expunged, "")
    return found
