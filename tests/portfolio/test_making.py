"""An audit's part as an item: as it was signed, with what it is compared with, its pages and its replies."""

from datetime import date

import pytest

from audit_app.audit.log.people import Person
from audit_app.audit.signing.obstacles import obstacles, summed
from audit_app.checklist.reference.scheme import scheme
from audit_app.errors import UsageError
from audit_app.portfolio.bundle.bundle import bundle
from audit_app.portfolio.bundle.verification import verify_bundle
from audit_app.portfolio.evidence.document import make
from audit_app.portfolio.evidence.evidence import Applicant, FromAudit
from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.evidence.proposal import of_part, proposed
from audit_app.portfolio.parcel import open_parcel
from audit_app.portfolio.rules.overview import Readings, next_step
from audit_app.portfolio.rules.state import Portfolio
from audit_app.visit.findings import attach, sign_off
from tests.portfolio.samples import ADA, item, jpeg, pdf, signed_audit
from tests.portfolio.tablets import Tablet


@pytest.fixture
def tablet(tmp_path, clock):
    made = Tablet(tmp_path, "Ada Byron", clock)
    made.audit = signed_audit(made)
    return made


def signed_with_late_entries(tmp_path, clock, late=lambda visit: visit.note("oxygen", "Written late")):
    """Ada signs; Ben's answers, made without knowing of it, come afterwards."""
    ada, ben = Tablet(tmp_path / "a", "Ada Byron", clock), Tablet(tmp_path / "b", "Ben Carr", clock)
    ada.begin()
    ben.take(ada.give(tmp_path / "0.mraudit"))
    ada.at().answer("sign", "compliant")
    late(ben.at())
    waiting = [each.kind for each in summed(obstacles(ada.at().audit))]
    sign_off(ada.at(), ada.person, "As I saw it", acknowledged=waiting)
    ada.take(ben.give(tmp_path / "1.mraudit"))
    return ada


def test_an_item_of_a_signed_audit_names_nobody_whose_entries_came_later(tmp_path, clock):
    ada = signed_with_late_entries(tmp_path, clock)
    audit = ada.at().audit
    one = item(1, "Visit", FromAudit(audit=audit.id))
    made = make(ada.store, ada.shelf, one)
    assert [line.split(":")[0] for line in made.held.authors] == ["Ada Byron"]
    said = " ".join(made.text.split())
    assert "Written late" not in said
    assert f"Worked out from {len(audit.entries) - 1} entries" in said and "The log holds 1 more" in said
    assert verify_bundle(bundle(ada.store, ada.shelf, [one], ADA, tmp_path / "b.zip").path) == []


def test_a_reply_taken_in_elsewhere_after_signing_is_not_in_the_correspondence(tmp_path, clock):
    ada = signed_with_late_entries(tmp_path, clock, lambda visit: attach(visit, "", "A reply", text="Written late"))
    one = item(1, "Mail", FromAudit(audit=ada.at().audit.id, part="emails"))
    with pytest.raises(UsageError, match="nothing in it"):
        make(ada.store, ada.shelf, one)


def test_pages_of_a_report_are_those_chosen_and_its_record(tablet, tmp_path):
    whole = make(tablet.store, tablet.shelf, item(1, "Visit", FromAudit(audit=tablet.audit)))
    one = item(1, "Visit", FromAudit(audit=tablet.audit), pages="1-2")
    few = make(tablet.store, tablet.shelf, one)
    assert 2 < few.pages < whole.pages and "Record and verification" in few.text
    assert verify_bundle(bundle(tablet.store, tablet.shelf, [one], ADA, tmp_path / "b.zip").path) == []


def test_a_reply_that_is_a_file_travels_with_the_correspondence(tmp_path, clock):
    tablet = Tablet(tmp_path, "Ada Byron", clock)
    audit, reply = tablet.begin(), pdf("We have closed the fence, Ada Byron")
    kept = tablet.shelf.keep(reply)
    attach(tablet.at(), "", "Reply of Estates", digest=kept, name="John Smith.pdf", media_type="application/pdf")
    seen = tablet.shelf.keep(jpeg())
    attach(tablet.at(), "", "The fence", digest=seen, name="fence.jpg", media_type="image/jpeg")
    one = item(1, "Mail", FromAudit(audit=audit, part="emails", looked_over=True))
    made = make(tablet.store, tablet.shelf, one)
    assert kept in "".join(made.text.split()) and "closed the fence" in made.held.beside
    assert len(made.files) == 1, "the picture among the replies is to be looked over"
    path = bundle(tablet.store, tablet.shelf, [one], ADA, tmp_path / "b.zip").path
    assert verify_bundle(path) == []
    with open_parcel(path) as parcel:
        name = f"portfolio/data/items/E01-mail.reply-{kept[:12]}.pdf"
        assert parcel.read(name, 10**7) == reply and not any("Smith" in each for each in parcel.members)


def test_another_part_brings_its_own_title_and_clauses_and_keeps_what_was_written(tablet):
    audit = tablet.at().audit
    whole = proposed(tablet.store, audit, "x").model_copy(update={"commentary": "Mine"})
    actions = of_part(tablet.store, audit, whole, "actions")
    assert actions.title.startswith("Action sheet: ") and actions.commentary == "Mine" and not actions.traceable
    named = whole.model_copy(update={"title": "My visit", "traceable": True, "clauses": ("MHRA, 4.1: access",)})
    kept = of_part(tablet.store, audit, named, "actions")
    assert (kept.title, kept.clauses, kept.source.part) == ("My visit", ("MHRA, 4.1: access",), "actions")


def test_what_keeps_the_whole_portfolio_back_comes_before_the_bundle():
    who = Applicant(person=Person(name="Ada Byron"))
    three = tuple(
        Held(item(n, f"T{n}", FromAudit(audit=f"a{n}"), simulated=True, sub_categories=(sub,)), f"Ada Byron {n}", 1)
        for n, sub in enumerate(("7.1", "7.2", "6.1"), 1)
    )
    step = next_step(Portfolio(who, three, scheme(), date(2026, 6, 1)))
    assert step.where == "add" and "simulated" in step.why
    two = tuple(Held(each.item.model_copy(update={"simulated": False}), each.text, 1) for each in three[:2])
    step = next_step(Portfolio(who, two, scheme(), date(2026, 6, 1)))
    assert step.where == "add" and "MHRA" in step.why


def test_what_was_read_of_an_item_counts_until_an_audit_of_its_unit_changes(tablet):
    readings, one = Readings(), item(1, "Visit", FromAudit(audit=tablet.audit))
    readings.read(tablet.store, tablet.shelf, one)
    assert readings.known(tablet.store, one).text is not None
    other = Tablet(tablet.folder / "other", "Ada Byron", tablet.clock)
    other.store = tablet.store
    other.begin()
    assert readings.known(tablet.store, one).text is None


def test_a_photo_that_is_missing_is_listed_in_the_item(tmp_path, clock):
    tablet = Tablet(tmp_path, "Ada Byron", clock)
    audit = tablet.begin()
    tablet.at().add_photo("sign", "c" * 64, name="IMG_1.jpg")
    made = make(tablet.store, tablet.shelf, item(1, "Visit", FromAudit(audit=audit)))
    assert "Photos that could not be shown" in made.text
