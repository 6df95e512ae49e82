"""The reference library: cited by topic, numbered only where somebody has seen the number."""

from datetime import date

import pytest
from pydantic import ValidationError

from audit_app.checklist.reader import newest
from audit_app.checklist.reference.risk import risk_matrix
from audit_app.checklist.reference.scheme import scheme
from audit_app.checklist.reference.settings import defaults, setting, settings
from audit_app.checklist.reference.sources import Clause, Confirmation, Library, library
from audit_app.checklist.reference.zones import labels, signs, zone_words, zones
from audit_app.errors import ReferenceProblem

# Every MHRA section number that was seen in a copy, with the edition it was seen in.
SEEN = {
    ("4.2", "1.3"),
    ("4.0", "2.2"),
    ("4.0", "2.3"),
    ("4.0", "2.4"),
    ("4.0", "2.4.2"),
    ("4.0", "2.4.3"),
    ("4.0", "2.4.3.1"),
    ("4.0", "2.4.3.2"),
    ("4.0", "2.5"),
    ("4.0", "4.12"),
    ("4.2", "4.11.4"),
    ("4.2", "Appendix 4"),
    ("3", "2.7"),
    ("3", "3.3"),
    ("3", "3.4"),
    ("3", "5.4.11"),
}


def confirmed(clause: str, edition: str, section: str, day: int = 1, title: str = "") -> Confirmation:
    return Confirmation(
        clause=clause, edition=edition, section=section, title=title, by="Ada Byron", on=date(2026, 11, day)
    )


def test_only_section_numbers_that_were_seen_are_in_the_library():
    assert {(each.edition, each.section) for each in library().clauses if each.section} == SEEN


def test_no_number_of_the_fifth_edition_is_given():
    fifth = [each for each in library().clauses if each.edition.startswith("5")]
    assert fifth and not [each.id for each in fifth if each.section or each.status == "verified"]


def test_both_editions_stand_side_by_side():
    editions = {edition.id: edition.status for edition in library().document("mhra").editions}
    assert editions["4.3"] == "current" and editions["5.0.2"] == "reported"


def test_an_unverified_clause_is_cited_by_topic():
    cited = library().cite("mhra-controlled-access-area")
    assert cited.text == (
        "MHRA Safety Guidelines for MRI Equipment in Clinical Use, v4.3: "
        "MR Controlled Access Area (section to be confirmed)"
    )
    assert cited.section == ""


def test_a_recalled_clause_says_so():
    assert "recalled" in library().cite("mhra-lockers").text
    assert library().cite("mhra-lockers").says != "recommends"


def test_a_superseded_edition_is_called_so():
    assert "v4.0 (superseded), section 2.4.3.1: contact burns" in library().cite("mhra-contact-burns").text


def test_what_was_only_reported_of_an_edition_is_called_so():
    assert "(as reported)" in library().cite("mhra5-acceptance").text


def test_a_document_without_sections_is_not_asked_for_one():
    assert library().cite("ipem-room-door").text == "IPEM MRI Safety Notices, web page: notice for the scan room door"


def test_a_confirmed_number_is_printed_with_its_title_and_edition():
    known = library().with_confirmations([confirmed("mhra-controlled-access-area", "4.3", "4.2", title="Areas")])
    cited = known.cite("mhra-controlled-access-area")
    assert "v4.3, section 4.2 “Areas”: MR Controlled Access Area" in cited.text
    assert cited.confirmed_by == "Ada Byron"


def test_a_confirmation_for_the_clauses_own_edition_comes_first_and_then_the_newest():
    own, fifth, later = (
        confirmed("mhra-mr-environment", "4.3", "4.1"),
        confirmed("mhra-mr-environment", "5.0.2", "6.1", 2),
        confirmed("mhra-mr-environment", "5.1", "7.1", 3),
    )
    assert library().with_confirmations([own, fifth]).cite("mhra-mr-environment").section == "section 4.1"
    assert library().with_confirmations([fifth, later]).cite("mhra-mr-environment").section == "section 7.1"
    assert ", 5.1, section 7.1" in library().with_confirmations([later]).cite("mhra-mr-environment").text


def test_more_confirmations_join_those_that_are_there():
    first = library().with_confirmations([confirmed("mhra-mr-environment", "4.3", "4.1")])
    both = first.with_confirmations([confirmed("mhra-burns", "4.3", "2.4.3")])
    assert {each.clause for each in both.confirmations} == {"mhra-mr-environment", "mhra-burns"}


def test_confirmations_of_unknown_clauses_are_left_out():
    assert library().with_confirmations([confirmed("no-such-clause", "4.3", "1")]).confirmations == ()


def test_the_library_comes_back_from_json_as_it_went():
    known = library().with_confirmations([confirmed("mhra-mr-environment", "4.3", "4.1")])
    assert Library.model_validate_json(known.model_dump_json(by_alias=True)) == known


def test_a_number_that_nobody_verified_is_refused():
    with pytest.raises(ValidationError, match="nobody verified"):
        Clause(id="x", document="mhra", edition="4.3", topic="t", paraphrase="p", section="4.5")
    with pytest.raises(ValidationError, match="without section, by, on and against"):
        Clause(id="x", document="mhra", edition="4.3", topic="t", paraphrase="p", section="4.5", status="verified")


