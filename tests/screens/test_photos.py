"""Photos on the screens: picked, kept, marked, hidden, looked through, compared."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import flet as ft
import pytest
from PIL import ExifTags, Image

from audit_app.audit.log.people import Scanner, Unit
from audit_app.audit.pictures import Picture, Review, pictures
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.errors import EntryRefused
from audit_app.screens.app import starter
from audit_app.screens.photos import arrivals as coming_in
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.shelf.shelf import Capture
from audit_app.units import read
from audit_app.visit.findings import raise_finding
from audit_app.visit.photos import developed, enter, review_all, use_also
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK
from tests.photos.pictures import busy, corners, encoded
from tests.screen import Screen, screen
from tests.screens.conftest import ADA
from tests.screens.own_page import OwnPage

UNIT = Unit(id="unit-1", name="MRI 1", organisation="Riverside NHS Trust", site="Main hospital")


def begun(cabinet: Cabinet, on: str = "2026-01-02") -> Visit:
    scanner = Scanner(maker="Example", model="One", field=read("1.5 T", "T").quantity)
    walk = parse(WALK, "walk.toml")
    return begin(cabinet.store, ADA, walk, Library(), unit=UNIT, scanner=scanner, settings=(), on=on)


def photographed(cabinet: Cabinet, visit: Visit, seed: int = 1, item: str = "sign") -> str:
    """A photo taken before the screens were opened; gives its id."""
    capture = Capture(
        f"c{seed}", visit.audit.id, item=item, name=f"IMG_{seed}.jpg", received="2026-01-02T10:00:00+00:00"
    )
    shelf = cabinet.shelf
    return enter(visit, shelf, developed(shelf, shelf.receive(capture, encoded(busy(400, 300, seed)))))


def kept(cabinet: Cabinet, visit: Visit) -> tuple[Picture, ...]:
    """The photos as the store has them."""
    return pictures(cabinet.store.load(visit.audit.id))


@asynccontextmanager
async def at(cabinet: Cabinet, route: str, **window: int) -> AsyncIterator[Screen]:
    """The app at an address of an audit, once the audit is open."""
    async with screen(starter(cabinet), route=route, **window) as shown:
        await shown.until(lambda: not shown.says("Opening the audit"))
        await shown.settle()
        yield shown


async def pick(shown: Screen, key: str, *files: ft.FilePickerFile) -> ft.FilePicker:
    """What happens when files are chosen: the client tells the picker of the button."""
    picker = shown[key].action.file_picker
    await picker.on_result(SimpleNamespace(files=list(files)))
    await shown.settle()
    return picker


def as_tablet(path: Path, number: int = 0) -> ft.FilePickerFile:
    """A file as a tablet hands it over: by its path."""
    return ft.FilePickerFile(id=number, name=path.name, size=path.stat().st_size, path=str(path))


async def test_picked_photos_are_kept_and_shown_with_their_item(cabinet: Cabinet, tmp_path: Path) -> None:
    visit = begun(cabinet)
    paths = [tmp_path / "IMG_1.jpg", tmp_path / "IMG_2.jpg"]
    for number, path in enumerate(paths):
        path.write_bytes(encoded(busy(200, 150, number)))
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        assert shown.says("No photos yet")
        await pick(shown, "photo.add.", *(as_tablet(path, number) for number, path in enumerate(paths)))
        assert [one.name for one in kept(cabinet, visit)] == ["IMG_1.jpg", "IMG_2.jpg"]
        assert shown.says("2 photos, 2 not reviewed") and shown["deed"].value == "2 photos kept"
        assert cabinet.shelf.waiting() == () and not cabinet.in_hand
        await shown.press("undo")
        assert kept(cabinet, visit) == ()


async def test_an_upload_goes_to_the_incoming_folder_one_file_at_a_time(cabinet: Cabinet) -> None:
    visit = begun(cabinet)
    data = [encoded(busy(200, 150, number)) for number in range(2)]
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        picker = shown["photo.add."].action.file_picker
        sent: list[str] = []

        async def upload(files: list[ft.FilePickerUploadFile]) -> None:
            """The client: it puts the bytes under the name in the address and tells how far it is."""
            [one] = files
            name = one.upload_url.partition("f=")[2]
            assert [waits.id for waits in cabinet.shelf.waiting()].count(name) == 1
            (cabinet.shelf.incoming / name).write_bytes(data[one.id])
            sent.append(name)
            for share in (0.0, 0.5, 1.0):
                picker.on_upload(ft.FilePickerUploadEvent("upload", picker, file_name="image.jpg", progress=share))

        picker.upload = upload
        files = [ft.FilePickerFile(id=n, name="image.jpg", size=len(each)) for n, each in enumerate(data)]
        await pick(shown, "photo.add.", *files)
        assert len(set(sent)) == 2 and len(kept(cabinet, visit)) == 2
        assert shown["photo.add."].action.file_picker is not picker


async def test_of_photos_entered_together_one_that_is_refused_stops_no_other(cabinet: Cabinet, tmp_path: Path) -> None:
    visit = begun(cabinet)
    paths = [tmp_path / f"IMG_{number}.jpg" for number in range(3)]
    for path, seed in zip(paths, (0, 0, 1), strict=True):  # the second is the first again
        path.write_bytes(encoded(busy(200, 150, seed)))
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        await pick(shown, "photo.add.", *(as_tablet(path, number) for number, path in enumerate(paths)))
        assert [one.name for one in kept(cabinet, visit)] == ["IMG_0.jpg", "IMG_2.jpg"]
        assert shown.says("IMG_1.jpg is already among the photos of this item")
        assert shown["deed"].value == "2 photos kept" and not cabinet.in_hand
        await shown.press("undo")
        assert kept(cabinet, visit) == ()


async def test_a_photo_that_is_here_is_kept_while_the_next_is_still_on_its_way(
    cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coming_in, "PAUSE", 0.05)
    visit, data = begun(cabinet), [encoded(busy(200, 150, number)) for number in range(2)]
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        picker = shown["photo.add."].action.file_picker

        async def upload(files: list[ft.FilePickerUploadFile]) -> None:
            [one] = files
            if one.id == 0:
                await shown.until(lambda: shown.says("2 photos are on their way"))
            else:  # a slow line: by the time that the second is here the first is kept
                await shown.until(lambda: shown.says("1 photo, 1 not reviewed"))
                assert len(kept(cabinet, visit)) == 1 and shown.says("Receiving image.jpg")
            (cabinet.shelf.incoming / one.upload_url.partition("f=")[2]).write_bytes(data[one.id])
            picker.on_upload(ft.FilePickerUploadEvent("upload", picker, file_name="image.jpg", progress=1.0))

        picker.upload = upload
        await pick(
            shown,
            "photo.add.",
            *(ft.FilePickerFile(id=n, name="image.jpg", size=len(each)) for n, each in enumerate(data)),
        )
        assert len(kept(cabinet, visit)) == 2 and not shown.says("on their way")


async def test_an_upload_that_fails_is_offered_again_and_can_be_left_out(cabinet: Cabinet) -> None:
    visit = begun(cabinet)
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        picker = shown["photo.add."].action.file_picker

        async def upload(files: list[ft.FilePickerUploadFile]) -> None:
            picker.on_upload(ft.FilePickerUploadEvent("upload", picker, file_name="a.jpg", error="no network"))

        picker.upload = upload
        await pick(shown, "photo.add.", ft.FilePickerFile(id=1, name="a.jpg", size=9))
        assert shown.says("a.jpg did not arrive (no network)")
        [waits] = cabinet.shelf.waiting()
        (cabinet.shelf.incoming / waits.id).write_bytes(b"too short")
        await shown.press("photo.again")
        assert shown.says("a.jpg is not a picture") or shown.says("not a picture")
        await shown.press("photo.drop")
        assert cabinet.shelf.waiting() == () and kept(cabinet, visit) == ()


def heic(taken: str) -> bytes:
    """The beginning of a HEIC picture with camera data in it, and nothing that could be decoded."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"Exif\0\0\0\0" + exif.tobytes() + b"no picture"


