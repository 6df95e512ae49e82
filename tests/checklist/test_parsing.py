"""Whatever the file holds, loading gives a checklist or a ChecklistError with its place, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_app.checklist.lint import lint
from audit_app.checklist.reader import LARGEST, load, newest, parse, released_files, text_of
from audit_app.errors import ChecklistError

RELEASED = released_files()[0].read_text(encoding="utf-8")

keys = st.sampled_from(
    ["id", "version", "title", "kind", "sub_category", "sections", "items", "things", "ask", "limit", "high", "unit",
     "options", "applies_when", "is", "fact", "item", "zone", "risk", "history", "text", "x"]
)  # fmt: skip
scalars = st.one_of(
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(["periodic", "7.2", "I", "IV", "a", "", "quantity", "choice", "mT", "working_line"]),
    st.text(max_size=8),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=25,
)


def toml(value: Any) -> str:
    """A value as inline TOML."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return repr(value).replace("e", "E")
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case dict():
            return "{ " + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + " }"
    raise AssertionError(value)


def refused_or_read(text: str) -> None:
    try:
        found = lint(text, "any.toml")
        assert found.faults or found.checklist
        parse(text, "any.toml")
    except ChecklistError as error:
        assert error.where.startswith("any.toml") and error.fault and error.remedy


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(keys, values, max_size=8))
def test_any_tables_are_read_or_refused(tables: dict[str, Any]):
    refused_or_read("\n".join(f"{key} = {toml(value)}" for key, value in tables.items()))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str):
    refused_or_read(text)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(RELEASED) - 1), st.integers(0, 200), st.text(max_size=20))
def test_a_released_checklist_with_a_piece_changed_is_read_or_refused(start: int, length: int, piece: str):
    head = RELEASED[:9000]
    start %= len(head)
    refused_or_read(head[:start] + piece + head[start + length :])


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 3000,
        "a = " + "9" * 5000,
        "a = 1e999999999",
        'a = "\\ud800"',
        "id = 1979-05-27T07:32:00Z",
        "[[sections]]\n" * 20000,
        "sections = 3",
        "sections = [[1]]",
        "things = { a = 1 }",
    ],
    ids=lambda text: text[:20],
)
def test_awkward_toml_is_refused(text: str):
    with pytest.raises(ChecklistError):
        parse(text, "any.toml")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("id = 'é'".encode("utf-16"), "not UTF-8"),
        ("id = 'é'".encode("latin-1"), "not UTF-8"),
        (b"\x00\x01\x02", "not valid TOML"),
        (b"PK\x03\x04" + b"\x00" * 40, "not valid TOML"),
        (b"", "is not given"),
        (b"#" * (LARGEST + 1), "too large"),
    ],
)
def test_a_file_that_is_no_checklist_is_refused_by_name(tmp_path: Path, data: bytes, said: str):
    path = tmp_path / "odd.toml"
    path.write_bytes(data)
    with pytest.raises(ChecklistError, match=said) as refused:
        load(path)
    assert "odd.toml" in str(refused.value)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path):
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + RELEASED.replace("\n", "\r\n").encode())
    assert load(path) == parse(RELEASED, "x")


@pytest.mark.parametrize("name", ["missing.toml", "", "a\x00b"])
def test_a_name_that_leads_to_no_file_is_refused(tmp_path: Path, name: str):
    with pytest.raises(ChecklistError):
        text_of(tmp_path / name)


def test_an_unknown_released_checklist_is_told_the_known_ones():
    with pytest.raises(ChecklistError, match="acceptance, periodic"):
        newest("monthly")
