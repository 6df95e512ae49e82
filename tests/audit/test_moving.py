"""A draft is moved to a newer version of its checklist: nothing is lost, nothing passes unread, undo brings it back."""

import pytest

from audit_app.audit.editions import move_of
from audit_app.audit.history.not_asked import not_asked
from audit_app.audit.log.entries import ChecklistMoved
from audit_app.audit.signing.obstacles import obstacles
from audit_app.audit.verdicts.judge import Verdict
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.errors import EntryRefused
from audit_app.report import Options, outline
from audit_app.store.store import Store
from audit_app.visit.visit import begin
from tests.conftest import WALK
from tests.report.reading import words

GONE = WALK[WALK.index('[[sections.items]]\nid = "oxygen"') : WALK.index('[[sections]]\nid = "doors"')]
NEWER = (
    WALK.replace("version = 1", "version = 2")
    .replace(GONE, "")
    .replace("Is the warning sign on the door?", "Is the warning sign on each door?")
    .replace('unit = "mT"\nlimit', 'unit = "mT/m"\nlimit')
    .replace('unit = "mT", source', 'unit = "mT/m", source')
    .replace('limit = { high = { setting = "working-line" }, ', "limit = { high = 3, ")
    + '[[sections.items]]\nid = "latch"\ntext = "Does it latch?"\n'
)


@pytest.fixture
def visit(audit, pen, clock):
    """Three items answered under version 1, one of them with a note."""
    with Store.in_memory() as store:
        walk, begun = parse(WALK, "v1"), audit.begun
        made = begin(store, pen.person, walk, Library(), unit=begun.unit, scanner=begun.scanner,
                     settings=begun.settings, clock=clock)  # fmt: skip
        made.answer("sign", "compliant")
        made.measure("field", "0.2", "mT")
        made.measure("oxygen", "20.9", "% O2")
        made.note("oxygen", "Beside the magnet")
        yield made


@pytest.fixture
def newer():
    return parse(NEWER, "v2")


def test_what_would_change_is_told_before_the_move(visit, newer):
    found = move_of(visit.audit, newer)
    assert [each.item.id for each in found.gone] == ["oxygen"]
    assert [each.item.id for each in found.otherwise] == ["field"]
    assert [each.item.id for each in found.reworded] == ["sign"]
    assert [each.item.id for each in found.added] == ["latch"]
    assert visit.audit.checklist.version == 1


def test_the_move_is_an_entry_dated_and_named_and_is_kept_with_its_checklist(visit, newer):
    entry = visit.move_to(newer, "Version 2 is the one in use")
    assert isinstance(entry, ChecklistMoved) and entry.by.name == "Ada Byron" and entry.wall
    for audit in (visit.audit, visit.store.load(visit.audit.id)):
        assert (audit.checklist.version, audit.lines["sign"].verdict) == (2, Verdict.COMPLIANT)
        assert audit.lines["field"].verdict is Verdict.NOT_DONE, "another quantity is asked: unknown is no pass"


def test_what_is_no_longer_asked_is_told_and_must_be_acknowledged(visit, newer):
    assert not_asked(visit.audit) == ()
    visit.move_to(newer, "Newer")
    [gone] = not_asked(visit.audit)
    assert gone.words == "Oxygen reading: 20.9 % O2; note “Beside the magnet”"
    assert gone.words in [each.text for each in obstacles(visit.audit) if each.kind == "not_asked"]
    said = words(outline(visit.store.load(visit.audit.id), None, Options("record")), "basis")
    assert "not asked as the audit stands" in said and "Oxygen reading: 20.9 % O2" in said


def test_undo_takes_the_whole_move_back(visit, newer):
    visit.move_to(newer, "Newer")
    visit.undo()
    for audit in (visit.audit, visit.store.load(visit.audit.id)):
        assert audit.checklist.version == 1 and not_asked(audit) == ()
        assert [audit.lines[each].verdict for each in ("sign", "field")] == [Verdict.COMPLIANT] * 2
    visit.redo()
    assert visit.audit.checklist.version == 2


def test_a_move_without_a_reason_to_another_list_or_after_signing_is_refused(visit, newer):
    with pytest.raises(EntryRefused, match="needs a reason"):
        visit.move_to(newer, " ")
    with pytest.raises(EntryRefused, match="another checklist"):
        visit.move_to(parse(NEWER.replace('id = "walk"', 'id = "other"'), "x"), "Newer")
    with pytest.raises(EntryRefused, match="has version 1 already"):
        visit.move_to(visit.audit.checklist, "Again")
    assert visit.audit.checklist.version == 1
