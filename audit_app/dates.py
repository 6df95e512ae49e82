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
_NUMBERS = re.compile(r"(?P<day>\d{1,2})\s*[/.\- ]\s*(?P<month>\d{1,2})(?:\s*[/.\- ]\s*(?P<year>\d{4}|\d{2}))?")
_WORDS = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of\s)?[\s\-]*(?P<month>[a-z]{3,9})\.?,?(?:[\s\-]*['’]?(?P<year>\d{4}|\d{2}))?"
)
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<day>\d{1,2})")
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def typed_day(text: str, near: date) -> date | None:
    """A date as people here write it, the day first: 27/11/2026, 27-11-26, Fri 27th of Nov; None when it is none.

    The month may come first where it is a word and the year has four figures, the year where it has four. Two figures
    are a year of this century; without a year it is the day that lies nearest to `near`. A weekday must be that day's.
    """
    words = text.strip().lower().translate(_DASHES)
    if day(words) is not None:
        return day(words)
    weekday = _WEEKDAY.match(words)
    rest = words[weekday.end() :] if weekday else words
    forms = (_NUMBERS, _WORDS, _MONTH_FIRST, _YEAR_FIRST)
    found = next((each for each in (form.fullmatch(rest) for form in forms) if each), None)
    if found is None:
        return None
    month = int(found["month"]) if found["month"].isdecimal() else _month(found["month"])
    given = _of_parts(int(found["day"]), month, found["year"], near)
    agrees = given is None or weekday is None or _WEEKDAYS[given.weekday()] == weekday[1]
    return given if agrees else None


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
