"""A PIN at a shared tablet: asked for a name or a number, kept as a slow digest, tried a few times only."""

from datetime import timedelta

import pytest

from audit_app.audit.log.people import Person
from audit_app.errors import EntryRefused
from audit_app.store.store import Store
from audit_app.visit import pins
from audit_app.visit.pins import check_pin, has_pin, people_with_pins, remove_pin, set_pin
from tests.conftest import SteppingClock
from tests.store.conftest import ADA

NOW, PIN, WRONG = SteppingClock().start, "483920", "000000"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(pins, "COST", {"n": 2, "r": 8, "p": 1})  # the cost is not what is tested
    made = Store.in_memory()
    set_pin(made, ADA, PIN, NOW)
    return made


@pytest.mark.parametrize(
    "person",
    [ADA, Person(name=" ada  BYRON"), Person(name="Somebody", registration="RCT0001"),
     Person(name="Ada Byron", registration="OTHER"), Person(name="Somebody", registration="RCT 0001"),
     Person(name="Somebody", registration="rct-0001"), Person(name="RCT 0001")],
    ids=["herself", "spelt otherwise", "her number", "her name with another number", "her number with a space",
         "her number with a dash", "her number in the place of a name"],
)  # fmt: skip
def test_the_pin_is_asked_for_the_name_and_for_the_number(store: Store, person: Person) -> None:
    assert has_pin(store, person)
    check_pin(store, person, PIN, NOW)
    with pytest.raises(EntryRefused, match="not right"):
        check_pin(store, person, WRONG, NOW)


def test_whoever_has_no_pin_is_asked_for_none(store: Store) -> None:
    ben = Person(name="Ben Carr")
    assert not has_pin(store, ben)
    check_pin(store, ben, "", NOW)
    assert [person.name for person in people_with_pins(store)] == ["Ada Byron"]


def test_after_five_wrong_ones_even_the_right_one_must_wait_and_longer_each_time(store: Store) -> None:
    for _ in range(5):
        with pytest.raises(EntryRefused):
            check_pin(store, ADA, WRONG, NOW)
    with pytest.raises(EntryRefused, match=r"too often\. Wait 31 seconds"):
        check_pin(store, ADA, PIN, NOW)
    later = NOW + timedelta(seconds=31)
    with pytest.raises(EntryRefused):
        check_pin(store, ADA, WRONG, later)
    with pytest.raises(EntryRefused, match="too often"):
        check_pin(store, ADA, PIN, later + timedelta(seconds=50))
    check_pin(store, ADA, PIN, later + timedelta(seconds=61))


def test_the_right_one_makes_the_wrong_ones_before_it_count_no_more(store: Store) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(EntryRefused, match="not right"):
                check_pin(store, ADA, WRONG, NOW)
        check_pin(store, ADA, PIN, NOW)


def test_a_clock_that_was_decades_ahead_locks_nobody_out(store: Store) -> None:
    for _ in range(5):
        with pytest.raises(EntryRefused):
            check_pin(store, ADA, WRONG, NOW + timedelta(days=36_500))
    check_pin(store, ADA, PIN, NOW)


def test_a_pin_is_changed_and_removed_by_whoever_knows_it(store: Store) -> None:
    with pytest.raises(EntryRefused):
        set_pin(store, ADA, "777777", NOW, old=WRONG)
    set_pin(store, ADA, "777777", NOW, old=PIN)
    with pytest.raises(EntryRefused):
        remove_pin(store, ADA, PIN, NOW)
    remove_pin(store, ADA, "777777", NOW)
    assert not has_pin(store, ADA)


@pytest.mark.parametrize("pin", ["", "12345", "1" * 65])
def test_a_pin_of_fewer_than_six_characters_or_without_end_is_refused(store: Store, pin: str) -> None:
    with pytest.raises(EntryRefused, match="characters"):
        set_pin(store, Person(name="Ben Carr"), pin, NOW)


def test_the_pin_itself_is_kept_nowhere(store: Store) -> None:
    assert PIN not in str(store.drawers.preferred(pins.PINS))