async def test_a_picture_that_only_the_browser_can_open_is_kept_as_the_jpeg_it_makes(cabinet: Cabinet) -> None:
    visit, came, made = begun(cabinet), heic("2026:01:02 09:30:00"), encoded(busy(200, 150))
    cabinet.page_files = OwnPage(came, made)
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        await pick(shown, "photo.add.", ft.FilePickerFile(id=0, name="IMG_1.HEIC", size=len(came)))
        await shown.until(lambda: bool(kept(cabinet, visit)))
    [one] = kept(cabinet, visit)
    assert cabinet.shelf.read(one.digest) == made
    assert one.taken.taken_at == "2026-01-02T09:30:00"
    assert "came as a HEIC picture" in one.taken.warnings[-1]
    assert [digest for digest, _ in cabinet.shelf.originals()] == [one.digest]  # none is left that nobody could expunge


async def test_the_same_picture_stays_as_it_came_where_another_entry_names_it(cabinet: Cabinet) -> None:
    earlier, came, made = begun(cabinet), heic("2026:01:02 09:30:00"), encoded(busy(200, 150))
    digest = cabinet.shelf.keep(came)
    earlier.add_photo("sign", digest=digest)  # as it comes with an audit from a computer, which opened it
    visit = begun(cabinet)
    cabinet.page_files = OwnPage(came, made)
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        await pick(shown, "photo.add.", ft.FilePickerFile(id=0, name="IMG_1.HEIC", size=len(came)))
        await shown.until(lambda: bool(kept(cabinet, visit)))
    [one] = kept(cabinet, visit)
    assert cabinet.shelf.read(one.digest) == made
    assert cabinet.shelf.read(digest) == came


