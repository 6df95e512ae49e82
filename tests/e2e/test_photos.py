"""Photos in a browser: picked, sent past the message channel, hidden in part, and never lost when the server dies."""

import time
from pathlib import Path

import pytest

from audit_app.audit.pictures import Picture, Review, pictures
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from tests.photos.pictures import busy, encoded
from tests.walks.browser import Tablet
from tests.walks.pages import Visit
from tests.walks.server import Server

pytestmark = pytest.mark.browser


def kept(server: Server) -> tuple[Picture, ...]:
    """The photos as they are on the disk."""
    with Store.to_read(server.data) as store:
        return pictures(store.load(store.audits()[0].id))


def wait_until_kept(tablet: Tablet, server: Server, count: int, seconds: float = 60) -> tuple[Picture, ...]:
    until = time.monotonic() + seconds
    while len(found := kept(server)) < count and time.monotonic() < until:
        tablet.page.wait_for_timeout(200)
    assert len(found) >= count
    return found


def files(folder: Path, count: int, width: int = 1600) -> list[str]:
    """Photos of different bytes; making the pixels takes longest, so they have the same."""
    paths = [folder / f"image-{number}.jpg" for number in range(count)]
    picture = encoded(busy(width, width * 3 // 4), quality=97)
    for number, path in enumerate(paths):
        path.write_bytes(picture + f"behind the picture {number}".encode())
    return [str(path) for path in paths]


def pick(tablet: Tablet, paths: list[str]) -> None:
    """Chooses files in the dialog of the browser."""
    with tablet.page.expect_file_chooser() as dialog:
        tablet.press("photo.add.site-changes")
    dialog.value.set_files(paths)


def test_picked_photos_are_kept_and_a_part_is_hidden_by_a_drag(visit: Visit, server: Server, tmp_path: Path) -> None:
    tablet = visit.open("site-changes").tablet
    paths, through_page = files(tmp_path, 3), list[bool]()
    tablet.page.on(
        "request", lambda one: through_page.append(bool(one.post_data_buffer)) if one.method == "PUT" else None
    )
    pick(tablet, paths)
    found = wait_until_kept(tablet, server, 3)
    shelf = Shelf(server.data)
    assert [shelf.read(one.digest) for one in found] == [Path(path).read_bytes() for path in paths]
    assert through_page == [False] * 3  # each went from where it lies, and through no memory of the page
    tablet.press(f"photo.{found[0].id}")
    tablet.at("photo.view").wait_for(state="attached")
    tablet.at("tools.redaction").first.click(force=True)
    tablet.at("photo.draw").wait_for(state="attached")
    box = tablet.at("photo.draw").bounding_box()
    assert box is not None
    mouse = tablet.page.mouse
    mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.75, steps=6)
    mouse.up()
    tablet.at("mark.0").wait_for(state="attached")
    tablet.press("photo.reviewed", scroll=False)
    tablet.sees("Photo 2 of 3")  # it turns to the next that nobody looked over
    tablet.press("photo.previous", scroll=False)
    tablet.sees("Reviewed by Ada Byron")
    one = kept(server)[0]
    assert one.review is Review.REDACTED
    [mark] = one.marks
    assert [[float(at) for at in point] for point in mark.points] == [
        pytest.approx([0.25, 0.25], abs=0.02),
        pytest.approx([0.5, 0.75], abs=0.02),
    ]


def test_photos_on_their_way_when_the_server_is_killed_are_offered_again(
    visit: Visit, server: Server, tmp_path: Path
) -> None:
    tablet = visit.open("site-changes").tablet
    pick(tablet, files(tmp_path, 12, width=4000))
    wait_until_kept(tablet, server, 1)
    server.kill()
    tablet.off()
    shelf = Shelf(server.data)
    waiting = len(shelf.waiting())
    assert waiting and all(not shelf.fault(one.digest) for one in kept(server))
    before = len(kept(server))
    server.start()
    tablet.open(server.to())
    tablet.press("resume")
    tablet.sees("was interrupted before it was saved")
    assert len(shelf.waiting()) + len(kept(server)) == waiting + before
