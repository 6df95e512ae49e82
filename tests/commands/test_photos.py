"""Photos from the command line: looked at, taken in, and purged only when asked."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from audit_app.audit.log.people import Person, Scanner, Unit
from audit_app.audit.pictures import pictures
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.commands.photos import photos, purge
from audit_app.commands.report import report
from audit_app.errors import PhotoRefused, StoreLocked, UsageError
from audit_app.report import whole_json
from audit_app.store.shelf.inventory import inventory, inventory_sentences
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.units import read
from audit_app.visit.photos import developed, draw, enter, review, set_aside
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK
from tests.photos.pictures import busy, corners, encoded, with_exif

ADA = Person(name="Ada Byron", role="MR Safety Expert", registration="RCT0001")
UNIT = Unit(id="unit-1", name="MRI 1", organisation="Riverside NHS Trust", site="Main hospital")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def visit(folder: Path) -> Iterator[Visit]:
    with Store.at(folder) as store:
        scanner = Scanner(maker="Example", model="One", field=read("1.5 T", "T").quantity)
        yield begin(store, ADA, parse(WALK, "walk.toml"), Library(), unit=UNIT, scanner=scanner, settings=())


@pytest.fixture
def began(visit: Visit) -> Visit:
    """An audit whose folder has been given back."""
    visit.add_thing("door", "Door A")
    visit.add_thing("door", "Door B")
    visit.store.close()
    return visit


def run(*words: object, fine: bool = True) -> Result:
    command = {"photos": photos, "purge": purge}[str(words[0])]
    result = CliRunner().invoke(command, [str(word) for word in words[1:]])
    if fine:
        assert result.exit_code == 0, result.output
    return result


def files(tmp_path: Path, **content: bytes) -> list[Path]:
    paths = [tmp_path / name.replace("_", ".") for name in content]
    for path, data in zip(paths, content.values(), strict=True):
        path.write_bytes(data)
    return paths


def test_check_says_of_each_file_what_it_is_and_never_fails(tmp_path: Path) -> None:
    old = with_exif(corners(), DateTime="1999:01:01 10:00:00", Orientation=6)
    paths = files(tmp_path, a_jpg=old, b_png=encoded(corners(), "PNG")[:200], c_txt=b"hello", d_jpg=b"")
    said = run("photos", "check", *paths).output
    assert "a.jpg\n  a JPEG picture, 160 × 240 pixels, 0.0 MB, taken 01.01.1999 10:00" in said
    assert "shown right side up at 160 × 240 without its metadata" in said
    assert "warning: The camera's clock said" in said
    assert "b.png\n  would be refused: it is cut short" in said
    assert "c.txt\n  would be refused: it is not a picture" in said
    assert "d.jpg\n  would be refused: it is empty" in said


def test_check_looks_into_folders(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    files(tmp_path / "in", a_jpg=encoded(corners()), _hidden=b"x")
    assert run("photos", "check", tmp_path).output.count("JPEG") == 1


def added(folder: Path, *words: object, fine: bool = True) -> Result:
    return run("photos", "add", "--data", folder, "latest", *words, fine=fine)


def test_photos_are_added_by_the_auditor_with_their_facts(began: Visit, folder: Path, tmp_path: Path) -> None:
    data = with_exif(corners(), DateTime="2026:01:02 09:00:00", Orientation=6)
    (tmp_path / "IMG_0001.jpg").write_bytes(data)
    assert "IMG_0001.jpg: added" in added(folder, "sign", tmp_path / "IMG_0001.jpg").output
    with Store.to_read(folder) as store:
        [one] = pictures(store.load(began.audit.id))
    assert (one.taken.item, one.name, one.taken.by) == ("sign", "IMG_0001.jpg", ADA)
    assert (one.taken.width, one.taken.height, one.taken.size) == (160, 240, len(data))
    assert (one.taken.taken_at, one.taken.media_type) == ("2026-01-02T09:00:00", "image/jpeg")
    shelf = Shelf(folder)
    assert shelf.read(one.digest) == data and shelf.waiting() == ()
    assert list(shelf.copies.folder.rglob("*-320.jpg")) and list(shelf.copies.folder.rglob("*-1600.jpg"))


def test_a_refused_file_does_not_stop_the_others(began: Visit, folder: Path, tmp_path: Path) -> None:
    paths = files(tmp_path, a_jpg=b"no", b_jpg=encoded(corners()), c_png=encoded(busy(99, 99), "PNG")[:-900])
    result = added(folder, "sign", *paths, fine=False)
    assert isinstance(result.exception, PhotoRefused) and "2 of the files were not added" in str(result.exception)
    with Store.to_read(folder) as store:
        [one] = pictures(store.load(began.audit.id))
    assert one.digest == hashlib.sha256(paths[1].read_bytes()).hexdigest()
    assert Shelf(folder).waiting() == ()


def test_the_same_photo_is_not_added_twice_to_an_item(began: Visit, folder: Path, tmp_path: Path) -> None:
    paths = files(tmp_path, a_jpg=encoded(corners()))
    added(folder, "sign", *paths)
    assert "already among the photos" in added(folder, "sign", *paths, fine=False).output
    added(folder, "field", *paths)
    with Store.to_read(folder) as store:
        assert [one.taken.item for one in pictures(store.load(began.audit.id))] == ["sign", "field"]


def test_an_item_asked_of_each_door_needs_to_be_told_which(began: Visit, folder: Path, tmp_path: Path) -> None:
    paths = files(tmp_path, a_jpg=encoded(corners()))
    for more, fault in (((), "Door A, Door B"), (("--thing", "Door C"), "not asked of “Door C”")):
        result = added(folder, "closes", *paths, *more, fine=False)
        assert isinstance(result.exception, UsageError) and fault in str(result.exception)
    added(folder, "closes", *paths, "--thing", "Door B", "--by", "Bo")
    with Store.to_read(folder) as store:
        [one] = pictures(store.load(began.audit.id))
    assert one.taken.by.name == "Bo" and one.taken.thing


def test_an_unknown_item_is_said(began: Visit, folder: Path, tmp_path: Path) -> None:
    result = added(folder, "nothing", *files(tmp_path, a_jpg=encoded(corners())), fine=False)
    assert isinstance(result.exception, UsageError) and "“nothing”" in str(result.exception)


def capture(visit: Visit, name: str = "IMG_1.jpg") -> Capture:
    return Capture(name, visit.audit.id, item="sign", name=name, received="2026-01-02T10:00:00+00:00")


def test_a_photo_is_waiting_until_it_is_entered(visit: Visit, folder: Path) -> None:
    shelf = Shelf(folder)
    one = developed(shelf, shelf.receive(capture(visit), encoded(corners())))
    assert [waits.name for waits in shelf.waiting()] == ["IMG_1.jpg"]
    enter(visit, shelf, one)
    assert shelf.waiting() == () and [each.name for each in pictures(visit.audit)] == ["IMG_1.jpg"]


class Counted(Shelf):
    """A shelf that counts how often a picture is read, and with it checked, as a whole."""

    reads = 0

    def read(self, digest: str) -> bytes:
        self.reads += 1
        return super().read(digest)


@pytest.mark.parametrize("thumbnail_only", [False, True])
def test_a_photo_on_its_way_in_is_read_and_checked_once(visit: Visit, folder: Path, thumbnail_only: bool) -> None:
    shelf = Counted(folder)
    developed(shelf, shelf.receive(capture(visit), encoded(corners())), thumbnail_only)
    assert shelf.reads == 1


def test_a_picture_that_cannot_be_opened_is_kept_until_the_auditor_decides(visit: Visit, folder: Path) -> None:
    shelf = Shelf(folder)
    one = developed(shelf, shelf.receive(capture(visit, "a.heif"), b"%PDF-1.7 not a photo"))
    assert "PDF document" in one.refusal and shelf.waiting() == (one.capture,)
    assert shelf.read(one.capture.digest) == b"%PDF-1.7 not a photo"
    enter(visit, shelf, one)
    [kept] = pictures(visit.audit)
    assert kept.taken.media_type == "application/pdf" and one.refusal == f"a.heif {kept.taken.warnings[0]}"


def test_a_files_name_that_a_person_gave_is_in_no_entry_and_so_in_no_report(visit: Visit, folder: Path) -> None:
    shelf = Shelf(folder)
    enter(visit, shelf, developed(shelf, shelf.receive(capture(visit, "John Smith knee.jpg"), encoded(corners()))))
    broken = developed(shelf, shelf.receive(capture(visit, "John Smith foot.jpg"), b"%PDF-1.7 not a photo"))
    assert "John Smith foot.jpg" in broken.refusal  # the auditor is told which file it is
    enter(visit, shelf, broken)
    assert [one.name for one in pictures(visit.audit)] == ["photo 1", "photo 2"]
    assert b"Smith" not in whole_json(visit.audit)


def test_a_review_covers_the_marks_it_saw(visit: Visit, folder: Path) -> None:
    shelf = Shelf(folder)
    photo = enter(visit, shelf, developed(shelf, shelf.receive(capture(visit), encoded(corners()))))
    review(visit, photo)
    assert [one.review.value for one in pictures(visit.audit)] == ["nothing to redact"]
    draw(visit, photo, [])
    assert [one.review.value for one in pictures(visit.audit)] == ["nothing to redact"]


def test_the_inventory_finds_what_is_named_and_gone_and_what_is_there_and_forgotten(visit: Visit, folder: Path) -> None:
    shelf = Shelf(folder)
    enter(visit, shelf, developed(shelf, shelf.receive(capture(visit), encoded(corners()))))
    assert inventory(visit.store, shelf, progress=lambda name: None).whole
    digest = pictures(visit.audit)[0].digest
    path = shelf.path(digest)
    path.chmod(0o600)
    path.write_bytes(b"changed")
    assert inventory(visit.store, shelf, progress=lambda name: None).damaged == (path,)
    path.unlink()
    forgotten = shelf.keep(b"forgotten")
    (shelf.incoming / "left").write_bytes(b"over")
    coming = capture(visit, "coming.jpg")
    shelf.expect(coming)
    found = inventory(visit.store, shelf)
    assert inventory_sentences(found) == (
        "1 photo or file named by an audit is not on this device: restore a backup, or ask for it again.",
        "1 photo or file is on the way and not yet in an audit: open the audit's photos to go on.",
        "2 photos or files are named by no audit and can be deleted.",
    )
    assert [one.digest for one in found.dangling] == [digest] and not found.whole
    assert found.orphans == (shelf.path(forgotten),)
    assert [path.name for path in found.leftovers] == ["left"]
    assert found.waiting == (coming,)


def test_undone_photos_are_no_orphans(visit: Visit, folder: Path) -> None:
    shelf = Shelf(folder)
    enter(visit, shelf, developed(shelf, shelf.receive(capture(visit), encoded(corners()))))
    visit.undo()
    assert pictures(visit.audit) == () and inventory(visit.store, shelf).orphans == ()


@pytest.fixture
def untidy(visit: Visit, folder: Path) -> Shelf:
    """One photo in use, one set aside, one orphan, one leftover; the folder given back."""
    shelf = Shelf(folder)
    for seed in (1, 2):
        data = encoded(busy(64, 48, seed))
        photo = enter(visit, shelf, developed(shelf, shelf.receive(capture(visit, f"{seed}.jpg"), data)))
    set_aside(visit, photo, "wrong room")
    shelf.keep(b"forgotten")
    (shelf.incoming / "left").write_bytes(b"over")
    visit.store.close()
    return shelf


def kept(shelf: Shelf) -> int:
    return len(list(shelf.originals())) + len(list(shelf.incoming.glob("*")))


def test_purge_lists_and_asks_first(untidy: Shelf, folder: Path) -> None:
    result = CliRunner().invoke(purge, ["--data", str(folder)], input="n\n")
    assert "named by no audit" in result.output and "never entered" in result.output
    assert "Nothing was deleted" in result.output and kept(untidy) == 4


def test_purge_deletes_only_what_no_audit_names(untidy: Shelf, folder: Path) -> None:
    assert "Deleted 2." in run("purge", "--data", folder, "--yes").output
    assert kept(untidy) == 2 and not untidy.has(hashlib.sha256(b"forgotten").hexdigest())
    assert "Nothing to delete." in run("purge", "--data", folder).output


def test_purge_of_photos_set_aside_leaves_their_name_and_the_day(untidy: Shelf, folder: Path) -> None:
    gone = hashlib.sha256(encoded(busy(64, 48, 2))).hexdigest()
    assert "taken out of its audit" in run("purge", "--data", folder, "--yes", "--set-aside").output
    assert not untidy.has(gone) and untidy.fault(gone).startswith("was deleted by a purge on 20")
    assert kept(untidy) == 1
    with Store.to_read(folder) as store:
        found = inventory(store, untidy)
    assert found.whole and found.orphans == ()
    assert "Nothing to delete." in run("purge", "--data", folder, "--set-aside").output


def test_purge_waits_until_the_app_has_ended(visit: Visit, folder: Path) -> None:
    assert isinstance(run("purge", "--data", folder, "--yes", fine=False).exception, StoreLocked)


def test_a_report_with_photos_nobody_reviewed_is_refused_with_the_list(visit: Visit, folder: Path) -> None:
    shelf = Shelf(folder)
    photo = enter(visit, shelf, developed(shelf, shelf.receive(capture(visit), encoded(corners()))))
    target = folder / "report.pdf"
    words = ["latest", "-o", str(target), "--data", str(folder)]
    refused = CliRunner().invoke(report, words)
    assert isinstance(refused.exception, PhotoRefused) and "IMG_1.jpg" in str(refused.exception)
    assert not target.exists()
    review(visit, photo)
    assert CliRunner().invoke(report, words).exit_code == 0
    assert target.is_file()


def test_every_name_gets_an_answer_and_one_that_is_not_there_is_named_last(tmp_path: Path) -> None:
    good = tmp_path / "a.jpg"
    good.write_bytes(encoded(corners()))
    empty, pipe, gone, loop = (tmp_path / name for name in ("empty", "pipe.jpg", "gone.jpg", "loop.jpg"))
    empty.mkdir()
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    result = CliRunner().invoke(photos, ["check", str(gone), str(empty), str(pipe), str(good)])
    assert f"{gone}\n  would be refused: it cannot be read" in result.stdout
    assert f"{empty}\n  would be refused: it is a folder with no files in it" in result.stdout
    assert f"{pipe}\n  would be refused: it is a device, not a file" in result.stdout
    assert "a JPEG picture" in result.stdout
    assert str(result.exception) == f"{gone} is not there. Check the name and the folder."
    inside = run("photos", "check", tmp_path)
    assert f"{loop}\n  would be refused: it cannot be read" in inside.stdout
    assert f"{pipe}\n  would be refused" in inside.stdout


def test_a_name_with_a_line_break_stays_on_its_line(tmp_path: Path) -> None:
    odd = tmp_path / "a\nb\x1b[31m\u202egpj.jpg"
    odd.write_bytes(encoded(corners()))
    told_of = run("photos", "check", odd).stdout.splitlines()
    assert told_of[0] == f"{tmp_path}/a b [31m gpj.jpg"
