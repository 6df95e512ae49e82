"""What the lint finds: each fault with its place and remedy, in the words of the file."""

import pytest

from audit_app.checklist.lint import lint
from audit_app.checklist.reader import parse
from audit_app.errors import ChecklistError

HEAD = """
id = "small"
version = 1
title = "Small"
kind = "periodic"
sub_category = "7.2"
[[history]]
version = 1
on = 2026-11-20
by = "A"
why = "First."
[[things]]
id = "door"
one = "door"
many = "doors"
[[things]]
id = "sensor"
one = "sensor"
many = "sensors"
"""
WHOLE = (
    'how = "Look."\ngood = "There."\nreferences = ["mhra-burns"]\nevidence = ["7.2.safety-checks"]\n'
    'risk = { likelihood = 1, consequence = 1 }\nfinding = "Missing"\n'
)


def section(name: str, *items: str, more: str = "", zone: str = "I") -> str:
    head = f'[[sections]]\nid = "{name}"\ntitle = "{name}"\nzone = "{zone}"\n{more}\n'
    return head + "\n".join(items)


def item(name: str, more: str = "", whole: str = WHOLE) -> str:
    return f'[[sections.items]]\nid = "{name}"\ntext = "Is {name} there?"\n{more}\n{whole}'


DOORS = section("doors", item("lock"), more='repeats_over = "door"')
SENSORS = section("sensors", item("make"), more='repeats_over = "sensor"')
CHOICE = 'ask = { kind = "choice", options = [{ value = "a", label = "A" }, { value = "b", label = "B" }] }'


def faults(*sections: str, head: str = HEAD) -> list[str]:
    return [str(fault) for fault in lint(head + "\n".join(sections), "small.toml").faults]


def notes(*sections: str, head: str = HEAD) -> list[str]:
    return [str(note) for note in lint(head + "\n".join(sections), "small.toml").notes]


def test_a_sound_checklist_has_no_faults_and_says_what_it_does_not_cover():
    found = lint(HEAD + DOORS + SENSORS, "small.toml")
    assert found.sound and found.notes == ()
    assert "mhra-contact-burns" in {each.clause.id for each in found.clauses if not each.items}
    assert [each.example.id for each in found.examples if not each.items] == ["7.2.process", "7.2.site-report"]


def test_an_unknown_clause_is_a_fault():
    [fault] = faults(section("one", item("x", whole=WHOLE.replace("mhra-burns", "mhra-bruns"))))
    assert fault.startswith("item x refers to the unknown clause “mhra-bruns”")


def test_an_unknown_evidence_tag_is_a_fault():
    [fault] = faults(section("one", item("x", whole=WHOLE.replace("7.2.safety-checks", "7.2.saftey"))))
    assert "unknown evidence tag “7.2.saftey”" in fault


def test_an_unknown_unit_is_a_fault_that_lists_the_known_ones():
    [fault] = faults(section("one", item("x", 'ask = { kind = "quantity", unit = "mt" }')))
    assert "mt is not a unit" in fault and "mT" in fault


def test_a_limit_with_no_source_is_a_fault():
    [fault] = faults(
        section("one", item("x", 'ask = { kind = "quantity", unit = "mT", limit = { high = "1", unit = "mT" } }'))
    )
    assert fault == (
        "section one, item x, ask, limit, source is not given. "
        "Name the clause of the reference library that it comes from."
    )
    [fault] = faults(section("one", item("x", 'ask = { kind = "count", low = 4 }')))
    assert "a limit with no source" in fault


def test_an_item_without_how_to_check_is_a_fault():
    [fault] = faults(section("one", item("x", whole=WHOLE.replace('"Look."', '" "'))))
    assert fault == "item x does not say how to check. Add how = “…”."


