"""An audit that was moved to a newer checklist keeps each version that answers were given under, and hands them on."""

import json

import pytest

from audit_app.audit.editions import checklist_named, from_papers, papers_named
from audit_app.audit.log.canonical import digest
from audit_app.audit.log.entries import Answered, ChecklistMoved, Signed
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.audit.signatures import as_signed
from audit_app.checklist.reader import parse
from audit_app.report import Options, outline, whole_json
from audit_app.store.log_json import received
from audit_app.store.store import Store
from tests.conftest import WALK
from tests.report.reading import words

NEWER = parse(WALK.replace("version = 1", "version = 2").replace("A short walk", "A longer walk"), "v2.toml")


def paper(model):
    return model.model_dump(mode="json", by_alias=True)


@pytest.fixture
def moved(audit, pen):
    """Answered under version 1, moved to version 2, answered again."""
    papers = {digest(paper(each)): paper(each) for each in (audit.checklist, NEWER, audit.library)}
    for kind, says in (
        (Answered, {"item": "sign", "verdict": "compliant"}),
        (ChecklistMoved, {"checklist": digest(paper(NEWER)), "reason": "A new version"}),
        (Answered, {"item": "closes", "verdict": "compliant"}),
    ):
        audit = audit.with_entry(pen.write(kind, audit, **says))
    return from_papers(papers, audit.entries)


def test_the_newest_checklist_is_in_force_and_the_older_one_is_kept(moved):
    assert moved.checklist.version == 2
    assert [each["version"] for each in moved.papers.values() if "sections" in each] == [1, 2]
    assert papers_named(moved.entries) == tuple(moved.papers)


def test_the_reports_data_holds_every_version_and_can_be_taken_in_elsewhere(moved):
    text = whole_json(moved)
    assert sorted(each["version"] for each in json.loads(text)["papers"].values() if "sections" in each) == [1, 2]
    with Store.in_memory() as store:
        taken = received(store, text.decode(), lambda _: True)
        assert (taken.checklist.version, taken.lines["sign"].verdict) == (2, "compliant")
        assert whole_json(store.load(moved.id)) == text


def test_the_report_says_that_the_audit_was_moved(moved):
    said = words(outline(moved, None, Options("record")), "basis")
    assert "Moved to version 2 of the checklist by Ada Byron" in said and "A new version" in said


def test_a_signature_that_does_not_know_of_the_move_covers_the_audit_under_the_older_version(moved, clock):
    before = [entry for entry in moved.entries if not isinstance(entry, ChecklistMoved) and entry.seq < 3]
    signed = from_papers(moved.papers, before)
    ada = Person(name="Ada Byron")
    heads = {"revision": 0, "heads": signed.heads, "declaration": "So it was.", "role": "auditor", "person": ada}
    other = Pen("tablet-b", ada, clock)
    whole = from_papers(moved.papers, [*moved.entries, other.write(Signed, signed, **heads)])
    assert (whole.checklist.version, as_signed(whole).checklist.version) == (2, 1)
    assert checklist_named(as_signed(whole).entries) == whole.begun.checklist