async def test_a_picture_that_not_even_the_browser_can_open_says_how_to_get_a_jpeg(cabinet: Cabinet) -> None:
    visit, came = begun(cabinet), heic("2026:01:02 09:30:00").replace(b"heic", b"avif")
    cabinet.page_files = OwnPage(came, None)
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        await pick(shown, "photo.add.", ft.FilePickerFile(id=0, name="a.avif", size=len(came)))
        await shown.until(lambda: shown.says("Save it as JPEG and add it again."))
        await shown.press("photo.keep")
    [one] = kept(cabinet, visit)
    assert cabinet.shelf.read(one.digest) == came


async def test_a_file_too_large_is_refused_in_words_before_it_is_sent_and_the_others_come(cabinet: Cabinet) -> None:
    visit = begun(cabinet)
    sent: list[str] = []
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        picker = shown["photo.add."].action.file_picker

        async def upload(files: list[ft.FilePickerUploadFile]) -> None:
            sent.extend(one.name for one in files)
            [waits] = cabinet.shelf.waiting()
            (cabinet.shelf.incoming / waits.id).write_bytes(encoded(corners()))
            picker.on_upload(ft.FilePickerUploadEvent("upload", picker, file_name=waits.id, progress=1.0))

        picker.upload = upload
        small = len(encoded(corners()))
        files = [
            ft.FilePickerFile(id=number, name=name, size=size)
            for number, (name, size) in enumerate({"a.tif": 187_000_000, "b.jpg": small}.items())
        ]
        await pick(shown, "photo.add.", *files)
        await shown.until(lambda: bool(kept(cabinet, visit)))
        assert sent == ["b.jpg"] and cabinet.shelf.waiting() == ()
        told = "a.tif is 187 MB, and at most 100 MB can be sent. Save a smaller copy and add that"
        assert shown.says(told) and "photo.again" not in shown
        await shown.press("photo.drop")
        assert not shown.says(told)


async def test_a_capture_cut_off_by_a_crash_is_offered_at_the_next_start(cabinet: Cabinet) -> None:
    visit = begun(cabinet)
    capture = Capture("cut", visit.audit.id, item="", name="IMG_7.jpg", received="2026-01-02T10:00:00+00:00")
    cabinet.shelf.expect(capture).write_bytes(encoded(corners()))
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        assert shown.says("IMG_7.jpg was interrupted before it was saved.")
        await shown.press("photo.again")
        await shown.until(lambda: bool(kept(cabinet, visit)))
        assert [one.name for one in kept(cabinet, visit)] == ["IMG_7.jpg"] and cabinet.shelf.waiting() == ()


async def test_a_capture_cut_off_for_an_item_is_offered_from_the_first_screen_on(cabinet: Cabinet) -> None:
    visit = begun(cabinet)
    capture = Capture("cut", visit.audit.id, item="oxygen", name="IMG_8.jpg", received="2026-01-02T10:00:00+00:00")
    cabinet.shelf.seal(replace(capture, size=cabinet.shelf.expect(capture).write_bytes(encoded(corners()))))
    async with at(cabinet, "/") as shown:
        await shown.until(lambda: "shelf-notice" in shown)
        await shown.press(f"waiting.{visit.audit.id}")
        assert shown.says("IMG_8.jpg was interrupted before it was saved. It was taken for “Oxygen reading”.")
        await shown.press("photo.again")
        await shown.until(lambda: bool(kept(cabinet, visit)))
        assert [(one.name, one.taken.item) for one in kept(cabinet, visit)] == [("IMG_8.jpg", "oxygen")]


