"""Live meters: what a reading says of itself, the largest held on a walk, and a meter that is silent or unclear."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from audit_app.field.meters.meter import Live, MeterSilent, MeterUnclear
from audit_app.field.meters.scpi import PORT, ScpiMeter, SerialLine, connect
from audit_app.field.meters.simulated import SimulatedMeter
from audit_app.field.meters.walk import Walk, step
from audit_app.units import read
from tests.field.gaussmeter import Gaussmeter, listening, plugged_in

FIELD = "+5.0312E-04,+3.0E-04,+4.0E-04,+4.0E-05"


def one_reading(meter: Gaussmeter) -> Live:
    with listening(meter) as there:
        asked = connect("127.0.0.1", there.port)
        try:
            return asked.read()
        finally:
            asked.close()


def test_a_reading_arrives_with_unit_range_serial_calibration_and_time() -> None:
    before = datetime.now(UTC)
    found = one_reading(Gaussmeter([FIELD]))
    assert (found.value, found.unit, found.range) == (Decimal("5.0312E-04"), "T", "35 mT")
    assert found.parts == (Decimal("3.0E-04"), Decimal("4.0E-04"), Decimal("4.0E-05"))
    assert (found.meter.maker, found.meter.model, found.meter.serial) == ("LSCI", "F71", "LSA2F7X")
    assert (found.meter.probe_serial, found.meter.calibrated) == ("P00123", "2026-03-02")
    assert before <= found.at <= datetime.now(UTC)


def test_what_a_meter_shows_is_read_as_if_it_were_typed() -> None:
    found = one_reading(Gaussmeter([FIELD]))
    typed = read(found.typed, "mT")
    assert (typed.quantity.value, typed.quantity.unit, typed.challenges) == (found.value, "T", ())


def test_the_port_is_the_makers() -> None:
    assert PORT == 7777


def test_a_meter_of_one_axis_that_shows_gauss_is_read_in_gauss() -> None:
    meter = Gaussmeter(["-5.02"])
    meter.answers |= {"PROBE:AXES?": "1", "UNIT:FIELD?": "GAUSS"}
    found = one_reading(meter)
    assert (found.value, found.unit, found.parts) == (Decimal("-5.02"), "G", ())
    assert "FETCH:DC? X" in meter.asked


def test_a_field_over_the_range_is_told_and_is_no_number() -> None:
    found = one_reading(Gaussmeter(["+9.91E37,0,0,0"]))
    assert found.over_range
    assert found.typed == "over range"


@pytest.mark.parametrize("shown", ["", "nan,0,0,0", "ERROR", "inf", "x" * 600])
def test_an_answer_that_is_no_number_is_refused(shown: str) -> None:
    with pytest.raises(MeterUnclear):
        one_reading(Gaussmeter([shown]))


@pytest.mark.parametrize(("question", "answer"), [("*IDN?", "hello"), ("UNIT:FIELD?", "KELVIN")])
def test_what_is_no_gaussmeter_is_refused(question: str, answer: str) -> None:
    meter = Gaussmeter([FIELD])
    meter.answers[question] = answer
    with pytest.raises(MeterUnclear):
        one_reading(meter)


def test_a_meter_on_a_serial_line_is_read_as_one_on_the_network() -> None:
    pytest.importorskip("serial", reason="pyserial, the extra mr-audit[serial], is not installed")
    with plugged_in(Gaussmeter(["0.00048", "0.00051"])) as port:
        meter = ScpiMeter(SerialLine(port))
        first, second = meter.read(), meter.read()
        meter.close()
    assert (first.typed, second.typed) == ("0.00048 T", "0.00051 T")
    assert (first.range, first.meter.probe_serial, first.meter.serial) == ("35 mT", "P00123", "LSA2F7X")


def test_a_serial_line_that_never_answers_is_given_up() -> None:
    pytest.importorskip("serial", reason="pyserial, the extra mr-audit[serial], is not installed")
    with plugged_in(Gaussmeter(["0"], answers={})) as port:
        line = SerialLine(port, patience=0.05)
        with pytest.raises(MeterSilent, match=r"did not answer \*IDN\?"):
            line.ask("*IDN?")
        line.close()


def test_a_serial_port_that_is_not_there_is_told() -> None:
    pytest.importorskip("serial", reason="pyserial, the extra mr-audit[serial], is not installed")
    with pytest.raises(MeterSilent, match="cannot be opened"):
        SerialLine("/dev/no-such-port")


def test_a_meter_that_hangs_up_is_silent() -> None:
    meter = Gaussmeter([FIELD])
    meter.answers["*IDN?"] = "hang up"
    with pytest.raises(MeterSilent, match="closed the connection"):
        one_reading(meter)


def test_a_meter_that_never_answers_is_given_up() -> None:
    meter = Gaussmeter([FIELD])
    del meter.answers["*IDN?"]
    with listening(meter) as there:
        asked = connect("127.0.0.1", there.port, patience=0.2)
        with pytest.raises(MeterSilent, match="did not answer"):
            asked.read()
        asked.close()


def test_a_meter_that_is_not_there_is_told() -> None:
    with listening(Gaussmeter([FIELD])) as there:
        port = there.port
    with pytest.raises(MeterSilent, match="cannot be reached"):
        connect("127.0.0.1", port, patience=0.5)


def test_the_largest_reading_of_a_walk_is_held_and_then_let_go() -> None:
    meter, walk = SimulatedMeter(map(Decimal, ["0.3", "-0.52", "0.4"])), Walk()
    for _ in range(3):
        walk = step(meter, walk)
    assert walk.largest is not None and walk.latest is not None
    assert (walk.largest.typed, walk.latest.typed, walk.many) == ("-0.52 mT", "0.4 mT", 3)
    assert walk.again().largest is None


def test_a_reading_over_the_range_is_never_held() -> None:
    meter, walk = SimulatedMeter(map(Decimal, ["0.3", "5000"])), Walk()
    for _ in range(2):
        walk = step(meter, walk)
    assert walk.largest is not None and walk.latest is not None
    assert walk.largest.value == Decimal("0.3")
    assert walk.latest.over_range


def test_a_meter_that_falls_silent_leaves_the_walk_as_it_was() -> None:
    walk = step(SimulatedMeter([Decimal("0.3")]), Walk())
    with pytest.raises(MeterSilent):
        step(SimulatedMeter([]), walk)
    assert walk.largest is not None
