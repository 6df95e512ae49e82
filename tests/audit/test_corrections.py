"""What a challenge offers to put in the place of a slip with one tap."""

from datetime import date
from decimal import Decimal

import pytest

from audit_app.audit.challenge import corrections, date_challenges, date_corrections
from audit_app.checklist.reader import parse
from audit_app.units import Reading, convert
from tests.conftest import WALK


def near_half(reading: Reading) -> tuple[str, ...]:
    """Asks about what is not within five times of 0.5 mT, and whatever the text itself leaves open."""
    field = convert(reading.quantity.value, reading.quantity.unit, "mT")
    far = not Decimal("0.1") <= field <= Decimal("2.5")
    return (*reading.challenges, *(("Is the unit right?",) if far else ()))


@pytest.mark.parametrize(
    ("typed", "unit", "offered"),
    [
        ("5", "mT", ("5 G",)),
        ("5 mT", "mT", ("5 G",)),
        ("350 uT", "mT", ("350 µT",)),
        ("0.4", "G", ("0.4 mT",)),
        ("1,234", "mT", ("1.234 mT",)),
        ("<5", "mT", ("<5 G",)),
        ("0.5 ± 0.1", "mT", ()),
    ],
)
def test_the_same_figures_are_offered_as_they_raise_no_question(typed, unit, offered):
    assert corrections(typed, "mT", unit, near_half) == offered


def test_a_kind_with_one_unit_is_offered_with_its_point_elsewhere():
    offered = corrections("209", "% O2", "% O2", lambda reading: not 18 <= reading.quantity.value <= 23)
    assert offered == ("20.9 % O2",)


def test_nothing_is_offered_that_would_be_asked_about_itself():
    assert corrections("7", "s", "s", lambda reading: True) == ()


def test_a_slip_in_the_year_is_offered_as_days_that_can_be():
    item = next(each for each in parse(WALK, "walk.toml").items.values() if each.ask.kind == "date")
    today = date(2026, 11, 28)
    for given in (date(2062, 3, 1), date(1926, 3, 1)):
        offered = date_corrections(item, given, today)
        assert "2026-03-01" in offered
        assert not any(date_challenges(item, date.fromisoformat(day), today) for day in offered)
