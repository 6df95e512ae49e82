"""The text of a field: typed, drawn anew, and brought back by a page that was cut off."""

import pytest

from audit_app.screens.text_in_hand import TextInHand, changed, ending, together


def held(text: str) -> TextInHand:
    return TextInHand(said=text, heard=text, older=text)


def test_what_the_form_says_anew_waits_until_the_field_is_left() -> None:
    text = TextInHand(said="a", heard="a", older="a")
    text.typed("ab")
    assert text.shown("theirs", "ab") == "ab" and text.waits == "theirs"
    text.focused = False
    assert text.shown("theirs", "ab") == "theirs" and text.waits is None


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("ab one", "ab two", "ab two one"),  # at one place what is typed now comes first: its letters stay together
        ("one ab", "ab two", "one ab two"),
        ("ab one", "two ab", "two ab one"),
        ("a", "ab two", "a two"),
        ("ab one", "", " one"),  # what one typed is not taken out by the other
        ("xy", "zz", "xy zz"),  # the same letters changed otherwise: both stand
        ("ab", "ab two", "ab two"),
    ],
)
def test_two_texts_made_of_one_keep_what_either_changed(one: str, other: str, both: str) -> None:
    assert together("ab", one, other) == both


def test_a_change_is_one_stretch() -> None:
    assert changed("abcabc", "abc") == (3, 6, "") and changed("aa", "aaa") == (2, 2, "a")


def test_who_types_on_upon_a_text_that_lacks_what_is_brought_loses_neither() -> None:
    text = held("door")
    assert text.brought("door open", was="door") == "door open"
    assert text.typed("door s") == "door s open"
    assert text.typed("door shut") == "door shut open"
    text.focused = False
    assert text.shown("door shut open", holds="door shut") == "door shut open"
    assert text.typed("door shut opened") == "door shut opened", "the client shows by now what was put together"


def test_what_is_brought_while_somebody_types_loses_neither() -> None:
    text = held("door")
    assert text.typed("door s") == "door s"
    assert text.brought("door open", was="door") == "door s open"
    assert text.typed("door shut") == "door shut open"


def test_a_letter_typed_before_the_brought_text_is_drawn_is_put_beside_it() -> None:
    text = held("door")
    text.brought("door open", was="door")
    assert text.shown("door open", holds="door") == "door open"
    assert text.typed("doors") == "doors open", "typed before the client had it"
    text = held("door")
    text.brought("door open", was="door")
    text.shown("door open", holds="door")
    assert text.typed("door ope") == "door ope", "a letter is taken out of what was brought"


def test_what_is_brought_twice_is_taken_once() -> None:
    text = held("door")
    assert text.brought("door open", was="door") == "door open"
    text.shown("door open", holds="door")
    text.typed("door open, wide")
    assert text.brought("door open", was="door") is None
    assert text.brought("gate", was="door") is not None


def test_what_the_form_gave_up_does_not_come_back() -> None:
    text = held("door")
    text.brought("door open", was="door")
    text.shown("door", holds="door")
    assert text.typed("doors") == "doors"


@pytest.mark.parametrize("drawn", [True, False])
def test_two_texts_that_are_brought_one_after_the_other_are_both_there(drawn: bool) -> None:
    text = held("door")
    text.brought("door open", was="door")
    if drawn:
        text.shown("door open", holds="door")
    assert text.brought("door red", was="door") == "door open red"


def test_what_is_brought_beside_what_another_kept_meanwhile_is_not_mixed_with_it() -> None:
    text = held("door")
    text.brought("door open", was="door")
    text.shown("door open", holds="door")
    text.shown("gate", holds="door open")
    assert text.brought("door red", was="door") == "door red" and text.was == "door"


def test_what_was_typed_on_upon_what_the_server_knew_takes_its_place_once_the_page_is_loaded_again() -> None:
    text = held("")
    text.typed("Bollard by door")
    text.anew()
    assert text.brought("Bollards at the door", was="") == "Bollards at the door"


def test_a_page_that_is_loaded_twice_does_not_have_what_was_brought_twice() -> None:
    text = held("door")
    text.brought("door open", was="door")
    text.shown("door open", holds="door")
    text.anew()
    assert text.brought("door open wide", was="door open") == "door open wide"
    assert text.brought("door open shut", was="door open") == "door open wide shut"


def test_of_a_long_text_the_end_is_told() -> None:
    assert ending("a" * 60) == "a" * 60
    assert ending("b" * 60 + "a" * 60) == "…" + "a" * 60
