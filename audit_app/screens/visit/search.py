"""Which lines of an audit match what is looked for, and why: words, the other names of things, section, reference."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.audit.audit import Audit, Line
from audit_app.screens.session.language import say

# Names of one thing. What is looked for by one of them is found by every other.
SAME = (
    ("o2", "o₂", "oxygen"),
    ("5 gauss", "5 g", "5g", "5gauss", "0.5 mt", "0.5mt", "five gauss"),
    ("e-stop", "estop", "e stop", "emergency stop", "electrical stop", "emergency off"),
    ("quench button", "magnet stop", "emergency run down", "erdu"),
    ("vent pipe", "vent line", "quench pipe", "quench line"),
    ("magnet room", "scan room", "scanner room", "examination room"),
    ("helium", "cryogen", "he"),
    ("crash trolley", "crash cart", "resuscitation trolley"),
    ("cardiac arrest", "arrest", "resuscitation", "cpr"),
    ("ear protection", "hearing protection", "ear plugs", "earplugs", "ear defenders"),
    ("ferromagnetic detector", "ferromagnetic detection", "fmds"),
    ("gaussmeter", "gauss meter", "teslameter", "field meter"),
    ("faraday cage", "rf cage", "rf cabin", "rf screening", "rf shield"),
    ("squeeze ball", "call bell", "call alarm", "patient's call"),
    ("sop", "procedure", "local rules"),
)


@dataclass(frozen=True)
class Search:
    """What is looked for; an empty part matches everything."""

    words: str = ""
    verdict: str = ""
    section: str = ""
    clause: str = ""


def found(audit: Audit, sought: Search) -> tuple[Line, ...]:
    """The lines that match, in walking order."""
    asked = terms(sought.words)
    return tuple(line for line in audit.lines.values() if _matches(audit, line, sought, asked))


def _matches(audit: Audit, line: Line, sought: Search, asked: tuple[tuple[str, ...], ...]) -> bool:
    if sought.verdict == "left" and line.done:
        return False
    if sought.verdict not in ("", "left") and line.verdict.value != sought.verdict:
        return False
    if sought.section and line.section.id != sought.section:
        return False
    if sought.clause and sought.clause not in line.item.references:
        return False
    text = " ".join(words for _, words in parts(audit, line)).casefold()
    return all(any(_stands(name, text) for name in names) for names in asked)


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
    return rf"(?<!\w){re.escape(name)}(?!\w)"


def _stands(name: str, text: str) -> bool:
    """Whether a name stands in a text; a short one only as a word of its own."""
    return name in text if len(name) > 3 else bool(re.search(_alone(name), text)) or (" " not in name and name in text)


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


def searchable(audit: Audit, line: Line) -> str:
    """Everything a search looks in, as one text."""
    return " ".join(words for _, words in parts(audit, line)).casefold()


def why(audit: Audit, line: Line, words: str) -> str:
    """Why a line was found, where its question does not show it: the place, and the other name that stands there."""
    return "; ".join(_reasons(audit, line, words))


def _reasons(audit: Audit, line: Line, words: str) -> Iterator[str]:
    for names in terms(words):
        hits = ((part, text, name) for name in names for part, text in parts(audit, line))
        part, text, name = next((hit for hit in hits if _stands(hit[2], hit[1].casefold())), ("", "", names[0]))
        other = say("“{name}” found for “{typed}”", name=name, typed=names[0]) if name != names[0] else ""
        where = f"{part}: {_about(text, name)}" if part else ""
        yield from (each for each in (where, other) if each)


def _about(text: str, name: str, most: int = 60) -> str:
    """The words of a text round a name."""
    at = max(text.casefold().find(name), 0)
    start = max(0, at - most // 2)
    piece = text[start : at + len(name) + most // 2]
    return f"{'…' if start else ''}{piece.strip()}{'…' if start + len(piece) < len(text) else ''}"
