"""A photo is never lost between the camera and its entry, and no file changes once it is sealed."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audit_app.errors import PhotoRefused, StoreDamaged, StoreError, StoreFull
from audit_app.store.shelf.shelf import Capture, Shelf
from tests.photos.pictures import busy, corners, encoded, shown
from tests.photos.test_copies import HIDDEN

PICTURE = encoded(corners())
DIGEST = hashlib.sha256(PICTURE).hexdigest()
COMING = Capture("c1", "audit-1", item="sign", name="IMG_1.jpg", size=len(PICTURE), received="2026-01-02T09:00+00:00")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def again(shelf: Shelf) -> Shelf:
    """The shelf after the app was ended and started again."""
    return Shelf(shelf.sealed.parent)


def test_a_received_photo_is_kept_as_received_under_its_digest(shelf: Shelf, tmp_path: Path) -> None:
    sealed = shelf.receive(COMING, PICTURE)
    assert sealed == replace(COMING, digest=DIGEST)
    assert shelf.path(DIGEST) == tmp_path / "photos" / DIGEST[:2] / f"{DIGEST}.jpg"
    assert shelf.read(DIGEST) == PICTURE and shelf.fault(DIGEST) == ""


def test_a_sealed_file_cannot_be_written_to(shelf: Shelf) -> None:
    shelf.receive(COMING, PICTURE)
    assert not shelf.path(DIGEST).stat().st_mode & 0o222


def test_the_ending_is_that_of_the_content(shelf: Shelf) -> None:
    assert shelf.path(shelf.keep(encoded(corners(), "PNG"))).suffix == ".png"
    assert shelf.path(shelf.keep(b"minutes of the meeting")).suffix == ".bin"


def test_an_upload_lands_where_it_is_expected_and_is_sealed_from_there(shelf: Shelf) -> None:
    shelf.expect(COMING).write_bytes(PICTURE)
    assert shelf.seal(COMING).digest == DIGEST
    assert not (shelf.incoming / "c1").exists()


def test_the_same_photo_twice_is_kept_once(shelf: Shelf) -> None:
    shelf.receive(COMING, PICTURE)
    shelf.receive(replace(COMING, id="c2"), PICTURE)
    assert [digest for digest, _ in shelf.originals()] == [DIGEST]


def test_a_note_is_forgotten_only_when_the_entry_is_kept(shelf: Shelf) -> None:
    sealed = shelf.receive(COMING, PICTURE)
    assert again(shelf).waiting() == (sealed,)
    shelf.settle(sealed)
    assert again(shelf).waiting() == () and shelf.has(DIGEST)


def test_an_interruption_before_any_byte_is_offered_again(shelf: Shelf) -> None:
    shelf.expect(COMING)
    [found] = again(shelf).waiting()
    assert found == COMING and shelf.arrived(found) == 0
    with pytest.raises(StoreError, match="never arrived"):
        shelf.seal(found)


def test_an_interruption_half_way_is_offered_again_and_not_taken_for_a_photo(shelf: Shelf) -> None:
    shelf.expect(COMING).write_bytes(PICTURE[:1000])
    [found] = again(shelf).waiting()
    with pytest.raises(StoreError, match=r"arrived incomplete \(1000 of"):
        shelf.seal(found)
    assert (shelf.incoming / "c1").read_bytes() == PICTURE[:1000]


def test_an_interruption_before_sealing_is_offered_again(shelf: Shelf) -> None:
    shelf.expect(COMING).write_bytes(PICTURE)
    [found] = again(shelf).waiting()
    assert again(shelf).seal(found).digest == DIGEST


def test_an_interruption_between_the_digest_and_the_rename_is_offered_again(shelf: Shelf) -> None:
    shelf.expect(replace(COMING, digest=DIGEST)).write_bytes(PICTURE)
    [found] = again(shelf).waiting()
    assert shelf.seal(found).digest == DIGEST and shelf.read(DIGEST) == PICTURE


def test_an_interruption_after_sealing_is_offered_again(shelf: Shelf) -> None:
    sealed = shelf.receive(COMING, PICTURE)
    [found] = again(shelf).waiting()
    assert shelf.seal(found) == sealed and shelf.arrived(found) == len(PICTURE)


def test_what_is_not_a_note_is_not_taken_for_one(shelf: Shelf) -> None:
    shelf.expect(COMING)
    (shelf.incoming / "x.json").write_text('{"id": "../../etc"}')
    (shelf.incoming / "y.json").write_text(json.dumps({"id": "other", "audit": "a"}))
    (shelf.incoming / "z.json").write_text("{")
    assert shelf.waiting() == (COMING,)


def test_a_full_disk_is_said_and_the_note_stays(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.expect(COMING).write_bytes(PICTURE)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFull):
        shelf.seal(COMING)
    monkeypatch.undo()
    [found] = again(shelf).waiting()
    assert shelf.seal(found).digest == DIGEST


def test_a_changed_file_is_found_out(shelf: Shelf) -> None:
    shelf.receive(COMING, PICTURE)
    path = shelf.path(DIGEST)
    path.chmod(0o600)
    path.write_bytes(PICTURE[:-1] + b"x")
    with pytest.raises(StoreDamaged, match="is not what was kept"):
        shelf.read(DIGEST)
    assert shelf.fault(DIGEST) == "is not what was kept"
    assert shelf.copies.working_copy(DIGEST, ()) is None


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "*", "0" * 64, "a" * 63 + "*"])
def test_a_digest_that_is_none_names_nothing(shelf: Shelf, name: str) -> None:
    shelf.receive(COMING, PICTURE)
    assert not shelf.has(name) and shelf.fault(name) == "is not on this device"
    with pytest.raises(StoreDamaged):
        shelf.path(name)


def test_copies_are_made_once_and_again_when_they_are_gone(shelf: Shelf) -> None:
    digest = shelf.keep(encoded(busy(2000, 1000)))
    thumbnail, working, printed = (
        shelf.copies.thumbnail(digest),
        shelf.copies.working(digest),
        shelf.printed_copy(digest, ()),
    )
    assert max(shown(thumbnail.read_bytes()).size) == 320 and max(shown(working.read_bytes()).size) == 1600
    assert printed is not None and max(shown(printed.read_bytes()).size) == 1200
    first, made = working.read_bytes(), working.stat().st_mtime_ns
    assert shelf.copies.working(digest).stat().st_mtime_ns == made
    for path in (thumbnail, working, printed):
        path.unlink()
    shelf.copies.folder.joinpath(digest[:2]).rmdir()
    assert shelf.copies.working(digest).read_bytes() == first and shelf.copies.thumbnail(digest).is_file()


def test_a_redacted_copy_stands_beside_the_plain_one(shelf: Shelf) -> None:
    digest = shelf.keep(encoded(busy(800, 600)))
    assert shelf.copies.working(digest, (HIDDEN,)) != shelf.copies.working(digest)
    assert shelf.copies.thumbnail(digest, (HIDDEN,)).read_bytes() != shelf.copies.thumbnail(digest).read_bytes()
    assert shelf.copies.working_copy(digest, (HIDDEN,)) == shelf.copies.working(digest, (HIDDEN,))
    assert shelf.printed_copy(digest, (HIDDEN,)) != shelf.printed_copy(digest, ())


def test_a_file_that_is_no_picture_is_kept_and_has_no_copy(shelf: Shelf) -> None:
    digest = shelf.keep(b"%PDF-1.7 and so on")
    assert shelf.read(digest) == b"%PDF-1.7 and so on" and shelf.copies.working_copy(digest, ()) is None
    with pytest.raises(PhotoRefused, match="PDF"):
        shelf.copies.develop(digest)


def test_what_an_import_kept_can_be_taken_back_but_nothing_older(shelf: Shelf) -> None:
    older, newer = shelf.keep(PICTURE), again(shelf)
    newer.forget(older)
    assert newer.has(older)
    brought = newer.keep(b"from elsewhere")
    newer.forget(brought)
    assert not newer.has(brought)


KEEP_ON = """
import sys
from pathlib import Path
from audit_app.store.shelf.shelf import Capture, Shelf
shelf = Shelf(Path(sys.argv[1]))
for number in range(100_000):
    data = f"photo {number} ".encode() * 20_000
    sealed = shelf.receive(Capture(f"c{number}", "a", received=f"{number:09}"), data)
    print(sealed.digest, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_nothing_told_to_be_kept_is_lost_when_the_app_is_killed(tmp_path: Path) -> None:
    for life in range(4):
        folder = tmp_path / str(life)
        with subprocess.Popen([sys.executable, "-c", KEEP_ON, str(folder)], stdout=subprocess.PIPE, text=True) as app:
            assert app.stdout
            told = [app.stdout.readline().strip() for _ in range(3 + 5 * life)]
            app.send_signal(signal.SIGKILL)
            told += [line.strip() for line in app.stdout if line.endswith("\n")]
        shelf = Shelf(folder)
        assert [digest for digest in told if shelf.fault(digest)] == []
        assert {one.digest for one in shelf.waiting()} >= set(told)
        assert [digest for digest, _ in shelf.originals() if shelf.fault(digest)] == []


@pytest.mark.parametrize("left", [b"", b"\0" * 5000, b"xxxx", PICTURE[:500]], ids=["empty", "zeros", "other", "cut"])
def test_a_copy_that_a_power_cut_spoilt_is_made_again(shelf: Shelf, left: bytes) -> None:
    digest = shelf.keep(PICTURE)
    copies = (shelf.copies.thumbnail(digest), shelf.copies.working(digest), shelf.printed_copy(digest, ()))
    before = [path.read_bytes() for path in copies if path]
    for path in copies:
        assert path is not None
        path.write_bytes(left)
    assert shelf.copies.ready(digest) is None
    again = (shelf.copies.thumbnail(digest), shelf.copies.working(digest), shelf.printed_copy(digest, ()))
    assert [path.read_bytes() for path in again if path] == before


def test_a_copy_exchanged_on_the_disk_is_neither_printed_nor_looked_through(shelf: Shelf) -> None:
    digest = shelf.keep(encoded(busy(800, 600)))
    made = {size: made_of(shelf, digest, size) for size in ("working", "printed")}
    for path in shelf.copies.folder.rglob("*.jpg"):
        path.write_bytes(exchanged(path))
    for later in (shelf, Shelf(shelf.sealed.parent)):
        for size, before in made.items():
            assert made_of(later, digest, size) == before


def made_of(shelf: Shelf, digest: str, size: str) -> bytes:
    path = shelf.copies.working(digest, (HIDDEN,)) if size == "working" else shelf.printed_copy(digest, (HIDDEN,))
    assert path is not None
    return path.read_bytes()


def exchanged(path: Path) -> bytes:
    """Another picture of the same size, as somebody would put in its place to get rid of a redaction."""
    width, height = shown(path.read_bytes()).size
    return encoded(busy(width, height))
