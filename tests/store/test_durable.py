"""What is promised is on the disk: each new name flushed in its folder before anybody is told."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit_app.atomic_file import outgoing
from audit_app.store.backup import back_up, restore
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from tests.store.conftest import walk

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="what a handle stands for is read in /proc")


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], list[str]]:
    """Does a deed and gives the files and folders that were flushed meanwhile, in order; each really is."""

    def during(deed: Callable[[], object]) -> list[str]:
        seen: list[str] = []
        real = os.fsync

        def watched(handle: int) -> None:
            seen.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
            real(handle)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", watched)
            deed()
        return seen

    return during


def test_the_first_photo_has_its_folders_flushed_in_those_that_hold_them(tmp_path: Path, flushed) -> None:
    shelf = Shelf(tmp_path)
    capture = Capture("c1", "audit", "sign", name="a.jpg", received="2026-11-20T09:00:00+00:00")
    seen = flushed(lambda: shelf.receive(capture, b"bytes of a picture"))
    [(digest, path)] = list(shelf.originals())
    assert {str(tmp_path), str(tmp_path / "photos"), str(path.parent), str(tmp_path / "incoming")} <= set(seen)
    assert seen.index(str(tmp_path)) < len(seen) and digest == path.stem


def test_a_file_on_its_way_out_is_flushed_and_so_is_its_name(tmp_path: Path, flushed) -> None:
    def write() -> None:
        with outgoing(tmp_path / "report.pdf") as half:
            half.write_bytes(b"report")

    seen = flushed(write)
    assert seen[-1] == str(tmp_path) and any(".report.pdf." in each for each in seen[:-1])


def test_a_backup_and_what_is_put_back_of_it_are_flushed_whole(tmp_path: Path, flushed) -> None:
    with Store.at(tmp_path / "home") as store:
        walk(store)
    Shelf(tmp_path / "home").keep(b"bytes of a picture")
    seen = flushed(lambda: back_up(tmp_path / "home", tmp_path / "b.zip"))
    assert str(tmp_path) == seen[-1] and any(".b.zip." in each for each in seen)
    seen = flushed(lambda: restore(tmp_path / "b.zip", tmp_path / "new"))
    assert seen[-1] == str(tmp_path)
    assert sum("/photos/" in each and each.endswith(".bin") for each in seen) == 1, seen
    assert any(each.endswith("audits.db") for each in seen)
