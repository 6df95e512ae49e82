"""What the data folder holds of what was typed."""

import sqlite3
from contextlib import closing
from pathlib import Path

TABLES = ("entries", "drafts", "preferences")


def words(data: Path, tables: tuple[str, ...] = TABLES) -> str:
    """Everything that is kept in these tables, as text."""
    with closing(sqlite3.connect(f"file:{data / 'audits.db'}?mode=ro", uri=True)) as db:
        return "\n".join(str(row) for table in tables for row in db.execute(f"select * from {table}"))


def missing(data: Path, typed: list[str]) -> list[str]:
    """Lines of what was typed that are kept nowhere; capitals do not count, as a search has none."""
    there = words(data).lower()
    return [line for text in typed for line in text.splitlines() if line.lower() not in there]
