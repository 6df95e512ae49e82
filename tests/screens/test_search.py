"""*Find* by the other names of a thing, and why a line was found."""

import pytest

from audit_app.audit.log.people import Person, Scanner, Unit
from audit_app.checklist.reader import newest
from audit_app.checklist.reference.sources import library
from audit_app.screens.visit.search import Search, found, terms, why
from audit_app.store.store import Store
from audit_app.visit.visit import begin
from tests.conftest import SteppingClock


@pytest.fixture(scope="module")
def visit():
    made = {"unit": Unit(id="u", name="MRI 1"), "scanner": Scanner(), "settings": (), "clock": SteppingClock()}
    return begin(Store.in_memory(), Person(name="Ada Byron"), newest("periodic"), library(), **made)


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("O2", "oxygen"),
        ("5 gauss", "0.5 mT"),
        ("500 µT", "0.5 mT"),
        ("E-stop", "electrical stop"),
        ("panic button", "electrical stop"),
        ("magnet room", "scan room"),
        ("zone 4", "scan room"),
        ("O2 meter", "oxygen monitor"),
        ("earplugs", "hearing protection"),
        ("call button", "call alarm"),
        ("metal detector", "ferromagnetic detection"),
        ("stretcher", "trolley"),
        ("extractor fan", "ventilation"),
        ("datix", "incident"),
        ("missile", "projectile"),
        ("swipe", "key fob"),
    ],
)
def test_a_thing_is_found_by_its_other_names(visit, typed, other):
    lines = set(found(visit.audit, Search(typed)))
    assert lines and lines == set(found(visit.audit, Search(other)))


def test_a_line_says_why_it_was_found_by_another_name(visit):
    monitor = found(visit.audit, Search("O2"))[0]
    assert "oxygen" in why(visit.audit, monitor, "O2").casefold() and "O2".casefold() in why(visit.audit, monitor, "O2")


def test_a_word_in_the_note_is_told_with_the_words_round_it(visit):
    line = next(iter(visit.audit.lines.values()))
    visit.note(line.item.id, "Ask estates about the zebra crossing")
    [hit] = found(visit.audit, Search("zebra"))
    assert why(visit.audit, hit, "zebra") == "Note: Ask estates about the zebra crossing"


def test_every_word_must_be_found(visit):
    assert terms("o2 alarm")[1:] == (("alarm",),)
    assert len(found(visit.audit, Search("oxygen zzzz"))) == 0


def test_a_short_name_is_not_found_inside_other_words(visit):
    assert "helium" not in terms("the")[0]
    for line in found(visit.audit, Search("helium")):
        said = why(visit.audit, line, "helium").casefold()
        assert "“he”" not in said and ("helium" in said or "cryogen" in said or "cryogen" in line.item.text.casefold())
    carbon = {each for each in visit.audit.lines.values() if "CO2" in each.item.text and "oxygen" not in each.item.how}
    assert not carbon & set(found(visit.audit, Search("oxygen")))


def test_what_a_question_shows_stands_before_what_only_its_references_say(visit):
    lines = found(visit.audit, Search("oxygen"))
    shown = ["oxygen" in f"{each.item.text} {each.section.title}".casefold() for each in lines]
    assert shown[0] and not shown[-1] and shown == sorted(shown, reverse=True)
