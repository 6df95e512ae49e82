"""Which lines of an audit match what is looked for, and why: words, the other names of things, section, reference."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.audit.audit import Audit, Line
from audit_app.screens.session.language import say

# Names of one thing. What is looked for by one of them is found by every other.
SAME = (
    ("oxygen monitor", "oxygen sensor", "oxygen meter", "o2 monitor", "o2 sensor", "o2 meter"),
    ("o2", "o₂", "oxygen"),
    ("0.5 mt", "0.5mt", "5 gauss", "5gauss", "5 g", "5g", "five gauss", "500 µt", "500µt", "500 μt", "500 ut", "500ut"),
    ("e-stop", "estop", "e stop", "emergency stop", "electrical stop", "emergency off", "emergency power off",
     "kill switch", "panic button"),
    ("quench button", "magnet stop", "emergency run down", "erdu"),
    ("vent pipe", "vent line", "quench pipe", "quench line", "quench vent"),
    ("scan room", "magnet room", "scanner room", "examination room", "zone iv", "zone 4"),
    ("controlled area", "controlled access area", "zone iii", "zone 3"),
    ("cryogen", "helium", "nitrogen", "ln2"),
    ("crash trolley", "crash cart", "resuscitation trolley"),
    ("cardiac arrest", "arrest", "resuscitation", "cpr", "crash call", "code blue"),
    ("hearing protection", "ear protection", "ear plug", "earplug", "ear defender", "headphones"),
    ("ferromagnetic detector", "ferromagnetic detection", "fmds", "metal detector"),
    ("gaussmeter", "gauss meter", "teslameter", "field meter"),
    ("rf cabin", "faraday cage", "rf cage", "rf screening", "rf shield"),
    ("call alarm", "squeeze ball", "call bell", "call button", "buzzer", "patient's call", "patient alarm"),
    ("procedure", "local rules", "sop"),
    ("ventilation", "extractor fan", "exhaust fan", "air handling", "air conditioning", "air con", "air change"),
    ("screening form", "questionnaire", "safety form"),
    ("projectile", "missile"),
    ("ferromagnetic", "ferrous", "attracted by a magnet"),
    ("trolley", "gurney", "stretcher"),
    ("sign", "signage", "notice"),
    ("cards", "swipe", "access card", "key fob"),
    ("mr safety expert", "mrse"),
    ("incidents to report", "incident", "datix", "near miss"),
)  # fmt: skip


SHORT = 3  # letters of a name that stands in many words: “he” in “the”, “o2” in “CO2”


@dataclass(frozen=True)
class Search:
    """What is looked for; an empty part matches everything."""

    words: str = ""
    verdict: str = ""
    section: str = ""
    clause: str = ""


def found(audit: Audit, sought: Search) -> tuple[Line, ...]:
    """The lines that match: first those whose question, place or thing shows it; each of the two in walking order."""
    asked = terms(sought.words)
    lines = [line for line in audit.lines.values() if _matches(audit, line, sought, asked)]
    return tuple(sorted(lines, key=lambda line: not _stand(asked, _text(audit, line, shown=True))))


def _matches(audit: Audit, line: Line, sought: Search, asked: tuple[tuple[str, ...], ...]) -> bool:
    if sought.verdict == "left" and line.done:
        return False
    if sought.verdict not in ("", "left") and line.verdict.value != sought.verdict:
        return False
    if sought.section and line.section.id != sought.section:
        return False
    if sought.clause and sought.clause not in line.item.references:
        return False
    return _stand(asked, _text(audit, line))


def _text(audit: Audit, line: Line, *, shown: bool = False) -> str:
    """Everything a search looks in, or what of it is shown of the line, as one text."""
    return " ".join(words for where, words in parts(audit, line) if not (shown and where)).casefold()


def _stand(asked: tuple[tuple[str, ...], ...], text: str) -> bool:
    """Whether every term stands in a text, by any of its names."""
    return all(any(_stands(name, text, len(names) > 1) for name in names) for names in asked)


def terms(words: str) -> tuple[tuple[str, ...], ...]:
    """What is looked for, term by term, each with the other names of the same thing."""
    left, asked = " ".join(words.casefold().split()), []
    for names in SAME:
        named = max((name for name in names if re.search(_alone(name), left)), key=len, default="")
        if named:
            left = re.sub(_alone(named), " ", left)
            asked.append((named, *(name for name in names if name != named)))
    return (*asked, *((word,) for word in left.split()))


def _alone(name: str) -> str:
    return rf"(?<!\w){re.escape(name)}s?(?!\w)"


def _stands(name: str, text: str, whole: bool) -> bool:
    """Whether a name stands in a text; that of a known thing begins a word there, and is one where it is short."""
    if not whole:
        return name in text
    return bool(re.search(_alone(name) if len(name) <= SHORT else rf"(?<!\w){re.escape(name)}", text))


def parts(audit: Audit, line: Line) -> tuple[tuple[str, str], ...]:
    """Everything a search looks in: the question, its section, thing and note, how to check, and what it refers to."""
    topics = [audit.references.cite(each).text for each in line.item.references if each in audit.references]
    thing = line.thing.name if line.thing else ""
    return (
        ("", line.item.text),
        ("", line.section.title),
        ("", thing),
        (say("Note"), line.note),
        *((say("Reference"), topic) for topic in topics),
        (say("How to check"), line.item.how),
        ("", line.item.id),
    )


def why(audit: Audit, line: Line, words: str) -> str:
    """Why a line was found, where its question does not show it: the place, and the other name that stands there."""
    return "; ".join(_reasons(audit, line, words))


def _reasons(audit: Audit, line: Line, words: str) -> Iterator[str]:
    for names in terms(words):
        hits = ((part, text, name) for name in names for part, text in parts(audit, line))
        part, text, name = next(
            (hit for hit in hits if _stands(hit[2], hit[1].casefold(), len(names) > 1)), ("", "", names[0])
        )
        other = say("“{name}” found for “{typed}”", name=name, typed=names[0]) if name != names[0] else ""
        where = f"{part}: {_about(text, name)}" if part else ""
        yield from (each for each in (where, other) if each)


def _about(text: str, name: str, most: int = 60) -> str:
    """The words of a text round a name."""
    at = max(text.casefold().find(name), 0)
    start = max(0, at - most // 2)
    piece = text[start : at + len(name) + most // 2]
    return f"{'…' if start else ''}{piece.strip()}{'…' if start + len(piece) < len(text) else ''}"