def test_a_clause_of_a_document_that_is_not_listed_is_refused():
    with pytest.raises(ValidationError, match="not listed"):
        Library(clauses=(Clause(id="x", document="nowhere", edition="1", topic="t", paraphrase="p"),))


def test_an_unknown_clause_is_refused_by_name():
    with pytest.raises(ReferenceProblem, match="no-such-clause"):
        library().cite("no-such-clause")


def test_no_paraphrase_says_that_mhra_requires():
    for clause in library().clauses:
        if clause.document == "mhra":
            assert "require" not in clause.paraphrase.replace("not required", "")
    assert library().document("mhra").says == "recommends"


def test_everything_named_elsewhere_is_in_the_library():
    sources = [value.source for each in settings() for value in each.values]
    sources += [risk_matrix().source, scheme().source, *(term.source for term in zones().terms)]
    sources += [label.source for label in labels().values()]
    for source in sources:
        assert source in library()


def test_the_working_line_is_half_a_millitesla_in_the_uk_and_0_9_elsewhere():
    assert defaults("uk")["working_line"] == "0.5"
    assert defaults("acr")["working_line"] == "0.9"
    assert setting("working_line").value("0.9").unit == "mT"


def test_a_room_oxygen_monitor_is_expected_in_the_uk_only():
    assert (defaults("uk")["oxygen_monitor"], defaults("acr")["oxygen_monitor"]) == ("expected", "not expected")


def test_an_unknown_setting_or_choice_is_refused_with_what_there_is():
    with pytest.raises(ReferenceProblem, match="working_line"):
        setting("colour")
    with pytest.raises(ReferenceProblem, match=r"0\.5, 0\.9"):
        setting("working_line").value("3")


def test_both_vocabularies_are_shown():
    assert zone_words("III").said("uk") == "MR Controlled Access Area (Zone III)"
    assert zone_words("III").said("acr") == "Zone III (MR Controlled Access Area)"


def test_mr_safe_is_never_a_metal():
    assert "No metal of any kind" in labels()["safe"].means
    assert set(labels()) == {"safe", "conditional", "unsafe", "unlabelled"}


def test_the_signs_of_an_mr_unit_are_in_the_table():
    assert {"W006", "P007", "P014", "P008", "W010", "W041", "M003", "F001"} <= set(signs())


def test_the_scheme_has_sixteen_sub_categories_in_eight_categories():
    held = scheme()
    assert (len(held.sub_categories), len(held.categories)) == (16, 8)
    assert held.rules.sub_categories_in_all == 16 and held.rules.sub_categories_needed == 14
    assert held.rules.most_simulated == 2 and held.rules.least_traceable == 2
    assert {sub.id for sub in held.sub_categories.values() if sub.served} == {"7.1", "7.2"}
    assert held.sub_category("3").least_items == 2
    assert held.category_of("7.1").id == "7"
    with pytest.raises(ReferenceProblem, match=r"9\.9"):
        held.sub_category("9.9")


def test_risk_rises_with_likelihood_and_consequence():
    matrix = risk_matrix()
    bands = [[matrix.level(likely, bad).least for bad in range(1, 6)] for likely in range(1, 6)]
    assert all(row == sorted(row) for row in bands)
    assert all(list(column) == sorted(column) for column in zip(*bands, strict=True))
    assert matrix.words(3, 4) == "High (12): possible × major"
    assert matrix.due_days(5, 5) < matrix.due_days(3, 3) < matrix.due_days(1, 1)
    for outside in ((0, 1), (1, 6)):
        with pytest.raises(ValueError, match="1 to 5"):
            matrix.level(*outside)


@pytest.mark.parametrize(
    ("band", "first", "last"), [("Low", 1, 3), ("Moderate", 4, 6), ("High", 8, 12), ("Extreme", 15, 25)]
)
def test_the_bands_of_risk_begin_and_end_where_their_source_says(band: str, first: int, last: int):
    matrix = risk_matrix()
    every = {(likely, bad) for likely in range(1, 6) for bad in range(1, 6)}
    scores = [likely * bad for likely, bad in every if matrix.level(likely, bad).word == band]
    assert (min(scores), max(scores)) == (first, last)


@pytest.mark.parametrize("name", ["acceptance", "periodic"])
def test_few_items_start_at_a_high_risk_or_worse(name: str):
    matrix = risk_matrix()
    risks = [item.risk for item in newest(name).items.values() if item.risk]
    grave = [each for each in risks if matrix.level(each.likelihood, each.consequence).word in ("High", "Extreme")]
    assert len(risks) > 100 and len(grave) <= len(risks) / 2


def test_a_report_says_no_more_of_a_clause_than_is_known():
    said = {clause: library().cite(clause).says for clause in ("mhra-quench-pipe", "mhra-burns", "mhra5-quench-pipe")}
    assert said == {
        "mhra-quench-pipe": "recommends",
        "mhra-burns": "describes",
        "mhra5-quench-pipe": "is reported to cover",
    }
    assert {library().cite(clause.id).says for clause in library().clauses} >= {"is recalled to cover", "sets"}
