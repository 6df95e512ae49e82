"""An action that one tablet ends while another changes it: neither goes without a word, and either can be kept."""

import pytest

from audit_app.audit.findings.actions import actions, standing
from audit_app.audit.history.disputes import disputes
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.audit.signing.obstacles import obstacles
from audit_app.store.log_json import exported, received
from audit_app.store.store import Store
from audit_app.visit.disputes import keep_one
from audit_app.visit.findings import action_said, close_action, closing_said, raise_finding, set_action
from audit_app.visit.visit import Visit
from tests.store.conftest import worked

Tablets = tuple[Visit, Visit, str]


def handed(visit: Visit, to: Visit) -> Visit:
    """The audit of one tablet, taken in on the other; what is then there."""
    received(to.store, exported(visit.store, visit.audit.id), lambda _: True)
    to.audit = to.store.load(visit.audit.id)
    return to


def also(visit: Visit, device: str, who: str) -> Visit:
    """One more tablet with what a first one has so far."""
    store = Store.in_memory()
    audit = received(store, exported(visit.store, visit.audit.id), lambda _: True)
    return Visit(store, audit, Pen(device, Person(name=who), visit.pen.clock))


@pytest.fixture
def tablets(clock) -> Tablets:
    """Two tablets with the same audit, and the action that was set on the first."""
    ada = worked(Store.in_memory(), clock)
    action = set_action(ada, raise_finding(ada, "Gap"), "Mend the door")
    return ada, also(ada, "tablet-b", "Grace Hopper"), action


def revised(visit: Visit, action: str) -> None:
    [found] = actions(visit.audit)
    set_action(visit, found.finding, "Mend the door and its closer", due="2026-03-01", note="More to do", action=action)


def joined(tablets: Tablets, ender: int) -> tuple[Visit, Visit]:
    """Both tablets after one ended the action and the other changed it, and each has what the other did."""
    action = tablets[2]
    close_action(tablets[ender], action, "done", "The door closes")
    revised(tablets[1 - ender], action)
    ada, grace = tablets[:2]
    handed(ada, grace)
    return handed(grace, ada), grace


@pytest.mark.parametrize("ender", [0, 1])
def test_an_end_and_a_change_that_did_not_know_of_each_other_are_told_and_not_decided(
    tablets: Tablets, ender: int
) -> None:
    for visit in joined(tablets, ender):
        [found] = disputes(visit.audit)
        [action] = actions(visit.audit)
        told = [each.words for each in found.versions]
        assert found.subject == "the action “Mend the door and its closer”" and found.finding == action.finding
        assert told[0].startswith("It goes on: changed the action") and told[1].startswith("It is over: marked the")
        assert (action.words, action.open, standing((action,))) == ("Disputed", True, "open")
        assert any(each.kind == "disputed" and found.subject in each.text for each in obstacles(visit.audit))


@pytest.mark.parametrize("ender", [0, 1])
@pytest.mark.parametrize(("kept", "state"), [(0, "open"), (1, "done")])
def test_either_can_be_kept_and_both_tablets_then_agree(tablets: Tablets, ender: int, kept: int, state: str) -> None:
    ada, grace = joined(tablets, ender)
    [found] = disputes(ada.audit)
    keep_one(ada, found.slot, found.versions[kept].entry.id)
    for visit in (ada, handed(ada, grace)):
        [action] = actions(visit.audit)
        assert (disputes(visit.audit), action.state, action.disputed) == ((), state, False)
        assert action.what == "Mend the door and its closer"


def test_what_was_known_is_no_dispute(tablets: Tablets) -> None:
    ada, grace, action = tablets
    revised(grace, action)
    close_action(handed(grace, ada), action, "done", "The door closes")
    assert (disputes(ada.audit), actions(ada.audit)[0].state) == ((), "done")
    revised(handed(ada, grace), action)
    assert (disputes(grace.audit), actions(grace.audit)[0].state) == ((), "open")


