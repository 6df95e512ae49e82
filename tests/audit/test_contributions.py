"""Contributions: counted from the log, each person once, and nothing that was undone."""

import pytest

from audit_app.audit.log.entries import (
    Answered,
    FieldMeasured,
    FindingRaised,
    FollowedUp,
    Measured,
    PhotoReviewed,
    PhotoTaken,
    Signed,
    Undone,
)
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.audit.signing.contributions import contributions
from audit_app.units import read

GRACE = Person(name="Grace Hopper", role="Trainee")


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


@pytest.fixture
def walked(audit, pen):
    audit = enter(audit, pen, Answered, item="sign", verdict="compliant")
    audit = enter(audit, pen, Answered, item="sign", verdict="deficient")
    audit = enter(audit, pen, Measured, item="field", quantity=read("0.4 mT", "mT").quantity)
    audit = enter(audit, pen, FieldMeasured, reading="r1", quantity=read("0.3 mT", "mT").quantity)
    audit = enter(audit, pen, PhotoTaken, item="sign", photo="p", digest="0" * 64)
    return enter(audit, pen, FindingRaised, finding="f", item="sign", title="Gone")


def test_what_one_person_did_is_counted(walked):
    [ada] = contributions(walked)
    assert (ada.items, ada.readings, ada.field_readings, ada.photographs, ada.findings) == (2, 2, 1, 1, 1)
    assert (ada.revised, ada.revised_others) == (1, 0)
    assert (ada.first, ada.entries) == ("2026-01-02", 7)


def test_a_reading_that_was_corrected_counts_once(walked, pen):
    first = next(entry for entry in walked.entries if isinstance(entry, Measured))
    again = enter(walked, pen, Measured, item=first.item, thing=first.thing, quantity=first.quantity)
    assert contributions(again)[0].readings == contributions(walked)[0].readings == 2


def test_what_was_undone_is_not_counted(walked, pen):
    picture = next(entry for entry in walked.entries if isinstance(entry, PhotoTaken))
    [ada] = contributions(enter(walked, pen, Undone, undoes=picture.id))
    assert ada.photographs == 0


def test_who_reviews_and_revises_anothers_work_is_named_for_it(walked, clock):
    grace = Pen("tablet-b", GRACE, clock)
    audit = enter(walked, grace, Answered, item="sign", verdict="partly")
    audit = enter(audit, grace, PhotoReviewed, photo="p", outcome="nothing_to_redact")
    audit = enter(audit, grace, FollowedUp, finding="old", standing="closed")
    ada, other = contributions(audit)
    assert (other.person.name, other.reviewed, other.revised, other.revised_others) == ("Grace Hopper", 2, 1, 1)
    assert other.items == 1 and ada.items == 2


def test_a_person_who_only_checked_paper_copies_is_counted(walked, pen):
    audit = enter(
        walked, pen, Answered, item="oxygen", verdict="not_assessed", reason="x", paper="K1", checked_by=GRACE
    )
    assert [(each.person.name, each.reviewed, each.entries) for each in contributions(audit)] == [
        ("Ada Byron", 0, 8),
        ("Grace Hopper", 1, 0),
    ]


def test_signing_is_said_in_which_part(walked, pen):
    audit = enter(walked, pen, Signed, role="auditor", person=pen.person, declaration="x", heads=walked.heads)
    audit = enter(audit, pen, Signed, role="checker", person=GRACE, declaration="x", heads=walked.heads)
    assert [each.signed_as for each in contributions(audit)] == [("Auditor",), ("Second checker",)]


def test_one_person_with_the_registration_number_and_without_is_one(walked, pen, clock):
    plain = Pen("tablet-b", Person(name="ada byron "), clock)
    audit = enter(walked, plain, Answered, item="oxygen", verdict="not_assessed", reason="no meter")
    [ada] = contributions(audit)
    assert (ada.items, ada.person.registration) == (3, "RCT0001")


def test_two_people_with_one_name_and_different_numbers_are_two(walked, clock):
    other = Pen("tablet-b", Person(name="Ada Byron", registration="RCT9999"), clock)
    assert len(contributions(enter(walked, other, Answered, item="oxygen", verdict="compliant"))) == 2
