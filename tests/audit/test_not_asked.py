"""What was recorded at an item that is then not asked any more is told wherever the audit is looked at as a whole."""

import pytest

from audit_app.audit.history.not_asked import not_asked
from audit_app.audit.log.people import Person, Setting
from audit_app.audit.pen import Pen
from audit_app.audit.signing.obstacles import obstacles
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.report import Options, outline
from audit_app.store.log_json import exported, received
from audit_app.store.store import Store
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK
from tests.report.reading import words

ONLY_IF = WALK.replace(
    'text = "Oxygen reading"', 'text = "Oxygen reading"\napplies_when = [{ item = "sign", is = ["compliant"] }]'
)
CORE = WALK.replace('text = "Oxygen reading"', 'text = "Oxygen reading"\ndepth = "full"')


@pytest.fixture
def walked(audit, pen, clock):
    """Begins an audit by a checklist."""

    def walk(text: str) -> Visit:
        begun, store = audit.begun, Store.in_memory()
        return begin(store, pen.person, parse(text, "v1"), Library(), unit=begun.unit, scanner=begun.scanner,
                     settings=begun.settings, clock=clock)  # fmt: skip

    return walk


def told(visit: Visit) -> list[str]:
    return [each.text for each in obstacles(visit.audit) if each.kind == "not_asked"]


def test_a_reading_at_an_item_that_another_answer_takes_out_is_told_and_comes_back(walked) -> None:
    visit = walked(ONLY_IF)
    visit.answer("sign", "compliant")
    visit.measure("oxygen", "18.2", "% O2")
    assert not_asked(visit.audit) == ()
    visit.answer("sign", "deficient")
    assert "oxygen" not in visit.audit.lines
    assert told(visit) == ["Oxygen reading: 18.2 % O2"]
    said = words(outline(visit.audit, None, Options("record")), "basis")
    assert "Recorded, and not asked as the audit stands" in said and "Oxygen reading: 18.2 % O2" in said
    visit.answer("sign", "compliant")
    assert told(visit) == [] and visit.audit.lines["oxygen"].live


def test_a_deficiency_at_an_item_that_another_tablet_takes_out_unaware_is_told_on_both(walked, clock) -> None:
    ada = walked(ONLY_IF)
    ada.answer("sign", "compliant")
    other = Store.in_memory()
    audit = received(other, exported(ada.store, ada.audit.id), lambda _: True)
    grace = Visit(other, audit, Pen("tablet-b", Person(name="Grace Hopper"), clock))
    ada.measure("oxygen", "18.2", "% O2")
    ada.note("oxygen", "Alarm sounded")
    grace.answer("sign", "deficient")
    for one, two in ((ada, grace), (grace, ada)):
        received(two.store, exported(one.store, one.audit.id), lambda _: True)
        two.audit = two.store.load(one.audit.id)
    assert told(ada) == told(grace) == ["Oxygen reading: 18.2 % O2; note “Alarm sounded”"]


def test_what_a_core_audit_leaves_out_after_it_was_answered_is_told(walked) -> None:
    visit = walked(CORE)
    visit.measure("oxygen", "18.2", "% O2")
    visit.settle(Setting(id="depth", value="core"), "No time")
    assert told(visit) == ["Oxygen reading: 18.2 % O2"]


def test_what_was_answered_before_the_first_thing_was_named_is_told(walked) -> None:
    visit = walked(WALK)
    visit.answer("closes", "deficient")
    visit.add_thing("door", "North door")
    assert "closes" not in visit.audit.lines
    assert [each.startswith("Does it close by itself?: ") for each in told(visit)] == [True]


def test_what_was_taken_back_or_set_aside_with_its_thing_is_not_told(walked) -> None:
    visit = walked(ONLY_IF)
    door = visit.add_thing("door", "North door")
    visit.answer("closes", "deficient", thing=door)
    visit.set_thing_aside(door, "Not ours")
    visit.answer("sign", "compliant")
    visit.measure("oxygen", "18.2", "% O2")
    visit.undo()
    visit.answer("sign", "deficient")
    assert told(visit) == []
