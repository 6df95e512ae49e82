"""What every room's tests may ask for: a stepping clock, a pen, a small checklist and an audit begun with it."""

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings

from audit_app.audit.audit import Audit, replay
from audit_app.audit.log.canonical import digest
from audit_app.audit.log.entries import Begun
from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.audit.pen import Pen
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.units import read

# The same examples each time, however busy the machine; `--hypothesis-profile=search` looks for new ones.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("search"), derandomize=True)
settings.load_profile("same")


gc.disable()  # while tests are found hardly anything is let go, and looking for it takes a third of that time


def pytest_collection_finish() -> None:
    """What was imported by now stays: it is not looked through for what can be let go, again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(autouse=True, scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a device remembers outside its data folders goes into a folder of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MR_AUDIT_STATE", str(tmp_path_factory.mktemp("state")))
        yield


WALK = """
id = "walk"
version = 1
title = "A short walk"
kind = "periodic"
sub_category = "7.2"

[[things]]
id = "door"
one = "door"
many = "doors"

[[sections]]
id = "signs"
title = "Signs"
zone = "II"
[[sections.items]]
id = "sign"
text = "Is the warning sign on the door?"
how = "Stand in front of the door."
good = "The sign is there and can be read."
[[sections.items]]
id = "field"
text = "Highest field at the waiting-room wall"
[sections.items.ask]
kind = "quantity"
unit = "mT"
limit = { high = { setting = "working-line" }, unit = "mT", source = "field-line" }
[[sections.items]]
id = "oxygen"
text = "Oxygen reading"
ask = { kind = "quantity", unit = "% O2" }

[[sections]]
id = "doors"
title = "Doors"
zone = "III"
repeats_over = "door"
[[sections.items]]
id = "closes"
text = "Does it close by itself?"
photo = "on_deficiency"
[[sections.items]]
id = "tested"
text = "Next inspection due"
ask = { kind = "date", meaning = "due" }
"""


@dataclass
class SteppingClock:
    """A clock that goes on a minute each time it is asked, and numbers its ids."""

    start: datetime = datetime(2026, 1, 2, 9, tzinfo=UTC)
    ticks: "count[int]" = field(default_factory=count)
    ids: "count[int]" = field(default_factory=lambda: count(1))

    def now(self) -> datetime:
        return self.start + timedelta(minutes=next(self.ticks))

    def new_id(self) -> str:
        return f"00000000-0000-7000-8000-{next(self.ids):012d}"


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
def pen(clock: SteppingClock) -> Pen:
    return Pen("tablet-a", Person(name="Ada Byron", role="MR Safety Expert", registration="RCT0001"), clock)


@pytest.fixture
def audit(pen: Pen) -> Audit:
    """A periodic audit just begun with the short walk, working to 0.5 mT."""
    return just_begun(pen)


def just_begun(pen: Pen) -> Audit:
    """The same, by a pen of the test's own."""
    walk, shelf = parse(WALK, "walk.toml"), Library()
    begun = pen.write(
        Begun,
        None,
        audit_id="audit-1",
        purpose="periodic",
        checklist=digest(walk.model_dump(mode="json", by_alias=True)),
        references=digest(shelf.model_dump(mode="json", by_alias=True)),
        unit=Unit(id="unit-1", name="MRI 1", organisation="Riverside NHS Trust", site="Main hospital"),
        scanner=Scanner(maker="Example", model="One", field=read("1.5 T", "T").quantity),
        auditor=pen.person,
        on="2026-01-02",
        settings=(Setting(id="working-line", value="0.5", unit="mT", source="field-line"),),
    )
    return replay("audit-1", walk, shelf, [begun])
