"""The history of an item: who answered what, when, why it changed, and what was undone."""

from audit_app.audit.history.history import finding_history, history, line_history, photo_history
from audit_app.audit.history.sentences import DEEDS, deed
from audit_app.audit.log.entries import (
    Answered,
    EvidenceAttached,
    FindingRaised,
    Measured,
    Noted,
    PhotoCaptioned,
    PhotoTaken,
    Signed,
    Undone,
    kinds,
)
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.units import read


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


def test_a_line_tells_who_changed_what_and_why(audit, pen, clock):
    audit = enter(audit, pen, Answered, item="sign", verdict="compliant")
    grace = Pen("tablet-a", pen.person.model_copy(update={"name": "Grace Hopper"}), clock)
    audit = enter(audit, grace, Answered, item="sign", verdict="deficient", reason="Covered by a poster")
    first, second = line_history(audit, audit.lines["sign"])
    assert (first.who, first.did, first.when) == ("Ada Byron", "answered Compliant", "2 January 2026, 09:01")
    assert (second.who, second.did, second.why) == (
        "Grace Hopper",
        "changed Compliant to Deficient",
        "Covered by a poster",
    )


def test_what_was_undone_is_told_and_who_undid_it(audit, pen):
    audit = enter(audit, pen, Noted, item="sign", text="Faded")
    audit = enter(audit, pen, Undone, undoes=audit.entries[-1].id)
    audit = enter(audit, pen, Undone, undoes=audit.entries[-1].id)
    told = line_history(audit, audit.lines["sign"])
    assert [each.did for each in told] == [
        "wrote the note “Faded”",
        "undid: wrote the note “Faded”",
        "put back: wrote the note “Faded”",
    ]
    assert [each.undone for each in told] == ["", "", ""]
    audit = enter(audit, pen, Undone, undoes=audit.entries[1].id)
    assert line_history(audit, audit.lines["sign"])[0].undone == "undone by Ada Byron on 2 January 2026, 09:04"


def test_a_dispute_that_was_settled_names_both_sides(audit, pen, clock):
    mine = pen.write(Answered, audit, item="sign", verdict="compliant")
    yours = Pen("tablet-b", pen.person, clock).write(Answered, audit, item="sign", verdict="deficient")
    merged = audit.with_entry(mine).with_entry(yours)
    picked = enter(merged, pen, Answered, item="sign", verdict="deficient")
    told = line_history(picked, picked.lines["sign"])[-1].did
    assert told == "settled the dispute between Compliant and Deficient: Deficient"


def test_a_reading_is_told_as_it_was_recorded_with_its_confirmation(audit, pen):
    quantity = read("0.4 mT", "mT").quantity
    audit = enter(audit, pen, Measured, item="field", quantity=quantity, confirmed="Read twice")
    [told] = line_history(audit, audit.lines["field"])
    assert (told.did, told.why) == ("recorded 0.4 mT", "Read twice")


def test_what_came_from_paper_says_so_and_who_checked_it(audit, pen):
    checker = pen.person.model_copy(update={"name": "Grace Hopper"})
    audit = enter(audit, pen, Answered, item="sign", verdict="partly", paper="K7", checked_by=checker)
    assert line_history(audit, audit.lines["sign"])[0].why == "copied from paper sheet K7, checked by Grace Hopper"


def test_pictures_belong_to_the_history_of_their_line(audit, pen):
    audit = enter(audit, pen, PhotoTaken, item="sign", photo="p", digest="0" * 64, name="IMG_1.jpg")
    audit = enter(audit, pen, PhotoCaptioned, photo="p", text="The door")
    told = [each.did for each in line_history(audit, audit.lines["sign"])]
    assert told == ["took a photograph (IMG_1.jpg)", "captioned the photograph “The door”"]
    assert photo_history(audit, "p")[0].did == told[0]


def test_a_finding_tells_its_revisions(audit, pen):
    for title in ("Gap", "Wide gap"):
        audit = enter(audit, pen, FindingRaised, finding="f", title=title)
    assert [each.did for each in finding_history(audit, "f")] == [
        "raised the finding “Gap”",
        "revised the finding “Wide gap”",
    ]


def test_the_whole_audit_is_told_from_its_beginning(audit, pen):
    audit = enter(audit, pen, EvidenceAttached, title="Reply")
    assert [each.did for each in history(audit)] == ["began the periodic audit", "attached “Reply”"]


def test_the_log_names_who_truly_signed_where_somebody_else_is_at_the_tablet(audit, pen):
    says = {"role": "checker", "declaration": "Checked", "heads": audit.heads}
    own = pen.write(Signed, audit, person=pen.person, **says)
    other = pen.write(Signed, audit, person=Person(name="Ben Carr"), **says)
    assert deed(audit, own) == "signed the audit as second checker"
    assert deed(audit, other) == "recorded the signature of Ben Carr, who signed the audit as second checker"


def test_there_are_words_for_every_kind_of_entry():
    assert set(kinds().values()) == set(DEEDS)
