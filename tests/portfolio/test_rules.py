"""The rules of the scheme: what keeps an item from being ready, what warns, and where the portfolio stands."""

from datetime import date

import pytest

from audit_app.audit.log.people import Person
from audit_app.checklist.reference.scheme import scheme
from audit_app.errors import UsageError
from audit_app.portfolio.evidence.evidence import (
    Applicant,
    Evidence,
    FromAudit,
    FromFile,
    applicant,
    chosen_pages,
    evidence,
    keep,
    keep_applicant,
    next_number,
)
from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.rules.scheme_rules import RULES, concerns, ready, standings, tally
from audit_app.portfolio.rules.state import Portfolio
from audit_app.store.store import Store

TODAY = date(2026, 11, 20)
ADA = Applicant(person=Person(name="Ada Byron", email="ada@riverside.nhs.uk"), scope=("7",))


def item(number=1, **says) -> Evidence:
    sure = {
        "id": f"id-{number}",
        "number": number,
        "title": f"Item {number}",
        "on": "2026-05-01",
        "sub_categories": ("7.2",),
        "source": FromFile(digest=f"{number:064x}", name="a.pdf", media="pdf"),
        "commentary": "I led the visit and wrote the report.",
    }
    return Evidence.model_validate({**sure, **says})


def portfolio(*items: Evidence | Held, who: Applicant = ADA) -> Portfolio:
    held = tuple(each if isinstance(each, Held) else Held(each, "Ada Byron wrote this", 2) for each in items)
    return Portfolio(who, held, scheme(), TODAY)


def found(rule: str, *items: Evidence | Held, who: Applicant = ADA) -> list[tuple[str, str]]:
    return [(each.weight, each.about) for each in concerns(portfolio(*items, who=who)) if each.rule == rule]


def text(seed: str, length: int = 120) -> str:
    return " ".join(f"{seed}{number}" for number in range(length)) + " Ada Byron"


def test_every_rule_says_why_it_is_there():
    assert all(rule.title and rule.why.endswith(".") for rule in RULES)
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_a_sound_item_is_ready_and_nothing_blocks_it():
    whole = portfolio(item(1, sub_categories=("7.1",)), item(2))
    assert [held.item.code for held in ready(whole)] == ["E01", "E02"]
    assert not [each for each in concerns(whole) if each.weight == "blocks"]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("has_commentary", {"commentary": "  "}),
        ("dated", {"on": ""}),
        ("dated", {"on": "yesterday"}),
        ("dated", {"on": "2026-11-21"}),
        ("has_sub_category", {"sub_categories": ()}),
        ("has_sub_category", {"sub_categories": ("7.3",)}),
    ],
)
def test_what_an_item_lacks_keeps_it_from_being_ready(rule, says):
    broken = item(1, **says)
    assert found(rule, broken) == [("blocks", "E01")]
    assert ready(portfolio(broken)) == ()


def test_photographs_nobody_looked_over_block_their_item():
    assert found("photos_reviewed", Held(item(), "text", 2, unreviewed=("photo 3",))) == [("blocks", "E01")]


def test_a_document_that_cannot_be_read_blocks_and_one_not_read_yet_does_not():
    assert found("has_document", Held(item(), "", 0)) == [("blocks", "E01")]
    assert found("has_document", Held(item(), None, 0)) == []


def test_evidence_is_old_the_day_after_five_years():
    assert found("recent", item(1, on="2021-11-20")) == []
    assert found("recent", item(1, on="2021-11-19"), item(2), item(3)) == [("warns", "E01")]
    leap = Portfolio(ADA, (Held(item(1, on="2023-02-28")),), scheme(), date(2028, 2, 29))
    assert not [each for each in concerns(leap) if each.rule == "recent"]


def test_mostly_old_evidence_is_said_of_the_whole_portfolio():
    assert ("warns", "") in found("recent", item(1, on="2015-01-01"), item(2, on="2016-01-01"), item(3))


