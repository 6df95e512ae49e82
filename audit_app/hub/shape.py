"""Tables written down as lines of words, the same for SQLite and PostgreSQL.

A line is a table: its name, a colon, its columns. A column is text unless `:int` or `:bytes` follows; `!` makes it part
of the primary key, `?` lets it be empty. Times are UTC in ISO 8601 and sort as text.
"""

from collections.abc import Iterator

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text

KINDS = {"": Text, "int": BigInteger, "bytes": LargeBinary}


def columns(words: str) -> Iterator[Column[object]]:
    """The columns in a line of words, e.g. `tenant! n:int! note?`."""
    for word in words.split():
        name = word.rstrip("!?")
        called, _, kind = name.partition(":")
        yield Column(called, KINDS[kind](), primary_key="!" in word, nullable="?" in word, autoincrement=False)


def described(text: str) -> dict[str, str]:
    """The columns of each table in a text, a table a line; a line that is indented goes on with the one before."""
    found: dict[str, str] = {}
    name = ""
    for line in text.strip().splitlines():
        if line[:1].isspace():
            found[name] += f" {line.strip()}"
        elif line.strip():
            name, _, words = line.partition(":")
            found[name] = words.strip()
    return found


def tables(metadata: MetaData, text: str) -> dict[str, Table]:
    """The tables of a text, by name."""
    return {name: Table(name, metadata, *columns(words)) for name, words in described(text).items()}
