"""A photo leaves only when someone looked at it as it now is."""

from decimal import Decimal

import pytest

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import (
    Answered,
    Entry,
    Mark,
    PhotoCaptioned,
    PhotoMarked,
    PhotoReviewed,
    PhotoSetAside,
    PhotoTaken,
    Signed,
    Undone,
)
from audit_app.audit.pen import Pen
from audit_app.audit.pictures import Review, pictures, pictures_of, refuse_unreviewed, unreviewed
from audit_app.errors import PhotoRefused
from tests.conftest import SteppingClock

BOX = Mark(shape="redaction", points=((Decimal("0.1"), Decimal("0.1")), (Decimal("0.3"), Decimal("0.3"))))
ARROW = Mark(shape="arrow", points=((Decimal("0.5"), Decimal("0.5")), (Decimal("0.6"), Decimal("0.6"))))


def after(audit: Audit, pen: Pen, kind: type[Entry], **says: object) -> Audit:
    return audit.with_entry(pen.write(kind, audit, **says))


@pytest.fixture
def taken(audit: Audit, pen: Pen) -> Audit:
    return after(audit, pen, PhotoTaken, item="sign", photo="p1", digest="a" * 64, name="IMG_1.jpg")


def reviewed(audit: Audit, pen: Pen, outcome: str = "nothing_to_redact") -> Audit:
    seen = audit.slots.last(("marks", "p1"))
    return after(audit, pen, PhotoReviewed, photo="p1", outcome=outcome, marks=seen.id if seen else "")


def state(audit: Audit) -> Review:
    [one] = pictures(audit)
    return one.review


def test_a_new_photo_is_unreviewed(taken: Audit) -> None:
    assert state(taken) is Review.UNREVIEWED
    assert [one.name for one in unreviewed(taken)] == ["IMG_1.jpg"]


def test_a_photo_found_clean_says_by_whom_and_when(taken: Audit, pen: Pen) -> None:
    [one] = pictures(reviewed(taken, pen))
    assert one.review is Review.NOTHING_TO_REDACT
    assert one.by == pen.person and one.at.startswith("2026-01-02T09:")


def test_a_photo_reviewed_with_its_boxes_is_redacted(taken: Audit, pen: Pen) -> None:
    drawn = after(taken, pen, PhotoMarked, photo="p1", marks=(BOX, ARROW))
    assert state(drawn) is Review.UNREVIEWED
    assert state(reviewed(drawn, pen, "redacted")) is Review.REDACTED


def test_an_arrow_drawn_later_does_not_reopen_the_review(taken: Audit, pen: Pen) -> None:
    drawn = reviewed(after(taken, pen, PhotoMarked, photo="p1", marks=(BOX,)), pen, "redacted")
    assert state(after(drawn, pen, PhotoMarked, photo="p1", marks=(BOX, ARROW))) is Review.REDACTED


def test_a_box_taken_away_reopens_the_review(taken: Audit, pen: Pen) -> None:
    drawn = reviewed(after(taken, pen, PhotoMarked, photo="p1", marks=(BOX,)), pen, "redacted")
    assert state(after(drawn, pen, PhotoMarked, photo="p1", marks=())) is Review.UNREVIEWED


def test_a_box_undone_reopens_the_review(taken: Audit, pen: Pen) -> None:
    marked = after(taken, pen, PhotoMarked, photo="p1", marks=(BOX,))
    done = reviewed(marked, pen, "redacted")
    assert state(after(done, pen, Undone, undoes=marked.entries[-1].id)) is Review.UNREVIEWED


def test_marks_drawn_on_two_tablets_reopen_the_review_and_hide_what_either_hid(
    taken: Audit, pen: Pen, clock: SteppingClock
) -> None:
    other = Pen("tablet-b", pen.person, clock)
    far = Mark(shape="redaction", points=((Decimal("0.7"), Decimal("0.7")), (Decimal("0.9"), Decimal("0.9"))))
    here = pen.write(PhotoMarked, taken, photo="p1", marks=(BOX, ARROW))
    there = other.write(PhotoMarked, taken, photo="p1", marks=(far,))
    [one] = pictures(reviewed(taken.with_entry(here).with_entry(there), pen, "redacted"))
    assert one.review is Review.UNREVIEWED
    assert set(one.marks) >= {BOX, far}


