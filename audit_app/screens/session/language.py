"""Every text on the screens, and the one place another language is put in.

A screen writes its texts in English, inside `say("…")`. The English sentence is the key of the catalogue, as gettext
has it: `assets/words/<language>.po` gives the sentence in another language with as many plural forms as that language
needs, and what it does not have is shown in English. Values go in by name, `say("{n} of {all}", n=3, all=12)`, and are
never glued together.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import Any

from audit_app.resources import asset

LANGUAGES = {"en": "English", "cy": "Cymraeg (rhannol)"}

# Of the process, not of a cabinet or session: a text is said in threads, by functions that hold neither, and every
# session of a device speaks its language. The preferences set it whenever they are read or kept.
_spoken = {"language": "en"}


def say(text: str, /, **parts: Any) -> str:
    """A text in the chosen language, with its parts put in."""
    spoken = catalogue(_spoken["language"]).gettext(text) if text else text  # gettext keeps its header under no text
    return spoken.format(**parts) if parts else spoken


def say_many(one: str, many: str, /, n: int, **parts: Any) -> str:
    """The text for a number of things, in the form that the chosen language has for it; `{n}` in it is the number."""
    return catalogue(_spoken["language"]).ngettext(one, many, n).format(n=n, **parts)


def speak(language: str) -> None:
    """Chooses the language of this device; one that is not known is English."""
    _spoken["language"] = language if language in LANGUAGES else "en"


def language() -> str:
    """The language chosen."""
    return _spoken["language"]


@cache
def catalogue(code: str) -> NullTranslations:
    """The texts of another language by their English ones; empty for English."""
    path = asset(f"words/{code}.po")
    if code == "en" or not path.is_file():
        return NullTranslations()
    import polib  # read only where another language is spoken

    return GNUTranslations(BytesIO(polib.pofile(path.read_text(encoding="utf-8")).to_binary()))
