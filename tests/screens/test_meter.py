"""A field reading taken straight from a meter: shown, held at its largest, kept with the meter that told it."""

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest

from audit_app.audit.log.people import Scanner, Setting, Unit
from audit_app.audit.register import Instrument
from audit_app.audit.survey.survey import taken
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.visit.register_verbs import keep_instrument
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK
from tests.field.gaussmeter import Gaussmeter, listening
from tests.screen import Screen, screen
from tests.screens.conftest import ADA
from tests.store.test_surveying import LINES

RISING_AND_FALLING = ["0.00021,0,0,0", "0.00042,0,0,0", "0.00011,0,0,0"]  # T: the size and its three components


@pytest.fixture
def visit(cabinet: Cabinet) -> Visit:
    walk = parse(WALK + LINES, "walk.toml")
    line = Setting(id="working_line", value="0.5", unit="mT", source="field-line")
    unit = Unit(id="u", name="MRI 1")
    visit = begin(cabinet.store, ADA, walk, Library(), unit=unit, scanner=Scanner(), settings=(line,))
    cabinet.keep(visit.audit)
    return visit


@pytest.fixture
def meter(cabinet: Cabinet) -> Iterator[Gaussmeter]:
    with listening(Gaussmeter(list(RISING_AND_FALLING))) as meter:
        cabinet.meter = f"127.0.0.1:{meter.port}"
        yield meter


async def opened(shown: Screen, visit: Visit) -> None:
    await shown.go(f"/audit/{visit.audit.id}/survey")
    await shown.settle()


async def test_the_largest_of_a_walk_is_kept_with_the_meter_that_told_it(
    cabinet: Cabinet, visit: Visit, meter: Gaussmeter
) -> None:
    probe = Instrument(id="m1", name="Gaussmeter", serial="p00123", measures="magnetic field", percent=Decimal(2))
    keep_instrument(cabinet.store, probe)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.press("meter.read")
        await shown.until(lambda: shown.says("Now: 0.11 mT = 1.1 G"), turns=20_000)
        assert shown.says("Largest so far: 0.42 mT = 4.2 G") and not shown.says("not among this unit")
        await shown.press("meter.take")
        assert shown["reading.value"].value == "0.00042 T"
        await shown.press("meter.stop")
        await shown.press("reading.keep")
    (one,) = taken(cabinet.store.load(visit.audit.id))
    assert (one.field, one.entry.probe) == (Decimal("0.42"), "m1")
    told = json.loads(cabinet.shelf.read(one.entry.log))
    assert told["meter"]["probe_serial"] == "P00123" and told["range"] == "35 mT"


async def test_a_value_changed_by_hand_is_no_longer_the_meters(
    cabinet: Cabinet, visit: Visit, meter: Gaussmeter
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.press("meter.read")
        await shown.until(lambda: shown.says("not among this unit’s instruments"), turns=20_000)
        await shown.press("meter.take")
        await shown.type("reading.value", "0.3 mT")
        await shown.press("reading.keep")
    (one,) = taken(cabinet.store.load(visit.audit.id))
    assert (one.field, one.entry.log) == (Decimal("0.3"), "")


async def test_a_meter_that_does_not_answer_is_told_and_can_be_asked_again(cabinet: Cabinet, visit: Visit) -> None:
    with listening(Gaussmeter(["0.1"])) as gone:
        cabinet.meter = f"127.0.0.1:{gone.port}"
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        await shown.press("meter.read")
        await shown.until(lambda: shown.says("cannot be reached"), turns=20_000)
        assert "meter.read" in shown


async def test_where_no_meter_was_named_none_is_offered(cabinet: Cabinet, visit: Visit) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, visit)
        assert "meter.read" not in shown and "reading.value" in shown
