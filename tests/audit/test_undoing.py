"""Undo and redo: without limit, over restarts and merges, for answers, pictures, marks, findings and plan moves."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_app.audit.audit import replay
from audit_app.audit.findings.actions import actions
from audit_app.audit.findings.finding import findings
from audit_app.audit.log.entries import (
    ActionSet,
    Amended,
    Answered,
    FieldMeasured,
    FindingRaised,
    FindingSetAside,
    Mark,
    Noted,
    PhotoMarked,
    PhotoSetAside,
    PhotoTaken,
    PlanSet,
    Signed,
    ThingAdded,
    ThingSetAside,
    Undone,
)
from audit_app.audit.pen import Pen
from audit_app.audit.pictures import pictures
from audit_app.audit.undo import deed_of, redoable, undoable
from audit_app.units import read

BOX = Mark(shape="redaction", points=((Decimal("0.1"), Decimal("0.1")), (Decimal("0.2"), Decimal("0.2"))))
PLAN = {"plan": "plan", "name": "Ground floor", "width": "800", "height": "600"}

STEPS = {
    "answer": lambda n: (Answered, {"item": "sign", "verdict": ("compliant", "partly", "deficient")[n % 3]}),
    "note": lambda n: (Noted, {"item": "sign", "text": f"note {n}"}),
    "thing": lambda n: (ThingAdded, {"thing": f"d{n % 2}", "thing_kind": "door", "name": f"door {n}"}),
    "no thing": lambda n: (ThingSetAside, {"thing": f"d{n % 2}"}),
    "on a thing": lambda n: (Answered, {"item": "closes", "thing": f"d{n % 2}", "verdict": "compliant"}),
    "photo": lambda n: (PhotoTaken, {"item": "sign", "photo": f"p{n % 2}", "digest": f"{n % 10}" * 64}),
    "no photo": lambda n: (PhotoSetAside, {"photo": f"p{n % 2}"}),
    "marks": lambda n: (PhotoMarked, {"photo": f"p{n % 2}", "marks": (BOX,) if n % 2 else ()}),
    "finding": lambda n: (FindingRaised, {"finding": f"f{n % 2}", "title": f"finding {n}"}),
    "no finding": lambda n: (FindingSetAside, {"finding": f"f{n % 2}", "reason": "x"}),
    "action": lambda n: (ActionSet, {"action": "a", "finding": f"f{n % 2}", "what": f"do {n}"}),
    "plan": lambda n: (PlanSet, {**PLAN, "isocentre": (str(n), "1")}),
    "reading": lambda n: (
        FieldMeasured,
        {"reading": f"r{n % 2}", "x": str(n), "y": "1", "quantity": read("0.4 mT", "mT").quantity},
    ),
}  # fmt: skip
EASY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
MOVES = st.lists(st.tuples(st.sampled_from([*STEPS, "undo", "redo"]), st.integers(0, 9)), max_size=25)


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


def undo(audit, pen):
    last = undoable(audit, pen.device)
    return enter(audit, pen, Undone, undoes=last.id) if last else audit


def redo(audit, pen):
    last = redoable(audit, pen.device)
    return enter(audit, pen, Undone, undoes=last.id) if last else audit


def move(audit, pen, step, number):
    if step in ("undo", "redo"):
        return undo(audit, pen) if step == "undo" else redo(audit, pen)
    kind, says = STEPS[step](number)
    return enter(audit, pen, kind, **says)


def shown(audit):
    """Everything a reader sees of an audit, worked out afresh from its entries as after a restart."""
    again = replay(audit.id, audit.checklist, audit.library, audit.entries)
    plans = [again.slots.last(slot) for slot in (*again.slots.of_kind("plan"), *again.slots.of_kind("field"))]
    lines = {key: (line.verdict, line.note, line.photos) for key, line in again.lines.items()}
    marks = [(each.id, each.digest, each.marks) for each in pictures(again)]
    return lines, again.things, marks, findings(again), actions(again), [plan.id for plan in plans if plan]


def walked(audit, pen, moves):
    for step, number in moves:
        audit = move(audit, pen, step, number)
    return audit


@settings(EASY, max_examples=60)
@given(moves=MOVES, times=st.integers(1, 12))
def test_undoing_and_redoing_as_often_gives_the_same_audit(audit, pen, moves, times):
    before = walked(audit, pen, moves)
    after, done = before, 0
    for _ in range(times):
        last = after
        after = undo(after, pen)
        done += after is not last
    for _ in range(done):
        after = redo(after, pen)
    assert shown(after) == shown(before)


@settings(EASY, max_examples=40)
@given(moves=MOVES)
def test_undoing_everything_gives_the_audit_as_it_began(audit, pen, moves):
    after = walked(audit, pen, moves)
    while (last := undoable(after, pen.device)) is not None:
        after = enter(after, pen, Undone, undoes=last.id)
    assert shown(after) == shown(audit)
    assert len(after.entries) >= len(moves) - sum(step in ("undo", "redo") for step, _ in moves)


@settings(EASY, max_examples=40)
@given(mine=MOVES, yours=MOVES)
def test_undoing_everything_of_mine_leaves_what_another_tablet_did(audit, pen, clock, mine, yours):
    other = Pen("tablet-b", pen.person, clock)
    theirs = walked(audit, other, yours)
    merged = replay(audit.id, audit.checklist, audit.library, [*walked(audit, pen, mine).entries, *theirs.entries])
    while (last := undoable(merged, pen.device)) is not None:
        merged = enter(merged, pen, Undone, undoes=last.id)
    assert set(shown(merged)[0].items()) == set(shown(theirs)[0].items())
    assert shown(merged)[3] == shown(theirs)[3]


def test_a_new_entry_after_undo_ends_redo(audit, pen):
    audit = enter(audit, pen, Noted, item="sign", text="one")
    audit = enter(undo(audit, pen), pen, Noted, item="sign", text="two")
    assert redoable(audit, pen.device) is None
    assert undo(audit, pen).lines["sign"].note == ""


def test_undo_takes_back_a_plan_move_and_then_the_marks(audit, pen):
    audit = enter(audit, pen, PhotoTaken, item="sign", photo="p", digest="0" * 64)
    audit = enter(audit, pen, PhotoMarked, photo="p", marks=(BOX,))
    audit = enter(audit, pen, PlanSet, **PLAN, isocentre=("1", "1"))
    audit = enter(audit, pen, PlanSet, **PLAN, isocentre=("2", "2"))
    audit = undo(audit, pen)
    assert audit.slots.last(("plan", "plan")).isocentre == (Decimal(1), Decimal(1))
    assert undo(undo(audit, pen), pen).slots.last(("marks", "p")) is None


def test_undo_does_not_reach_behind_a_signature_made_on_another_tablet(audit, pen, clock):
    audit = enter(audit, pen, Noted, item="sign", text="one")
    other = Pen("tablet-b", pen.person, clock)
    audit = enter(audit, other, Signed, role="auditor", person=pen.person, declaration="x", heads=audit.heads)
    audit = enter(audit, other, Amended, number=1, reason="y")
    assert undoable(audit, pen.device) is None and redoable(audit, pen.device) is None
    audit = enter(audit, pen, Noted, item="sign", text="two")
    assert undo(undo(audit, pen), pen).lines["sign"].note == "one"


def test_an_undo_before_an_addendum_is_not_redone_inside_it(audit, pen):
    audit = undo(enter(audit, pen, Noted, item="sign", text="one"), pen)
    audit = enter(audit, pen, Signed, role="auditor", person=pen.person, declaration="x", heads=audit.heads)
    audit = enter(audit, pen, Amended, number=1, reason="y")
    assert redoable(audit, pen.device) is None


def test_what_was_entered_in_one_deed_is_taken_back_at_once(audit, pen):
    said = [(Noted, {"item": item, "text": "dark"}) for item in ("sign", "field")]
    audit, [first, second] = pen.write_all(enter(audit, pen, Noted, item="oxygen", text="low"), said, deed="")
    assert (first.together, second.together) == ("", first.id)
    assert deed_of(audit, undoable(audit, pen.device)) == (second, first)


def test_a_deed_that_was_taken_back_in_part_is_taken_back_in_its_rest(audit, pen):
    audit, [first, _] = pen.write_all(audit, [(Noted, {"item": "sign", "text": t}) for t in "ab"], deed="")
    audit = undo(audit, pen)
    assert deed_of(audit, undoable(audit, pen.device)) == (first,)