@pytest.mark.parametrize("ender", [0, 1])
@pytest.mark.parametrize("kept", [0, 1])
def test_a_settlement_is_undone_and_done_again(tablets: Tablets, ender: int, kept: int) -> None:
    ada, _ = joined(tablets, ender)
    [found] = disputes(ada.audit)
    keep_one(ada, found.slot, found.versions[kept].entry.id)
    ada.undo()
    assert [each.slot for each in disputes(ada.audit)] == [found.slot]
    ada.redo()
    assert (disputes(ada.audit), actions(ada.audit)[0].open) == ((), not kept)


def settled_in_turn(visit: Visit, kept: int) -> list[list[str]]:
    """Settles what is asked, one question after the other, by the same choice; how the versions of each begin."""
    told: list[list[str]] = []
    while found := disputes(visit.audit):
        told.append([each.words.partition(":")[0] for each in found[0].versions])
        assert len(found) == 1 and actions(visit.audit)[0].disputed and len(told) <= 2
        keep_one(visit, found[0].slot, found[0].versions[kept].entry.id)
    return told


@pytest.mark.parametrize(("kept", "state"), [(0, "open"), (1, "done")])
def test_an_end_is_not_decided_by_whoever_settles_two_changes(tablets: Tablets, kept: int, state: str) -> None:
    ada, grace, action = tablets
    cy = also(ada, "tablet-c", "Cy Young")
    close_action(ada, action, "done", "The door closes")
    revised(grace, action)
    set_action(cy, actions(cy.audit)[0].finding, "Fit another door", due="2026-03-01", note="Bent", action=action)
    handed(ada, cy)
    handed(grace, cy)
    assert settled_in_turn(cy, kept) == [["What", "What"], ["It goes on", "It is over"]]
    assert actions(handed(cy, ada).audit)[0].state == state and disputes(ada.audit) == ()


@pytest.mark.parametrize(("kept", "state"), [(0, "open"), (1, "verified")])
def test_a_change_is_not_decided_by_whoever_settles_two_ends(tablets: Tablets, kept: int, state: str) -> None:
    ada, grace, action = tablets
    cy = also(ada, "tablet-c", "Cy Young")
    close_action(ada, action, "done", "The door closes")
    close_action(grace, action, "verified", "Tried")
    revised(cy, action)
    handed(ada, cy)
    handed(grace, cy)
    assert settled_in_turn(cy, kept) == [["State", "State"], ["It goes on", "It is over"]]
    assert actions(handed(cy, ada).audit)[0].state == state and disputes(ada.audit) == ()


def test_what_a_contribution_that_was_set_aside_overlooked_is_not_asked(tablets: Tablets) -> None:
    ada, grace, action = tablets
    cy = also(ada, "tablet-c", "Cy Young")
    revised(ada, action)
    close_action(handed(ada, cy), action, "verified", "Tried")
    close_action(grace, action, "done", "The door closes")
    handed(cy, ada)
    handed(grace, ada)
    [found] = disputes(ada.audit)
    keep_one(ada, found.slot, next(each.entry.id for each in found.versions if each.who == "Cy Young"))
    assert [each.slot[0] for each in disputes(ada.audit)] == ["action"]
    ada.set_contribution_aside("tablet-b", "Grace Hopper", "Another door")
    assert (disputes(ada.audit), actions(ada.audit)[0].state) == ((), "verified")


def test_which_of_two_ends_holds_is_not_asked_of_an_action_that_goes_on_all_the_same(tablets: Tablets) -> None:
    ada, grace, action = tablets
    close_action(ada, action, "done", "The door closes")
    close_action(grace, action, "verified", "Tried")
    handed(ada, grace)
    revised(grace, action)
    [now] = actions(grace.audit)
    assert (disputes(grace.audit), now.disputed, now.state) == ((), False, "open")


def test_a_log_that_does_not_tell_what_a_change_knew_of_an_end_is_no_dispute(tablets: Tablets) -> None:
    ada, grace, action = tablets
    ada.enter_draft(closing_said(action, "done", "The door closes"))
    about = actions(handed(ada, grace).audit)[0].finding
    grace.enter_draft(action_said(grace, action, about, "Mend it again", due="2026-03-01", note="Fell off"))
    [now] = actions(handed(grace, ada).audit)
    assert (disputes(ada.audit), now.state) == ((), "open")
