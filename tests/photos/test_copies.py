"""Copies hold the picture and nothing else; under a redaction nothing of the original is left anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

import pytest
from PIL import ExifTags, Image, ImageDraw

from audit_app.errors import PhotoRefused
from audit_app.photos.copies import copies, thumbnail
from audit_app.photos.marks import Point, dragged
from tests.photos.pictures import busy, corners, encoded, near, shown, stored_for, with_exif


@dataclass(frozen=True)
class Drawn:
    shape: str
    points: Sequence[Point]
    text: str = ""


def drawn(shape: str, *points: tuple[str, str], text: str = "") -> Drawn:
    return Drawn(shape, tuple((Decimal(x), Decimal(y)) for x, y in points), text)


HIDDEN = drawn("redaction", ("0.4", "0.3"), ("0.6", "0.5"))


def located() -> bytes:
    """A JPEG with everything a phone leaves in one: place, names, a thumbnail of its own, a comment, XMP."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "A. Nurse"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (51.5, 7.0, 9.0), 3: "W", 4: (0.0, 7.0, 1.0)})
    inside = encoded(corners(64, 48))
    return encoded(
        busy(640, 480), exif=exif.tobytes() + inside, comment=b"Ward 9", xmp=b"<x:xmpmeta>Ward 9</x:xmpmeta>"
    )


def test_no_metadata_reaches_a_copy() -> None:
    data = located()
    assert b"A. Nurse" in data and b"Ward 9" in data
    made = copies(data, "a.jpg")
    for copy in (made.working, made.thumbnail, thumbnail(data, "a.jpg")):
        picture = shown(copy)
        assert not picture.getexif() and "comment" not in picture.info and "icc_profile" not in picture.info
        assert not [mark for mark in (b"Exif", b"Ward 9", b"xmp", b"ICC_PROFILE", b"MPF") if mark in copy]
        assert copy.count(b"\xff\xd8\xff") == 1


def test_text_in_a_png_does_not_reach_a_copy() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "Ward 9")
    info.add_itxt("XML:com.adobe.xmp", "<x>Ward 9</x>")
    assert b"Ward 9" not in copies(encoded(corners(), "PNG", pnginfo=info), "a.png").working


def test_copies_are_as_large_as_promised_and_never_larger_than_the_picture() -> None:
    made = copies(encoded(busy(2000, 3000)), "a.jpg")
    assert max(shown(made.working).size) == 1600 and (made.width, made.height) == shown(made.working).size
    assert max(shown(made.thumbnail).size) == 320
    assert shown(copies(encoded(corners(100, 50)), "a.jpg").working).size == (100, 50)


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (6000, 1), (3, 2)])
def test_a_picture_of_any_shape_has_copies(size: tuple[int, int]) -> None:
    made = copies(encoded(Image.new("RGB", size, "red"), "PNG"), "a.png")
    assert min(shown(made.thumbnail).size) >= 1


def test_the_same_photo_gives_the_same_copies() -> None:
    data = encoded(busy(800, 600))
    assert copies(data, "a.jpg", (HIDDEN,)) == copies(data, "b.jpg", (HIDDEN,))


def with_secret(secret: str, codec: str, orientation: int, **options: object) -> bytes:
    """The same scene each time, but for what stands inside the part that HIDDEN hides."""
    scene = busy(907, 611)
    pen = ImageDraw.Draw(scene)
    left, top, right, bottom = (round(at) for at in (0.4 * 907, 0.3 * 611, 0.6 * 907, 0.5 * 611))
    pen.rectangle((left + 1, top + 1, right - 2, bottom - 2), fill="white" if secret == "A" else (200, 0, 90))
    for step in range(4, 60, 4):
        pen.line((left + 1, top + step * 2, right - 2, top + step), fill="black" if secret == "A" else "lime", width=2)
    return with_exif(stored_for(scene, orientation), codec=codec, options=options, Orientation=orientation)


CASES = [
    *(("JPEG", orientation, {}) for orientation in range(1, 9)),
    ("JPEG", 1, {"quality": 30, "subsampling": 2}),
    ("JPEG", 1, {"quality": 95, "subsampling": 0}),
    ("JPEG", 1, {"quality": 60, "subsampling": 1, "progressive": True}),
    ("PNG", 1, {}),
    ("PNG", 6, {}),
    ("TIFF", 8, {}),
    ("WEBP", 3, {"lossless": True}),
]