def test_two_sub_categories_may_rest_on_simulated_evidence_and_three_may_not():
    three = [item(n, simulated=True, sub_categories=(sub,)) for n, sub in enumerate(("7.1", "7.2", "6.1"), 1)]
    assert found("simulated", *three[:2]) == []
    assert found("simulated", *three) == [("blocks", "")]
    assert found("simulated", *three, item(4, sub_categories=("6.1",))) == []


def test_mhra_must_be_followed_in_two_sub_categories_by_named_clauses():
    clause = ("MHRA Safety Guidelines: oxygen monitoring",)
    one = item(1, traceable=True, clauses=clause, sub_categories=("7.1",))
    assert found("traceable", one) == [("warns", "")]
    assert found("traceable", one, item(2, traceable=True, clauses=clause)) == []
    assert found("clauses_named", item(1, traceable=True)) == [("warns", "E01")]


def test_a_clause_must_be_found_in_the_item_itself():
    one = item(1, traceable=True, clauses=("MHRA Guidelines, v4.3, section 4.12: Oxygen Monitoring (superseded)",))
    assert found("clauses_found", Held(one, "It follows oxygen monitoring there.", 1)) == []
    assert found("clauses_found", Held(one, "It says nothing of it.", 1)) == [("warns", "E01")]


def test_a_category_is_not_filled_by_an_item_that_is_not_ready():
    assert found("category_filled", item(1, commentary="")) == [("warns", "7")]


def test_items_that_are_much_alike_are_named():
    alike = [Held(item(n), text("word"), 2) for n in (1, 2)]
    assert found("different", *alike) == [("warns", "E02")]
    assert found("different", alike[0], Held(item(2), text("other"), 2)) == []


def test_the_same_document_twice_is_named_unless_other_pages_are_meant():
    source = FromAudit(audit="a")
    assert found("different", item(1, source=source), item(2, source=source)) == [("warns", "E02")]
    assert found("different", item(1, source=source, pages="1-2"), item(2, source=source, pages="3")) == []


@pytest.mark.parametrize("title", ["Review of the local rules", "Audited the screening policy at MRI 1"])
def test_document_review_is_not_evidence_for_category_7(title):
    assert found("document_review", item(1, title=title)) == [("warns", "E01")]
    assert found("document_review", item(1, title=title, sub_categories=("2.2",))) == []
    assert found("document_review", item(1, sub_categories=("2.2", "7.2"))) == [("warns", "E01")]


def test_a_report_that_mentions_local_rules_is_no_document_review():
    assert found("document_review", item(1, title="Annual safety audit of MRI 1")) == []


def test_a_commentary_that_repeats_its_report_is_a_reminder():
    said = "the oxygen alarm did not sound at the set point and was repaired the same day by the maker"
    assert found("commentary_adds", Held(item(1, commentary=said), f"Report. {said}. Signed.", 2)) == [
        ("reminds", "E01")
    ]
    assert found("commentary_adds", Held(item(1, commentary="I chose the readings myself"), said, 2)) == []


def test_addresses_from_outside_warn_and_colleagues_may_stay():
    inside = "Mail ada@riverside.nhs.uk or ben@mri.riverside.nhs.uk"
    assert found("outsiders", Held(item(), inside, 2)) == []
    assert found("outsiders", Held(item(), f"{inside} or someone@maker.example.com", 2)) == [("warns", "E01")]
    known = ADA.model_copy(update={"domains": ("maker.example.com",)})
    assert found("outsiders", Held(item(), "someone@maker.example.com", 2), who=known) == []
    assert found("outsiders", Held(item(), "x@notriverside.nhs.uk", 2)) == [("warns", "E01")]


def test_a_name_not_to_be_disclosed_is_found_whatever_its_case_and_accents():
    secret = ADA.model_copy(update={"undisclosed": ("Zoë  Łuczak", "St Elsewhere")})
    assert (
        found("undisclosed", Held(item(), "seen by ZOE\nŁUCZAK at ST. ELSEWHERE", 2), who=secret)
        == [("warns", "E01")] * 2
    )
    assert found("undisclosed", Held(item(), "St Elsewhereton", 2), who=secret) == []


def test_what_could_identify_a_patient_warns():
    assert found("patients", Held(item(), "NHS 943 476 5919", 2)) == [("warns", "E01")]
    assert found("patients", Held(item(), "Serial 943 476 5918, tel. 0123 456 789", 2)) == []


