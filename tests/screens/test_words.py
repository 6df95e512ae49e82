"""Texts: all in one catalogue's reach, and a translation holds what it claims."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_app.audit.judge import Verdict
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
    table = tomllib.loads(asset(f"words/{language}.toml").read_text("utf-8"))
    return {english: words for section in table["words"].values() for english, words in section.items()}


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_complete_where_it_says_so(language: str) -> None:
    claimed = tomllib.loads(asset(f"words/{language}.toml").read_text("utf-8"))["complete"]
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

    assert not {english for english, words in spoken(language).items() if parts(english) != parts(words)}


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
