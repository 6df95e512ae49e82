"""What was found wanting: with its value and its limit, like things together."""

from audit_app.audit.findings.wanting import wanting
from audit_app.audit.log.people import Scanner, Unit
from audit_app.checklist.reader import newest
from audit_app.checklist.reference.sources import library
from audit_app.store.store import Store
from audit_app.visit.visit import Visit, begin
from tests.store.conftest import ADA


def regular(store: Store) -> Visit:
    unit = Unit(id="u", name="MRI 1")
    return begin(store, ADA, newest("periodic"), library(), unit=unit, scanner=Scanner(), settings=())


def thing_of(visit: Visit, item: str, name: str) -> str:
    section = visit.audit.checklist.section_of[item]
    return visit.add_thing(section.repeats_over or "", name)


def test_a_reading_is_told_with_its_limit_and_a_choice_with_what_it_was_judged_with():
    with Store.in_memory() as store:
        visit = regular(store)
        bottle, yard = thing_of(visit, "ext-mark", "Extinguisher 1"), thing_of(visit, "adj-field", "Courtyard")
        visit.choose("ext-kept", "magnet-room", bottle)
        visit.choose("ext-mark", "unsafe", bottle)
        visit.measure("adj-field", "9 G", thing=yard, confirmed="Repeated")
        told = {each.lines[0].item.id: each.told for each in wanting(visit.audit)}
    assert told["ext-mark"] == ("MR Unsafe, in the scan room",)
    assert told["adj-field"] == ("9 G, at most 0.5 mT",)


def test_the_same_of_several_things_stands_together_and_the_gravest_word_first():
    with Store.in_memory() as store:
        visit = regular(store)
        doors = [thing_of(visit, "door-unattended", name) for name in ("Door 1", "Door 2")]
        visit.answer("screening-read", "partly")
        for door in doors:
            visit.answer("door-unattended", "deficient", door)
        found = wanting(visit.audit)
    assert [(each.verdict, len(each.lines)) for each in found] == [("deficient", 2), ("partly", 1)]
    assert [each.thing and each.thing.name for each in found[0].lines] == ["Door 1", "Door 2"]
