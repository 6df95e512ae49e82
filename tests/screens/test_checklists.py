"""The checklists' own place: checked before release, edited in full, withdrawn, taken in."""

import pytest

from audit_app.audit.log.people import Scanner, Unit
from audit_app.checklist.add_ons import joined
from audit_app.checklist.reference.sources import Library
from audit_app.errors import ChecklistError
from audit_app.portfolio.checklists.newer import newer_version
from audit_app.portfolio.checklists.offer import named, offered, refuse_faulty, take_in, withdraw
from audit_app.portfolio.checklists.parts import (
    moved_into,
    parts_of,
    thing_changed,
    with_parts,
    with_thing,
    without_thing,
)
from audit_app.portfolio.checklists.rule import moved, rule_text, with_rule
from audit_app.portfolio.checklists.toml import to_toml
from audit_app.portfolio.checklists.versions import newest, replaced, versions, with_item
from audit_app.screens.app import starter
from audit_app.screens.portfolio.checklist_editor import kept_draft
from audit_app.visit.visit import begin
from tests.screen import screen
from tests.screens.conftest import ADA


@pytest.fixture
def periodic(cabinet):
    return next(each for each in newest(versions(cabinet.store)) if each.id == "periodic")


def made_elsewhere(checklist):
    """The text of a next version that another tablet released."""
    change = checklist.history[-1].model_copy(update={"version": checklist.version + 1, "why": "Another reason"})
    return to_toml(replaced(checklist, version=checklist.version + 1, history=(*checklist.history, change)))


def test_a_limit_is_edited_as_the_rule_of_its_question(periodic):
    item = (
        periodic.items["os-ambient"]
        if "os-ambient" in periodic.items
        else next(
            each for each in periodic.items.values() if each.ask.kind == "quantity" and getattr(each.ask, "limit", None)
        )
    )
    rule = rule_text(item)
    assert "limit" in rule and "text =" not in rule
    unit = item.ask.unit
    after = with_rule(periodic, item.id, rule.replace(f'unit = "{unit}"', f'unit = "{unit}"'))
    assert after.items[item.id] == item
    with pytest.raises(ChecklistError, match="furlong"):
        with_rule(periodic, item.id, 'ask = { kind = "quantity", unit = "furlong" }')
    with pytest.raises(ChecklistError, match="has its words in fields of their own"):
        with_rule(periodic, item.id, 'text = "Other words"')


def test_choices_and_conditions_are_edited_in_the_app(periodic):
    item = next(each for each in periodic.items.values() if each.ask.kind == "compliance")
    rule = 'ask = { kind = "choice", options = [{ value = "yes", label = "Yes" }, { value = "no", label = "No" }] }\n'
    rule += 'deficient_when = [{ all = [{ item = "' + item.id + '", is = ["no"] }], because = "It is not." }]'
    after = with_rule(periodic, item.id, rule).items[item.id]
    assert [each.label for each in after.ask.options] == ["Yes", "No"] and after.text == item.text


def test_the_order_of_questions_and_the_things_are_edited(periodic):
    section = periodic.sections[0]
    second = section.items[1].id
    assert moved(periodic, second, -1).sections[0].items[0].id == second
    more = with_thing(periodic, "hoist", hint="Hoist in bay 2")
    assert (more.things[-1].id, more.things[-1].many) == ("hoist", "hoists")
    assert thing_changed(more, "hoist", many="hoisting gear").things[-1].many == "hoisting gear"
    with pytest.raises(ChecklistError, match="has no name"):
        with_thing(periodic, " ")
    with pytest.raises(ChecklistError, match="is not among the things"):
        without_thing(periodic, "door")


def test_a_question_moves_to_another_section_and_never_empties_its_own(periodic):
    first, other = periodic.sections[0], periodic.sections[-1]
    item = first.items[0].id
    assert moved_into(periodic, item, other.id).section_of[item].id == other.id
    alone = replaced(periodic, sections=(first.model_copy(update={"items": first.items[:1]}), *periodic.sections[1:]))
    with pytest.raises(ChecklistError, match="would be empty"):
        moved_into(alone, item, other.id)


def test_what_a_form_has_not_said_yet_is_named_in_its_own_words(periodic):
    item = next(each for each in periodic.items.values() if each.ask.kind == "quantity")
    parts = parts_of(item)
    assert with_parts(periodic, item.id, parts) == periodic
    for wrong, said in (
        (
            {"ask": {"kind": "quantity", "unit": "mT", "limit": {"high": "1", "unit": "mT", "source": ""}}},
            "without a source",
        ),
        ({"applies_when": [{"fact": "vent", "is": []}]}, "no answer ticked"),
        ({"deficient_when": [{"all": [{"fact": "vent", "is": ["yes"]}], "because": ""}]}, "does not say why"),
        ({"ask": {"kind": "choice", "options": [{"value": "a", "label": ""}]}}, "a choice without words"),
    ):
        with pytest.raises(ChecklistError, match=said):
            with_parts(periodic, item.id, {**parts, **wrong})


def test_a_withdrawn_version_is_not_offered_and_comes_back(cabinet, periodic):
    withdraw(cabinet.store, periodic)
    assert named(periodic) not in {named(each) for each in offered(cabinet.store)}
    assert next(each for each in offered(cabinet.store) if each.id == "periodic").version < periodic.version
    withdraw(cabinet.store, periodic, False)
    assert named(periodic) in {named(each) for each in offered(cabinet.store)}


