"""The checklists that travel with the app: complete, in walking order, each item sourced and none repeated."""

import re

import pytest

from audit_app.checklist.coverage import clause_coverage, clauses_of, example_coverage
from audit_app.checklist.lint import lint
from audit_app.checklist.model import Checklist, Compliance, DateAsk, FromItem, FromSetting, QuantityAsk
from audit_app.checklist.reader import newest, released, released_files
from audit_app.checklist.reference.scheme import scheme
from audit_app.checklist.reference.sources import library
from audit_app.checklist.reference.zones import signs

TOPICS = {
    "zone layout": {"area-plan", "area-complete", "public-routes"},
    "access control": {"door-lock", "door-codes", "area-authorised", "area-escorted", "out-of-hours", "final-check"},
    "signage": {"door-sign-outer", "door-sign-inner", "floor-notice", "qp-approach-sign", "adj-sign", "door-lit-sign",
                "ec-label", "oxygen-label", "env-label", "room-lines"},
    "doors": {"door-lock", "door-self-closing", "door-opening", "door-relief", "door-unattended", "door-damage",
              "door-rf-report", "door-egress"},
    "quench pipe": {"qp-route", "qp-supports", "qp-insulation", "qp-labels", "qp-drain", "qp-outlet-position",
                    "qp-clearance", "qp-cowl", "qp-blockage", "qp-drawing", "qp-pressure", "qp-owner",
                    "qp-inspection-due"},
    "oxygen alarm": {"os-make", "os-set-warn", "os-set-main", "os-ambient", "os-bump", "os-time", "os-heard-room",
                     "os-heard-control", "os-extract", "os-calibration-due", "os-cell-due", "oxygen-outside"},
    "emergency controls": {"ec-kind", "ec-apart", "ec-label", "ec-cover", "ec-tested-how", "stops-understood"},
    "ancillary equipment": {"anc-mark", "anc-material", "anc-conditions", "anc-limit", "anc-kept", "anc-held"},
    "screening": {"lockers", "changing", "screening-all", "ferro-present", "ferro-adjunct"},
    "fire and resuscitation": {"ext-mark", "ext-due", "resus-place", "resus-kit"},
    "field": {"plot-displayed", "fs-boundary", "adj-field"},
    "ventilation": {"vent-extract", "vent-grilles", "vent-measured"},
    "noise": {"hearing-all", "hearing-sign", "hearing-stock"},
    "documents": {"doc-local-rules", "doc-risk", "doc-training", "doc-roles"},
}  # fmt: skip
ACCEPTANCE_ADDS = {
    "handover": {"ho-services", "ho-supplier-tests", "ho-first-patient"},
    "RF screening": {"rf-spec", "rf-lowest"},
    "field survey": {"fs-published", "fs-coverage", "fs-axial", "fs-radial"},
    "isocontours": {"fl-level", "fl-worst", "fl-marked"},
    "first commissioning": {"os-commissioned"},
    "follow-up": {"ho-open-issues", "ho-follow-up"},
}


@pytest.fixture(params=["acceptance", "periodic"])
def checklist(request: pytest.FixtureRequest) -> Checklist:
    return newest(request.param)


def test_acceptance_asks_at_least_110_things_and_periodic_90():
    assert len(newest("acceptance").items) >= 110
    assert len(newest("periodic").items) >= 90


def test_every_topic_is_asked_about(checklist: Checklist):
    missing = {topic: wanted - set(checklist.items) for topic, wanted in TOPICS.items()}
    assert not {topic: ids for topic, ids in missing.items() if ids}


def test_acceptance_adds_what_only_a_new_unit_needs():
    only_there = set(newest("acceptance").items) - set(newest("periodic").items)
    assert set().union(*ACCEPTANCE_ADDS.values()) <= only_there


def test_the_walk_goes_from_zone_one_to_zone_four(checklist: Checklist):
    zones = [section.zone for section in checklist.sections]
    assert zones == sorted(zones, key=("I", "II", "III", "IV").index)
    assert set(zones) == {"I", "II", "III", "IV"}


def test_every_item_is_whole(checklist: Checklist):
    for item in checklist.items.values():
        assert item.how and item.good and item.finding and item.references and item.evidence and item.risk, item.id