def test_an_item_that_does_not_name_the_applicant_warns():
    assert found("attributed", Held(item(), "Written by someone", 2)) == [("warns", "E01")]


def test_the_app_shows_all_sixteen_and_serves_two():
    all_of_them = standings(portfolio(item(1, sub_categories=("7.1",))))
    assert len(all_of_them) == 16
    assert [each.sub.id for each in all_of_them if each.sub.served] == ["7.1", "7.2"]
    assert {each.sub.id: each.words for each in all_of_them}["7.1"] == "1 item ready"
    assert {each.sub.id: each.words for each in all_of_them}["3"] == "2 items needed"


def test_category_3_needs_two_items():
    three = ADA.model_copy(update={"scope": ("3", "7")})
    one = item(1, sub_categories=("3",))
    assert found("enough", one, who=three) == [("warns", "3")]
    assert not {each.sub.id: each.shown for each in standings(portfolio(one, who=three))}["3"]


def test_a_category_in_scope_with_nothing_in_it_is_named():
    assert found("category_filled", item(1), who=ADA.model_copy(update={"scope": ("6", "7")})) == [("warns", "6")]


def test_the_tally_counts_over_the_whole_scheme():
    counts = tally(portfolio(item(1, sub_categories=("7.1", "7.2")), item(2, commentary="")))
    assert (counts.sub_categories, counts.sub_categories_needed, counts.sub_categories_in_all) == (2, 14, 16)
    assert (counts.categories, counts.categories_needed, counts.items, counts.ready) == (1, 8, 2, 1)


def test_pages_are_chosen_in_words():
    assert chosen_pages("", 3) == (1, 2, 3)
    assert chosen_pages("2-4, 9,3", 10) == (2, 3, 4, 9)
    for wrong in ("0", "4-2", "11", "a", "1-", "1,,2"):
        with pytest.raises(UsageError, match="are not pages"):
            chosen_pages(wrong, 10)


def test_items_and_applicant_are_kept_and_numbers_are_never_given_twice():
    store = Store.in_memory()
    assert next_number(store) == 1
    keep(store, item(1))
    keep(store, item(2, new_field="kept"))
    keep(store, item(2, set_aside=True))
    keep_applicant(store, ADA)
    assert [each.number for each in evidence(store)] == [1]
    assert next_number(store) == 3 and applicant(store) == ADA


def test_a_long_document_asks_which_pages_also_where_it_is_an_audit():
    audit = item(1, source={"kind": "audit", "audit": "a"})
    assert found("has_document", Held(audit, "Ada Byron", 76)) == [("warns", "E01")]
    assert found("has_document", Held(item(1), "Ada Byron", 25)) == [("reminds", "E01")]
    assert found("has_document", Held(item(1, pages="2-4"), "Ada Byron", 76)) == []


def test_a_superseded_edition_is_never_cited_without_a_word():
    old = ("MHRA Guidelines, v4.0 (superseded), section 2.4.3.1: contact burns",)
    assert found("edition_in_force", item(1, traceable=True, clauses=old)) == [("warns", "E01")]
    assert found("edition_in_force", item(1, traceable=True, clauses=("MHRA Guidelines, v4.3: zones",))) == []


def test_evidence_that_is_mainly_medical_judgement_is_asked_about_once():
    said = "The radiologist weighed the diagnosis against the contraindication; treatment went on after sedation."
    assert found("not_mainly_medical", Held(item(1), said, 2)) == [("warns", "E01")]
    assert found("not_mainly_medical", Held(item(1, not_medical=True), said, 2)) == []
    measured = "We measured the field at the door and wrote it down beside the plan of the room. " * 60
    assert found("not_mainly_medical", Held(item(1), f"The radiologist asked. {measured}", 2)) == []


def test_no_rule_asks_to_hide_in_a_pdf_what_this_app_cannot_hide():
    told = [each.remedy for each in concerns(portfolio(Held(item(1), "NHS number 943 476 5919, x@y.example", 2)))]
    assert told and not any("redact" in each.lower() for each in told)
