"""Words beside a table that may tell its units."""

import re
from collections.abc import Sequence

from audit_app.field.columns import Column, is_number
from audit_app.field.files.agreement import unit_columns
from audit_app.field.files.names import PLACES

MOST_CAPTIONS = 500


def words_beside(
    above: Sequence[str],
    below: Sequence[tuple[int, str]],
    kept: set[int],
    source: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
) -> tuple[str, ...]:
    """Words beside the table: lines above it and lines within it that are no rows, its name, units and remarks."""
    besides = [line for number, line in below if number not in kept]
    besides = besides[:MOST_CAPTIONS] + besides[-MOST_CAPTIONS:]
    found = (*above[:MOST_CAPTIONS], *besides, in_words(source))
    return (*found, *_in_columns(columns, rows), *_remarks(columns, rows))


def in_words(source: str) -> str:
    """A file's name without its ending, as words."""
    return re.sub(r"[_-]", " ", source.rsplit(".", 1)[0])


def _in_columns(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    """What columns of units say of places, as a caption says it."""
    at = unit_columns([c.name for c in columns], [c.meaning for c in columns])
    return [f"units: {cell}" for i, owners in at for cell in {row[i] for row in rows}
            if cell and any(columns[j].meaning in PLACES for j in owners)] + [
        f"range: {cell}" for i, c in enumerate(columns) if c.name.strip().lower().startswith("range")
        for cell in {row[i] for row in rows} if cell]  # fmt: skip


def _remarks(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    """Words in columns of labels and remarks, each once."""
    at = [i for i, c in enumerate(columns) if c.meaning in {"label", "other"}]
    found = dict.fromkeys(row[i] for row in rows[: 2 * MOST_CAPTIONS] for i in at if row[i] and not is_number(row[i]))
    return list(found)[:MOST_CAPTIONS]
