"""The checklists that travel with the app: complete, in walking order, each item sourced and none repeated."""

import re
from decimal import Decimal

import pytest

from audit_app.checklist.coverage import clause_coverage, clauses_of, example_coverage
from audit_app.checklist.lint import lint
from audit_app.checklist.model import Checklist, Compliance, DateAsk, FromItem, FromSetting, Item, QuantityAsk
from audit_app.checklist.reader import load, newest, released, released_files
from audit_app.checklist.reference.scheme import scheme
from audit_app.checklist.reference.sources import library
from audit_app.checklist.reference.zones import signs

TOPICS = {
    "zone layout": {"area-plan", "area-complete", "public-routes"},
    "access control": {"door-lock", "area-authorised", "area-escorted", "out-of-hours", "final-check"},
    "signage": {"door-sign-outer", "door-sign-inner", "floor-notice", "qp-approach-sign", "adj-sign", "door-lit-sign",
                "ec-label", "oxygen-label", "env-label", "room-lines"},
    "doors": {"door-lock", "door-self-closing", "door-opening", "door-relief", "door-unattended", "door-damage",
              "door-rf-report", "door-egress"},
    "quench pipe": {"qp-route", "qp-supports", "qp-insulation", "qp-labels", "qp-drain", "qp-outlet-position",
                    "qp-clearance", "qp-cowl", "qp-blockage", "qp-drawing", "qp-pressure", "qp-owner",
                    "qp-inspection-due"},
    "oxygen alarm": {"os-make", "os-set-warn", "os-set-main", "os-ambient", "os-bump", "os-time", "os-heard",
                     "vent-extract", "os-calibration-due", "os-cell-due"},
    "emergency controls": {"ec-kind", "ec-label", "ec-tested-how", "ec-enabled", "stops-understood"},
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
    "isocontours": {"fl-level", "fl-worst", "fl-items"},
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
        assert item.how and item.good and item.finding and item.references and item.risk, item.id


def test_no_two_items_ask_or_find_the_same(checklist: Checklist):
    for said in ("text", "how", "finding"):
        texts = [getattr(item, said) for item in checklist.items.values()]
        assert len(texts) == len(set(texts)), [text for text in texts if texts.count(text) > 1]


FIRST = [path for path in released_files() if path.name == "v1.toml" and (path.parent / "v2.toml").exists()]
NOW = [path for path in released_files() if path not in FIRST]


@pytest.mark.parametrize("path", NOW, ids=lambda path: path.parent.name)
def test_released_checklists_have_nothing_to_mend_and_nothing_to_think_about(path):
    found = lint(path.read_text(encoding="utf-8"), path.name)
    assert (found.faults, found.notes) == ((), ())


@pytest.mark.parametrize("path", FIRST, ids=lambda path: path.parent.name)
def test_version_one_can_still_be_read_and_lacks_only_restraint_with_its_tags(path):
    found = lint(path.read_text(encoding="utf-8"), path.name)
    assert found.checklist and found.checklist.version == 1
    assert all("more than a third" in each.fault for each in found.faults)
    assert found.notes == ()


def test_no_tag_is_on_more_than_a_third_of_a_lists_items():
    for path in NOW:
        listed = load(path)
        for tag in {tag for item in listed.items.values() for tag in item.evidence}:
            times = sum(tag in item.evidence for item in listed.items.values())
            assert times * 3 <= len(listed.items), (listed.id, tag)


def test_documents_are_no_evidence_for_category_seven(checklist: Checklist):
    [section] = [section for section in checklist.sections if section.id == "documents"]
    about_documents = [item for item in section.items if item.id not in ("doc-last-audit", "checklist-changes")]
    assert [item.id for item in about_documents if item.evidence] == []


def test_starting_risks_rate_the_likelihood_of_harm(checklist: Checklist):
    """Of version 1, 82 % of the items started High or Extreme."""
    scores = [item.risk.likelihood * item.risk.consequence for item in checklist.items.values() if item.risk]
    assert sum(score >= 8 for score in scores) <= 0.4 * len(scores)
    extreme = {item.id for item in checklist.items.values() if item.risk.likelihood * item.risk.consequence >= 15}
    assert {"oxygen-present", "ec-enabled", "door-egress", "final-check"} <= extreme
    assert not extreme & {"door-lock", "room-lines", "qp-owner", "fl-items", "cleaning", "anc-mark"}


def test_core_never_depends_on_what_it_leaves_out(checklist: Checklist):
    core = {item.id for item in checklist.items.values() if item.depth == "core"}
    needed = {c.item for item in checklist.items.values() if item.id in core for c in item.applies_when if c.item}
    assert needed <= core and len(core) < 0.6 * len(checklist.items)


DANGEROUS = {
    "kit-labels": ("field meter", "test gas", "regulator", "steps", "torch", "camera", "sound meter"),
    "os-bump": ("No patient in", "regulator", "Non-ferrous steps", "MR mark"),
    "ferro-tested": ("door is closed", "lanyard", "never passes"),
    "qp-blockage": ("from the side", "no fill, ramp or service", "permit"),
    "ec-tested-how": ("no patient", "maker's procedure", "never by pressing"),
    "vent-extract": ("open the door", "no patient"),
}


ELSEWHERE = {  # the same dangers on other lists and items
    ("periodic", "ext-limit"): ("Do not take it off",),
    ("periodic", "anc-field"): ("no patient in", "display and battery stay outside"),
    ("acceptance", "fs-boundary-radial"): ("no patient in", "tape without steel"),
    ("after-quench", "aq-outlet"): ("never from in front", "fill"),
    ("after-quench", "aq-air"): ("from outside", "field may still be up"),
    ("mobile-trailer", "mt-outlet-free"): ("never from in front", "no fill or service"),
    ("weekly-monthly", "wm-outlet"): ("never from in front", "no fill or ramp"),
    ("intra-operative", "io-anaes-machine"): ("no patient in", "probe marked for this place"),
    ("pet-mr", "pm-injector"): ("no patient in", "probe marked for this place"),
}


@pytest.mark.parametrize(("where", "said"), ELSEWHERE.items(), ids=[item for _, item in ELSEWHERE])
def test_no_other_question_sends_unassessed_kit_to_the_magnet_or_somebody_before_an_outlet(where, said):
    listed, item = where
    assert [words for words in said if words not in newest(listed).items[item].how] == []


@pytest.mark.parametrize(("item", "said"), DANGEROUS.items(), ids=DANGEROUS)
def test_what_could_hurt_the_auditor_is_said_where_it_is_asked(checklist: Checklist, item, said):
    how = checklist.items[item].how
    assert [words for words in said if words not in how] == []


MERGED = {  # what asks for both -> words of either, of which none may be lost
    "ec-label": ("words of their own", "one picture", "cover", "within reach", "Plain words"),
    "os-heard": ("scan room", "control room", "door", "seen from outside"),
    "vent-extract": ("each switch", "oxygen alarm", "door still open"),
    "out-of-hours": ("when codes were last changed", "empty", "list of holders", "leave"),
    "door-relief": ("relief panel", "hatch", "where the gas would then go"),
    "qp-external-run": ("hung on it", "supports"),
    "qp-outlet-position": ("fence", "nothing is stored"),
    "removal-drill-last": ("date", "three months"),
    "plot-displayed": ("orientation", "right way round"),
}  # fmt: skip
NO_LONGER_ASKED_TWICE = {
    "ec-apart", "ec-cover", "ec-test-due", "os-heard-room", "os-heard-control", "os-extract", "oxygen-outside",
    "door-codes", "vent-relief", "qp-hung", "qp-exclusion", "tech-locked", "tech-line", "removal-drills", "plot-right",
    "doc-instructions",
}  # fmt: skip


@pytest.mark.parametrize(("item", "words"), MERGED.items(), ids=MERGED)
def test_a_question_that_stands_for_two_asks_for_both(checklist: Checklist, item: str, words: tuple[str, ...]):
    asked = checklist.items[item]
    said = f"{asked.text} {asked.how} {asked.good}"
    assert [each for each in words if each not in said] == []


def test_what_was_asked_twice_is_asked_once(checklist: Checklist):
    assert NO_LONGER_ASKED_TWICE & checklist.items.keys() == set()


def test_at_handover_papers_training_and_floor_lines_are_asked_once():
    acceptance = newest("acceptance").items
    assert not {"data-sheet", "ho-training", "fl-marked"} & acceptance.keys()
    assert "data sheet at the console" in acceptance["ho-papers"].text
    assert "for every operator" in acceptance["doc-training"].text
    assert (
        "whole and lasting" in acceptance["room-lines"].text
        and "wherever an item can roll" in acceptance["room-lines"].good
    )


def _repeated(checklist: Checklist, thing: str) -> list[Item]:
    return [item for each in checklist.sections if each.repeats_over == thing for item in each.items]


def test_a_control_is_asked_three_things_and_a_stop_when_it_was_tested(checklist: Checklist):
    """Nine before. The date and the quench button's readiness follow from what the control is."""
    asked = [item.id for item in _repeated(checklist, "emergency-control")]
    assert asked == ["ec-kind", "ec-label", "ec-enabled", "ec-tested-how", "ec-tested-on"]
    extract_switch = {c.item for item in _repeated(checklist, "emergency-control")[2:] for c in item.applies_when}
    assert extract_switch == {"ec-kind", "ec-tested-how"}


def test_of_a_quench_pipe_at_most_ten_things_are_asked_on_the_walk_and_the_rest_by_report(checklist: Checklist):
    """Twenty-eight before, most of them above false ceilings."""
    papers = next(each for each in checklist.sections if each.id == "quench-papers")
    walk = [item for item in _repeated(checklist, "quench-pipe") if item not in papers.items]
    assert len(walk) <= 10
    by_report = {item.id for item in papers.items if item.how.startswith("By the ") and " report" in item.how}
    assert by_report == {
        "qp-drain", "qp-supports", "qp-insulation", "qp-joints", "qp-isolation", "qp-inside-water"
    }  # fmt: skip
    assert "by report" in next(each for each in checklist.sections if each.id == "quench-inside").guidance


def test_an_ancillary_item_has_four_columns_of_a_register_in_core(checklist: Checklist):
    """Material and mark of each; the limit of a Conditional one with its field; the place of one that may not go in."""
    core = {item.id: {c.item for c in item.applies_when} for item in _repeated(checklist, "ancillary-item")
            if item.depth == "core"}  # fmt: skip
    assert core == {"anc-material": set(), "anc-mark": set(), "anc-kept": {"anc-mark"}, "anc-limit": {"anc-mark"},
                    "anc-field": {"anc-mark"}}  # fmt: skip


def test_the_kit_check_stands_before_the_walk(checklist: Checklist):
    assert next(iter(checklist.items)) == "kit-labels"


def test_the_guidance_of_the_scan_room_names_the_kit_and_not_only_the_tablet(checklist: Checklist):
    [room] = [section for section in checklist.sections if section.id == "magnet-room"]
    assert [
        kit for kit in ("meter", "test gas", "torch", "camera", "tablet", "patient") if kit not in room.guidance
    ] == []


def test_labels_speak_the_language_of_the_field(checklist: Checklist):
    said = " ".join(f"{each.title} {each.guidance}" for each in checklist.sections)
    said += " ".join(f"{item.text} {item.how} {item.good} {item.finding}" for item in checklist.items.values())
    assert [old for old in ("agnet stop", "agnet room", "orking line") if old in said] == []
    assert "quench button" in said and "scan room" in said and "0.5 mT contour" in said


MISSING_BEFORE = {
    "two-people", "pregnancy", "staff-rescreened", "drug-patches", "urgent-patients", "anaesthesia", "flood",
    "cryogen-fill", "remote-operation", "field-notices",
}  # fmt: skip


def test_topics_that_version_one_lacked_are_asked(checklist: Checklist):
    assert checklist.items.keys() >= MISSING_BEFORE
    assert {"doc-exposure", "ho-exposure"} & checklist.items.keys()
    assert "iric-route" in checklist.items["incident-route"].references


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


def test_oxygen_readings_are_judged_on_both_sides_within_the_tolerance_of_the_monitor(checklist: Checklist):
    for reading, middle in (("os-ambient", Decimal("20.9")), ("os-bump", FromItem(item="os-set-main"))):
        ask = checklist.items[reading].ask
        assert isinstance(ask, QuantityAsk) and ask.limit
        assert ask.limit.around == middle
        assert isinstance(ask.limit.within, FromSetting) and ask.limit.within.setting == "oxygen_tolerance"


def test_no_field_line_is_written_into_a_limit(checklist: Checklist):
    for item in checklist.items.values():
        if isinstance(item.ask, QuantityAsk) and item.ask.limit and item.ask.unit in ("mT", "% O2"):
            for bound in (item.ask.limit.low, item.ask.limit.high):
                assert bound is None or isinstance(bound, FromItem | FromSetting), item.id


@pytest.mark.parametrize("item", ["os-calibrated-on", "ec-tested-on", "removal-drill-last", "training-oldest"])
def test_what_was_done_has_a_largest_age_with_a_source(checklist: Checklist, item):
    ask = checklist.items[item].ask
    assert isinstance(ask, DateAsk) and ask.oldest is not None and ask.source


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


def test_a_list_is_read_once_however_often_a_screen_asks_for_it() -> None:
    assert all(first is again for first, again in zip(released(), released(), strict=True))
