"""Days as a reader says them, and as people here write them."""

import re
from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day(text: str) -> date | None:
    """A date from ISO text, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


EXAMPLE = "27/11/2026 or 27 Nov 2026"
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{4}|\d{2}))?")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-]*([a-z]{3,9})\.?,?(?:[\s\-]*(\d{4}|\d{2}))?")


def typed_day(text: str, near: date) -> date | None:
    """A date as people here write it, the day first: 27/11/2026, 27-11-26, 27 Nov; ISO text too. None when it is none.

    Two figures are a year of this century; without a year it is the day that lies nearest to `near`.
    """
    words = text.strip().lower()
    if day(words) is not None:
        return day(words)
    found, month = _NUMBERS.fullmatch(words), 0
    if found is not None:
        month = int(found[2])
    else:
        found = _WORDS.fullmatch(words)
        month = _month(found[2]) if found is not None else 0
    return _of_parts(int(found[1]), month, found[3], near) if found is not None else None


def _month(word: str) -> int:
    named = [number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(word) or word == "sept"]
    return 9 if word == "sept" else named[0] if len(named) == 1 else 0


def _of_parts(number: int, month: int, year: str | None, near: date) -> date | None:
    if year is not None:
        return _day_of(int(year) + (2000 if len(year) == 2 else 0), month, number)
    around = (_day_of(near.year + step, month, number) for step in (-1, 0, 1))
    return min((each for each in around if each), key=lambda each: abs(each - near), default=None)


def _day_of(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def spoken(iso: str) -> str:
    """A date as a reader says it, e.g. 2 January 2026; text that is no date stays as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
