"""Parcels: one exact layout, every byte accounted for, and nothing hostile gets as far as being read."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_app.errors import BundleRefused
from audit_app.portfolio.filenames import name_fault, plain_name
from audit_app.portfolio.parcel import digest_of, open_parcel, write_parcel

FILES = {"b.txt": b"bee", "a/long name.txt".replace(" ", "-"): b"a" * 3000, "empty": b""}


def contents(path: Path) -> dict[str, bytes]:
    with open_parcel(path) as parcel:
        return {name: parcel.read(name, 10**6) for name in parcel.members}


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def linked() -> bytes:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    return zipped((link, b"/etc/passwd"))


def twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return zipped(("a", b"1"), ("a", b"2"))


def commented() -> bytes:
    out = io.BytesIO(zipped(("a", b"1")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"hello"
    return out.getvalue()


def overlapping() -> bytes:
    """Two directory records that share one file's bytes, the trick of the small zip that unpacks to terabytes."""
    whole = bytearray(zipped(("a", b"1" * 100), ("b", b"1" * 100)))
    second = whole.rindex(b"PK\1\2")
    whole[second + 42 : second + 46] = struct.pack("<L", 0)
    return bytes(whole)


def claiming_more() -> bytes:
    whole = bytearray(zipped(("a", b"1" * 100)))
    at = whole.rindex(b"PK\1\2")
    whole[at + 20 : at + 28] = struct.pack("<LL", 4_000_000_000, 4_000_000_000)
    return bytes(whole)


def zip64() -> bytes:
    whole = bytearray(zipped(("a", b"1")))
    whole[-14:-10] = b"\xff\xff\xff\xff"
    return bytes(whole)


HOSTILE = {
    "a path that climbs out": (lambda: zipped(("../../evil", b"x")), "outside its own folder"),
    "an absolute path": (lambda: zipped(("/etc/passwd", b"x")), "outside its own folder"),
    "a drive letter": (lambda: zipped(("C:evil", b"x")), "outside its own folder"),
    "a backslash": (lambda: zipped(("a\\..\\evil", b"x")), "outside its own folder"),
    "a reserved name": (lambda: zipped(("nul.txt", b"x")), "not safe on every system"),
    "a hidden name": (lambda: zipped((".bashrc", b"x")), "not safe on every system"),
    "a folder": (lambda: zipped(("folder/", b"")), "not safe on every system"),
    "an endless name": (lambda: zipped(("a" * 3000, b"x")), "empty or too long"),
    "letters of another alphabet": (lambda: zipped(("а.txt", b"x")), "not plain letters"),
    "a link": (linked, "is a link"),
    "a bomb": (lambda: zipped(("a", b"0" * 10**6), compression=zipfile.ZIP_DEFLATED), "is compressed"),
    "the same name twice": (twice, "is there twice"),
    "names that differ in case": (lambda: zipped(("A", b"1"), ("a", b"2")), "only in capital letters"),
    "a file that is also a folder": (lambda: zipped(("a", b"1"), ("a/b", b"2")), "a folder that is also a file"),
    "a comment": (commented, "not packed by this app"),
    "bytes in front": (lambda: b"#!/bin/sh\n" + zipped(("a", b"1")), "changed after packing"),
    "bytes behind": (lambda: zipped(("a", b"1")) + b"tail", "not packed by this app"),
    "overlapping files": (overlapping, "changed after packing|overlaps"),
    "a size that is not there": (claiming_more, "changed after packing|overlaps"),
    "the 64-bit extension": (zip64, "64-bit extension"),
    "another zip program's layout": (lambda: zipped(("a", b"1")), "changed after packing"),
    "half a zip": (lambda: zipped(("a", b"1" * 500))[:300], "cut short"),
    "nothing": (lambda: b"", "cut short"),
    "something else": (lambda: b"%PDF-1.7" * 100, "not packed by this app"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_zip_is_refused_by_name(tmp_path, kind):
    make, fault = HOSTILE[kind]
    path = tmp_path / "hostile.zip"
    path.write_bytes(make())
    with pytest.raises(BundleRefused, match=fault), open_parcel(path):
        pass
    assert [each.name for each in tmp_path.iterdir()] == ["hostile.zip"]


def test_a_parcel_reads_back_and_any_zip_program_can_open_it(tmp_path):
    path = tmp_path / "p.zip"
    assert write_parcel(path, FILES) == digest_of(path)
    assert contents(path) == FILES
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


def test_the_same_files_give_the_same_bytes_in_any_order(tmp_path):
    one = write_parcel(tmp_path / "1.zip", FILES)
    assert write_parcel(tmp_path / "2.zip", dict(reversed(FILES.items()))) == one


@settings(max_examples=15, deadline=None)
@given(files=st.dictionaries(st.from_regex(r"(f[0-9]{1,3}/){0,2}n[0-9]{1,8}", fullmatch=True), st.binary(max_size=200)))
def test_any_files_survive_packing(tmp_path_factory, files):
    path = tmp_path_factory.mktemp("any") / "p.zip"
    write_parcel(path, files)
    assert contents(path) == files


def test_a_byte_changed_anywhere_is_found(tmp_path):
    path = tmp_path / "p.zip"
    write_parcel(path, FILES)
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BundleRefused):
            contents(path)


def test_a_parcel_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    with pytest.raises(BundleRefused, match="outside its own folder"):
        write_parcel(tmp_path / "p.zip", {"a": b"1", "b/../../c": b"2"})
    with pytest.raises(BundleRefused, match="cannot be written"):
        write_parcel(tmp_path / "no" / "such" / "folder.zip", FILES)
    assert list(tmp_path.iterdir()) == []


def test_a_title_becomes_a_harmless_name():
    assert plain_name("Jährlicher Audit, 1.5 T — “MRI 1”") == "jahrlicher-audit-1-5-t-mri-1"
    assert plain_name("µ§") == "item" and name_fault(plain_name("../..")) == ""
