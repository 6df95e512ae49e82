"""From an audit to an item: what the audit says is filled in, and the files of a portfolio are never orphans."""

from datetime import date

from audit_app.audit.audit import replay
from audit_app.audit.log.entries import Answered
from audit_app.checklist.reference.sources import Confirmation, library
from audit_app.portfolio.evidence.evidence import FromAudit, evidence, keep
from audit_app.portfolio.evidence.proposal import from_audits, mhra_clauses, proposed
from audit_app.store.shelf.inventory import inventory, set_aside
from tests.portfolio.samples import MAIL, filed, signed_audit
from tests.portfolio.tablets import Tablet


def test_an_item_from_an_audit_knows_its_date_and_sub_category(tmp_path, clock):
    tablet = Tablet(tmp_path, "Ada Byron", clock)
    signed_audit(tablet)
    item = proposed(tablet.store, tablet.at().audit, "new")
    assert (item.code, item.title) == ("E01", "Safety audit of MRI 1, 2026-01-02")
    assert (item.on, item.sub_categories, item.simulated) == ("2026-01-02", ("7.2",), False)
    assert item.commentary == "" and item.traceable is False and item.clauses == ()


def test_kept_items_of_an_audit_come_before_a_plain_report(tmp_path, clock):
    tablet = Tablet(tmp_path, "Ada Byron", clock)
    signed_audit(tablet)
    audit = tablet.at().audit
    [plain] = from_audits(tablet.store, [audit], "new")
    assert plain.source == FromAudit(audit=audit.id)
    keep(tablet.store, plain.model_copy(update={"title": "My own title", "id": "kept"}))
    assert [each.title for each in from_audits(tablet.store, [audit], "new")] == ["My own title"]
    assert len(evidence(tablet.store)) == 1


def test_a_file_of_the_portfolio_is_not_offered_for_deletion(tmp_path, clock):
    tablet = Tablet(tmp_path, "Ada Byron", clock)
    mail = filed(tablet, 1, "reply.eml", MAIL, "email")
    assert len(inventory(tablet.store, tablet.shelf).orphans) == 1
    keep(tablet.store, mail)
    assert inventory(tablet.store, tablet.shelf).orphans == () == set_aside(tablet.store, tablet.shelf)
    assert inventory(tablet.store, tablet.shelf).whole


def cited(audit, *clauses, confirmed=()):
    """What is proposed of an audit whose one deficient item rests on these clauses."""
    walk = audit.checklist
    item = walk.sections[0].items[0].model_copy(update={"references": clauses})
    section = walk.sections[0].model_copy(update={"items": (item, *walk.sections[0].items[1:])})
    known = {name: getattr(walk, name) for name in type(walk).model_fields}
    list_ = type(walk).model_validate({**known, "sections": (section, *walk.sections[1:])})
    return mhra_clauses(replay(audit.id, list_, library().with_confirmations(confirmed), audit.entries))


def test_clauses_of_the_edition_in_force_are_proposed_and_superseded_ones_say_so(audit, pen):
    audit = audit.with_entry(pen.write(Answered, audit, item="sign", verdict="deficient"))
    [old] = cited(audit, "mhra-contact-burns")
    assert "v4.0 (superseded), section 2.4.3.1" in old
    current = next(each.id for each in library().clauses if each.document == "mhra" and each.edition == "4.3")
    sure = Confirmation(clause=current, edition="4.3", section="2.1", by="Ada", on=date(2026, 1, 2))
    [now] = cited(audit, "mhra-contact-burns", current, confirmed=[sure])
    assert "superseded" not in now and "section 2.1" in now