def test_a_checklist_of_another_tablet_is_taken_in_only_when_the_check_finds_no_fault(cabinet, periodic):
    text = made_elsewhere(periodic)
    assert take_in(cabinet.store, text, "periodic-v3.toml").version == periodic.version + 1
    faulty = to_toml(with_item(periodic, periodic.sections[0].id, "Is the floor dry?"))
    with pytest.raises(ChecklistError, match="does not say how to check"):
        take_in(cabinet.store, faulty, "faulty.toml")
    with pytest.raises(ChecklistError, match="is not valid TOML"):
        take_in(cabinet.store, "id = ", "broken.toml")
    assert refuse_faulty(text, "x").version == periodic.version + 1


async def test_settings_lead_to_the_checklists_where_one_is_withdrawn_from_new_audits(cabinet, periodic):
    async with screen(starter(cabinet), route="/settings") as shown:
        await shown.press("checklists")
        assert shown.page.route == "/checklists"
        await shown.press(f"withdraw.{named(periodic)}")
        assert named(periodic) not in {named(each) for each in offered(cabinet.store)}
        assert shown.says("new audits use version")


async def test_a_faulty_draft_cannot_be_released_and_says_why(cabinet, periodic):
    async with screen(starter(cabinet), route="/portfolio/checklist/periodic") as shown:
        assert shown.says("Checked: no fault was found.")
        await shown.fill("add-item", "Is the floor dry?")
        assert shown["release"].disabled and shown.says("does not say how to check")
        await shown.press("preview")
        assert shown.says("Is the floor dry? (compliance)")


async def test_a_draft_is_moved_to_a_newer_version_after_seeing_what_changes(cabinet, periodic):
    older = next(each for each in versions(cabinet.store) if (each.id, each.version) == ("periodic", 1))
    unit = Unit(id="u", name="MRI 1")
    visit = begin(cabinet.store, ADA, older, Library(), unit=unit, scanner=Scanner(), settings=())
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/summary") as shown:
        await shown.press("newer")
        assert shown.says("Version 1 to version 2") and cabinet.audit(visit.audit.id).checklist.version == 1
        await shown.press("move")
        assert shown.says("Give the reason for the move")
        await shown.fill("move-why", "Version 2 is in use here")
        await shown.press("move")
        assert shown.page.route.endswith("/summary") and "newer" not in shown
        assert cabinet.audit(visit.audit.id).checklist.version == 2
        await shown.press("undo")
        assert cabinet.audit(visit.audit.id).checklist.version == 1


def test_a_newer_version_is_joined_with_the_add_ons_that_the_audit_has(cabinet):
    known = {(each.id, each.version): each for each in versions(cabinet.store)}
    both = joined(known["periodic", 1], [known["pet-mr", 1]])
    visit = begin(cabinet.store, ADA, both, Library(), unit=Unit(id="u", name="U"), scanner=Scanner(), settings=())
    newer = newer_version(cabinet.store, visit.audit)
    assert newer.version == 2 and [each.id for each in newer.joined] == ["pet-mr"]
    withdraw(cabinet.store, known["periodic", 2])
    assert newer_version(cabinet.store, visit.audit) is None, "a withdrawn version is offered to nobody"


async def test_a_limit_is_edited_in_fields_and_is_applied_once_it_is_whole(cabinet, periodic):
    first = periodic.sections[0].items[0].id
    async with screen(starter(cabinet), route="/portfolio/checklist/periodic") as shown:
        await shown.press(f"rule.{first}")
        await shown.pick(f"ask.{first}", "quantity")
        await shown.press(f"add-limit.{first}")
        assert shown.says("Not applied yet.") and shown.says("without a source")
        await shown.pick(f"limit.{first}.0.high.kind", "number")
        await shown.fill(f"limit.{first}.0.high.number", "0,5")
        await shown.pick(f"limit.{first}.0.source", "site-working-line")
        assert not shown.says("Not applied yet.")
    kept = kept_draft(cabinet, "periodic").new.items[first].ask
    assert (kept.kind, str(kept.limit.high), kept.limit.source) == ("quantity", "0.5", "site-working-line")


async def test_choices_conditions_and_things_are_edited_in_fields(cabinet, periodic):
    first, second = (each.id for each in periodic.sections[0].items[:2])
    async with screen(starter(cabinet), route="/portfolio/checklist/periodic") as shown:
        await shown.press(f"rule.{second}")
        await shown.pick(f"ask.{second}", "choice")
        await shown.fill(f"add-option.{second}", "Not known")
        await shown.pick(f"option.{second}.2.verdict", "partly")
        await shown.press(f"when.{second}.add")
        await shown.pick(f"when.{second}.0.about", "fact:vent")
        await shown.switch(f"when.{second}.0.is.yes", True)
        await shown.fill("add-thing", "hoist")
    now = kept_draft(cabinet, "periodic").new
    assert [(each.label, each.verdict) for each in now.items[second].ask.options][2] == ("Not known", "partly")
    assert [(each.fact, each.is_) for each in now.items[second].applies_when] == [("vent", ("yes",))]
    assert now.things[-1].id == "hoist" and now.items[first] == periodic.items[first]


async def test_a_draft_is_not_dropped_when_a_newer_version_comes_to_the_tablet(cabinet, periodic):
    first = periodic.sections[0].items[0]
    async with screen(starter(cabinet), route="/portfolio/checklist/periodic") as shown:
        await shown.fill(f"text.{first.id}", "Reworded here?")
    take_in(cabinet.store, made_elsewhere(periodic), "periodic-v3.toml")
    async with screen(starter(cabinet), route="/portfolio/checklist/periodic") as shown:
        assert shown.says("Version 3 has arrived on this tablet since") and shown.says("Reworded here?")
        await shown.press("start-again")
        await shown.press("drop.yes")
        assert not shown.says("Reworded here?") and kept_draft(cabinet, "periodic").new.version == 3