def test_duplicate_ids_are_faults():
    assert "item x is there twice. Give one of them another id." in faults(
        section("one", item("x")), section("two", item("x"))
    )
    assert any(
        "section one is there twice" in fault for fault in faults(section("one", item("x")), section("one", item("y")))
    )


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ('{ fact = "kind", is = ["perodic"] }', "condition on kind that can never hold"),
        ('{ fact = "colour", is = ["red"] }', "unknown fact “colour”"),
        ('{ item = "gone", is = ["a"] }', "unknown item “gone”"),
        ('{ item = "first", is = ["c"] }', "condition on item first that can never hold"),
        ('{ item = "first", fact = "kind", is = ["a"] }', "neither one fact nor one item"),
        ('{ fact = "kind", is = ["acceptance"] }', "conditions on kind that can never hold together"),
        ('{ item = "first", is = ["a"] }, { item = "first", is = ["b"] }', "conditions on first that can never hold"),
        ('{ item = "second", is = ["compliant"] }', "asked only after it has been answered itself"),
    ],
)
def test_a_condition_that_can_never_hold_is_a_fault(condition: str, said: str):
    found = faults(section("one", item("first", CHOICE), item("second", f"applies_when = [{condition}]")))
    assert any(said in fault for fault in found), found


def test_a_condition_behind_a_condition_is_followed():
    first = item("first", CHOICE)
    second = item("second", 'applies_when = [{ item = "first", is = ["a"] }]')
    third = item("third", 'applies_when = [{ item = "second", is = ["compliant"] }, { item = "first", is = ["b"] }]')
    assert any("item third has conditions on first" in fault for fault in faults(section("one", first, second, third)))


def test_a_rule_that_can_never_hold_is_a_fault():
    rule = """
    [[sections.items.deficient_when]]
    all = [{ item = "first", is = ["a"] }, { item = "first", is = ["b"] }]
    because = "Never."
    """
    found = faults(section("one", item("first", CHOICE), item("second", whole=WHOLE + rule)))
    assert any("a rule whose conditions on first" in fault for fault in found)


def test_a_condition_on_the_answer_for_another_kind_of_thing_can_never_hold():
    asked = section(
        "doors", item("lock", 'applies_when = [{ item = "make", is = ["compliant"] }]'), more='repeats_over = "door"'
    )
    assert any("item make, which is asked for each sensor" in fault for fault in faults(SENSORS, asked))


def test_a_section_cannot_depend_on_what_is_asked_for_each_door():
    late = section("late", item("x"), more='applies_when = [{ item = "lock", is = ["compliant"] }]')
    assert any("which is asked for each door" in fault for fault in faults(DOORS, late))


def test_a_limit_from_an_item_that_is_never_asked_together_with_it_is_a_fault():
    choice = 'ask = { kind = "choice", options = [{ value = "y", label = "Y" }, { value = "n", label = "N" }] }'
    level = 'ask = { kind = "quantity", unit = "mT" }\napplies_when = [{ item = "d", is = ["n"] }]'
    limit = '{ high = { item = "level" }, unit = "mT", source = "mhra-burns" }'
    reading = (
        f'ask = {{ kind = "quantity", unit = "mT", limit = {limit} }}\napplies_when = [{{ item = "d", is = ["y"] }}]'
    )
    text = section("one", item("d", choice), item("level", level), item("x", reading))
    [fault] = faults(text)
    assert "item x has a limit from item level, and with it conditions on d that can never hold together" in fault
    assert not faults(text.replace('is = ["n"]', 'is = ["y"]'))


