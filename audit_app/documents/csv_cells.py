"""The cells of a file that a spreadsheet wrote: its encoding, its separator, formulas, and dates in other spellings."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date

from audit_app.errors import EntryRefused

LARGEST = 5_000_000  # bytes
LONGEST = 5_000  # characters of one cell
MOST_CELLS = 1_000  # of one row
# What a spreadsheet may take for the start of a formula, behind spaces and quotation marks too.
_RISKY = "=+-@＝＋－＠|%"
_FORMULA = re.compile(rf"[\s\"'\ufeff]*[{re.escape(_RISKY)}\t\r\n]")
_ENDS = re.compile("([;,\t|\n\r])")  # what a spreadsheet may take for the end of a cell, whatever stands round it
_DATE = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./ -](\d{1,2})[./ -](\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_SHORT_YEAR_FIRST = re.compile(r"\d{2}-\d{2}-\d{2}", re.ASCII)
_DAY, _MONTH, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<month>[A-Za-z]{3,9})\.?", r"(?P<year>\d{4}|\d{2})"
_DAY_FIRST = re.compile(f"{_DAY}[ ./-]?{_MONTH}[ ./-]?{_YEAR}", re.ASCII)
_MONTH_FIRST = re.compile(f"{_MONTH}[ ./-]{_DAY}[ ./-]{_YEAR}", re.ASCII)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.? ", re.IGNORECASE)
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?( ?AM)?Z?$", re.IGNORECASE)


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe stands before what looks like a formula.

    What follows a sign that some spreadsheet takes for the end of a cell is looked at like a cell of its own.
    """
    first, *others = _ENDS.split(text)
    inner = "".join(f"'{part}" if place % 2 and _FORMULA.match(part) else part for place, part in enumerate(others))
    whole = first + inner
    return f"'{whole}" if _FORMULA.match(whole) else whole


def unguarded(text: str) -> str:
    """The cell as it was before `guarded`."""
    if text.startswith("'") and _FORMULA.match(text[1:]):
        text = text[1:]
    first, *others = _ENDS.split(text)
    parts = (part[1:] if place % 2 and _is_guarded(part) else part for place, part in enumerate(others))
    return first + "".join(parts)


def _is_guarded(part: str) -> bool:
    return part.startswith("'") and _FORMULA.match(part[1:]) is not None


def decoded(data: bytes, name: str) -> str:
    """The text of a CSV file: UTF-8, UTF-16 with its mark, or the Windows encoding a spreadsheet may have chosen."""
    if len(data) > LARGEST:
        raise EntryRefused(name, f"is larger than {LARGEST // 1_000_000} MB", "Send only the sheet's own rows")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise EntryRefused(name, "is a workbook, not a CSV file", "Save it as “CSV UTF-8” and import that")
    sniffed = text_and_encoding(data)
    if sniffed is None:
        raise EntryRefused(name, "is not text", "Save the sheet as “CSV UTF-8” and import that")
    return sniffed[0]


def text_and_encoding(data: bytes) -> tuple[str, str] | None:
    """The text of a file and the encoding it was read in: utf-8-sig, utf-16 or cp1252; None when it is not text."""
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else (text, encoding)
    return None


def separator_of(text: str) -> str:
    """What parts the cells of a text's first line: a comma, a semicolon or a tab."""
    head = text[:4000].split("\n", 1)[0]
    return max((",", ";", "\t"), key=head.count)


def split(text: str, name: str, most: int) -> list[tuple[int, list[str]]]:
    """The lines of a CSV text with their numbers, whichever separator it uses; at most `most` rows under the first."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    found: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if len(cells) > MOST_CELLS:
                fault = f"has more than {MOST_CELLS:,} columns"
                raise EntryRefused(f"{name}, line {reader.line_num}", fault, "Send back the sheet as it was")
            if len(found) > most:
                fault = f"has more than {most:,} rows"
                raise EntryRefused(name, fault, "Send back the sheet as it was, with its own rows only")
            long = next((cell for cell in cells if len(cell) > LONGEST), None)
            if long is not None:
                fault = f"has a cell of {len(long):,} characters"
                raise EntryRefused(f"{name}, line {reader.line_num}", fault, f"Keep it under {LONGEST:,}")
            found.append((reader.line_num, cells))
    except csv.Error as error:
        fault = f"cannot be read as CSV ({error})"
        raise EntryRefused(f"{name}, line {reader.line_num}", fault, "Save the sheet as CSV again") from error
    return found


def asked_date(typed: str) -> tuple[str, str]:
    """A date in the app's spelling, or why it is not clear which day is meant; nothing is guessed."""
    if not typed:
        return "", ""
    days = date_readings(typed)
    if len(days) == 1:
        return days.pop().isoformat(), ""
    doubt = "can be read as two days" if days else "is not a date"
    return "", f"“{typed[:40]}” {doubt}. Type it as year-month-day, e.g. 2026-11-20."


def date_readings(typed: str) -> set[date]:
    """Every day that a date in a spreadsheet's spelling can mean; none when it is no date.

    Years of two figures are of this century; the midnight and the day of the week that some programs add are left out.
    """
    text = " ".join(typed[:60].replace(",", " ").split())
    text = _WEEKDAY.sub("", _MIDNIGHT.sub("", text))
    named = _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    if named:
        return _days([(named["year"], _MONTHS.get(named["month"][:3].casefold(), 0), named["day"])])
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        year, month, day = found.groups()[:3] if found[1] else found.groups()[3:]
        return _days([(year, month, day)])
    found = _DATE.fullmatch(text)
    if not found:
        return set()
    one, other, last = found.groups()
    short = [(one, other, last)] if _SHORT_YEAR_FIRST.fullmatch(text) else []
    return _days([(last, other, one), (last, one, other), *short])


def _days(readings: Iterable[tuple[str, str | int, str]]) -> set[date]:
    """Those of some years, months and days that are days."""
    found = set()
    for year, month, day in readings:
        try:
            found.add(date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)))
        except ValueError:
            continue
    return found
