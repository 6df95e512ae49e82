"""The cells of a file that a spreadsheet wrote: its encoding, its separator, formulas, and dates in other spellings."""

import csv
import io
import re
from datetime import date

from audit_app.errors import EntryRefused

LARGEST = 5_000_000  # bytes
LONGEST = 5_000  # characters of one cell
MOST_CELLS = 1_000  # of one row
_RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "|", "%")  # what a spreadsheet may take for a formula
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe stands before what looks like a formula."""
    risky = text.startswith(_RISKY) or (text.startswith("'") and text[1:].startswith((*_RISKY, "'")))
    return f"'{text}" if risky else text


def unguarded(text: str) -> str:
    """The cell as it was before `guarded`."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*_RISKY, "'")) else text


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
    try:
        return date.fromisoformat(typed).isoformat(), ""
    except ValueError:
        pass
    found = _DATE.fullmatch(typed)
    days = _readings(*map(int, found.groups())) if found else set()
    if len(days) == 1:
        return days.pop().isoformat(), ""
    doubt = "can be read as two days" if days else "is not a date"
    return "", f"“{typed[:40]}” {doubt}. Type it as year-month-day, e.g. 2026-11-20."


def _readings(first: int, second: int, year: int) -> set[date]:
    """Every day that two numbers and a year can mean."""
    found = set()
    for day, month in ((first, second), (second, first)):
        try:
            found.add(date(year, month, day))
        except ValueError:
            continue
    return found
