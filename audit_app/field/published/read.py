"""A published plot from a file's bytes: CSV, JSON or TOML."""

from collections.abc import Mapping
from typing import Any

from audit_app.documents.toml_text import toml_tables
from audit_app.errors import FieldError
from audit_app.field.published.entries import from_entries
from audit_app.field.published.lines import PublishedPlot
from audit_app.field.published.sayings import comments_of, loaded_json
from audit_app.field.published.table import from_table


def read_published(raw: bytes, source: str) -> PublishedPlot:
    """A published plot from CSV (level, radial, axial, with units), JSON or TOML (`source`, `verified`, `levels`)."""
    start = raw.lstrip()[:1]
    if source.lower().endswith(".json") or start == b"{":
        return from_entries(_loaded(raw, source, loaded_json), source)
    if source.lower().endswith(".toml"):
        comments = comments_of(raw.decode("utf-8-sig", errors="replace"))
        return from_entries(_loaded(raw, source, toml_tables), source, comments)
    return from_table(raw, source)


def _loaded(raw: bytes, source: str, load: Any) -> Mapping[str, Any]:
    try:
        found = load(raw.decode("utf-8-sig"))
    except (ValueError, UnicodeDecodeError, RecursionError) as e:
        raise FieldError(source, f"cannot be read ({e})", "Check the file, or give it as CSV.") from e
    if not isinstance(found, dict):
        raise FieldError(source, "does not hold named values", "Give `source`, `verified` and `levels`.")
    return found
