"""Typed quantities: what is read, what is asked back, what is refused; and conversions that are exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_app.errors import QuantityError
from audit_app.units import UNITS, Quantity, Uncertainty, all_units, convert, converted, read, told


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("0.5 mT", "0.5", "mT"),
        ("1,5 mT", "1.5", "mT"),
        ("0,5mT", "0.5", "mT"),
        ("5 G", "5", "G"),
        ("5 Gauss", "5", "G"),
        ("500 µT", "500", "µT"),
        ("500 μT", "500", "µT"),
        ("500 uT", "500", "µT"),
        ("−0.5 mT", "-0.5", "mT"),
        ("0.50 mT", "0.50", "mT"),
        ("5e-4 T", "0.0005", "T"),
        (".5 mT", "0.5", "mT"),
        ("0,125 mT", "0.125", "mT"),
    ],
)
def test_a_plain_reading_is_read_as_typed(typed, value, unit):
    reading = read(typed, "mT")
    assert (str(reading.quantity.value), reading.quantity.unit, reading.quantity.typed) == (value, unit, typed)
    assert reading.challenges == ()


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234,5 mT", "1234.5"),
        ("1,234.5 mT", "1234.5"),
        ("23.456.789 nT", "23456789"),
        ("1,000 mT", "1.000"),
        ("1 234 nT", "1234"),
        ("1'234 nT", "1234"),
        ("٥ mT", "5"),
        ("5 m T", "5"),
    ],
)
def test_what_can_be_read_two_ways_is_asked_back(typed, value):
    reading = read(typed, "mT")
    assert reading.quantity.value == Decimal(value)
    assert reading.challenges


NO_READINGS = ["0.5", "", "mT", "five mT", "5 MT", "5 mt", "5 t", "9**9**9", "5 %", "1.2.3,4,5 mT", "nan mT"]


@pytest.mark.parametrize("typed", NO_READINGS)
def test_what_is_no_reading_is_refused_with_a_remedy(typed):
    with pytest.raises(QuantityError) as refused:
        read(typed, "mT")
    assert refused.value.remedy


def test_the_chosen_unit_serves_when_none_is_typed_and_is_challenged_when_they_differ():
    assert read("5", "mT", "G").quantity.unit == "G"
    assert read("5 mT", "mT", "G").challenges


def test_five_gauss_is_half_a_millitesla_exactly():
    assert convert(Decimal(5), "G", "mT") == Decimal("0.5")
    assert converted(read("<5 G", "mT").quantity, "mT") == "<0.5 mT"


def test_labels_are_not_converted():
    with pytest.raises(QuantityError, match="no conversion"):
        convert(Decimal(80), "dB(A)", "dB(C)")
    with pytest.raises(QuantityError, match="different kinds"):
        convert(Decimal(1), "mT", "m")


def test_every_unit_converts_to_itself_and_back_through_its_kind():
    for kind, units in UNITS.items():
        for unit in units:
            for other in units:
                if units[unit][0] and units[other][0]:
                    there = convert(Decimal("1.25"), unit, other)
                    assert convert(there, other, unit) == Decimal("1.25"), (kind, unit, other)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        reading = read(text, "mT", "mT")
    except QuantityError as refused:
        assert refused.fault
        assert refused.remedy
    else:
        assert reading.quantity.unit in UNITS["magnetic field"]
        assert reading.quantity.value.is_finite()


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-9999, max_value=9999, places=4)


@given(NUMBERS, st.sampled_from(all_units()))
def test_what_the_app_writes_it_reads_back(value, unit):
    quantity = Quantity(typed=f"{value} {unit}", value=value, unit=unit)
    again = read(str(quantity), unit)
    assert (again.quantity.value, again.quantity.unit, again.challenges) == (value, unit, ())


@pytest.mark.parametrize("typed", ["5² G", "²5 G", "5₂ G", "½ mT", "1½ mT", "① mT"])
def test_raised_and_lowered_digits_and_fractions_are_no_reading(typed):
    with pytest.raises(QuantityError):
        read(typed, "mT")


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("5 Oe", "5", "G"),
        ("5 kGs", "5", "kG"),
        ("0·5 mT", "0.5", "mT"),
        ("5×10^-4 T", "0.0005", "T"),
        ("5x10-4 T", "0.0005", "T"),
        ("5·10⁻⁴ T", "0.0005", "T"),
        ("0.5 mTesla", "0.5", "mT"),
        ("0.5 mT DC", "0.5", "mT"),
        ("0٫5 mT", "0.5", "mT"),
        ("20.9 % O₂", "20.9", "% O2"),
    ],
)
def test_other_ways_of_writing_a_reading_are_read(typed, value, unit):
    reading = read(typed, "% O2" if "%" in typed else "mT")
    assert (reading.quantity.value, reading.quantity.unit, reading.challenges) == (Decimal(value), unit, ())


@pytest.mark.parametrize(("typed", "in_mt"), [("400 A/m", "0.502654824508"), ("0.4 kA/m", "0.502654824508")])
def test_a_magnetising_field_is_read_as_the_field_it_gives_in_air_and_asked_about(typed, in_mt):
    reading = read(typed, "mT")
    assert convert(reading.quantity.value, reading.quantity.unit, "mT") == Decimal(in_mt)
    assert reading.challenges


@pytest.mark.parametrize(
    ("typed", "percent", "offset"),
    [("0.50 ±0.05 mT", "0", "0.05"), ("0.5 mT ± 0.05 mT", "0", "0.05"), ("0.5 mT ± 5 %", "5", "0")],
)
def test_what_stands_behind_plus_or_minus_is_an_uncertainty_to_agree_to(typed, percent, offset):
    reading = read(typed, "mT")
    assert reading.quantity.value == Decimal("0.5")
    assert reading.quantity.uncertainty == Uncertainty(percent=Decimal(percent), offset=Decimal(offset))
    assert "k = 2" in reading.challenges[0]


def test_a_number_beyond_belief_is_a_question_and_no_exception():
    assert read("1e30 mT", "mT").challenges
    for typed in ("1e31 mT", "1e99 mT", "1e400 mT", "1e-300 mT"):
        with pytest.raises(QuantityError):
            read(typed, "mT")


@pytest.mark.parametrize(
    ("typed", "unit", "said"),
    [("310", "mT", "310 mT"), ("350 uT", "mT", "350 uT"), ("0,31 ± 0,02", "mT", "0,31 ± 0,02 mT"), ("low", "mT", "low"),
     ("5", "", "5")],
)  # fmt: skip
def test_a_reading_is_told_with_the_unit_beside_it_where_it_names_none(typed: str, unit: str, said: str) -> None:
    assert told(typed, unit) == said