def test_no_two_items_ask_or_find_the_same(checklist: Checklist):
    for said in ("text", "how", "finding"):
        texts = [getattr(item, said) for item in checklist.items.values()]
        assert len(texts) == len(set(texts)), [text for text in texts if texts.count(text) > 1]


@pytest.mark.parametrize("path", released_files(), ids=lambda path: path.parent.name)
def test_released_checklists_have_nothing_to_mend_and_nothing_to_think_about(path):
    found = lint(path.read_text(encoding="utf-8"), path.name)
    assert (found.faults, found.notes) == ((), ())


def test_what_the_file_is_called_is_what_it_says(checklist: Checklist):
    for path in released_files():
        assert (path.parent.name, int(path.stem[1:])) in {(each.id, each.version) for each in released()}


def test_every_example_of_evidence_is_served(checklist: Checklist):
    assert all(each.items for each in example_coverage(checklist, scheme()))


def test_every_clause_is_served_by_one_checklist_or_the_other():
    bare = [
        {each.clause.id for each in clause_coverage(checklist, library()) if not each.items} for checklist in released()
    ]
    assert set.intersection(*bare) == set()


def test_signs_are_named_by_codes_that_are_in_the_table(checklist: Checklist):
    codes = {
        code for item in checklist.items.values() for code in re.findall(r"\b[WPMEF]\d{3}\b", item.how + item.good)
    }
    assert codes and codes <= set(signs())


def test_what_must_be_seen_beside_the_magnet_asks_for_no_photograph(checklist: Checklist):
    """Most tablets are MR Unsafe: a photograph there cannot be a condition for going on."""
    inside = [item for item in checklist.items.values() if item.inside_zone_iv]
    assert len(inside) >= 25
    assert {item.photo for item in inside} == {"offered"}


def test_oxygen_readings_are_judged_against_the_sensors_own_set_points(checklist: Checklist):
    for reading, set_point in (("os-ambient", "os-set-warn"), ("os-bump", "os-set-main")):
        ask = checklist.items[reading].ask
        assert isinstance(ask, QuantityAsk) and ask.limit
        assert ask.limit.low == FromItem(item=set_point)
        assert ask.limit.inclusive == (
            reading == "os-bump"
        )  # it sounds at its set point, and normal air is clear of it


def test_no_field_line_is_written_into_a_limit(checklist: Checklist):
    for item in checklist.items.values():
        if isinstance(item.ask, QuantityAsk) and item.ask.limit and item.ask.unit in ("mT", "% O2"):
            for bound in (item.ask.limit.low, item.ask.limit.high):
                assert bound is None or isinstance(bound, FromItem | FromSetting), item.id


def test_due_dates_are_judged_and_done_dates_recorded(checklist: Checklist):
    dates = {item.id: item.ask.meaning for item in checklist.items.values() if isinstance(item.ask, DateAsk)}
    assert {meaning for name, meaning in dates.items() if name.endswith("-due") or name == "ho-first-audit"} == {"due"}
    assert "done" in dates.values()


def test_documents_are_asked_for_by_existence_and_the_app_says_so(checklist: Checklist):
    [section] = [section for section in checklist.sections if section.id == "documents"]
    assert "category 2" in section.guidance and "xistence" in section.guidance


def test_detectors_are_never_called_required(checklist: Checklist):
    said = [item for item in checklist.items.values() if "etect" in item.text + item.how + item.good]
    assert said
    assert not [item.id for item in said if re.search(r"\b(require|must)", item.text + item.how + item.good)]


def test_every_clause_an_item_relies_on_can_be_cited(checklist: Checklist):
    for item in checklist.items.values():
        for clause in clauses_of(item):
            assert library().cite(clause).text


def test_yes_to_a_question_of_compliance_is_good(checklist: Checklist):
    """A question whose good answer is no invites the wrong tap."""
    turned = ("Has anything", "Have any", "Are there signs", "Is there damage", "Are there any")
    asked = [item for item in checklist.items.values() if isinstance(item.ask, Compliance)]
    assert [item.id for item in asked if item.text.startswith(turned)] == []
