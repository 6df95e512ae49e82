"""What was typed in from paper: listed by sheet, compared by a second person, and told wherever it is shown."""

import pytest

from audit_app.audit.history.history import line_history
from audit_app.audit.log.entries import Answered, FieldMeasured, Noted, PhotoTaken, SheetChecked, Undone
from audit_app.audit.log.people import Person
from audit_app.audit.sheets import checker_of, pictures_of_sheet, typed_in
from audit_app.audit.signing.contributions import contributions
from audit_app.units import read

GRACE = Person(name="Grace Hopper")


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


@pytest.fixture
def copied(audit, pen):
    audit = enter(audit, pen, Answered, item="sign", verdict="compliant", paper="K7")
    audit = enter(audit, pen, Noted, item="sign", text="Seen", paper="K7")
    audit = enter(audit, pen, FieldMeasured, reading="r", quantity=read("0.4 mT", "mT").quantity, sheet="G1")
    return enter(audit, pen, Answered, item="oxygen", verdict="not_assessed", reason="x")


def checked(audit, pen):
    typed = next(each for each in typed_in(audit) if each.paper == "K7")
    return enter(audit, pen, SheetChecked, paper="K7", person=GRACE, entries=[each.id for each in typed.entries])


def left(audit):
    return {each.paper: (len(each.entries), len(each.unchecked)) for each in typed_in(audit)}


def test_what_was_typed_is_listed_by_its_sheet(copied):
    assert left(copied) == {"K7": (2, 2), "G1": (1, 1)}
    assert typed_in(copied)[0].by == ("Ada Byron",)


def test_a_check_covers_what_was_compared_and_nothing_entered_since(copied, pen):
    audit = checked(copied, pen)
    assert left(audit) == {"K7": (2, 0), "G1": (1, 1)}
    audit = enter(audit, pen, Answered, item="sign", verdict="partly", paper="K7")
    assert left(audit)["K7"] == (2, 1)
    assert left(checked(audit, pen))["K7"] == (2, 0)


def test_a_check_that_was_undone_is_none(copied, pen):
    audit = checked(copied, pen)
    assert left(enter(audit, pen, Undone, undoes=audit.entries[-1].id))["K7"] == (2, 2)


def test_a_log_that_names_the_checker_with_the_answer_still_says_so(audit, pen):
    audit = enter(audit, pen, Answered, item="sign", verdict="compliant", paper="K7", checked_by=GRACE)
    assert left(audit) == {"K7": (1, 0)}
    assert checker_of(audit, audit.lines["sign"].live[0]) == GRACE


def test_the_check_is_told_in_the_history_and_counted_as_review(copied, pen):
    audit = checked(copied, pen)
    told = line_history(audit, audit.lines["sign"])[-1]
    assert told.did == ("had Grace Hopper compare paper sheet K7 with what was typed: 2 entries, all as written")
    assert {each.person.name: each.reviewed for each in contributions(audit)} == {"Ada Byron": 0, "Grace Hopper": 2}


def test_the_photos_of_a_sheet_are_those_taken_of_it(copied, pen):
    audit = enter(copied, pen, PhotoTaken, photo="p", digest="0" * 64, paper="K7")
    audit = enter(audit, pen, PhotoTaken, item="sign", photo="q", digest="1" * 64)
    assert [each.id for each in pictures_of_sheet(audit, "K7")] == ["p"]
