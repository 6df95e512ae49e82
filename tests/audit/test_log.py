"""The log: chain, slots, undo and redo, signing, and what an unknown kind does."""

import json
import random
from datetime import timedelta

import pytest

from audit_app.audit.audit import Audit, replay
from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.entries import Amended, Answered, Noted, Signed, Undone, Unknown, read_entry
from audit_app.audit.pen import Pen, written
from audit_app.audit.undo import redoable, undoable
from audit_app.errors import EntryRefused


def answered(audit: Audit, pen: Pen, verdict: str) -> Audit:
    return audit.with_entry(pen.write(Answered, audit, item="sign", verdict=verdict))


def undone(audit: Audit, pen: Pen) -> Audit:
    last = undoable(audit, pen.device)
    assert last is not None
    return audit.with_entry(pen.write(Undone, audit, undoes=last.id))


def redone(audit: Audit, pen: Pen) -> Audit:
    last = redoable(audit, pen.device)
    assert last is not None
    return audit.with_entry(pen.write(Undone, audit, undoes=last.id))


def said(audit: Audit) -> str:
    return audit.lines["sign"].verdict.value


def test_the_digest_of_a_fact_never_changes():
    assert canonical({"b": "µ", "a": ["0.50", None, True]}) == '{"a":["0.50",null,true],"b":"µ"}'
    golden = "ef4d19dacf4c8da570f617fa53d48f78bc232b58e821cd3c09888372c05fcbf4"
    assert digest({"b": "µ", "a": 1, "sha": "left out"}) == digest({"a": 1, "b": "µ"}) == golden
    with pytest.raises(TypeError):
        canonical({"a": 0.5})


def test_each_entry_is_chained_to_the_one_before(audit, pen):
    for verdict in ("compliant", "partly", "deficient"):
        audit = answered(audit, pen, verdict)
    for before, after in zip(audit.entries, audit.entries[1:], strict=False):
        assert (after.prev, after.seq) == (before.sha, before.seq + 1)
    assert all(digest(written(entry)) == entry.sha for entry in audit.entries)


def test_a_new_answer_supersedes_the_old_one_by_name(audit, pen):
    audit = answered(answered(audit, pen, "compliant"), pen, "deficient")
    assert audit.entries[-1].replaces == (audit.entries[-2].id,)
    assert said(audit) == "deficient"


def test_undo_and_redo_walk_back_and_forth_without_limit(audit, pen):
    verdicts = ["compliant", "partly", "deficient"]
    for verdict in verdicts:
        audit = answered(audit, pen, verdict)
    seen = []
    for _ in verdicts:
        audit = undone(audit, pen)
        seen.append(said(audit))
    assert seen == ["partly", "compliant", "not_done"]
    assert undoable(audit, pen.device) is None
    for _ in verdicts:
        audit = redone(audit, pen)
    assert said(audit) == "deficient"
    assert redoable(audit, pen.device) is None


def test_a_new_entry_after_undo_ends_redo(audit, pen):
    audit = undone(answered(audit, pen, "compliant"), pen)
    audit = audit.with_entry(pen.write(Noted, audit, item="sign", text="behind the door"))
    assert redoable(audit, pen.device) is None


def test_an_undo_survives_being_written_down_and_read_again(audit, pen):
    audit = undone(answered(audit, pen, "compliant"), pen)
    raw = [json.loads(canonical(written(entry))) for entry in audit.entries]
    again = replay(audit.id, audit.checklist, audit.library, map(read_entry, raw))
    assert said(again) == "not_done"
    assert said(redone(again, pen)) == "compliant"


def test_the_order_in_which_entries_arrive_does_not_matter(audit, pen):
    other = Pen("tablet-b", pen.person, pen.clock)
    for n in range(30):
        who = pen if n % 3 else other
        audit = answered(audit, who, random.Random(n).choice(["compliant", "partly", "deficient"]))
    shuffled = list(audit.entries) * 2
    random.Random(7).shuffle(shuffled)
    again = replay(audit.id, audit.checklist, audit.library, shuffled)
    assert again.entries == audit.entries
    assert {key: line.verdict for key, line in again.lines.items()} == {k: v.verdict for k, v in audit.lines.items()}
    assert again.heads == audit.heads


def test_a_stamp_does_not_go_back_with_a_clock_that_goes_back_by_minutes(audit, pen, clock):
    audit = answered(audit, pen, "compliant")
    clock.start -= timedelta(minutes=4)
    later = answered(audit, pen, "partly")
    assert later.entries[-1].at > audit.entries[-1].at
    assert later.entries[-1].wall < audit.entries[-1].wall
    assert said(later) == "partly"


def test_the_order_of_entries_stays_though_the_clock_goes_back_by_years(audit, pen, clock):
    audit = answered(audit, pen, "compliant")
    clock.start = clock.start.replace(year=1971)
    later = answered(answered(audit, pen, "deficient"), pen, "partly")
    assert [entry.seq for entry in later.entries] == [1, 2, 3, 4]
    assert later.entries[-1].at.startswith("1971") and later.entries[-1].wall.startswith("1971")
    assert said(later) == "partly"
    assert replay(later.id, later.checklist, later.library, reversed(later.entries)) == later


def test_nothing_changes_after_signing_until_an_addendum(audit, pen):
    signed = audit.with_entry(pen.write(Signed, audit, role="auditor", person=pen.person, declaration="I saw it"))
    with pytest.raises(EntryRefused, match="signed"):
        answered(signed, pen, "compliant")
    with pytest.raises(EntryRefused, match="not signed"):
        audit.with_entry(pen.write(Amended, audit, number=1, reason="early"))
    amended = signed.with_entry(pen.write(Amended, signed, number=1, reason="a sign was missed"))
    assert said(answered(amended, pen, "deficient")) == "deficient"
    assert (amended.state, amended.revision) == ("amending", 1)


def test_an_entry_of_an_unknown_kind_or_field_is_kept_whole():
    raw = {
        "kind": "hologram_taken", "schema": 9, "id": "e1", "audit": "a", "device": "d", "seq": 1, "sha": "", "prev": "",
        "at": "2031-01-01T00:00:00.000Z-0000", "wall": "2031-01-01T00:00:00.000Z", "zone": "+00:00", "replaces": [],
        "by": {"name": "A", "role": "", "registration": "", "email": "", "id": ""}, "beam": {"nm": "532"},
    }  # fmt: skip
    entry = read_entry(raw)
    assert isinstance(entry, Unknown)
    assert written(entry) == raw


def test_an_item_of_another_checklist_is_refused(audit, pen):
    with pytest.raises(EntryRefused, match="not in this audit's checklist"):
        audit.with_entry(pen.write(Answered, audit, item="elsewhere", verdict="compliant"))
