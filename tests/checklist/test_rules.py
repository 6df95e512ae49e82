"""Rules that judge by themselves, on the released checklist and through a real audit."""

import pytest

from audit_app.audit.audit import Audit, replay
from audit_app.audit.judge import Verdict
from audit_app.audit.log.entries import Answered, Begun, Measured, ThingAdded
from audit_app.audit.log.people import Scanner, Setting, Unit
from audit_app.audit.pen import Pen
from audit_app.checklist.reader import newest
from audit_app.checklist.reference.settings import defaults, setting
from audit_app.checklist.reference.sources import library
from audit_app.units import read


def begun(pen: Pen, vocabulary: str = "uk", magnet: str = "superconducting") -> Audit:
    chosen = [setting(name).value(value) for name, value in defaults(vocabulary).items()]
    entry = pen.write(
        Begun,
        None,
        audit_id="a",
        purpose="periodic",
        checklist="x",
        references="x",
        unit=Unit(id="u", name="MRI 1", organisation="Trust", site="Main"),
        scanner=Scanner(maker="Example", model="One", field=read("1.5 T", "T").quantity, magnet_type=magnet),
        auditor=pen.person,
        on="2026-01-02",
        settings=tuple(
            Setting(id=name, value=each.id, unit=each.unit, source=each.source)
            for name, each in zip(defaults(vocabulary), chosen, strict=True)
        ),
    )
    return replay("a", newest("periodic"), library(), [entry])


def after(pen: Pen, audit: Audit, kind: str, **answers: str) -> Audit:
    """The audit with one thing of a kind and answers to items, given as item_id=value (underscores for hyphens)."""
    thing = f"{kind}-1" if kind else None
    said: list = [(ThingAdded, {"thing": thing, "thing_kind": kind, "name": "One"})] if kind else []
    for name, value in answers.items():
        where = {"item": name.replace("_", "-"), "thing": thing}
        ask = audit.checklist.items[where["item"]].ask
        if ask.kind == "quantity":
            said.append((Measured, {**where, "quantity": read(value, ask.unit, ask.unit).quantity}))
        elif ask.kind == "compliance":
            said.append((Answered, {**where, "verdict": value}))
        else:
            said.append((Answered, {**where, "value": value}))
    return pen.write_all(audit, said)[0]


def verdict(audit: Audit, item: str, kind: str = "") -> Verdict:
    return audit.lines[f"{item}@{kind}-1" if kind else item].verdict


@pytest.mark.parametrize("material", ["not-attracted", "attracted"])
def test_an_mr_safe_mark_on_any_metal_is_a_labelling_error(pen: Pen, material: str):
    audit = after(pen, begun(pen), "ancillary-item", anc_kept="outside", anc_material=material, anc_mark="safe")
    line = audit.lines["anc-mark@ancillary-item-1"]
    assert line.verdict is Verdict.DEFICIENT
    assert "labelling error" in line.judgement.because


def test_an_mr_safe_mark_on_plastic_is_recorded(pen: Pen):
    audit = after(pen, begun(pen), "ancillary-item", anc_kept="magnet-room", anc_material="none", anc_mark="safe")
    assert verdict(audit, "anc-mark", "ancillary-item") is Verdict.NO_LIMIT


@pytest.mark.parametrize("mark", ["unsafe", "unlabelled"])
@pytest.mark.parametrize(("kept", "expected"), [("magnet-room", Verdict.DEFICIENT), ("outside", Verdict.NO_LIMIT)])
def test_unsafe_and_unlabelled_items_are_deficient_inside_the_magnet_room(pen: Pen, mark, kept, expected):
    audit = after(pen, begun(pen), "ancillary-item", anc_kept=kept, anc_material="attracted", anc_mark=mark)
    assert verdict(audit, "anc-mark", "ancillary-item") is expected


def test_a_conditional_item_without_its_conditions_is_deficient(pen: Pen):
    audit = after(pen, begun(pen), "ancillary-item", anc_mark="conditional", anc_conditions="missing")
    assert verdict(audit, "anc-conditions", "ancillary-item") is Verdict.DEFICIENT


