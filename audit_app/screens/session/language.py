"""Every text on the screens, and the one place another language is put in.

A screen writes its texts in English, inside `say("…")`. The English sentence is the key of the catalogue, as in
gettext: `assets/words/<language>.toml` gives the sentence in another language, and what it does not have is shown
in English. Values go in by name, `say("{n} of {all}", n=3, all=12)`, and are never glued together.
"""

import tomllib
from functools import cache
from typing import Any

from audit_app.resources import asset

LANGUAGES = {"en": "English", "cy": "Cymraeg (rhannol)"}

# Of the process, not of a cabinet or session: a text is said in threads, by functions that hold neither, and every
# session of a device speaks its language. The preferences set it whenever they are read or kept.
_spoken = {"language": "en"}


def say(text: str, /, **parts: Any) -> str:
    """A text in the chosen language, with its parts put in."""
    spoken = catalogue(_spoken["language"]).get(text, text)
    return spoken.format(**parts) if parts else spoken


def say_many(one: str, many: str, /, n: int, **parts: Any) -> str:
    """The text for one or for many; `{n}` in it is the number."""
    return say(one if n == 1 else many, n=n, **parts)


def speak(language: str) -> None:
    """Chooses the language of this device; one that is not known is English."""
    _spoken["language"] = language if language in LANGUAGES else "en"


def language() -> str:
    """The language chosen."""
    return _spoken["language"]


@cache
def catalogue(code: str) -> dict[str, str]:
    """English text to the text in another language; empty for English."""
    path = asset(f"words/{code}.toml")
    if code == "en" or not path.is_file():
        return {}
    sections: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))["words"]
    return {english: spoken for section in sections.values() for english, spoken in section.items()}
