"""A name typed two ways is one person and is told so; two people of one name can say that they are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_app.audit.log.entries import Answered, Signed
from audit_app.audit.log.names import may_be_one, name_key, same_name
from audit_app.audit.log.people import Person, same_person
from audit_app.audit.pen import Pen
from audit_app.audit.signing.contributions import contributions
from audit_app.audit.signing.permission import check_signing
from audit_app.errors import EntryRefused
from audit_app.portfolio.rules.similarity import named

ONEILL = "Siân O'Neill-Hughes"
TYPED_OTHERWISE = [
    "Siân O’Neill-Hughes",
    "siân  o'neill-hughes",
    "Siân\u00a0O'Neill\u2011Hughes",
    "Sia\u0302n OʼNeill–Hughes",
    "Siân O´Neill‐Hughes",
    "Ｓiân O＇Neill－Hughes",
    "Siân O'Neill Hughes",
    "Siân\u200b O'Neill\u00ad-Hughes ",
]


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


@pytest.mark.parametrize("typed", TYPED_OTHERWISE)
def test_a_name_typed_otherwise_is_the_same_name(typed):
    assert same_name(ONEILL, typed)


@pytest.mark.parametrize("other", ["Siân O'Neil-Hughes", "Sian O'Neill-Hughes", "Siân Hughes", "", "-", "'"])
def test_another_name_is_another(other):
    assert not same_name(ONEILL, other)


def test_a_name_of_no_letters_is_nobodys():
    assert not same_name("", " ") and not same_name("-", "–")


@given(st.text(max_size=30))
def test_the_key_of_a_key_is_itself(text):
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize("typed", TYPED_OTHERWISE)
def test_the_auditor_cannot_check_under_a_name_typed_otherwise_and_is_told_why(audit, pen, typed):
    own = pen.person.model_copy(update={"name": ONEILL, "registration": ""})
    covers = {"revision": audit.revision, "heads": audit.heads}
    signed = enter(audit, pen, Signed, role="auditor", person=own, declaration="x", **covers)
    with pytest.raises(EntryRefused, match="is the auditor who signed") as refused:
        check_signing(signed, Person(name=typed), "checker", "Checked")
    assert "differ only in how they are typed" in str(refused.value) or typed.strip().casefold() == ONEILL.casefold()
    assert "registration number" in refused.value.remedy


@pytest.mark.parametrize(
    "typed",
    [
        "Dr Siân O'Neill-Hughes", "O'Neill-Hughes, Siân", "Sian ONeill Hughes", "S. O'Neill-Hughes", "Siân Hughes",
        "SiânO'Neill-Hughes", "Siân\u3164O'Neill-Hughes", "Siân\u200bO'Neill\ufe0f-Hughes",
        "Prof. S O'Neill Hughes MRSE",
    ],
)  # fmt: skip
def test_the_auditor_cannot_check_under_a_name_that_may_be_their_own_unless_two_numbers_tell_them_apart(
    audit, pen, typed
):
    own = pen.person.model_copy(update={"name": ONEILL, "registration": "CS1"})
    covers = {"revision": audit.revision, "heads": audit.heads}
    signed = enter(audit, pen, Signed, role="auditor", person=own, declaration="x", **covers)
    with pytest.raises(EntryRefused, match=r"(is|may be) the auditor who signed") as refused:
        check_signing(signed, Person(name=typed), "checker", "Checked")
    assert "registration number" in refused.value.remedy
    check_signing(signed, Person(name=typed, registration="CS2"), "checker", "Checked")


@pytest.mark.parametrize(
    "pair",
    [
        ("Ada Byron", "Ben Carr"), ("Ada Byron", "Ada Carr"), ("Ada Byron", "Ben Byron"), ("Ada Byron", "B. Byron"),
        ("A. Byron", "A. Carr"), ("A. B.", "Ada Byron"), ("Dr Ada Byron", "Dr Ben Carr"), ("Ada", "Ben"), ("", "Ada"),
    ],
)  # fmt: skip
def test_other_people_are_not_asked_about(pair):
    assert not may_be_one(*pair) and not may_be_one(*reversed(pair))


@pytest.mark.parametrize(
    "pair", [("Jürgen Müller", "Juergen Mueller"), ("Łukasz Ørsted", "Lukasz Oersted"), ("IŞIK Yılmaz", "Isik Yilmaz")]
)
def test_accents_that_a_keyboard_lacks_may_be_left_out(pair):
    assert may_be_one(*pair) and may_be_one(*reversed(pair))


def test_two_people_of_one_name_are_told_apart_by_their_registration_numbers():
    one, other = (Person(name=ONEILL, registration=number) for number in ("CS 1234", "CS1235"))
    assert not same_person(one, other)
    assert same_person(one, Person(name="S. Hughes", registration="cs-1234"))


def test_the_work_of_one_person_is_counted_once_however_the_name_was_typed(audit, pen, clock):
    ada = pen.person.model_copy(update={"name": "ada  byron", "registration": ""})
    audit = enter(audit, pen, Answered, item="sign", verdict="compliant")
    audit = enter(audit, Pen("tablet-b", ada, clock), Answered, item="oxygen", verdict="compliant")
    assert [(each.person.name, each.items) for each in contributions(audit)] == [("Ada Byron", 2)]


def test_a_name_not_to_be_disclosed_is_found_however_it_is_typed():
    text = "Seen with Sia\u0302n O’Neill–Hughes on Friday."
    assert named(text, [ONEILL, "Grace Hopper"]) == (ONEILL,)


def test_a_name_that_every_entry_carries_is_worked_out_once():
    before = name_key.cache_info().misses
    assert {name_key("Ada  O’Byron-Ünlü") for _ in range(1_000)} == {name_key("Ada O'Byron Ünlü")}
    assert name_key.cache_info().misses - before <= 2, "two spellings"