async def test_a_file_that_is_no_picture_is_kept_only_when_the_auditor_says_so(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    visit = begun(cabinet)
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF-1.7 a plan")
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        await pick(shown, "photo.add.", as_tablet(path))
        assert shown.says("PDF document") and kept(cabinet, visit) == ()
        await shown.press("photo.keep")
        [one] = kept(cabinet, visit)
        assert cabinet.shelf.read(one.digest) == b"%PDF-1.7 a plan"


async def test_the_strip_of_an_item_shows_its_photos_only(cabinet: Cabinet) -> None:
    visit = begun(cabinet)
    mine, other = photographed(cabinet, visit, 1), photographed(cabinet, visit, 2, item="field")
    async with at(cabinet, f"/audit/{visit.audit.id}") as shown:
        await shown.until(lambda: f"photo.{mine}" in shown)
        assert f"photo.{other}" not in shown and "photo.add.sign" in shown


async def draw(shown: Screen, tool: str, *ends: tuple[float, float]) -> None:
    await shown.choose("tools", tool)
    finger = shown["photo.draw"]
    width, height = finger.content.width, finger.content.height
    spots = [{"x": x * width, "y": y * height} for x, y in ends]
    if tool == "text":
        await shown.send(finger, "tap_up", {"l": spots[0], "g": spots[0], "k": "touch"})
        return
    await shown.send(finger, "pan_start", {"l": spots[0], "g": spots[0], "k": "touch", "ts": 0})
    await shown.send(finger, "pan_update", {"l": spots[1], "g": spots[1]})
    await shown.send(finger, "pan_end", {"l": spots[1], "g": spots[1], "v": {"x": 0, "y": 0}, "pv": 0})


@pytest.fixture
def visit(cabinet: Cabinet) -> Visit:
    return begun(cabinet)


async def opened(shown: Screen) -> None:
    await shown.until(lambda: "photo.view" in shown)


async def test_a_drag_hides_a_part_and_the_review_covers_it(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await opened(shown)
        await draw(shown, "redaction", (0.25, 0.25), (0.5, 0.75))
        [one] = kept(cabinet, visit)
        assert [[float(at) for at in point] for point in one.marks[0].points] == [[0.25, 0.25], [0.5, 0.75]]
        assert shown["review"].value.startswith("Not reviewed")
        await shown.press("photo.reviewed")
        [one] = kept(cabinet, visit)
        assert one.review is Review.REDACTED and one.by == ADA
        assert "Parts hidden. Reviewed by Ada Byron" in shown["review"].value
        await shown.press("mark.0")
        assert kept(cabinet, visit)[0].review is Review.UNREVIEWED
        await shown.press("undo")
        assert kept(cabinet, visit)[0].review is Review.REDACTED


async def test_hiding_a_part_makes_the_copies_that_leave_anew(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await opened(shown)
        await draw(shown, "redaction", (0.25, 0.25), (0.5, 0.75))
        [one] = kept(cabinet, visit)
        await shown.until(lambda: cabinet.shelf.copies.ready(one.digest, one.marks) is not None)


async def test_a_tap_places_a_text(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await opened(shown)
        await draw(shown, "text", (0.5, 0.5))
        await shown.type("mark.text", "Door left open")
        await shown.press("mark.ok")
        [one] = kept(cabinet, visit)
        assert (one.marks[0].shape, one.marks[0].text) == ("text", "Door left open")
        assert shown.says("Text 1: Door left open")


async def test_a_slip_of_the_finger_draws_nothing_and_says_so(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await opened(shown)
        await draw(shown, "box", (0.5, 0.5), (0.5, 0.5))
        assert "covers nothing" in shown["trouble"].value and kept(cabinet, visit)[0].marks == ()


async def test_a_caption_half_typed_is_there_again(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await shown.type("caption", "The sign is mis")
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as again:
        assert again["caption"].value == "The sign is mis"
        await again.leave("caption")
        assert kept(cabinet, visit)[0].caption == "The sign is mis"


async def test_a_caption_is_kept_when_the_field_is_left(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await shown.fill("caption", "The sign is missing")
        assert kept(cabinet, visit)[0].caption == "The sign is missing"


async def test_a_photo_is_taken_out_after_asking_and_comes_back_with_undo(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await shown.press("photo.aside")
        assert kept(cabinet, visit) and shown["aside.yes"].disabled, "a reason is asked for"
        await shown.press("aside.1")
        await shown.press("aside.yes")
        assert cabinet.store.load(visit.audit.id).slots.last(("photo", photo)).reason == "Wrong item"
        assert kept(cabinet, visit) == () and shown.page.route.endswith("/photos")
        await shown.press("undo")
        assert [one.id for one in kept(cabinet, visit)] == [photo]


async def test_one_picture_serves_another_item_and_a_finding_too(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    visit.caption(photo, "The sign")
    finding = raise_finding(visit, "Gap")
    other = next(key for key, line in visit.audit.lines.items() if line.item.id != "sign")
    cabinet.keep(visit.audit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        for place in (f"line:{other}", f"finding:{finding}"):
            await shown.press("photo.also")
            await shown.pick("also.to", place)
            await shown.press("also.yes")
    one, two = kept(cabinet, visit)
    assert (one.id, one.taken.item) == (photo, "sign")
    assert (two.digest, two.caption, two.taken.item) == (one.digest, "The sign", visit.audit.lines[other].item.id)
    named = cabinet.store.load(visit.audit.id).slots.last(("finding", finding))
    assert named.photos == (photo,)
    again = cabinet.visiting(visit.audit.id, ADA, set())
    with pytest.raises(EntryRefused, match="already among the photos of that item"), again as here:
        use_also(here, photo, two.taken.item, two.taken.thing)


async def test_photos_that_show_nobody_are_reviewed_with_one_question(cabinet: Cabinet, visit: Visit) -> None:
    photographed(cabinet, visit, 1)
    photographed(cabinet, visit, 2)
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        assert "all.clear" not in shown, "only beside those that it is about"
        await shown.press("review.together")
        assert "review.together" not in shown and shown["all.clear"].disabled
        await shown.switch("all.looked", True)
        await shown.press("all.clear")
        assert [one.review for one in kept(cabinet, visit)] == [Review.NOTHING_TO_REDACT] * 2
        await shown.press("undo")
        assert [one.review for one in kept(cabinet, visit)] == [Review.UNREVIEWED] * 2


def test_photos_reviewed_together_are_kept_together_or_not_at_all(cabinet: Cabinet, visit: Visit) -> None:
    both = [photographed(cabinet, visit, number) for number in (1, 2)]
    with pytest.raises(EntryRefused, match="not in the audit any more"), cabinet.visiting(visit.audit.id, ADA) as here:
        review_all(here, [*both, "gone"])
    assert [one.review for one in kept(cabinet, visit)] == [Review.UNREVIEWED] * 2
    with cabinet.visiting(visit.audit.id, ADA) as here:
        assert review_all(here, both) == 2
    assert [one.review for one in kept(cabinet, visit)] == [Review.NOTHING_TO_REDACT] * 2


async def test_a_tablet_held_upright_gives_a_photo_its_whole_width(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}", width=820, height=1180) as shown:
        await shown.until(lambda: "photo.view" in shown)
        assert shown["photo.view"].content.width >= 818


async def test_a_photo_is_moved_to_another_item_on_its_screen(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await shown.press("photo.move")
        await shown.pick("move.to", "line:oxygen")
        await shown.press("move.yes")
        assert kept(cabinet, visit)[0].taken.item == "oxygen" and shown.says("Oxygen reading")


async def test_a_photo_is_expunged_with_a_name_and_a_reason_and_says_so(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    digest = kept(cabinet, visit)[0].digest
    (cabinet.made / "report.pdf").write_bytes(b"it shows the picture")
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await shown.press("photo.expunge")
        assert shown["expunge.yes"].disabled
        await shown.type("expunge.reason", "A patient's face")
        await shown.press("expunge.yes")
        await shown.until(lambda: not cabinet.shelf.has(digest))
        assert shown["expunged"].value.endswith("by Ada Byron: A patient's face.")
        await shown.until(lambda: not list(cabinet.made.iterdir()))


async def test_a_photo_whose_file_is_gone_says_so(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    path = cabinet.shelf.path(kept(cabinet, visit)[0].digest)
    path.unlink()
    for copy in cabinet.shelf.copies.folder.rglob("*.jpg"):
        copy.unlink()
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await shown.until(lambda: shown.says("is not on this device"))


async def test_photos_of_two_audits_stand_side_by_side(cabinet: Cabinet) -> None:
    then, now = begun(cabinet, "2025-01-02"), begun(cabinet)
    photographed(cabinet, then, 1)
    photographed(cabinet, then, 2, item="field")
    photo = photographed(cabinet, now, 3)
    async with at(cabinet, f"/audit/{now.audit.id}/photo/{photo}/compare") as shown:
        await shown.until(lambda: "earlier" in shown)
        assert [option.text for option in shown["earlier"].options] == ["2 January 2025: Photo 1, IMG_1.jpg"]
        await shown.until(lambda: "side.Then" in shown and "side.Now" in shown)


async def test_with_no_earlier_photo_there_is_nothing_to_compare(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}/compare") as shown:
        await shown.until(lambda: shown.says("Nothing to compare with"))


async def test_the_grid_shows_those_not_reviewed(cabinet: Cabinet, visit: Visit) -> None:
    first, second = photographed(cabinet, visit, 1), photographed(cabinet, visit, 2)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{first}") as shown:
        await shown.press("photo.reviewed")
        await shown.go(f"/audit/{visit.audit.id}/photos")
        assert f"photo.{first}" in shown and f"photo.{second}" in shown
        await shown.choose("which", "unreviewed")
        assert f"photo.{first}" not in shown and f"photo.{second}" in shown


async def test_a_photo_that_was_looked_over_turns_to_the_next_and_back_leads_to_the_item(
    cabinet: Cabinet, visit: Visit
) -> None:
    first, second = photographed(cabinet, visit, 1), photographed(cabinet, visit, 2)
    address = f"/audit/{visit.audit.id}"
    async with at(cabinet, address) as shown:
        await shown.send(shown[f"photo.{second}"], "click")
        await shown.press("photo.reviewed")
        assert shown.page.route == f"{address}/photo/{first}"
        await shown.press("photo.reviewed")
        assert shown.page.route == f"{address}/photo/{first}" and "photo.reviewed" not in shown
        await shown.press("back")
        assert shown.page.route == address


async def test_missing_thumbnails_are_made_beside_the_screen(cabinet: Cabinet, visit: Visit) -> None:
    for seed in range(3):
        photographed(cabinet, visit, seed)
    for copy in cabinet.shelf.copies.folder.rglob("*.jpg"):
        copy.unlink()
    async with at(cabinet, f"/audit/{visit.audit.id}/photos") as shown:
        await shown.until(lambda: len(list(cabinet.shelf.copies.folder.rglob("*-320.jpg"))) == 3)
        await shown.until(lambda: len([each for each in shown.controls() if isinstance(each, ft.Image)]) == 3)


async def test_a_narrow_window_holds_the_photo_and_its_panel(cabinet: Cabinet, visit: Visit) -> None:
    photo = photographed(cabinet, visit)
    async with at(cabinet, f"/audit/{visit.audit.id}/photo/{photo}", width=390, height=800) as shown:
        await opened(shown)
        assert shown["photo.view"].content.width <= 390 and "photo.reviewed" in shown
        await shown.choose("tools", "redaction")
        assert "photo.draw" in shown and "photo.reviewed" not in shown


async def test_without_a_camera_the_screen_leads_back_to_the_picker(cabinet: Cabinet, visit: Visit) -> None:
    async with at(cabinet, f"/audit/{visit.audit.id}/camera/sign") as shown:
        assert shown.says("The camera cannot be used in the app here")


def test_a_capture_is_a_value() -> None:
    one = Capture("c", "a", name="x.jpg")
    assert replace(one, digest="d").digest == "d" and one.digest == ""


async def test_what_is_amiss_on_the_shelf_is_said_at_the_start(cabinet: Cabinet, visit: Visit) -> None:
    photographed(cabinet, visit)
    cabinet.shelf.path(kept(cabinet, visit)[0].digest).unlink()
    async with at(cabinet, "/") as shown:
        await shown.until(lambda: "shelf-notice" in shown)
        assert shown.says("1 photo or file named by an audit is not on this device")
        await shown.press("shelf.close")
        assert "shelf-notice" not in shown


async def test_a_file_that_was_being_read_when_the_app_ended_is_named_at_the_start(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    place = cabinet.shelf.picked("all.zip", "1")
    place.write_bytes(b"PK")
    again = Cabinet(cabinet.store, tmp_path)
    assert not list(again.shelf.incoming.iterdir())
    async with at(again, "/") as shown:
        await shown.until(lambda: "shelf-notice" in shown)
        assert shown.says("all.zip was being read when the app last ended")
