"""Texts: all in one catalogue's reach, and a translation holds what it claims."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from audit_app.audit.verdicts.judge import Verdict
from audit_app.checklist.reference.emergency import emergency_card
from audit_app.resources import asset
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.language import LANGUAGES, say, say_many, speak
from audit_app.screens.session.preferences import Preferences, prefer
from tests.screen import screen
from tests.screens.conftest import ADA

SCREENS = Path(__file__).parents[2] / "audit_app" / "screens"
OTHERS = [language for language in LANGUAGES if language != "en"]


def modules() -> dict[str, ast.Module]:
    """Every module of the screens by its name, e.g. pieces/frame."""
    found = sorted(SCREENS.rglob("*.py"))
    return {str(path.relative_to(SCREENS).with_suffix("")): ast.parse(path.read_text("utf-8")) for path in found}


def texts(module: ast.Module) -> Iterator[str]:
    """Every text that a module says."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "say_many"):
            some = node.args[: 2 if node.func.id == "say_many" else 1]
            yield from (part.value for part in some if isinstance(part, ast.Constant))


def said() -> set[str]:
    """Every text of the screens, the verdicts' words and the emergency card's too."""
    written = {text for module in modules().values() for text in texts(module)}
    return written | {each.words for each in Verdict} | set(emergency_card().texts)


def spoken(language: str) -> dict[str, str]:
    """Every English text to what it is in a language: of a plural, both texts to all its forms on a line each."""
    found = {}
    for entry in catalogue_of(language):
        forms = "\n".join(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr
        found |= {text: forms for text in (entry.msgid, entry.msgid_plural) if text}
    return found


def catalogue_of(language: str) -> polib.POFile:
    return polib.pofile(asset(f"words/{language}.po").read_text("utf-8"))


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_complete_where_it_says_so(language: str) -> None:
    claimed = catalogue_of(language).metadata["X-Complete"].split()
    known, every = spoken(language), modules()
    missing = {name: sorted(set(texts(every[name])) - set(known)) for name in claimed}
    assert not {name: words for name, words in missing.items() if words}
    assert {verdict.words for verdict in Verdict} <= set(known)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_holds_nothing_the_screens_no_longer_say(language: str) -> None:
    assert set(spoken(language)) - said() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_every_part_that_is_put_in(language: str) -> None:
    def parts(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    every = [(english, line) for english, words in spoken(language).items() for line in words.splitlines()]
    assert every and not {english for english, words in every if parts(english) != parts(words)}


def plurals() -> set[tuple[str, str]]:
    """Every pair of texts, for one and for many, that a screen says."""
    calls = [node for module in modules().values() for node in ast.walk(module) if isinstance(node, ast.Call)]
    many = [node.args[:2] for node in calls if isinstance(node.func, ast.Name) and node.func.id == "say_many"]
    pairs = [[part.value for part in args if isinstance(part, ast.Constant)] for args in many]
    return {(pair[0], pair[1]) for pair in pairs if len(pair) == 2}


@pytest.mark.parametrize("language", OTHERS)
def test_a_translated_number_of_things_has_every_form_its_language_has(language: str) -> None:
    translated = [entry for entry in catalogue_of(language) if entry.msgid_plural]
    assert translated and {(entry.msgid, entry.msgid_plural) for entry in translated} <= plurals()
    assert all(len(entry.msgstr_plural) == 6 and all(entry.msgstr_plural.values()) for entry in translated)


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "0 testun wedi'u teipio, heb eu cadw"),
        (1, "1 testun wedi'i deipio, heb ei gadw"),
        (2, "2 destun wedi'u teipio, heb eu cadw"),
        (3, "3 thestun wedi'u teipio, heb eu cadw"),
        (6, "6 thestun wedi'u teipio, heb eu cadw"),
        (4, "4 testun wedi'u teipio, heb eu cadw"),
        (23, "23 testun wedi'u teipio, heb eu cadw"),
    ],
)
def test_welsh_has_six_forms_for_a_number_of_things(n: int, words: str) -> None:
    speak("cy")
    assert say_many("{n} text typed, not kept", "{n} texts typed, not kept", n) == words


def test_a_number_of_things_that_is_not_translated_is_said_in_english() -> None:
    speak("cy")
    assert [say_many("{n} odd thing", "{n} odd things", n) for n in (0, 1, 2)] == [
        "0 odd things",
        "1 odd thing",
        "2 odd things",
    ]


def test_no_text_is_no_text_in_every_language() -> None:
    speak("cy")
    assert say("") == ""


def test_no_text_bypasses_the_catalogue() -> None:
    bare = []
    for name, module in modules().items():
        for node in ast.walk(module):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "Text"
            if named and node.args and isinstance(node.args[0], ast.Constant):
                words = str(node.args[0].value)
                if re.search(r"[A-Za-z]{3}", words) and words != "MR Audit":
                    bare.append(f"{name}: {words}")
    assert not bare


def test_every_text_takes_the_parts_it_is_given() -> None:
    for text in said():
        names = dict.fromkeys(re.findall(r"{(\w+)}", text), "1")
        assert text.format(**names)


def test_what_is_not_translated_is_said_in_english() -> None:
    speak("cy")
    assert say("Undo") == "Dadwneud"
    assert say_many("{n} item left", "{n} items left", 3) == "3 eitem ar ôl"
    assert say("A text nobody translated") == "A text nobody translated"
    speak("xx")
    assert say("Undo") == "Undo"


async def test_the_home_screen_speaks_welsh(empty_cabinet: Cabinet) -> None:
    prefer(empty_cabinet.store, Preferences(person=ADA, welcomed=True, language="cy"))
    async with screen(starter(empty_cabinet)) as shown:
        assert shown.says("Dim archwiliadau eto")
