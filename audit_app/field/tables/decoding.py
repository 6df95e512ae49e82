"""A file's bytes as text, and what is too large to look at."""

from collections.abc import Sequence

from audit_app.errors import FieldError

LARGEST = 64 * 1024 * 1024
MOST_COLUMNS = 2_000
MOST_LINES, LONGEST_LINE = 500_000, 200_000  # a second of processor for each 50,000 lines


def decoded(raw: bytes, source: str) -> tuple[str, list[str]]:
    """The text, and notes on the alphabet it was read in; FieldError for what is empty, too large or no text."""
    if not raw.strip():
        raise FieldError(source, "is empty", "Export the readings again.")
    if len(raw) > LARGEST:
        raise FieldError(source, f"is larger than {LARGEST // 2**20} MB", "Split it, or export fewer samples.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace"), ["Read as UTF-16 text."]
    if b"\0" in raw:
        raise FieldError(source, "is not a text file", "Export it from the meter or the spreadsheet as CSV.")
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), ["Not UTF-8: read as Windows Western text."]


def refuse_long(lines: Sequence[tuple[int, str]], source: str) -> None:
    """FieldError for more lines, or a longer one, than any meter writes: each costs time in every look at the file."""
    if len(lines) > MOST_LINES:
        raise FieldError(source, f"has more than {MOST_LINES:,} lines", "Split it, or export fewer samples.")
    for number, line in lines:
        if len(line) > LONGEST_LINE:
            fault = f"has more than {LONGEST_LINE:,} letters"
            raise FieldError(f"{source}, line {number}", fault, "Export the readings with one row for each.")


def refuse_wide(filled: Sequence[tuple[int, str]], source: str) -> None:
    """FieldError for a line of more columns than any meter writes; looked for before the columns are told apart."""
    for number, line in filled:
        if len(line) > MOST_COLUMNS and max(map(line.count, "\t;|, ")) > MOST_COLUMNS:
            fault = f"has more than {MOST_COLUMNS:,} columns"
            raise FieldError(f"{source}, line {number}", fault, "Export the readings with one row for each.")