def test_two_reviews_that_disagree_are_none(taken: Audit, pen: Pen, clock: SteppingClock) -> None:
    other = Pen("tablet-b", pen.person, clock)
    one = pen.write(PhotoReviewed, taken, photo="p1", outcome="nothing_to_redact", marks="")
    two = other.write(PhotoReviewed, taken, photo="p1", outcome="redacted", marks="")
    assert state(taken.with_entry(one).with_entry(two)) is Review.UNREVIEWED


@pytest.mark.parametrize(
    ("outcome", "marks", "review"),
    [
        ("redacted", (BOX,), Review.REDACTED),
        ("redacted", (), Review.UNREVIEWED),
        ("nothing_to_redact", (BOX,), Review.UNREVIEWED),
        ("nothing_to_redact", (ARROW,), Review.NOTHING_TO_REDACT),
    ],
)
def test_a_review_that_names_no_marks_holds_when_it_fits_them(
    taken: Audit, pen: Pen, outcome: str, marks: tuple[Mark, ...], review: Review
) -> None:
    drawn = after(taken, pen, PhotoMarked, photo="p1", marks=marks)
    assert state(after(drawn, pen, PhotoReviewed, photo="p1", outcome=outcome)) is review


def test_the_caption_is_the_newest_one(taken: Audit, pen: Pen) -> None:
    said = after(after(taken, pen, PhotoCaptioned, photo="p1", text="A"), pen, PhotoCaptioned, photo="p1", text="B")
    assert [one.caption for one in pictures(said)] == ["B"]


def test_a_photo_set_aside_is_out_and_need_not_be_reviewed(taken: Audit, pen: Pen) -> None:
    out = after(taken, pen, PhotoSetAside, photo="p1")
    assert pictures(out) == () and unreviewed(out) == ()
    refuse_unreviewed(out)


def test_photos_are_those_of_their_item_and_thing(taken: Audit, pen: Pen) -> None:
    more = after(taken, pen, PhotoTaken, item="closes", thing="door-1", photo="p2", digest="b" * 64)
    assert [one.id for one in pictures_of(more, "sign")] == ["p1"]
    assert [one.id for one in pictures_of(more, "closes", "door-1")] == ["p2"]
    assert pictures_of(more, "closes") == ()
    assert [one.number for one in pictures(more)] == [1, 2]


def test_what_leaves_is_refused_with_the_list(taken: Audit, pen: Pen) -> None:
    with pytest.raises(PhotoRefused, match=r"1 photo is not reviewed .*: IMG_1\.jpg"):
        refuse_unreviewed(taken)
    for number in range(30):
        taken = after(taken, pen, PhotoTaken, photo=f"q{number}", digest="c" * 64)
    with pytest.raises(PhotoRefused, match=r"31 photos are not .*photo 20 and 11 more"):
        refuse_unreviewed(taken)
    assert len(unreviewed(taken)) == 31


def test_what_leaves_of_a_signed_audit_is_refused_with_a_remedy_that_can_be_followed(taken: Audit, pen: Pen) -> None:
    signed = after(taken, pen, Signed, role="auditor", person=pen.person, declaration="I did it", heads=taken.heads)
    with pytest.raises(PhotoRefused, match="Open an addendum to the signed audit, open each"):
        refuse_unreviewed(signed)


def test_the_photos_are_worked_out_once_and_again_when_something_about_them_was_entered(taken: Audit, pen: Pen) -> None:
    before, _ = pictures(taken), taken.lines
    answered = after(taken, pen, Answered, item="sign", verdict="partly")
    assert pictures(answered) is before
    captioned = after(answered, pen, PhotoCaptioned, photo="p1", text="The sign")
    assert [one.caption for one in pictures(captioned)] == ["The sign"]
    assert pictures(after(captioned, pen, PhotoSetAside, photo="p1")) == ()
