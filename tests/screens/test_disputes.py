"""Disputes on the screens: told where they stand, with both names, and settled there."""

from datetime import UTC, datetime
from itertools import count

import pytest

from audit_app.audit.history.disputes import disputes
from audit_app.audit.log.entries import Answered, Noted, ResultStated, Settled, VisitTold
from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.audit.pen import Pen
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.screens.app import starter
from audit_app.visit.findings import state_result, tell_visit
from audit_app.visit.visit import begin
from tests.conftest import WALK, SteppingClock
from tests.screen import screen
from tests.screens.conftest import ADA

GRACE = Person(name="Grace Hopper")
HEIGHT = {"id": "isocentre_height", "unit": "m"}


@pytest.fixture
def audit_id(cabinet):
    """An audit of two tablets that did not know of each other."""
    walk = parse(WALK, "walk.toml")
    visit = begin(
        cabinet.store, ADA, walk, Library(), unit=Unit(id="u", name="U"), scanner=Scanner(), settings=(),
        clock=cabinet.clock,
    )  # fmt: skip
    base = whole = visit.audit
    other = Pen("tablet-b", GRACE, cabinet.clock)
    theirs = (
        (Answered, {"item": "sign", "verdict": "deficient"}),
        (Noted, {"item": "sign", "text": "Gone"}),
        (Settled, {"setting": Setting(value="1.1", **HEIGHT), "reason": "y"}),
        (ResultStated, {"result": "with_actions", "statement": "Three things"}),
        (VisitTold, {"met": "Dr Wren"}),
    )
    made = []
    for kind, says in theirs:
        made.append(other.write(kind, base, **says))
        base = base.with_entry(made[-1])
    visit.answer("sign", "compliant")
    visit.note("sign", "Bent")
    visit.settle(Setting(value="0.9", **HEIGHT), "x")
    state_result(visit, "satisfactory", "All is well")
    tell_visit(visit, met="Sister Bell")
    whole = visit.audit
    for entry in made:
        whole = whole.with_entry(entry)
    cabinet.store.append(whole, *made)
    cabinet.keep(cabinet.store.load(whole.id))
    return whole.id


async def test_two_notes_stand_on_their_item_with_both_names_and_can_both_be_kept(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        assert shown.says("Bent") and shown.says("Gone") and shown.says("Keep Grace Hopper’s")
        await shown.press("keep-note.both.sign")
        assert shown["note.sign"].value in ("Bent\nGone", "Gone\nBent")


async def test_a_picked_answer_takes_its_own_note_along(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}") as shown:
        await shown.press("pick.1.sign")
        line = cabinet.audit(audit_id).lines["sign"]
        assert (line.verdict, line.note) in (("compliant", "Bent"), ("deficient", "Gone"))
        assert len(disputes(cabinet.audit(audit_id))) == 3


async def test_signing_leads_to_where_a_dispute_is_settled(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/sign") as shown:
        await shown.press("more.disputed")
        assert shown.says("the setting “Height of the isocentre above the floor”") and not shown.says(
            "isocentre_height"
        )
        await shown.press("mend.disputed.2")
        assert shown.page.route == f"/audit/{audit_id}/disputes"
        await shown.press("keep.1.setting.isocentre_height")
        assert cabinet.audit(audit_id).settings["isocentre_height"].value in ("0.9", "1.1")
        assert [each.slot[0] for each in disputes(cabinet.audit(audit_id))] == ["answer", "note", "result", "visit"]


async def test_two_conclusions_stand_where_the_audit_is_signed_and_can_both_be_kept(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/sign") as shown:
        assert shown.says("All is well") and shown.says("Three things") and shown.says("Sister Bell")
        await shown.press("keep.both.result")
        await shown.press("keep.both.visit")
        now = cabinet.audit(audit_id)
        assert now.slots.last(("result",)).statement in ("Three things\nAll is well", "All is well\nThree things")
        assert {"Sister Bell", "Dr Wren"} == set(now.slots.last(("visit",)).met.split("\n"))


async def test_the_log_names_the_item_of_each_step(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/log") as shown:
        assert shown.says("“Is the warning sign on the door?”")


async def test_the_log_marks_an_entry_from_the_future_and_says_how_many(cabinet, audit_id):
    late = Pen("tablet-c", GRACE, SteppingClock(datetime(2099, 1, 1, tzinfo=UTC), ids=count(7000)))
    audit = cabinet.store.load(audit_id)
    made = late.write(Noted, audit, item="oxygen", text="21 %")
    cabinet.store.append(audit.with_entry(made), made)
    cabinet.keep(cabinet.store.load(audit_id))
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/log") as shown:
        assert shown.says("1 entry has a wrong time") and shown.says("ahead of this device's clock")
