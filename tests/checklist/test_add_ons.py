"""Add-ons and short lists: one audit with a main list, or a minute by itself."""

import pytest

from audit_app.checklist.add_ons import add_ons_for, joined
from audit_app.checklist.reader import newest, released
from audit_app.errors import ChecklistError

ADD_ONS = {"mr-linac", "intra-operative", "pet-mr", "research-7t"}
LONG = {
    "start-of-day": 8, "weekly-monthly": 15, "back-from-engineer": 14, "after-quench": 20, "change-near": 12,
    "mobile-trailer": 25, "low-field": 25, "mr-linac": 20, "intra-operative": 25, "pet-mr": 15, "research-7t": 15,
    "document-audit": 30,
}  # fmt: skip


@pytest.mark.parametrize(("name", "many"), LONG.items(), ids=LONG)
def test_each_short_list_is_as_long_as_it_may_be(name, many):
    assert len(newest(name).items) == many


@pytest.mark.parametrize("name", LONG)
def test_every_line_of_a_short_list_says_how_what_is_good_and_where_from(name):
    for item in newest(name).items.values():
        assert item.how and item.good and item.finding and item.references and item.risk, item.id


def test_what_can_be_joined_to_a_main_list_are_its_add_ons():
    for main in ("acceptance", "periodic"):
        assert {each.id for each in add_ons_for(newest(main), released())} == ADD_ONS


def test_an_add_on_joins_a_main_list_in_walking_order_with_nothing_lost():
    main, linac, theatre = newest("periodic"), newest("mr-linac"), newest("intra-operative")
    both = joined(main, [linac, theatre])
    assert both.items.keys() == main.items.keys() | linac.items.keys() | theatre.items.keys()
    zones = [section.zone for section in both.sections]
    assert zones == sorted(zones, key=("I", "II", "III", "IV").index)
    assert [(each.id, each.version) for each in both.joined] == [("mr-linac", 1), ("intra-operative", 1)]
    assert (both.id, both.version) == (main.id, main.version)


def test_all_add_ons_together_still_make_a_sound_list():
    both = joined(newest("acceptance"), [newest(each) for each in sorted(ADD_ONS)])
    assert len(both.items) == len(newest("acceptance").items) + sum(LONG[each] for each in ADD_ONS)


def test_a_list_that_is_no_add_on_is_not_joined():
    with pytest.raises(ChecklistError, match="cannot be joined"):
        joined(newest("periodic"), [newest("start-of-day")])


def test_an_add_on_is_joined_once():
    with pytest.raises(ChecklistError, match="joined already"):
        joined(newest("periodic"), [newest("pet-mr"), newest("pet-mr")])


def test_a_document_audit_is_evidence_for_category_two_and_never_for_seven():
    audit = newest("document-audit")
    assert audit.sub_category == "2.2"
    tags = {tag for item in audit.items.values() for tag in item.evidence}
    assert tags and all(tag.startswith("2.2.") for tag in tags)


def test_a_low_field_system_is_asked_nothing_of_cryogens():
    said = " ".join(f"{item.text} {item.how}" for item in newest("low-field").items.values()).lower()
    assert [word for word in ("quench", "helium", "cryogen", "burst disc") if word in said] == []
