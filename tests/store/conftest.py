"""A store in memory and one in a folder, to which the same contract holds, and an audit begun in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.store.store import Store
from audit_app.units import read
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK, SteppingClock

ADA = Person(name="Ada Byron", role="MR Safety Expert", registration="RCT0001")


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = Store.in_memory() if request.param == "memory" else Store.at(tmp_path / "home")
    yield made
    made.close()


def walk(store: Store, clock: SteppingClock | None = None) -> Visit:
    """A periodic audit of one unit, just begun."""
    return begin(
        store,
        ADA,
        parse(WALK, "walk.toml"),
        Library(),
        unit=Unit(id="unit-1", name="MRI 1", organisation="Riverside NHS Trust", site="Main hospital"),
        scanner=Scanner(maker="Example", model="One", field=read("1.5 T", "T").quantity),
        settings=(Setting(id="working-line", value="0.5", unit="mT", source="field-line"),),
        clock=clock or SteppingClock(),
    )


def worked(store: Store, clock: SteppingClock | None = None) -> Visit:
    """An audit with a few entries of several kinds, one of them undone."""
    visit = walk(store, clock)
    door = visit.add_thing("door", "Control room door")
    visit.answer("sign", "compliant")
    visit.measure("field", "0,4 mT")
    visit.answer("closes", "deficient", thing=door)
    visit.note("closes", "Closer is broken – “sticks” at 45°", thing=door)
    visit.undo()
    return visit


@pytest.fixture
def visit(store: Store) -> Visit:
    return walk(store)
