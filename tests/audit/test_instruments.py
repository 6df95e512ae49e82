"""What an audit's copy of an instrument tells about a reading."""

from decimal import Decimal

import pytest

from audit_app.audit.instruments import calibration, suits, uncertainty_of
from audit_app.audit.register import Instrument
from audit_app.units import Uncertainty


@pytest.mark.parametrize(
    ("due", "on", "state", "words"),
    [
        ("2026-06-01", "2026-06-01", "valid", "Calibrated until 1 June 2026"),
        ("2026-06-01", "2026-06-02", "lapsed", "Calibration lapsed on 1 June 2026"),
        ("", "2026-06-02", "unknown", "Calibration date not known"),
        ("next year", "2026-06-02", "unknown", "Calibration date not known"),
    ],
)
def test_a_calibration_holds_on_its_last_day_and_not_after(due, on, state, words):
    found = calibration({"calibration_due": due}, on)
    assert (found.state, found.words) == (state, words)


@pytest.mark.parametrize(
    ("percent", "fixed", "of", "unit", "expected"),
    [
        ("2", "0", "", "mT", ("2", "0")),
        ("2", "5", "G", "mT", ("2", "0.5")),
        ("0", "0.5", "% O2", "% O2", ("0", "0.5")),
        ("1", "1.5", "dB(A)", "dB(A)", ("1", "1.5")),
        ("2", "5", "G", "% O2", None),  # a fixed part in another kind of quantity would be left out of the sum
        ("2", "5", "furlong", "mT", None),
        ("0", "0", "", "mT", None),
    ],
)
def test_the_uncertainty_of_a_reading_is_what_its_instrument_tells(percent, fixed, of, unit, expected):
    meter = Instrument(id="m1", name="Meter", percent=Decimal(percent), offset=Decimal(fixed), unit=of)
    told = uncertainty_of(meter.details, unit)
    wanted = Uncertainty(percent=Decimal(expected[0]), offset=Decimal(expected[1])) if expected else None
    assert told == wanted


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("1,5 % + 0,02 mT", ("1.5", "0.02")),
        ("± 3 %, ± 0.1 G (k=2)", ("3", "0.01")),
        ("...5 %", None),
        ("1.5.2 % + 0.02 mT", None),
        ("1 % (k = 1)", None),
    ],
)
def test_an_uncertainty_in_words_is_read_whole_or_not_at_all(said, expected):
    wanted = Uncertainty(percent=Decimal(expected[0]), offset=Decimal(expected[1])) if expected else None
    assert uncertainty_of({"uncertainty": said}, "mT") == wanted


@pytest.mark.parametrize(
    ("measures", "offered"),
    [("magnetic field", True), ("Magnetic field", True), ("", True), ("gauss", True), ("oxygen", False)],
)
def test_an_instrument_for_something_else_is_not_offered(measures, offered):
    assert suits({"measures": measures}, "mT") is offered
