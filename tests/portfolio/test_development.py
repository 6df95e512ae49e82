"""How a checklist grew: what changed in words, and a new version as a file with who, when and why."""

import tomllib
from datetime import date

import pytest

from audit_app.checklist.model import Checklist
from audit_app.checklist.reader import parse, released
from audit_app.errors import ChecklistError
from audit_app.portfolio.checklists.development import difference, said
from audit_app.portfolio.checklists.toml import to_toml
from audit_app.portfolio.checklists.versions import (
    before,
    edited,
    file_text,
    keep_version,
    new_version,
    newest,
    versions,
    with_item,
    without,
)
from audit_app.portfolio.evidence.outlines import developed
from audit_app.report import web
from audit_app.report.pdf.short_paper import document_pdf
from audit_app.store.store import Store
from tests.conftest import WALK

FIRST = parse(WALK, "walk.toml")
EDITED = (
    WALK.replace("Is the warning sign on the door?", "Is the warning sign lit?")
    .replace('id = "oxygen"\ntext = "Oxygen reading"', 'id = "alarm"\ntext = "Does the oxygen alarm sound?"')
    .replace('ask = { kind = "quantity", unit = "% O2" }', "")
    .replace('title = "Doors"', 'title = "Doors and gates"')
)
DAY = date(2026, 3, 1)


def second():
    return new_version(parse(EDITED, "edited"), FIRST, "Ada Byron", "The sign moved", DAY)


def test_a_difference_names_what_was_added_removed_and_changed():
    found = difference(FIRST, second())
    assert [item.id for _, item in found.added] == ["alarm"]
    assert [item.id for _, item in found.removed] == ["oxygen"]
    [changed] = found.items
    assert (changed.id, changed.edits[0].before, changed.edits[0].after) == (
        "sign",
        "Is the warning sign on the door?",
        "Is the warning sign lit?",
    )
    assert [(each.id, each.edits[0].after) for each in found.sections] == [("doors", "Doors and gates")]
    assert found.words == "Items: 1 added, 1 removed, 1 changed"


def test_a_difference_says_who_when_and_why():
    [change] = difference(FIRST, second()).changes
    assert (change.version, change.by, change.why, change.on) == (2, "Ada Byron", "The sign moved", DAY)


def test_the_difference_reads_the_same_on_paper_and_as_a_page():
    told = developed(difference(FIRST, second()), "2026-03-01T00:00:00.000Z")
    page = web(told).decode()
    assert "Is the warning sign lit?" in page and "The sign moved" in page and "Does the oxygen alarm sound?" in page
    assert document_pdf(told) == document_pdf(told)


def test_a_limit_that_changed_is_told_in_words():
    looser = parse(WALK.replace('source = "field-line"', 'source = "other"'), "walk")
    [changed] = difference(FIRST, looser).items
    assert "source: field-line" in changed.edits[0].before and "source: other" in changed.edits[0].after


def test_an_item_moved_to_another_section_is_told():
    signs, doors = FIRST.sections
    fewer = signs.model_copy(update={"items": signs.items[:-1]})
    more = doors.model_copy(update={"items": (*doors.items, signs.items[-1])})
    parts = {name: getattr(FIRST, name) for name in Checklist.model_fields}
    moved = Checklist.model_validate({**parts, "sections": (fewer, more)})
    [changed] = difference(FIRST, moved).items
    assert ("Section", "Signs", "Doors") in [(each.part, each.before, each.after) for each in changed.edits]


def test_two_different_checklists_have_no_difference():
    with pytest.raises(ChecklistError, match="is not a version of"):
        difference(FIRST, parse(WALK.replace('id = "walk"', 'id = "other"'), "other"))


@pytest.mark.parametrize(
    ("text", "by", "why", "fault"),
    [
        (EDITED, "", "because", "needs a name and a reason"),
        (EDITED, "Ada", " ", "needs a name and a reason"),
        (WALK, "Ada", "because", "says the same as the version before"),
    ],
)
def test_a_new_version_needs_a_change_a_name_and_a_reason(text, by, why, fault):
    with pytest.raises(ChecklistError, match=fault):
        new_version(parse(text, "edited"), FIRST, by, why, DAY)


def test_a_checklist_is_edited_one_change_at_a_time():
    draft = edited(FIRST, "sign", text="Is the sign lit?", how="Look in the dark.")
    draft = with_item(without(draft, "oxygen"), "signs", "Is the sign clean?")
    assert list(draft.items) == ["sign", "field", "is-the-sign-clean", "closes", "tested"]
    assert (draft.items["sign"].text, draft.items["sign"].how) == ("Is the sign lit?", "Look in the dark.")
    assert with_item(draft, "signs", "Is the sign clean?").sections[0].items[-1].id == "is-the-sign-clean-2"


def test_an_edit_that_would_break_the_checklist_is_refused():
    with pytest.raises(ChecklistError, match="has no question"):
        edited(FIRST, "sign", text="  ")
    with pytest.raises(ChecklistError, match="would be empty"):
        without(without(FIRST, "closes"), "tested")
    condition = 'id = "oxygen"\napplies_when = [{ item = "sign", is = ["compliant"] }]'
    needed = parse(WALK.replace('id = "oxygen"', condition), "needed")
    with pytest.raises(ChecklistError, match="is needed by another item"):
        without(needed, "sign")


