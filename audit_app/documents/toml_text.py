"""TOML from elsewhere, read in bounded time: the library takes for ever over a key of many thousand parts."""

import tomllib
from typing import Any

MOST_DOTS = 2_000  # in one line; a checklist's texts have some twenty
LARGEST = 4_000_000  # characters


def toml_tables(text: str) -> dict[str, Any]:
    """The tables in a TOML text; ValueError says what is wrong with it."""
    if len(text) > LARGEST:
        raise ValueError(f"it is longer than {LARGEST:,} characters")
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS:
            raise ValueError(f"a key of too many parts (at line {number})")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("it nests too deep") from error
