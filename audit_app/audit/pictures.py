"""The photos of an audit as they stand: caption, marks, and whether someone looked for what must not leave.

A photo leaves only once it was reviewed. A review covers the redactions that were looked at: when they change
afterwards, by undo or on another tablet, the photo is unreviewed again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import Mark, PhotoCaptioned, PhotoExpunged, PhotoMarked, PhotoReviewed, PhotoTaken
from audit_app.audit.log.people import Person
from audit_app.audit.log.photo_places import placed
from audit_app.audit.log.removals import standing
from audit_app.audit.verdicts.judge import local_day
from audit_app.counting import counted
from audit_app.errors import PhotoRefused

REDACTION = "redaction"
LISTED = 20  # photos named in one refusal


class Review(StrEnum):
    """Whether a photo may leave."""

    UNREVIEWED = "unreviewed"
    NOTHING_TO_REDACT = "nothing to redact"
    REDACTED = "redacted"


@dataclass(frozen=True)
class Picture:
    """One photo as it stands. `by` and `at` say who reviewed it and when (UTC); both are empty when nobody did.

    `expunged` says when, by whom and why its bytes were deleted for good; it is empty while they may be here.
    `number` counts the audit's photos from 1 in the order they were taken. Where two tablets drew different marks,
    all of their redactions hold until someone settles it.
    """

    number: int
    taken: PhotoTaken
    caption: str
    marks: tuple[Mark, ...]
    review: Review
    by: Person | None = None
    at: str = ""
    expunged: str = ""

    @property
    def id(self) -> str:
        return self.taken.photo

    @property
    def digest(self) -> str:
        return self.taken.digest

    @property
    def name(self) -> str:
        """What the photo is called in a message: its file's name, else its number."""
        return self.taken.name or f"photo {self.number}"

    @property
    def redacted(self) -> bool:
        """Whether any part of it is hidden."""
        return any(mark.shape == REDACTION for mark in self.marks)


def pictures(audit: Audit) -> tuple[Picture, ...]:
    """Every photo that was not undone or set aside, in the order they were taken."""
    return audit.once("pictures", _pictures)


def _pictures(audit: Audit) -> tuple[Picture, ...]:
    heads = (standing(audit.slots, slot) for slot in audit.slots.of_kind("photo"))
    taken = _in_order(audit, (head for head in heads if isinstance(head, PhotoTaken)))
    numbers = _numbers(audit)
    return tuple(_picture(audit, numbers[head.photo], placed(audit.slots, head)) for head in taken)


def _numbers(audit: Audit) -> dict[str, int]:
    """The number of every photo that was ever taken: it stays, whichever others are set aside or undone later."""
    every = _in_order(audit, (entry for entry in audit.entries if isinstance(entry, PhotoTaken)))
    return {photo: number for number, photo in enumerate(dict.fromkeys(entry.photo for entry in every), 1)}


def _in_order(audit: Audit, taken: Iterable[PhotoTaken]) -> list[PhotoTaken]:
    return sorted(taken, key=lambda entry: (audit.slots.place_of(entry), entry.id))


def pictures_of(audit: Audit, item: str, thing: str | None = None) -> tuple[Picture, ...]:
    """The photos of one item, or of one thing's item."""
    return tuple(one for one in pictures(audit) if one.taken.item == item and one.taken.thing == thing)


def unreviewed(audit: Audit) -> tuple[Picture, ...]:
    """The photos that nobody looked through yet, or whose redactions changed since."""
    return tuple(one for one in pictures(audit) if one.review is Review.UNREVIEWED and not one.expunged)


def refuse_unreviewed(audit: Audit) -> None:
    """Raises PhotoRefused with the list when photos are not reviewed: called before anything leaves this device."""
    left = unreviewed(audit)
    if not left:
        return
    named = ", ".join(one.name for one in left[:LISTED])
    more = f" and {len(left) - LISTED} more" if len(left) > LISTED else ""
    fault = f"{'is' if len(left) == 1 else 'are'} not reviewed for faces, names and screens: {named}{more}"
    where = counted(len(left), "photo")
    remedy = "open each, hide what must not leave or say there is nothing, then export again."
    remedy = f"Open an addendum to the signed audit, {remedy}" if audit.state == "signed" else remedy.capitalize()
    raise PhotoRefused(where, fault, remedy)


def _picture(audit: Audit, number: int, taken: PhotoTaken) -> Picture:
    said = audit.slots.last(("caption", taken.photo))
    caption = said.text if isinstance(said, PhotoCaptioned) else ""
    marks, gone = marks_of(audit, taken.photo), expunged(audit, taken.photo)
    found = _review(audit, taken.photo, marks)
    if found is None:
        return Picture(number, taken, caption, marks, Review.UNREVIEWED, expunged=gone)
    outcome = Review.REDACTED if hidden(marks) else Review.NOTHING_TO_REDACT
    return Picture(number, taken, caption, marks, outcome, found.by, found.at, gone)


def expunged(audit: Audit, photo: str) -> str:
    """When, by whom and why a photo's bytes were deleted for good, as the rest of a sentence; or empty."""
    entry = audit.slots.last(("photo-expunged", photo))
    return expunged_words(entry) if isinstance(entry, PhotoExpunged) else ""


def expunged_words(entry: PhotoExpunged) -> str:
    """The same of an entry, e.g. 'was expunged on 2026-01-02 by Ada Byron: a patient's face'."""
    return f"was expunged on {local_day(entry)} by {entry.person.name}: {entry.reason}"


def marks_of(audit: Audit, photo: str) -> tuple[Mark, ...]:
    """The marks as they stand; when tablets disagree, the newest with every redaction of the others."""
    drawn = [head for head in audit.slots.live(("marks", photo)) if isinstance(head, PhotoMarked)]
    if not drawn:
        return ()
    others = (mark for head in drawn[:-1] for mark in head.marks if mark.shape == REDACTION)
    return tuple(dict.fromkeys((*drawn[-1].marks, *others)))


def _review(audit: Audit, photo: str, marks: tuple[Mark, ...]) -> PhotoReviewed | None:
    """The review that stands, when nobody disagrees and it covers what is hidden now."""
    live = audit.slots.live(("review", photo))
    if len(live) != 1 or not isinstance(live[0], PhotoReviewed) or len(audit.slots.live(("marks", photo))) > 1:
        return None
    return live[0] if _covers(audit, live[0], hidden(marks)) else None


def _covers(audit: Audit, review: PhotoReviewed, now: frozenset[Mark]) -> bool:
    if review.marks is None:
        return bool(now) == (review.outcome == "redacted")
    seen = audit.slots.known.get(review.marks)
    return now == (hidden(seen.marks) if isinstance(seen, PhotoMarked) else frozenset())


def hidden(marks: tuple[Mark, ...]) -> frozenset[Mark]:
    """The redactions among the marks."""
    return frozenset(mark for mark in marks if mark.shape == REDACTION)