def test_a_limit_from_another_kind_of_thing_is_a_fault():
    limit = '{ high = { item = "level" }, unit = "mT", source = "mhra-burns" }'
    reading = f'ask = {{ kind = "quantity", unit = "mT", limit = {limit} }}'
    level = item("level", 'ask = { kind = "quantity", unit = "mT" }')
    found = faults(section("one", level), section("doors", item("x", reading), more='repeats_over = "door"'))
    assert any("depends on item level" in fault for fault in found)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ('limit = { low = "2", high = "1", unit = "mT", source = "mhra-burns" }', "from 2 to 1, which is empty"),
        ('limit = { high = "1", unit = "m", source = "mhra-burns" }', "a limit in m for a reading in mT"),
        ('limit = { unit = "mT", source = "mhra-burns" }', "without a low or high end"),
        ('limit = { high = { setting = "wrking" }, unit = "mT", source = "mhra-burns" }', "unknown setting “wrking”"),
        ('limit = { high = { setting = "vocabulary" }, unit = "mT", source = "mhra-burns" }', "setting “vocabulary”"),
        ('limit = { high = { item = "y" }, unit = "mT", source = "mhra-burns" }', "“y”, which is not a reading"),
        ('limit = { high = "1e400", unit = "mT", source = "mhra-burns" }', "that no meter could show"),
        ('limit = { high = "many", unit = "mT", source = "mhra-burns" }', "limit, high is not a number"),
        ('plausible = ["5", "1"]', "plausible values from 5 to 1, which is empty"),
    ],
)  # fmt: skip
def test_a_limit_that_makes_no_sense_is_a_fault(ask: str, said: str):
    found = faults(section("one", item("x", f'ask = {{ kind = "quantity", unit = "mT", {ask} }}')))
    assert any(said in fault for fault in found), found


def test_a_limit_from_a_setting_of_another_kind_of_unit_is_a_fault():
    limit = '{ high = { setting = "working_line" }, unit = "m", source = "mhra-burns" }'
    ask = f'ask = {{ kind = "quantity", unit = "m", limit = {limit} }}'
    assert any("takes a limit in m from working_line" in fault for fault in faults(section("one", item("x", ask))))


def test_every_fault_of_the_shape_is_listed_at_once():
    found = faults(
        section("one", '[[sections.items]]\nid = "A B"\ntext = "x"\ncolour = "red"', zone="V"),
    )
    assert len(found) == 3
    assert any("section one, item A B, id is not an id" in fault for fault in found)
    assert any("colour is not a field this app knows" in fault for fault in found)


def test_an_unknown_kind_of_question_is_told_the_known_ones():
    [fault] = faults(section("one", item("x", 'ask = { kind = "slider" }')))
    assert "compliance, choice, quantity, count, date or text" in fault


def test_notes_are_no_faults():
    bare = section("late", item("x", whole='how = "Look."\n'), zone="IV") + section("early", item("y"), zone="I")
    said = notes(bare)
    for wanted in ("does not say what good", "no references", "no evidence tag", "no risk", "no title", "earlier zone"):
        assert any(wanted in note for note in said), wanted
    assert any("thing door is repeated over by no section" in note for note in said)
    assert faults(bare) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [("As MHRA requires.", "MHRA requires"), ("See section 4.11.", "section number"), ("See §4.11.", "section number")],
)
def test_wording_that_claims_too_much_is_noted(words: str, said: str):
    assert any(said in note for note in notes(section("one", item("x", whole=WHOLE.replace("Look.", words)))))


def test_a_later_question_cannot_settle_an_earlier_one():
    early = item("early", 'applies_when = [{ item = "late", is = ["a"] }]')
    assert any("which is asked later" in note for note in notes(section("one", early, item("late", CHOICE))))


def test_a_tag_of_the_other_sub_category_is_noted():
    assert any(
        "no evidence for 7.2" in note
        for note in notes(section("one", item("x", whole=WHOLE.replace("7.2.safety-checks", "7.1.fringe-field"))))
    )


def test_an_unknown_sub_category_is_a_fault():
    assert any("unknown sub-category 7.9" in fault for fault in faults(DOORS, head=HEAD.replace('"7.2"', '"7.9"')))


def test_more_items_than_anyone_walks_are_refused_quickly():
    many = section("one", *(item(f"i{n}", whole="") for n in range(2001)))
    assert faults(many) == ["the file has 2001 items. Split it: at most 2000 can be walked."]


def test_loading_refuses_with_the_first_fault_and_the_name_of_the_file():
    with pytest.raises(ChecklistError, match=r"small\.toml, item x is there twice"):
        parse(HEAD + section("one", item("x"), item("x")), "small.toml")
