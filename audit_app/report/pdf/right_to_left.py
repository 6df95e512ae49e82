"""Hebrew and Arabic on paper: the PDF library sets letters from left to right only, so runs are turned here.

A small part of the Unicode bidirectional algorithm: runs of right-to-left letters are turned round, numbers and
Latin words inside them keep their own order, brackets are mirrored, and Arabic letters take their joined forms.
The turning is done for a whole line of text; a paragraph that wraps is readable run by run.
"""

import re
import unicodedata
from functools import cache

RTL = {"R", "AL"}
MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_FIRST = "\u0590"  # no right-to-left letter comes before this block


def has_rtl(text: str) -> bool:
    """Whether a text holds right-to-left letters."""
    return any(letter >= _FIRST and unicodedata.bidirectional(letter) in RTL for letter in text)


def visual(line: str) -> str:
    """A line in the order it is drawn from left to right; each right-to-left run is turned where it stands."""
    return "".join(_turned(run) if has_rtl(run) else run for run in _runs(joined(line)))


def _runs(line: str) -> list[str]:
    """Stretches from the first to the last right-to-left letter that no left-to-right letter breaks."""
    kinds = "".join(_kind(letter) for letter in line)
    runs, at = [], 0
    for found in re.finditer(r"R(?:[RNE]*[RE])?", kinds):
        runs += [line[at : found.start()], line[found.start() : found.end()]]
        at = found.end()
    return [*runs, line[at:]]


def _kind(letter: str) -> str:
    kind = unicodedata.bidirectional(letter)
    if kind in RTL or kind == "NSM":
        return "R"
    return "L" if kind == "L" else "E" if kind in ("EN", "AN") else "N"


def _turned(run: str) -> str:
    """A run back to front, with its numbers (and marks on letters) left in their own order."""
    parts = re.findall(r"[0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/][0-9\u0660-\u0669\u06f0-\u06f9]+)*|.", run)
    return "".join(part if len(part) > 1 else part.translate(MIRRORED) for part in reversed(parts))


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Arabic letter -> its isolated, final, initial and medial forms, as Unicode itself lists them."""
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFDFF), *range(0xFE70, 0xFEFD)):
        form, _, bases = unicodedata.decomposition(chr(code)).partition(" ")
        if form in ("<isolated>", "<final>", "<initial>", "<medial>") and " " not in bases and bases:
            found.setdefault(chr(int(bases, 16)), {}).setdefault(form[1:-1], chr(code))
    return found


def joined(line: str) -> str:
    """Arabic letters in the forms they take beside their neighbours; other letters as they are."""
    forms = _forms()
    letters = list(line)
    return "".join(_form(forms, letters, at) for at in range(len(letters)))


def _form(forms: dict[str, dict[str, str]], letters: list[str], at: int) -> str:
    own = forms.get(letters[at])
    if own is None:
        return letters[at]
    before = "initial" in forms.get(_beside(letters, at, -1), {}) and "final" in own
    after = "final" in forms.get(_beside(letters, at, 1), {}) and "initial" in own
    wanted = "medial" if before and after else "final" if before else "initial" if after else "isolated"
    return own.get(wanted, letters[at])


def _beside(letters: list[str], at: int, step: int) -> str:
    """The nearest letter on one side, past marks that sit on letters."""
    at += step
    while 0 <= at < len(letters) and unicodedata.category(letters[at]) == "Mn":
        at += step
    return letters[at] if 0 <= at < len(letters) else ""
