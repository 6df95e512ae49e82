"""What to do first in an emergency: every step says where it is from, or that this is still to be confirmed."""

from audit_app.checklist.reference.emergency import TO_BE_CONFIRMED, emergency_card
from audit_app.checklist.reference.sources import library

STEPS = [step for event in emergency_card().events for step in event.steps]


def test_a_step_names_a_clause_that_was_read_or_says_that_it_is_to_be_confirmed() -> None:
    read = {each.id for each in library().clauses if each.basis in ("text seen", "heading seen")}
    assert {step.source for step in STEPS} <= read | {TO_BE_CONFIRMED}


def test_the_four_emergencies_are_listed_in_their_order() -> None:
    assert [event.id for event in emergency_card().events] == ["arrest", "projectile", "quench", "fire"]


def test_no_number_or_place_of_the_unit_is_asked_for_twice() -> None:
    asked = [each.id for event in emergency_card().events for each in event.asks]
    assert len(asked) == len(set(asked)) == 9