def test_a_version_made_here_is_kept_and_never_replaced():
    store, made = Store.in_memory(), second()
    keep_version(store, made)
    keep_version(store, made)
    with pytest.raises(ChecklistError, match="version 2 already"):
        keep_version(store, new_version(parse(EDITED, "edited"), FIRST, "Ben Carr", "Another reason", DAY))
    assert made in versions(store) and made in newest(versions(store))
    assert before((*versions(store), FIRST), made) == FIRST
    with pytest.raises(ChecklistError, match="no version before 2"):
        before(versions(store), made)


@pytest.mark.parametrize("checklist", released(), ids=lambda each: f"{each.id}-{each.version}")
def test_every_released_checklist_survives_being_written(checklist):
    assert parse(to_toml(checklist), "again") == checklist


def test_odd_words_survive_being_written():
    odd = 'a "quoted" \\ back\nnew line\ttab \u0007 bell “µ” \U0001f9f2'
    text = to_toml(FIRST.model_copy(update={"about": odd}))
    assert tomllib.loads(text)["about"] == odd


def test_values_are_said_as_words():
    assert said(None) == said("") == "" and said(True) == "yes"
    assert said({"kind": "quantity", "unit": "mT", "low": None}) == "kind: quantity; unit: mT"
    assert said([{"fact": "kind"}, "x"]) == "(fact: kind), x"


REMARKED = """# Our own checklist. Ask the estates team before the first item.
id = "own"
version = 1
title = "Our checklist"   # as on the folder
kind = "periodic"
sub_category = "7.2"

# Round the unit
[[sections]]
id = "round"
title = "Round the unit"
zone = "I"

# The sign was moved in May.
[[sections.items]]
id   = "sign"   # by the lift
text = "Is the sign there?"   # a bright one

# Needs a ladder.
[[sections.items]]
id = "vent"
text = "Is the vent free?"

# Inside
[[sections]]
id = "inside"
title = "Inside"
zone = "II"

# Two people.
[[sections.items]]
id = "door"
text = "Does the door lock?"
"""


def released_again(change):
    """The remarked checklist after a change on the screen, as the text of its next version."""
    old = parse(REMARKED, "own")
    new = new_version(change(old), old, "Ada Byron", "It moved", DAY)
    text = to_toml(new, REMARKED)
    assert parse(text, "again") == new
    return text


def test_a_new_version_keeps_comments_and_layout():
    text = released_again(lambda old: edited(old, "sign", text="Is the sign lit?"))
    history = '[[history]]\nversion = 2\non = 2026-03-01\nby = "Ada Byron"\nwhy = "It moved"\n'
    assert history in text
    changed_lines = set(text.splitlines()) - set(REMARKED.splitlines()) - set(history.splitlines())
    assert changed_lines == {'text = "Is the sign lit?"   # a bright one'}
    assert set(REMARKED.splitlines()) - set(text.splitlines()) == {
        "version = 1",
        'text = "Is the sign there?"   # a bright one',
    }


def test_a_question_that_is_taken_out_takes_its_own_remark_along_and_no_other():
    text = released_again(lambda old: without(old, "vent"))
    assert "ladder" not in text
    for remark in ("Ask the estates team", "# Round the unit", "moved in May", "by the lift", "# Inside", "Two people"):
        assert remark in text
    first = released_again(lambda old: without(old, "sign"))
    assert "moved in May" not in first
    assert '# Needs a ladder.\n[[sections.items]]\nid = "vent"' in first


def test_a_new_question_stands_above_the_remark_on_what_follows():
    text = released_again(lambda old: with_item(old, "round", "Is it clean?"))
    assert '[[sections.items]]\nid = "is-it-clean"\ntext = "Is it clean?"\n\n# Inside\n[[sections]]' in text


def test_the_second_version_keeps_the_history_of_the_first():
    old = parse(REMARKED, "own")
    second = new_version(edited(old, "sign", how="Look up."), old, "Ada Byron", "More help", DAY)
    text = to_toml(second, REMARKED)
    third = new_version(edited(second, "door", good="It locks."), second, "Ben Carr", "Clearer", DAY)
    again = to_toml(third, text)
    assert parse(again, "third") == third
    assert set(text.splitlines()) <= set(again.splitlines())
    assert [line for line in again.splitlines() if line.startswith("version")] == [
        "version = 3",
        "version = 2",
        "version = 3",
    ]


@pytest.mark.parametrize("checklist", released(), ids=lambda each: f"{each.id}-{each.version}")
def test_a_released_checklist_is_revised_line_by_line(checklist):
    store = Store.in_memory()
    like = file_text(store, checklist)
    [first, *_] = checklist.items
    new = new_version(edited(checklist, first, text="Asked anew?"), checklist, "Ada Byron", "Clearer", DAY)
    text = to_toml(new, like)
    assert like.startswith("# Released") and text.startswith("# Released")
    gone = [line for line in like.splitlines() if line not in set(text.splitlines())]
    assert len(gone) == 1 and gone[0].startswith("text = ")


def test_a_kept_version_is_the_text_that_was_written():
    store = Store.in_memory()
    new = new_version(edited(parse(REMARKED, "own"), "sign", how="Look."), parse(REMARKED, "own"), "Ada", "Help", DAY)
    keep_version(store, new, to_toml(new, REMARKED))
    assert "Ask the estates team" in file_text(store, new)
    assert new in versions(store)
