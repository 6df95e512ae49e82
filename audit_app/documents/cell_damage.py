"""What a spreadsheet does to a cell that nobody touched: its letters, numbers and dates come back otherwise.

A cell that differs from what was sent only by such damage says nothing new. Whatever else differs is somebody's wish.
"""

import re
import unicodedata
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal

from audit_app.documents.csv_cells import date_readings

_LOST = "?_\ufffd\u25a1"  # what stands for a letter that a code page does not have
_MARKS = {
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„″", '"'),
    **dict.fromkeys("–—‑‐−", "-"),
    "…": "...",
}
_NEAREST = {"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe",
            "Œ": "OE", "µ": "u", "μ": "u", "≤": "=", "≥": "=", "×": "x"}  # fmt: skip
_NUMBER = re.compile(r"[+-]?\d{1,40}([.,]\d{1,40})?([eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}([, ]\d{3}){1,12}(\.\d{1,40})?", re.ASCII)
_THOUSANDS = re.compile(r"[, ](?=\d{3})", re.ASCII)
KEPT_FIGURES = 15  # of a number, by every spreadsheet
_MONTH_YEAR = re.compile(r"([A-Za-z]{3,9})\.?[ -](\d{4}|\d{2})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII)
_MONTH_FIGURES = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})", re.ASCII)
_DAY_NUMBER = re.compile(r"[1-9]\d{4}(\.0+)?", re.ASCII)
_SERIALS = (date(1899, 12, 30), date(1904, 1, 1))  # day nought of the two calendars of spreadsheets


def only_damaged(sent: str, back: str) -> bool:
    """True when a cell that went out as `sent` and came back as `back` can have been left alone."""
    was, now = _spaced(sent), _spaced(back)
    return (
        _plain(was) == _plain(now)
        or _letters_lost(was, now)
        or _letters_lost(sent.strip(), back.strip())  # a blank may be lost like a letter
        or _misread(now) == was
        or _same_number(was, now)
        or _same_day(was, now)
        or _same_month(was, now)
    )


def _spaced(text: str) -> str:
    """The text in one Unicode form, its blanks single and its unseen characters gone."""
    seen = (each for each in unicodedata.normalize("NFC", text) if unicodedata.category(each) != "Cf")
    return " ".join("".join(seen).split())


def _plain(text: str) -> str:
    """The text with plain quotes, dashes and dots, which programs exchange for typographic ones and back."""
    return "".join(_MARKS.get(each, each) for each in text)


def _letters_lost(was: str, now: str) -> bool:
    """Whether letters outside a code page became a mark for the missing, or the nearest plain letters."""
    if was.isascii():
        return False
    if "".join(map(_nearest, was)) == now:
        return True
    spread = ("".join(each * (units if ord(each) > 0xFFFF else 1) for each in was) for units in (1, 2))
    return any(len(each) == len(now) and all(map(_may_become, each, now)) for each in spread)


def _may_become(was: str, now: str) -> bool:
    return was == now or (not was.isascii() and (now in _LOST or now == _nearest(was)))


def _nearest(letter: str) -> str:
    """What a code page without this letter may have for it."""
    if letter.isascii():
        return letter
    bare = (each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))
    return "".join(_NEAREST.get(each, _MARKS.get(each, each)) for each in bare)


def _misread(text: str) -> str:
    """The text as it was when its UTF-8 was read as Windows' Latin letters; itself where it cannot have been."""
    try:
        return _spaced(b"".join(map(_byte, text)).decode("utf-8"))
    except UnicodeError:
        return text


def _byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def _same_number(was: str, now: str) -> bool:
    """Whether both are one number: leading or closing noughts gone, another decimal mark, rounded to a power of ten."""
    if was.casefold() == now.casefold() and now.casefold() in ("true", "false"):
        return True
    was, now = (_THOUSANDS.sub("", each) if _GROUPED.fullmatch(each) else each for each in (was, now))
    if not (_NUMBER.fullmatch(was) and _NUMBER.fullmatch(now)):
        return False
    one, other = (Decimal(each.replace(",", ".")) for each in (was, now))
    digits = len(other.as_tuple().digits)
    cut = [Context(prec=KEPT_FIGURES, rounding=way).plus(one) for way in (ROUND_DOWN, ROUND_HALF_EVEN)]
    short = "e" in now.casefold() and digits > 2 and Decimal(f"{one:.{digits - 1}E}") == other
    return other in (one, *cut) or short


def _same_day(was: str, now: str) -> bool:
    """Whether a day came back in another spelling, or something that looks like one was made a day."""
    days = date_readings(was)
    if days:
        return bool(days & (date_readings(now) | _counted(now)))
    short = _DAY_MONTH.fullmatch(was)
    if not short:
        return False
    pair = (int(short[1]), int(short[2]))
    back = {(each.day, each.month) for each in date_readings(now) | date_readings(f"{now} 2000")}
    return bool({pair, pair[::-1]} & back)


def _same_month(was: str, now: str) -> bool:
    """Whether a month of a year came back in another spelling: March 2026 as Mar-26, or as its first day."""
    months = _months(was)
    first = {(day.year, day.month) for day in date_readings(now) if day.day == 1}
    return bool(months and months & (_months(now) | first))


def _months(text: str) -> set[tuple[int, int]]:
    """The year and month that a text like March 2026, Mar-26, 2026-03 or 03/2026 means; none for anything else."""
    if found := _MONTH_YEAR.fullmatch(text):
        first = f"1 {found[1]} {found[2]}"
    elif found := _YEAR_MONTH.fullmatch(text):
        first = f"{found[1]}-{found[2]}-01"
    elif found := _MONTH_FIGURES.fullmatch(text):
        first = f"{found[2]}-{found[1]}-01"
    else:
        return set()
    return {(day.year, day.month) for day in date_readings(first)}


def _counted(text: str) -> set[date]:
    """The days that a bare number of five figures stands for in a spreadsheet."""
    if not _DAY_NUMBER.fullmatch(text):
        return set()
    return {first + timedelta(days=int(text[:5])) for first in _SERIALS}