def test_an_item_that_is_not_conditional_is_not_asked_for_conditions(pen: Pen):
    audit = after(pen, begun(pen), "ancillary-item", anc_mark="unsafe")
    assert "anc-conditions@ancillary-item-1" not in audit.lines


def test_a_conditional_item_beyond_its_own_field_limit_is_deficient(pen: Pen):
    audit = after(pen, begun(pen), "ancillary-item", anc_mark="conditional", anc_limit="20 mT", anc_field="250 G")
    assert verdict(audit, "anc-field", "ancillary-item") is Verdict.DEFICIENT


@pytest.mark.parametrize(
    ("reading", "expected"),
    [("19.6", Verdict.COMPLIANT), ("19.5", Verdict.COMPLIANT), ("19.4", Verdict.DEFICIENT)],
)
def test_an_oxygen_alarm_is_judged_against_its_own_set_point(pen: Pen, reading, expected):
    audit = after(pen, begun(pen), "oxygen-sensor", os_set_main="19.5 % O2", os_bump=f"{reading} % O2")
    assert verdict(audit, "os-bump", "oxygen-sensor") is expected


def test_another_set_point_gives_another_verdict(pen: Pen):
    audit = after(pen, begun(pen), "oxygen-sensor", os_set_main="18 % O2", os_bump="19.3 % O2")
    assert verdict(audit, "os-bump", "oxygen-sensor") is Verdict.COMPLIANT


def test_without_a_set_point_the_bump_reading_is_no_pass(pen: Pen):
    audit = after(pen, begun(pen), "oxygen-sensor", os_bump="19.3 % O2")
    assert verdict(audit, "os-bump", "oxygen-sensor") is Verdict.NO_LIMIT


def test_no_oxygen_monitor_is_deficient_where_one_is_expected_and_not_elsewhere(pen: Pen):
    assert verdict(after(pen, begun(pen), "", oxygen_present="no"), "oxygen-present") is Verdict.DEFICIENT
    assert verdict(after(pen, begun(pen, "acr"), "", oxygen_present="no"), "oxygen-present") is Verdict.NO_LIMIT


@pytest.mark.parametrize(("vocabulary", "expected"), [("uk", Verdict.DEFICIENT), ("acr", Verdict.COMPLIANT)])
def test_the_working_line_is_a_setting(pen: Pen, vocabulary, expected):
    audit = after(pen, begun(pen, vocabulary), "adjacent-area", adj_access="open", adj_field="0.7 mT")
    assert verdict(audit, "adj-field", "adjacent-area") is expected


@pytest.mark.parametrize(("day", "expected"), [("2026-01-02", Verdict.COMPLIANT), ("2026-01-01", Verdict.DEFICIENT)])
def test_a_lapsed_calibration_is_deficient_from_the_day_after(pen: Pen, day, expected):
    audit = after(pen, begun(pen), "oxygen-sensor", os_calibration_due=day)
    assert verdict(audit, "os-calibration-due", "oxygen-sensor") is expected


def test_an_inward_door_without_relief_is_deficient(pen: Pen):
    audit = after(pen, begun(pen), "door", door_kind="magnet-room", door_opening="inward", door_relief="none")
    assert verdict(audit, "door-relief", "door") is Verdict.DEFICIENT
    audit = after(pen, begun(pen), "door", door_kind="magnet-room", door_opening="outward", door_relief="none")
    assert verdict(audit, "door-relief", "door") is Verdict.NO_LIMIT


def test_an_extinguisher_marked_mr_safe_is_a_labelling_error(pen: Pen):
    audit = after(pen, begun(pen), "extinguisher", ext_kept="outside", ext_mark="safe")
    assert verdict(audit, "ext-mark", "extinguisher") is Verdict.DEFICIENT


def test_a_permanent_magnet_is_not_asked_about_its_quench_pipe(pen: Pen):
    sections = {line.section.id for line in begun(pen, magnet="permanent").lines.values()}
    assert not sections & {"quench-outside", "quench-inside", "quench-papers", "ventilation"}
    assert "quench-outside" in {line.section.id for line in begun(pen).lines.values()}
