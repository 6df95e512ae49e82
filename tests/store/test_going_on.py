"""Actions live on after signing: in a log of their unit, while the signed audit stays as it is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from audit_app.audit.findings.action_sheet import proposals, read_sheet, sheet_csv
from audit_app.audit.findings.actions import actions, replies, unresolved
from audit_app.audit.findings.due import actions_due
from audit_app.audit.findings.finding import open_before
from audit_app.audit.history.disputes import disputes
from audit_app.audit.log.chain import checked
from audit_app.audit.log.own_id import names_beginning
from audit_app.audit.signatures import uncovered
from audit_app.errors import EntryRefused
from audit_app.store.integrity import verified
from audit_app.store.lineage import followed_up, last_of_unit
from audit_app.store.log_json import exported, received
from audit_app.store.store import Store
from audit_app.visit.action_sheet import accept
from audit_app.visit.disputes import keep_both, keep_one
from audit_app.visit.findings import amend, attach, close_action, raise_finding, remind, revise_finding, set_action
from audit_app.visit.follow_up import FollowUp
from audit_app.visit.register import held
from audit_app.visit.visit import Visit
from tests.conftest import SteppingClock
from tests.store.conftest import walk
from tests.store.test_following import LIN, next_of, signed


@pytest.fixture
def gap(visit: Visit) -> tuple[Visit, str, str]:
    """A signed audit with one finding and one open action on it."""
    made = raise_finding(visit, "Gap under the door", likelihood=4, consequence=4)
    action = set_action(visit, made, "Fit a brush", LIN, due="2026-01-05")
    return signed(visit), made, action


def going_on(visit: Visit, device: str = "") -> FollowUp:
    pen = replace(visit.pen, device=device) if device else visit.pen
    return FollowUp(visit.store, visit.audit, pen)


def pressing(store: Store) -> list[tuple[str, str, str]]:
    return [(each.title, each.due, each.audit) for each in actions_due(held(store), date(2026, 6, 1))]


def test_an_action_is_closed_after_signing_and_the_signed_audit_is_untouched(gap):
    visit, _, action = gap
    before = visit.store.raw(visit.audit.id)
    close_action(going_on(visit), action, "done", "Brush seen")
    assert visit.store.raw(visit.audit.id) == before
    [now] = actions(followed_up(visit.store, visit.store.load(visit.audit.id)))
    assert (now.state, [each.text for each in now.evidence]) == ("done", ["Brush seen"])
    assert uncovered(visit.store.load(visit.audit.id)) == ()
    assert [each.state for each in actions(visit.store.load(visit.audit.id))] == ["open"]


def test_the_log_of_the_unit_is_a_whole_log_and_no_audit(gap):
    visit, made, action = gap
    close_action(going_on(visit), action, "done", "Brush seen")
    attach(going_on(visit), made, "E-mail", "Fitted on Monday")
    [log] = visit.store.follow_ups("unit-1")
    assert names_beginning(log.id)
    assert checked(visit.store.raw(log.id)).flaws == () and len(visit.store.raw(log.id)) == 3
    assert verified(visit.store, log.id, lambda digest: "").sound
    assert [each.id for each in visit.store.audits()] == [visit.audit.id]
    assert last_of_unit(visit.store, "unit-1") == visit.audit.id
    [reply] = replies(followed_up(visit.store, visit.audit), made)
    assert reply.text == "Fitted on Monday"


def test_what_is_due_knows_what_was_done_changed_and_added_since(gap):
    visit, made, action = gap
    assert pressing(visit.store) == [("Fit a brush", "2026-01-05", visit.audit.id)]
    set_action(going_on(visit), made, "Fit a brush", LIN, due="2026-01-07", note="Part late", action=action)
    set_action(going_on(visit), made, "Tell the cleaners", LIN, due="2026-01-06")
    assert pressing(visit.store) == [
        ("Tell the cleaners", "2026-01-06", visit.audit.id),
        ("Fit a brush", "2026-01-07", visit.audit.id),
    ]
    close_action(going_on(visit), action, "verified", "Seen again")
    assert [title for title, _, _ in pressing(visit.store)] == ["Tell the cleaners"]
    [one] = actions_due(held(visit.store), date(2026, 6, 1))
    assert one.detail == "MRI 1: Lin Chen, extreme risk"


def test_what_is_entered_after_signing_is_undone_and_done_again(gap):
    visit, _, action = gap
    follow = going_on(visit)
    close_action(follow, action, "done", "Brush seen")
    assert follow.undo() is not None
    assert [each.state for each in actions(going_on(visit).audit)] == ["open"]
    assert going_on(visit).redo() is not None
    assert [each.state for each in actions(going_on(visit).audit)] == ["done"]
    assert going_on(visit).undo() is not None and going_on(visit).undo() is None, "nothing of the audit is reached"


def test_only_actions_replies_and_their_photos_go_on(gap):
    visit, made, _ = gap
    follow = going_on(visit)
    for deed in (
        lambda: follow.answer("sign", "compliant"),
        lambda: revise_finding(follow, made, title="X"),
        lambda: follow.add_photo("sign", "ab" * 32),
        lambda: attach(follow, "", "x", text="x"),
    ):
        with pytest.raises(EntryRefused, match="is signed and does not change"):
            deed()
    assert visit.store.follow_ups("unit-1") == ()
    photo = follow.add_photo("", "ab" * 32)
    assert follow.audit.slots.history(("photo", photo))


def test_a_returned_sheet_of_a_signed_audit_is_taken_in(gap):
    visit, _, action = gap
    follow = going_on(visit)
    filled = sheet_csv(follow.audit).replace(b"Lin Chen", b"Sam Park").replace(b",Open,", b",In progress,")
    [asked] = proposals(follow.audit, read_sheet(filled))
    accept(follow, asked, [each.name for each in asked.asked])
    [now] = actions(going_on(visit).audit)
    assert (now.id, now.owner_name, now.state) == (action, "Sam Park", "in_progress")
    assert proposals(going_on(visit).audit, read_sheet(sheet_csv(going_on(visit).audit))) == ()


def test_the_next_audit_looks_at_what_is_still_open_since(gap):
    visit, _, action = gap
    close_action(going_on(visit), action, "verified", "Seen")
    assert unresolved(followed_up(visit.store, visit.audit)) == ()
    assert open_before(next_of(visit).audit) == ()


def test_two_tablets_that_closed_and_changed_one_action_apart_are_in_dispute(gap):
    visit, made, action = gap
    mine, yours = going_on(visit), going_on(visit, "tablet-b")
    set_action(mine, made, "Fit a brush", LIN, due="2026-01-06", note="Late", action=action)
    set_action(yours, made, "Fit a seal", LIN, due="2026-01-06", note="Better", action=action)
    assert len(visit.store.follow_ups("unit-1")) == 2
    [now] = actions(followed_up(visit.store, visit.audit))
    assert now.disputed


def apart_after_signing(gap) -> FollowUp:
    """A third tablet that has the logs of two: on one the action was ended, on the other changed meanwhile."""
    visit, made, action = gap
    mine, yours = going_on(visit), going_on(visit, "tablet-b")
    close_action(mine, action, "done", "Brush seen")
    set_action(yours, made, "Fit a seal", LIN, due="2026-01-06", note="Better", action=action)
    return going_on(visit, "tablet-c")


def test_an_end_and_a_change_apart_after_signing_are_in_dispute(gap):
    third = apart_after_signing(gap)
    [now] = actions(third.audit)
    assert (now.disputed, now.open) == (True, True)
    assert [each.finding for each in disputes(third.audit)] == [now.finding]
    assert pressing(third.store) != []


@pytest.mark.parametrize("which", ["audit", "log"])
def test_an_action_that_several_logs_speak_of_is_due_still_where_what_is_kept_of_it_is_damaged(tmp_path, which: str):
    with Store.at(tmp_path) as store:
        visit = walk(store)
        made = raise_finding(visit, "Gap under the door", likelihood=4, consequence=4)
        action = set_action(visit, made, "Fit a brush", LIN, due="2026-01-05")
        apart_after_signing((signed(visit), made, action))
        damaged = visit.audit.id if which == "audit" else store.follow_ups("unit-1")[0].id
        with store._connection.writing() as db:
            db.execute("drop trigger entries_no_update")
            db.execute("update entries set body = '{' where audit = ? and seq = 1", (damaged,))
        assert [audit for _, _, audit in pressing(store)] == [visit.audit.id]


@pytest.mark.parametrize(("kept", "state"), [(0, "open"), (1, "done")])
def test_a_dispute_between_two_logs_of_a_unit_is_settled_by_either(gap, kept: int, state: str):
    third = apart_after_signing(gap)
    [found] = disputes(third.audit)
    keep_one(third, found.slot, found.versions[kept].entry.id)
    for device in ("tablet-b", "tablet-c", "tablet-d"):
        again = going_on(gap[0], device)
        assert (disputes(again.audit), [each.state for each in actions(again.audit)]) == ((), [state])


@pytest.mark.parametrize("settle", [lambda visit, found: keep_one(visit, found.slot, found.versions[0].entry.id),
                                    lambda visit, found: keep_both(visit, found.slot)])  # fmt: skip
def test_two_plans_in_two_logs_of_a_unit_are_settled(gap, settle):
    visit, made, action = gap
    mine, yours = going_on(visit), going_on(visit, "tablet-b")
    set_action(mine, made, "Fit a brush", LIN, due="2026-01-06", note="Late", action=action)
    set_action(yours, made, "Fit a seal", LIN, due="2026-01-06", note="Better", action=action)
    third = going_on(visit, "tablet-c")
    settle(third, disputes(third.audit)[0])
    assert disputes(going_on(visit, "tablet-d").audit) == disputes(third.audit) == ()


def test_what_one_tablet_ended_and_another_set_anew_knowing_of_it_is_no_dispute(gap):
    visit, made, action = gap
    attach(going_on(visit, "tablet-b"), made, "E-mail", "Begun")  # a log of its own
    close_action(going_on(visit, "tablet-a"), action, "done", "Brush seen")
    set_action(going_on(visit, "tablet-b"), made, "Fit a seal", LIN, due="2026-01-06", note="Fell off", action=action)
    assert disputes(going_on(visit).audit) == ()
    assert [each.state for each in actions(going_on(visit).audit)] == ["open"]
    close_action(going_on(visit, "tablet-a"), action, "done", "Seal seen")
    assert disputes(going_on(visit).audit) == () and pressing(visit.store) == []


@pytest.mark.parametrize("ended", [False, True])
def test_what_two_said_apart_in_one_log_of_a_unit_is_in_dispute_and_still_due(gap, ended: bool):
    visit, made, action = gap
    attach(going_on(visit, "tablet-a"), made, "E-mail", "Begun")
    [log], other = visit.store.follow_ups("unit-1"), Store.in_memory()
    for each in (visit.audit.id, log.id):
        received(other, exported(visit.store, each), lambda _: True)
    yours = FollowUp(other, visit.audit, replace(visit.pen, device="tablet-b"))
    if ended:
        close_action(yours, action, "verified", "Looked at")
    else:
        set_action(yours, made, "Fit a brush", LIN, due="2026-01-06", note="Better", action=action)
    close_action(going_on(visit, "tablet-a"), action, "done", "Brush seen")
    received(visit.store, exported(other, log.id), lambda _: True)
    assert [each.subject for each in disputes(going_on(visit).audit)] != []
    assert [title for title, _, _ in pressing(visit.store)] == ["Fit a brush"]


def test_what_is_done_after_signing_knows_what_every_tablet_had_entered(visit):
    made = raise_finding(visit, "Gap under the door", likelihood=4, consequence=4)
    action = set_action(visit, made, "Fit a brush", LIN, due="2026-01-05")
    other = Store.in_memory()
    audit = received(other, exported(visit.store, visit.audit.id), lambda _: True)
    yours = Visit(other, audit, replace(visit.pen, device="tablet-b"))
    set_action(yours, made, "Fit a brush and a seal", LIN, due="2026-01-05", action=action)
    visit.audit = received(visit.store, exported(other, audit.id), lambda _: True)
    signed(visit)
    close_action(going_on(visit, "tablet-c"), action, "done", "Seen")
    now = going_on(visit).audit
    assert (disputes(now), [each.state for each in actions(now)]) == ((), ["done"])


def test_an_addendum_goes_on_from_what_was_done_and_its_own_word_counts_from_then(gap):
    visit, made, action = gap
    close_action(going_on(visit), action, "done", "Brush seen")
    amend(visit, "It fell off again")
    set_action(visit, made, "Fit a brush", LIN, due="2026-01-05", action=action)
    [now] = actions(followed_up(visit.store, visit.audit))
    assert (now.state, now.disputed) == ("open", False)


def test_what_is_done_counts_also_where_the_clock_of_the_audit_stood_years_ahead(visit):
    now = visit.pen
    ahead = replace(now.clock, start=datetime(2099, 1, 1, tzinfo=UTC)) if isinstance(now.clock, SteppingClock) else None
    assert ahead is not None
    visit.pen = replace(now, clock=ahead)
    action = set_action(visit, raise_finding(visit, "Gap"), "Fit a brush", LIN, due="2026-01-05")
    signed(visit)
    close_action(FollowUp(visit.store, visit.audit, now), action, "done", "Seen")
    assert [each.state for each in actions(followed_up(visit.store, visit.audit))] == ["done"]
    assert pressing(visit.store) == []


def test_that_an_owner_was_written_to_is_kept_in_the_log_of_the_unit_and_undone_at_once(gap):
    visit, made, _ = gap
    follow = going_on(visit)
    remind(follow, (made, made), "Lin Chen", "2 actions for you")
    told = [(each.title, each.text) for each in replies(going_on(visit).audit, made)]
    assert told == [("Written to Lin Chen", "E-mail: 2 actions for you")]
    assert follow.undo() is not None and replies(going_on(visit).audit, made) == ()
