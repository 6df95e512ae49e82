"""The one way an entry is written down, so that the same fact always has the same digest.

Canonical JSON: keys sorted, no spaces, UTF-8, text in NFC, no floats (decimals travel as strings).
"""

import json
import unicodedata
from hashlib import sha256
from typing import Any

_EXACT = frozenset({str, int, bool, type(None)})


def canonical(value: Any) -> str:
    """A JSON value in its one canonical spelling; TypeError when it holds a float."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: Any) -> str:
    """SHA-256 (hex) of a JSON value's canonical spelling; a field named `sha` at the top is left out."""
    if isinstance(value, dict):
        value = {key: part for key, part in value.items() if key != "sha"}
    return sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def composed(value: Any) -> Any:
    """The same JSON value with every text in NFC and without unpaired surrogates."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.encode("utf-8", "replace").decode("utf-8"))
    if isinstance(value, dict):
        return {composed(key): composed(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [composed(part) for part in value]
    return value


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"a float ({value!r}) cannot be kept exactly; use a decimal in text")
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            if type(part) not in _EXACT:  # most parts are, and every entry comes through here
                _refuse_floats(part)