@pytest.mark.parametrize(("codec", "orientation", "options"), CASES)
@pytest.mark.parametrize("longest", [1600, 700, 150])
def test_a_redacted_copy_is_the_same_whatever_was_hidden(
    codec: str, orientation: int, options: dict[str, object], longest: int
) -> None:
    """Two photos that differ only under the box give byte-identical copies: so nothing of it can be in them."""
    one, other = (with_secret(secret, codec, orientation, **options) for secret in "AB")
    assert copies(one, "a", (), longest).working != copies(other, "a", (), longest).working
    hidden, too = copies(one, "a", (HIDDEN,), longest), copies(other, "a", (HIDDEN,), longest)
    assert hidden.working == too.working
    assert hidden.thumbnail == too.thumbnail


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_redaction_is_black_where_it_was_drawn_and_nowhere_else(orientation: int) -> None:
    data = with_exif(stored_for(corners(1200, 900), orientation), Orientation=orientation)
    picture = shown(copies(data, "a.jpg", (drawn("redaction", ("0.1", "0.6"), ("0.3", "0.9")),)).working)
    for x, y in product((0.11, 0.2, 0.29), (0.61, 0.75, 0.89)):
        assert near(picture.getpixel((int(x * 1200), int(y * 900))), (0, 0, 0), 6)
    assert near(picture.getpixel((int(0.05 * 1200), int(0.75 * 900))), (30, 30, 220))
    assert near(picture.getpixel((int(0.35 * 1200), int(0.75 * 900))), (30, 30, 220))


def test_a_redaction_lies_over_every_other_mark() -> None:
    over = drawn("text", ("0.42", "0.32"), text="secret")
    box = shown(copies(encoded(busy(800, 600)), "a", (HIDDEN, over)).working).crop((330, 190, 470, 290))
    assert max(high for _, high in box.getextrema()) < 12


def test_a_redaction_without_corners_stops_the_copy() -> None:
    with pytest.raises(PhotoRefused, match="no corners"):
        copies(encoded(corners()), "a", (drawn("redaction", ("0.4", "0.3")),))


def test_a_redaction_reaching_outside_hides_what_is_inside() -> None:
    picture = shown(copies(encoded(corners(800, 600)), "a", (drawn("redaction", ("-3", "-3"), ("0.5", "9")),)).working)
    assert near(picture.getpixel((200, 300)), (0, 0, 0), 6) and near(picture.getpixel((700, 100)), (30, 180, 30))


@pytest.mark.parametrize(
    "one",
    [
        drawn("arrow", ("0.2", "0.2"), ("0.8", "0.7")),
        drawn("arrow", ("0.2", "0.2"), ("0.2", "0.2")),
        drawn("box", ("0.2", "0.2"), ("0.8", "0.7")),
        drawn("box", ("0.2", "0.2"), ("0.2", "0.2")),
        drawn("text", ("0.99", "0.99"), text="Door left open"),
        drawn("text", ("0.1", "0.1"), text="wide " * 60),
        drawn("text", ("0.1", "0.1"), text="Łukasz 5 µT ≤ 0.5 mT 磁"),
    ],
)
@pytest.mark.parametrize("size", [(800, 600), (9, 7)])
def test_marks_are_drawn_at_any_size(one: Drawn, size: tuple[int, int]) -> None:
    plain, marked = (copies(encoded(busy(*size)), "a", marks).working for marks in ((), (one,)))
    assert plain != marked


def test_a_mark_of_a_kind_not_known_is_left_out() -> None:
    data = encoded(corners())
    assert copies(data, "a", (drawn("sticker", ("0.5", "0.5")),)) == copies(data, "a")


def test_an_arrow_points_at_its_end() -> None:
    picture = shown(
        copies(encoded(Image.new("RGB", (800, 600))), "a", (drawn("arrow", ("0.1", "0.5"), ("0.9", "0.5")),)).working
    )
    near_end, near_start = picture.crop((690, 270, 720, 330)), picture.crop((80, 270, 110, 330))
    assert sum(near_end.convert("L").histogram()[128:]) > 1.5 * sum(near_start.convert("L").histogram()[128:])


def test_a_drag_is_kept_to_four_decimals_inside_the_picture() -> None:
    assert dragged((0.123456, -0.2), (1.7, 0.5)) == (
        (Decimal("0.1235"), Decimal("0.0000")), (Decimal("1.0000"), Decimal("0.5000")),
    )  # fmt: skip


def test_a_tap_is_not_a_drag() -> None:
    with pytest.raises(PhotoRefused, match="covers nothing"):
        dragged((0.5, 0.5), (0.50001, 0.5))
